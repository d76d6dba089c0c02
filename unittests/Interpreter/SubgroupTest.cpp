// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Subgroup ops: what they give for every width, who takes part, and what is an
// error (VYRE-SG-01 to 05).
//
//===----------------------------------------------------------------------===//

#include "KernelFixture.h"

#include "Vyre/Interpreter/RaceDetector.h"

#include <cmath>
#include <limits>
#include <set>

using namespace mlir;
using namespace mlir::vyre;

namespace {

using Words = std::vector<uint32_t>;
using Kind = ExecutionError::Kind;

class SubgroupTest : public KernelTest {
protected:
  /// A program of one workgroup of `lanes` invocations, which each run `body`
  /// with their id in %l, on %a and %r, one T of `type` for each; it ends with
  /// the result in %x.
  static std::string program(unsigned lanes, std::string body,
                             std::string type = "i32") {
    std::string source =
        "vyre.program @p(%a: $B, %r: $B) workgroup [$N, 1, 1] {\n"
        "  %l = vyre.local_id x\n"
        "  %v = vyre.load %a[%l] : $B\n" +
        body +
        "\n  vyre.store %x, %r[%l] : $B\n"
        "  vyre.return\n}\n";
    auto replace = [&](const std::string &what, const std::string &by) {
      for (size_t at; (at = source.find(what)) != std::string::npos;)
        source.replace(at, what.size(), by);
    };
    replace("$B", "!vyre.buffer<?x" + type + ", read_write>");
    replace("$N", std::to_string(lanes));
    return source;
  }

  /// %r after the program ran on `values`; the same under every schedule.
  template <typename T>
  std::vector<T> evaluate(std::string source, std::vector<T> values,
                          uint32_t width = 32, uint32_t groups = 1) {
    if (!load(source)) {
      ADD_FAILURE() << diagnostics;
      return {};
    }
    std::vector<T> results;
    for (const Schedule &schedule : allSchedules()) {
      Bytes a = Bytes::of(values), r = Bytes::of(std::vector<T>(values.size()));
      ExecutionOptions options;
      options.schedule = schedule;
      options.subgroupSize = width;
      ExecutionResult error = run({&a, &r}, {groups, 1, 1}, {}, options);
      EXPECT_FALSE(error) << schedule.str() << ": " << error->str();
      if (results.empty())
        results = r.as<T>();
      EXPECT_EQ(std::memcmp(r.bytes.data(), results.data(), r.bytes.size()), 0)
          << schedule.str();
    }
    return results;
  }

  /// What all invocations get; they must get the same.
  template <typename T>
  T reduce(std::string kind, std::vector<T> values, std::string type = "i32") {
    std::vector<T> results = evaluate(
        program(values.size(),
                "%x = vyre.subgroup_reduce <" + kind + "> %v : " + type, type),
        values);
    for (const T &each : results)
      EXPECT_EQ(std::memcmp(&each, &results.front(), sizeof(T)), 0);
    return results.empty() ? T() : results.front();
  }

