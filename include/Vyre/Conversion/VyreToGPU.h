// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Patterns of convert-vyre-to-gpu.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_CONVERSION_VYRETOGPU_H
#define VYRE_CONVERSION_VYRETOGPU_H

namespace mlir {
class RewritePatternSet;
} // namespace mlir

namespace mlir::vyre {

/// Total integer ops, saturating conversions and vyre.canonicalize become
/// `arith` ops that are defined for all operands. A guard is left out where a
/// constant operand makes it needless. `index` counts as 32 bits wide. No
/// pattern creates an op that another pattern matches.
void populateExpandTotalOpsPatterns(RewritePatternSet &patterns);

/// Cases of `arith` ops for which SPIR-V has no instruction become other `arith`
/// ops: conversions between i1 or bf16 and other types, constant comparisons.
void populateExpandArithPatterns(RewritePatternSet &patterns);

/// Ids become `gpu` ops.
void populateVyreIdsToGPUPatterns(RewritePatternSet &patterns);

} // namespace mlir::vyre

#endif // VYRE_CONVERSION_VYRETOGPU_H
