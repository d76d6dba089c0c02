// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The race detector against an oracle that remembers everything: each access
// ever made, and a full vector clock for each invocation, taken literally from
// docs/MemoryModel.md. The reads and the writes of an async copy are two
// threads more, which begin at its start and end at its wait (VYRE-MM-20).
// Random executions without a race must raise no alarm, and the first access
// with a race must raise one.
//
//===----------------------------------------------------------------------===//

#include "TraceFixture.h"
#include "gtest/gtest.h"
#include <random>

using namespace mlir;
using namespace mlir::vyre;

namespace {

struct Step {
  uint32_t lane;
  uint32_t object;
  uint64_t byte;
  unsigned bytes;
  bool reads, writes, isAtomic;
  Order order;
  bool throughReadOnly;
};

struct Copy {
  uint32_t lane;
  CopyEffect effect;
  Step read, write;
  /// Of the oracle.
  uint32_t readThread = 0, writeThread = 0;
};

class Oracle {
public:
  Oracle(const DispatchInfo &info)
      : info(info), clocks(info.lanes(), Clock(info.lanes())) {}

  bool races(const Step &step) const {
    return races(step, step.lane, clocks[step.lane]);
  }

  /// Its two threads know what their invocation knows, and not each other.
  bool races(const Copy &copy) const {
    const Clock &clock = clocks[copy.lane];
    if (races(copy.read, kNewThread, clock) ||
        races(copy.write, kNewThread, clock))
      return true;
    for (uint64_t byte = copy.write.byte;
         byte < copy.write.byte + copy.write.bytes; ++byte)
      if (touches(copy.read, copy.write, byte))
        return true;
    return false;
  }

  void start(Copy &copy) {
    auto fork = [&](const Step &step) {
      uint32_t thread = clocks.size();
      Clock clock = clocks[step.lane];
      clock.resize(thread + 1);
      clock[thread] = 1;
      history.push_back({step, thread, clock});
      clocks.push_back(std::move(clock));
      return thread;
    };
    copy.readThread = fork(copy.read);
    copy.writeThread = fork(copy.write);
    endReleases(copy.write);
  }

  void wait(const Copy &copy) {
    join(clocks[copy.lane], clocks[copy.readThread]);
    join(clocks[copy.lane], clocks[copy.writeThread]);
    endReleases(copy.write);
  }

  void apply(const Step &step) {
    Clock &clock = clocks[step.lane];
    ++clock[step.lane];
    history.push_back({step, step.lane, clock});
    bool acquires = step.isAtomic && step.reads &&
                    step.order >= Order::Acquire &&
                    step.order != Order::Release;
    bool releases =
        step.isAtomic && step.writes && step.order >= Order::Release;
    uint64_t first = step.byte / 4, last = (step.byte + step.bytes - 1) / 4;
    for (uint64_t word = first; word <= last; ++word)
      if (acquires)
        join(clock, released[key(step, word)]);
    for (uint64_t word = first; word <= last; ++word) {
      Clock &release = released[key(step, word)];
      if (step.writes && !(step.isAtomic && step.reads))
        release.clear();
      if (releases)
        join(release, clock);
    }
  }

  void barrier(ArrayRef<uint32_t> members) {
    Clock all(info.lanes());
    for (uint32_t member : members)
      join(all, clocks[member]);
    for (uint32_t member : members)
      clocks[member] = all;
  }

private:
  using Clock = std::vector<uint32_t>;
  static constexpr uint32_t kNewThread = ~0u;
  struct Past {
    Step step;
    /// The invocation, or one of a copy.
    uint32_t thread;
    /// The clock of the thread at the access.
    Clock known;
  };

  bool races(const Step &step, uint32_t thread, const Clock &clock) const {
    for (uint64_t byte = step.byte; byte < step.byte + step.bytes; ++byte) {
      for (const Past &past : history) {
        if (!touches(past.step, step, byte) ||
            (!past.step.writes && !step.writes) ||
            (past.step.isAtomic && step.isAtomic) || past.thread == thread)
          continue;
        if (past.known[past.thread] > timeOf(clock, past.thread))
          return true;
      }
      if (step.throughReadOnly && showsOtherWrite(step, byte))
        return true;
    }
    return false;
  }
  /// A plain write takes the place of what a release wrote.
  void endReleases(const Step &step) {
    for (uint64_t word = step.byte / 4;
         word <= (step.byte + step.bytes - 1) / 4; ++word)
      released[key(step, word)].clear();
  }
  static uint32_t timeOf(const Clock &clock, uint32_t thread) {
    return thread < clock.size() ? clock[thread] : 0;
  }
  using Key = std::tuple<uint32_t, uint32_t, uint64_t>;