  /// The same error under every schedule.
  void expectError(std::string source, size_t words, Kind kind,
                   llvm::StringRef text, llvm::StringRef note = "",
                   uint32_t width = 4) {
    ASSERT_TRUE(load(source)) << diagnostics;
    for (const Schedule &schedule : allSchedules()) {
      Bytes a = Bytes::of(Words(words)), r = Bytes::of(Words(words));
      ExecutionOptions options;
      options.schedule = schedule;
      options.subgroupSize = width;
      ExecutionResult error = run({&a, &r}, {1, 1, 1}, {}, options);
      ASSERT_TRUE(error) << schedule.str();
      EXPECT_EQ(error->kind, kind) << error->str();
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
};

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

TEST_F(SubgroupTest, vyre_sg_01_IdsFollowLinearLocalIds) {
  // size * 10000 + subgroups * 1000 + subgroup * 100 + lane.
  std::string source = R"(
    vyre.program @p(%a: !vyre.buffer<?xi32, read_write>,
                    %r: !vyre.buffer<?xi32, read_write>) workgroup [3, 2, 2] {
      %x = vyre.local_id x
      %y = vyre.local_id y
      %z = vyre.local_id z
      %3 = arith.constant 3 : index
      %6 = arith.constant 6 : index
      %100 = arith.constant 100 : index
      %1000 = arith.constant 1000 : index
      %10000 = arith.constant 10000 : index
      %ny = arith.muli %y, %3 : index
      %nz = arith.muli %z, %6 : index
      %xy = arith.addi %x, %ny : index
      %i = arith.addi %xy, %nz : index
      %size = vyre.subgroup_size
      %count = vyre.num_subgroups
      %subgroup = vyre.subgroup_id
      %lane = vyre.subgroup_local_id
      %s0 = arith.muli %size, %10000 : index
      %s1 = arith.muli %count, %1000 : index
      %s2 = arith.muli %subgroup, %100 : index
      %t0 = arith.addi %s0, %s1 : index
      %t1 = arith.addi %s2, %lane : index
      %t = arith.addi %t0, %t1 : index
      %v = arith.index_castui %t : index to i32
      vyre.store %v, %r[%i] : !vyre.buffer<?xi32, read_write>
      vyre.return
    })";
  Words zeros(12);
  EXPECT_EQ(evaluate(source, zeros, 8),
            Words({82000, 82001, 82002, 82003, 82004, 82005, 82006, 82007,
                   82100, 82101, 82102, 82103}));
  // A subgroup that is larger than the workgroup keeps its size.
  EXPECT_EQ(evaluate(source, zeros, 128).back(), 1281011u);
  EXPECT_EQ(evaluate(source, zeros, 1).back(), 10000u + 12000u + 1100u);
}

TEST_F(SubgroupTest, vyre_sg_01_SizesAreThoseThatDevicesHave) {
  ASSERT_TRUE(load(program(4, "%x = vyre.subgroup_reduce <add> %v : i32")));
  for (uint32_t width : {0u, 3u, 48u, 256u, 1u << 31}) {
    Bytes a = Bytes::of(Words(4)), r = Bytes::of(Words(4));
    ExecutionOptions options;
    options.subgroupSize = width;
    ExecutionResult error = run({&a, &r}, {1, 1, 1}, {}, options);
    ASSERT_TRUE(error) << width;
    EXPECT_EQ(error->kind, Kind::InvalidArgument);
    EXPECT_EQ(error->message, "program 'p' runs with a subgroup size of " +
                                  std::to_string(width) +
                                  ", expected a power of two up to 128 "
                                  "[VYRE-SG-01]");
  }
}

TEST_F(SubgroupTest, vyre_sg_03_BallotSetsTheBitOfTheLane) {
  auto component = [&](unsigned number) {
    return program(70, "%0 = arith.constant 0 : i32\n"
                       "%c = arith.cmpi ne, %v, %0 : i32\n"
                       "%bits = vyre.subgroup_ballot %c\n"
                       "%x = vector.extract %bits[" +
                           std::to_string(number) +
                           "] : i32 from vector<4xi32>");
  };
  Words values(70);
  for (unsigned lane : {0u, 5u, 31u, 32u, 63u, 64u, 69u})
    values[lane] = 7;
  uint32_t first = 1u | 1u << 5 | 1u << 31, second = 1u | 1u << 31,
           third = 1u | 1u << 5;
  Words inOne = evaluate(component(0), values, 128);
  EXPECT_EQ(inOne, Words(70, first));
  EXPECT_EQ(evaluate(component(1), values, 128), Words(70, second));
  EXPECT_EQ(evaluate(component(2), values, 128), Words(70, third));
  EXPECT_EQ(evaluate(component(3), values, 128), Words(70, 0));
  // Three subgroups of 32, of which the last has 6 invocations.
  Words inThree = evaluate(component(0), values, 32);
  EXPECT_EQ(inThree[0], first);
  EXPECT_EQ(inThree[32], second);
  EXPECT_EQ(inThree[69], third);
  EXPECT_EQ(evaluate(component(1), values, 32), Words(70, 0));
}

// The vector of the specification: lane 0 tells all others.
TEST_F(SubgroupTest, vyre_sg_04_ShuffleGivesTheValueOfALane) {
  std::string body = R"(
    %0 = arith.constant 0 : index
    %isLeader = arith.cmpi eq, %l, %0 : index
    %zero = arith.constant 0 : i32
    %word = arith.constant 0xFEEDCAFE : i32
    %leader = arith.select %isLeader, %word, %zero : i32
    %x = vyre.subgroup_shuffle %leader, %0 : i32)";
  EXPECT_EQ(evaluate(program(32, body), Words(32)), Words(32, 0xFEEDCAFEu));
}

TEST_F(SubgroupTest, vyre_sg_04_ShuffleFromNobodyIsZero) {
  // Lane l asks for lane `v`.
  std::string body = R"(
    %lane = arith.index_castui %v : i32 to index
    %one = arith.constant 1 : index
    %next = arith.addi %l, %one : index
    %mine = arith.index_castui %next : index to i32
    %x = vyre.subgroup_shuffle %mine, %lane : i32)";
  // Subgroups of 4; the second has lanes 0 and 1.
  EXPECT_EQ(evaluate(program(6, body), Words({3, 2, 1, 4, 1, 2}), 4),
            Words({4, 3, 2, 0, 6, 0}));
  EXPECT_EQ(
      evaluate(program(6, body), Words({~0u, 128, 127, 1u << 31, 0, 4}), 4),
      Words({0, 0, 0, 0, 5, 0}));
}

