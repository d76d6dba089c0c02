// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See the header. What makes a loop legal:
//  - All that an iteration does to buffers is dispatches, fills and copies, so
//    an iteration whose grids are empty does nothing.
//  - What is dispatched is the same in all iterations, and over the same grids.
//    So the first iteration of a chunk, whose dispatches are not indirect,
//    checks the sizes.
//  - What is read goes to the condition alone, and the device computes that
//    from the same buffers with the same integer ops. Floats it may flush
//    (VYRE-FP-03).
//  - The host runs on through skipped iterations. Terms of the condition that
//    it computes end the chunk.
//
//===----------------------------------------------------------------------===//

#include "PredicableLoop.h"

#include "Vyre/Dialect/KernelABI.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::vyre;

bool mlir::vyre::isPlainElement(Type element) {
  Type scalar = getElementTypeOrSelf(element);
  return scalar.isInteger(32) || scalar.isF32();
}

static bool isScalarOp(Operation *op) {
  return op->getNumRegions() == 0 && isPure(op);
}

bool PredicableLoop::isInvariant(Value value, bool inNested) const {
  if (!loop->isAncestor(value.getParentBlock()->getParentOp()))
    return true;
  if (auto arg = dyn_cast<BlockArgument>(value)) {
    auto nested = dyn_cast<scf::ForOp>(arg.getOwner()->getParentOp());
    return inNested && nested && nested.getInductionVar() == arg;
  }
  Operation *op = value.getDefiningOp();
  return isScalarOp(op) && llvm::all_of(op->getOperands(), [&](Value operand) {
           return isInvariant(operand, inNested);
         });
}

