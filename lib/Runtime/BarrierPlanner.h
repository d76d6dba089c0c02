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
// Barriers chain (Vulkan 1.3, 7.1, "execution dependency chain"): what a
// barrier puts in front of a stage stays in front of everything that a later
// barrier puts behind that stage, so compute -> transfer and then transfer ->
// compute order compute -> compute as well.
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

/// Why two accesses to a buffer need an order: what the later one does after
/// what the earlier one did.
enum class Hazard : uint8_t { ReadAfterWrite, WriteAfterRead, WriteAfterWrite };

/// A reason for a barrier.
struct BufferConflict {
  uint32_t buffer = 0;
  Hazard hazard = Hazard::ReadAfterWrite;
  uint64_t earlier = 0; ///< Number of the earlier command, from 0.
};

class BarrierPlanner {
public:
  explicit BarrierPlanner(size_t bufferCount) : states_(bufferCount) {}

  /// The barrier to record before a command of `stage` with these accesses;
  /// false when none is needed. The accesses count as done afterwards. Commands
  /// have numbers in the order of these calls, from 0. Appends the reasons, if
  /// `reasons` is given: of each access the latest conflicting one per stage.
  Barrier plan(StageBits stage, const BufferAccess *accesses, size_t count,
               std::vector<BufferConflict> *reasons = nullptr);

  /// How many barriers plan() asked for.
  uint64_t barrierCount() const { return barrierCount_; }

private:
  static constexpr unsigned kStages = 3;

  /// Number, from 1, of the last command that touched the buffer in each stage,
  /// 0 for never.
  struct State {
    uint64_t read[kStages] = {};
    uint64_t write[kStages] = {};
  };

  /// `earlier` counts from 1; 0 for no conflict.
  struct Conflict {
    uint64_t earlier = 0;
    Hazard hazard = Hazard::ReadAfterWrite;
  };
  Conflict findConflict(const BufferAccess &access, unsigned before,
                        unsigned after) const;

  std::vector<State> states_;
  uint64_t command_ = 0;
  /// [a][b]: commands of stage a up to this one come before all of stage b
  /// that are still to be planned.
  uint64_t covered_[kStages][kStages] = {};
  uint64_t barrierCount_ = 0;
};

} // namespace vyre::rt

#endif // VYRE_LIB_RUNTIME_BARRIERPLANNER_H