// The vectors of the specification.
TEST_F(SubgroupTest, vyre_sg_05_ReducesIntegers) {
  EXPECT_EQ(reduce<uint32_t>("maxu", {3, 9, 1}), 9u);
  EXPECT_EQ(reduce<uint32_t>("xor", {0xC, 0xA}), 6u);
  EXPECT_EQ(reduce<uint32_t>("mul", {2, 3, 5, 7}), 210u);
  EXPECT_EQ(reduce<uint32_t>("add", {~0u, 3}), 2u);
  EXPECT_EQ(reduce<uint32_t>("mul", {1u << 31, 2, 5}), 0u);
  EXPECT_EQ(reduce<uint32_t>("and", {0xFF0, 0x3F3}), 0x3F0u);
  EXPECT_EQ(reduce<uint32_t>("or", {0xF00, 0x0F1}), 0xFF1u);
  EXPECT_EQ(reduce<uint32_t>("minu", {~0u, 5, 1u << 31}), 5u);
  EXPECT_EQ(reduce<uint32_t>("mins", {~0u, 5, 1u << 31}), 1u << 31);
  EXPECT_EQ(reduce<uint32_t>("maxs", {~0u, 1u << 31}), ~0u);
  EXPECT_EQ(reduce<uint64_t>("add", {~0ull, 3}, "i64"), 2u);
  EXPECT_EQ(reduce<uint64_t>("maxs", {~0ull, 1ull << 63}, "i64"), ~0ull);
  EXPECT_EQ(reduce<uint64_t>("minu", {~0ull, 1ull << 40}, "i64"), 1ull << 40);
}

