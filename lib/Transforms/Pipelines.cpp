// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pipelines, see the header. In a library of their own: they need both the
// passes and the conversions.
//
// vyre-optimize hoists and merges only what is pure and cannot fail; accesses,
// atomics, barriers and exits declare effects and stay where they are. Barriers
// go when indices are simple. Proofs come last, when constants have settled.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Transforms/Pipelines.h"

#include "Vyre/Conversion/Passes.h"
#include "Vyre/Transforms/Passes.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace mlir::vyre;

/// In the order of the phases.
static constexpr StringLiteral kPhaseNames[] = {
    "input", "optimized", "exits", "gpu", "spirv", "artifact"};

StringRef mlir::vyre::phaseName(Phase phase) {
  return kPhaseNames[static_cast<unsigned>(phase)];
}

std::optional<Phase> mlir::vyre::parsePhase(StringRef name) {
  for (auto [number, known] : llvm::enumerate(kPhaseNames))
    if (name == known)
      return static_cast<Phase>(number);
  return std::nullopt;
}

/// Upstream's simplifications that are safe on programs and graphs.
static void addSimplifications(OpPassManager &pm) {
  pm.addPass(createFoldIndexPass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addPass(createLoopInvariantCodeMotionPass());
}

void mlir::vyre::buildOptimizePipeline(OpPassManager &pm) {
  pm.addPass(createInferAliasesPass());
  OpPassManager &programs = pm.nest<ProgramOp>();
  // First, so that the accesses of copies are simplified and proved as well.
  programs.addPass(createLowerAsyncPass());
  addSimplifications(programs);
  programs.addPass(createCoalesceBarriersPass());
  programs.addPass(createElideBarriersPass());
  // Loads on both sides of a barrier that is gone may be one.
  programs.addPass(createCSEPass());
  programs.addPass(createInferBoundsPass());
  addSimplifications(pm.nest<GraphOp>());
}

void mlir::vyre::buildPhasePipeline(OpPassManager &pm, Phase phase,
                                    const LoweringOptions &options) {
  switch (phase) {
  case Phase::Input: {
    // Before the split: a value that invocations share is no longer seen to be
    // shared when it comes back from hidden memory.
    pm.nest<ProgramOp>().addPass(createVerifyUniformityPass());
    pm.addPass(createInferAliasesPass());
    ElideBarriersPassOptions elision;
    elision.gridOnly = true;
    pm.nest<ProgramOp>().addPass(createElideBarriersPass(elision));
    pm.addPass(createSelectGridSyncPass({options.gridSync}));
    pm.addPass(createSplitGridSyncPass());
    pm.addPass(createLowerFixpointPass());
    pm.addPass(createVerifyInputPass());
    return;
  }
  case Phase::Optimized:
    buildOptimizePipeline(pm);
    return;
  case Phase::Exits: {
    // When programs are optimised: that an indirect dispatch has the size of a
    // direct one is known here, and nobody could find it out again. Not with
    // strides, which change the sizes.
    if (!options.gridStride)
      pm.addPass(createPredicateLoopsPass());
    // Again, for who lowers without optimising. Nobody exits with a copy in
    // flight, and traps become exits.
    pm.nest<ProgramOp>().addPass(createLowerAsyncPass());
    pm.addPass(createLowerTrapsPass());
    pm.addPass(createLowerGridSyncPass());
    pm.nest<ProgramOp>().addPass(createLowerExitsPass());
    if (options.gridStride)
      pm.addPass(createGridStridePass());
    OpPassManager &programs = pm.nest<ProgramOp>();
    programs.addPass(createFoldIndexPass());
    programs.addPass(createCanonicalizerPass());
    programs.addPass(createCSEPass());
    return;
  }
  case Phase::GPU:
    // No canonicalizer: it would fold index constants beyond 32 bits again.
    pm.addPass(createConvertVyreToGPUPass());
    pm.nest<gpu::GPUModuleOp>().addPass(createCSEPass());
    return;
  case Phase::SPIRV: {
    pm.addPass(createConvertVyreToSPIRVPass());
    OpPassManager &kernels = pm.nest<spirv::ModuleOp>();
    kernels.addPass(createCanonicalizerPass());
    kernels.addPass(createCSEPass());
    return;
  }
  case Phase::Artifact:
    return;
  }
}

void mlir::vyre::buildToSPIRVPipeline(OpPassManager &pm,
                                      const LoweringOptions &options) {
  for (Phase phase : {Phase::Input, Phase::Exits, Phase::GPU, Phase::SPIRV})
    buildPhasePipeline(pm, phase, options);
}

namespace {
/// LoweringOptions as options of a pipeline.
struct PipelineOptions : PassPipelineOptions<PipelineOptions> {
  Option<GridSync> gridSync{
      *this, "grid-sync", llvm::cl::desc("How to execute grid barriers"),
      llvm::cl::init(GridSync::Split),
      llvm::cl::values(
          clEnumValN(GridSync::Split, "split", "one dispatch for each part"),
          clEnumValN(GridSync::Software, "software",
                     "one dispatch, with a barrier of atomics"),
          clEnumValN(GridSync::Auto, "auto", "both, the runtime chooses"))};
  Option<bool> gridStride{
      *this, "grid-stride",
      llvm::cl::desc("Let each workgroup work off several of the grid"),
      llvm::cl::init(false)};
};
} // namespace

void mlir::vyre::registerPipelines() {
  PassPipelineRegistration<>("vyre-optimize",
                             "simplify programs and graphs, and prove accesses "
                             "in range",
                             buildOptimizePipeline);
  PassPipelineRegistration<PipelineOptions>(
      "vyre-to-spirv", "lower every program to a spirv.module",
      [](OpPassManager &pm, const PipelineOptions &options) {
        buildToSPIRVPipeline(pm, {options.gridSync, options.gridStride});
      });
}
