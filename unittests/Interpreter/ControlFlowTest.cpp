// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Structured control flow, ids and exits, under every schedule.
//
//===----------------------------------------------------------------------===//

#include "KernelFixture.h"

using namespace mlir;
using namespace mlir::vyre;

namespace {

using Words = std::vector<uint32_t>;

class ControlFlowTest : public KernelTest {
protected:
  /// Runs `body`, which has %i : index, %a : 16 x i32, some constants, on
  /// zeros.
  void expectWords(std::string body, Words after,
                   std::string size = "[16, 1, 1]",
                   std::array<uint32_t, 3> grid = {1, 1, 1},
                   std::vector<uint64_t> scalars = {}, std::string extra = "") {
    std::string source =
        "vyre.program @p(%a: !vyre.buffer<16xi32, read_write>" + extra +
        ") workgroup " + size + R"( {
      %i = vyre.global_id x
      %ii = arith.index_cast %i : index to i32
      %0 = arith.constant 0 : index
      %1 = arith.constant 1 : index
      %2 = arith.constant 2 : index
      %5 = arith.constant 5 : index
      %c0 = arith.constant 0 : i32
      %c1 = arith.constant 1 : i32
      %c10 = arith.constant 10 : i32
    )" + body +
        "\nvyre.return\n}";
    ASSERT_TRUE(load(source)) << diagnostics;
    for (const Schedule &schedule : allSchedules()) {
      Bytes a = Bytes::of(Words(16));
      ExecutionOptions options;
      options.schedule = schedule;
      ExecutionResult error = run({&a}, grid, scalars, options);
      EXPECT_FALSE(error) << schedule.str() << ": " << error->str();
      EXPECT_EQ(a.as<uint32_t>(), after) << schedule.str();
    }
  }

  /// expected[i] = rule(i)
  template <typename Rule>
  Words table(Rule rule) {
    Words result;
    for (uint32_t i = 0; i < 16; ++i)
      result.push_back(rule(i));
    return result;
  }
  const std::string store =
      "vyre.store %r, %a[%i] : !vyre.buffer<16xi32, read_write>";
};

TEST_F(ControlFlowTest, BranchesGiveValues) {
  expectWords("%c = arith.cmpi ult, %i, %5 : index\n"
              "%r = scf.if %c -> i32 { scf.yield %c10 : i32 }"
              " else { scf.yield %ii : i32 }\n" +
                  store,
              table([](uint32_t i) { return i < 5 ? 10 : i; }));
}

TEST_F(ControlFlowTest, NestedBranchesMeetAgain) {
  expectWords(
      "%p = vyre.remui %i, %2 : index\n"
      "%odd = arith.cmpi eq, %p, %1 : index\n"
      "%low = arith.cmpi ult, %i, %5 : index\n"
      "%r = scf.if %odd -> i32 {\n"
      "  %x = scf.if %low -> i32 { scf.yield %c10 : i32 } else { scf.yield %c1 "
      ": i32 }\n"
      "  %y = arith.addi %x, %ii : i32\n scf.yield %y : i32\n"
      "} else { scf.yield %c0 : i32 }\n" +
          store,
      table([](uint32_t i) { return i % 2 ? i + (i < 5 ? 10 : 1) : 0; }));
}

TEST_F(ControlFlowTest, LoopsWithTripsPerInvocation) {
  expectWords(
      "%r = scf.for %t = %0 to %i step %1 iter_args(%s = %c10) -> i32 {\n"
      "  %ti = arith.index_cast %t : index to i32\n"
      "  %n = arith.addi %s, %ti : i32\n  scf.yield %n : i32\n}\n" +
          store,
      table([](uint32_t i) { return 10 + (i ? i * (i - 1) / 2 : 0); }));
}

TEST_F(ControlFlowTest, LoopsThatRunZeroTimesGiveTheirInitialValues) {
  expectWords(
      "%r = scf.for %t = %5 to %0 step %1 iter_args(%s = %c10) -> i32 {\n"
      "  scf.yield %c1 : i32\n}\n" +
          store,
      Words(16, 10));
}

TEST_F(ControlFlowTest, LoopsSwapTheirValues) {
  expectWords("%x:2 = scf.for %t = %0 to %i step %1"
              " iter_args(%s = %c10, %u = %c1) -> (i32, i32) {\n"
              "  scf.yield %u, %s : i32, i32\n}\n"
              "%k = arith.muli %x#0, %c10 : i32\n"
              "%r = arith.addi %k, %x#1 : i32\n" +
                  store,
              table([](uint32_t i) { return i % 2 ? 20 : 101; }));
}

TEST_F(ControlFlowTest, vyre_ix_02_IndexLoopsCompareUnsigned) {
  // From -2 to -1 as unsigned numbers: one round. As i32, signed: two.
  expectWords(
      "%m2 = arith.constant -2 : index\n%m1 = arith.constant -1 : index\n"
      "%r = scf.for %t = %m2 to %m1 step %1 iter_args(%s = %c0) -> i32 {\n"
      "  %n = arith.addi %s, %c1 : i32\n  scf.yield %n : i32\n}\n" +
          store,
      Words(16, 1));
  expectWords("%m2 = arith.constant -2 : i32\n"
              "%r = scf.for %t = %m2 to %c0 step %c1 iter_args(%s = %c0) -> "
              "i32 : i32 {\n"
              "  %n = arith.addi %s, %c1 : i32\n  scf.yield %n : i32\n}\n" +
                  store,
              Words(16, 2));
  expectWords("%m2 = arith.constant -2 : i32\n"
              "%r = scf.for unsigned %t = %m2 to %c0 step %c1 iter_args(%s = "
              "%c0) -> i32 : i32 {\n"
              "  %n = arith.addi %s, %c1 : i32\n  scf.yield %n : i32\n}\n" +
                  store,
              Words(16, 0));
}

