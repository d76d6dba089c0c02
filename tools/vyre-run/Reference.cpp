// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs graphs in the interpreter.
//
//===----------------------------------------------------------------------===//

#include "Reference.h"

#include "Diagnostics.h"
#include "Message.h"
#include "SourceModule.h"

#include "Vyre/Dialect/KernelABI.h"
#include "Vyre/Interpreter/Explore.h"
#include "Vyre/Interpreter/GraphInterpreter.h"
#include "Vyre/Interpreter/RaceDetector.h"
#include "Vyre/Interpreter/UninitializedReads.h"

#include "llvm/ADT/StringSwitch.h"

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

using namespace vyre;
using namespace vyre::run;
using mlir::vyre::ExecutionError;

/// Bounds for --verify, in ULP.
static constexpr uint32_t kRoundingUlp = 4;
static constexpr uint32_t kFunctionUlp = 128;

//===----------------------------------------------------------------------===//
// The graph
//===----------------------------------------------------------------------===//

static rt::ElementType elementOf(mlir::Type type) {
  std::string name;
  llvm::raw_string_ostream(name) << type;
  return rt::parseElement(name).value_or(rt::ElementType::I32);
}

static Signature signatureOf(mlir::vyre::GraphOp graph) {
  Signature signature;
  signature.graph = graph.getName().str();
  for (mlir::BlockArgument arg : graph.getArguments()) {
    std::string name = graph.getArgName(arg.getArgNumber()).str();
    auto type = llvm::dyn_cast<mlir::vyre::BufferType>(arg.getType());
    if (!type) {
      signature.scalars.push_back({name, elementOf(arg.getType())});
      continue;
    }
    const bool dynamic = type.isDynamic();
    signature.buffers.push_back(
        {name, elementOf(type.getElementType()), dynamic,
         dynamic ? 0 : static_cast<uint64_t>(type.getCount()),
         type.isWritable()});
    if (type.getAccess() == mlir::vyre::Access::Write)
      signature.writeOnly.insert(name);
  }
  return signature;
}

/// The same rule and the same words as GraphExecutor::create().
static rt::Result<mlir::vyre::GraphOp> findGraph(mlir::ModuleOp module,
                                                 const std::string &entry) {
  auto graphs = module.getOps<mlir::vyre::GraphOp>();
  if (entry.empty() && llvm::hasSingleElement(graphs))
    return *graphs.begin();
  std::string wanted = entry.empty() ? "main" : entry;
  if (wanted.front() == '@')
    wanted.erase(0, 1);
  std::string names;
  for (mlir::vyre::GraphOp graph : graphs) {
    if (graph.getName() == wanted)
      return graph;
    names += (names.empty() ? "@" : ", @") + graph.getName().str();
  }
  return rt::Status(rt::Code::NotFound,
                    "there is no graph @" + wanted + "; there is " + names,
                    entry.empty() ? "choose one with --entry"
                                  : "choose one of them");
}

//===----------------------------------------------------------------------===//
// Accuracy
//===----------------------------------------------------------------------===//

/// Whether rounding depends on the order of the values (VYRE-SG-05).
static bool isOrdered(mlir::vyre::ReduceKind kind) {
  return kind == mlir::vyre::ReduceKind::AddF ||
         kind == mlir::vyre::ReduceKind::MulF;
}

/// What a device may lose in one op.
static uint32_t ulpOf(mlir::Operation *op) {
  auto isFloat = [](mlir::Type type) {
    return llvm::isa<mlir::FloatType>(mlir::getElementTypeOrSelf(type));
  };
  if (llvm::none_of(op->getResultTypes(), isFloat))
    return 0;
  llvm::StringRef name = op->getName().getStringRef();
  // These choose or move bits.
  bool isExact =
      llvm::StringSwitch<bool>(name)
          .Cases({"arith.constant", "arith.negf", "arith.select",
                  "arith.bitcast", "arith.extf", "arith.maximumf",
                  "arith.minimumf", "arith.maxnumf", "arith.minnumf"},
                 true)
          .Cases({"math.absf", "math.ceil", "math.copysign", "math.floor",
                  "math.round", "math.roundeven", "math.trunc"},
                 true)
          .Default(name.starts_with("scf.") || name.starts_with("vector.") ||
                   name.starts_with("ub."));
  if (isExact)
    return 0;
  if (name.starts_with("math.") && name != "math.fma")
    return kFunctionUlp;
  // The sum of a subgroup in another order is off by a rounding per value.
  if (auto reduce = llvm::dyn_cast<mlir::vyre::SubgroupReduceOp>(op))
    return isOrdered(reduce.getKind()) ? kFunctionUlp : 0;
  if (name.starts_with("vyre.") && name != "vyre.atomic_rmw")
    return 0;
  return kRoundingUlp;
}

