// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which accesses meet at a barrier, and which of them need it, see the header.
//
// Why a barrier B without a hazard may go. Let P be a program without a race
// and P' the same without B. Suppose accesses x and y of different invocations
// conflict, and x happens before y in P only over B. Take the last chain of
// program order and synchronisation from x to y, and the B on it.
//  - If another barrier C of the same or a wider scope lies between x and B on
//    the way of x's invocation, everybody who comes to B came to C before, so C
//    orders the two without B. Likewise behind B, unless an invocation that
//    came to B left before C: hence exits.
//  - If x and y touch one element, they are a pair of the two sets that
//    `findHazard` compares, or one invocation did both.
//  - If the chain reaches B over a synchronising atomic of another invocation,
//    that is an acquire before B; if it leaves B over one, a release behind it.
//  - A barrier that orders workgroup memory only is in the order of that memory
//    alone (VYRE-MM-21), so both kinds are looked at one by one.
// A narrower barrier neither ends a way nor matters: who comes from it to B
// stands in the set of B anyway. Relaxed atomics make no race, but their values
// may show the order: two of them count as a hazard, unless nobody looks at the
// values and the final sum does not depend on the order.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Analysis/BarrierAccess.h"

#include "BarrierSearch.h"
#include "Vyre/Analysis/CallerFacts.h"

using namespace mlir;
using namespace mlir::vyre;

StringRef mlir::vyre::stringifyHazard(HazardKind kind) {
  switch (kind) {
  case HazardKind::RAW:
    return "RAW";
  case HazardKind::WAR:
    return "WAR";
  case HazardKind::WAW:
    return "WAW";
  case HazardKind::Atomic:
    return "atomic";
  case HazardKind::Release:
    return "release";
  case HazardKind::Acquire:
    return "acquire";
  case HazardKind::Unknown:
    return "unknown";
  }
  llvm_unreachable("every kind has a name");
}

struct BarrierAccess::Impl {
  Impl(ProgramOp program, BarrierAccessOptions options)
      : flow(program, options.subgroupSize), search(flow, options.isReference) {
    for (unsigned number : flow.syncNodes)
      isDivided |= !flow.nodes[number].ordersStorage;
  }

  unsigned nodeOf(BarrierOp barrier) const {
    return flow.barrierNodes.lookup(barrier);
  }

  std::optional<Hazard> find(unsigned barrier, std::optional<Scope> outside,
                             Memory memory, ProofFacts &facts);
  std::optional<HazardKind> check(const Flow &before, const Flow &after,
                                  Scope scope, std::optional<Scope> outside,
                                  bool &isApart) const;
  bool mayMeet(const Flow &before, const Flow &after, bool sameElement,
               Scope scope, std::optional<Scope> outside) const;
  void print(const Flow &flow, raw_ostream &os) const;

  BarrierFlow flow;
  BarrierSearch search;
  /// Whether a barrier orders workgroup memory and not storage.
  bool isDivided = false;
};

//===----------------------------------------------------------------------===//
// Hazards
//===----------------------------------------------------------------------===//

static bool isReadOnly(const SharedAccess &access) {
  auto type = cast<BufferType>(access.buffer.getType());
  return !type.isWritable();
}

bool BarrierAccess::Impl::mayMeet(const Flow &before, const Flow &after,
                                  bool sameElement, Scope scope,
                                  std::optional<Scope> outside) const {
  auto side = [&](const Flow &flow, int shift) {
    const SharedAccess &access = *flow.access;
    bool hasIndex = sameElement && access.index;
    return LaneAccess{hasIndex ? &*access.index : nullptr,
                      &this->flow.guards[access.guard], flow.distance.depth,
                      flow.distance.isNext ? shift : 0};
  };
  return flow.forms.mayMeet(side(before, -1), side(after, 1), scope, outside);
}

/// Whether the pair needs a barrier of `scope` between, and why. `isApart` is
/// set if it would, were it not for where the invocations are.
std::optional<HazardKind>
BarrierAccess::Impl::check(const Flow &before, const Flow &after, Scope scope,
                           std::optional<Scope> outside, bool &isApart) const {
  const SharedAccess &x = *before.access, &y = *after.access;
  auto needs = [&](HazardKind kind,
                   bool sameElement) -> std::optional<HazardKind> {
    if (mayMeet(before, after, sameElement, scope, outside))
      return kind;
    isApart = true;
    return std::nullopt;
  };
  if (x.isUnknown() || y.isUnknown())
    return HazardKind::Unknown;
  // What was written to workgroup memory is for the same workgroup, which the
  // narrower barrier orders as well.
  bool isInside = outside == Scope::Workgroup;
  if (y.releases() && !(isInside && x.isWorkgroup))
    if (auto hazard = needs(HazardKind::Release, /*sameElement=*/false))
      return hazard;
  if (x.acquires() && !(isInside && y.isWorkgroup))
    if (auto hazard = needs(HazardKind::Acquire, /*sameElement=*/false))
      return hazard;

  if ((!x.writes && !y.writes) || !mayAlias(flow.program, x.buffer, y.buffer))
    return std::nullopt;
  // Nobody sees a write of another invocation through such an argument, with
  // or without a barrier (VYRE-MM-18).
  if (isReadOnly(y))
    return std::nullopt;
  bool bothAtomic = x.order && y.order;
  if (bothAtomic && x.sums && x.sums == y.sums)
    return std::nullopt;
  if (x.isWorkgroup) {
    if (isInside)
      return std::nullopt;
    scope = std::min(scope, Scope::Workgroup);
  }
  auto bytes = [](const SharedAccess &access) {
    return cast<BufferType>(access.buffer.getType()).getElementBytes();
  };
  bool sameElement = bytes(x) == bytes(y);
  if (bothAtomic)
    return needs(HazardKind::Atomic, sameElement);
  if (x.writes && y.reads)
    return needs(HazardKind::RAW, sameElement);
  return needs(x.writes ? HazardKind::WAW : HazardKind::WAR, sameElement);
}