  static void join(Clock &to, const Clock &from) {
    to.resize(std::max(to.size(), from.size()));
    for (size_t i = 0; i < from.size(); ++i)
      to[i] = std::max(to[i], from[i]);
  }
  uint32_t instance(const Step &step) const {
    return info.objects[step.object].isWorkgroup
               ? step.lane / info.lanesPerWorkgroup
               : 0;
  }
  Key key(const Step &step, uint64_t word) const {
    return {step.object, instance(step), word};
  }
  bool touches(const Step &past, const Step &step, uint64_t byte) const {
    return past.object == step.object && instance(past) == instance(step) &&
           past.byte <= byte && byte < past.byte + past.bytes;
  }
  bool showsOtherWrite(const Step &step, uint64_t byte) const {
    std::vector<const Past *> writes;
    for (const Past &past : history)
      if (touches(past.step, step, byte) && past.step.writes)
        writes.push_back(&past);
    return llvm::any_of(writes, [&](const Past *other) {
      uint32_t thread = other->thread;
      return other->step.lane != step.lane &&
             llvm::none_of(writes, [&](const Past *own) {
               return own->step.lane == step.lane &&
                      other->known[thread] <= timeOf(own->known, thread);
             });
    });
  }

  const DispatchInfo &info;
  std::vector<Clock> clocks;
  std::vector<Past> history;
  std::map<Key, Clock> released;
};

struct Shape {
  Trace::Knowledge knowledge;
  uint32_t maxWorkgroups, maxLanes, maxSubgroup;
  unsigned steps;
  bool hasOrderedAtomics, hasExits, hasCopies = false;
};

class RandomRun {
public:
  RandomRun(uint32_t seed, const Shape &shape)
      : random(seed), shape(shape),
        trace(1 + pick(shape.maxWorkgroups), 1 + pick(shape.maxLanes),
              1 + pick(shape.maxSubgroup), shape.knowledge),
        oracle(trace.info), lanes(trace.info.lanes()), isNarrow(pick(2)),
        words(1 + pick(6)), atomicShare(pick(3)) {}

  /// Empty if both agree.
  std::string run() {
    for (unsigned number = 0; number < shape.steps; ++number) {
      unsigned what = pick(100);
      uint32_t lane = pick(lanes);
      if (trace.exited[lane])
        continue;
      if (what < 12) {
        Scope scope = static_cast<Scope>(what < 1 ? 2 : what % 2);
        trace.barrier(scope, lane);
        oracle.barrier(trace.members(scope, lane));
        continue;
      }
      if (what == 12 && shape.hasExits) {
        // Nobody leaves with a copy in flight (VYRE-AS-06).
        if (llvm::none_of(flying,
                          [&](const Copy &copy) { return copy.lane == lane; }))
          trace.exit(lane);
        continue;
      }
      if (what < 24 && shape.hasCopies) {
        if (what < 18 ? !startCopy(lane, number) : !waitForCopy(number))
          continue;
        return difference;
      }
      Step step = randomStep(lane);
      bool expected = oracle.races(step);
      // Otherwise no execution would be long.
      if (expected && pick(10))
        continue;
      bool found = apply(step);
      if (differ(found, expected, number) || found)
        return difference;
      oracle.apply(step);
    }
    ++clean;
    return "";
  }

  static inline unsigned clean = 0;

private:
  unsigned pick(unsigned n) {
    return std::uniform_int_distribution<unsigned>(0, n - 1)(random);
  }

  Step randomStep(uint32_t lane) {
    Step step{};
    step.lane = lane;
    step.object = pick(4) ? 0 : 2;
    step.isAtomic = pick(3) < atomicShare;
    unsigned size = step.isAtomic ? (pick(8) ? 4 : 8)
                    : isNarrow    ? 1u << pick(4)
                                  : (pick(6) ? 4 : 8);
    step.bytes = size;
    step.byte =
        pick(words) * 8 / size * size + (size < 8 ? pick(8 / size) * size : 0);
    step.byte = step.byte / size * size;
    unsigned kind = pick(3);
    step.reads = kind != 1;
    step.writes = step.isAtomic ? kind != 0 : kind == 1;
    step.throughReadOnly =
        !isNarrow && !step.isAtomic && step.reads && !pick(12);
    step.order = Order::Relaxed;
    if (step.isAtomic && shape.hasOrderedAtomics && pick(4))
      step.order = static_cast<Order>(1 + pick(4));
    return step;
  }