static uint32_t ulpBoundOf(mlir::vyre::GraphOp graph) {
  uint32_t bound = 0;
  auto module = graph->getParentOfType<mlir::ModuleOp>();
  auto visit = [&](mlir::Operation *op) { bound = std::max(bound, ulpOf(op)); };
  graph.walk([&](mlir::vyre::DispatchLikeOpInterface dispatch) {
    if (auto program = module.lookupSymbol<mlir::vyre::ProgramOp>(
            dispatch.getCalleeAttr()))
      program.walk(visit);
  });
  return bound;
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

static ExitCode exitCodeFor(ExecutionError::Kind kind) {
  switch (kind) {
  case ExecutionError::Kind::Unsupported:
    return ExitCode::Unsupported;
  case ExecutionError::Kind::InvalidArgument:
  case ExecutionError::Kind::Evaluation:
    return ExitCode::Dispatch;
  case ExecutionError::Kind::DivergentBarrier:
  case ExecutionError::Kind::Hang:
  case ExecutionError::Kind::FalseProof:
  case ExecutionError::Kind::Race:
    return ExitCode::Race;
  case ExecutionError::Kind::BudgetExhausted:
    return ExitCode::DeviceLost;
  case ExecutionError::Kind::Mismatch:
    return ExitCode::Mismatch;
  case ExecutionError::Kind::Trap:
    return ExitCode::Trap;
  }
  return ExitCode::Internal;
}

namespace {
/// Ends the process when a run takes too long. Nothing was written then: files
/// appear after the last run.
class Watchdog {
public:
  Watchdog(std::chrono::milliseconds timeout, std::string place)
      : thread_([this, timeout, place = std::move(place)] {
          std::unique_lock<std::mutex> lock(mutex_);
          if (wake_.wait_for(lock, timeout, [this] { return done_; }))
            return;
          rt::Status status(
              rt::Code::DeadlineExceeded,
              "the reference interpreter was still busy at the deadline",
              "look for a loop that does not end, or allow more time with "
              "--timeout-ms=N");
          std::fprintf(stderr, "%s\n", formatError(status, place).c_str());
          std::fflush(stderr);
          std::_Exit(static_cast<int>(exitCodeFor(status.code())));
        }) {}
  ~Watchdog() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      done_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool done_ = false;
  std::thread thread_;
};

class ModuleProgram final : public ReferenceProgram {
public:
  ModuleProgram(std::shared_ptr<SourceModule> source,
                mlir::vyre::GraphInterpreter interpreter)
      : source_(std::move(source)), interpreter_(std::move(interpreter)),
        signature_(signatureOf(interpreter_.graph())) {}

  const Signature &signature() const override { return signature_; }
  bool isImplicit() const override {
    return interpreter_.graph()->hasAttr(mlir::vyre::kImplicitGraphAttrName);
  }
  uint32_t ulpBound() const override {
    return ulpBoundOf(interpreter_.graph());
  }
  bool run(rt::Arguments &arguments, const ReferenceOptions &options,
           ReferenceFailure &failure) override;

private:
  std::shared_ptr<SourceModule> source_;
  mlir::vyre::GraphInterpreter interpreter_;
  Signature signature_;
};
} // namespace

bool ModuleProgram::run(rt::Arguments &arguments,
                        const ReferenceOptions &options,
                        ReferenceFailure &failure) {
  mlir::vyre::GraphOptions graphOptions;
  graphOptions.execution.schedule = options.schedule;
  graphOptions.execution.progress = options.progress;
  graphOptions.execution.subgroupSize = options.subgroupSize;
  graphOptions.grid = options.grid;
  mlir::vyre::RaceDetector detector;
  if (options.checkRaces)
    graphOptions.execution.hooks = &detector;
  mlir::vyre::UninitializedReads uninitialized(graphOptions.execution.hooks);
  if (options.checkUninitialized)
    graphOptions.execution.hooks = &uninitialized;
  LineCollector collector(source_->context, failure.lines, source_->name);
  collector.parsing = false;
  mlir::vyre::ExecutionResult error;
  mlir::vyre::ExplorationReport report;
  {
    Watchdog watchdog(options.timeout, source_->name);
    error =
        mlir::vyre::runSchedules(interpreter_, arguments, graphOptions, report);
  }
  if (options.schedule.kind == mlir::vyre::Schedule::Kind::All)
    std::fprintf(stderr, "%s\n", report.str().c_str());
  if (!error)
    return true;
  failure.code = exitCodeFor(error->kind);
  error->emit();
  return false;
}

std::unique_ptr<ReferenceProgram>
ReferenceProgram::create(std::shared_ptr<SourceModule> source,
                         const std::string &entry, ReferenceFailure &failure) {
  rt::Result<mlir::vyre::GraphOp> graph = findGraph(*source->module, entry);
  if (!graph) {
    failure.code = run::exitCodeFor(graph.status().code());
    failure.lines.push_back(formatError(graph.status(), source->name));
    return nullptr;
  }
  LineCollector collector(source->context, failure.lines, source->name);
  collector.parsing = false;
  mlir::FailureOr<mlir::vyre::GraphInterpreter> interpreter =
      mlir::vyre::GraphInterpreter::create(*graph);
  if (mlir::succeeded(interpreter))
    return std::make_unique<ModuleProgram>(std::move(source),
                                           std::move(*interpreter));
  // The module verifies; what does not compile is not supported.
  failure.code = ExitCode::Unsupported;
  return nullptr;
}
