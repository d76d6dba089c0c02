// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The main loop of the interpreter, and the schedules inside a workgroup.
//
//===----------------------------------------------------------------------===//

#include "Workgroup.h"

#include "Vyre/Runtime/Trap.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cstring>
#include <new>

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::interp;

/// Rounds without any change until spinning lanes make room.
static constexpr uint64_t kQuietRounds = 64;
/// The same for rounds that change memory, or do not look at it: such loops
/// mostly end.
static constexpr uint64_t kBusyRounds = uint64_t(1) << 18;
/// Instructions of a workgroup that is left after a change of memory.
static constexpr uint32_t kMaxPieces = 1 << 12;
static constexpr uint32_t kNoBoundary = ~0u;

//===----------------------------------------------------------------------===//
// State
//===----------------------------------------------------------------------===//

size_t Workgroup::bytes(const FlatCode &code) {
  return code.registerBytes + code.workgroupBytes + code.lanes * 16;
}

template <typename Slot>
static void fill(uint8_t *at, uint64_t value, uint32_t count) {
  std::fill_n(reinterpret_cast<Slot *>(at), count, Slot(value));
}

Workgroup::Workgroup(DispatchState &shared)
    : shared(shared), laneCount(shared.code.lanes) {
  const FlatCode &code = shared.code;
  size_t size = std::max<size_t>(code.registerBytes, 1);
  registers = static_cast<uint8_t *>(
      ::operator new(size, std::align_val_t(kRegisterAlignment), std::nothrow));
  if (!registers)
    return;
  std::memset(registers, 0, size);
  memory.resize(code.workgroupBytes);
  pcs.resize(laneCount);
  states.resize(laneCount);
  looked.resize(laneCount);
  group.reserve(laneCount);
  otherGroup.reserve(laneCount);
  buffers.assign(shared.buffers.begin(), shared.buffers.end());
  for (auto [i, local] : llvm::enumerate(code.workgroupMemory)) {
    BufferView &view = buffers[code.bufferTypes.size() + i];
    view.data = memory.data() + local.offset;
  }
  for (const Constant &constant : code.constants) {
    if (constant.width > 32)
      fill<uint64_t>(registers + constant.reg, constant.bits, laneCount);
    else
      fill<uint32_t>(registers + constant.reg, constant.bits, laneCount);
  }
}

Workgroup::~Workgroup() {
  ::operator delete(registers, std::align_val_t(kRegisterAlignment),
                    std::nothrow);
}

void Workgroup::start(uint32_t number) {
  const FlatCode &code = shared.code;
  current = number;
  std::fill(memory.begin(), memory.end(), 0);
  copies.clear();
  std::fill(pcs.begin(), pcs.end(), 0);
  std::fill(states.begin(), states.end(), LaneState::Ready);
  std::fill(looked.begin(), looked.end(), 0);
  bool isReverse = shared.options.schedule.kind == Schedule::Kind::Reverse;
  cursor = isReverse ? laneCount - 1 : 0;
  quietMeetings = meetings = 0;

  const std::array<uint32_t, 3> &grid = shared.grid, &size = code.workgroupSize;
  uint32_t id[3] = {number % grid[0], number / grid[0] % grid[1],
                    number / grid[0] / grid[1]};
  uint32_t strides[3] = {1, size[0], size[0] * size[1]};
  for (const PresetRegister &preset : code.presets) {
    uint32_t axis = preset.index;
    uint8_t *at = registers + preset.reg;
    auto *slots = reinterpret_cast<uint32_t *>(at);
    switch (preset.preset) {
    case Preset::GlobalId:
    case Preset::LocalId: {
      uint32_t first =
          preset.preset == Preset::GlobalId ? id[axis] * size[axis] : 0;
      for (uint32_t lane = 0; lane < laneCount; ++lane)
        slots[lane] = first + lane / strides[axis] % size[axis];
      break;
    }
    case Preset::WorkgroupId:
      fill<uint32_t>(at, id[axis], laneCount);
      break;
    case Preset::NumWorkgroups:
      fill<uint32_t>(at, grid[axis], laneCount);
      break;
    case Preset::SubgroupId:
    case Preset::SubgroupLocalId: {
      uint32_t width = shared.options.subgroupSize;
      bool isLocal = preset.preset == Preset::SubgroupLocalId;
      for (uint32_t lane = 0; lane < laneCount; ++lane)
        slots[lane] = isLocal ? lane % width : lane / width;
      break;
    }
    case Preset::SubgroupSize:
      fill<uint32_t>(at, shared.options.subgroupSize, laneCount);
      break;
    case Preset::NumSubgroups:
      fill<uint32_t>(at,
                     llvm::divideCeil(laneCount, shared.options.subgroupSize),
                     laneCount);
      break;
    case Preset::Length:
      fill<uint32_t>(at, buffers[preset.index].length, laneCount);
      break;
    case Preset::Scalar:
      if (preset.width > 32)
        fill<uint64_t>(at, shared.scalars[preset.index], laneCount);
      else
        fill<uint32_t>(at, shared.scalars[preset.index], laneCount);
      break;
    }
  }
}

