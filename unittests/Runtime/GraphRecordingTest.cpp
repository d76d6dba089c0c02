// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the executor records, on a device that writes it down: barriers where
// needed and only there, sets and memory reused, loops unrolled. No GPU.
//
//===----------------------------------------------------------------------===//

#include "FakeDevice.h"
#include "TestArtifact.h"
#include "Vyre/Runtime/Graph.h"

#include <gtest/gtest.h>

using namespace vyre;
using namespace vyre::rt;
using namespace vyre::test;

namespace {

const uint32_t kCode[] = {0x07230203, 0x00010500, 0, 1, 0};

class GraphRecordingTest : public ::testing::Test {
protected:
  std::unique_ptr<GraphExecutor> create() {
    Result<Artifact> artifact = t.build();
    EXPECT_TRUE(artifact) << artifact.status().message();
    Result<std::unique_ptr<GraphExecutor>> executor =
        GraphExecutor::create(device, *artifact, "");
    EXPECT_TRUE(executor) << executor.status().message();
    return std::move(*executor);
  }
  std::vector<std::string> traceOf(GraphExecutor &executor, Arguments &args,
                                   const RunOptions &options = {}) {
    device.trace.clear();
    Result<RunReport> result = executor.run(args, options);
    EXPECT_TRUE(result) << result.status().message();
    if (result)
      report = *result;
    return device.trace;
  }