//===----------------------------------------------------------------------===//
// The interface
//===----------------------------------------------------------------------===//

BarrierAccess::BarrierAccess(ProgramOp program, BarrierAccessOptions options)
    : impl(std::make_unique<Impl>(program, options)) {}

BarrierAccess::~BarrierAccess() = default;

ArrayRef<BarrierOp> BarrierAccess::getBarriers() const {
  return impl->flow.barriers;
}

std::optional<Hazard> BarrierAccess::Impl::find(unsigned barrier,
                                                std::optional<Scope> outside,
                                                Memory memory,
                                                ProofFacts &facts) {
  Scope scope = flow.nodes[barrier].scope;
  search.forget();
  FlowSet before = search.collect(barrier, Direction::Before, memory);
  if (before.empty())
    return std::nullopt;
  FlowSet after = search.collect(barrier, Direction::After, memory);
  unsigned pairsApart = 0;
  for (const Flow &x : before)
    for (const Flow &y : after) {
      bool isApart = false;
      if (auto kind = check(x, y, scope, outside, isApart)) {
        Hazard hazard{*kind, *x.access, *y.access};
        hazard.before.op = x.op;
        hazard.after.op = y.op;
        return hazard;
      }
      pairsApart += isApart;
    }
  facts.before += before.size();
  facts.after += after.size();
  facts.apart += pairsApart;
  return std::nullopt;
}

std::optional<Hazard> BarrierAccess::findHazard(BarrierOp barrier,
                                                const HazardQuery &query,
                                                ProofFacts *facts) const {
  unsigned node = impl->nodeOf(barrier);
  SmallVector<Memory, 2> kinds = {Memory::All};
  if (query.onlyStorage)
    kinds = {Memory::Storage};
  else if (!impl->flow.nodes[node].ordersStorage)
    kinds = {Memory::Workgroup};
  else if (impl->isDivided)
    kinds = {Memory::Workgroup, Memory::Storage};
  ProofFacts found;
  for (Memory memory : kinds)
    if (auto hazard = impl->find(node, query.outside, memory, found))
      return hazard;
  if (facts)
    *facts = found;
  return std::nullopt;
}

bool BarrierAccess::knowsSubgroups() const {
  return impl->flow.forms.getLayout().has_value();
}

void BarrierAccess::setRemoved(BarrierOp barrier) {
  unsigned node = impl->nodeOf(barrier);
  impl->flow.nodes[node].isRemoved = true;
  impl->search.update(node);
}

void BarrierAccess::setScope(BarrierOp barrier, Scope scope) {
  unsigned node = impl->nodeOf(barrier);
  impl->flow.nodes[node].scope = scope;
  impl->search.update(node);
}

void BarrierAccess::setWorkgroupMemory(BarrierOp barrier) {
  unsigned node = impl->nodeOf(barrier);
  impl->flow.nodes[node].ordersStorage = false;
  impl->isDivided = true;
  impl->search.update(node);
}

//===----------------------------------------------------------------------===//
// Printing
//===----------------------------------------------------------------------===//

std::string BarrierAccess::getBufferName(const SharedAccess &access) {
  if (access.isUnknown())
    return "memory";
  if (auto arg = dyn_cast<BlockArgument>(access.buffer)) {
    auto program = cast<ProgramOp>(arg.getOwner()->getParentOp());
    return "'%" + program.getArgName(arg.getArgNumber()).str() + "'";
  }
  return "workgroup memory";
}

void BarrierAccess::Impl::print(const Flow &flow, raw_ostream &os) const {
  const SharedAccess &access = *flow.access;
  os << "    " << (access.order ? "atomic " : "")
     << (access.reads && access.writes ? "read write"
         : access.writes               ? "write"
                                       : "read")
     << ' ' << getBufferName(access) << '[';
  if (access.index)
    this->flow.forms.print(*access.index, os);
  else
    os << "any";
  os << ']';
  if (flow.distance.isNext)
    os << " of the iteration beside";
  else if (flow.distance.depth != kNoDepth)
    os << " of another iteration";
  if (access.guard != 0)
    os << " guarded";
  os << '\n';
}

void BarrierAccess::print(raw_ostream &os) const {
  ProgramOp program = impl->flow.program;
  os << "barriers of @" << program.getName() << '\n';
  for (BarrierOp barrier : getBarriers()) {
    unsigned node = impl->nodeOf(barrier);
    os << "  " << *barrier << '\n';
    impl->search.forget();
    for (Direction direction : {Direction::Before, Direction::After}) {
      os << (direction == Direction::Before ? "  before\n" : "  after\n");
      for (const Flow &flow :
           impl->search.collect(node, direction, Memory::All))
        impl->print(flow, os);
    }
  }
}