TEST_F(SubgroupTest, vyre_sg_05_ReducesFloats) {
  EXPECT_EQ(reduce<float>("maxf", {-5, -2}, "f32"), -2);
  EXPECT_EQ(reduce<float>("mulf", {2, 3, .5, 4}, "f32"), 12);
  EXPECT_EQ(reduce<float>("addf", {1, 2.5, 3.5}, "f32"), 7);
  EXPECT_EQ(reduce<double>("addf", {1, 0x1p-50}, "f64"), 1 + 0x1p-50);
  // In ascending order: the small ones are lost one by one.
  EXPECT_EQ(reduce<float>("addf", {1, 0x1p-24f, 0x1p-24f}, "f32"), 1);
  EXPECT_EQ(reduce<float>("addf", {0x1p-24f, 0x1p-24f, 1}, "f32"),
            1 + 0x1p-23f);
  EXPECT_TRUE(std::signbit(reduce<float>("addf", {-0.f, -0.f}, "f32")));
  const float kNaN = std::numeric_limits<float>::quiet_NaN();
  const float kInf = std::numeric_limits<float>::infinity();
  EXPECT_EQ(reduce<float>("minf", {kNaN, 3, kNaN, -7, kNaN}, "f32"), -7);
  EXPECT_EQ(reduce<float>("maxf", {kNaN, 3, -7}, "f32"), 3);
  EXPECT_EQ(reduce<float>("minf", {kNaN, kNaN}, "f32"), kInf);
  EXPECT_EQ(reduce<float>("maxf", {kNaN}, "f32"), -kInf);
  EXPECT_TRUE(std::isnan(reduce<float>("addf", {1, kNaN}, "f32")));
}

TEST_F(SubgroupTest, vyre_sg_05_EachSubgroupHasItsOwn) {
  // Two workgroups of 6 in subgroups of 4, 2, 4 and 2.
  std::string source = R"(
    vyre.program @p(%a: !vyre.buffer<?xi32, read_write>,
                    %r: !vyre.buffer<?xi32, read_write>) workgroup [6, 1, 1] {
      %i = vyre.global_id x
      %v = vyre.load %a[%i] : !vyre.buffer<?xi32, read_write>
      %x = vyre.subgroup_reduce <add> %v : i32
      vyre.store %x, %r[%i] : !vyre.buffer<?xi32, read_write>
      vyre.return
    })";
  EXPECT_EQ(
      evaluate(source, Words({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}), 4, 2),
      Words({10, 10, 10, 10, 11, 11, 34, 34, 34, 34, 23, 23}));
}

//===----------------------------------------------------------------------===//
// Who takes part
//===----------------------------------------------------------------------===//

TEST_F(SubgroupTest, vyre_sg_02_ThoseThatLeftTakeNoPart) {
  // The two that stay see 2 + 4, a ballot of their bits, and zero for others.
  std::string source = program(5, R"(
    %1 = arith.constant 1 : i32
    %0 = arith.constant 0 : index
    %odd = arith.andi %v, %1 : i32
    %leaves = arith.cmpi eq, %odd, %1 : i32
    vyre.exit_if %leaves
    %sum = vyre.subgroup_reduce <add> %v : i32
    %true = arith.constant true
    %bits = vyre.subgroup_ballot %true
    %word = vector.extract %bits[0] : i32 from vector<4xi32>
    %other = vyre.subgroup_shuffle %v, %0 : i32
    %k = arith.constant 100 : i32
    %kk = arith.constant 10000 : i32
    %p = arith.muli %word, %k : i32
    %q = arith.muli %other, %kk : i32
    %s = arith.addi %sum, %p : i32
    %x = arith.addi %s, %q : i32)");
  EXPECT_EQ(evaluate(source, Words({1, 2, 3, 4, 5})),
            Words({0, 1006, 0, 1006, 0}));
}

