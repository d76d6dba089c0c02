// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The phases of the route to SPIR-V, and the named pipelines made of them.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Transforms/Pipelines.h"

#include "Vyre/Conversion/Passes.h"
#include "Vyre/Transforms/Passes.h"

#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace mlir::vyre;

StringRef mlir::vyre::phaseName(Phase phase) {
  switch (phase) {
  case Phase::Input:
    return "input";
  case Phase::Optimized:
    return "optimized";
  case Phase::Exits:
    return "exits";
  case Phase::GPU:
    return "gpu";
  case Phase::SPIRV:
    return "spirv";
  case Phase::Artifact:
    return "artifact";
  }
  llvm_unreachable("unknown phase");
}

std::optional<Phase> mlir::vyre::parsePhase(StringRef name) {
  return llvm::StringSwitch<std::optional<Phase>>(name)
      .Case("input", Phase::Input)
      .Case("optimized", Phase::Optimized)
      .Case("exits", Phase::Exits)
      .Case("gpu", Phase::GPU)
      .Case("spirv", Phase::SPIRV)
      .Case("artifact", Phase::Artifact)
      .Default(std::nullopt);
}

void mlir::vyre::buildPhasePipeline(OpPassManager &pm, Phase phase) {
  switch (phase) {
  case Phase::Input:
    pm.addPass(createVerifyInputPass());
    return;
  case Phase::Optimized: {
    OpPassManager &programs = pm.nest<ProgramOp>();
    programs.addPass(createCanonicalizerPass());
    programs.addPass(createCSEPass());
    programs.addPass(createLoopInvariantCodeMotionPass());
    programs.addPass(createInferBoundsPass());
    OpPassManager &graphs = pm.nest<GraphOp>();
    graphs.addPass(createCanonicalizerPass());
    graphs.addPass(createCSEPass());
    return;
  }
  case Phase::Exits:
    pm.nest<ProgramOp>().addPass(createLowerExitsPass());
    return;
  case Phase::GPU:
    pm.addPass(createConvertVyreToGPUPass());
    return;
  case Phase::SPIRV: {
    pm.addPass(createConvertVyreToSPIRVPass());
    OpPassManager &kernels = pm.nest<spirv::ModuleOp>();
    kernels.addPass(createCanonicalizerPass());
    kernels.addPass(createCSEPass());
    return;
  }
  case Phase::Artifact:
    llvm_unreachable("the artifact phase is not made of passes");
  }
}

void mlir::vyre::buildOptimizePipeline(OpPassManager &pm) {
  buildPhasePipeline(pm, Phase::Optimized);
}

void mlir::vyre::buildToSPIRVPipeline(OpPassManager &pm) {
  for (Phase phase : kLoweringPhases)
    if (phase != Phase::Optimized)
      buildPhasePipeline(pm, phase);
}

void mlir::vyre::registerPipelines() {
  PassPipelineRegistration<>(
      "vyre-optimize",
      "Simplify programs and graphs, and prove accesses in range",
      buildOptimizePipeline);
  PassPipelineRegistration<>("vyre-to-spirv",
                             "Lower every program to a spirv.module for Vulkan",
                             buildToSPIRVPipeline);
}