void Workgroup::enter() {
  Frame &frame = shared.frame;
  frame.registers = registers;
  frame.buffers = buffers.data();
  frame.copies = &copies;
  frame.firstLane = current * laneCount;
}

//===----------------------------------------------------------------------===//
// Groups
//===----------------------------------------------------------------------===//

/// Makes `group`, which is ascending and not empty, the lanes in execution.
void Workgroup::setGroup() {
  lanes.count = group.size();
  lanes.first = group.front();
  bool isRange = group.back() - group.front() + 1 == group.size();
  lanes.list = isRange ? nullptr : group.data();
}

void Workgroup::park(uint32_t pc) {
  const bool hasLooked = shared.frame.atomics != shared.seenAtomics;
  forLanesInOrder(lanes, [&](uint32_t lane) {
    pcs[lane] = pc;
    looked[lane] |= hasLooked;
  });
}

/// The ready lanes with the smallest program counter go first, so that lanes
/// that parted meet again. After spinning, those behind them.
bool Workgroup::selectBatched(bool spun) {
  uint32_t pc = kNoBoundary, later = kNoBoundary;
  for (uint32_t lane = 0; lane < laneCount; ++lane) {
    if (states[lane] != LaneState::Ready)
      continue;
    pc = std::min(pc, pcs[lane]);
    if (pcs[lane] > groupPC)
      later = std::min(later, pcs[lane]);
  }
  if (pc == kNoBoundary)
    return false;
  if (spun && later != kNoBoundary)
    pc = later;
  group.clear();
  boundary = kNoBoundary;
  for (uint32_t lane = 0; lane < laneCount; ++lane) {
    if (states[lane] != LaneState::Ready)
      continue;
    if (pcs[lane] == pc)
      group.push_back(lane);
    else if (pcs[lane] > pc)
      boundary = std::min(boundary, pcs[lane]);
  }
  groupPC = pc;
  instructionLimit = ~uint64_t(0);
  return true;
}

/// The same lane until it waits, ends or spins; then the next.
bool Workgroup::selectInOrder(bool spun) {
  bool isReverse = shared.options.schedule.kind == Schedule::Kind::Reverse;
  for (uint32_t tried = 0; tried <= laneCount; ++tried) {
    if (states[cursor] == LaneState::Ready && !(spun && tried == 0)) {
      group.assign(1, cursor);
      groupPC = pcs[cursor];
      boundary = kNoBoundary;
      instructionLimit = ~uint64_t(0);
      return true;
    }
    cursor = isReverse ? (cursor + laneCount - 1) % laneCount
                       : (cursor + 1) % laneCount;
  }
  return false;
}