TEST_F(SubgroupTest, vyre_sg_02_ThoseThatEndWaitForNobody) {
  // Subgroups of 2 go round so often as their ballot says.
  std::string source = program(6, R"(
    %0 = arith.constant 0 : i32
    %1 = arith.constant 1 : i32
    %e:2 = scf.while (%left = %v, %n = %0) : (i32, i32) -> (i32, i32) {
      %any = vyre.subgroup_reduce <maxu> %left : i32
      %goes = arith.cmpi ne, %any, %0 : i32
      scf.condition(%goes) %left, %n : i32, i32
    } do {
    ^bb0(%left: i32, %n: i32):
      %less = vyre.usub_sat %left, %1 : i32
      %more = arith.addi %n, %1 : i32
      scf.yield %less, %more : i32, i32
    }
    %x = arith.ori %e#1, %0 : i32)");
  EXPECT_EQ(evaluate(source, Words({1, 3, 0, 0, 9, 2}), 2),
            Words({3, 3, 0, 0, 9, 9}));
}

TEST_F(SubgroupTest, ASubgroupGoesOnWhileAnotherWaitsForIt) {
  // The second subgroup goes round a loop until the first, which has to come
  // together before, has written.
  std::string source = program(4, R"(
    %0 = arith.constant 0 : index
    %two = arith.constant 2 : index
    %zero = arith.constant 0 : i32
    %one = arith.constant 1 : i32
    %isSecond = arith.cmpi uge, %l, %two : index
    scf.if %isSecond {
      scf.while : () -> () {
        %f = vyre.atomic_load relaxed %r[%0] : $B
        %goes = arith.cmpi eq, %f, %zero : i32
        scf.condition(%goes)
      } do {
        scf.yield
      }
    } else {
      %sum = vyre.subgroup_reduce <add> %one : i32
      vyre.barrier subgroup acq_rel
      vyre.atomic_store relaxed %sum, %r[%0] : $B
    }
    %x = vyre.atomic_load relaxed %r[%0] : $B)");
  EXPECT_EQ(evaluate(source, Words(4), 2), Words({2, 2, 2, 2}));
}

TEST_F(SubgroupTest, AWorkgroupThatPollsTogetherGivesWay) {
  // The first workgroup asks with a ballot in each round; the second writes.
  std::string source = R"(
    vyre.program @p(%a: !vyre.buffer<?xi32, read_write>,
                    %r: !vyre.buffer<?xi32, read_write>) workgroup [2, 1, 1] {
      %i = vyre.global_id x
      %w = vyre.workgroup_id x
      %0 = arith.constant 0 : index
      %zero = arith.constant 0 : i32
      %one = arith.constant 1 : i32
      %isFirst = arith.cmpi eq, %w, %0 : index
      scf.if %isFirst {
        scf.while : () -> () {
          %f = vyre.atomic_load relaxed %a[%0] : !vyre.buffer<?xi32, read_write>
          %seen = vyre.subgroup_reduce <or> %f : i32
          %goes = arith.cmpi eq, %seen, %zero : i32
          scf.condition(%goes)
        } do {
          scf.yield
        }
      } else {
        vyre.atomic_store relaxed %one, %a[%0] : !vyre.buffer<?xi32, read_write>
      }
      vyre.store %one, %r[%i] : !vyre.buffer<?xi32, read_write>
      vyre.return
    })";
  EXPECT_EQ(evaluate(source, Words(4), 2, 2), Words({1, 1, 1, 1}));
}

TEST_F(SubgroupTest, APollThatNobodyEndsIsAHang) {
  std::string source = program(2, R"(
    %0 = arith.constant 0 : index
    %zero = arith.constant 0 : i32
    scf.while : () -> () {
      %f = vyre.atomic_load relaxed %r[%0] : $B
      %seen = vyre.subgroup_reduce <or> %f : i32
      %goes = arith.cmpi eq, %seen, %zero : i32
      scf.condition(%goes)
    } do {
      scf.yield
    }
    %x = arith.addi %v, %zero : i32)");
  ASSERT_TRUE(load(source)) << diagnostics;
  for (const Schedule &schedule : allSchedules()) {
    Bytes a = Bytes::of(Words(2)), r = Bytes::of(Words(2));
    ExecutionOptions options;
    options.schedule = schedule;
    options.spinBudget = 2000;
    ExecutionResult error = run({&a, &r}, {1, 1, 1}, {}, options);
    ASSERT_TRUE(error) << schedule.str();
    EXPECT_EQ(error->kind, Kind::Hang) << schedule.str() << error->str();
  }
}

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

