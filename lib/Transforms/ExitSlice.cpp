// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What decides how often barriers run, see the header.
//
// The control slice starts at the conditions and bounds of region ops that
// hold a barrier and goes backwards through pure ops, loads, yields and
// loop-carried values. It stops at ops that an invocation must not execute
// after it left; the pass reports those if an exit comes before them.
//
//===----------------------------------------------------------------------===//

#include "ExitSlice.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace mlir::vyre;

bool mlir::vyre::canRunAfterExit(Operation *op) {
  if (op->hasTrait<OpTrait::IsTerminator>())
    return true;
  if (auto access = dyn_cast<AccessOpInterface>(op))
    return !access.writesElement() && !access.getAtomicOrder();
  if (op->getNumRegions() == 0)
    return isMemoryEffectFree(op) && isSpeculatable(op);
  if (!isa<scf::IfOp, scf::IndexSwitchOp, RegionOp>(op))
    return false;
  for (Region &region : op->getRegions())
    for (Operation &nested : region.getOps())
      if (!canRunAfterExit(&nested))
        return false;
  return true;
}

/// The operands that decide which regions run, and how often.
static SmallVector<Value, 3> getControlOperands(Operation *op) {
  if (auto branch = dyn_cast<scf::IfOp>(op))
    return {branch.getCondition()};
  if (auto branch = dyn_cast<scf::IndexSwitchOp>(op))
    return {branch.getArg()};
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return {loop.getLowerBound(), loop.getUpperBound(), loop.getStep()};
  if (auto loop = dyn_cast<scf::WhileOp>(op))
    return {loop.getConditionOp().getCondition()};
  return {};
}

ExitSlice::ExitSlice(ProgramOp program) : program(program) {
  program.walk([&](Operation *op) {
    if (auto exit = dyn_cast<ExitIfOp>(op)) {
      if (!firstExit)
        firstExit = exit;
      mark(exits, op);
    } else if (isa<SyncOpInterface>(op)) {
      mark(syncs, op);
    }
    if (op->getNumRegions() && op != program && hasSync(op))
      syncRegions.push_back(op);
  });
  if (!firstExit || syncRegions.empty())
    return;
  computeControl();
  computeDivergence();
}

/// Adds the op and everything around it. The walk stops at what is known, so
/// the whole is linear.
void ExitSlice::mark(DenseSet<Operation *> &set, Operation *op) {
  while (op != program && set.insert(op).second)
    op = op->getParentOp();
}

//===----------------------------------------------------------------------===//
// The control slice
//===----------------------------------------------------------------------===//

void ExitSlice::addControl(Value value) {
  if (seen.insert(value).second)
    worklist.push_back(value);
}

void ExitSlice::addYields(Operation *op, unsigned number) {
  for (Region &region : op->getRegions())
    if (!region.empty())
      addControl(region.front().getTerminator()->getOperand(number));
}

void ExitSlice::visitResult(OpResult result) {
  Operation *op = result.getOwner();
  unsigned number = result.getResultNumber();
  if (hasSync(op)) {
    // Everybody runs it; its conditions are in the slice already.
    if (auto loop = dyn_cast<scf::ForOp>(op))
      addControl(loop.getInitArgs()[number]);
    if (auto loop = dyn_cast<scf::WhileOp>(op))
      return addControl(loop.getConditionOp().getArgs()[number]);
    if (isa<scf::ForOp, scf::IfOp, scf::IndexSwitchOp, RegionOp>(op))
      addYields(op, number);
    return;
  }
  if (!control.insert(op).second || !canRunAfterExit(op))
    return;
  op->walk([&](Operation *nested) {
    for (Value operand : nested->getOperands())
      addControl(operand);
  });
}

void ExitSlice::visitArgument(BlockArgument argument) {
  Operation *op = argument.getOwner()->getParentOp();
  unsigned number = argument.getArgNumber();
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    // The induction variable depends on the bounds only.
    if (number == 0)
      return;
    addControl(loop.getInitArgs()[number - 1]);
    addYields(op, number - 1);
  } else if (auto loop = dyn_cast<scf::WhileOp>(op)) {
    if (argument.getOwner() == loop.getAfterBody())
      return addControl(loop.getConditionOp().getArgs()[number]);
    addControl(loop.getInits()[number]);
    addControl(loop.getYieldOp().getOperand(number));
  }
}

void ExitSlice::computeControl() {
  for (Operation *op : syncRegions)
    for (Value value : getControlOperands(op))
      addControl(value);
  while (!worklist.empty()) {
    Value value = worklist.pop_back_val();
    if (auto result = dyn_cast<OpResult>(value))
      visitResult(result);
    else
      visitArgument(cast<BlockArgument>(value));
  }
}

//===----------------------------------------------------------------------===//
// Divergence
//===----------------------------------------------------------------------===//

void ExitSlice::computeDivergence() {
  program.walk([&](Operation *op) {
    auto access = dyn_cast<AccessOpInterface>(op);
    if (isa<LocalIdOp, GlobalIdOp>(op) || (access && access.getAtomicOrder()))
      for (Value result : op->getResults())
        divergent.addSeed(result, op);
  });
  divergent.propagate();
}

Operation *ExitSlice::getDivergence(Operation *op) const {
  for (Value value : getControlOperands(op))
    if (Operation *reason = divergent.getReason(value))
      return reason;
  return nullptr;
}
