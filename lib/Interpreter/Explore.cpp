// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Source-DPOR with sleep sets, without kept states: each execution begins at
// the beginning. The names are those of the paper, see Explore.h.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Interpreter/Explore.h"

#include "Trace.h"

#include "llvm/ADT/STLExtras.h"
#include <map>
#include <set>

using namespace mlir;
using namespace mlir::vyre;

/// Entries of clocks and choices of one execution.
static constexpr uint64_t kMaxEntries = uint64_t(1) << 25;

static bool depend(const PendingAccess &a, const PendingAccess &b) {
  return a.lane == b.lane ||
         ((a.writes || b.writes) && a.object == b.object &&
          a.first < b.first + b.count && b.first < a.first + a.count);
}

namespace {

/// By invocation, one more than the number of its last event that counts.
using Clock = std::vector<uint32_t>;

void join(Clock &clock, const Clock &other) {
  for (size_t i = 0; i < clock.size(); ++i)
    clock[i] = std::max(clock[i], other[i]);
}

/// An event, and the state before it.
struct Node {
  std::vector<PendingAccess> enabled;
  PendingAccess event;
  SmallVector<uint32_t, 2> backtrack;
  SmallVector<PendingAccess, 2> sleep;
  Clock clock;

  const PendingAccess *find(uint32_t lane) const {
    auto it = llvm::find_if(
        enabled, [&](const PendingAccess &each) { return each.lane == lane; });
    return it == enabled.end() ? nullptr : &*it;
  }
  bool sleeps(uint32_t lane) const {
    return llvm::any_of(
        sleep, [&](const PendingAccess &each) { return each.lane == lane; });
  }
};

class Explorer final : public StepControl {
public:
  enum class Stop { None, Redundant, TooLong };

  void begin() {
    depth = 0;
    stop = Stop::None;
  }
  /// To the next schedule; false if there is none.
  bool backtrack();
  std::string trace() const;

  void onDispatch(uint32_t count) override;
  std::optional<uint32_t> choose(ArrayRef<PendingAccess> enabled) override;
  void onBarrier(ArrayRef<uint32_t> lanes) override;
  void onWake(uint32_t lane) override {
    join(clocks[lane], nodes[depth - 1].clock);
  }

  Stop stop = Stop::None;

private:
  /// Last events of a unit of memory, as in a clock.
  struct Unit {
    Clock reads, writes;
  };

  bool addNode(ArrayRef<PendingAccess> enabled);
  Clock record(const PendingAccess &event, bool findsRaces);
  void addSource(uint32_t race, const PendingAccess &event, const Clock &clock);

  /// E, and the events of it that this execution has made.
  std::vector<Node> nodes;
  uint32_t depth = 0;
  uint32_t dispatchStart = 0;
  std::vector<Clock> clocks;
  std::map<std::pair<uint64_t, uint64_t>, Unit> units;
};

} // namespace

void Explorer::onDispatch(uint32_t count) {
  dispatchStart = depth;
  clocks.assign(count, Clock(count));
  units.clear();
}

void Explorer::onBarrier(ArrayRef<uint32_t> lanes) {
  Clock all = clocks[lanes.front()];
  for (uint32_t lane : lanes)
    join(all, clocks[lane]);
  for (uint32_t lane : lanes)
    clocks[lane] = all;
}

/// A new state, with a choice. False if there is none to make.
bool Explorer::addNode(ArrayRef<PendingAccess> enabled) {
  if ((nodes.size() + 1) * (clocks.size() * 8 + 16) > kMaxEntries) {
    stop = Stop::TooLong;
    return false;
  }
  Node node;
  node.enabled.assign(enabled.begin(), enabled.end());
  const PendingAccess *chosen = nullptr;
  if (depth > dispatchStart) {
    const Node &last = nodes.back();
    for (const PendingAccess &each : last.sleep)
      if (!depend(each, last.event))
        node.sleep.push_back(each);
    // The same invocation goes on while it can.
    chosen = node.find(last.event.lane);
    if (chosen && node.sleeps(chosen->lane))
      chosen = nullptr;
  }
  for (const PendingAccess &each : node.enabled)
    if (!chosen && !node.sleeps(each.lane))
      chosen = &each;
  if (!chosen) {
    stop = Stop::Redundant;
    return false;
  }
  node.event = *chosen;
  node.backtrack.push_back(chosen->lane);
  nodes.push_back(std::move(node));
  return true;
}

