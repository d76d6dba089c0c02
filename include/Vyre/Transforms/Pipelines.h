// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pipelines that tools use. `vyre-opt` knows them by name; a front end
// calls the functions.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_TRANSFORMS_PIPELINES_H
#define VYRE_TRANSFORMS_PIPELINES_H

#include "Vyre/Transforms/GridSync.h"
#include "mlir/Support/LLVM.h"
#include <optional>

namespace mlir {
class OpPassManager;
}

namespace mlir::vyre {

/// The points of the route from source to artifact at which it can be stopped
/// and dumped, in order. Each is named for what the module is afterwards.
enum class Phase { Input, Optimized, Exits, GPU, SPIRV, Artifact };

/// The phases that are passes; Artifact is not.
constexpr Phase kLoweringPhases[] = {Phase::Input, Phase::Optimized,
                                     Phase::Exits, Phase::GPU, Phase::SPIRV};

/// "input", "optimized", "exits", "gpu", "spirv", "artifact".
StringRef phaseName(Phase phase);
std::optional<Phase> parsePhase(StringRef name);

/// What a user can choose about the route.
struct LoweringOptions {
  GridSync gridSync = GridSync::Split;
  /// Each workgroup works off several of the grid, as many as suit the device.
  bool gridStride = false;
};

/// Adds the passes of one lowering phase. Anchored on builtin.module. The
/// input phase verifies that the module can be lowered.
void buildPhasePipeline(OpPassManager &pm, Phase phase,
                        const LoweringOptions &options);

/// `vyre-optimize`: simplifies programs and graphs and proves accesses in
/// range; the result is still plain vyre. The same as the phase Optimized.
void buildOptimizePipeline(OpPassManager &pm);

/// `vyre-to-spirv`: lowers every program to a spirv.module: the phases Input,
/// Exits, GPU and SPIRV. Graphs stay.
void buildToSPIRVPipeline(OpPassManager &pm, const LoweringOptions &options);

/// Registers both by name.
void registerPipelines();

} // namespace mlir::vyre

#endif // VYRE_TRANSFORMS_PIPELINES_H
