// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One dispatch: runs workgroups, keeps those that wait.
//
// Workgroups run one after the other to their end. One that waits at a grid
// barrier, or for another workgroup, is kept aside with all its values, and
// the next one starts. A grid barrier opens when every workgroup stands at it.
//
//===----------------------------------------------------------------------===//

#include "Arguments.h"
#include "Progress.h"
#include "Stepper.h"

#include <deque>

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::interp;

/// Workgroups that wait at the same time may take this much memory.
static constexpr uint64_t kMaxWaitingBytes = uint64_t(4) << 30;
/// Workgroups that a random schedule mixes.
static constexpr size_t kRandomWindow = 8;

//===----------------------------------------------------------------------===//
// The dispatch
//===----------------------------------------------------------------------===//

namespace {

class Dispatch {
public:
  Dispatch(const FlatCode &code, const ExecutionOptions &options,
           std::array<uint32_t, 3> grid, ArrayRef<BufferSpan> buffers,
           ArrayRef<uint64_t> scalars, const Adversary &adversary = {});
  /// Runs between the calls of the hooks that frame a dispatch.
  ExecutionResult runObserved(ExecutionStatistics *statistics);

private:
  using WorkgroupPtr = std::unique_ptr<Workgroup>;

  ExecutionResult run();
  /// The same, one access at a time.
  ExecutionResult runControlled();
  void noteEnd(const Workgroup &workgroup);
  void nameObjects(ArrayRef<BufferSpan> spans);
  /// Null after an error.
  WorkgroupPtr startNext();
  WorkgroupPtr start(uint32_t number);
  WorkgroupPtr choose();
  WorkgroupPtr chooseByModel();
  uint32_t lowestLive() const;
  /// Whether a workgroup is left, and there is memory for it.
  bool canStart() const;
  bool openGridBarrier();
  void reportHang();
  bool isHang() const;

  DispatchState state;
  ProgressGuard guard;
  std::vector<BufferView> views;
  SmallVector<MemoryObject> objects;
  uint32_t total;
  uint32_t started = 0;
  /// Can go on; wait at a grid barrier; are done and may be used again.
  std::deque<WorkgroupPtr> ready;
  std::vector<WorkgroupPtr> waiting;
  std::vector<WorkgroupPtr> idle;
  size_t window = kRandomWindow;
  /// Times that workgroups gave way after long loops that did something.
  uint64_t busyYields = 0;
  bool keepsGoing = false;
  /// Yields in a row without any change.
  uint64_t idleYields = 0;
  /// A workgroup of which an invocation came to the end, and where.
  std::optional<std::pair<Location, std::string>> ended;
};

} // namespace

Dispatch::Dispatch(const FlatCode &code, const ExecutionOptions &options,
                   std::array<uint32_t, 3> grid, ArrayRef<BufferSpan> spans,
                   ArrayRef<uint64_t> scalars, const Adversary &adversary)
    : state{code, options, grid, {}, scalars},
      guard(options.progress, adversary, grid[0] * grid[1] * grid[2]),
      total(grid[0] * grid[1] * grid[2]) {
  state.frame.code = &code;
  state.frame.hooks = options.hooks;
  state.frame.subgroupSize = options.subgroupSize;
  state.random.seed(options.schedule.seed);
  nameObjects(spans);
  state.buffers = views;
}

/// Numbers the memory: arguments that are the same buffer are one object.
void Dispatch::nameObjects(ArrayRef<BufferSpan> spans) {
  const FlatCode &code = state.code;
  for (auto [span, type, value] :
       llvm::zip_equal(spans, code.bufferTypes, code.bufferValues)) {
    uint64_t bytes = span.count * type.getElementBytes();
    const uint8_t *data = span.data;
    MemoryObject *same = llvm::find_if(objects, [&](const MemoryObject &each) {
      return data && each.data == data;
    });
    uint32_t number = same - objects.begin();
    if (same == objects.end())
      objects.push_back({false, span.data, bytes, value});
    else
      same->bytes = std::max(same->bytes, bytes);
    views.push_back({span.data, span.count, number});
  }
  for (const WorkgroupMemory &local : code.workgroupMemory) {
    auto type = cast<BufferType>(local.value.getType());
    views.push_back({nullptr, local.count, uint32_t(objects.size())});
    objects.push_back(
        {true, nullptr, local.count * type.getElementBytes(), local.value});
  }
}

