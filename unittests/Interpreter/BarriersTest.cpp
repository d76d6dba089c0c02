// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Barriers of all scopes, who takes part in them, and what is an error
// (VYRE-BR-01, VYRE-PR-05).
//
//===----------------------------------------------------------------------===//

#include "KernelFixture.h"

using namespace mlir;
using namespace mlir::vyre;

namespace {

using Words = std::vector<uint32_t>;
using Kind = ExecutionError::Kind;

class BarriersTest : public KernelTest {
protected:
  /// The same error under every schedule.
  void expectError(llvm::StringRef source, size_t words,
                   std::array<uint32_t, 3> grid, Kind kind,
                   llvm::StringRef text, llvm::StringRef note = "") {
    ASSERT_TRUE(load(source)) << diagnostics;
    for (const Schedule &schedule : allSchedules()) {
      Bytes a = Bytes::of(Words(words));
      ExecutionOptions options;
      options.schedule = schedule;
      options.spinBudget = 20000;
      ExecutionResult error = run({&a}, grid, {}, options);
      ASSERT_TRUE(error) << schedule.str();
      EXPECT_EQ(error->kind, kind) << schedule.str() << ": " << error->str();
      EXPECT_NE(error->message.find(text), std::string::npos)
          << schedule.str() << ": " << error->message;
      EXPECT_FALSE(error->fix.empty());
      if (note.empty())
        continue;
      ASSERT_FALSE(error->notes.empty()) << error->message;
      EXPECT_NE(error->notes[0].second.find(note), std::string::npos)
          << error->notes[0].second;
    }
  }

  void expectWords(llvm::StringRef source, Words before, Words after,
                   std::array<uint32_t, 3> grid) {
    ASSERT_TRUE(load(source)) << diagnostics;
    for (const Schedule &schedule : allSchedules()) {
      Bytes a = Bytes::of(before);
      ExecutionOptions options;
      options.schedule = schedule;
      ExecutionResult error = run({&a}, grid, {}, options);
      EXPECT_FALSE(error) << schedule.str() << ": " << error->str();
      EXPECT_EQ(a.as<uint32_t>(), after) << schedule.str();
    }
  }
};

TEST_F(BarriersTest, AWorkgroupBarrierExchangesValues) {
  expectWords(R"(
    vyre.program @p(%a: !vyre.buffer<8xi32, read_write>) workgroup [4, 1, 1] {
      %s = vyre.workgroup_alloc : !vyre.buffer<4xi32, workgroup>
      %l = vyre.local_id x
      %i = vyre.global_id x
      %x = vyre.load %a[%i] : !vyre.buffer<8xi32, read_write>
      vyre.store %x, %s[%l] : !vyre.buffer<4xi32, workgroup>
      vyre.barrier workgroup acq_rel
      %three = arith.constant 3 : index
      %r = arith.subi %three, %l : index
      %y = vyre.load %s[%r] : !vyre.buffer<4xi32, workgroup>
      vyre.store %y, %a[%i] : !vyre.buffer<8xi32, read_write>
      vyre.return
    })",
              {1, 2, 3, 4, 5, 6, 7, 8}, {4, 3, 2, 1, 8, 7, 6, 5}, {2, 1, 1});
}

TEST_F(BarriersTest, vyre_pr_05_ExitedInvocationsTakeNoPart) {
  expectWords(R"(
    vyre.program @p(%a: !vyre.buffer<4xi32, read_write>) workgroup [8, 1, 1] {
      %s = vyre.workgroup_alloc : !vyre.buffer<8xi32, workgroup>
      %l = vyre.local_id x
      %four = arith.constant 4 : index
      %out = arith.cmpi uge, %l, %four : index
      vyre.exit_if %out
      %x = vyre.load %a[%l] : !vyre.buffer<4xi32, read_write>
      vyre.store %x, %s[%l] : !vyre.buffer<8xi32, workgroup>
      vyre.barrier workgroup acq_rel
      %three = arith.constant 3 : index
      %r = arith.subi %three, %l : index
      %y = vyre.load %s[%r] : !vyre.buffer<8xi32, workgroup>
      vyre.store %y, %a[%l] : !vyre.buffer<4xi32, read_write>
      vyre.return
    })",
              {1, 2, 3, 4}, {4, 3, 2, 1}, {1, 1, 1});
}