std::optional<uint32_t> Explorer::choose(ArrayRef<PendingAccess> enabled) {
  // Of the choices that are repeated only the last is new.
  bool isNew = depth + 1 >= nodes.size();
  if (depth == nodes.size() && !addNode(enabled))
    return std::nullopt;
  Node &node = nodes[depth];
  node.clock = record(node.event, isNew);
  ++depth;
  return node.event.lane;
}

/// Adds an event to the clocks, and looks for those that it races with.
Clock Explorer::record(const PendingAccess &event, bool findsRaces) {
  Clock &own = clocks[event.lane];
  Clock clock = own;
  SmallVector<uint32_t> races;
  for (uint32_t i = 0; i < event.count; ++i) {
    Unit &unit = units[{event.object, event.first + i}];
    if (unit.reads.empty()) {
      unit.reads.resize(clocks.size());
      unit.writes.resize(clocks.size());
    }
    for (uint32_t lane = 0; lane < clocks.size(); ++lane) {
      uint32_t last = unit.writes[lane];
      if (event.writes)
        last = std::max(last, unit.reads[lane]);
      if (last == 0)
        continue;
      if (last > own[lane])
        races.push_back(last - 1);
      join(clock, nodes[last - 1].clock);
    }
    (event.writes ? unit.writes : unit.reads)[event.lane] = depth + 1;
  }
  clock[event.lane] = depth + 1;
  own = clock;
  if (!findsRaces)
    return clock;
  for (uint32_t race : races) {
    // Not if another event is between them.
    uint32_t lane = nodes[race].event.lane;
    if (llvm::none_of(races, [&](uint32_t other) {
          return other != race && nodes[other].clock[lane] > race;
        }))
      addSource(race, event, clock);
  }
  return clock;
}

/// Sees to it that the state before `race` is left in another way, too, by
/// which `event` comes before it.
void Explorer::addSource(uint32_t race, const PendingAccess &event,
                         const Clock &clock) {
  Node &before = nodes[race];
  std::vector<bool> seen(clocks.size());
  SmallVector<uint32_t> initials;
  auto look = [&](uint32_t lane, const Clock &at) {
    if (seen[lane])
      return;
    seen[lane] = true;
    for (uint32_t other = 0; other < at.size(); ++other)
      if (other != lane && at[other] > race + 1)
        return;
    initials.push_back(lane);
  };
  for (uint32_t i = race + 1; i < depth; ++i)
    if (nodes[i].clock[before.event.lane] < race + 1)
      look(nodes[i].event.lane, nodes[i].clock);
  look(event.lane, clock);

  auto isIn = [&](uint32_t lane) {
    return llvm::is_contained(before.backtrack, lane);
  };
  if (llvm::any_of(initials, isIn))
    return;
  for (uint32_t lane : initials)
    if (before.find(lane)) {
      before.backtrack.push_back(lane);
      return;
    }
  for (const PendingAccess &each : before.enabled)
    if (!isIn(each.lane))
      before.backtrack.push_back(each.lane);
}

bool Explorer::backtrack() {
  for (nodes.resize(depth); !nodes.empty(); nodes.pop_back()) {
    Node &node = nodes.back();
    node.sleep.push_back(node.event);
    for (uint32_t lane : node.backtrack) {
      if (node.sleeps(lane))
        continue;
      node.event = *node.find(lane);
      return true;
    }
  }
  return false;
}

std::string Explorer::trace() const {
  std::vector<uint32_t> lanes;
  for (uint32_t i = 0; i < depth; ++i)
    lanes.push_back(nodes[i].event.lane);
  return formatTrace(lanes);
}

//===----------------------------------------------------------------------===//
// Exploration
//===----------------------------------------------------------------------===//

std::string ExplorationReport::str() const {
  std::string text = "explored " + std::to_string(executions) +
                     (executions == 1 ? " execution" : " executions");
  if (redundant)
    text += " (" + std::to_string(redundant) +
            " of them given up: others stand for them)";
  text += isComplete ? ", complete" : ", not complete";
  if (results > 1)
    text += "; the result depends on the schedule: " + std::to_string(results) +
            " different ones";
  return text;
}