//===----------------------------------------------------------------------===//
// The order of workgroups
//===----------------------------------------------------------------------===//

bool Dispatch::canStart() const {
  uint64_t alive = ready.size() + waiting.size() + 1;
  return started < total &&
         (!idle.empty() ||
          alive * Workgroup::bytes(state.code) <= kMaxWaitingBytes);
}

Dispatch::WorkgroupPtr Dispatch::startNext() {
  bool isReverse = state.options.schedule.kind == Schedule::Kind::Reverse;
  return start(isReverse ? total - 1 - started : started);
}

Dispatch::WorkgroupPtr Dispatch::start(uint32_t number) {
  WorkgroupPtr workgroup;
  if (!idle.empty()) {
    workgroup = std::move(idle.back());
    idle.pop_back();
  } else {
    if (canStart())
      workgroup = std::make_unique<Workgroup>(state);
    if (!workgroup || !workgroup->isValid()) {
      ProgramOp program = state.code.program;
      state.fail(ExecutionError::Kind::BudgetExhausted, program,
                 std::to_string(waiting.size() + 1) + " of " +
                     std::to_string(total) +
                     " workgroups would wait at the same time, and there is no "
                     "memory for them, expected at most 4 GiB",
                 "dispatch fewer workgroups, or split the program at its grid "
                 "barriers");
      return nullptr;
    }
  }
  workgroup->start(number);
  guard.begin(number);
  ++started;
  state.quietRounds = 0;
  idleYields = 0;
  return workgroup;
}

/// The next workgroup to run; null if none can, or after an error.
Dispatch::WorkgroupPtr Dispatch::choose() {
  if (guard.isActive())
    return chooseByModel();
  if (state.options.schedule.kind == Schedule::Kind::Random) {
    // Fill the window, then take any of it.
    while (canStart() && ready.size() < window) {
      WorkgroupPtr next = startNext();
      if (!next)
        return nullptr;
      ready.push_back(std::move(next));
    }
    if (ready.empty())
      return nullptr;
    std::swap(ready.front(), ready[state.draw(ready.size())]);
  } else if (canStart() && !std::exchange(keepsGoing, false)) {
    return startNext();
  }
  if (ready.empty())
    // Those that are left have no room: say so.
    return started < total ? startNext() : nullptr;
  WorkgroupPtr next = std::move(ready.front());
  ready.pop_front();
  return next;
}

uint32_t Dispatch::lowestLive() const {
  uint32_t lowest = guard.lowestToBegin();
  for (const WorkgroupPtr &workgroup : ready)
    lowest = std::min(lowest, workgroup->number());
  return lowest;
}

/// Gives turns only to those who have a right to one, if there are any.
Dispatch::WorkgroupPtr Dispatch::chooseByModel() {
  state.changeLimit = 0;
  if (started == 0 && guard.adversary.first) {
    state.changeLimit = guard.adversary.changes;
    return start(*guard.adversary.first);
  }
  uint32_t lowest = lowestLive();
  if (std::optional<uint32_t> number = guard.guaranteedToBegin(lowest))
    return start(*number);
  auto next = llvm::find_if(ready, [&](const WorkgroupPtr &workgroup) {
    return guard.isGuaranteed(workgroup->number(), lowest);
  });
  if (next == ready.end()) {
    std::optional<uint32_t> number = guard.chooseToBegin();
    return number ? start(*number) : nullptr;
  }
  WorkgroupPtr workgroup = std::move(*next);
  ready.erase(next);
  return workgroup;
}

//===----------------------------------------------------------------------===//
// Grid barriers
//===----------------------------------------------------------------------===//

