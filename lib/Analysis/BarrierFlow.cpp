// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builds the flow graph of a program, see the header. Precise for scf.if,
// scf.for, scf.while, scf.index_switch and vyre.region; any other op with
// effects is one access to everything.
//
//===----------------------------------------------------------------------===//

#include "BarrierFlow.h"

#include "Vyre/Analysis/CallerFacts.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::vyre;

BarrierFlow::BarrierFlow(ProgramOp program) : program(program), forms(program) {
  findWritten();
  addGuard(forms.getUnguarded());
  current = addNode(FlowNode::Kind::Accesses);
  visit(program.getBody().front());
}

//===----------------------------------------------------------------------===//
// Nodes, guards, accesses
//===----------------------------------------------------------------------===//

unsigned BarrierFlow::addNode(FlowNode::Kind kind) {
  FlowNode &node = nodes.emplace_back();
  node.kind = kind;
  node.loopDepth = loopDepth;
  return nodes.size() - 1;
}

void BarrierFlow::connect(FlowEdge from, unsigned to) {
  nodes[from.node].successors.push_back({to, from.crossed, from.isBack});
  nodes[to].predecessors.push_back(from);
}

void BarrierFlow::goOn(ArrayRef<FlowEdge> from) {
  current = addNode(FlowNode::Kind::Accesses);
  for (FlowEdge edge : from)
    connect(edge, current);
}

static llvm::hash_code hashForm(const IndexForm &form) {
  llvm::hash_code hash = llvm::hash_value(form.constant);
  for (auto [atom, factor] : form.terms)
    hash = llvm::hash_combine(hash, atom, factor);
  return hash;
}

unsigned BarrierFlow::addGuard(LaneGuard guard) {
  llvm::hash_code hash(0);
  for (const auto &ranges : {guard.local, guard.group})
    for (IndexRange range : ranges)
      hash = llvm::hash_combine(hash, range.min, range.max);
  for (const IndexForm &zero : guard.zeros)
    hash = llvm::hash_combine(hash, hashForm(zero));
  // The two largest numbers are not keys of a DenseMap.
  auto &same = guardsByHash[static_cast<unsigned>(hash) >> 1];
  for (unsigned number : same)
    if (guards[number] == guard)
      return number;
  same.push_back(guards.size());
  guards.push_back(std::move(guard));
  return guards.size() - 1;
}

static bool isSame(const SharedAccess &a, const SharedAccess &b) {
  return a.buffer == b.buffer && a.reads == b.reads && a.writes == b.writes &&
         a.order == b.order && a.sums == b.sums && a.index == b.index &&
         a.guard == b.guard;
}

unsigned BarrierFlow::addAccess(SharedAccess access) {
  llvm::hash_code hash = llvm::hash_combine(
      access.buffer.getAsOpaquePointer(), access.reads, access.writes,
      access.guard, access.order ? static_cast<int>(*access.order) : -1);
  if (access.index)
    hash = llvm::hash_combine(hash, hashForm(*access.index));
  auto &same = accessesByHash[static_cast<unsigned>(hash) >> 1];
  for (unsigned number : same)
    if (isSame(accesses[number], access))
      return number;
  same.push_back(accesses.size());
  accesses.push_back(std::move(access));
  return accesses.size() - 1;
}

//===----------------------------------------------------------------------===//
// What can be seen by others
//===----------------------------------------------------------------------===//

/// Control flow that `visit` looks into.
static bool isKnownControlFlow(Operation *op) {
  return isa<scf::IfOp, scf::ForOp, scf::WhileOp, scf::IndexSwitchOp, RegionOp>(
      op);
}

/// Whether the op leaves memory that others see alone, and orders nothing.
static bool isPrivate(Operation *op) {
  if (isMemoryEffectFree(op))
    return true;
  // Convergent ops that do not synchronise exchange values, no memory.
  if (isa<ConvergentOpInterface>(op) && !isa<SyncOpInterface>(op))
    return true;
  auto effects = dyn_cast<MemoryEffectOpInterface>(op);
  return effects && op->getNumRegions() == 0 &&
         effects.onlyHasEffect<MemoryEffects::Allocate>();
}

void BarrierFlow::findWritten() {
  program.getBody().walk([&](Operation *op) {
    if (auto access = dyn_cast<AccessOpInterface>(op)) {
      if (access.writesElement())
        written.insert(access.getAccessedBuffer());
      return;
    }
    if (auto copy = dyn_cast<AsyncCopyOpInterface>(op)) {
      written.insert(copy.getCopyTarget());
      copies.push_back(copy);
      return;
    }
    if (!isa<SyncOpInterface, ExitIfOp, AsyncWaitOp>(op) &&
        !isKnownControlFlow(op) && !isPrivate(op))
      isAllWritten = true;
  });
}

