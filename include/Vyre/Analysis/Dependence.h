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
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

namespace mlir::vyre {

/// The closure of a set of seed values under "is computed from". A value that
/// the analysis does not know about is not in the set: seeds decide what is
/// asked, and the answer errs on the side of including too much.
///
/// Understood precisely: scf.if, scf.for, scf.while, scf.index_switch,
/// vyre.region. Any other op with regions counts as one black box.
///
/// Linear in the number of uses.
class Dependence {
public:
  /// True for an op whose results do not inherit from its operands, for
  /// example a load when only the range of a value matters. Answering false is
  /// conservative.
  using StopFn = function_ref<bool(Operation *)>;

  /// Adds a seed. `reason` is what messages point at.
  void addSeed(Value value, Operation *reason);

  /// Computes the closure of the seeds added so far.
  void propagate(StopFn stop = [](Operation *) { return false; });

  /// Whether the value depends on a seed.
  bool contains(Value value) const { return reasons.contains(value); }

  /// The reason of one of the seeds that the value depends on, or null.
  Operation *getReason(Value value) const { return reasons.lookup(value); }

private:
  void add(Value value, Operation *reason);
  void addAll(ValueRange values, Operation *reason);
  /// Results and block arguments of everything that `op` controls.
  void addControlled(Operation *op, Operation *reason);
  void visitUse(OpOperand &use, Operation *reason, StopFn stop);
  void visitTerminatorUse(OpOperand &use, Operation *reason);

  DenseMap<Value, Operation *> reasons;
  SmallVector<Value> worklist;
};

} // namespace mlir::vyre

#endif // VYRE_ANALYSIS_DEPENDENCE_H
