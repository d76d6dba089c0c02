// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See BarrierPlanner.h.
//
//===----------------------------------------------------------------------===//

#include "BarrierPlanner.h"

#include <algorithm>

using namespace vyre::rt;

BarrierPlanner::Conflict
BarrierPlanner::findConflict(const BufferAccess &access, unsigned before,
                             unsigned after) const {
  const State &state = states_[access.buffer];
  uint64_t covered = covered_[before][after];
  if ((access.reads || access.writes) && state.write[before] > covered)
    return {state.write[before],
            access.reads ? Hazard::ReadAfterWrite : Hazard::WriteAfterWrite};
  if (access.writes && state.read[before] > covered)
    return {state.read[before], Hazard::WriteAfterRead};
  return {};
}

Barrier BarrierPlanner::plan(StageBits stage, const BufferAccess *accesses,
                             size_t count,
                             std::vector<BufferConflict> *reasons) {
  unsigned after = stage == kStageCompute ? 0 : 1;
  // Per stage, the youngest command that must come before this one.
  uint64_t youngest[kStages] = {};
  for (size_t i = 0; i < count; ++i)
    for (unsigned before = 0; before < kStages; ++before)
      youngest[before] = std::max(
          youngest[before], findConflict(accesses[i], before, after).earlier);

  Barrier barrier;
  for (unsigned before = 0; before < kStages; ++before) {
    if (youngest[before] == 0)
      continue;
    // A chain through the other stage may order this one along with it.
    unsigned other = 1 - before;
    if (youngest[other] != 0 && covered_[before][other] >= youngest[before]) {
      youngest[before] = 0;
      continue;
    }
    barrier.before |= before == 0 ? kStageCompute : kStageTransfer;
    barrier.after = stage;
    for (size_t i = 0; reasons && i < count; ++i)
      if (Conflict found = findConflict(accesses[i], before, after);
          found.earlier != 0)
        reasons->push_back(
            {accesses[i].buffer, found.hazard, found.earlier - 1});
  }
  for (unsigned before = 0; before < kStages; ++before) {
    if (youngest[before] == 0)
      continue;
    covered_[before][after] = command_;
    for (unsigned first = 0; first < kStages; ++first)
      covered_[first][after] =
          std::max(covered_[first][after], covered_[first][before]);
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