/// Any lane; half of the time alone, else with some of those beside it.
bool Workgroup::selectRandom() {
  SmallVector<uint32_t> ready = lanesIn(LaneState::Ready);
  if (ready.empty())
    return false;
  uint32_t chosen = ready[shared.draw(ready.size())];
  bool isAlone = shared.draw(2) == 0;
  groupPC = pcs[chosen];
  group.clear();
  for (uint32_t lane : ready)
    if (lane == chosen ||
        (!isAlone && pcs[lane] == groupPC && shared.draw(4) != 0))
      group.push_back(lane);
  boundary = kNoBoundary;
  instructionLimit = 1 + shared.draw(uint64_t(1) << shared.draw(7));
  return true;
}

//===----------------------------------------------------------------------===//
// The main loop
//===----------------------------------------------------------------------===//

/// Rounds of a loop in which lanes meet do not end in one turn of a group, so
/// they are counted where the lanes meet.
bool Workgroup::endMeeting() {
  const Frame &frame = shared.frame;
  ++meetings;
  bool isQuiet =
      changesAtMeeting == frame.changes && atomicsAtMeeting != frame.atomics;
  changesAtMeeting = frame.changes;
  atomicsAtMeeting = frame.atomics;
  quietMeetings = isQuiet ? quietMeetings + 1 : 0;
  if (quietMeetings < kQuietRounds && meetings < kBusyRounds)
    return false;
  quietMeetings = meetings = 0;
  return true;
}

bool Workgroup::endRound(uint64_t &ownQuiet, uint64_t &ownRounds) {
  const Frame &frame = shared.frame;
  ++ownRounds;
  bool hasLooked = frame.atomics != shared.seenAtomics;
  if (shared.options.schedule.kind == Schedule::Kind::Random) {
    // A round is in several pieces, with those of others between them.
    bool hadLooked = true;
    forLanesInOrder(lanes, [&](uint32_t lane) {
      hadLooked &= std::exchange(looked[lane], 0);
    });
    hasLooked |= hadLooked;
  }
  bool isQuiet = frame.changes == shared.seenChanges && hasLooked;
  shared.seenChanges = frame.changes;
  shared.seenAtomics = frame.atomics;
  shared.quietRounds = isQuiet ? shared.quietRounds + 1 : 0;
  ownQuiet = isQuiet ? ownQuiet + 1 : 0;
  return ownQuiet >= kQuietRounds || ownRounds >= kBusyRounds;
}

Workgroup::Stop Workgroup::failAccess(uint32_t pc) {
  Frame &frame = shared.frame;
  park(pc);
  if (!frame.fault) {
    shared.error = frame.hooks->takeError();
    return Stop::Failed;
  }
  Fault fault = *frame.fault;
  Operation *op = shared.code.origins[pc];
  if (fault.kind == Fault::Kind::Evaluation)
    shared.fail(ExecutionError::Kind::Evaluation, op,
                "'" + op->getName().getStringRef().str() +
                    "' could not be evaluated for " + describe(fault.lane),
                "look at the model of ReferenceEvaluationOpInterface that is "
                "attached to the op");
  else if (fault.kind == Fault::Kind::TooManyCopies)
    shared.fail(ExecutionError::Kind::BudgetExhausted, op,
                "'" + op->getName().getStringRef().str() +
                    "' starts a copy for " + describe(fault.lane) +
                    ", and there is no memory for it beside those in flight, "
                    "expected at most 256 MiB for one workgroup",
                "copy fewer elements at a time");
  else
    shared.fail(ExecutionError::Kind::FalseProof, op,
                "'" + op->getName().getStringRef().str() +
                    "' says in_bounds and accesses element " +
                    std::to_string(fault.index) + " of " +
                    std::to_string(fault.length) + " for " +
                    describe(fault.lane) + " [VYRE-MM-06]",
                "remove in_bounds; if vyre-infer-bounds wrote it, report a "
                "fault of Vyre");
  return Stop::Failed;
}

