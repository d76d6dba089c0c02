// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exploration of schedules: known numbers of executions, what it finds, and
// that a trace repeats it.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Interpreter/Explore.h"
#include "KernelFixture.h"

#include <algorithm>
#include <random>
#include <set>

using namespace mlir;
using namespace mlir::vyre;

namespace {

using Words = std::vector<uint32_t>;

class ExploreTest : public KernelTest {
protected:
  /// Explores a program of `lanes` invocations of which each runs `body` with
  /// its id in %i, on buffers %m and %r of 8 words.
  void explore(unsigned lanes, std::string body, uint64_t limit = 1000,
               std::array<uint32_t, 3> grid = {1, 1, 1}) {
    std::string source = R"(
      vyre.program @p(%m: !vyre.buffer<8xi32, read_write>,
                      %r: !vyre.buffer<8xi32, read_write>) workgroup [)" +
                         std::to_string(lanes) + R"(, 1, 1] {
        %i = vyre.global_id x
        %0 = arith.constant 0 : index
        %1 = arith.constant 1 : index
        %zero = arith.constant 0 : i32
        %one = arith.constant 1 : i32
        %isFirst = arith.cmpi eq, %i, %0 : index
        )" + body + R"(
        vyre.return
      })";
    std::string type = "!vyre.buffer<8xi32, read_write>";
    for (size_t at; (at = source.find("$B")) != std::string::npos;)
      source.replace(at, 2, type);
    ASSERT_TRUE(load(source)) << diagnostics;
    report = {};
    results.clear();
    error = exploreSchedules(
        limit, [&](StepControl &control) { return once(control, grid); },
        [&] {
          Words all = m.as<uint32_t>(), more = r.as<uint32_t>();
          all.insert(all.end(), more.begin(), more.end());
          results.insert(all);
        },
        report);
  }

  ExecutionResult once(StepControl &control,
                       std::array<uint32_t, 3> grid = {1, 1, 1}) {
    m = Bytes::of(Words(8));
    r = Bytes::of(Words(8));
    ExecutionOptions options;
    options.control = &control;
    options.subgroupSize = subgroupSize;
    return run({&m, &r}, grid, {}, options);
  }

  Bytes m, r;
  uint32_t subgroupSize = 32;
  ExplorationReport report;
  ExecutionResult error;
  /// Words of %m, then those of %r.
  std::set<Words> results;
};

TEST_F(ExploreTest, IndependentAccessesAreOneExecution) {
  explore(2, R"(
    vyre.store %one, %m[%i] : $B
    %v = vyre.load %m[%i] : $B
    vyre.store %v, %r[%i] : $B)");
  EXPECT_FALSE(error);
  EXPECT_EQ(report.executions, 1u);
  EXPECT_TRUE(report.isComplete);
}

TEST_F(ExploreTest, LoadsAreIndependent) {
  explore(3, R"(
    %v = vyre.atomic_load relaxed %m[%0] : $B
    vyre.store %v, %r[%i] : $B)");
  EXPECT_EQ(report.executions, 1u);
}

TEST_F(ExploreTest, ConflictingAtomicsComeInEachOrder) {
  const char *body = R"(
    %t = vyre.atomic_rmw add relaxed %one, %m[%0] : $B
    vyre.store %t, %r[%i] : $B)";
  unsigned orders = 1;
  for (unsigned lanes = 2; lanes <= 5; ++lanes) {
    orders *= lanes;
    explore(lanes, body);
    EXPECT_FALSE(error);
    EXPECT_EQ(report.executions - report.redundant, orders);
    EXPECT_EQ(results.size(), orders);
    EXPECT_TRUE(report.isComplete);
  }
}

TEST_F(ExploreTest, WorkgroupsMixToo) {
  explore(1, R"(
    %t = vyre.atomic_rmw add relaxed %one, %m[%0] : $B
    %u = vyre.atomic_rmw add relaxed %one, %m[%0] : $B
    vyre.store %t, %r[%i] : $B)",
          1000, {2, 1, 1});
  // Ways to mix two sequences of two.
  EXPECT_EQ(report.executions - report.redundant, 6u);
}

TEST_F(ExploreTest, BoundStopsTheSearch) {
  explore(4, "%t = vyre.atomic_rmw add relaxed %one, %m[%0] : $B", 3);
  EXPECT_FALSE(error);
  EXPECT_EQ(report.executions, 3u);
  EXPECT_FALSE(report.isComplete);
  EXPECT_EQ(report.str(), "explored 3 executions, not complete");
}