/// What nobody writes orders nothing, and needs no order.
bool BarrierFlow::isShared(const SharedAccess &access) const {
  return access.writes || access.acquires() || isAllWritten ||
         llvm::any_of(written, [&](Value buffer) {
           return mayAlias(program, access.buffer, buffer);
         });
}

//===----------------------------------------------------------------------===//
// The walk
//===----------------------------------------------------------------------===//

void BarrierFlow::visit(Block &block) {
  unsigned outer = guard;
  for (Operation &op : block.without_terminator())
    visit(op);
  guard = outer;
}

unsigned BarrierFlow::visitRegion(Region &region, ArrayRef<FlowEdge> entries,
                                  Value condition, bool holds) {
  unsigned outer = guard;
  if (condition) {
    LaneGuard inner = guards[guard];
    forms.addCondition(condition, holds, inner);
    guard = addGuard(std::move(inner));
  }
  goOn(entries);
  visit(region.front());
  guard = outer;
  return current;
}

void BarrierFlow::visitLoop(Operation &op) {
  unsigned before = current;
  ++loopDepth;
  SmallVector<FlowEdge, 2> exits;
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    unsigned start = nodes.size();
    unsigned end = visitRegion(loop.getRegion(), {{before, loopDepth}});
    connect({end, loopDepth, /*isBack=*/true}, start);
    exits = {{before}, {end, loopDepth}};
  } else {
    auto whileLoop = cast<scf::WhileOp>(op);
    unsigned start = nodes.size();
    unsigned tested = visitRegion(whileLoop.getBefore(), {{before, loopDepth}});
    unsigned end = visitRegion(whileLoop.getAfter(), {{tested}},
                               whileLoop.getConditionOp().getCondition());
    connect({end, loopDepth, /*isBack=*/true}, start);
    exits = {{tested, loopDepth}};
  }
  --loopDepth;
  goOn(exits);
}

void BarrierFlow::add(SharedAccess access) {
  if (!isShared(access))
    return;
  Operation *op = access.op;
  nodes[current].accesses.push_back({addAccess(std::move(access)), op});
}

void BarrierFlow::visitAccess(AccessOpInterface op) {
  SharedAccess access;
  access.op = op;
  access.buffer = op.getAccessedBuffer();
  access.reads = op.readsElement();
  access.writes = op.writesElement();
  access.isWorkgroup = op.getAccessedBuffer().getType().isWorkgroup();
  access.order = op.getAtomicOrder();
  access.guard = guard;
  auto rmw = dyn_cast<AtomicRMWOp>(op.getOperation());
  // A sum of floats depends on the order, an exchange on who comes last.
  if (rmw && rmw.getResult().use_empty() &&
      rmw.getKind() < AtomicKind::Exchange)
    access.sums = rmw.getKind();
  access.index = forms.getForm(op.getAccessedIndex());
  add(std::move(access));
}

/// A copy reads and writes at any time until its wait (VYRE-MM-20), so what it
/// does counts here and again at the wait: every barrier between has it on both
/// sides.
/// With `isChosen` it is one of several, and may have started elsewhere.
void BarrierFlow::visitCopy(AsyncCopyOpInterface op, bool isChosen) {
  for (bool isTarget : {false, true}) {
    SharedAccess access;
    access.op = op;
    access.buffer = isTarget ? op.getCopyTarget() : op.getCopySource();
    access.reads = !isTarget;
    access.writes = isTarget;
    access.isWorkgroup =
        cast<BufferType>(access.buffer.getType()).isWorkgroup();
    access.guard = isChosen ? 0 : guard;
    if (!isChosen)
      access.index = forms.getSpan(isTarget ? op.getCopyTargetIndex()
                                            : op.getCopySourceIndex(),
                                   op.getCopyCount());
    add(std::move(access));
  }
}

void BarrierFlow::visitWait(AsyncWaitOp op) {
  if (auto copy = op.getToken().getDefiningOp<AsyncCopyOpInterface>())
    return visitCopy(copy);
  // Control flow chose the token: it may be that of any copy.
  for (AsyncCopyOpInterface copy : copies)
    visitCopy(copy, /*isChosen=*/true);
}

void BarrierFlow::visitUnknown(Operation &op) {
  SharedAccess access;
  access.op = &op;
  access.guard = guard;
  nodes[current].accesses.push_back({unsigned(accesses.size()), &op});
  accesses.push_back(access);
}

