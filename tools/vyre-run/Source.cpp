// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parses and compiles a module.
//
//===----------------------------------------------------------------------===//

#include "Source.h"

#include "FileIO.h"
#include "Message.h"

#include "Vyre/Dialect/VyreOps.h"
#include "Vyre/Target/Compiler.h"

#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
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
// Diagnostics
//===----------------------------------------------------------------------===//

static rt::SourceLocation toLocation(mlir::Location loc) {
  rt::SourceLocation result;
  if (auto file = loc->findInstanceOf<mlir::FileLineColLoc>()) {
    result.file = file.getFilename().str();
    result.line = file.getLine();
    result.column = file.getColumn();
  }
  return result;
}

/// What to do about a message of MLIR's parser or verifier, which have none.
static std::string parserFix(llvm::StringRef message) {
  static constexpr struct {
    const char *part;
    const char *fix;
  } kFixes[] = {
      {"undeclared SSA value", "define the value before it is used"},
      {"undefined symbol alias", "define the alias at the top of the file"},
      {"redefinition of symbol", "rename one of the two"},
      {"redefinition of SSA value", "rename one of the two"},
      {"is unknown", "check the spelling; docs/Dialect.md lists the ops"},
      {"unregistered", "use a dialect that vyre-run knows (vyre, arith, math, "
                       "scf, vector, ub)"},
      {"not found for custom op", "use a dialect that vyre-run knows (vyre, "
                                  "arith, math, scf, vector, ub)"},
      {"bytecode", "write the bytecode again with vyre-opt --emit-bytecode"},
      {"expects different type", "make the types of definition and use agree"},
      {"expected", "write what is expected here"},
  };
  for (const auto &each : kFixes)
    if (message.contains(each.part))
      return each.fix;
  return "correct the source here; docs/Dialect.md describes each op";
}

namespace {
/// Collects diagnostics as lines.
class LineCollector {
public:
  LineCollector(mlir::MLIRContext &context, std::vector<std::string> &lines,
                std::string fallback)
      : lines_(lines), fallback_(std::move(fallback)),
        handler_(&context,
                 [this](mlir::Diagnostic &diagnostic) { add(diagnostic); }) {}

  /// True while the source is read: errors are MLIR's own.
  bool parsing = true;
  bool sawError = false;

private:
  void add(mlir::Diagnostic &diagnostic);

  std::vector<std::string> &lines_;
  std::string fallback_;
  mlir::ScopedDiagnosticHandler handler_;
};
} // namespace

void LineCollector::add(mlir::Diagnostic &diagnostic) {
  const bool isError =
      diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error;
  if (!isError && diagnostic.getSeverity() != mlir::DiagnosticSeverity::Warning)
    return;
  const std::string whole = diagnostic.str();
  // Most of our errors carry the fix in the message itself; it goes last.
  auto [found, ownFix] = llvm::StringRef(whole).split("; fix: ");
  std::string message = found.rtrim().str(), fix = ownFix.str();
  const rt::SourceLocation location = toLocation(diagnostic.getLocation());
  for (mlir::Diagnostic &note : diagnostic.getNotes()) {
    std::string text = note.str();
    if (llvm::StringRef(text).starts_with("fix:")) {
      fix += (fix.empty() ? "" : ", ") +
             llvm::StringRef(text).drop_front(4).trim().str();
      continue;
    }
    // The whole operation, and a list of dialects with a link, are for MLIR's
    // developers.
    if (llvm::StringRef(text).starts_with("see current operation") ||
        llvm::StringRef(text).starts_with("Available dialects"))
      continue;
    message += "; " + text;
    rt::SourceLocation place = toLocation(note.getLocation());
    if (!place.file.empty() &&
        (place.line != location.line || place.column != location.column))
      message += " (" + place.file + ":" + std::to_string(place.line) + ":" +
                 std::to_string(place.column) + ")";
  }
  if (fix.empty() && isError)
    fix = parsing ? parserFix(message)
                  : "change the program here; docs/Dialect.md describes each "
                    "op";
  rt::Status status(rt::Code::InvalidArgument, message, fix);
  std::string line = formatError(std::move(status).at(location), fallback_);
  if (!isError) {
    size_t at = line.find(": error: ");
    line.replace(at, 9, ": warning: ");
  }
  sawError |= isError;
  lines_.push_back(std::move(line));
}

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
  mlir::MLIRContext context(registry,
                            request.bytes.size() < kThreadedBytes
                                ? mlir::MLIRContext::Threading::DISABLED
                                : mlir::MLIRContext::Threading::ENABLED);
  context.printOpOnDiagnostic(false);
  LineCollector collector(context, result.lines, request.name);

  // The parser wants a zero behind the last byte.
  request.bytes.push_back(0);
  llvm::StringRef text(reinterpret_cast<const char *>(request.bytes.data()),
                       request.bytes.size() - 1);
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
  mlir::OwningOpRef<mlir::ModuleOp> module =
      mlir::parseSourceFile<mlir::ModuleOp>(sources, &context);
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

  request.onBegin("compile");
  bool anyPhaseDone = false;
  rt::Status dumpStatus;
  mlir::vyre::CompileOptions options;
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
      mlir::vyre::compileModule(*module, options);
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
