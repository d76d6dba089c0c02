// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Why the barriers of a recording are there, for reports. Commands that a loop
// repeats count as one, so the log is as long as the graph is.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_RUNTIME_BARRIERLOG_H
#define VYRE_LIB_RUNTIME_BARRIERLOG_H

#include "BarrierPlanner.h"

#include <array>
#include <map>

namespace vyre::rt {

class BarrierLog {
public:
  /// What a command of a recording comes from.
  struct Step {
    enum Kind : uint32_t { Dispatch, Copy, Fill, Expect, ZeroFill, Read };
    Kind kind = Dispatch;
    uint32_t kernel = 0;   ///< Into GraphPlan::kernels, of a dispatch.
    uint32_t location = 0; ///< Into the artifact's locations.
  };
  struct Entry {
    uint32_t buffer = 0;
    Hazard hazard = Hazard::ReadAfterWrite;
    Step earlier;
    Step later;
    uint64_t count = 0;
  };

  /// Takes down the command that was planned last, with the reasons that the
  /// planner gave. REQUIRES: every command of the planner, in its order.
  void add(const Step &step, const std::vector<BufferConflict> &reasons);

  /// In the order in which they first came up.
  const std::vector<Entry> &entries() const { return entries_; }

private:
  using Key = std::array<uint32_t, 8>;

  std::vector<Step> steps_;
  std::vector<Entry> entries_;
  std::map<Key, size_t> index_;
};

} // namespace vyre::rt

#endif // VYRE_LIB_RUNTIME_BARRIERLOG_H