void BarrierFlow::visit(Operation &op) {
  unsigned before = current;
  if (auto access = dyn_cast<AccessOpInterface>(op))
    return visitAccess(access);
  if (auto copy = dyn_cast<AsyncCopyOpInterface>(op))
    return visitCopy(copy);
  if (auto wait = dyn_cast<AsyncWaitOp>(op))
    return visitWait(wait);
  if (auto sync = dyn_cast<SyncOpInterface>(op)) {
    unsigned node = addNode(FlowNode::Kind::Barrier);
    nodes[node].op = &op;
    nodes[node].scope = sync.getSyncScope();
    nodes[node].ordersStorage = sync.ordersStorage();
    connect({before}, node);
    if (auto barrier = dyn_cast<BarrierOp>(op)) {
      barriers.push_back(barrier);
      barrierNodes[&op] = node;
    }
    return goOn({{node}});
  }
  if (auto exit = dyn_cast<ExitIfOp>(op)) {
    unsigned node = addNode(FlowNode::Kind::Exit);
    connect({before}, node);
    goOn({{node}});
    LaneGuard rest = guards[guard];
    forms.addCondition(exit.getCondition(), /*holds=*/false, rest);
    // Until the end of the block.
    guard = addGuard(std::move(rest));
    return;
  }
  if (isa<scf::ForOp, scf::WhileOp>(op))
    return visitLoop(op);
  if (auto region = dyn_cast<RegionOp>(op)) {
    visitRegion(region.getBody(), {{before}});
    return;
  }
  if (auto branch = dyn_cast<scf::IfOp>(op)) {
    SmallVector<FlowEdge, 2> ends;
    ends.push_back({visitRegion(branch.getThenRegion(), {{before}},
                                branch.getCondition(), true)});
    unsigned other = before;
    if (!branch.getElseRegion().empty())
      other = visitRegion(branch.getElseRegion(), {{before}},
                          branch.getCondition(), false);
    ends.push_back({other});
    return goOn(ends);
  }
  if (isa<scf::IndexSwitchOp>(op)) {
    SmallVector<FlowEdge, 2> ends;
    for (Region &region : op.getRegions())
      ends.push_back({visitRegion(region, {{before}})});
    return goOn(ends);
  }
  if (!isPrivate(&op))
    visitUnknown(op);
}

//===----------------------------------------------------------------------===//
// Contraction
//===----------------------------------------------------------------------===//

/// Where the only edge of a list leads, if it stays in its iteration.
static std::optional<unsigned> getOnlyNode(ArrayRef<FlowEdge> edges) {
  if (edges.size() != 1 || edges.front().crossed != kNoDepth)
    return std::nullopt;
  return edges.front().node;
}

/// Whether every way from `from` leads to `to`, over at most one node that does
/// nothing else.
static bool isDiamond(const FlowNodes &nodes, unsigned from, unsigned to) {
  return llvm::all_of(nodes[from].successors, [&](FlowEdge edge) {
    if (edge.crossed != kNoDepth)
      return false;
    const FlowNode &arm = nodes[edge.node];
    return edge.node == to || (arm.kind == FlowNode::Kind::Accesses &&
                               getOnlyNode(arm.predecessors) == from &&
                               getOnlyNode(arm.successors) == to);
  });
}

/// Moves the accesses of `node` to its only predecessor, if that may be;
/// returns where more may be joined then.
static SmallVector<unsigned, 2> absorb(FlowNodes &nodes, unsigned number) {
  FlowNode &node = nodes[number];
  std::optional<unsigned> before = getOnlyNode(node.predecessors);
  if (!before || *before == number || node.kind != FlowNode::Kind::Accesses ||
      nodes[*before].kind != FlowNode::Kind::Accesses)
    return {};
  FlowNode &target = nodes[*before];
  bool isChain = getOnlyNode(target.successors) == number;
  std::optional<unsigned> after = getOnlyNode(node.successors);
  if (!isChain &&
      (!after || *after == *before || !isDiamond(nodes, *before, *after)))
    return {};

  llvm::SmallDenseSet<unsigned, 16> known;
  for (FlowAccess access : target.accesses)
    known.insert(access.number);
  for (FlowAccess access : node.accesses)
    if (known.insert(access.number).second)
      target.accesses.push_back(access);
  SmallVector<unsigned, 2> next;
  auto isHere = [&](FlowEdge edge) { return edge.node == number; };
  if (isChain) {
    target.successors = std::move(node.successors);
    for (FlowEdge edge : target.successors) {
      for (FlowEdge &back : nodes[edge.node].predecessors)
        if (isHere(back))
          back.node = *before;
      next.push_back(edge.node);
    }
  } else {
    // The way past this arm.
    llvm::erase_if(target.successors, isHere);
    llvm::erase_if(nodes[*after].predecessors, isHere);
    auto isPast = [&](FlowEdge edge) { return edge.node == *after; };
    if (llvm::none_of(target.successors, isPast)) {
      target.successors.push_back({*after});
      nodes[*after].predecessors.push_back({*before});
    }
    next.push_back(*after);
  }
  next.push_back(*before);
  nodes[number] = FlowNode();
  return next;
}

void mlir::vyre::contract(FlowNodes &nodes, unsigned barrier) {
  nodes[barrier].kind = FlowNode::Kind::Accesses;
  SmallVector<unsigned> work = {barrier};
  for (FlowEdge edge : nodes[barrier].successors)
    work.push_back(edge.node);
  while (!work.empty())
    llvm::append_range(work, absorb(nodes, work.pop_back_val()));
}
