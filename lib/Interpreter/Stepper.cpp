// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One access at a time.
//
//===----------------------------------------------------------------------===//

#include "Stepper.h"

#include "Handlers.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::interp;

/// Clocks are vectors with an entry for each invocation.
static constexpr uint64_t kMaxInvocations = 256;

Stepper::Stepper(DispatchState &state, ArrayRef<MemoryObject> objects)
    : state(state), control(*state.options.control), objects(objects),
      isWritten(objects.size()), unit(objects.size(), 8) {
  const FlatCode &code = state.code;
  for (const MemorySite &site : code.memorySites) {
    uint32_t object = state.buffers[site.buffer].object;
    isWritten[object] |= !isa<LoadOp, AtomicLoadOp>(site.site.op);
    unit[object] = std::min(unit[object], site.componentBytes);
  }
  for (const CopySite &site : code.copySites) {
    uint32_t source = state.buffers[site.sourceBuffer].object;
    uint32_t target = state.buffers[site.targetBuffer].object;
    isWritten[target] = true;
    for (uint32_t object : {source, target})
      unit[object] = std::min(unit[object], site.source.elementBytes);
  }
}

bool Stepper::fits(uint32_t number) {
  uint64_t lanes = uint64_t(number) * state.code.lanes;
  if (lanes <= kMaxInvocations)
    return true;
  ProgramOp program = state.code.program;
  state.fail(ExecutionError::Kind::InvalidArgument, program,
             "schedules of a dispatch of " + std::to_string(lanes) +
                 " invocations cannot be explored, expected at most " +
                 std::to_string(kMaxInvocations),
             "dispatch fewer, or use a random schedule");
  return false;
}

bool Stepper::start(ArrayRef<Workgroup *> all) {
  workgroups.assign(all.begin(), all.end());
  SmallVector<uint32_t> numbers;
  for (Workgroup *workgroup : all)
    for (uint32_t lane = 0; lane < state.code.lanes; ++lane) {
      numbers.push_back(invocations.size());
      invocations.push_back({workgroup, lane});
    }
  control.onDispatch(invocations.size());
  return advanceAll(numbers);
}

//===----------------------------------------------------------------------===//
// One invocation
//===----------------------------------------------------------------------===//

/// One instruction.
bool Stepper::execute(Invocation &each) {
  Workgroup &workgroup = *each.workgroup;
  workgroup.enter();
  workgroup.group.assign(1, each.lane);
  workgroup.groupPC = workgroup.pcs[each.lane];
  workgroup.boundary = ~0u;
  workgroup.instructionLimit = 1;
  return workgroup.runGroup() != Workgroup::Stop::Failed;
}

/// A copy reads at its start and writes at its wait.
bool Stepper::findCopy(const Invocation &each, const Instruction &in,
                       PendingAccess &access) const {
  const Workgroup &workgroup = *each.workgroup;
  bool isStart = in.run == startCopy();
  CopyRange range;
  if (isStart) {
    range = copyEffect(in, state.code, workgroup.registers,
                       workgroup.buffers.data(), each.lane)
                .source;
  } else {
    uint32_t token = reinterpret_cast<const uint32_t *>(workgroup.registers +
                                                        in.a)[each.lane];
    range = workgroup.copies[token].effect.target;
  }
  if (!range.bytes || !isWritten[range.object])
    return false;
  uint32_t size = unit[range.object];
  fill(each, range.object, range.byte / size, range.bytes / size, !isStart,
       access);
  return true;
}

void Stepper::fill(const Invocation &each, uint32_t object, uint64_t first,
                   uint64_t count, bool writes, PendingAccess &access) const {
  const Workgroup &workgroup = *each.workgroup;
  access.lane = workgroup.current * workgroup.laneCount + each.lane;
  access.object = object;
  if (objects[object].isWorkgroup)
    access.object += uint64_t(workgroup.current) * objects.size();
  access.first = first;
  access.count = count;
  access.writes = writes;
}

/// Whether the next instruction is an access that others may notice.
bool Stepper::findAccess(const Invocation &each, PendingAccess &access) const {
  const Workgroup &workgroup = *each.workgroup;
  const Instruction &in = state.code.instructions[workgroup.pcs[each.lane]];
  if (in.control == Control::Copy)
    return findCopy(each, in, access);
  if (in.control != Control::Access || in.run == foreignOp())
    return false;
  const MemorySite &site = state.code.memorySites[in.aux];
  const BufferView &view = workgroup.buffers[site.buffer];
  uint64_t index =
      reinterpret_cast<const uint32_t *>(workgroup.registers + in.a)[each.lane];
  if (!isWritten[view.object] || index >= view.length)
    return false;
  uint32_t size = unit[view.object];
  fill(each, view.object,
       (index * site.site.elementBytes + site.componentOffset) / size,
       site.componentBytes / size, !isa<LoadOp, AtomicLoadOp>(site.site.op),
       access);
  return true;
}

/// The invocation jumped back: whether all its values are those that it had
/// when it was here before, so that it goes on in the same way for as long as
/// nobody changes what it read.
bool Stepper::closesCircle(Invocation &each) const {
  const Workgroup &workgroup = *each.workgroup;
  std::vector<uint64_t> values;
  for (const auto &[reg, isWide] : state.code.registers) {
    const uint8_t *at = workgroup.registers + reg;
    values.push_back(isWide
                         ? reinterpret_cast<const uint64_t *>(at)[each.lane]
                         : reinterpret_cast<const uint32_t *>(at)[each.lane]);
  }
  uint32_t target = workgroup.pcs[each.lane];
  for (Loop &loop : each.loops) {
    if (loop.target != target)
      continue;
    if (loop.values == values && !loop.reads.empty())
      return true;
    loop.values = std::move(values);
    loop.reads.clear();
    return false;
  }
  each.loops.push_back({target, std::move(values), {}});
  return false;
}