TEST_F(ExploreTest, FindsTheLostUpdate) {
  explore(2, R"(
    %v = vyre.atomic_load relaxed %m[%0] : $B
    %w = arith.addi %v, %one : i32
    vyre.atomic_store relaxed %w, %m[%0] : $B)");
  // Two in a row, in two orders, and those in which one overwrites the other:
  // each executes its load before the other's store, stores in two orders.
  EXPECT_EQ(report.executions - report.redundant, 4u);
  std::set<uint32_t> sums;
  for (const Words &each : results)
    sums.insert(each[0]);
  EXPECT_EQ(sums, (std::set<uint32_t>{1, 2}));
}

TEST_F(ExploreTest, FindsTheMessageThatIsNotThere) {
  // The flag goes up before the data is written.
  explore(2, R"(
    scf.if %isFirst {
      vyre.atomic_store relaxed %one, %m[%1] : $B
      vyre.store %one, %m[%0] : $B
    } else {
      %f = vyre.atomic_load relaxed %m[%1] : $B
      %d = vyre.load %m[%0] : $B
      vyre.store %f, %r[%0] : $B
      vyre.store %d, %r[%1] : $B
    })");
  std::set<std::pair<uint32_t, uint32_t>> seen;
  for (const Words &each : results)
    seen.insert({each[8], each[9]});
  EXPECT_EQ(seen, (std::set<std::pair<uint32_t, uint32_t>>{
                      {0, 0}, {0, 1}, {1, 0}, {1, 1}}));
}

TEST_F(ExploreTest, StoreBufferingDoesNotAppear) {
  // Executions are sequentially consistent: not both read zero.
  explore(2, R"(
    %other = arith.subi %1, %i : index
    vyre.atomic_store relaxed %one, %m[%i] : $B
    %v = vyre.atomic_load relaxed %m[%other] : $B
    vyre.store %v, %r[%i] : $B)");
  EXPECT_EQ(report.executions - report.redundant, 3u);
  for (const Words &each : results)
    EXPECT_NE(each[8] + each[9], 0u);
}

TEST_F(ExploreTest, BarriersOrder) {
  explore(2, R"(
    %other = arith.subi %1, %i : index
    vyre.store %one, %m[%i] : $B
    vyre.barrier workgroup acq_rel
    %v = vyre.load %m[%other] : $B
    vyre.barrier workgroup acq_rel
    vyre.store %zero, %m[%i] : $B
    vyre.barrier grid
    %w = vyre.load %m[%other] : $B
    vyre.store %w, %r[%i] : $B)");
  EXPECT_FALSE(error);
  EXPECT_EQ(report.executions, 1u);
}

const char *const kSpin = R"(
    scf.if %isFirst {
      vyre.store %one, %m[%0] : $B
      vyre.atomic_store release %one, %m[%1] : $B
    } else {
      scf.while : () -> () {
        %f = vyre.atomic_load acquire %m[%1] : $B
        %again = arith.cmpi eq, %f, %zero : i32
        scf.condition(%again)
      } do {
        scf.yield
      }
      %d = vyre.load %m[%0] : $B
      vyre.store %d, %r[%0] : $B
    })";

TEST_F(ExploreTest, SpinningEnds) {
  explore(2, kSpin);
  EXPECT_FALSE(error);
  EXPECT_TRUE(report.isComplete);
  EXPECT_LE(report.executions, 6u);
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ((*results.begin())[8], 1u);
}

TEST_F(ExploreTest, HangsAreFound) {
  std::string body = kSpin;
  // Nobody raises the flag.
  body.replace(body.find("release %one"), 12, "release %zero");
  explore(2, body);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, ExecutionError::Kind::Hang);
}

TEST_F(ExploreTest, DivergenceUnderOneOrderIsFoundAndRepeats) {
  // Who comes second does not come to the barrier.
  explore(2, R"(
    %f = vyre.atomic_load relaxed %m[%0] : $B
    scf.if %isFirst {
      vyre.atomic_store relaxed %one, %m[%0] : $B
    }
    %goes = arith.cmpi eq, %f, %one : i32
    scf.if %goes {
      vyre.barrier workgroup acq_rel
    })");
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, ExecutionError::Kind::DivergentBarrier);
  std::string note = error->notes.back().second;
  std::string before = "--schedule=replay:";
  size_t at = note.find(before);
  ASSERT_NE(at, std::string::npos) << note;
  std::string trace = note.substr(at + before.size());
  trace = trace.substr(0, trace.find(' '));
  ExecutionResult again =
      replaySchedule(trace, UnknownLoc::get(&context),
                     [&](StepControl &control) { return once(control); });
  ASSERT_TRUE(again);
  EXPECT_EQ(again->message, error->message);
}

/// Every order, without reduction.
class BruteForce final : public StepControl {
public:
  std::optional<uint32_t> choose(ArrayRef<PendingAccess> enabled) override {
    if (depth == choices.size())
      choices.push_back({0, enabled.size()});
    return enabled[choices[depth++].first].lane;
  }
  bool next() {
    depth = 0;
    while (!choices.empty() &&
           choices.back().first + 1 == choices.back().second)
      choices.pop_back();
    if (choices.empty())
      return false;
    ++choices.back().first;
    return true;
  }

private:
  std::vector<std::pair<size_t, size_t>> choices;
  size_t depth = 0;
};

