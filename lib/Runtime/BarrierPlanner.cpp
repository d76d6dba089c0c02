// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See BarrierPlanner.h.
//
//===----------------------------------------------------------------------===//

#include "BarrierPlanner.h"

#include <algorithm>

using namespace vyre::rt;

static constexpr StageBits kStageList[] = {kStageCompute, kStageTransfer,
                                           kStageCounts};

static unsigned numberOf(StageBits stage) {
  switch (stage) {
  case kStageCompute:
    return 0;
  case kStageTransfer:
    return 1;
  case kStageCounts:
    break;
  }
  return 2;
}

BarrierPlanner::Conflict
BarrierPlanner::findConflict(const BufferAccess &access, unsigned before,
                             unsigned after) const {
  const State &state = states_[access.buffer];
  uint64_t covered = covered_[before][after];
  Conflict found;
  if ((access.reads || access.writes) && state.write[before] > covered)
    found = {state.write[before],
             access.reads ? Hazard::ReadAfterWrite : Hazard::WriteAfterWrite};
  // A chain that covers the write need not cover a read after it.
  if (access.writes && state.read[before] > std::max(covered, found.earlier))
    found = {state.read[before], Hazard::WriteAfterRead};
  return found;
}

Barrier BarrierPlanner::plan(StageBits stage, const BufferAccess *accesses,
                             size_t count,
                             std::vector<BufferConflict> *reasons) {
  unsigned after = numberOf(stage);
  // Per stage, the youngest command that must come before this one.
  uint64_t youngest[kStages] = {};
  for (size_t i = 0; i < count; ++i)
    for (unsigned before = 0; before < kStages; ++before)
      youngest[before] = std::max(
          youngest[before], findConflict(accesses[i], before, after).earlier);

  // A chain through another stage may order a stage along with it. What one
  // stage needs a later one cannot do without, so this leaves no stage too
  // many.
  uint64_t needed[kStages];
  std::copy(youngest, youngest + kStages, needed);
  auto isOrderedWithout = [&](unsigned left) {
    for (unsigned before = 0; before < kStages; ++before) {
      bool isOrdered = needed[before] == 0;
      for (unsigned via = 0; via < kStages && !isOrdered; ++via)
        isOrdered = via != left && youngest[via] != 0 &&
                    (via == before || covered_[before][via] >= needed[before]);
      if (!isOrdered)
        return false;
    }
    return true;
  };
  Barrier barrier;
  for (unsigned before = 0; before < kStages; ++before) {
    if (youngest[before] == 0)
      continue;
    if (isOrderedWithout(before)) {
      youngest[before] = 0;
      continue;
    }
    barrier.before |= kStageList[before];
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
