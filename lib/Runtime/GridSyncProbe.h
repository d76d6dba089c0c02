// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds out whether a device holds all workgroups of a grid at once, and what a
// barrier among them costs there. vyre-lower-grid-sync puts the code for this
// into each kernel that needs to know.
//
// Nothing else tells: Vulkan has no query for occupancy, and it depends on the
// registers and the workgroup memory of the kernel. Work of other processes can
// make a grid seem not to fit, never to fit when it does not.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_RUNTIME_GRIDSYNCPROBE_H
#define VYRE_LIB_RUNTIME_GRIDSYNCPROBE_H

#include "GraphPlan.h"
#include "Vyre/Runtime/Device.h"

namespace vyre::rt {

class GridSyncProbe {
public:
  /// The device must be idle. REQUIRES: the kernel has a grid_sync binding.
  GridSyncProbe(Device &device, Executable &executable,
                const PlanKernel &kernel, Deadline deadline)
      : device_(device), executable_(executable), kernel_(kernel),
        deadline_(deadline) {}

  /// What is known without asking the device; null if nothing is.
  static const GridSyncFinding *
  findKnown(Executable &executable, std::array<uint32_t, 3> groups,
            bool wantCost);

  /// What there is to know about a grid, from `Executable::gridSync` if it is
  /// there. Without `wantCost` a grid that does not seem to fit gets more time,
  /// because the answer is an error then.
  Result<GridSyncFinding> find(std::array<uint32_t, 3> groups, bool wantCost);

private:
  /// Dispatches the kernel `count` times in the given mode. Gives what the poll
  /// says then, and how long it took, in nanoseconds.
  struct Answer {
    uint32_t poll = 0;
    double ns = 0;
  };
  Result<Answer> ask(GridSyncMode mode, uint32_t patience, uint32_t rounds,
                     uint32_t count);
  /// The median of three, in nanoseconds: where other work takes the cores of a
  /// CPU driver now and then, that is what a run will mostly see.
  Result<double> measure(GridSyncMode mode, uint32_t n);

  Status prepare();
  Status findResident(GridSyncFinding &finding, double budgetNs);
  /// Of a barrier for kGridSyncProbe, of a dispatch for kGridSyncLeave: more of
  /// them, until it takes long enough to be measured.
  Status findCost(GridSyncMode mode, double &cost);

  Device &device_;
  Executable &executable_;
  const PlanKernel &kernel_;
  Deadline deadline_;
  std::array<uint32_t, 3> groups_ = {};
  std::unique_ptr<Buffer> words_;
  std::unique_ptr<BindingSet> bindings_;
};

} // namespace vyre::rt

#endif // VYRE_LIB_RUNTIME_GRIDSYNCPROBE_H
