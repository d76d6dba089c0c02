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

#include "Vyre/Analysis/RegionFlow.h"
#include "Vyre/Dialect/VyreOps.h"

using namespace mlir;
using namespace mlir::vyre;

void Dependence::add(Value value) {
  if (members.insert(value).second)
    worklist.push_back(value);
}

void Dependence::addAll(ValueRange values) {
  for (Value value : values)
    add(value);
}

void Dependence::addControlled(Operation *op) {
  addAll(op->getResults());
  for (Region &region : op->getRegions())
    for (Block &block : region)
      addAll(block.getArguments());
}

void Dependence::visitUse(OpOperand &use, StopFn stop) {
  Operation *user = use.getOwner();
  bool isTerminator = user->hasTrait<OpTrait::IsTerminator>();
  if (isa<ReturnOp>(user) || (!isTerminator && stop(user)))
    return;
  if (Operation *controlled = getControlledOp(use))
    return addControlled(controlled);
  SmallVector<Value, 2> passed = getPassedValues(use);
  if (!passed.empty())
    return addAll(passed);
  addControlled(isTerminator ? user->getParentOp() : user);
}

void Dependence::propagate(StopFn stop) {
  while (!worklist.empty()) {
    Value value = worklist.pop_back_val();
    for (OpOperand &use : value.getUses())
      visitUse(use, stop);
  }
}
