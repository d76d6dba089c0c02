// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every way to call a graph wrongly gives one located message with a fix, and
// leaves the arguments as they were. No GPU.
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

BufferValue words(std::vector<uint32_t> values) {
  return {ElementType::I32, values.size(), bytesOf(values)};
}

class GraphErrorsTest : public ::testing::Test {
protected:
  Status create(const std::string &entry = "") {
    Result<Artifact> artifact = t.build();
    EXPECT_TRUE(artifact) << artifact.status().message();
    Result<std::unique_ptr<GraphExecutor>> result =
        GraphExecutor::create(device, *artifact, entry);
    if (!result)
      return result.status();
    executor = std::move(*result);
    return Status::ok();
  }

  /// The error of a run; the graph must have been created.
  Status run() {
    EXPECT_TRUE(executor);
    if (!executor)
      return Status::ok();
    Result<RunReport> report = executor->run(arguments, options);
    return report ? Status::ok() : report.status();
  }

  static void expectError(const Status &status, Code code,
                          const std::string &message) {
    EXPECT_EQ(status.code(), code);
    EXPECT_EQ(status.message(), message);
    EXPECT_FALSE(status.fix().empty());
  }

  /// A graph over one buffer `x` and one scalar `n`, whose one dispatch is at
  /// g.mlir:5.
  void simpleGraph(bool threads = true, bool implicit = false) {
    uint32_t kernel = t.kernel("k", kCode, {{ElementType::I32}});
    uint32_t x = t.argument("x", ElementType::I32);
    uint32_t n = t.scalarArgument("n", ElementType::Index);
    t.at(t.location("g.mlir", 5));
    t.dispatch(kernel, {x}, {}, n, threads);
    t.endGraph("g", implicit, t.location("g.mlir", 4));
    arguments.buffers["x"] = words({1, 2, 3});
    arguments.scalars["n"] = {ElementType::Index, 3};
  }

  FakeDevice device;
  TestArtifact t;
  Arguments arguments;
  RunOptions options;
  std::unique_ptr<GraphExecutor> executor;
};

//===--- Finding the graph
//--------------------------------------------------===//

TEST_F(GraphErrorsTest, no_graph) {
  t.kernel("k", kCode, {});
  expectError(create(), Code::NotFound, "the artifact has no graph");
}

TEST_F(GraphErrorsTest, entry_points) {
  simpleGraph();
  t.endGraph("h");
  expectError(create(), Code::NotFound,
              "there is no graph @main; there is @g, @h");
  executor.reset();
  TestArtifact again;
  t = std::move(again);
  simpleGraph();
  EXPECT_TRUE(create("@g"));
}

TEST_F(GraphErrorsTest, unknown_entry) {
  simpleGraph();
  expectError(create("nope"), Code::NotFound,
              "there is no graph @nope; there is @g");
}

//===--- What the device lacks
//----------------------------------------------===//

TEST_F(GraphErrorsTest, missing_feature) {
  uint32_t kernel = t.kernel("k", kCode, {}, {}, 64, {fb::Feature_Float64});
  t.dispatch(kernel, {}, {}, t.index(1));
  expectError(create(), Code::Unsupported,
              "kernel 'k' needs shaderFloat64, device 'fake' has none");
}

TEST_F(GraphErrorsTest, unknown_feature) {
  uint32_t kernel =
      t.kernel("k", kCode, {}, {}, 64, {static_cast<fb::Feature>(77)});
  t.dispatch(kernel, {}, {}, t.index(1));
  expectError(create(), Code::Unsupported,
              "kernel 'k' needs unknown, device 'fake' has none");
}

TEST_F(GraphErrorsTest, workgroup_too_large) {
  uint32_t kernel = t.kernel("k", kCode, {}, {}, 1024);
  t.dispatch(kernel, {}, {}, t.index(1));
  expectError(create(), Code::Unsupported,
              "kernel 'k' needs workgroups of 1024 in x, device 'fake' has at "
              "most 256");
}

TEST_F(GraphErrorsTest, too_many_bindings_and_push_constants) {
  std::vector<BindingSpec> bindings(9, BindingSpec{ElementType::I32});
  t.kernel("k", kCode, bindings);
  std::vector<uint32_t> buffers(9, t.transient(ElementType::I32, 4));
  t.dispatch(0, buffers, {}, t.index(1));
  expectError(create(), Code::Unsupported,
              "kernel 'k' needs 9 buffers, device 'fake' has at most 8");
}