TEST_F(ExploreTest, FindsAllResultsOfRandomPrograms) {
  std::mt19937 random(2026);
  auto draw = [&](unsigned bound) { return random() % bound; };
  // The third lane is in a subgroup of its own.
  subgroupSize = 2;
  const char *meetings[] = {"vyre.barrier workgroup acq_rel\n",
                            "vyre.barrier subgroup acq_rel\n",
                            "%q = vyre.load %r[%i] : $B\n"
                            "%s = vyre.subgroup_reduce <add> %q : i32\n"
                            "vyre.store %s, %r[%i] : $B\n"};
  for (unsigned round = 0; round < 40; ++round) {
    // Each of three lanes makes up to three accesses to two words; what it read
    // shows in %r.
    std::string body;
    bool hasBarrier = draw(3) == 0;
    for (unsigned part = 0; part < (hasBarrier ? 2u : 1u); ++part) {
      for (unsigned lane = 0; lane < 3; ++lane) {
        std::string id = std::to_string(part) + std::to_string(lane);
        body += "%c" + id + " = arith.constant " + std::to_string(lane) +
                " : index\n%is" + id + " = arith.cmpi eq, %i, %c" + id +
                " : index\nscf.if %is" + id + " {\n%v0 = arith.constant " +
                std::to_string(lane + 1) + " : i32\n";
        unsigned count = 1 + draw(hasBarrier ? 2 : 3), last = 0;
        for (unsigned k = 0; k < count; ++k) {
          std::string at = draw(2) ? "%m[%1]" : "%m[%0]";
          std::string value = "%v" + std::to_string(last);
          std::string result = "%v" + std::to_string(last + 1);
          switch (draw(4)) {
          case 0:
            body += "vyre.store " + value + ", " + at + " : $B\n";
            continue;
          case 1:
            body += "%w" + std::to_string(k) + " = vyre.load " + at +
                    " : $B\n" + result + " = arith.addi %w" +
                    std::to_string(k) + ", " + value + " : i32\n";
            break;
          case 2:
            body += result + " = vyre.atomic_rmw add relaxed " + value + ", " +
                    at + " : $B\n";
            break;
          default:
            // An access that only some values reach.
            body += result + " = vyre.atomic_load relaxed " + at + " : $B\n%b" +
                    std::to_string(k) + " = arith.cmpi eq, " + result +
                    ", %zero : i32\nscf.if %b" + std::to_string(k) +
                    " {\nvyre.store %one, %m[%0] : $B\n}\n";
          }
          ++last;
        }
        body += "%x = vyre.load %r[%i] : $B\n%y = arith.addi %x, %v" +
                std::to_string(last) +
                " : i32\nvyre.store %y, %r[%i] : $B\n}\n";
      }
      if (hasBarrier && part == 0)
        body += meetings[draw(3)];
    }
    explore(3, body, 100000);
    ASSERT_FALSE(error) << error->str() << body;
    ASSERT_TRUE(report.isComplete);
    std::set<Words> all;
    BruteForce every;
    uint64_t executions = 0;
    do {
      ASSERT_FALSE(once(every));
      Words words = m.as<uint32_t>(), more = r.as<uint32_t>();
      words.insert(words.end(), more.begin(), more.end());
      all.insert(words);
    } while (++executions < 20000 && every.next());
    // A search that was cut short still found nothing new.
    if (executions < 20000)
      EXPECT_EQ(results, all) << body;
    else
      EXPECT_TRUE(
          std::includes(results.begin(), results.end(), all.begin(), all.end()))
          << body;
    EXPECT_LE(report.executions, executions);
  }
}

TEST_F(ExploreTest, SubgroupBarriersOrderTheirSubgroup) {
  // Two subgroups of two count; each has two orders, whatever the other does.
  const std::string count = R"(
    %two = arith.constant 2 : index
    %s = vyre.divui %i, %two : index
    %t = vyre.atomic_rmw add relaxed %one, %m[%s] : $B
    $SYNC
    %v = vyre.atomic_load relaxed %m[%s] : $B
    vyre.store %v, %r[%i] : $B)";
  auto with = [&](std::string sync) {
    std::string body = count;
    body.replace(body.find("$SYNC"), 5, sync);
    return body;
  };
  subgroupSize = 2;
  explore(4, with("vyre.barrier subgroup acq_rel"));
  EXPECT_FALSE(error) << error->str();
  EXPECT_TRUE(report.isComplete);
  EXPECT_EQ(report.executions - report.redundant, 4u);
  EXPECT_EQ(results, std::set<Words>(
                         {{2, 2, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 0, 0, 0, 0}}));
  // Without it somebody may see only itself: 3 results each.
  explore(4, with(""));
  EXPECT_TRUE(report.isComplete);
  EXPECT_EQ(results.size(), 9u);
}

