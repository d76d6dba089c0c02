// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where to put barriers: a pure function of the order of accesses.
//
// The planner numbers the commands. For each buffer it remembers, per stage,
// the last command that read it and the last that wrote it; for each pair of
// stages, the last command that a barrier between them covers. A new access
// needs a barrier exactly when an earlier conflicting access (RAW, WAR, WAW)
// is younger than that. One barrier covers every buffer, so asking costs a
// few comparisons per access and nothing is ever cleared.
//
// Barriers are not chained: compute -> transfer -> compute does not count as
// compute -> compute. That keeps at most one barrier too many, never one too
// few.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_RUNTIME_BARRIERPLANNER_H
#define VYRE_LIB_RUNTIME_BARRIERPLANNER_H

#include "Vyre/Runtime/Device.h"

#include <cstdint>
#include <vector>

namespace vyre::rt {

struct BufferAccess {
  uint32_t buffer = 0;
  bool reads = false;
  bool writes = false;
};

class BarrierPlanner {
public:
  explicit BarrierPlanner(size_t bufferCount) : states_(bufferCount) {}

  /// The barrier to record before a command of `stage` with these accesses;
  /// false when none is needed. The accesses count as done afterwards.
  Barrier plan(StageBits stage, const BufferAccess *accesses, size_t count);

  /// How many barriers plan() asked for.
  uint64_t barrierCount() const { return barrierCount_; }

private:
  static constexpr unsigned kStages = 2;

  /// Number of the last command that touched the buffer in each stage, 0 for
  /// never.
  struct State {
    uint64_t read[kStages] = {};
    uint64_t write[kStages] = {};
  };

  std::vector<State> states_;
  uint64_t command_ = 0;
  uint64_t covered_[kStages][kStages] = {};
  uint64_t barrierCount_ = 0;
};

} // namespace vyre::rt

#endif // VYRE_LIB_RUNTIME_BARRIERPLANNER_H
