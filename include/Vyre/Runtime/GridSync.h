// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The software grid barrier: what kernels and the host write down in one
// buffer. vyre-lower-grid-sync makes the code, GridSyncProbe asks it questions.
//
// All words are zero when a run begins. A barrier leaves kGridSyncArrived at
// zero and kGridSyncGeneration one higher, so one buffer serves all dispatches
// of a graph, which the runtime runs one after the other.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUNTIME_GRIDSYNC_H
#define VYRE_RUNTIME_GRIDSYNC_H

#include <cstdint>

namespace vyre::rt {

/// The words of the buffer.
enum GridSyncWord : uint32_t {
  /// What the kernel is run for, a GridSyncMode.
  kGridSyncMode,
  /// Workgroups that wait at the current barrier.
  kGridSyncArrived,
  /// Barriers that the grid has passed, modulo 2^32.
  kGridSyncGeneration,
  /// Two words for votes, in turn: one more than the generation in which
  /// somebody voted yes.
  kGridSyncVotes,
  /// Of a probe: the workgroups that came, and kGridSyncClosed.
  kGridSyncPoll = kGridSyncVotes + 2,
  /// Of a probe: how often the poll is read without a newcomer before it is
  /// closed.
  kGridSyncPatience,
  /// Of a probe: barriers that the grid passes if all of it is there.
  kGridSyncRounds,
  kGridSyncWords,
};

enum GridSyncMode : uint32_t {
  kGridSyncRun,   ///< The program.
  kGridSyncProbe, ///< Find out how many workgroups are there at once.
  kGridSyncLeave, ///< Nothing: what a dispatch costs.
};

/// The bit of kGridSyncPoll that is set when nobody can join any more.
constexpr uint32_t kGridSyncClosed = 0x80000000;

/// What a device was found to do with a grid of a kernel.
struct GridSyncFinding {
  uint32_t groups = 0;   ///< Workgroups of the grid.
  uint32_t resident = 0; ///< The most that were seen at once.
  /// What a barrier among them costs, and what one more dispatch of them that
  /// waits for the one before; in nanoseconds.
  double barrierNs = 0;
  double dispatchNs = 0;
  bool hasCosts = false; ///< Whether these two were measured.
  bool wasAsked = false; ///< Whether the device was asked at all.

  bool fits() const { return resident >= groups; }

  /// Whether one dispatch with barriers is the better way. Costs that nobody
  /// measured are those of a workgroup alone: no more than a barrier in it.
  bool prefersResident() const {
    return fits() && (!hasCosts || barrierNs <= dispatchNs);
  }
};

} // namespace vyre::rt

#endif // VYRE_RUNTIME_GRIDSYNC_H