bool Stepper::advance(Invocation &each) {
  Workgroup &workgroup = *each.workgroup;
  while (isReady(each)) {
    uint32_t pc = workgroup.pcs[each.lane];
    if (findAccess(each, each.next))
      return true;
    if (!execute(each))
      return false;
    if (isReady(each) && workgroup.pcs[each.lane] <= pc && closesCircle(each)) {
      each.isCircling = true;
      return true;
    }
  }
  each.loops.clear();
  return true;
}

bool Stepper::advanceAll(ArrayRef<uint32_t> lanes) {
  return llvm::all_of(
      lanes, [&](uint32_t lane) { return advance(invocations[lane]); });
}

static bool overlap(const PendingAccess &a, const PendingAccess &b) {
  return a.object == b.object && a.first < b.first + b.count &&
         b.first < a.first + a.count;
}

bool Stepper::step(Invocation &each) {
  PendingAccess access = each.next;
  uint64_t changes = state.frame.changes;
  if (!execute(each))
    return false;
  if (changes == state.frame.changes) {
    for (Loop &loop : each.loops)
      loop.reads.push_back(access);
    return advance(each);
  }
  each.loops.clear();
  SmallVector<uint32_t> woken;
  for (auto [number, other] : llvm::enumerate(invocations)) {
    bool sees = llvm::any_of(other.loops, [&](const Loop &loop) {
      return llvm::any_of(loop.reads, [&](const PendingAccess &read) {
        return overlap(read, access);
      });
    });
    if (!sees)
      continue;
    other.loops.clear();
    if (std::exchange(other.isCircling, false)) {
      control.onWake(number);
      woken.push_back(number);
    }
  }
  return advance(each) && advanceAll(woken);
}

//===----------------------------------------------------------------------===//
// Barriers and subgroup ops
//===----------------------------------------------------------------------===//

/// Lets go on who may: as soon as all came, not when nobody else can run.
bool Stepper::resolveWaiting(Workgroup &workgroup) {
  uint32_t base = workgroup.current * workgroup.laneCount;
  auto goOn = [&](uint32_t first, uint32_t count) {
    SmallVector<uint32_t> all;
    uint32_t end = std::min(workgroup.laneCount, first + count);
    for (uint32_t lane = first; lane < end; ++lane)
      all.push_back(base + lane);
    control.onBarrier(all);
    return advanceAll(all);
  };
  for (;;) {
    workgroup.enter();
    SmallVector<uint32_t> released;
    if (!workgroup.releaseSubgroups(released))
      return false;
    for (uint32_t first : released)
      if (!goOn(first, state.options.subgroupSize))
        return false;
    if (!released.empty())
      continue;
    if (!workgroup.lanesIn(LaneState::Ready).empty())
      return true;
    switch (workgroup.resolveWaiting()) {
    case Outcome::Failed:
      return false;
    case Outcome::Yielded:
      if (!goOn(0, workgroup.laneCount))
        return false;
      break;
    default:
      return true;
    }
  }
}

bool Stepper::openGrid() {
  SmallVector<uint32_t> all;
  for (uint32_t lane = 0; lane < invocations.size(); ++lane)
    all.push_back(lane);
  control.onBarrier(all);
  return advanceAll(all);
}

//===----------------------------------------------------------------------===//
// Run
//===----------------------------------------------------------------------===//

void Stepper::reportHang() {
  for (const Invocation &each : invocations) {
    if (!each.isCircling)
      continue;
    state.fail(
        ExecutionError::Kind::Hang, each.workgroup->opOf(each.lane),
        "no invocation makes progress: " + each.workgroup->describe(each.lane) +
            " goes round this loop with the same values, and nobody is "
            "left to change what it looks at",
        "make sure that the invocation that writes the value does not "
        "itself wait for this one");
    break;
  }
  for (const Invocation &each : invocations) {
    if (each.workgroup->states[each.lane] != LaneState::Waiting)
      continue;
    state.error->notes.emplace_back(each.workgroup->opOf(each.lane)->getLoc(),
                                    each.workgroup->describe(each.lane) +
                                        " waits here");
    break;
  }
}

bool Stepper::run() {
  for (;;) {
    for (Workgroup *workgroup : workgroups)
      if (!resolveWaiting(*workgroup))
        return false;
    SmallVector<PendingAccess> enabled;
    bool isAnyReady = false;
    for (const Invocation &each : invocations) {
      isAnyReady |= isReady(each);
      if (isReady(each) && !each.isCircling)
        enabled.push_back(each.next);
    }
    if (enabled.empty()) {
      if (isAnyReady)
        reportHang();
      return !isAnyReady;
    }
    std::optional<uint32_t> chosen = control.choose(enabled);
    if (!chosen) {
      ProgramOp program = state.code.program;
      state.fail(ExecutionError::Kind::BudgetExhausted, program,
                 "the schedule was stopped", "");
      return false;
    }
    if (!step(invocations[*chosen]))
      return false;
  }
}