/// The first of the lanes that came here together speaks for all.
Workgroup::Stop Workgroup::failTrap(uint32_t pc) {
  park(pc);
  const Instruction &in = shared.code.instructions[pc];
  Operation *op = shared.code.origins[pc];
  uint32_t lane = lanes.list ? lanes.list[0] : lanes.first;
  auto trap = dyn_cast<TrapOp>(op);
  if (!trap) {
    shared.fail(ExecutionError::Kind::Unsupported, op,
                describe(lane) + " comes to 'vyre.resume' of tag '" +
                    cast<ResumeOp>(op).getTag().str() +
                    "', expected a runtime that repeats a run from its trap, "
                    "and there is none [VYRE-TR-03]",
                "remove it");
    return Stop::Failed;
  }
  const std::array<uint32_t, 3> &grid = shared.grid;
  ::vyre::rt::Status status = ::vyre::rt::trapStatus(
      trap.getTag().str(), shared.frame.reg<uint32_t>(in.a)[lane], lane,
      {current % grid[0], current / grid[0] % grid[1],
       current / grid[0] / grid[1]});
  shared.fail(ExecutionError::Kind::Trap, op, status.message(), status.fix());
  return Stop::Failed;
}

Workgroup::Stop Workgroup::runGroup() {
  const Instruction *code = shared.code.instructions.data();
  Frame &frame = shared.frame;
  uint32_t pc = groupPC;
  uint64_t ownQuiet = 0, ownRounds = 0, steps = 0;
  setGroup();
  if (shared.options.schedule.kind == Schedule::Kind::Random)
    shared.seenAtomics = frame.atomics;
  auto stop = [&](Stop reason) {
    shared.steps += steps;
    return reason;
  };
  auto parkAt = [&](uint32_t at) {
    park(at);
    return stop(Stop::Parked);
  };
  // Divides the lanes by the register `a` of the instruction: keeps those
  // where it is `kept` in `group`, and puts the others into `otherGroup`.
  auto split = [&](const uint32_t *condition, bool kept) {
    otherGroup.clear();
    group.resize(laneCount);
    size_t count = 0;
    forLanesInOrder(lanes, [&](uint32_t lane) {
      if (bool(condition[lane]) == kept)
        group[count++] = lane;
      else
        otherGroup.push_back(lane);
    });
    group.resize(count);
    if (count)
      setGroup();
  };

  for (;;) {
    if (pc >= boundary || instructionLimit-- == 0)
      return parkAt(pc);
    const Instruction &in = code[pc];
    steps += lanes.count;
    switch (in.control) {
    case Control::Plain:
      in.run(in, frame, lanes);
      ++pc;
      continue;

    case Control::Copy:
    case Control::Access:
      in.run(in, frame, lanes);
      if (in.control == Control::Copy)
        steps += std::exchange(frame.copiedElements, 0);
      if (LLVM_UNLIKELY(frame.fault ||
                        (frame.hooks && frame.hooks->hasError())))
        return stop(failAccess(pc));
      ++pc;
      continue;

    case Control::BranchIf:
    case Control::BranchUnless: {
      bool sense = in.control == Control::BranchIf;
      const uint32_t *condition = frame.reg<uint32_t>(in.a);
      uint32_t trues = 0;
      forLanes(lanes, [&](uint32_t lane) { trues += condition[lane]; });
      if (trues != 0 && trues != lanes.count) {
        // Go on where the code comes first; the others wait further on.
        uint32_t near = std::min(in.aux, pc + 1);
        uint32_t far = std::max(in.aux, pc + 1);
        split(condition, (in.aux == near) == sense);
        for (uint32_t lane : otherGroup) {
          pcs[lane] = far;
          looked[lane] |= frame.atomics != shared.seenAtomics;
        }
        if (shared.options.schedule.kind == Schedule::Kind::Batched)
          boundary = std::min(boundary, far);
        if (near > pc) {
          pc = near;
          continue;
        }
        pc = near;
        break;
      }
      bool jumps = (trues != 0) == sense;
      if (!jumps) {
        ++pc;
        continue;
      }
      bool isBack = in.aux <= pc;
      pc = in.aux;
      if (isBack)
        break;
      continue;
    }

    case Control::Jump: {
      bool isBack = in.aux <= pc;
      pc = in.aux;
      if (isBack)
        break;
      continue;
    }

    case Control::Converge:
      forLanesInOrder(
          lanes, [&](uint32_t lane) { states[lane] = LaneState::Waiting; });
      return parkAt(pc);

    case Control::ExitIf:
      split(frame.reg<uint32_t>(in.a), false);
      for (uint32_t lane : otherGroup) {
        states[lane] = LaneState::Exited;
        pcs[lane] = pc;
        if (frame.hooks)
          frame.hooks->onExit(frame.firstLane + lane);
      }
      shared.quietRounds = otherGroup.empty() ? shared.quietRounds : 0;
      if (group.empty())
        return stop(Stop::Parked);
      ++pc;
      continue;

    case Control::Trap:
      return stop(failTrap(pc));

    case Control::Return:
      forLanesInOrder(lanes, [&](uint32_t lane) {
        states[lane] = LaneState::Returned;
        if (frame.hooks)
          frame.hooks->onExit(frame.firstLane + lane);
      });
      shared.quietRounds = 0;
      return parkAt(pc);
    }

    // A jump back.
    shared.steps += std::exchange(steps, 0);
    if (shared.options.stepBudget && shared.steps > shared.options.stepBudget) {
      park(pc);
      shared.fail(ExecutionError::Kind::BudgetExhausted,
                  shared.code.origins[pc],
                  "executed " + std::to_string(shared.steps) +
                      " instructions and is not at the end, expected at most " +
                      std::to_string(shared.options.stepBudget),
                  "look for a loop that does not end, or raise the budget");
      return Stop::Failed;
    }
    if (endRound(ownQuiet, ownRounds)) {
      groupPC = pc;
      park(pc);
      return Stop::Spun;
    }
  }
}

