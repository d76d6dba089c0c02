// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The route from a source module to an artifact, phase by phase.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Target/Compiler.h"

#include "Vyre/Dialect/KernelABI.h"
#include "Vyre/Dialect/VyreOps.h"
#include "Vyre/Target/ArtifactBuilder.h"
#include "Vyre/Transforms/Pipelines.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SPIRV/IR/SPIRVDialect.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/Pass/PassManager.h"

namespace mlir::vyre {

void registerAllDialects(DialectRegistry &registry) {
  registry.insert<VyreDialect, arith::ArithDialect, gpu::GPUDialect,
                  math::MathDialect, scf::SCFDialect, spirv::SPIRVDialect,
                  ub::UBDialect, vector::VectorDialect>();
}

void addImplicitGraph(ModuleOp module) {
  auto programs = module.getOps<ProgramOp>();
  if (!module.getOps<GraphOp>().empty() || !llvm::hasSingleElement(programs))
    return;
  ProgramOp program = *programs.begin();
  std::string name = "main";
  if (program.getName() == name)
    name += "_graph";

  OpBuilder builder(module.getContext());
  builder.setInsertionPointToEnd(module.getBody());
  Location loc = program.getLoc();
  auto graph = GraphOp::create(builder, loc, name, program.getFunctionType(),
                               program.getArgNames(), StringAttr(),
                               ArrayAttr(), ArrayAttr());
  graph->setAttr(kImplicitGraphAttrName, builder.getUnitAttr());
  Block *body = builder.createBlock(&graph.getBody());
  body->addArguments(program.getArgumentTypes(),
                     SmallVector<Location>(program.getNumArguments(), loc));

  // One invocation per element of the longest buffer that is written, or of
  // the longest buffer at all.
  auto isWritten = [](Value value) {
    auto type = dyn_cast<BufferType>(value.getType());
    return type && type.isWritable();
  };
  bool anyWritten = llvm::any_of(body->getArguments(), isWritten);
  Value threads;
  for (BlockArgument arg : body->getArguments()) {
    if (!isa<BufferType>(arg.getType()) || (anyWritten && !isWritten(arg)))
      continue;
    Value length =
        LengthOp::create(builder, loc, builder.getIndexType(), arg);
    threads = threads ? arith::MaxUIOp::create(builder, loc, threads, length)
                            .getResult()
                      : length;
  }
  if (!threads)
    threads = arith::ConstantIndexOp::create(builder, loc, 1);
  DispatchOp::create(builder, loc, program.getName(), /*threads=*/true,
                     ValueRange{threads}, body->getArguments());
  ReturnOp::create(builder, loc);
}

FailureOr<std::vector<uint8_t>> compileModule(ModuleOp module,
                                              const CompileOptions &options) {
  addImplicitGraph(module);
  for (Phase phase : kLoweringPhases) {
    PassManager pm(module.getContext());
    buildPhasePipeline(pm, phase, options.lowering);
    if (failed(pm.run(module)) ||
        (options.onPhase && failed(options.onPhase(phase, module))))
      return failure();
    if (options.stopAfter == phase)
      return std::vector<uint8_t>();
  }
  FailureOr<std::vector<uint8_t>> artifact = buildArtifact(module);
  if (succeeded(artifact) && options.onPhase &&
      failed(options.onPhase(Phase::Artifact, module)))
    return failure();
  return artifact;
}

} // namespace mlir::vyre