TEST_F(BarriersTest, AGridBarrierKeepsAllInvocationsAndTheirValues) {
  // Each workgroup reads what the mirrored one wrote, and still knows %x.
  expectWords(R"(
    vyre.program @p(%a: !vyre.buffer<8xi32, read_write>) workgroup [2, 1, 1] {
      %i = vyre.global_id x
      %x = vyre.load %a[%i] : !vyre.buffer<8xi32, read_write>
      %ten = arith.constant 10 : i32
      %t = arith.muli %x, %ten : i32
      vyre.store %t, %a[%i] : !vyre.buffer<8xi32, read_write>
      vyre.barrier grid
      %seven = arith.constant 7 : index
      %r = arith.subi %seven, %i : index
      %y = vyre.load %a[%r] : !vyre.buffer<8xi32, read_write>
      vyre.barrier grid
      %z = arith.addi %x, %y : i32
      vyre.store %z, %a[%i] : !vyre.buffer<8xi32, read_write>
      vyre.return
    })",
              {1, 2, 3, 4, 5, 6, 7, 8}, {81, 72, 63, 54, 45, 36, 27, 18},
              {4, 1, 1});
}

TEST_F(BarriersTest, AGridBarrierInALoop) {
  // Eight rounds of: take the left neighbour's number, all at once.
  expectWords(R"(
    vyre.program @p(%a: !vyre.buffer<8xi32, read_write>) workgroup [2, 1, 1] {
      %i = vyre.global_id x
      %0 = arith.constant 0 : index
      %1 = arith.constant 1 : index
      %3 = arith.constant 3 : index
      %8 = arith.constant 8 : index
      %seven = arith.constant 7 : index
      %left = arith.addi %i, %seven : index
      %k = vyre.remui %left, %8 : index
      scf.for %t = %0 to %3 step %1 {
        %x = vyre.load %a[%k] : !vyre.buffer<8xi32, read_write>
        vyre.barrier grid
        vyre.store %x, %a[%i] : !vyre.buffer<8xi32, read_write>
        vyre.barrier grid
      }
      vyre.return
    })",
              {1, 2, 3, 4, 5, 6, 7, 8}, {6, 7, 8, 1, 2, 3, 4, 5}, {4, 1, 1});
}

TEST_F(BarriersTest, ASubgroupBarrierIsOfItsSubgroup) {
  // The second subgroup has its own barrier.
  expectWords(R"(
    vyre.program @p(%a: !vyre.buffer<64xi32, read_write>) workgroup [64, 1, 1] {
      %i = vyre.global_id x
      %32 = arith.constant 32 : index
      %first = arith.cmpi ult, %i, %32 : index
      %one = arith.constant 1 : i32
      scf.if %first {
        vyre.barrier subgroup acq_rel
        vyre.store %one, %a[%i] : !vyre.buffer<64xi32, read_write>
      } else {
        vyre.barrier subgroup acq_rel
      }
      vyre.return
    })",
              Words(64),
              [] {
                Words expected(64);
                std::fill_n(expected.begin(), 32, 1);
                return expected;
              }(),
              {1, 1, 1});
}

TEST_F(BarriersTest, vyre_br_01_TwoBarriers) {
  expectError(R"(
    vyre.program @p(%a: !vyre.buffer<4xi32, read_write>) workgroup [4, 1, 1] {
      %l = vyre.local_id x
      %two = arith.constant 2 : index
      %c = arith.cmpi ult, %l, %two : index
      scf.if %c {
        vyre.barrier workgroup acq_rel
      } else {
        vyre.barrier workgroup acq_rel
      }
      vyre.return
    })",
              4, {1, 1, 1}, Kind::DivergentBarrier,
              "invocations 0, 1 of workgroup (0, 0, 0) wait here",
              "invocations 2, 3 of workgroup (0, 0, 0) wait at this barrier");
}

TEST_F(BarriersTest, vyre_br_01_SomeAtNone) {
  expectError(R"(
    vyre.program @p(%a: !vyre.buffer<4xi32, read_write>) workgroup [4, 1, 1] {
      %l = vyre.local_id x
      %two = arith.constant 2 : index
      %c = arith.cmpi eq, %l, %two : index
      scf.if %c {
        vyre.barrier workgroup acq_rel
      }
      vyre.return
    })",
              4, {1, 1, 1}, Kind::DivergentBarrier,
              "invocation 2 of workgroup (0, 0, 0) waits here",
              "invocations 0, 1, 3 of workgroup (0, 0, 0) came to the end");
}

