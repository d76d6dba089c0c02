// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which values depend on which: forward, through operands, through what
// regions yield and loops carry, and through the conditions of control flow.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_ANALYSIS_DEPENDENCE_H
#define VYRE_ANALYSIS_DEPENDENCE_H

#include "mlir/IR/Operation.h"
#include "mlir/IR/Value.h"
#include "mlir/Support/LLVM.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"

namespace mlir::vyre {

/// The closure of a set of seed values under "is computed from". A value that
/// the analysis does not know about is not in the set: seeds decide what is
/// asked, and the answer errs on the side of including too much.
///
/// Control flow is understood as far as RegionFlow.h knows it. Any other op
/// with regions counts as one black box.
///
/// Linear in the number of uses.
class Dependence {
public:
  /// True for an op whose results do not inherit from its operands, for
  /// example a load when only the range of a value matters. Answering false is
  /// conservative.
  using StopFn = function_ref<bool(Operation *)>;

  void addSeed(Value value) { add(value); }

  /// Computes the closure of the seeds added so far.
  void propagate(StopFn stop = [](Operation *) { return false; });

  /// Whether the value depends on a seed.
  bool contains(Value value) const { return members.contains(value); }

private:
  void add(Value value);
  void addAll(ValueRange values);
  /// Results and block arguments of everything that `op` controls.
  void addControlled(Operation *op);
  void visitUse(OpOperand &use, StopFn stop);

  DenseSet<Value> members;
  SmallVector<Value> worklist;
};

} // namespace mlir::vyre

#endif // VYRE_ANALYSIS_DEPENDENCE_H
