// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What decides how often barriers and subgroup ops run, see the header.
//
// The control slice starts at the conditions and bounds of region ops that
// hold one and goes backwards through pure ops, loads, yields and
// loop-carried values. It stops at ops that an invocation must not execute
// after it left; the pass reports those if an exit comes before them.
//
//===----------------------------------------------------------------------===//

#include "ExitSlice.h"

#include "Vyre/Analysis/RegionFlow.h"
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

Scope mlir::vyre::getConvergenceScope(Operation *op) {
  Scope scope = Scope::Subgroup;
  op->walk([&](ConvergentOpInterface convergent) {
    scope = std::max(scope, convergent.getConvergenceScope());
  });
  return scope;
}

ExitSlice::ExitSlice(ProgramOp program) : program(program) {
  program.walk([&](Operation *op) {
    if (auto exit = dyn_cast<ExitIfOp>(op)) {
      if (!firstExit)
        firstExit = exit;
      mark(exits, op);
    } else if (isa<ConvergentOpInterface>(op)) {
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
    for (OpOperand *operand : getControlOperands(op))
      addControl(operand->get());
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
  Uniformity uniformity(program);
  for (Operation *op : syncRegions) {
    Scope scope = getConvergenceScope(op);
    if (Value value = uniformity.getDivergentControl(op, scope))
      divergence[op] = uniformity.getNotes(value, scope);
  }
}

ArrayRef<Uniformity::Note> ExitSlice::getDivergence(Operation *op) const {
  auto notes = divergence.find(op);
  return notes == divergence.end() ? ArrayRef<Uniformity::Note>()
                                   : ArrayRef(notes->second);
}