TEST_F(BarriersTest, vyre_br_01_OtherRoundOfALoop) {
  expectError(R"(
    vyre.program @p(%a: !vyre.buffer<4xi32, read_write>) workgroup [4, 1, 1] {
      %l = vyre.local_id x
      %0 = arith.constant 0 : index
      %1 = arith.constant 1 : index
      %2 = arith.constant 2 : index
      %p = vyre.remui %l, %2 : index
      scf.for %t = %0 to %2 step %1 {
        %c = arith.cmpi eq, %t, %p : index
        scf.if %c {
          vyre.barrier workgroup acq_rel
        }
      }
      vyre.return
    })",
              4, {1, 1, 1}, Kind::DivergentBarrier,
              "invocations 0, 2 of workgroup (0, 0, 0) came to this barrier in "
              "round 0 of the loop around it, but invocations 1, 3");
}

TEST_F(BarriersTest, vyre_br_01_AWorkgroupMissesAGridBarrier) {
  expectError(R"(
    vyre.program @p(%a: !vyre.buffer<4xi32, read_write>) workgroup [4, 1, 1] {
      %g = vyre.workgroup_id x
      %1 = arith.constant 1 : index
      %c = arith.cmpi eq, %g, %1 : index
      scf.if %c {
        vyre.barrier grid
      }
      vyre.return
    })",
              4, {3, 1, 1}, Kind::DivergentBarrier,
              "invocations 0 to 3 of workgroup (1, 0, 0) wait here",
              "came to the end here");
}

TEST_F(BarriersTest, AWorkgroupThatExitedTakesNoPartInAGridBarrier) {
  expectWords(R"(
    vyre.program @p(%a: !vyre.buffer<8xi32, read_write>) workgroup [4, 1, 1] {
      %i = vyre.global_id x
      %g = vyre.workgroup_id x
      %1 = arith.constant 1 : index
      %c = arith.cmpi eq, %g, %1 : index
      vyre.exit_if %c
      vyre.barrier grid
      %one = arith.constant 1 : i32
      vyre.store %one, %a[%i] : !vyre.buffer<8xi32, read_write>
      vyre.return
    })",
              Words(8), {1, 1, 1, 1, 0, 0, 0, 0}, {2, 1, 1});
}

TEST_F(BarriersTest, AHangIsFound) {
  expectError(R"(
    vyre.program @p(%a: !vyre.buffer<1xi32, read_write>) workgroup [4, 1, 1] {
      %0 = arith.constant 0 : index
      %zero = arith.constant 0 : i32
      scf.while : () -> () {
        %x = vyre.atomic_load acquire %a[%0] : !vyre.buffer<1xi32, read_write>
        %c = arith.cmpi eq, %x, %zero : i32
        scf.condition(%c)
      } do {
        scf.yield
      }
      vyre.return
    })",
              1, {2, 1, 1}, Kind::Hang, "of element 0 of 'a' that nobody writes");
}

TEST_F(BarriersTest, ALockIsPassedOn) {
  // A spin lock around a plain counter, in all lanes of all workgroups: the
  // lane that holds the lock must get its turn.
  expectWords(R"(
    vyre.program @p(%a: !vyre.buffer<2xi32, read_write>) workgroup [8, 1, 1] {
      %0 = arith.constant 0 : index
      %1 = arith.constant 1 : index
      %free = arith.constant 0 : i32
      %held = arith.constant 1 : i32
      scf.while : () -> () {
        %x = vyre.atomic_cas acquire %free, %held, %a[%0] : !vyre.buffer<2xi32, read_write>
        %c = arith.cmpi ne, %x, %free : i32
        scf.condition(%c)
      } do {
        scf.yield
      }
      %n = vyre.load %a[%1] : !vyre.buffer<2xi32, read_write>
      %m = arith.addi %n, %held : i32
      vyre.store %m, %a[%1] : !vyre.buffer<2xi32, read_write>
      vyre.atomic_store release %free, %a[%0] : !vyre.buffer<2xi32, read_write>
      vyre.return
    })",
              {0, 0}, {0, 24}, {3, 1, 1});
}

