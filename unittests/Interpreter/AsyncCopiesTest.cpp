// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Async copies: when they read and write here, what races with them
// (VYRE-MM-20), and what stops an execution. What they copy is in
// test/Execution/async.mlir.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Interpreter/Explore.h"
#include "Vyre/Interpreter/RaceDetector.h"
#include "KernelFixture.h"

#include <set>

using namespace mlir;
using namespace mlir::vyre;

namespace {

using Words = std::vector<uint32_t>;

class AsyncCopiesTest : public KernelTest {
protected:
  /// A program of `lanes` invocations on %x and %y, of 8 words each, and %m in
  /// workgroup memory, that runs `body`. %i is the id.
  std::string program(unsigned lanes, std::string body) {
    std::string source = R"(
      vyre.program @p(%x: $B, %y: $B) workgroup [)" +
                         std::to_string(lanes) + R"(, 1, 1] {
        %m = vyre.workgroup_alloc : $M
        %i = vyre.global_id x
        %c0 = arith.constant 0 : index
        %c1 = arith.constant 1 : index
        %c2 = arith.constant 2 : index
        %c4 = arith.constant 4 : index
        %v = arith.constant 99 : i32
        %isFirst = arith.cmpi eq, %i, %c0 : index
        )" + body + R"(
        vyre.return
      })";
    replace(source, "$B", "!vyre.buffer<8xi32, read_write>");
    replace(source, "$M", "!vyre.buffer<8xi32, workgroup>");
    return source;
  }
  static void replace(std::string &text, const std::string &from,
                      const std::string &to) {
    for (size_t at; (at = text.find(from)) != std::string::npos;)
      text.replace(at, from.size(), to);
  }

  /// The message of the race; empty if there is none. It must be the same
  /// answer under every schedule.
  std::string race(unsigned lanes, std::string body) {
    std::string first;
    bool isFirst = true;
    EXPECT_TRUE(load(program(lanes, body))) << diagnostics;
    for (const Schedule &schedule : allSchedules()) {
      Bytes x = Bytes::of(Words{1, 2, 3, 4, 5, 6, 7, 8});
      Bytes y = Bytes::of(Words(8));
      RaceDetector detector;
      ExecutionOptions options;
      options.schedule = schedule;
      options.hooks = &detector;
      ExecutionResult error = run({&x, &y}, {1, 1, 1}, {}, options);
      std::string found = error ? error->str() : "";
      if (isFirst)
        first = found;
      isFirst = false;
      EXPECT_EQ(found.empty(), first.empty())
          << schedule.str() << ": " << found << first;
    }
    return first;
  }

  bool isRace(unsigned lanes, std::string body, std::string rule) {
    std::string message = race(lanes, body);
    EXPECT_TRUE(message.empty() ||
                message.find("[" + rule + "]") != std::string::npos)
        << message;
    EXPECT_TRUE(message.empty() || message.find("fix: ") != std::string::npos);
    return !message.empty();
  }
};

// The seeds' case 40: what is stored to the target in between is overwritten.
TEST_F(AsyncCopiesTest, ReadAtTheirStartAndWriteAtTheirWait) {
  for (const Schedule &schedule : allSchedules()) {
    Bytes x = Bytes::of(Words{11, 22, 0, 0, 0, 0, 0, 0});
    Bytes y = Bytes::of(Words(8));
    ExecutionOptions options;
    options.schedule = schedule;
    runOk(program(1, R"(
        %t = vyre.async_load %x[%c0], %y[%c0], %c2 : $B, $B
        vyre.store %v, %y[%c0] : $B
        vyre.store %v, %x[%c1] : $B
        %w = vyre.load %y[%c1] : $B
        vyre.store %w, %y[%c4] : $B
        vyre.async_wait %t)"),
          {&x, &y}, {1, 1, 1}, {}, options);
    EXPECT_EQ(y.as<uint32_t>(), (Words{11, 22, 0, 0, 0, 0, 0, 0}));
    EXPECT_EQ(x.as<uint32_t>(), (Words{11, 99, 0, 0, 0, 0, 0, 0}));
  }
}

//===----------------------------------------------------------------------===//
// Races with the own copy
//===----------------------------------------------------------------------===//

TEST_F(AsyncCopiesTest, vyre_mm_20_OwnAccessToTheTarget) {
  EXPECT_TRUE(isRace(1, R"(
      %t = vyre.async_load %x[%c0], %y[%c0], %c4 : $B, $B
      vyre.store %v, %y[%c2] : $B
      vyre.async_wait %t)",
                     "VYRE-MM-20"));
  EXPECT_TRUE(isRace(1, R"(
      %t = vyre.async_load %x[%c0], %m[%c0], %c4 : $B, $M
      %w = vyre.load %m[%c2] : $M
      vyre.async_wait %t
      vyre.store %w, %y[%c0] : $B)",
                     "VYRE-MM-20"));
  EXPECT_TRUE(isRace(1, R"(
      %t = vyre.async_load %x[%c0], %y[%c0], %c4 : $B, $B
      %w = vyre.atomic_rmw add acq_rel %v, %y[%c2] : $B
      vyre.async_wait %t)",
                     "VYRE-MM-20"));
}

