// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// convert-vyre-to-gpu: every program becomes a gpu.module with one kernel.
//
// What has a `gpu` or `arith` equivalent is replaced by it; vyre.region is
// inlined, its generator goes into the locations of what it held. Accesses,
// atomics, barriers, subgroup ops and workgroup memory stay vyre ops. Index
// constants are reduced modulo 2^32, which is how wide an index is from here
// on.
//
// A module pass: it replaces symbols of the module.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Conversion/VyreToGPU.h"

#include "Vyre/Analysis/ArgumentEffects.h"
#include "Vyre/Conversion/Passes.h"
#include "Vyre/Dialect/KernelABI.h"
#include "Vyre/Dialect/VyreOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Rewrite/FrozenRewritePatternSet.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_CONVERTVYRETOGPUPASS
#include "Vyre/Conversion/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;

//===----------------------------------------------------------------------===//
// Ids
//===----------------------------------------------------------------------===//

namespace {

template <typename FromOp, typename ToOp>
struct LowerId : OpRewritePattern<FromOp> {
  using OpRewritePattern<FromOp>::OpRewritePattern;

  LogicalResult matchAndRewrite(FromOp op,
                                PatternRewriter &rewriter) const override {
    // Both enums count x, y, z from 0.
    auto dimension =
        static_cast<gpu::Dimension>(static_cast<uint32_t>(op.getDimension()));
    rewriter.replaceOpWithNewOp<ToOp>(op, dimension);
    return success();
  }
};

template <typename FromOp, typename ToOp>
struct LowerSubgroupIndex : OpRewritePattern<FromOp> {
  using OpRewritePattern<FromOp>::OpRewritePattern;

  LogicalResult matchAndRewrite(FromOp op,
                                PatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<ToOp>(op, /*upper_bound=*/IntegerAttr());
    return success();
  }
};

} // namespace

void mlir::vyre::populateVyreIdsToGPUPatterns(RewritePatternSet &patterns) {
  patterns.add<LowerId<GlobalIdOp, gpu::GlobalIdOp>,
               LowerId<LocalIdOp, gpu::ThreadIdOp>,
               LowerId<WorkgroupIdOp, gpu::BlockIdOp>,
               LowerId<NumWorkgroupsOp, gpu::GridDimOp>,
               LowerSubgroupIndex<SubgroupIdOp, gpu::SubgroupIdOp>,
               LowerSubgroupIndex<SubgroupLocalIdOp, gpu::LaneIdOp>,
               LowerSubgroupIndex<SubgroupSizeOp, gpu::SubgroupSizeOp>,
               LowerSubgroupIndex<NumSubgroupsOp, gpu::NumSubgroupsOp>>(
      patterns.getContext());
}

//===----------------------------------------------------------------------===//
// Regions and constants
//===----------------------------------------------------------------------===//

/// Splices the bodies of regions into their places, innermost first.
static void inlineRegions(ProgramOp program) {
  program.walk([](RegionOp region) {
    Block &body = region.getBody().front();
    body.walk([&](Operation *op) {
      op->setLoc(NameLoc::get(region.getGeneratorAttr(), op->getLoc()));
    });
    Operation *yield = body.getTerminator();
    region->replaceAllUsesWith(yield->getOperands());
    yield->erase();
    region->getBlock()->getOperations().splice(region->getIterator(),
                                               body.getOperations());
    region->erase();
  });
}

static void wrapIndexConstants(ProgramOp program) {
  program.walk([](arith::ConstantOp constant) {
    auto value = dyn_cast<IntegerAttr>(constant.getValue());
    if (!value || !constant.getType().isIndex() || value.getValue().isIntN(32))
      return;
    APInt wrapped = value.getValue().trunc(32).zext(64);
    constant.setValueAttr(IntegerAttr::get(constant.getType(), wrapped));
  });
}

//===----------------------------------------------------------------------===//
// Programs
//===----------------------------------------------------------------------===//

/// The signature, for everything after this pass (see KernelABI.h).
static DictionaryAttr getABI(ProgramOp program) {
  Builder builder(program.getContext());
  ArgumentEffects effects = computeArgumentEffects(program);
  SmallVector<NamedAttribute> abi = {
      builder.getNamedAttr("arg_names", program.getArgNames()),
      builder.getNamedAttr(
          "arg_types", builder.getTypeArrayAttr(program.getArgumentTypes())),
      builder.getNamedAttr("reads",
                           builder.getDenseBoolArrayAttr(effects.reads)),
      builder.getNamedAttr("workgroup_size", program.getWorkgroupSizeAttr()),
      builder.getNamedAttr("writes",
                           builder.getDenseBoolArrayAttr(effects.writes)),
  };
  if (Attribute argument = program->getAttr(kGridSyncArgAttrName))
    abi.push_back(builder.getNamedAttr("grid_sync", argument));
  return builder.getDictionaryAttr(abi);
}

static void convertProgram(ProgramOp program) {
  OpBuilder builder(program);
  Location loc = program.getLoc();
  auto module = gpu::GPUModuleOp::create(builder, loc, program.getName());
  module->setAttr(kABIAttrName, getABI(program));

  builder.setInsertionPointToStart(module.getBody());
  auto kernel =
      gpu::GPUFuncOp::create(builder, loc, program.getName(),
                             cast<FunctionType>(program.getFunctionType()));
  kernel->setAttr(gpu::GPUDialect::getKernelFuncAttrName(),
                  builder.getUnitAttr());
  kernel.setKnownBlockSizeAttr(program.getWorkgroupSizeAttr());
  kernel.getBody().takeBody(program.getBody());

  Operation *end = kernel.getBody().front().getTerminator();
  builder.setInsertionPoint(end);
  gpu::ReturnOp::create(builder, end->getLoc());
  end->erase();
  program.erase();
}

/// What earlier passes must have removed.
static LogicalResult verifyConvertible(ProgramOp program) {
  bool isConvertible = true;
  program.walk([&](ExitIfOp exit) {
    exit.emitOpError("is left in the program, expected none; fix: run "
                     "vyre-lower-exits before convert-vyre-to-gpu");
    isConvertible = false;
  });
  return success(isConvertible);
}

namespace {

struct ConvertVyreToGPUPass
    : vyre::impl::ConvertVyreToGPUPassBase<ConvertVyreToGPUPass> {
  LogicalResult initialize(MLIRContext *context) override {
    RewritePatternSet set(context);
    populateExpandArithPatterns(set);
    populateExpandTotalOpsPatterns(set);
    populateVyreIdsToGPUPatterns(set);
    patterns = std::move(set);
    return success();
  }

  void runOnOperation() override {
    auto programs = llvm::to_vector(getOperation().getOps<ProgramOp>());
    bool isConvertible = true;
    for (ProgramOp program : programs)
      isConvertible &= succeeded(verifyConvertible(program));
    if (!isConvertible)
      return signalPassFailure();
    for (ProgramOp program : programs) {
      inlineRegions(program);
      walkAndApplyPatterns(program, patterns);
      wrapIndexConstants(program);
      convertProgram(program);
    }
  }

  FrozenRewritePatternSet patterns;
};

} // namespace