TEST_F(BarriersTest, AWorkgroupMayWaitForALaterOne) {
  expectWords(R"(
    vyre.program @p(%a: !vyre.buffer<1xi32, read_write>) workgroup [2, 1, 1] {
      %0 = arith.constant 0 : index
      %one = arith.constant 1 : i32
      %g = vyre.workgroup_id x
      %last = arith.constant 39 : index
      %w = arith.cmpi eq, %g, %last : index
      scf.if %w {
        vyre.atomic_store release %one, %a[%0] : !vyre.buffer<1xi32, read_write>
      }
      scf.while : () -> () {
        %x = vyre.atomic_load acquire %a[%0] : !vyre.buffer<1xi32, read_write>
        %c = arith.cmpi ne, %x, %one : i32
        scf.condition(%c)
      } do {
        scf.yield
      }
      vyre.return
    })",
              {0}, {1}, {40, 1, 1});
}

TEST_F(BarriersTest, vyre_br_01_OtherRoundOfALoopAtAGridBarrier) {
  expectError(R"(
    vyre.program @p(%a: !vyre.buffer<4xi32, read_write>) workgroup [2, 1, 1] {
      %g = vyre.global_id x
      %0 = arith.constant 0 : index
      %1 = arith.constant 1 : index
      %2 = arith.constant 2 : index
      %p = vyre.remui %g, %2 : index
      scf.for %t = %0 to %2 step %1 {
        %c = arith.cmpi eq, %t, %p : index
        scf.if %c {
          vyre.barrier grid
        }
      }
      vyre.return
    })",
              4, {2, 1, 1}, Kind::DivergentBarrier, "in round 0");
}

TEST_F(BarriersTest, AHangBesideAGridBarrierIsFound) {
  // Workgroup 1 waits for what 0 would do behind the barrier.
  expectError(R"(
    vyre.program @p(%a: !vyre.buffer<1xi32, read_write>) workgroup [4, 1, 1] {
      %0 = arith.constant 0 : index
      %1 = arith.constant 1 : index
      %zero = arith.constant 0 : i32
      %one = arith.constant 1 : i32
      %g = vyre.workgroup_id x
      %second = arith.cmpi eq, %g, %1 : index
      scf.if %second {
        scf.while : () -> () {
          %x = vyre.atomic_load acquire %a[%0] : !vyre.buffer<1xi32, read_write>
          %c = arith.cmpi eq, %x, %zero : i32
          scf.condition(%c)
        } do {
          scf.yield
        }
      }
      vyre.barrier grid
      vyre.atomic_store release %one, %a[%0] : !vyre.buffer<1xi32, read_write>
      vyre.return
    })",
              1, {2, 1, 1}, Kind::Hang, "of workgroup (1, 0, 0) wait",
              "of workgroup (0, 0, 0) wait at this barrier");
}

TEST_F(BarriersTest, WorkgroupsThatWaitForEachOtherByCounting) {
  // A barrier of all workgroups made of an atomic counter: the last to come
  // lets the others go. Every look changes memory.
  expectWords(R"(
    vyre.program @p(%a: !vyre.buffer<2xi32, read_write>) workgroup [1, 1, 1] {
      %0 = arith.constant 0 : index
      %1 = arith.constant 1 : index
      %one = arith.constant 1 : i32
      %six = arith.constant 6 : i32
      %mine = vyre.atomic_rmw add acq_rel %one, %a[%0] : !vyre.buffer<2xi32, read_write>
      scf.while : () -> () {
        %look = vyre.atomic_rmw add relaxed %one, %a[%1] : !vyre.buffer<2xi32, read_write>
        %n = vyre.atomic_load acquire %a[%0] : !vyre.buffer<2xi32, read_write>
        %c = arith.cmpi ult, %n, %six : i32
        scf.condition(%c)
      } do {
        scf.yield
      }
      vyre.atomic_store relaxed %six, %a[%1] : !vyre.buffer<2xi32, read_write>
      vyre.barrier grid
      vyre.atomic_store relaxed %six, %a[%1] : !vyre.buffer<2xi32, read_write>
      vyre.return
    })",
              {0, 0}, {6, 6}, {6, 1, 1});
}

TEST_F(BarriersTest, TheStepBudgetEndsAnEndlessLoop) {
  ASSERT_TRUE(load(R"(
    vyre.program @p(%a: !vyre.buffer<1xi32, read_write>) workgroup [4, 1, 1] {
      %true = arith.constant true
      scf.while : () -> () {
        scf.condition(%true)
      } do {
        scf.yield
      }
      vyre.return
    })"));
  Bytes a = Bytes::of(Words(1));
  ExecutionOptions options;
  options.stepBudget = 100000;
  ExecutionResult error = run({&a}, {1, 1, 1}, {}, options);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, Kind::BudgetExhausted);
}

} // namespace
