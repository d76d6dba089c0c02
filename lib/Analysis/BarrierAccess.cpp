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

#include "BarrierFlow.h"
#include "Vyre/Analysis/CallerFacts.h"
#include "llvm/ADT/MapVector.h"
#include <deque>

using namespace mlir;
using namespace mlir::vyre;

/// With more different accesses to one buffer, any element of it counts.
constexpr unsigned kMaxAccessesOfBuffer = 16;
/// Nodes around a barrier that are searched first: most barriers that are
/// needed are needed by something near.
constexpr unsigned kNear = 48;

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

namespace {

enum class Direction { Before, After };

/// Ordered apart only if some barrier orders workgroup memory alone.
enum class Memory { All, Storage, Workgroup };

/// Where something is, seen from a barrier.
struct Distance {
  /// Loops of this depth and deeper may be in another iteration.
  unsigned depth = kNoDepth;
  /// The loop at that very depth is in the next iteration, or in the one before
  /// if one looks back.
  bool isNext = false;

  /// Whether everything that is possible at the other distance is here, too.
  bool covers(Distance other) const {
    return (depth < other.depth && !isNext) ||
           (depth == other.depth && (!isNext || other.isNext));
  }
  Distance over(FlowEdge edge) const;
};

/// A place of the search.
struct Place : Distance {
  unsigned node;
  bool isPastExit;

  bool covers(const Place &other) const {
    return Distance::covers(other) && (isPastExit || !other.isPastExit);
  }
};

/// An access as seen from a barrier.
struct Flow {
  const SharedAccess *access;
  Operation *op;
  Distance distance;
};

using FlowSet = SmallVector<Flow, 8>;

} // namespace

struct BarrierAccess::Impl {
  Impl(ProgramOp program, BarrierAccessOptions options)
      : flow(program), options(options), marks(flow.nodes.size()) {
    for (unsigned number = 0, end = flow.nodes.size(); number < end; ++number)
      if (!flow.nodes[number].ordersStorage)
        divide(number);
  }

  /// The barrier orders workgroup memory only.
  void divide(unsigned barrier);
  void remove(FlowNodes &nodes, unsigned barrier);

  unsigned nodeOf(BarrierOp barrier) const {
    return flow.barrierNodes.lookup(barrier);
  }

  const FlowNodes &nodesOf(Memory memory) const {
    return memory == Memory::Storage && isDivided ? storageNodes : flow.nodes;
  }
  /// At most about `limit` nodes; sets `isCut` if that was not all.
  SmallVector<unsigned> reach(unsigned barrier, Direction direction,
                              const FlowNodes &nodes, unsigned limit,
                              bool &isCut) const;
  FlowSet collect(unsigned barrier, Direction direction, Memory memory,
                  unsigned limit, bool &isCut) const;
  std::optional<Hazard> find(unsigned barrier, std::optional<Scope> outside,
                             Memory memory, ProofFacts &facts) const;
  std::optional<HazardKind> check(const Flow &before, const Flow &after,
                                  Scope scope, std::optional<Scope> outside,
                                  bool &isApart) const;
  bool mayMeet(const Flow &before, const Flow &after, bool sameElement,
               Scope scope, std::optional<Scope> outside) const;
  void print(const Flow &flow, raw_ostream &os) const;

  BarrierFlow flow;
  BarrierAccessOptions options;
  /// Whether a barrier orders workgroup memory and not storage. If so, there is
  /// a graph for storage without these barriers.
  bool isDivided = false;
  FlowNodes storageNodes;

  /// Per node, the search that saw it last, and how it came there.
  struct Mark {
    unsigned search = 0;
    SmallVector<Place, 2> places;
  };
  mutable std::vector<Mark> marks;
  mutable unsigned search = 0;
  /// Stand for several accesses to one buffer; made by `collect`.
  mutable std::deque<SharedAccess> merged;
};

//===----------------------------------------------------------------------===//
// Search
//===----------------------------------------------------------------------===//

/// Over an edge, in either direction.
Distance Distance::over(FlowEdge edge) const {
  if (edge.crossed == kNoDepth || edge.crossed > depth)
    return *this;
  return {edge.crossed, edge.isBack && edge.crossed < depth};
}

/// Adds an element, and keeps only those that no other covers.
template <typename T>
static bool addUncovered(SmallVectorImpl<T> &list, const T &element) {
  if (llvm::any_of(list, [&](const T &each) { return each.covers(element); }))
    return false;
  llvm::erase_if(list, [&](const T &each) { return element.covers(each); });
  list.push_back(element);
  return true;
}

/// The nodes that the search comes to, ascending; how it came there is in
/// `marks`.
SmallVector<unsigned> BarrierAccess::Impl::reach(unsigned barrier,
                                                 Direction direction,
                                                 const FlowNodes &nodes,
                                                 unsigned limit,
                                                 bool &isCut) const {
  SmallVector<Place> work;
  SmallVector<unsigned> seen;
  ++search;
  auto follow = [&](const FlowNode &node, Distance from, bool isPastExit) {
    for (FlowEdge edge :
         direction == Direction::Before ? node.predecessors : node.successors) {
      Place place{from.over(edge), edge.node, isPastExit};
      // Only loops around the node matter there.
      if (place.depth > nodes[edge.node].loopDepth)
        static_cast<Distance &>(place) = Distance();
      Mark &mark = marks[edge.node];
      if (mark.search != search) {
        mark.search = search;
        mark.places.clear();
        seen.push_back(edge.node);
      }
      if (addUncovered(mark.places, place))
        work.push_back(place);
    }
  };
  Scope scope = nodes[barrier].scope;
  follow(nodes[barrier], Distance(), false);
  // First come, first served: near nodes before far ones.
  for (size_t i = 0; i < work.size(); ++i) {
    if (seen.size() > limit) {
      isCut = true;
      break;
    }
    Place place = work[i];
    const FlowNode &node = nodes[place.node];
    bool isPastExit = place.isPastExit;
    if (node.kind == FlowNode::Kind::Barrier && place.node != barrier &&
        !node.isRemoved && node.scope >= scope && !isPastExit)
      continue;
    if (node.kind == FlowNode::Kind::Exit && direction == Direction::After)
      isPastExit = true;
    follow(node, place, isPastExit);
  }
  llvm::sort(seen);
  return seen;
}

