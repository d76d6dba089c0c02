// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Translates between vyre and the formats around it. Each translation is the
// compile route of vyre-run, stopped where the format is.
//
//===----------------------------------------------------------------------===//

#include "CrossCompile.h"

#include "Vyre/Artifact/Artifact_generated.h"
#include "Vyre/Runtime/Artifact.h"
#include "Vyre/Target/Compiler.h"
#include "Vyre/Target/SPIRVBinary.h"

#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"
#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;

static llvm::cl::opt<std::string> kernelName(
    "kernel", llvm::cl::desc("The program to translate, if there are several"),
    llvm::cl::value_desc("@name"));

static llvm::cl::opt<mlir::vyre::GridSync> gridSync(
    "grid-sync", llvm::cl::desc("How grid barriers run"),
    llvm::cl::init(mlir::vyre::GridSync::Split),
    llvm::cl::values(
        clEnumValN(mlir::vyre::GridSync::Split, "split",
                   "one dispatch for each part"),
        clEnumValN(mlir::vyre::GridSync::Software, "software",
                   "one dispatch, with a barrier of atomics"),
        clEnumValN(mlir::vyre::GridSync::Auto, "auto",
                   "both, the runtime chooses")));

static llvm::cl::opt<bool> gridStride(
    "grid-stride",
    llvm::cl::desc("Let each workgroup work off several of the grid"));

static mlir::vyre::LoweringOptions wantedLowering() {
  return {gridSync, gridStride};
}

static StringRef wantedKernel() {
  StringRef name = kernelName;
  name.consume_front("@");
  return name;
}

/// Lowers the module and gives the SPIR-V words of the wanted kernel.
static FailureOr<SmallVector<uint32_t>> lowerKernel(Operation *op) {
  auto module = dyn_cast<ModuleOp>(op);
  if (!module)
    return op->emitError("expected a module at the top level");
  mlir::vyre::CompileOptions options;
  options.lowering = wantedLowering();
  options.stopAfter = mlir::vyre::Phase::SPIRV;
  // An error is one line and its notes, not a dump of the module.
  module.getContext()->printOpOnDiagnostic(false);
  if (failed(mlir::vyre::compileModule(module, options)))
    return failure();

  SmallVector<spirv::ModuleOp> kernels;
  for (auto kernel : module.getOps<spirv::ModuleOp>())
    if (wantedKernel().empty() || kernel.getName() == wantedKernel())
      kernels.push_back(kernel);
  if (kernels.size() != 1) {
    InFlightDiagnostic diagnostic =
        module.emitError("found ")
        << kernels.size() << " programs"
        << (wantedKernel().empty() ? "" : " named '@")
        << wantedKernel() << (wantedKernel().empty() ? "" : "'")
        << ", expected one; fix: choose one with --kernel=@name";
    return diagnostic;
  }
  return mlir::vyre::serializeKernel(kernels.front());
}

static void writeWords(ArrayRef<uint32_t> words, raw_ostream &output) {
  output.write(reinterpret_cast<const char *>(words.data()),
               words.size() * sizeof(uint32_t));
}

static LogicalResult translateToSPIRV(Operation *op, raw_ostream &output) {
  FailureOr<SmallVector<uint32_t>> words = lowerKernel(op);
  if (failed(words))
    return failure();
  writeWords(*words, output);
  return success();
}

static LogicalResult translateToArtifact(Operation *op, raw_ostream &output) {
  auto module = dyn_cast<ModuleOp>(op);
  if (!module)
    return op->emitError("expected a module at the top level");
  module.getContext()->printOpOnDiagnostic(false);
  mlir::vyre::CompileOptions options;
  options.lowering = wantedLowering();
  FailureOr<std::vector<uint8_t>> bytes =
      mlir::vyre::compileModule(module, options);
  if (failed(bytes))
    return failure();
  output.write(reinterpret_cast<const char *>(bytes->data()), bytes->size());
  return success();
}

template <mlir::vyre::ShadingLanguage language>
static LogicalResult translateToSource(Operation *op, raw_ostream &output) {
  FailureOr<SmallVector<uint32_t>> words = lowerKernel(op);
  if (failed(words))
    return failure();
  std::string error;
  std::optional<std::string> source =
      mlir::vyre::crossCompile(*words, language, error);
  if (!source)
    return op->emitError("SPIRV-Cross refuses this program: ")
           << error << "; fix: use the SPIR-V itself for this target";
  output << *source;
  return success();
}

/// The SPIR-V of one kernel of a `.vyre` file.
static LogicalResult extractSPIRV(const std::shared_ptr<llvm::SourceMgr> &source,
                                  raw_ostream &output, MLIRContext *context) {
  const llvm::MemoryBuffer *buffer =
      source->getMemoryBuffer(source->getMainFileID());
  Location loc = FileLineColLoc::get(context, buffer->getBufferIdentifier(),
                                     0, 0);
  StringRef bytes = buffer->getBuffer();
  auto artifact =
      ::vyre::rt::Artifact::parse({bytes.bytes_begin(), bytes.bytes_end()});
  if (!artifact)
    return emitError(loc) << artifact.status().message()
                          << "; fix: " << artifact.status().fix();
  const ::vyre::artifact::Kernel *found = nullptr;
  unsigned count = 0;
  for (const auto *kernel : *artifact->root().kernels()) {
    if (!wantedKernel().empty() &&
        kernel->name()->string_view() != std::string_view(wantedKernel()))
      continue;
    found = kernel;
    ++count;
  }
  if (count != 1)
    return emitError(loc) << "found " << count
                          << " kernels, expected one; fix: choose one with "
                             "--kernel=@name";
  writeWords({found->code()->data(), found->code()->size()}, output);
  return success();
}

int main(int argc, char **argv) {
  auto dialects = [](DialectRegistry &registry) {
    mlir::vyre::registerAllDialects(registry);
  };
  TranslateFromMLIRRegistration toSPIRV(
      "vyre-to-spirv", "a program as a SPIR-V binary", translateToSPIRV,
      dialects);
  TranslateFromMLIRRegistration toArtifact(
      "vyre-to-artifact", "a module as a .vyre artifact", translateToArtifact,
      dialects);
  TranslateFromMLIRRegistration toGLSL(
      "vyre-to-glsl", "a program as GLSL, through SPIRV-Cross",
      translateToSource<mlir::vyre::ShadingLanguage::GLSL>, dialects);
  TranslateFromMLIRRegistration toMSL(
      "vyre-to-msl", "a program as Metal source, through SPIRV-Cross",
      translateToSource<mlir::vyre::ShadingLanguage::MSL>, dialects);
  TranslateFromMLIRRegistration toHLSL(
      "vyre-to-hlsl", "a program as HLSL, through SPIRV-Cross",
      translateToSource<mlir::vyre::ShadingLanguage::HLSL>, dialects);
  TranslateRegistration fromArtifact(
      "artifact-to-spirv", "a kernel of a .vyre artifact as a SPIR-V binary",
      extractSPIRV);

  return failed(mlirTranslateMain(argc, argv, "vyre-translate"));
}
