// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The race detector against an oracle that remembers everything: each access
// ever made, and a full vector clock for each invocation, taken literally from
// docs/MemoryModel.md. Random executions without a race must raise no alarm,
// and the first access with a race must raise one.
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

class Oracle {
public:
  Oracle(const DispatchInfo &info)
      : info(info), clocks(info.lanes(), Clock(info.lanes())) {}

  bool races(const Step &step) const {
    for (uint64_t byte = step.byte; byte < step.byte + step.bytes; ++byte) {
      for (const auto &[past, known] : history) {
        if (!touches(past, step, byte) || (!past.writes && !step.writes) ||
            (past.isAtomic && step.isAtomic) || past.lane == step.lane)
          continue;
        if (known[past.lane] > clocks[step.lane][past.lane])
          return true;
      }
      if (step.throughReadOnly && showsOtherWrite(step, byte))
        return true;
    }
    return false;
  }

  void apply(const Step &step) {
    Clock &clock = clocks[step.lane];
    ++clock[step.lane];
    history.push_back({step, clock});
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
  struct Past {
    Step step;
    /// The clock of the invocation at the access.
    Clock known;
  };
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
      uint32_t lane = other->step.lane;
      return lane != step.lane && llvm::none_of(writes, [&](const Past *own) {
               return own->step.lane == step.lane &&
                      other->known[lane] <= own->known[lane];
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
  bool hasOrderedAtomics, hasExits;
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
        trace.exit(lane);
        continue;
      }
      Step step = randomStep(lane);
      bool expected = oracle.races(step);
      // Otherwise no execution would be long.
      if (expected && pick(10))
        continue;
      bool found = apply(step);
      if (found != expected)
        return (found ? "false alarm at step " : "missed at step ") +
               std::to_string(number);
      if (found)
        return "";
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

} // namespace
