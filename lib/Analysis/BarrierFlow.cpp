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

BarrierFlow::BarrierFlow(ProgramOp program, unsigned subgroupSize)
    : program(program), forms(program, subgroupSize) {
  findWritten();
  addGuard(forms.getUnguarded());
  sequences.emplace_back();
  current = addNode(FlowNode::Kind::Accesses);
  visit(program.getBody().front());
  dropEmptyItems();
}

/// Nodes without accesses are there for the edges only.
void BarrierFlow::dropEmptyItems() {
  for (FlowSequence &each : sequences) {
    llvm::erase_if(each.items, [&](const FlowItem &item) {
      return item.kind == FlowItem::Kind::Node &&
             nodes[item.node].kind == FlowNode::Kind::Accesses &&
             nodes[item.node].accesses.empty();
    });
    for (auto [place, item] : llvm::enumerate(each.items))
      for (unsigned part : item.parts)
        sequences[part].place = place;
  }
}

//===----------------------------------------------------------------------===//
// Nodes, guards, accesses
//===----------------------------------------------------------------------===//

unsigned BarrierFlow::addNode(FlowNode::Kind kind) {
  FlowNode &node = nodes.emplace_back();
  node.kind = kind;
  node.loopDepth = loopDepth;
  unsigned number = nodes.size() - 1;
  sequences[sequence].items.emplace_back().node = number;
  return number;
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
  for (ArrayRef<IndexRange> ranges :
       {ArrayRef(guard.local), ArrayRef(guard.group), ArrayRef(guard.parts)})
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

FlowItem &BarrierFlow::addItem(FlowItem::Kind kind) {
  FlowItem &item = sequences[sequence].items.emplace_back();
  item.kind = kind;
  return item;
}

unsigned BarrierFlow::visitPart(Region &region, ArrayRef<FlowEdge> entries,
                                Value condition, bool holds) {
  FlowSequence part;
  part.parent = sequence;
  part.place = sequences[sequence].items.size() - 1;
  FlowItem &item = sequences[sequence].items.back();
  part.part = item.parts.size();
  part.loopDepth = loopDepth;
  item.parts.push_back(sequences.size());
  sequence = sequences.size();
  sequences.push_back(std::move(part));
  unsigned end = visitRegion(region, entries, condition, holds);
  sequence = sequences[sequence].parent;
  return end;
}

void BarrierFlow::visitLoop(Operation &op) {
  unsigned before = current;
  addItem(isa<scf::ForOp>(op) ? FlowItem::Kind::For : FlowItem::Kind::While);
  ++loopDepth;
  SmallVector<FlowEdge, 2> exits;
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    unsigned start = nodes.size();
    unsigned end = visitPart(loop.getRegion(), {{before, loopDepth}});
    connect({end, loopDepth, /*isBack=*/true}, start);
    exits = {{before}, {end, loopDepth}};
  } else {
    auto whileLoop = cast<scf::WhileOp>(op);
    unsigned start = nodes.size();
    unsigned tested = visitPart(whileLoop.getBefore(), {{before, loopDepth}});
    unsigned end = visitPart(whileLoop.getAfter(), {{tested}},
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
  append(addAccess(std::move(access)), op);
}

void BarrierFlow::append(unsigned access, Operation *op) {
  unsigned place = ops.size();
  ops.push_back(op);
  nodes[current].accesses.push_back({access, place, place});
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
  accesses.push_back(access);
  append(accesses.size() - 1, &op);
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
    syncNodes.push_back(node);
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
    addItem(FlowItem::Kind::Branch).isSkippable =
        branch.getElseRegion().empty();
    SmallVector<FlowEdge, 2> ends;
    ends.push_back({visitPart(branch.getThenRegion(), {{before}},
                              branch.getCondition(), true)});
    unsigned other = before;
    if (!branch.getElseRegion().empty())
      other = visitPart(branch.getElseRegion(), {{before}},
                        branch.getCondition(), false);
    ends.push_back({other});
    return goOn(ends);
  }
  if (isa<scf::IndexSwitchOp>(op)) {
    addItem(FlowItem::Kind::Branch);
    SmallVector<FlowEdge, 2> ends;
    for (Region &region : op.getRegions())
      ends.push_back({visitPart(region, {{before}})});
    return goOn(ends);
  }
  if (!isPrivate(&op))
    visitUnknown(op);
}
