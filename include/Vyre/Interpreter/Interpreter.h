// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reference interpreter: runs one dispatch of a program on the host.
//
// A program is compiled once to flat code and run any number of times:
//
//   FailureOr<KernelCode> kernel = compileKernel(program);   // diagnoses
//   ExecutionResult error = interpretProgram(*kernel, {4, 1, 1}, buffers,
//                                            scalars, options);
//
// It decides what a program means (docs/Semantics.md); docs/Interpreter.md has
// its data model, schedules and limits.
//
// Thread safety: a KernelCode is immutable and may be run by several threads at
// once on different buffers. One execution is one thread.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_INTERPRETER_INTERPRETER_H
#define VYRE_INTERPRETER_INTERPRETER_H

#include "Vyre/Dialect/VyreOps.h"
#include "Vyre/Interpreter/ExecutionError.h"
#include "Vyre/Interpreter/MemoryHooks.h"
#include "Vyre/Interpreter/Progress.h"
#include "Vyre/Interpreter/Schedule.h"
#include <array>
#include <cstdint>
#include <memory>

namespace mlir::vyre {

/// Flat code, see lib/Interpreter/FlatCode.h.
struct FlatCode;
class StepControl;

/// A program in a form that runs. Refers to the ops of the program (for
/// messages), so the module must outlive it unchanged.
class KernelCode {
public:
  explicit KernelCode(std::unique_ptr<FlatCode> code);
  KernelCode(KernelCode &&);
  KernelCode &operator=(KernelCode &&);
  ~KernelCode();

  ProgramOp program() const;
  const FlatCode &code() const { return *flat; }

private:
  std::unique_ptr<FlatCode> flat;
};

/// Compiles a verified program, also one that the Vulkan target would not
/// take. On failure the reasons were emitted, each with its location and fix.
FailureOr<KernelCode> compileKernel(ProgramOp program);

/// The memory of one buffer argument. `count` elements; for a static count of
/// the parameter it must be that number.
struct BufferSpan {
  uint8_t *data = nullptr;
  uint64_t count = 0;
  /// Must be the element type of the parameter.
  Type elementType;
};

/// Whether subgroups of so many invocations exist: a power of two up to 128
/// (VYRE-SG-01).
bool isSubgroupSize(uint64_t size);

struct ExecutionOptions {
  Schedule schedule;
  /// Which workgroups are sure to get a turn. If not fair, the dispatch runs
  /// several times, and the order of workgroups is not that of the schedule.
  ProgressModel progress = ProgressModel::Fair;
  /// Invocations for which a subgroup has room, see isSubgroupSize(). A
  /// subgroup is that many consecutive linear local ids; the last may have
  /// fewer.
  uint32_t subgroupSize = 32;
  /// Instructions of single invocations that one dispatch may execute; 0 means
  /// any number.
  uint64_t stepBudget = uint64_t(1) << 40;
  /// Loop rounds in a row without any change of memory, in which every
  /// invocation that can run only reads atomically, until that is a hang.
  uint64_t spinBudget = uint64_t(1) << 20;
  /// Follows the execution; null for none.
  MemoryHooks *hooks = nullptr;
  /// Chooses the order instead of the schedule, see Explore.h; null for none.
  StepControl *control = nullptr;
};

/// What an execution did, for benchmarks and reports.
struct ExecutionStatistics {
  /// Instructions times the invocations that executed them.
  uint64_t steps = 0;
  uint64_t outOfRangeAccesses = 0;
};

/// Runs all invocations of a grid of `workgroups`. `buffers` and `scalars` are
/// those arguments of the program, in order; a scalar is its bits, zero
/// extended (f32: 32 bits, index: 32 bits). On an error the buffers hold what
/// was written until then.
ExecutionResult interpretProgram(const KernelCode &kernel,
                                 std::array<uint32_t, 3> workgroups,
                                 ArrayRef<BufferSpan> buffers,
                                 ArrayRef<uint64_t> scalars,
                                 const ExecutionOptions &options = {},
                                 ExecutionStatistics *statistics = nullptr);

} // namespace mlir::vyre

#endif // VYRE_INTERPRETER_INTERPRETER_H