bool PredicableLoop::findReads() {
  reads = llvm::to_vector(loop.getBeforeBody()->getOps<ReadOp>());
  for (Operation &op : loop.getBeforeBody()->without_terminator()) {
    auto isRead = [&](Value operand) {
      Operation *maker = operand.getDefiningOp();
      return maker && readOps.contains(maker);
    };
    if (isa<ReadOp>(op) || llvm::any_of(op.getOperands(), isRead))
      readOps.insert(&op);
  }
  return !reads.empty();
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

PredicableLoop::Result PredicableLoop::checkStep(Operation *op) const {
  auto isTaken = [](Value buffer, Access access) {
    auto type = cast<BufferType>(buffer.getType());
    return isPlainElement(type.getElementType()) &&
           (type.getAccess() == access ||
            type.getAccess() == Access::ReadWrite);
  };
  auto moved = [&]() -> Result {
    return Obstacle{op->getLoc(),
                    ("'" + op->getName().getStringRef() +
                     "' is on a buffer that a program cannot move for it")
                        .str(),
                    "use a buffer of i32 or f32 that programs can read and "
                    "write"};
  };
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case([&](DispatchOp dispatch) -> Result {
        auto program = SymbolTable::lookupNearestSymbolFrom<ProgramOp>(
            dispatch, dispatch.getCalleeAttr());
        if (!program || program->hasAttr(kResidentAttrName))
          return Obstacle{
              op->getLoc(),
              "the program keeps its grid barriers, so the host has "
              "to see its grids",
              "compile with --grid-sync=split"};
        for (Value size : dispatch.getSizes())
          if (!isInvariant(size))
            return Obstacle{
                op->getLoc(), "the size of the dispatch changes in the loop",
                "compute it before the loop, and let the rest exit"};
        return std::nullopt;
      })
      .Case([&](FillOp fill) -> Result {
        return isTaken(fill.getTarget(), Access::Write) ? Result() : moved();
      })
      .Case([&](CopyOp copy) -> Result {
        return isTaken(copy.getSource(), Access::Read) &&
                       isTaken(copy.getTarget(), Access::Write)
                   ? Result()
                   : moved();
      })
      .Default([&](Operation *) -> Result {
        return Obstacle{op->getLoc(),
                        ("'" + op->getName().getStringRef() +
                         "' in the loop cannot be skipped by the device")
                            .str(),
                        "move it out of the loop, or use dispatches"};
      });
}

PredicableLoop::Result PredicableLoop::checkOps(Block &block) {
  for (Operation &op : block) {
    if (readOps.contains(&op) || isScalarOp(&op) ||
        op.hasTrait<OpTrait::IsTerminator>())
      continue;
    SmallVector<Value> deciding;
    if (auto nested = dyn_cast<scf::ForOp>(op))
      deciding = {nested.getLowerBound(), nested.getUpperBound(),
                  nested.getStep()};
    else if (auto branch = dyn_cast<scf::IfOp>(op))
      deciding = {branch.getCondition()};
    if (deciding.empty()) {
      if (Result obstacle = checkStep(&op))
        return obstacle;
      steps.push_back(&op);
      continue;
    }
    for (Value value : deciding)
      if (!isInvariant(value, /*inNested=*/true))
        return Obstacle{op.getLoc(),
                        ("what '" + op.getName().getStringRef() +
                         "' decides changes in the loop")
                            .str(),
                        "let it decide the same in all iterations"};
    for (Region &region : op.getRegions())
      for (Block &inside : region)
        if (Result obstacle = checkOps(inside))
          return obstacle;
  }
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// The condition
//===----------------------------------------------------------------------===//

/// What is read is what the steps of the iteration left, and it goes to the
/// condition alone.
PredicableLoop::Result PredicableLoop::checkReads() {
  Block *block = loop.getBeforeBody();
  for (auto it = std::next(reads.front()->getIterator()); it != block->end();
       ++it)
    if (!isa<ReadOp, scf::ConditionOp>(*it) &&
        (it->getNumRegions() != 0 || !isMemoryEffectFree(&*it)))
      return Obstacle{it->getLoc(),
                      ("'" + it->getName().getStringRef() +
                       "' stands between the read and the condition")
                          .str(),
                      "read last"};
  for (Operation *op : readOps)
    for (OpOperand &use : op->getUses()) {
      bool decides = use.getOwner() == loop.getConditionOp() &&
                     use.getOperandNumber() == 0;
      if (!decides && !readOps.contains(use.getOwner()))
        return Obstacle{use.getOwner()->getLoc(),
                        "what is read is used for more than the condition",
                        "let programs load it from the buffer"};
    }
  return std::nullopt;
}

void PredicableLoop::splitCondition(Value condition) {
  Operation *op = condition.getDefiningOp();
  if (!op || !readOps.contains(op)) {
    hostTerms.push_back(condition);
    return;
  }
  if (auto both = dyn_cast<arith::AndIOp>(op)) {
    splitCondition(both.getLhs());
    splitCondition(both.getRhs());
    return;
  }
  deviceTerms.push_back(condition);
}

PredicableLoop::Result PredicableLoop::checkDeviceTerms() {
  bool hasI64 = llvm::any_of(
      reads, [](ReadOp read) { return read.getType().isInteger(64); });
  auto isTaken = [&](Type type) {
    return type.isInteger(1) || type.isInteger(32) || type.isIndex() ||
           (type.isInteger(64) && hasI64);
  };
  SmallVector<Value> open(deviceTerms.begin(), deviceTerms.end());
  llvm::SetVector<Operation *> seen;
  while (!open.empty()) {
    Value value = open.pop_back_val();
    Operation *op = value.getDefiningOp();
    if (!isTaken(value.getType()))
      return Obstacle{value.getLoc(),
                      "the condition is computed with a type that the device "
                      "may not have",
                      "use i32 for it"};
    if (!op || !readOps.contains(op)) {
      if (!isInvariant(value))
        return Obstacle{value.getLoc(),
                        "one comparison of the condition mixes what is read "
                        "with a value that changes in the loop",
                        "make it two conditions, joined by arith.andi"};
      if (value.getType().isInteger(1) && !matchPattern(value, m_Constant()))
        return Obstacle{value.getLoc(),
                        "the condition needs a truth value from outside",
                        "use i32 for it"};
      deviceInputs.insert(value);
      continue;
    }
    if (!seen.insert(op) || isa<ReadOp>(op))
      continue;
    if (!isPure(op))
      return Obstacle{op->getLoc(),
                      ("'" + op->getName().getStringRef() +
                       "' of the condition may fail on the device")
                          .str(),
                      "use the total op of vyre, such as vyre.divui"};
    llvm::append_range(open, op->getOperands());
  }
  for (Operation *op : readOps)
    if (seen.contains(op) && !isa<ReadOp>(op))
      deviceOps.push_back(op);
  return std::nullopt;
}

StoreOp mlir::vyre::getOnlyStore(BlockArgument buffer) {
  if (!buffer.hasOneUse())
    return {};
  // Not an atomic one: two invocations could store different answers, and mix
  // what each makes of its own. Plain stores by two of the same number are fine
  // (VYRE-MM-15), and those of different ones would be a race.
  auto store = dyn_cast<StoreOp>(*buffer.user_begin());
  if (!store || !matchPattern(store.getIndex(), m_Zero()))
    return {};
  for (Operation *op = store->getParentOp(); !isa<ProgramOp>(op);
       op = op->getParentOp())
    if (!isa<scf::IfOp>(op))
      return {};
  return store;
}

void PredicableLoop::findAnswer() {
  if (reads.size() != 1)
    return;
  Value buffer = reads.front().getBuffer();
  Operation *last = reads.front()->getPrevNode();
  while (last && isScalarOp(last))
    last = last->getPrevNode();
  auto dispatch = dyn_cast_or_null<DispatchOp>(last);
  if (!dispatch || llvm::count(dispatch.getArguments(), buffer) != 1)
    return;
  for (Operation *step : steps)
    if (step != last && llvm::is_contained(step->getOperands(), buffer))
      return;
  auto program = SymbolTable::lookupNearestSymbolFrom<ProgramOp>(
      dispatch, dispatch.getCalleeAttr());
  unsigned number = llvm::find(dispatch.getArguments(), buffer) -
                    dispatch.getArguments().begin();
  if (getOnlyStore(program.getArgument(number)))
    answer = dispatch;
}

PredicableLoop::Result PredicableLoop::findObstacle() {
  if (Result obstacle = checkReads())
    return obstacle;
  splitCondition(loop.getConditionOp().getCondition());
  if (deviceTerms.empty())
    return Obstacle{loop.getLoc(), "the condition does not need what is read",
                    "do not read it"};
  if (Result obstacle = checkDeviceTerms())
    return obstacle;
  if (Result obstacle = checkOps(*loop.getBeforeBody()))
    return obstacle;
  if (Result obstacle = checkOps(*loop.getAfterBody()))
    return obstacle;
  findAnswer();
  return std::nullopt;
}