TEST_F(ControlFlowTest, LoopsEndWhereTheCounterHasNoNextValue) {
  expectWords(
      "%m3 = arith.constant -3 : index\n%m1 = arith.constant -1 : index\n"
      "%r = scf.for %t = %m3 to %m1 step %5 iter_args(%s = %c0) -> i32 {\n"
      "  %n = arith.addi %s, %c1 : i32\n  scf.yield %n : i32\n}\n" +
          store,
      Words(16, 1));
}

TEST_F(ControlFlowTest, WhileLoops) {
  // Collatz: the number of steps from i to 1.
  expectWords(R"(
    %k:2 = scf.while (%n = %ii, %s = %c0) : (i32, i32) -> (i32, i32) {
      %more = arith.cmpi ugt, %n, %c1 : i32
      scf.condition(%more) %n, %s : i32, i32
    } do {
    ^bb0(%n: i32, %s: i32):
      %two = arith.constant 2 : i32
      %three = arith.constant 3 : i32
      %half = arith.divui %n, %two : i32
      %m = arith.muli %n, %three : i32
      %up = arith.addi %m, %c1 : i32
      %bit = arith.andi %n, %c1 : i32
      %odd = arith.cmpi eq, %bit, %c1 : i32
      %next = arith.select %odd, %up, %half : i32
      %t = arith.addi %s, %c1 : i32
      scf.yield %next, %t : i32, i32
    }
    vyre.store %k#1, %a[%i] : !vyre.buffer<16xi32, read_write>)",
              {0, 0, 1, 7, 2, 5, 8, 16, 3, 19, 6, 14, 9, 9, 17, 17});
}

TEST_F(ControlFlowTest, Switches) {
  expectWords("%k = vyre.remui %i, %5 : index\n"
              "%r = scf.index_switch %k -> i32\n"
              "case 1 { scf.yield %c10 : i32 }\n"
              "case 3 { scf.yield %c1 : i32 }\n"
              "default { scf.yield %ii : i32 }\n" +
                  store,
              table([](uint32_t i) {
                return i % 5 == 1 ? 10 : i % 5 == 3 ? 1 : i;
              }));
}

TEST_F(ControlFlowTest, vyre_pr_04_RegionsYield) {
  expectWords("%r = vyre.region \"front\" -> i32 {\n"
              "  %x = arith.addi %ii, %c10 : i32\n  vyre.yield %x : i32\n}\n" +
                  store,
              table([](uint32_t i) { return i + 10; }));
}

TEST_F(ControlFlowTest, vyre_pr_05_ExitsFromLoopsKeepEarlierWrites) {
  expectWords("scf.for %t = %0 to %5 step %1 {\n"
              "  %ti = arith.index_cast %t : index to i32\n"
              "  %x = arith.addi %ti, %c1 : i32\n"
              "  vyre.store %x, %a[%i] : !vyre.buffer<16xi32, read_write>\n"
              "  %out = arith.cmpi eq, %t, %i : index\n"
              "  vyre.exit_if %out\n}\n"
              "vyre.store %c10, %a[%i] : !vyre.buffer<16xi32, read_write>",
              table([](uint32_t i) { return i < 5 ? i + 1 : 10; }));
}

TEST_F(ControlFlowTest, Ids) {
  // Two by two workgroups of four by two: x + 8 y + 100 * local x + ...
  expectWords(R"(
    %y = vyre.global_id y
    %lx = vyre.local_id x
    %ly = vyre.local_id y
    %gx = vyre.workgroup_id x
    %gy = vyre.workgroup_id y
    %nx = vyre.num_workgroups x
    %four = arith.constant 4 : index
    %k0 = arith.muli %gy, %nx : index
    %k1 = arith.addi %k0, %gx : index
    %k2 = arith.muli %k1, %four : index
    %k3 = arith.muli %ly, %2 : index
    %k4 = arith.addi %k2, %k3 : index
    %k = arith.addi %k4, %lx : index
    %yi = arith.index_cast %y : index to i32
    %ten = arith.muli %yi, %c10 : i32
    %v = arith.addi %ten, %ii : i32
    vyre.store %v, %a[%k] : !vyre.buffer<16xi32, read_write>)",
              {0, 1, 10, 11, 2, 3, 12, 13, 20, 21, 30, 31, 22, 23, 32, 33},
              "[2, 2, 1]", {2, 2, 1});
}

TEST_F(ControlFlowTest, Scalars) {
  expectWords("%x = arith.trunci %n : i64 to i32\n"
              "%k = arith.index_cast %m : index to i32\n"
              "%r = arith.addi %x, %k : i32\n" +
                  store,
              Words(16, 0x22222221), "[16, 1, 1]", {1, 1, 1},
              {0x1111111111111111, 0x11111110}, ", %n: i64, %m: index");
}

TEST_F(ControlFlowTest, SumOfALongLoopWraps) {
  expectWords(
      "%n = arith.constant 131072 : index\n"
      "%r = scf.for %t = %0 to %n step %1 iter_args(%s = %c0) -> i32 {\n"
      "  %ti = arith.index_cast %t : index to i32\n"
      "  %k = arith.addi %s, %ti : i32\n  scf.yield %k : i32\n}\n" +
          store,
      Words(16, 0xFFFF0000));
}

} // namespace