  FakeDevice device;
  TestArtifact t;
  Arguments arguments;
  RunReport report;
};

using Trace = std::vector<std::string>;

TEST_F(GraphRecordingTest, barriers_stand_where_buffers_conflict) {
  uint32_t make = t.kernel("make", kCode, {{ElementType::I32, false, true}});
  uint32_t use = t.kernel("use", kCode, {{ElementType::I32, true, false}});
  uint32_t a = t.argument("a", ElementType::I32);
  uint32_t b = t.argument("b", ElementType::I32);
  uint32_t n = t.index(64);
  t.dispatch(make, {a}, {}, n);
  t.dispatch(make, {b}, {}, n);
  t.dispatch(use, {a}, {}, n);
  t.dispatch(use, {b}, {}, n);
  t.copy(a, b);
  auto executor = create();
  arguments.buffers["a"] = {ElementType::I32, 4, std::vector<uint8_t>(16)};
  arguments.buffers["b"] = {ElementType::I32, 4, std::vector<uint8_t>(16)};
  EXPECT_EQ(
      traceOf(*executor, arguments),
      (Trace{"make 1 grid 1,1,1 push 4", "make 2 grid 1,1,1 push 4",
             "barrier 1->1", "use 1 grid 1,1,1 push 4",
             "use 2 grid 1,1,1 push 4", "barrier 1->2", "copy 1 2 bytes 16"}));
  EXPECT_EQ(report.barrierCount, 2u);
  EXPECT_EQ(report.dispatchCount, 4u);
}

// The counts of an indirect dispatch are an access of a stage of their own. The
// second kernel writes what the first one wrote; the barriers around the read
// in between order that along.
TEST_F(GraphRecordingTest, indirect_dispatches_wait_for_their_counts) {
  uint32_t make = t.kernel("make", kCode, {{ElementType::I32, false, true}});
  uint32_t use = t.kernel("use", kCode, {{ElementType::I32, true, false}});
  uint32_t a = t.argument("a", ElementType::I32);
  uint32_t b = t.argument("b", ElementType::I32);
  uint32_t n = t.index(64);
  t.dispatch(make, {a}, {}, n);
  t.indirect(use, {b}, {}, a, t.index(4));
  t.dispatch(make, {a}, {}, n);
  auto executor = create();
  arguments.buffers["a"] = {ElementType::I32, 4, std::vector<uint8_t>(16)};
  arguments.buffers["b"] = {ElementType::I32, 4, std::vector<uint8_t>(16)};
  EXPECT_EQ(traceOf(*executor, arguments),
            (Trace{"make 1 grid 1,1,1 push 4", "barrier 1->4",
                   "use 2 grid from 1+4 push 4", "barrier 4->1",
                   "make 1 grid 1,1,1 push 4"}));
  EXPECT_EQ(report.dispatchCount, 3u);
  EXPECT_EQ(device.countBuffers, 1u);
}

/// "2x read after write of 'a': later after earlier".
static std::string textOf(const BarrierReason &reason) {
  return std::to_string(reason.count) + "x " + reason.hazard + " of " +
         reason.buffer + ": " + reason.later.what + " after " +
         reason.earlier.what;
}

TEST_F(GraphRecordingTest, barriers_have_reasons) {
  uint32_t step = t.kernel(
      "step", kCode,
      {{ElementType::I32, true, false}, {ElementType::I32, false, true}});
  uint32_t a = t.transient(ElementType::I32, 4);
  uint32_t b = t.argument("b", ElementType::I32);
  uint32_t n = t.index(64);
  t.dispatch(step, {a, b}, {}, n);
  t.dispatch(step, {b, a}, {}, n);
  t.copy(b, a);
  auto executor = create();
  arguments.buffers["b"] = {ElementType::I32, 4, std::vector<uint8_t>(16)};
  RunOptions options;
  options.explainBarriers = true;
  traceOf(*executor, arguments, options);
  std::vector<std::string> reasons;
  for (const BarrierReason &reason : report.barriers)
    reasons.push_back(textOf(reason));
  EXPECT_EQ(reasons,
            (Trace{"1x read after write of transient buffer #0: dispatch of "
                   "'step' after zero-fill",
                   "1x read after write of 'b': dispatch of 'step' after "
                   "dispatch of 'step'",
                   "1x write after read of transient buffer #0: dispatch of "
                   "'step' after dispatch of 'step'",
                   "1x read after write of 'b': copy after dispatch of 'step'",
                   "1x write after write of transient buffer #0: copy after "
                   "dispatch of 'step'"}));
  EXPECT_EQ(report.barrierCount, 3u);

  // Nothing is kept from a run, and nothing is noted without the option.
  traceOf(*executor, arguments, options);
  EXPECT_EQ(report.barriers.size(), 5u);
  traceOf(*executor, arguments);
  EXPECT_TRUE(report.barriers.empty());
  EXPECT_EQ(report.barrierCount, 3u);
}

// Nobody would see the zeros, so they cost no command and no barrier.
TEST_F(GraphRecordingTest, transients_that_are_overwritten_are_not_cleared) {
  uint32_t a = t.transient(ElementType::I32, 4);
  uint32_t b = t.transient(ElementType::I32, 4);
  uint32_t longer = t.transient(ElementType::I32, 5);
  t.fill(a, 7);
  t.copy(a, b);
  t.copy(a, longer);
  auto executor = create();
  EXPECT_EQ(
      traceOf(*executor, arguments),
      (Trace{"fill 1 bytes 16 value 7", "barrier 2->2", "copy 1 2 bytes 16",
             "fill 3 bytes 20 value 0", "barrier 2->2", "copy 1 3 bytes 16"}));
}

TEST_F(GraphRecordingTest, transients_are_cleared_when_first_touched) {
  uint32_t use = t.kernel("use", kCode, {{ElementType::I16, true, true}});
  uint32_t n = t.index(7);
  uint32_t a = t.transientOf(ElementType::I16, n);
  t.transient(ElementType::I32, 4); // never touched, never made
  t.dispatch(use, {a}, {}, n);
  t.dispatch(use, {a}, {}, n);
  auto executor = create();
  EXPECT_EQ(traceOf(*executor, arguments),
            (Trace{"fill 1 bytes 16 value 0", "barrier 2->1",
                   "use 1 grid 1,1,1 push 7", "barrier 1->1",
                   "use 1 grid 1,1,1 push 7"}));
  EXPECT_EQ(device.allocations, 1u);
}

TEST_F(GraphRecordingTest, memory_and_sets_are_reused) {
  uint32_t use = t.kernel("use", kCode, {{ElementType::I32}});
  uint32_t a = t.argument("a", ElementType::I32);
  uint32_t n = t.length(a);
  for (int i = 0; i < 100; ++i)
    t.dispatch(use, {a}, {}, n);
  auto executor = create();
  arguments.buffers["a"] = {ElementType::I32, 8, std::vector<uint8_t>(32)};
  traceOf(*executor, arguments);
  traceOf(*executor, arguments);
  EXPECT_EQ(device.allocations, 1u);
  EXPECT_EQ(device.binds, 1u);
  // Another size is another buffer.
  arguments.buffers["a"] = {ElementType::I32, 9, std::vector<uint8_t>(36)};
  traceOf(*executor, arguments);
  EXPECT_EQ(device.allocations, 2u);
  EXPECT_EQ(device.binds, 2u);
}

TEST_F(GraphRecordingTest, only_what_is_used_travels) {
  uint32_t use = t.kernel("use", kCode, {{ElementType::I32, true, false}});
  uint32_t in = t.argument("in", ElementType::I32);
  uint32_t out = t.argument("out", ElementType::I32);
  t.argument("unused", ElementType::I32);
  uint32_t n = t.length(in);
  t.dispatch(use, {in}, {}, n);
  t.fill(out, 5);
  auto executor = create();
  for (const char *name : {"in", "out", "unused"})
    arguments.buffers[name] = {ElementType::I32, 8, std::vector<uint8_t>(32)};
  traceOf(*executor, arguments);
  EXPECT_EQ(device.uploadedBytes, 64u);
  EXPECT_EQ(device.downloadedBytes, 32u);
  EXPECT_FALSE(executor->bufferParams()[0].written);
  EXPECT_TRUE(executor->bufferParams()[1].written);
  EXPECT_FALSE(executor->bufferParams()[2].written);
}

TEST_F(GraphRecordingTest, constants_travel_once_unless_written) {
  uint32_t read = t.kernel("read", kCode, {{ElementType::I32, true, false}});
  uint32_t c =
      t.constant(ElementType::I32, 8, bytesOf<uint32_t>({7}), /*splat=*/true);
  t.dispatch(read, {c}, {}, t.index(8));
  auto executor = create();
  traceOf(*executor, arguments);
  EXPECT_EQ(device.uploadedBytes, 32u);
  traceOf(*executor, arguments);
  EXPECT_EQ(device.uploadedBytes, 32u);
}

TEST_F(GraphRecordingTest, threads_round_up_to_workgroups) {
  uint32_t use = t.kernel("use", kCode, {{ElementType::I32}}, {}, 64);
  uint32_t a = t.argument("a", ElementType::I32);
  for (uint64_t n : {0, 1, 64, 65, 128})
    t.dispatch(use, {a}, {}, t.index(n));
  auto executor = create();
  arguments.buffers["a"] = {ElementType::I32, 8, std::vector<uint8_t>(32)};
  Trace trace = traceOf(*executor, arguments);
  EXPECT_EQ(trace, (Trace{"use 1 grid 1,1,1 push 8", "barrier 1->1",
                          "use 1 grid 1,1,1 push 8", "barrier 1->1",
                          "use 1 grid 2,1,1 push 8", "barrier 1->1",
                          "use 1 grid 2,1,1 push 8"}));
}

// Two carried values that swap in every trip: yields happen all at once.
TEST_F(GraphRecordingTest, loops_carry_values) {
  uint32_t use =
      t.kernel("use", kCode, {}, {ElementType::I32, ElementType::I32}, 1);
  uint32_t one = t.value(ElementType::I32, 1);
  uint32_t two = t.value(ElementType::I32, 2);
  uint32_t groups = t.index(1);
  auto after =
      t.loop(t.index(0), t.index(3), t.index(1), {one, two},
             [&](uint32_t, const std::vector<uint32_t> &carried) {
               t.dispatch(use, {}, {carried[0], carried[1]}, groups, false);
               return std::vector<uint32_t>{carried[1], carried[0]};
             });
  t.dispatch(use, {}, {after[0], after[1]}, groups, false);
  auto executor = create();
  EXPECT_EQ(traceOf(*executor, arguments),
            (Trace{"use grid 1,1,1 push 1 2", "use grid 1,1,1 push 2 1",
                   "use grid 1,1,1 push 1 2", "use grid 1,1,1 push 2 1"}));
}

TEST_F(GraphRecordingTest, loop_bounds_are_unsigned_unless_said_otherwise) {
  uint32_t use = t.kernel("use", kCode, {}, {ElementType::I32}, 1);
  uint32_t groups = t.index(1);
  uint32_t low = t.value(ElementType::I32, uint32_t(-2));
  uint32_t high = t.value(ElementType::I32, 1);
  uint32_t step = t.value(ElementType::I32, 2);
  auto body = [&](uint32_t i, const std::vector<uint32_t> &) {
    t.dispatch(use, {}, {i}, groups, false);
    return std::vector<uint32_t>{};
  };
  t.loop(low, high, step, {}, body, ElementType::I32, /*isSigned=*/true);
  t.loop(low, high, step, {}, body, ElementType::I32, /*isSigned=*/false);
  auto executor = create();
  EXPECT_EQ(traceOf(*executor, arguments),
            (Trace{"use grid 1,1,1 push 4294967294", "use grid 1,1,1 push 0"}));
}

// The last value before the type ends; one more step would wrap around.
TEST_F(GraphRecordingTest, loops_end_where_the_type_ends) {
  uint32_t use = t.kernel("use", kCode, {}, {ElementType::Index}, 1);
  uint32_t groups = t.index(1);
  t.loop(t.index(0xfffffff0), t.index(0xffffffff), t.index(10), {},
         [&](uint32_t i, const std::vector<uint32_t> &) {
           t.dispatch(use, {}, {i}, groups, false);
           return std::vector<uint32_t>{};
         });
  auto executor = create();
  EXPECT_EQ(traceOf(*executor, arguments),
            (Trace{"use grid 1,1,1 push 4294967280",
                   "use grid 1,1,1 push 4294967290"}));
}

TEST_F(GraphRecordingTest, uninitialized_transients_are_not_cleared) {
  uint32_t use = t.kernel("use", kCode, {{ElementType::I32, false, true}});
  uint32_t a = t.uninitialized(ElementType::I32, 4);
  t.dispatch(use, {a}, {}, t.index(4));
  auto executor = create();
  EXPECT_EQ(traceOf(*executor, arguments), (Trace{"use 1 grid 1,1,1 push 4"}));
}

// The side that is not taken leaves no trace, in registers neither.
TEST_F(GraphRecordingTest, branches_take_one_side) {
  uint32_t use = t.kernel("use", kCode, {}, {ElementType::I32}, 1);
  uint32_t groups = t.index(1);
  uint32_t three = t.value(ElementType::I32, 3);
  uint32_t five = t.value(ElementType::I32, 5);
  for (uint64_t holds : {1, 0}) {
    std::vector<uint32_t> chosen = t.branch(
        t.value(ElementType::I1, holds), 1,
        [&] {
          t.dispatch(use, {}, {three}, groups, false);
          return std::vector<uint32_t>{three};
        },
        [&] { return std::vector<uint32_t>{five}; });
    t.dispatch(use, {}, {chosen[0]}, groups, false);
  }
  auto executor = create();
  EXPECT_EQ(traceOf(*executor, arguments),
            (Trace{"use grid 1,1,1 push 3", "use grid 1,1,1 push 3",
                   "use grid 1,1,1 push 5"}));
}

// 1, 2, 4 are below 5; the value that fails is the result.
TEST_F(GraphRecordingTest, while_loops_end_by_their_condition) {
  uint32_t use = t.kernel("use", kCode, {}, {ElementType::I32}, 1);
  uint32_t groups = t.index(1);
  uint32_t five = t.value(ElementType::I32, 5);
  uint32_t result = t.whileLoop(
      t.value(ElementType::I32, 1),
      [&](uint32_t carried) {
        uint32_t less = t.op(artifact::ScalarOpcode_CmpULT, ElementType::I32,
                             carried, five);
        return std::pair(less, carried);
      },
      [&](uint32_t value) {
        t.dispatch(use, {}, {value}, groups, false);
        return t.op(artifact::ScalarOpcode_AddI, ElementType::I32, value,
                    value);
      });
  t.dispatch(use, {}, {result}, groups, false);
  auto executor = create();
  EXPECT_EQ(traceOf(*executor, arguments),
            (Trace{"use grid 1,1,1 push 1", "use grid 1,1,1 push 2",
                   "use grid 1,1,1 push 4", "use grid 1,1,1 push 8"}));
}

// A read hands over what was recorded and gives what the device left.
TEST_F(GraphRecordingTest, reads_give_numbers_to_the_host) {
  uint32_t use = t.kernel("use", kCode, {}, {ElementType::I32}, 1);
  uint32_t flag = t.constant(ElementType::I32, 1, bytesOf<uint32_t>({1234}));
  uint32_t number = t.read(flag);
  t.dispatch(use, {}, {number}, t.index(1), false);
  uint32_t again = t.read(flag);
  t.dispatch(use, {}, {again}, t.index(1), false);
  auto executor = create();
  EXPECT_EQ(traceOf(*executor, arguments),
            (Trace{"copy 1 2 bytes 4", "use grid 1,1,1 push 1234",
                   "copy 1 2 bytes 4", "use grid 1,1,1 push 1234"}));
  // One place serves all reads, in the next run too.
  unsigned before = device.allocations;
  traceOf(*executor, arguments);
  EXPECT_EQ(device.allocations, before);
}

// A copy moves what both buffers have.
TEST_F(GraphRecordingTest, copies_of_different_sizes) {
  uint32_t a = t.argument("a", ElementType::I32);
  uint32_t b = t.argument("b", ElementType::I32);
  t.copy(a, b);
  t.copy(b, a);
  auto executor = create();
  arguments.buffers["a"] = {ElementType::I32, 8, std::vector<uint8_t>(32)};
  arguments.buffers["b"] = {ElementType::I32, 5, std::vector<uint8_t>(20)};
  EXPECT_EQ(traceOf(*executor, arguments),
            (Trace{"copy 1 2 bytes 20", "barrier 2->2", "copy 2 1 bytes 20"}));
}

// A fill command has 32 bits; narrower elements repeat in it.
TEST_F(GraphRecordingTest, fills_of_narrow_elements) {
  uint32_t value = t.value(ElementType::I32, 0x12345678);
  t.fillFrom(t.transient(ElementType::I8, 40), value);
  t.fillFrom(t.transient(ElementType::I16, 20), value);
  t.fillFrom(t.transient(ElementType::I32, 10), value);
  auto executor = create();
  EXPECT_EQ(traceOf(*executor, arguments),
            (Trace{"fill 1 bytes 40 value 2021161080",
                   "fill 2 bytes 40 value 1450727032",
                   "fill 3 bytes 40 value 305419896"}));
}

TEST_F(GraphRecordingTest, copies_of_a_buffer_to_itself_are_nothing) {
  uint32_t a = t.argument("a", ElementType::I32);
  t.copy(a, a);
  auto executor = create();
  arguments.buffers["a"] = {ElementType::I32, 8, std::vector<uint8_t>(32)};
  EXPECT_EQ(traceOf(*executor, arguments), Trace{});
}

} // namespace
