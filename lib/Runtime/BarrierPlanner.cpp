// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See BarrierPlanner.h.
//
//===----------------------------------------------------------------------===//

#include "BarrierPlanner.h"

using namespace vyre::rt;

Barrier BarrierPlanner::plan(StageBits stage, const BufferAccess *accesses,
                             size_t count) {
  unsigned after = stage == kStageCompute ? 0 : 1;
  bool conflict[kStages] = {};
  for (size_t i = 0; i < count; ++i) {
    const State &state = states_[accesses[i].buffer];
    for (unsigned before = 0; before < kStages; ++before) {
      uint64_t covered = covered_[before][after];
      // RAW and WAW, then WAR.
      if (state.write[before] > covered ||
          (accesses[i].writes && state.read[before] > covered))
        conflict[before] = true;
    }
  }

  Barrier barrier;
  for (unsigned before = 0; before < kStages; ++before) {
    if (!conflict[before])
      continue;
    barrier.before |= before == 0 ? kStageCompute : kStageTransfer;
    barrier.after = stage;
    covered_[before][after] = command_;
  }
  barrierCount_ += barrier ? 1 : 0;

  // The same buffer may be bound twice, so states change only now.
  ++command_;
  for (size_t i = 0; i < count; ++i) {
    State &state = states_[accesses[i].buffer];
    if (accesses[i].reads)
      state.read[after] = command_;
    if (accesses[i].writes)
      state.write[after] = command_;
  }
  return barrier;
}