TEST_F(GraphErrorsTest, too_many_push_constants) {
  std::vector<ElementType> scalars(17, ElementType::I64);
  t.kernel("k", kCode, {}, scalars);
  uint32_t zero = t.value(ElementType::I64, 0);
  t.dispatch(0, {}, std::vector<uint32_t>(17, zero), t.index(1));
  expectError(create(), Code::Unsupported,
              "kernel 'k' needs 136 bytes of push constants, device 'fake' "
              "has 128");
}

// A kernel that no dispatch names does not matter.
TEST_F(GraphErrorsTest, unused_kernels_need_nothing) {
  t.kernel("big", kCode, {}, {}, 4096);
  simpleGraph();
  EXPECT_TRUE(create());
}

//===--- Arguments
//----------------------------------------------------------===//

TEST_F(GraphErrorsTest, missing_argument) {
  simpleGraph();
  ASSERT_TRUE(create());
  arguments.buffers.clear();
  Status status = run();
  expectError(status, Code::InvalidArgument,
              "argument 'x' is missing, expected ?xi32");
  EXPECT_EQ(status.location().file, "g.mlir");
  EXPECT_EQ(status.location().line, 4u);
  arguments.buffers["x"] = words({1});
  arguments.scalars.clear();
  expectError(run(), Code::InvalidArgument,
              "argument 'n' is missing, expected index");
}

TEST_F(GraphErrorsTest, extra_argument) {
  simpleGraph();
  ASSERT_TRUE(create());
  arguments.buffers["z"] = words({1});
  expectError(run(), Code::InvalidArgument,
              "the graph has no argument 'z'; it has 'x', 'n'");
}

TEST_F(GraphErrorsTest, wrong_types) {
  simpleGraph();
  ASSERT_TRUE(create());
  arguments.buffers["x"].element = ElementType::F32;
  expectError(run(), Code::InvalidArgument,
              "argument 'x' is 3xf32, expected ?xi32");
  arguments.buffers["x"] = words({1});
  arguments.scalars["n"].type = ElementType::F32;
  expectError(run(), Code::InvalidArgument,
              "argument 'n' is f32, expected index");
}

TEST_F(GraphErrorsTest, wrong_bytes) {
  simpleGraph();
  ASSERT_TRUE(create());
  arguments.buffers["x"].bytes.pop_back();
  expectError(run(), Code::InvalidArgument,
              "argument 'x' has 11 bytes, expected 12 for 3xi32");
  arguments.buffers["x"].count = uint64_t(1) << 62;
  expectError(run(), Code::OutOfRange,
              "argument 'x' has 4611686018427387904 elements, indices have 32 "
              "bits");
}

TEST_F(GraphErrorsTest, static_count) {
  t.argument("x", ElementType::I32, /*dynamic=*/false, 4);
  ASSERT_TRUE(create());
  arguments.buffers["x"] = words({1, 2, 3});
  expectError(run(), Code::InvalidArgument,
              "argument 'x' is 3xi32, expected 4xi32");
}

//===--- Dispatches
//---------------------------------------------------------===//

TEST_F(GraphErrorsTest, zero_groups) {
  simpleGraph(/*threads=*/false);
  ASSERT_TRUE(create());
  arguments.scalars["n"].bits = 0;
  Status status = run();
  expectError(status, Code::OutOfRange,
              "the dispatch of 'k' has 0 workgroups in x, expected at least "
              "1");
  EXPECT_EQ(status.location().line, 5u);
  EXPECT_EQ(arguments.buffers["x"].bytes, words({1, 2, 3}).bytes);
}

TEST_F(GraphErrorsTest, zero_threads_are_nothing) {
  simpleGraph(/*threads=*/true);
  ASSERT_TRUE(create());
  arguments.scalars["n"].bits = 0;
  EXPECT_TRUE(run());
  EXPECT_TRUE(device.trace.empty());
}

TEST_F(GraphErrorsTest, too_many_groups) {
  simpleGraph(/*threads=*/false);
  ASSERT_TRUE(create());
  arguments.scalars["n"].bits = 65536;
  expectError(run(), Code::OutOfRange,
              "the dispatch of 'k' has 65536 workgroups in x, the device "
              "allows 65535");
}

TEST_F(GraphErrorsTest, ids_must_fit_32_bits) {
  device.info.limits.maxWorkgroupCount = {~0u, ~0u, ~0u};
  simpleGraph(/*threads=*/false);
  ASSERT_TRUE(create());
  arguments.scalars["n"].bits = 0x04000001;
  expectError(run(), Code::OutOfRange,
              "the dispatch of 'k' has 4294967360 invocations in x, ids have "
              "32 bits");
}