TEST_F(AsyncCopiesTest, vyre_mm_20_OwnWriteOfTheSource) {
  EXPECT_TRUE(isRace(1, R"(
      %t = vyre.async_load %x[%c0], %y[%c0], %c4 : $B, $B
      vyre.store %v, %x[%c2] : $B
      vyre.async_wait %t)",
                     "VYRE-MM-20"));
}

TEST_F(AsyncCopiesTest, WhatDoesNotConflictIsNoRace) {
  EXPECT_EQ(race(1, R"(
      vyre.store %v, %x[%c2] : $B
      vyre.store %v, %y[%c2] : $B
      %t = vyre.async_load %x[%c0], %y[%c0], %c4 : $B, $B
      %w = vyre.load %x[%c2] : $B
      vyre.store %w, %y[%c4] : $B
      vyre.store %w, %x[%c4] : $B
      vyre.async_wait %t
      vyre.store %v, %y[%c2] : $B
      vyre.store %v, %x[%c2] : $B)"),
            "");
}

TEST_F(AsyncCopiesTest, vyre_mm_20_TwoCopiesAtOnce) {
  const std::string second = R"(
      %t = vyre.async_load %x[%c0], %y[%c0], %c4 : $B, $B
      %u = vyre.async_load %x[%c1], %y[$AT], %c2 : $B, $B
      vyre.async_wait %t
      vyre.async_wait %u)";
  std::string overlapping = second, apart = second;
  replace(overlapping, "$AT", "%c2");
  replace(apart, "$AT", "%c4");
  EXPECT_TRUE(isRace(1, overlapping, "VYRE-MM-20"));
  // Two may read one source.
  EXPECT_EQ(race(1, apart), "");
  EXPECT_EQ(race(1, R"(
      %t = vyre.async_load %x[%c0], %y[%c0], %c4 : $B, $B
      vyre.async_wait %t
      %u = vyre.async_load %x[%c1], %y[%c2], %c2 : $B, $B
      vyre.async_wait %u)"),
            "");
}

// A copy may go forward or backward.
TEST_F(AsyncCopiesTest, vyre_mm_20_SourceAndTargetOverlap) {
  std::string message = race(1, R"(
      %t = vyre.async_load %x[%c0], %x[%c2], %c4 : $B, $B
      vyre.async_wait %t)");
  EXPECT_NE(message.find("data race on element 2 of 'x', write after read"),
            std::string::npos)
      << message;
  EXPECT_NE(message.find("writes by an async copy"), std::string::npos);
  EXPECT_EQ(race(1, R"(
      %t = vyre.async_load %x[%c0], %x[%c4], %c4 : $B, $B
      vyre.async_wait %t)"),
            "");
}

// Elements that are not copied are not touched (VYRE-AS-02).
TEST_F(AsyncCopiesTest, EndsTouchNothing) {
  EXPECT_EQ(race(1, R"(
      %c7 = arith.constant 7 : index
      %t = vyre.async_load %x[%c0], %y[%c7], %c4 : $B, $B
      vyre.store %v, %x[%c1] : $B
      vyre.async_wait %t)"),
            "");
}

//===----------------------------------------------------------------------===//
// Races with others
//===----------------------------------------------------------------------===//

/// Invocation 0 copies to %m; invocation 1 reads that.
const char *const kCopyAndRead = R"(
      %t = scf.if %isFirst -> !vyre.token {
        %u = vyre.async_load %x[%c0], %m[%c0], %c4 : $B, $M
        scf.yield %u : !vyre.token
      } else {
        %u = vyre.async_load %x[%c0], %m[%c0], %c0 : $B, $M
        scf.yield %u : !vyre.token
      }
      $BEFORE
      vyre.async_wait %t
      $AFTER
      scf.if %isFirst {
      } else {
        %w = vyre.load %m[%c2] : $M
        vyre.store %w, %y[%c0] : $B
      })";

TEST_F(AsyncCopiesTest, BarrierAfterTheWaitOrders) {
  std::string body = kCopyAndRead;
  replace(body, "$BEFORE", "");
  replace(body, "$AFTER", "vyre.barrier workgroup acq_rel");
  EXPECT_EQ(race(2, body), "");
}

TEST_F(AsyncCopiesTest, vyre_mm_20_BarrierBeforeTheWaitDoesNot) {
  std::string body = kCopyAndRead;
  replace(body, "$BEFORE", "vyre.barrier workgroup acq_rel");
  replace(body, "$AFTER", "");
  // Which message comes depends on who is first.
  EXPECT_NE(race(2, body), "");
}

