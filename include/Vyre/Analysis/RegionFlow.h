// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How values and control move through ops with regions: the one place that
// knows the control flow that programs are written in.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_ANALYSIS_REGIONFLOW_H
#define VYRE_ANALYSIS_REGIONFLOW_H

#include "mlir/IR/Operation.h"
#include "mlir/IR/Value.h"
#include "mlir/Support/LLVM.h"
#include "llvm/ADT/SmallVector.h"

namespace mlir::vyre {

/// Whether it is known which regions of the op run, and how often: scf.if,
/// scf.for, scf.while, scf.index_switch, vyre.region. Of any other op with
/// regions the functions below say nothing.
bool hasKnownRegionFlow(Operation *op);

/// Whether the op runs a region more than once.
bool isLoop(Operation *op);

/// The operands that decide which regions of the op run, and how often. Of a
/// scf.while that is the operand of its scf.condition.
SmallVector<OpOperand *, 3> getControlOperands(Operation *op);

/// The op whose regions the use controls, or null.
Operation *getControlledOp(OpOperand &use);

/// The results and block arguments that take the value of the use unchanged:
/// of initial values of loops, and of what terminators pass on. Empty for any
/// other use.
SmallVector<Value, 2> getPassedValues(OpOperand &use);

} // namespace mlir::vyre

#endif // VYRE_ANALYSIS_REGIONFLOW_H