  /// True if the run is at its end.
  bool startCopy(uint32_t lane, unsigned number) {
    if (flying.size() == 4)
      return false;
    unsigned size = isNarrow ? 1u << pick(4) : 4;
    unsigned count = 1 + pick(3), places = words * 8 / size;
    uint64_t from = pick(places) * size, to = pick(places) * size;
    uint32_t fromObject = pick(3) ? 0 : 2, toObject = pick(2) ? 0 : 2;
    bool throughReadOnly = !isNarrow && fromObject == 0 && !pick(6);
    trace.setLine(6 + pick(3));
    Copy copy{lane,
              trace.copy(from, to, count, size, fromObject, toObject,
                         throughReadOnly),
              {lane, fromObject, from, count * size, true, false, false,
               Order::Relaxed, throughReadOnly},
              {lane, toObject, to, count * size, false, true, false,
               Order::Relaxed, false}};
    bool expected = oracle.races(copy);
    if (expected && pick(10))
      return false;
    if (differ(trace.start(lane, copy.effect), expected, number) || expected)
      return true;
    oracle.start(copy);
    flying.push_back(copy);
    return false;
  }

  bool waitForCopy(unsigned number) {
    if (flying.empty())
      return false;
    unsigned which = pick(flying.size());
    Copy copy = flying[which];
    flying.erase(flying.begin() + which);
    oracle.wait(copy);
    return differ(trace.wait(copy.lane, copy.effect), false, number);
  }

  /// True if they do not.
  bool differ(bool found, bool expected, unsigned number) {
    if (found != expected)
      difference = (found ? "false alarm at step " : "missed at step ") +
                   std::to_string(number);
    return found != expected;
  }

  bool apply(const Step &step) {
    trace.setLine(1 + pick(5));
    if (step.isAtomic)
      return trace.atomic(step.lane, step.byte, step.reads, step.writes,
                          step.order, step.bytes, step.object);
    if (step.writes)
      return trace.store(step.lane, step.byte, step.bytes, step.object);
    return trace.load(step.lane, step.byte, step.bytes, step.object,
                      step.throughReadOnly);
  }

  std::mt19937 random;
  Shape shape;
  Trace trace;
  Oracle oracle;
  uint32_t lanes;
  bool isNarrow;
  unsigned words;
  unsigned atomicShare;
  std::vector<Copy> flying;
  std::string difference;
};

void compare(const Shape &shape, unsigned runs) {
  RandomRun::clean = 0;
  for (uint32_t seed = 0; seed < runs; ++seed) {
    std::string difference = RandomRun(seed, shape).run();
    ASSERT_EQ(difference, "") << "seed " << seed;
  }
  // Both kinds of executions must occur, or nothing was compared.
  EXPECT_GT(RandomRun::clean, runs / 50);
  EXPECT_LT(RandomRun::clean, runs);
}

TEST(RaceOracle, AgreesOnEverything) {
  compare({Trace::Knowledge::None, 3, 6, 4, 120, true, true}, 4000);
}

TEST(RaceOracle, AgreesOnFewInvocations) {
  compare({Trace::Knowledge::None, 2, 2, 2, 200, true, true}, 4000);
}

TEST(RaceOracle, AgreesOnOrderedAtomicsWithoutExits) {
  compare({Trace::Knowledge::None, 4, 8, 4, 120, true, false}, 2000);
}

// Where only barriers order, two accesses for each element are enough.
TEST(RaceOracle, AgreesOnBarriersOnly) {
  compare({Trace::Knowledge::BarriersOnly, 4, 10, 4, 150, false, false}, 4000);
}

TEST(RaceOracle, AgreesOnAsyncCopies) {
  compare({Trace::Knowledge::None, 3, 4, 2, 160, true, true, true}, 4000);
}

TEST(RaceOracle, AgreesOnAsyncCopiesOfOneInvocation) {
  compare({Trace::Knowledge::None, 1, 1, 1, 60, false, false, true}, 2000);
}

// A copy is remembered as two accesses at most, and two are enough.
TEST(RaceOracle, AgreesOnAsyncCopiesAndBarriersOnly) {
  compare({Trace::Knowledge::BarriersOnly, 3, 8, 4, 150, false, false, true},
          4000);
}

} // namespace
