// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See RegionFlow.h.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Analysis/RegionFlow.h"

#include "Vyre/Dialect/VyreOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::vyre;

bool mlir::vyre::isLoop(Operation *op) {
  return isa<scf::ForOp, scf::WhileOp>(op);
}

bool mlir::vyre::hasKnownRegionFlow(Operation *op) {
  return isLoop(op) || isa<scf::IfOp, scf::IndexSwitchOp, RegionOp>(op);
}

SmallVector<OpOperand *, 3> mlir::vyre::getControlOperands(Operation *op) {
  if (auto branch = dyn_cast<scf::IfOp>(op))
    return {&branch.getConditionMutable()};
  if (auto branch = dyn_cast<scf::IndexSwitchOp>(op))
    return {&branch.getArgMutable()};
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return {&loop.getLowerBoundMutable(), &loop.getUpperBoundMutable(),
            &loop.getStepMutable()};
  if (auto loop = dyn_cast<scf::WhileOp>(op))
    return {&loop.getConditionOp().getConditionMutable()};
  return {};
}

Operation *mlir::vyre::getControlledOp(OpOperand &use) {
  Operation *owner = use.getOwner();
  Operation *op = isa<scf::ConditionOp>(owner) ? owner->getParentOp() : owner;
  if (llvm::is_contained(getControlOperands(op), &use))
    return op;
  return nullptr;
}

SmallVector<Value, 2> mlir::vyre::getPassedValues(OpOperand &use) {
  Operation *owner = use.getOwner();
  unsigned number = use.getOperandNumber();
  if (auto loop = dyn_cast<scf::ForOp>(owner)) {
    unsigned controls = loop.getNumControlOperands();
    if (number < controls)
      return {};
    number -= controls;
    return {loop.getResult(number), loop.getRegionIterArg(number)};
  }
  if (auto loop = dyn_cast<scf::WhileOp>(owner))
    return {loop.getBeforeArguments()[number]};
  if (!owner->hasTrait<OpTrait::IsTerminator>())
    return {};

  Operation *parent = owner->getParentOp();
  if (isa<scf::ConditionOp>(owner)) {
    if (number == 0)
      return {};
    auto loop = cast<scf::WhileOp>(parent);
    return {loop.getResult(number - 1), loop.getAfterArguments()[number - 1]};
  }
  if (auto loop = dyn_cast<scf::ForOp>(parent))
    return {loop.getResult(number), loop.getRegionIterArg(number)};
  if (auto loop = dyn_cast<scf::WhileOp>(parent))
    return {loop.getBeforeArguments()[number]};
  if (hasKnownRegionFlow(parent))
    return {parent->getResult(number)};
  return {};
}
