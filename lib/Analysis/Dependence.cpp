// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Forward dependence, see the header.
//
// A value depends on a seed if an operand of its op does, or if it is the
// result or an argument of a region op and either the value passed to it or
// what decides whether and how often the region runs does. Loads depend on
// their index, not on what other ops stored.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Analysis/Dependence.h"

#include "Vyre/Dialect/VyreOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::vyre;

void Dependence::add(Value value, Operation *reason) {
  if (reasons.try_emplace(value, reason).second)
    worklist.push_back(value);
}

void Dependence::addAll(ValueRange values, Operation *reason) {
  for (Value value : values)
    add(value, reason);
}

void Dependence::addSeed(Value value, Operation *reason) { add(value, reason); }

void Dependence::addControlled(Operation *op, Operation *reason) {
  addAll(op->getResults(), reason);
  for (Region &region : op->getRegions())
    for (Block &block : region)
      addAll(block.getArguments(), reason);
}

void Dependence::visitTerminatorUse(OpOperand &use, Operation *reason) {
  Operation *terminator = use.getOwner();
  Operation *parent = terminator->getParentOp();
  unsigned number = use.getOperandNumber();

  if (auto condition = dyn_cast<scf::ConditionOp>(terminator)) {
    auto loop = cast<scf::WhileOp>(parent);
    // Operand 0 decides whether there is another iteration.
    if (number == 0)
      return addControlled(loop, reason);
    add(loop.getResult(number - 1), reason);
    add(loop.getAfterArguments()[number - 1], reason);
    return;
  }
  if (auto loop = dyn_cast<scf::ForOp>(parent)) {
    add(loop.getResult(number), reason);
    add(loop.getRegionIterArg(number), reason);
    return;
  }
  if (auto loop = dyn_cast<scf::WhileOp>(parent))
    return add(loop.getBeforeArguments()[number], reason);
  if (isa<scf::IfOp, scf::IndexSwitchOp, RegionOp>(parent))
    return add(parent->getResult(number), reason);
  addControlled(parent, reason);
}

void Dependence::visitUse(OpOperand &use, Operation *reason, StopFn stop) {
  Operation *user = use.getOwner();
  if (user->hasTrait<OpTrait::IsTerminator>()) {
    if (!isa<ProgramOp>(user->getParentOp()))
      visitTerminatorUse(use, reason);
    return;
  }
  if (stop(user))
    return;
  unsigned number = use.getOperandNumber();
  if (auto loop = dyn_cast<scf::ForOp>(user)) {
    unsigned controls = loop.getNumControlOperands();
    if (number < controls)
      return addControlled(loop, reason);
    add(loop.getResult(number - controls), reason);
    add(loop.getRegionIterArg(number - controls), reason);
    return;
  }
  if (auto loop = dyn_cast<scf::WhileOp>(user))
    return add(loop.getBeforeArguments()[number], reason);
  addControlled(user, reason);
}

void Dependence::propagate(StopFn stop) {
  while (!worklist.empty()) {
    Value value = worklist.pop_back_val();
    Operation *reason = reasons.lookup(value);
    for (OpOperand &use : value.getUses())
      visitUse(use, reason, stop);
  }
}
