// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `convert-vyre-to-spirv`: each gpu.module that holds a kernel of ours becomes
// a spirv.module of the same name. The interface of the kernel is built first,
// then one partial conversion turns the body into spirv ops, then whatever is
// left is reported by name: users never meet the legaliser's own message.
//
// A module pass, because it replaces symbols of the module.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Conversion/VyreToSPIRV.h"

#include "Patterns.h"
#include "Vyre/Conversion/Passes.h"
#include "mlir/Conversion/ArithToSPIRV/ArithToSPIRV.h"
#include "mlir/Conversion/MathToSPIRV/MathToSPIRV.h"
#include "mlir/Conversion/VectorToSPIRV/VectorToSPIRV.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/IR/BuiltinOps.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_CONVERTVYRETOSPIRVPASS
#include "Vyre/Conversion/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;

void vyre::addVyreTypeConversions(SPIRVTypeConverter &converter) {
  converter.addConversion([](BufferType type) -> Type { return type; });
  converter.addConversion([](BFloat16Type type) -> Type {
    return IntegerType::get(type.getContext(), 16);
  });
}

/// Upstream adds some patterns twice, for Vulkan and for OpenCL, and lets the
/// legality of the result choose by rolling back. We convert without rollback,
/// so the OpenCL ones must go: they are known by the type names of patterns.
static void dropOpenCLPatterns(RewritePatternSet &patterns) {
  llvm::erase_if(patterns.getNativePatterns(), [](const auto &pattern) {
    StringRef name = pattern->getDebugName();
    return name.contains("spirv::CL") || name.contains("NanKernelPattern");
  });
}

void vyre::populateVyreToSPIRVPatterns(const SPIRVTypeConverter &converter,
                                       KernelInterface &kernel,
                                       RewritePatternSet &patterns) {
  populateVyreMemoryToSPIRVPatterns(converter, kernel, patterns);
  populateVyreAtomicToSPIRVPatterns(converter, kernel, patterns);
  populateVyreSubgroupToSPIRVPatterns(converter, kernel, patterns);
  populateVyreControlFlowToSPIRVPatterns(converter, kernel, patterns);
  populateVyreMathToSPIRVPatterns(converter, patterns);
  arith::populateCeilFloorDivExpandOpsPatterns(patterns);
  arith::populateArithToSPIRVPatterns(converter, patterns);
  populateMathToSPIRVPatterns(converter, patterns);
  populateVectorToSPIRVPatterns(converter, patterns);
  dropOpenCLPatterns(patterns);
}

/// The kernel of a gpu.module, or an error if it does not hold exactly one.
static FailureOr<gpu::GPUFuncOp> getKernel(gpu::GPUModuleOp module) {
  auto kernels = llvm::to_vector(module.getOps<gpu::GPUFuncOp>());
  if (kernels.size() != 1 || !kernels.front().isKernel())
    return module.emitOpError("with ")
           << kABIAttrName << " has " << kernels.size()
           << " functions, expected exactly one kernel; fix: put each kernel "
              "into a gpu.module of its own";
  return kernels.front();
}

/// Reports what the patterns did not lower; one error for each op.
static LogicalResult verifyLowered(spirv::FuncOp function) {
  bool isLowered = true;
  function.walk([&](Operation *op) {
    // Casts are placeholders, or follow from an op that is reported.
    if (isa<spirv::SPIRVDialect>(op->getDialect()) ||
        isa<UnrealizedConversionCastOp>(op))
      return;
    isLowered = false;
    InFlightDiagnostic error = op->emitError("'") << op->getName() << "'";
    TypeRange types = op->getNumOperands() ? TypeRange(op->getOperandTypes())
                                           : TypeRange(op->getResultTypes());
    if (!types.empty()) {
      error << " on ";
      llvm::interleaveComma(types, error);
    }
    error << " has no lowering to SPIR-V for Vulkan; fix: write it with ops "
             "and types that docs/Lowering.md lists";
  });
  return success(isLowered);
}

static LogicalResult convertKernel(gpu::GPUModuleOp source) {
  auto abi = source->getAttrOfType<DictionaryAttr>(kABIAttrName);
  if (!abi)
    return success();
  FailureOr<gpu::GPUFuncOp> kernel = getKernel(source);
  if (failed(kernel))
    return failure();
  MLIRContext *context = source.getContext();
  spirv::TargetEnvAttr env = getVulkanTargetEnv(context);

  OpBuilder builder(source);
  auto module = spirv::ModuleOp::create(
      builder, source.getLoc(), spirv::AddressingModel::Logical,
      spirv::MemoryModel::Vulkan, std::nullopt, source.getName());
  module->setAttr(kABIAttrName, abi);
  builder.setInsertionPointToStart(module.getBody());
  auto function =
      spirv::FuncOp::create(builder, kernel->getLoc(), kernel->getName(),
                            builder.getFunctionType({}, {}));

  auto interface = KernelInterface::create(*kernel, abi, module, function);
  if (failed(interface)) {
    module.erase();
    return failure();
  }
  (*interface)->zeroWorkgroupMemory();

  SPIRVConversionOptions options;
  options.emulateLT32BitScalarTypes = false;
  options.emulateUnsupportedFloatTypes = false;
  SPIRVTypeConverter converter(env, options);
  addVyreTypeConversions(converter);
  RewritePatternSet patterns(context);
  populateVyreToSPIRVPatterns(converter, **interface, patterns);
  // Everything else has no legality: what no pattern takes stays, and is
  // reported below.
  ConversionTarget target(*context);
  target.addLegalDialect<spirv::SPIRVDialect>();
  target.addLegalOp<UnrealizedConversionCastOp>();
  ConversionConfig config;
  config.allowPatternRollback = false;
  LogicalResult converted =
      applyPartialConversion(function, target, std::move(patterns), config);
  if (failed(verifyLowered(function)) || failed(converted) ||
      failed(verifyNesting(function)))
    return failure();
  (*interface)->finish();
  module.setVceTripleAttr(computeVersionAndCapabilities(module));
  source.erase();
  return success();
}

namespace {
struct ConvertVyreToSPIRVPass
    : vyre::impl::ConvertVyreToSPIRVPassBase<ConvertVyreToSPIRVPass> {
  void runOnOperation() override {
    for (auto module :
         llvm::make_early_inc_range(getOperation().getOps<gpu::GPUModuleOp>()))
      if (failed(convertKernel(module)))
        return signalPassFailure();
  }
};
} // namespace
