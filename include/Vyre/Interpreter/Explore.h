// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs the same work under all schedules that can make a difference, and runs
// one of them again from its trace.
//
//   ExplorationReport report;
//   ExecutionResult error = runSchedules(interpreter, arguments, options,
//                                        report);
//
// The search is source-DPOR with sleep sets: P. Abdulla, S. Aronis, B. Jonsson,
// K. Sagonas, "Optimal dynamic partial order reduction", POPL 2014, algorithm
// 1. docs/Interpreter.md says what is explored.
//
// Thread safety: thread-compatible.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_INTERPRETER_EXPLORE_H
#define VYRE_INTERPRETER_EXPLORE_H

#include "Vyre/Interpreter/GraphInterpreter.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace mlir::vyre {

/// The next access of an invocation to memory that a dispatch writes. Bytes
/// are counted in units of the smallest access to the object.
struct PendingAccess {
  uint32_t lane = 0;
  /// Tells apart objects, and the instances of workgroup memory.
  uint64_t object = 0;
  uint64_t first = 0;
  uint32_t count = 0;
  bool writes = false;
};

/// Chooses which invocation goes on. It makes its access, and goes on until
/// the next one, a barrier or its end.
class StepControl {
public:
  virtual ~StepControl();

  virtual void onDispatch(uint32_t lanes) {}
  /// One of `enabled`, which are ascending in their lanes and not empty.
  /// Nothing to stop the execution here.
  virtual std::optional<uint32_t> choose(ArrayRef<PendingAccess> enabled) = 0;
  /// A barrier: what any of `lanes` did comes before what each does next.
  virtual void onBarrier(ArrayRef<uint32_t> lanes) {}
  /// The last access lets `lane` go on, which went round in circles.
  virtual void onWake(uint32_t lane) {}
};

struct ExplorationReport {
  /// Those that ended, and those given up because others stand for them.
  uint64_t executions = 0;
  uint64_t redundant = 0;
  /// Different contents of the arguments at the end.
  uint64_t results = 0;
  bool isComplete = false;

  /// "explored 4 executions, complete".
  std::string str() const;
};

/// Calls `execute` for at most `limit` schedules, until one fails. `finished`
/// is called after each that ended well.
ExecutionResult exploreSchedules(
    uint64_t limit, llvm::function_ref<ExecutionResult(StepControl &)> execute,
    llvm::function_ref<void()> finished, ExplorationReport &report);

/// Calls `execute` once, with the choices of `trace`.
ExecutionResult
replaySchedule(StringRef trace, Location location,
               llvm::function_ref<ExecutionResult(StepControl &)> execute);

/// Runs a graph under any schedule, also all:N and replay:TRACE. Each execution
/// starts from `arguments`, which become those after the first, or after the
/// one that failed.
ExecutionResult runSchedules(GraphInterpreter &interpreter,
                             ::vyre::rt::Arguments &arguments,
                             const GraphOptions &options,
                             ExplorationReport &report);

} // namespace mlir::vyre

#endif // VYRE_INTERPRETER_EXPLORE_H