/// What synchronises, or may, is in the order of both kinds of memory.
static bool isOf(Memory memory, const SharedAccess &access) {
  return memory == Memory::All || access.isUnknown() || access.acquires() ||
         access.releases() ||
         access.isWorkgroup == (memory == Memory::Workgroup);
}

FlowSet BarrierAccess::Impl::collect(unsigned barrier, Direction direction,
                                     Memory memory, unsigned limit,
                                     bool &isCut) const {
  const FlowNodes &nodes = nodesOf(memory);
  // By access: the nearest op that makes it, and the distances.
  struct Seen {
    Operation *op = nullptr;
    SmallVector<Distance, 2> distances;
  };
  llvm::MapVector<unsigned, Seen> found;
  for (unsigned number : reach(barrier, direction, nodes, limit, isCut))
    for (FlowAccess access : nodes[number].accesses) {
      if (!isOf(memory, flow.accesses[access.number]))
        continue;
      Seen &entry = found[access.number];
      if (!entry.op || direction == Direction::Before)
        entry.op = access.op;
      for (const Place &place : marks[number].places)
        addUncovered<Distance>(entry.distances, place);
    }

  llvm::SmallDenseMap<Value, unsigned, 8> counts;
  for (auto &[number, entry] : found)
    ++counts[flow.accesses[number].buffer];
  FlowSet result;
  llvm::SmallDenseMap<Value, SharedAccess *, 4> merging;
  auto numbers = llvm::to_vector(llvm::make_first_range(found));
  llvm::sort(numbers);
  for (unsigned number : numbers) {
    const SharedAccess &access = flow.accesses[number];
    const Seen &entry = found[number];
    bool isOrdered = access.acquires() || access.releases();
    if (access.isUnknown() || isOrdered ||
        counts[access.buffer] <= kMaxAccessesOfBuffer) {
      for (Distance distance : entry.distances)
        result.push_back({&access, entry.op, distance});
      continue;
    }
    SharedAccess *&all = merging[access.buffer];
    if (!all) {
      all = &merged.emplace_back(access);
      all->index = std::nullopt;
      all->guard = 0;
      result.push_back({all, entry.op, Distance()});
      continue;
    }
    all->reads |= access.reads;
    all->writes |= access.writes;
    if (all->sums != access.sums)
      all->sums = std::nullopt;
    if (!access.order)
      all->order = std::nullopt;
  }
  return result;
}

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
                                                ProofFacts &facts) const {
  Scope scope = nodesOf(memory)[barrier].scope;
  // A pair among those that are near is one of all pairs, so the first look may
  // find a hazard but proves nothing.
  for (unsigned limit : {options.isReference ? ~0u : kNear, ~0u}) {
    merged.clear();
    bool isCut = false;
    FlowSet before = collect(barrier, Direction::Before, memory, limit, isCut);
    if (before.empty() && !isCut)
      return std::nullopt;
    FlowSet after = collect(barrier, Direction::After, memory, limit, isCut);
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
    if (isCut)
      continue;
    facts.before += before.size();
    facts.after += after.size();
    facts.apart += pairsApart;
    return std::nullopt;
  }
  llvm_unreachable("the second search has no limit");
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

void BarrierAccess::Impl::remove(FlowNodes &nodes, unsigned barrier) {
  nodes[barrier].isRemoved = true;
  if (!options.isReference)
    contract(nodes, barrier);
}

void BarrierAccess::Impl::divide(unsigned barrier) {
  if (!isDivided)
    storageNodes = flow.nodes;
  isDivided = true;
  flow.nodes[barrier].ordersStorage = false;
  remove(storageNodes, barrier);
}

void BarrierAccess::setRemoved(BarrierOp barrier) {
  unsigned node = impl->nodeOf(barrier);
  impl->remove(impl->flow.nodes, node);
  // One that does not order storage is not there any more.
  if (impl->isDivided && barrier.ordersStorage())
    impl->remove(impl->storageNodes, node);
}

void BarrierAccess::setScope(BarrierOp barrier, Scope scope) {
  unsigned node = impl->nodeOf(barrier);
  impl->flow.nodes[node].scope = scope;
  if (impl->isDivided)
    impl->storageNodes[node].scope = scope;
}

void BarrierAccess::setWorkgroupMemory(BarrierOp barrier) {
  impl->divide(impl->nodeOf(barrier));
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
    impl->merged.clear();
    for (Direction direction : {Direction::Before, Direction::After}) {
      os << (direction == Direction::Before ? "  before\n" : "  after\n");
      bool isCut = false;
      for (const Flow &flow :
           impl->collect(node, direction, Memory::All, ~0u, isCut))
        impl->print(flow, os);
    }
  }
}
