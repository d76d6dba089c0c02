// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs the invocations of a dispatch one access at a time, in the order that a
// StepControl chooses. An invocation that went round a loop and came back with
// the same values is put aside until another changes what it looked at.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_INTERPRETER_STEPPER_H
#define VYRE_LIB_INTERPRETER_STEPPER_H

#include "Vyre/Interpreter/Explore.h"
#include "Workgroup.h"

namespace mlir::vyre::interp {

class Stepper {
public:
  Stepper(DispatchState &state, ArrayRef<MemoryObject> objects);

  /// Whether so many workgroups can be explored; else there is an error.
  bool fits(uint32_t workgroups);
  /// All workgroups, in order, at their start. False after an error.
  bool start(ArrayRef<Workgroup *> workgroups);
  /// Until all are done or at a barrier of the grid. False after an error.
  bool run();
  /// The barrier of the grid is open. False after an error.
  bool openGrid();

private:
  /// What a lane saw when it last came back to `target`.
  struct Loop {
    uint32_t target;
    std::vector<uint64_t> values;
    SmallVector<PendingAccess, 2> reads;
  };
  struct Invocation {
    Workgroup *workgroup;
    uint32_t lane;
    PendingAccess next = {};
    bool isCircling = false;
    SmallVector<Loop, 1> loops = {};
  };

  bool isReady(const Invocation &each) const {
    return each.workgroup->states[each.lane] == LaneState::Ready;
  }
  bool execute(Invocation &each);
  /// To its next access. False after an error.
  bool advance(Invocation &each);
  bool advanceAll(ArrayRef<uint32_t> lanes);
  bool step(Invocation &each);
  bool findAccess(const Invocation &each, PendingAccess &access) const;
  bool findCopy(const Invocation &each, const Instruction &in,
                PendingAccess &access) const;
  /// `first` and `count` in units of the object.
  void fill(const Invocation &each, uint32_t object, uint64_t first,
            uint64_t count, bool writes, PendingAccess &access) const;
  bool closesCircle(Invocation &each) const;
  bool resolveWaiting(Workgroup &workgroup);
  void reportHang();

  DispatchState &state;
  StepControl &control;
  ArrayRef<MemoryObject> objects;
  /// By object: whether the program writes it, and its smallest access.
  std::vector<uint8_t> isWritten;
  std::vector<uint32_t> unit;
  std::vector<Workgroup *> workgroups;
  std::vector<Invocation> invocations;
};

} // namespace mlir::vyre::interp

#endif // VYRE_LIB_INTERPRETER_STEPPER_H
