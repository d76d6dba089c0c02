// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which values another segment may compute again, at what cost, and doing it.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_TRANSFORMS_GRIDRECOMPUTE_H
#define VYRE_LIB_TRANSFORMS_GRIDRECOMPUTE_H

#include "Vyre/Analysis/ArgumentEffects.h"
#include "Vyre/Dialect/VyreOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/DenseMap.h"

namespace mlir::vyre {

/// Values that the op and what stands in it use from outside of it.
SmallVector<Value> getCaptured(Operation *op);

/// Looks at one value at a time. Of a branch or a region it takes the ops that
/// lead to this result only, so it does not matter what else stands there.
class Recompute {
public:
  explicit Recompute(ProgramOp program)
      : program(program), effects(computeArgumentEffects(program)) {}

  /// Whether the value may be computed again, given its inputs. False for block
  /// arguments, and the conservative answer.
  bool isPossible(Value value);

  /// What it is computed from. REQUIRES: isPossible().
  SmallVector<Value> getInputs(Value value);

  /// What it costs, where a byte of memory moved is 1. REQUIRES: isPossible().
  uint64_t getCost(Value value);

  /// Computes it again; its inputs are in `mapping`, and so is it afterwards.
  /// REQUIRES: isPossible().
  Value clone(OpBuilder &builder, Value value, IRMapping &mapping);

private:
  bool isRepeatable(Operation *op);
  /// The ops of a region that lead to a result of the op around it, in order.
  SmallVector<Operation *> getSlice(Region &region, unsigned result);

  ProgramOp program;
  ArgumentEffects effects;
  DenseMap<Operation *, bool> repeatable;
};

} // namespace mlir::vyre

#endif // VYRE_LIB_TRANSFORMS_GRIDRECOMPUTE_H