// VYRE-GR-18: the device reads the counts unchecked, so the host looks where.
TEST_F(GraphErrorsTest, counts_that_are_not_in_the_buffer) {
  uint32_t kernel = t.kernel("k", kCode, {{ElementType::I32, true, false}});
  uint32_t x = t.argument("x", ElementType::I32);
  uint32_t offset = t.scalarArgument("offset", ElementType::Index);
  t.indirect(kernel, {x}, {}, x, offset);
  ASSERT_TRUE(create());
  arguments.buffers["x"] = words({1, 2, 3, 4, 5});
  auto runAt = [&](uint64_t bytes) {
    arguments.scalars["offset"] = {ElementType::Index, bytes};
    return run();
  };
  EXPECT_TRUE(runAt(8));
  expectError(runAt(6), Code::OutOfRange,
              "the indirect dispatch of 'k' takes its counts from byte 6, "
              "expected a multiple of 4");
  expectError(runAt(12), Code::OutOfRange,
              "the indirect dispatch of 'k' takes its counts from bytes 12 to "
              "24 of 'x', which has 20");
  expectError(runAt(0xFFFFFFFC), Code::OutOfRange,
              "the indirect dispatch of 'k' takes its counts from bytes "
              "4294967292 to 4294967304 of 'x', which has 20");
  arguments.buffers["x"] = words({});
  expectError(runAt(0), Code::OutOfRange,
              "the indirect dispatch of 'k' takes its counts from bytes 0 to "
              "12 of 'x', which has 0");
}

TEST_F(GraphErrorsTest, grids) {
  simpleGraph(/*threads=*/true, /*implicit=*/true);
  ASSERT_TRUE(create());
  options.grid = {{0, 1, 1}};
  expectError(run(), Code::OutOfRange,
              "the dispatch of 'k' has 0 workgroups in x, expected at least "
              "1");
  options.grid = {{1, 1, uint64_t(1) << 40}};
  expectError(run(), Code::OutOfRange,
              "the dispatch of 'k' has 1099511627776 invocations in z, ids have "
              "32 bits");
}

TEST_F(GraphErrorsTest, grid_for_a_written_graph) {
  simpleGraph();
  ASSERT_TRUE(create());
  options.grid = {{1, 1, 1}};
  expectError(run(), Code::InvalidArgument,
              "a grid was given for graph @g, which sets the size of its "
              "dispatches itself");
}

TEST_F(GraphErrorsTest, kernel_with_a_fixed_count) {
  BindingSpec fixed = {ElementType::I32, true, true, false, 8};
  uint32_t kernel = t.kernel("k", kCode, {fixed});
  uint32_t x = t.argument("x", ElementType::I32);
  t.dispatch(kernel, {x}, {}, t.index(1));
  ASSERT_TRUE(create());
  arguments.buffers["x"] = words({1, 2, 3});
  expectError(run(), Code::InvalidArgument,
              "kernel 'k' binds 'x' with 3 elements as 8xi32");
}

//===--- Memory
//-------------------------------------------------------------===//

TEST_F(GraphErrorsTest, buffer_over_the_binding_limit) {
  uint32_t n = t.scalarArgument("n", ElementType::Index);
  uint32_t big = t.transientOf(ElementType::I32, n);
  t.at(t.location("g.mlir", 9));
  t.fill(big, 0);
  ASSERT_TRUE(create());
  arguments.scalars["n"] = {ElementType::Index, (1 << 18) + 1};
  Status status = run();
  expectError(status, Code::OutOfRange,
              "transient buffer #0 has 1048580 bytes, device 'fake' binds at "
              "most 1048576");
  EXPECT_EQ(status.location().line, 9u);
}

TEST_F(GraphErrorsTest, all_buffers_over_the_memory_limit) {
  for (int i = 0; i < 5; ++i)
    t.fill(t.transient(ElementType::I32, 1 << 18), 0);
  ASSERT_TRUE(create());
  expectError(run(), Code::ResourceExhausted,
              "with transient buffer #4 the graph needs 5242880 bytes, device "
              "'fake' has 4194304");
}

//===--- Loops, expectations ----------------------------------------===//

TEST_F(GraphErrorsTest, loop_that_does_not_move) {
  uint32_t zero = t.index(0);
  t.loop(zero, t.index(1), zero, {},
         [](uint32_t, const std::vector<uint32_t> &) {
           return std::vector<uint32_t>{};
         });
  ASSERT_TRUE(create());
  expectError(run(), Code::OutOfRange,
              "the loop has a step of 0, expected a positive one");
}