TEST_F(SubgroupTest, vyre_sg_02_SomeInvocationsNeverCome) {
  expectError(program(8, R"(
    %5 = arith.constant 5 : index
    %isLow = arith.cmpi ult, %l, %5 : index
    %x = scf.if %isLow -> i32 {
      %s = vyre.subgroup_reduce <add> %v : i32
      scf.yield %s : i32
    } else {
      scf.yield %v : i32
    })"),
              8, Kind::DivergentBarrier,
              "not all invocations of the subgroup come to this subgroup op: "
              "invocation 4 of workgroup (0, 0, 0) waits here and others do "
              "not [VYRE-SG-02]",
              "invocations 5 to 7 of workgroup (0, 0, 0) came to the end here "
              "without this subgroup op");
}

TEST_F(SubgroupTest, vyre_sg_02_TwoPlaces) {
  expectError(program(4, R"(
    %2 = arith.constant 2 : index
    %isLow = arith.cmpi ult, %l, %2 : index
    %x = scf.if %isLow -> i32 {
      %s = vyre.subgroup_reduce <add> %v : i32
      scf.yield %s : i32
    } else {
      vyre.barrier subgroup acq_rel
      scf.yield %v : i32
    })"),
              4, Kind::DivergentBarrier,
              "not all invocations of the subgroup come to this subgroup op: "
              "invocations 0, 1 of workgroup (0, 0, 0) wait here and others do "
              "not [VYRE-SG-02]",
              "invocations 2, 3 of workgroup (0, 0, 0) wait at this barrier");
}

TEST_F(SubgroupTest, vyre_sg_02_DifferentRounds) {
  // Odd invocations skip the op in the first round.
  expectError(program(4, R"(
    %0 = arith.constant 0 : index
    %1 = arith.constant 1 : index
    %3 = arith.constant 3 : index
    %odd = arith.andi %l, %1 : index
    %x = scf.for %k = %0 to %3 step %1 iter_args(%t = %v) -> i32 {
      %sum = arith.addi %k, %odd : index
      %isNotFirst = arith.cmpi ne, %sum, %1 : index
      %here = scf.if %isNotFirst -> i32 {
        %s = vyre.subgroup_reduce <add> %t : i32
        scf.yield %s : i32
      } else {
        scf.yield %t : i32
      }
      scf.yield %here : i32
    })"),
              4, Kind::DivergentBarrier,
              "invocations 0, 2 of workgroup (0, 0, 0) came to this subgroup "
              "op in round 0 of the loop around it, but invocations 1, 3 of "
              "workgroup (0, 0, 0) in round 1 [VYRE-SG-02]");
}

TEST_F(SubgroupTest, ItOrdersNoMemory) {
  // A barrier in the place of the reduction would make this right.
  auto source = [](std::string op) {
    return program(2, R"(
      %1 = arith.constant 1 : index
      vyre.store %v, %r[%l] : $B
      )" + op + R"(
      %other = arith.xori %l, %1 : index
      %y = vyre.load %r[%other] : $B
      %zero = arith.constant 0 : i32
      %x = arith.addi %y, %zero : i32
      vyre.barrier subgroup acq_rel)");
  };
  for (bool isBarrier : {true, false}) {
    ASSERT_TRUE(
        load(source(isBarrier ? "vyre.barrier subgroup acq_rel"
                              : "%s = vyre.subgroup_reduce <add> %v : i32\n"
                                "vyre.store %s, %a[%l] : $B")))
        << diagnostics;
    for (const Schedule &schedule : allSchedules()) {
      Bytes a = Bytes::of(Words({5, 6})), r = Bytes::of(Words(2));
      RaceDetector detector;
      ExecutionOptions options;
      options.schedule = schedule;
      options.hooks = &detector;
      ExecutionResult error = run({&a, &r}, {1, 1, 1}, {}, options);
      EXPECT_EQ(error.has_value(), !isBarrier) << schedule.str();
      if (error) {
        EXPECT_EQ(error->kind, Kind::Race) << error->str();
      }
    }
  }
}

} // namespace
