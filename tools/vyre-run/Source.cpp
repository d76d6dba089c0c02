// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parses and compiles a module.
//
//===----------------------------------------------------------------------===//

#include "Source.h"

#include "Diagnostics.h"
#include "FileIO.h"
#include "Message.h"
#include "SourceModule.h"

#include "Vyre/Dialect/VyreOps.h"
#include "Vyre/Target/Compiler.h"

#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace vyre;
using namespace vyre::run;
using mlir::vyre::Phase;

// Below this size, threads cost more than they save.
static constexpr size_t kThreadedBytes = 1 << 20;

//===----------------------------------------------------------------------===//
// Bytecode
//===----------------------------------------------------------------------===//

// Far more than any file that a person waits for.
static constexpr unsigned kReadingSeconds = 60;

/// False when reading these bytes would end the process. MLIR's bytecode
/// reader trusts the file: stock mlir-opt crashes on altered ones, too. So a
/// child process reads it first. True also when no child can be made.
static bool survivesReading(const llvm::SourceMgr &sources) {
  pid_t child = ::fork();
  if (child < 0)
    return true;
  if (child == 0) {
    rlimit none = {0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::alarm(kReadingSeconds);
    int null = ::open("/dev/null", O_RDWR);
    ::dup2(null, STDERR_FILENO);
    mlir::DialectRegistry registry;
    mlir::vyre::registerAllDialects(registry);
    mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
    const llvm::MemoryBuffer *bytes =
        sources.getMemoryBuffer(sources.getMainFileID());
    llvm::SourceMgr copy;
    copy.AddNewSourceBuffer(
        llvm::MemoryBuffer::getMemBuffer(bytes->getMemBufferRef()),
        llvm::SMLoc());
    (void)mlir::parseSourceFile<mlir::ModuleOp>(copy, &context);
    ::_exit(0);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR)
    ;
  return WIFEXITED(status);
}

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

static SourceResult &fail(SourceResult &result, ExitCode code) {
  result.code = code;
  return result;
}

/// A module must hold something to run before it is worth lowering.
static rt::Status checkRunnable(mlir::ModuleOp module) {
  auto programs = module.getOps<mlir::vyre::ProgramOp>();
  if (!module.getOps<mlir::vyre::GraphOp>().empty() ||
      llvm::hasSingleElement(programs))
    return rt::Status::ok();
  if (programs.empty())
    return rt::Status(rt::Code::InvalidArgument,
                      "found no vyre.graph and no vyre.program, expected one "
                      "to run",
                      "add a vyre.program");
  return rt::Status(rt::Code::InvalidArgument,
                    "found several programs and no graph, expected a graph "
                    "that says which one to run",
                    "add a vyre.graph with a vyre.dispatch")
      .at(toLocation((*std::next(programs.begin())).getLoc()));
}

static rt::Status dumpPhase(const std::string &directory, Phase phase,
                            const std::vector<uint8_t> &bytes) {
  std::string path = directory + "/" + std::to_string(static_cast<int>(phase)) +
                     "-" + mlir::vyre::phaseName(phase).str() +
                     (phase == Phase::Artifact ? ".vyre" : ".mlir");
  OutputFiles files;
  rt::Status status = files.add(path, bytes);
  return status ? files.commit() : status;
}

static std::string printed(mlir::ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream os(text);
  module.print(os);
  os << "\n";
  return text;
}

SourceResult run::compileSource(SourceRequest request) {
  SourceResult result;
  auto failWith = [&](ExitCode code, const rt::Status &status) {
    result.lines.push_back(formatError(status, request.name));
    return fail(result, code);
  };
  if (request.bytes.empty())
    return failWith(ExitCode::Source,
                    rt::Status(rt::Code::InvalidArgument,
                               "found an empty file, expected a module",
                               "write a vyre.program into it"));

  request.onBegin("parse");
  mlir::DialectRegistry registry;
  mlir::vyre::registerAllDialects(registry);
  auto source = std::make_shared<SourceModule>(
      registry, request.bytes.size() < kThreadedBytes
                    ? mlir::MLIRContext::Threading::DISABLED
                    : mlir::MLIRContext::Threading::ENABLED);
  mlir::MLIRContext &context = source->context;
  source->name = request.name;
  source->bytes = std::move(request.bytes);
  context.printOpOnDiagnostic(false);
  LineCollector collector(context, result.lines, request.name);

  // The parser wants a zero behind the last byte.
  source->bytes.push_back(0);
  llvm::StringRef text(reinterpret_cast<const char *>(source->bytes.data()),
                       source->bytes.size() - 1);
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBuffer(text, request.name), llvm::SMLoc());
  if (mlir::isBytecode(llvm::MemoryBufferRef(text, request.name)) &&
      !survivesReading(sources))
    return failWith(ExitCode::Source,
                    rt::Status(rt::Code::DataLoss,
                               "found altered bytecode that MLIR cannot read, "
                               "expected a whole file",
                               "write it again with vyre-opt "
                               "--emit-bytecode"));
  mlir::OwningOpRef<mlir::ModuleOp> &module = source->module;
  module = mlir::parseSourceFile<mlir::ModuleOp>(sources, &context);
  if (!module) {
    if (!collector.sawError)
      return failWith(ExitCode::Source,
                      rt::Status(rt::Code::InvalidArgument,
                                 "found no module, expected one",
                                 "write a vyre.program into the file"));
    return fail(result, ExitCode::Source);
  }
  collector.parsing = false;
  // Looking at a phase needs nothing to run.
  if (!request.stopAfter)
    if (rt::Status status = checkRunnable(*module); !status)
      return failWith(ExitCode::Source, status);
  if (request.keepSource)
    result.source = source;
  if (!request.lower) {
    mlir::vyre::addImplicitGraph(*module);
    return result;
  }
  // Lowering is in place: what is kept needs a copy.
  mlir::OwningOpRef<mlir::ModuleOp> copy;
  if (request.keepSource) {
    copy = module->clone();
    mlir::vyre::addImplicitGraph(*module);
  }
  mlir::ModuleOp lowered = copy ? *copy : *module;

  request.onBegin("compile");
  bool anyPhaseDone = false;
  rt::Status dumpStatus;
  mlir::vyre::CompileOptions options;
  options.lowering = request.lowering;
  if (request.stopAfter)
    options.stopAfter = *request.stopAfter;
  options.onPhase = [&](Phase phase, mlir::ModuleOp current) {
    anyPhaseDone = true;
    if (phase == Phase::Artifact)
      return mlir::success();
    const bool stopsHere = request.stopAfter == phase;
    if (!stopsHere && request.dumpDirectory.empty())
      return mlir::success();
    std::string module = printed(current);
    if (!request.dumpDirectory.empty())
      dumpStatus = dumpPhase(request.dumpDirectory, phase,
                             {module.begin(), module.end()});
    if (stopsHere)
      result.text = std::move(module);
    return mlir::success(dumpStatus.isOk());
  };
  mlir::FailureOr<std::vector<uint8_t>> artifact =
      mlir::vyre::compileModule(lowered, options);
  if (mlir::succeeded(artifact))
    result.artifact = std::move(*artifact);
  if (dumpStatus && !result.artifact.empty() && !request.dumpDirectory.empty())
    dumpStatus =
        dumpPhase(request.dumpDirectory, Phase::Artifact, result.artifact);
  if (!dumpStatus)
    return failWith(exitCodeFor(dumpStatus.code()), dumpStatus);
  if (mlir::succeeded(artifact))
    return result;
  // The input phase only verifies; what fails later is lowering.
  ExitCode code = anyPhaseDone ? ExitCode::Compile : ExitCode::Source;
  if (!collector.sawError)
    return failWith(code, rt::Status(rt::Code::Internal,
                                     "the compiler failed without a reason",
                                     "report this with the source file"));
  return fail(result, code);
}