TEST_F(GraphErrorsTest, no_time_at_all) {
  simpleGraph();
  ASSERT_TRUE(create());
  options.timeout = std::chrono::milliseconds(0);
  expectError(run(), Code::InvalidArgument,
              "the time-out is 0 ms, expected a positive number");
}

TEST_F(GraphErrorsTest, loop_longer_than_the_deadline) {
  t.loop(t.index(0), t.index(0xffffffff), t.index(1), {},
         [](uint32_t, const std::vector<uint32_t> &) {
           return std::vector<uint32_t>{};
         });
  ASSERT_TRUE(create());
  options.timeout = std::chrono::milliseconds(20);
  Status status = run();
  EXPECT_EQ(status.code(), Code::DeadlineExceeded);
  EXPECT_EQ(status.message().find("the graph was still being recorded"), 0u);
}

TEST_F(GraphErrorsTest, expect_of_another_count) {
  uint32_t x = t.argument("x", ElementType::I32);
  t.at(t.location("g.mlir", 3));
  t.expect(x, 2, bytesOf<uint32_t>({1, 2}));
  ASSERT_TRUE(create());
  arguments.buffers["x"] = words({1, 2, 3});
  Status status = run();
  expectError(status, Code::Mismatch, "buffer 'x' has 3 elements, expected 2");
  EXPECT_EQ(status.location().line, 3u);
}

// The first expectation of the program is the one that is reported.
TEST_F(GraphErrorsTest, first_mismatch_wins) {
  uint32_t x = t.argument("x", ElementType::I32);
  t.expect(x, 1, bytesOf<uint32_t>({1}));
  t.at(t.location("g.mlir", 6));
  t.expect(x, 1, bytesOf<uint32_t>({2}));
  t.at(t.location("g.mlir", 7));
  t.expect(x, 1, bytesOf<uint32_t>({3}));
  ASSERT_TRUE(create());
  arguments.buffers["x"] = words({1});
  Status status = run();
  EXPECT_EQ(status.code(), Code::Mismatch);
  EXPECT_EQ(status.location().line, 6u);
}

//===----------------------------------------------------------------------===//
// Traps: the record is what a copy puts there
//===----------------------------------------------------------------------===//

// Nothing of the run counts: neither expectations nor results.
TEST_F(GraphErrorsTest, a_trap_is_the_result) {
  uint32_t r = t.argument("r", ElementType::I32);
  uint32_t x = t.argument("x", ElementType::I32);
  uint32_t record = t.transient(ElementType::I32, 6);
  t.trapRecord(record);
  t.trapSite("underflow");
  t.trapSite("overflow", t.location("p.mlir", 4));
  t.copy(r, record);
  t.copy(r, x);
  t.expect(x, 1, bytesOf<uint32_t>({100}));
  ASSERT_TRUE(create());
  arguments.buffers["r"] = words({2, 4000000000, 5, 1, 2, 3});
  arguments.buffers["x"] = words({7});
  Status status = run();
  expectError(status, Code::Trap,
              "invocation 5 of workgroup (1, 2, 3) traps with tag 'overflow' "
              "and address=4000000000 [VYRE-TR-02]");
  EXPECT_EQ(status.location().file, "p.mlir");
  EXPECT_EQ(status.location().line, 4u);
  EXPECT_EQ(arguments.buffers["x"].bytes, bytesOf<uint32_t>({7}));
  // The next run starts anew.
  arguments.buffers["r"] = words({0, 0, 0, 0, 0, 0});
  expectError(run(), Code::Mismatch,
              "element 0 of buffer 'x' is 0 (0x00000000), expected 100 "
              "(0x00000064); 1 of 1 elements differ");
}

TEST_F(GraphErrorsTest, a_record_that_nothing_used_is_no_trap) {
  uint32_t x = t.argument("x", ElementType::I32);
  t.trapRecord(t.transient(ElementType::I32, 6));
  t.trapSite("overflow");
  t.fill(x, 3);
  ASSERT_TRUE(create());
  arguments.buffers["x"] = words({7});
  EXPECT_TRUE(run());
}

TEST_F(GraphErrorsTest, a_trap_that_is_nowhere) {
  uint32_t r = t.argument("r", ElementType::I32);
  uint32_t record = t.transient(ElementType::I32, 6);
  t.trapRecord(record);
  t.trapSite("overflow");
  t.copy(r, record);
  ASSERT_TRUE(create());
  arguments.buffers["r"] = words({9, 0, 0, 0, 0, 0});
  Status status = run();
  EXPECT_EQ(status.code(), Code::Internal);
  EXPECT_EQ(status.message(),
            "the trap record names site 8, expected one of 1");
}

} // namespace
