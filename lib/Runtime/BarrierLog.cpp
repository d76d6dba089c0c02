// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See BarrierLog.h.
//
//===----------------------------------------------------------------------===//

#include "BarrierLog.h"

using namespace vyre::rt;

void BarrierLog::add(const Step &step,
                     const std::vector<BufferConflict> &reasons) {
  for (const BufferConflict &reason : reasons) {
    const Step &earlier = steps_[reason.earlier];
    Key key = {reason.buffer,    static_cast<uint32_t>(reason.hazard),
               earlier.kind,     earlier.kernel,
               earlier.location, step.kind,
               step.kernel,      step.location};
    auto [it, isNew] = index_.try_emplace(key, entries_.size());
    if (isNew)
      entries_.push_back({reason.buffer, reason.hazard, earlier, step, 0});
    ++entries_[it->second].count;
  }
  steps_.push_back(step);
}