TEST_F(ExploreTest, SubgroupOpsMeetAndOrderNothingElse) {
  // The two tickets of the subgroup add up to 1 in both orders.
  subgroupSize = 2;
  explore(2, R"(
    %t = vyre.atomic_rmw add relaxed %one, %m[%0] : $B
    %s = vyre.subgroup_reduce <add> %t : i32
    vyre.store %s, %r[%i] : $B)");
  EXPECT_FALSE(error) << error->str();
  EXPECT_TRUE(report.isComplete);
  EXPECT_EQ(report.executions - report.redundant, 2u);
  EXPECT_EQ(results, std::set<Words>(
                         {{2, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0}}));

  // Another subgroup writes before both loads, between them in two ways, or
  // after both; who of the two saw it does not show.
  explore(3, R"(
    %two = arith.constant 2 : index
    %isLast = arith.cmpi eq, %i, %two : index
    scf.if %isLast {
      vyre.atomic_store relaxed %one, %m[%0] : $B
    } else {
      %t = vyre.atomic_load relaxed %m[%0] : $B
      %s = vyre.subgroup_reduce <or> %t : i32
      vyre.store %s, %r[%i] : $B
    })");
  EXPECT_FALSE(error) << error->str();
  EXPECT_TRUE(report.isComplete);
  EXPECT_EQ(report.executions - report.redundant, 4u);
  EXPECT_EQ(results, std::set<Words>(
                         {{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                          {1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0}}));
}

TEST_F(ExploreTest, SubgroupOpsLeaveOutThoseThatLeft) {
  // The first of two to take a ticket leaves; the other is alone.
  subgroupSize = 2;
  explore(2, R"(
    %t = vyre.atomic_rmw add relaxed %one, %m[%0] : $B
    %isFirstTicket = arith.cmpi eq, %t, %zero : i32
    vyre.exit_if %isFirstTicket
    %s = vyre.subgroup_reduce <add> %one : i32
    vyre.store %s, %r[%i] : $B)");
  EXPECT_FALSE(error) << error->str();
  EXPECT_TRUE(report.isComplete);
  EXPECT_EQ(results, std::set<Words>(
                         {{2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0},
                          {2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0}}));
}

TEST_F(ExploreTest, FindsTheOrderInWhichASubgroupDiverges) {
  // Only who sees the flag comes to the op: an error if one of the two does.
  subgroupSize = 2;
  explore(3, R"(
    %two = arith.constant 2 : index
    %isLast = arith.cmpi eq, %i, %two : index
    scf.if %isLast {
      vyre.atomic_store relaxed %one, %m[%0] : $B
    } else {
      %t = vyre.atomic_load relaxed %m[%0] : $B
      %seen = arith.cmpi eq, %t, %one : i32
      scf.if %seen {
        %s = vyre.subgroup_reduce <add> %t : i32
        vyre.store %s, %r[%i] : $B
      }
    })");
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, ExecutionError::Kind::DivergentBarrier);
  EXPECT_NE(error->message.find("VYRE-SG-02"), std::string::npos);
  ASSERT_FALSE(error->notes.empty());
  std::string trace = error->notes.back().second;
  size_t begin = trace.find("replay:") + 7;
  trace = trace.substr(begin, trace.find(' ', begin) - begin);
  ExecutionResult again =
      replaySchedule(trace, UnknownLoc::get(&context),
                     [&](StepControl &control) { return once(control); });
  ASSERT_TRUE(again);
  EXPECT_EQ(again->message, error->message);
}

TEST_F(ExploreTest, WrongTracesAreErrors) {
  explore(2, "%t = vyre.atomic_rmw add relaxed %one, %m[%0] : $B");
  auto replay = [&](StringRef trace) {
    return replaySchedule(trace, UnknownLoc::get(&context),
                          [&](StepControl &control) { return once(control); });
  };
  EXPECT_FALSE(replay("0.1"));
  EXPECT_FALSE(replay("1.0"));
  EXPECT_FALSE(replay("-"));
  for (StringRef trace : {"2", "0r2", "0.1.0"}) {
    ExecutionResult result = replay(trace);
    ASSERT_TRUE(result) << trace.str();
    EXPECT_EQ(result->kind, ExecutionError::Kind::InvalidArgument);
  }
}

TEST_F(ExploreTest, TooManyInvocationsAreAnError) {
  explore(2, "vyre.store %one, %m[%i] : $B", 10, {1000, 1, 1});
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, ExecutionError::Kind::InvalidArgument);
}

} // namespace
