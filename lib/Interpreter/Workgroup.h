// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One workgroup in execution: registers, program counters, workgroup memory.
//
// Each lane has a program counter and a state. The schedule chooses lanes that
// stand at the same instruction; they execute it together, and the next ones,
// until they part, wait, or meet others. A workgroup can be left at any time
// and continued later, which is how a grid barrier is executed: all workgroups
// of the grid wait with their values kept.
//
// Fairness: lanes that only go round a loop, looking at an element that nobody
// changed, make room for the others, first in their workgroup, then in others.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_INTERPRETER_WORKGROUP_H
#define VYRE_LIB_INTERPRETER_WORKGROUP_H

#include "Frame.h"

#include <random>

namespace mlir::vyre::interp {

enum class LaneState : uint8_t {
  Ready,
  /// For others, at the convergent op at its program counter.
  Waiting,
  /// Left by `vyre.exit_if`: takes no part in barriers (VYRE-PR-05).
  Exited,
  /// Came to the end.
  Returned,
};

/// What all workgroups of a dispatch share.
struct DispatchState {
  const FlatCode &code;
  const ExecutionOptions &options;
  std::array<uint32_t, 3> grid;
  ArrayRef<BufferView> buffers;
  ArrayRef<uint64_t> scalars;
  Frame frame = {};
  std::mt19937_64 random = {};

  uint64_t steps = 0;
  /// Loop rounds in a row that only read atomically and changed nothing.
  uint64_t quietRounds = 0;
  uint64_t seenChanges = 0;
  uint64_t seenAtomics = 0;
  /// A workgroup is left when memory changed so many times; 0 for never.
  uint64_t changeLimit = 0;

  ExecutionResult error = std::nullopt;

  /// A number below `bound`, the same on every host.
  uint64_t draw(uint64_t bound) { return random() % bound; }
  void fail(ExecutionError::Kind kind, Operation *op, std::string message,
            std::string fix) {
    error =
        ExecutionError{kind, op->getLoc(), std::move(message), std::move(fix)};
  }
};

/// Why a workgroup stopped.
enum class Outcome {
  Done,
  AtGridBarrier,
  /// It can go on; others should.
  Yielded,
  /// See DispatchState::error.
  Failed,
};

class Workgroup {
  /// Runs single lanes.
  friend class Stepper;

public:
  explicit Workgroup(DispatchState &shared);
  ~Workgroup();
  Workgroup(const Workgroup &) = delete;
  Workgroup &operator=(const Workgroup &) = delete;

  /// False if there is no memory for it.
  bool isValid() const { return registers != nullptr; }

  /// Begins workgroup `number` of the grid.
  void start(uint32_t number);
  Outcome run();

  uint32_t number() const { return current; }
  /// At a grid barrier: which instruction, and all go on.
  uint32_t barrierPC() const;
  void releaseAll();
  void appendWaiting(SmallVectorImpl<uint32_t> &globalLanes) const;
  /// A lane that came to the end; nothing if all left or none did yet.
  std::optional<uint32_t> returnedLane() const;
  /// Rounds of the loops around its barrier, of the first waiting lane.
  SmallVector<uint32_t> waitingRounds() const;

  /// "invocations 0 to 3 and 8 of workgroup (1, 0, 0)".
  std::string describe(ArrayRef<uint32_t> lanes) const;
  /// Ready lanes and where they are, for messages about a hang.
  SmallVector<uint32_t> lanesIn(LaneState state) const;
  Operation *opOf(uint32_t lane) const;

  static size_t bytes(const FlatCode &code);

private:
  enum class Stop { Parked, Spun, Failed };

  /// Points the frame that all share to this workgroup.
  void enter();

  //===--- Workgroup.cpp --------------------------------------------------===//

  bool selectBatched(bool spun);
  bool selectInOrder(bool spun);
  bool selectRandom();
  uint32_t countGroups() const;
  Stop runGroup();
  /// Accounts for a jump back. True if the group should make room.
  bool endRound(uint64_t &ownQuiet, uint64_t &ownRounds);
  void setGroup();
  void park(uint32_t pc);
  Stop failAccess(uint32_t pc);
  Stop failTrap(uint32_t pc);

  //===--- Convergence.cpp ------------------------------------------------===//

  /// No lane is ready: lets go on who may. AtGridBarrier, Done, Failed, or
  /// Yielded if lanes are ready again.
  Outcome resolveWaiting();
  /// Lets those subgroups go on that came together, and appends the first lane
  /// of each. False after an error.
  bool releaseSubgroups(SmallVectorImpl<uint32_t> &released);
  /// Lanes of the subgroup of lane `first` that have not left.
  SmallVector<uint32_t> subgroupFrom(uint32_t first) const;
  const ConvergentSite &siteOf(uint32_t lane) const;
  bool waitsForSubgroup(uint32_t lane) const;
  bool checkRounds(ArrayRef<uint32_t> lanes);
  bool release(ArrayRef<uint32_t> lanes);
  void reportDivergence(ArrayRef<uint32_t> lanes, StringRef scope);
  /// Accounts for a release. True if others should have a turn.
  bool endMeeting();

  DispatchState &shared;
  uint32_t laneCount;
  uint32_t current = 0;
  uint8_t *registers = nullptr;
  std::vector<uint8_t> memory;
  std::vector<BufferView> buffers;
  PendingCopies copies;
  std::vector<uint32_t> pcs;
  std::vector<LaneState> states;
  /// Random order: made an atomic access in an earlier piece of this round.
  std::vector<uint8_t> looked;

  // The chosen lanes: `lanes` refers to `group` or is a range.
  std::vector<uint32_t> group, otherGroup;
  Lanes lanes;
  uint32_t groupPC = 0;
  /// Lanes that go on from here on wait for others there.
  uint32_t boundary = 0;
  uint64_t instructionLimit = 0;
  /// The lane of the in-order schedules.
  uint32_t cursor = 0;

  /// In a row without a change of memory, and since others had a turn; with
  /// the counts of the frame at the last one.
  uint64_t quietMeetings = 0, meetings = 0;
  uint64_t changesAtMeeting = 0, atomicsAtMeeting = 0;
};

} // namespace mlir::vyre::interp

#endif // VYRE_LIB_INTERPRETER_WORKGROUP_H