ExecutionResult mlir::vyre::exploreSchedules(
    uint64_t limit, llvm::function_ref<ExecutionResult(StepControl &)> execute,
    llvm::function_ref<void()> finished, ExplorationReport &report) {
  Explorer explorer;
  while (report.executions < limit) {
    explorer.begin();
    ExecutionResult error = execute(explorer);
    ++report.executions;
    if (explorer.stop == Explorer::Stop::TooLong) {
      error->message = "an execution has too many accesses to explore its "
                       "schedules";
      error->fix = "make the dispatch smaller, or use a random schedule";
      return error;
    }
    bool isRedundant = explorer.stop == Explorer::Stop::Redundant;
    report.redundant += isRedundant;
    if (error && !isRedundant) {
      if (error->kind != ExecutionError::Kind::InvalidArgument)
        error->notes.emplace_back(
            error->location,
            "in execution " + std::to_string(report.executions) +
                "; --schedule=replay:" + explorer.trace() + " repeats it");
      return error;
    }
    if (!isRedundant)
      finished();
    if (!explorer.backtrack()) {
      report.isComplete = true;
      break;
    }
  }
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Replay
//===----------------------------------------------------------------------===//

namespace {

class Replayer final : public StepControl {
public:
  explicit Replayer(std::vector<uint32_t> lanes) : lanes(std::move(lanes)) {}

  std::optional<uint32_t> choose(ArrayRef<PendingAccess> enabled) override {
    uint32_t lane = at < lanes.size() ? lanes[at++] : enabled.front().lane;
    for (const PendingAccess &each : enabled)
      if (each.lane == lane)
        return lane;
    mismatch = "takes invocation " + std::to_string(lane) + " as choice " +
               std::to_string(at) + ", which cannot go on there, expected";
    for (const PendingAccess &each : enabled)
      mismatch += " " + std::to_string(each.lane);
    return std::nullopt;
  }
  void finish() {
    if (mismatch.empty() && at < lanes.size())
      mismatch = "has " + std::to_string(lanes.size()) + " choices, expected " +
                 std::to_string(at);
  }

  std::string mismatch;

private:
  std::vector<uint32_t> lanes;
  size_t at = 0;
};

} // namespace

ExecutionResult mlir::vyre::replaySchedule(
    StringRef trace, Location location,
    llvm::function_ref<ExecutionResult(StepControl &)> execute) {
  Replayer replayer(parseTrace(trace).value_or(std::vector<uint32_t>()));
  ExecutionResult error = execute(replayer);
  if (!error)
    replayer.finish();
  if (replayer.mismatch.empty())
    return error;
  return ExecutionError{ExecutionError::Kind::InvalidArgument, location,
                        "the trace of the schedule " + replayer.mismatch,
                        "use the program, inputs and flags that the trace was "
                        "printed for"};
}

//===----------------------------------------------------------------------===//
// Graphs
//===----------------------------------------------------------------------===//

ExecutionResult mlir::vyre::runSchedules(GraphInterpreter &interpreter,
                                         ::vyre::rt::Arguments &arguments,
                                         const GraphOptions &options,
                                         ExplorationReport &report) {
  const Schedule &schedule = options.execution.schedule;
  GraphOptions controlled = options;
  auto execute = [&](::vyre::rt::Arguments &values, StepControl &control) {
    controlled.execution.control = &control;
    return interpreter.run(values, controlled);
  };
  if (schedule.kind == Schedule::Kind::Replay)
    return replaySchedule(
        schedule.trace, interpreter.graph().getLoc(),
        [&](StepControl &control) { return execute(arguments, control); });
  if (schedule.kind != Schedule::Kind::All)
    return interpreter.run(arguments, options);

  const ::vyre::rt::Arguments initial = arguments;
  ::vyre::rt::Arguments values;
  // The contents of all buffers.
  std::set<std::vector<std::vector<uint8_t>>> results;
  ExecutionResult error = exploreSchedules(
      schedule.seed,
      [&](StepControl &control) {
        values = initial;
        return execute(values, control);
      },
      [&] {
        std::vector<std::vector<uint8_t>> contents;
        for (const auto &[name, buffer] : values.buffers)
          contents.push_back(buffer.bytes);
        if (results.empty())
          arguments = values;
        if (results.size() < 1024)
          results.insert(std::move(contents));
      },
      report);
  report.results = results.size();
  if (error)
    arguments = values;
  return error;
}