TEST_F(AsyncCopiesTest, vyre_mm_15_NoBarrierAtAll) {
  std::string body = kCopyAndRead;
  replace(body, "$BEFORE", "");
  replace(body, "$AFTER", "");
  EXPECT_NE(race(2, body), "");
}

/// Invocation 0 copies and sets a flag, invocation 1 waits for the flag.
const char *const kCopyAndFlag = R"(
      %c7 = arith.constant 7 : index
      %one = arith.constant 1 : i32
      scf.if %isFirst {
        %t = vyre.async_load %x[%c0], %y[%c0], %c4 : $B, $B
        $BEFORE
        vyre.async_wait %t
        $AFTER
      } else {
        scf.while : () -> () {
          %f = vyre.atomic_load acquire %x[%c7] : $B
          %waits = arith.cmpi ne, %f, %one : i32
          scf.condition(%waits)
        } do {
          scf.yield
        }
        vyre.store %v, %x[%c2] : $B
        %w = vyre.load %y[%c2] : $B
        vyre.store %w, %y[%c4] : $B
      })";
const char *const kRelease = "vyre.atomic_store release %one, %x[%c7] : $B";

TEST_F(AsyncCopiesTest, ReleaseAfterTheWaitOrders) {
  std::string body = kCopyAndFlag;
  replace(body, "$BEFORE", "");
  replace(body, "$AFTER", kRelease);
  EXPECT_EQ(race(2, body), "");
}

TEST_F(AsyncCopiesTest, vyre_mm_20_ReleaseBeforeTheWaitDoesNot) {
  std::string body = kCopyAndFlag;
  replace(body, "$BEFORE", kRelease);
  replace(body, "$AFTER", "");
  EXPECT_NE(race(2, body), "");
}

//===----------------------------------------------------------------------===//
// Exploration and budgets
//===----------------------------------------------------------------------===//

// Invocation 1 looks at the target: before the wait, or after it.
TEST_F(AsyncCopiesTest, ExplorationSeesBothOrders) {
  ASSERT_TRUE(load(program(2, R"(
      scf.if %isFirst {
        %t = vyre.async_load %x[%c0], %m[%c0], %c1 : $B, $M
        vyre.async_wait %t
      } else {
        %w = vyre.load %m[%c0] : $M
        vyre.store %w, %y[%c0] : $B
        vyre.store %v, %x[%c0] : $B
      })")))
      << diagnostics;
  std::set<uint32_t> seen;
  Bytes x, y;
  ExplorationReport report;
  ExecutionResult error = exploreSchedules(
      100,
      [&](StepControl &control) {
        x = Bytes::of(Words{5, 0, 0, 0, 0, 0, 0, 0});
        y = Bytes::of(Words(8));
        ExecutionOptions options;
        options.control = &control;
        return run({&x, &y}, {1, 1, 1}, {}, options);
      },
      [&] { seen.insert(y.as<uint32_t>()[0]); }, report);
  EXPECT_FALSE(error) << error->str();
  EXPECT_TRUE(report.isComplete);
  // Not there yet, or there. Never 99: who reads that wrote it afterwards.
  EXPECT_EQ(seen, (std::set<uint32_t>{0, 5}));
  // The load before or after the wait, the store before or after the start.
  EXPECT_EQ(report.executions - report.redundant, 3u);
}

TEST_F(AsyncCopiesTest, ElementsCountAsSteps) {
  Bytes x = Bytes::of(Words(8)), y = Bytes::of(Words(8));
  ExecutionOptions options;
  options.stepBudget = 1000;
  ASSERT_TRUE(load(program(1, R"(
      %n = arith.constant 100 : index
      scf.for %k = %c0 to %n step %c1 {
        %t = vyre.async_load %x[%c0], %y[%c0], %n : $B, $B
        vyre.async_wait %t
      })")))
      << diagnostics;
  ExecutionResult error = run({&x, &y}, {1, 1, 1}, {}, options);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, ExecutionError::Kind::BudgetExhausted);
}

TEST_F(AsyncCopiesTest, TooMuchInFlightIsAnError) {
  // 64 invocations, 8 MiB each.
  ASSERT_TRUE(load(R"(
      vyre.program @p(%x: !vyre.buffer<?xi32, read_write>) workgroup [64, 1, 1] {
        %c0 = arith.constant 0 : index
        %n = arith.constant 4294967295 : index
        %t = vyre.async_load %x[%n], %x[%c0], %n
            : !vyre.buffer<?xi32, read_write>, !vyre.buffer<?xi32, read_write>
        vyre.async_wait %t
        vyre.return
      })"))
      << diagnostics;
  Bytes x = Bytes::of(Words(2 << 20));
  ExecutionResult error = run({&x});
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, ExecutionError::Kind::BudgetExhausted);
  EXPECT_NE(error->str().find("'vyre.async_load' starts a copy for invocation "
                              "32 of workgroup (0, 0, 0)"),
            std::string::npos)
      << error->str();
}

} // namespace