/// Into how many turns the ready lanes divide.
uint32_t Workgroup::countGroups() const {
  SmallVector<uint32_t> ready = lanesIn(LaneState::Ready);
  if (shared.options.schedule.kind != Schedule::Kind::Batched)
    return ready.size();
  for (uint32_t &lane : ready)
    lane = pcs[lane];
  llvm::sort(ready);
  return std::unique(ready.begin(), ready.end()) - ready.begin();
}

Outcome Workgroup::run() {
  enter();
  Frame &frame = shared.frame;
  Schedule::Kind kind = shared.options.schedule.kind;
  bool spun = false;
  uint32_t spunInARow = 0, pieces = 0;
  for (;;) {
    bool found = kind == Schedule::Kind::Batched  ? selectBatched(spun)
                 : kind == Schedule::Kind::Random ? selectRandom()
                                                  : selectInOrder(spun);
    if (!found) {
      Outcome outcome = resolveWaiting();
      if (outcome != Outcome::Yielded || endMeeting())
        return outcome;
      spun = false;
      continue;
    }
    if (shared.changeLimit)
      instructionLimit = 1;
    Stop stop = runGroup();
    if (stop == Stop::Failed)
      return Outcome::Failed;
    if (shared.changeLimit &&
        (frame.changes >= shared.changeLimit || ++pieces == kMaxPieces))
      return Outcome::Yielded;
    spun = stop == Stop::Spun;
    spunInARow = spun ? spunInARow + 1 : 0;
    // Everyone here had a turn and goes round a loop: others must act.
    bool givesWay = spun && spunInARow >= countGroups();
    if (kind == Schedule::Kind::Random && shared.draw(8) == 0)
      givesWay |= !lanesIn(LaneState::Ready).empty();
    if (!givesWay)
      continue;
    // That may be a subgroup beside those that go round the loop.
    SmallVector<uint32_t> released;
    if (!releaseSubgroups(released))
      return Outcome::Failed;
    if (released.empty())
      return Outcome::Yielded;
    spun = false;
    spunInARow = 0;
  }
}