/// All workgroups wait or are done. False after an error.
bool Dispatch::openGridBarrier() {
  llvm::sort(waiting, [](const WorkgroupPtr &a, const WorkgroupPtr &b) {
    return a->number() < b->number();
  });
  Workgroup &first = *waiting.front();
  uint32_t pc = first.barrierPC();
  const FlatCode &code = state.code;
  Operation *op = code.origins[pc];
  auto describe = [](const Workgroup &workgroup) {
    return workgroup.describe(workgroup.lanesIn(LaneState::Waiting));
  };
  auto diverge = [&](Location other, std::string note) {
    state.fail(ExecutionError::Kind::DivergentBarrier, op,
               "not all invocations of the grid come to this barrier: " +
                   describe(first) +
                   " wait here and others do not "
                   "[VYRE-BR-01]",
               "let every workgroup execute the barrier, also those without "
               "work");
    state.error->notes.emplace_back(other, std::move(note));
    return false;
  };
  if (ended)
    return diverge(ended->first, ended->second);
  for (const WorkgroupPtr &other : llvm::drop_begin(waiting)) {
    if (other->barrierPC() != pc)
      return diverge(code.origins[other->barrierPC()]->getLoc(),
                     describe(*other) + " wait at this barrier");
    if (other->waitingRounds() != first.waitingRounds())
      return diverge(op->getLoc(), describe(*other) +
                                       " wait in another round of the loop "
                                       "around it");
  }
  SmallVector<uint32_t> members;
  for (const WorkgroupPtr &workgroup : waiting) {
    if (state.frame.hooks)
      workgroup->appendWaiting(members);
    workgroup->releaseAll();
  }
  bool isReverse = state.options.schedule.kind == Schedule::Kind::Reverse;
  for (WorkgroupPtr &workgroup : waiting) {
    if (isReverse)
      ready.push_front(std::move(workgroup));
    else
      ready.push_back(std::move(workgroup));
  }
  waiting.clear();
  state.quietRounds = 0;
  idleYields = 0;
  if (MemoryHooks *hooks = state.frame.hooks) {
    hooks->onBarrier(Scope::Grid, members, op);
    if (hooks->hasError()) {
      state.error = hooks->takeError();
      return false;
    }
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Hangs
//===----------------------------------------------------------------------===//

/// Everyone had several turns, and nobody did anything but look.
bool Dispatch::isHang() const {
  bool canBegin = guard.isActive()
                      ? guard.guaranteedToBegin(lowestLive()).has_value()
                      : canStart();
  return !canBegin && state.quietRounds > state.options.spinBudget &&
         idleYields > 4 * ready.size();
}

void Dispatch::reportHang() {
  const MemorySite *site = state.frame.lastAtomic;
  ProgramOp program = state.code.program;
  Operation *op = site ? site->site.op : program.getOperation();
  // The one that ran last.
  const Workgroup &spinning = *ready.back();
  SmallVector<uint32_t> lanes = spinning.lanesIn(LaneState::Ready);
  std::string element, model;
  if (site && !lanes.empty()) {
    element = "of element " +
              std::to_string(state.frame.lastIndex[lanes.front()]) + " of ";
    if (isa<BlockArgument>(site->site.buffer))
      element += "'" + argumentName(program, site->site.buffer) + "' ";
    else
      element += "workgroup memory ";
  }
  if (guard.isActive())
    model = " that the progress model '" +
            stringifyProgressModel(state.options.progress).str() +
            "' gives a turn";
  state.fail(
      ExecutionError::Kind::Hang, op,
      "no invocation" + model + " makes progress: " + spinning.describe(lanes) +
          (lanes.size() == 1 ? " waits" : " wait") + " for a value " + element +
          "that nobody writes, " + std::to_string(state.quietRounds) +
          " loop rounds without any change of memory",
      guard.isActive()
          ? "wait only for workgroups that are sure to get a turn"
          : "make sure that the invocation that writes the value does "
            "not itself wait for these");
  for (uint32_t lane : spinning.lanesIn(LaneState::Waiting)) {
    state.error->notes.emplace_back(spinning.opOf(lane)->getLoc(),
                                    spinning.describe(lane) + " waits here");
    break;
  }
  if (!waiting.empty()) {
    const Workgroup &other = *waiting.front();
    SmallVector<uint32_t> others = other.lanesIn(LaneState::Waiting);
    state.error->notes.emplace_back(other.opOf(others.front())->getLoc(),
                                    other.describe(others) +
                                        " wait at this barrier");
  }
}

//===----------------------------------------------------------------------===//
// Run
//===----------------------------------------------------------------------===//

void Dispatch::noteEnd(const Workgroup &workgroup) {
  std::optional<uint32_t> lane = workgroup.returnedLane();
  if (lane && !ended)
    ended.emplace(workgroup.opOf(*lane)->getLoc(),
                  workgroup.describe(workgroup.lanesIn(LaneState::Returned)) +
                      " came to the end here without this barrier");
}

ExecutionResult Dispatch::runControlled() {
  Stepper stepper(state, objects);
  if (!stepper.fits(total))
    return std::move(state.error);
  SmallVector<Workgroup *> all;
  while (started < total) {
    ready.push_back(startNext());
    if (!ready.back())
      return std::move(state.error);
    all.push_back(ready.back().get());
  }
  bool goesOn = stepper.start(all);
  for (;;) {
    if (!goesOn || !stepper.run())
      return std::move(state.error);
    for (WorkgroupPtr &workgroup : ready) {
      bool waits = !workgroup->lanesIn(LaneState::Waiting).empty();
      if (!waits)
        noteEnd(*workgroup);
      (waits ? waiting : idle).push_back(std::move(workgroup));
    }
    ready.clear();
    if (waiting.empty())
      return std::nullopt;
    goesOn = openGridBarrier() && stepper.openGrid();
  }
}

ExecutionResult Dispatch::run() {
  if (state.options.control)
    return runControlled();
  uint64_t changes = 0;
  for (;;) {
    WorkgroupPtr workgroup = choose();
    if (state.error)
      return std::move(state.error);
    if (!workgroup) {
      if (waiting.empty())
        return std::nullopt;
      if (!openGridBarrier())
        return std::move(state.error);
      continue;
    }
    switch (workgroup->run()) {
    case Outcome::Done:
      noteEnd(*workgroup);
      idle.push_back(std::move(workgroup));
      idleYields = 0;
      break;
    case Outcome::AtGridBarrier:
      waiting.push_back(std::move(workgroup));
      idleYields = 0;
      break;
    case Outcome::Yielded: {
      bool isQuiet =
          std::exchange(changes, state.frame.changes) == state.frame.changes &&
          state.quietRounds != 0;
      idleYields = isQuiet ? idleYields + 1 : 0;
      // One that computes goes on for long before others start beside it.
      keepsGoing = !isQuiet && ++busyYields % 16 != 0;
      if (keepsGoing)
        ready.push_front(std::move(workgroup));
      else
        ready.push_back(std::move(workgroup));
      // It may wait for one that a random schedule has not begun.
      if (isQuiet && idleYields > 4 * ready.size())
        ++window;
      if (isHang()) {
        reportHang();
        return std::move(state.error);
      }
      break;
    }
    case Outcome::Failed:
      return std::move(state.error);
    }
  }
}

ExecutionResult Dispatch::runObserved(ExecutionStatistics *statistics) {
  MemoryHooks *hooks = state.options.hooks;
  DispatchInfo info{state.code.program, state.grid, state.code.lanes,
                    state.options.subgroupSize, objects};
  if (hooks)
    hooks->onDispatchBegin(info);
  ExecutionResult error = run();
  if (hooks)
    hooks->onDispatchEnd();
  if (statistics)
    *statistics = {state.steps, state.frame.outOfRange};
  return error;
}

ExecutionResult mlir::vyre::interpretProgram(const KernelCode &kernel,
                                             std::array<uint32_t, 3> workgroups,
                                             ArrayRef<BufferSpan> buffers,
                                             ArrayRef<uint64_t> scalars,
                                             const ExecutionOptions &options,
                                             ExecutionStatistics *statistics) {
  const FlatCode &code = kernel.code();
  if (ExecutionResult error =
          checkArguments(code, workgroups, buffers, scalars, options))
    return error;
  if (options.control && options.progress != ProgressModel::Fair)
    return ExecutionError{
        ExecutionError::Kind::InvalidArgument, kernel.program().getLoc(),
        "found a schedule that explores or replays and the progress model '" +
            stringifyProgressModel(options.progress).str() +
            "', expected one of the two",
        "leave the schedule or the progress model out"};
  if (options.progress == ProgressModel::Fair)
    return Dispatch(code, options, workgroups, buffers, scalars)
        .runObserved(statistics);
  ExecutionStatistics ignored;
  return runAgainstAll(
      options, workgroups[0] * workgroups[1] * workgroups[2], buffers,
      statistics ? *statistics : ignored,
      [&](const ExecutionOptions &each, const Adversary &adversary,
          ExecutionStatistics &done) {
        return Dispatch(code, each, workgroups, buffers, scalars, adversary)
            .runObserved(&done);
      });
}
