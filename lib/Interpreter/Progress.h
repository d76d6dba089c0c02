// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Progress models: who may run, and the adversaries that a program meets.
//
// A model allows many executions, and a program that relies on more than it
// promises hangs in some of them. An adversary is one way to choose: who goes
// first, how far it comes before it is left alone, and who begins where the
// model says nothing. After its first workgroup it gives no turn that the model
// does not demand, unless nobody has a right to one.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_INTERPRETER_PROGRESS_H
#define VYRE_LIB_INTERPRETER_PROGRESS_H

#include "Vyre/Interpreter/Interpreter.h"

#include <vector>

namespace mlir::vyre::interp {

struct Adversary {
  /// Begins before all others and runs until it changed memory so many times.
  std::optional<uint32_t> first = std::nullopt;
  uint64_t changes = 0;
  /// Who begins where the model leaves it open: the last, not the first.
  bool isDescending = false;
};

/// What a model says about the workgroups of one dispatch.
class ProgressGuard {
public:
  ProgressGuard(ProgressModel model, const Adversary &adversary,
                uint32_t total);

  bool isActive() const { return model != ProgressModel::Fair; }
  void begin(uint32_t number);
  /// The lowest number that has not begun; the size of the grid if all have.
  uint32_t lowestToBegin() const { return lowest; }
  /// Whether it gets a turn, where `lowestLive` is the lowest number of those
  /// that can run.
  bool isGuaranteed(uint32_t number, uint32_t lowestLive) const;
  /// One that has not begun and is sure to.
  std::optional<uint32_t> guaranteedToBegin(uint32_t lowestLive) const;
  /// Nobody that can run has a right to a turn: who begins.
  std::optional<uint32_t> chooseToBegin() const;

  const Adversary adversary;

private:
  ProgressModel model;
  uint32_t total;
  std::vector<bool> begun;
  uint32_t lowest = 0;
  /// One more than the highest number that has not begun, and that has.
  uint32_t endToBegin, endBegun = 0;
};

/// Runs a dispatch once against an adversary.
using RunAgainst = llvm::function_ref<ExecutionResult(
    const ExecutionOptions &, const Adversary &, ExecutionStatistics &)>;

/// Runs a dispatch against several adversaries of options.progress. The last
/// run is the plain one: only this one is followed by the hooks, and it leaves
/// its results. A hang says under which model the program would end.
ExecutionResult runAgainstAll(const ExecutionOptions &options, uint32_t total,
                              ArrayRef<BufferSpan> buffers,
                              ExecutionStatistics &statistics, RunAgainst run);

} // namespace mlir::vyre::interp

#endif // VYRE_LIB_INTERPRETER_PROGRESS_H
