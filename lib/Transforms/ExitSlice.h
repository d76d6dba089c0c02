// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What vyre-lower-exits must know about a program before it changes it.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_TRANSFORMS_EXITSLICE_H
#define VYRE_LIB_TRANSFORMS_EXITSLICE_H

#include "Vyre/Analysis/Uniformity.h"
#include "Vyre/Dialect/VyreOps.h"
#include "llvm/ADT/DenseSet.h"

namespace mlir::vyre {

/// Whether an invocation that has left may still execute `op` without anyone
/// noticing: no effect but total loads, no loop, nothing undefined. False is
/// the conservative answer.
bool canRunAfterExit(Operation *op);

/// The widest scope of which invocations meet in `op`, which is or holds a
/// convergent op.
Scope getConvergenceScope(Operation *op);

/// Exits, convergent ops (barriers and subgroup ops), and the computations that
/// decide how often those run.
/// Holds pointers into the program: no op may be freed while it is in use.
class ExitSlice {
public:
  explicit ExitSlice(ProgramOp program);

  /// Whether the op is or holds a vyre.exit_if.
  bool hasExit(Operation *op) const { return exits.contains(op); }
  /// Whether the op is or holds a convergent op.
  bool hasSync(Operation *op) const { return syncs.contains(op); }

  /// Whether a result of the op decides, directly or not, whether a convergent
  /// op is executed. Every invocation must then execute the op.
  bool isControl(Operation *op) const { return control.contains(op); }

  /// Why invocations that meet in `op` may disagree on its condition or bounds,
  /// as the program was before it was changed; empty if they agree.
  ArrayRef<Uniformity::Note> getDivergence(Operation *op) const;

  /// The first exit of the program, or null.
  ExitIfOp getFirstExit() const { return firstExit; }

private:
  void mark(DenseSet<Operation *> &set, Operation *op);
  void addControl(Value value);
  void addYields(Operation *op, unsigned number);
  void visitResult(OpResult result);
  void visitArgument(BlockArgument argument);
  void computeControl();
  void computeDivergence();

  ProgramOp program;
  ExitIfOp firstExit;
  DenseSet<Operation *> exits;
  DenseSet<Operation *> syncs;
  /// Region ops that hold a convergent op, in program order.
  SmallVector<Operation *> syncRegions;
  DenseSet<Operation *> control;
  DenseSet<Value> seen;
  SmallVector<Value> worklist;
  DenseMap<Operation *, SmallVector<Uniformity::Note>> divergence;
};

} // namespace mlir::vyre

#endif // VYRE_LIB_TRANSFORMS_EXITSLICE_H
