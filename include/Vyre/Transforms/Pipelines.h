// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pipelines that tools use. `vyre-opt` knows them by name; a front end
// calls the functions.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_TRANSFORMS_PIPELINES_H
#define VYRE_TRANSFORMS_PIPELINES_H

namespace mlir {
class OpPassManager;
}

namespace mlir::vyre {

/// `vyre-optimize`: simplifies programs and graphs and proves accesses in
/// range. Anchored on builtin.module; the result is still plain vyre.
void buildOptimizePipeline(OpPassManager &pm);

/// `vyre-to-spirv`: verify-input, then lowers every program to a
/// spirv.module. Anchored on builtin.module. Graphs stay.
void buildToSPIRVPipeline(OpPassManager &pm);

/// Registers both by name.
void registerPipelines();

} // namespace mlir::vyre

#endif // VYRE_TRANSFORMS_PIPELINES_H
