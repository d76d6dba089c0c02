// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Host graphs on the Vulkan device of this machine, with the validation layer
// on where it is installed: results, transfers, loops, hazards, expectations.
// Only a machine without any device skips; everything else fails.
//
//===----------------------------------------------------------------------===//

#include "DeviceFixture.h"

#include "kernels/add_into.h"
#include "kernels/increment.h"
#include "kernels/push_layout.h"
#include "kernels/saxpy.h"

using namespace vyre;
using namespace vyre::rt;
using namespace vyre::test;

namespace {

const std::vector<BindingSpec> kSaxpyBindings = {
    {ElementType::F32, true, false}, {ElementType::F32, true, true}};
const std::vector<BindingSpec> kAddIntoBindings = {
    {ElementType::I32, true, false}, {ElementType::I32, true, true}};

class GraphDeviceTest : public DeviceFixture {};

TEST_P(GraphDeviceTest, saxpy_of_odd_length) {
  TestArtifact t;
  uint32_t saxpy =
      t.kernel("saxpy", vyre_test_saxpy, kSaxpyBindings, {ElementType::F32});
  uint32_t x = t.argument("x", ElementType::F32);
  uint32_t y = t.argument("y", ElementType::F32);
  uint32_t a = t.f32(2.0f);
  t.dispatch(saxpy, {x, y}, {a}, t.length(y));
  auto executor = create(t);
  ASSERT_TRUE(executor);
  EXPECT_FALSE(executor->bufferParams()[0].written);
  EXPECT_TRUE(executor->bufferParams()[1].written);

  std::vector<float> xs(1001), ys(1001);
  for (size_t i = 0; i < xs.size(); ++i) {
    xs[i] = float(i);
    ys[i] = 0.5f * float(i);
  }
  Arguments arguments;
  arguments.buffers["x"] = {ElementType::F32, xs.size(), bytesOf(xs)};
  arguments.buffers["y"] = {ElementType::F32, ys.size(), bytesOf(ys)};
  Result<RunReport> report = executor->run(arguments, {});
  ASSERT_TRUE(report) << report.status().message();
  std::vector<float> got = valuesOf<float>(arguments.buffers["y"]);
  for (size_t i = 0; i < xs.size(); ++i)
    ASSERT_EQ(got[i], 2.0f * xs[i] + ys[i]) << i;
  EXPECT_EQ(valuesOf<float>(arguments.buffers["x"]), xs);
  EXPECT_EQ(report->dispatchCount, 1u);
  EXPECT_EQ(report->barrierCount, 0u);
  EXPECT_EQ(report->submitCount, 1u);
}

TEST_P(GraphDeviceTest, empty_buffers_dispatch_nothing) {
  TestArtifact t;
  uint32_t saxpy =
      t.kernel("saxpy", vyre_test_saxpy, kSaxpyBindings, {ElementType::F32});
  uint32_t x = t.argument("x", ElementType::F32);
  uint32_t y = t.argument("y", ElementType::F32);
  uint32_t a = t.f32(2.0f);
  t.dispatch(saxpy, {x, y}, {a}, t.length(y));
  t.expect(y, 0, {});
  auto executor = create(t);
  ASSERT_TRUE(executor);
  Arguments arguments;
  arguments.buffers["x"] = {ElementType::F32, 0, {}};
  arguments.buffers["y"] = {ElementType::F32, 0, {}};
  Result<RunReport> report = executor->run(arguments, {});
  ASSERT_TRUE(report) << report.status().message();
  EXPECT_EQ(report->dispatchCount, 0u);
  EXPECT_EQ(report->submitCount, 0u);
}

TEST_P(GraphDeviceTest, one_empty_buffer_beside_a_full_one) {
  TestArtifact t;
  uint32_t saxpy =
      t.kernel("saxpy", vyre_test_saxpy, kSaxpyBindings, {ElementType::F32});
  uint32_t x = t.argument("x", ElementType::F32);
  uint32_t y = t.argument("y", ElementType::F32);
  uint32_t a = t.f32(2.0f);
  t.dispatch(saxpy, {x, y}, {a}, t.length(y));
  auto executor = create(t);
  ASSERT_TRUE(executor);
  Arguments arguments;
  std::vector<float> ys = {1, 2, 3};
  arguments.buffers["x"] = {ElementType::F32, 0, {}};
  arguments.buffers["y"] = {ElementType::F32, 3, bytesOf(ys)};
  ASSERT_TRUE(executor->run(arguments, {}));
  EXPECT_EQ(valuesOf<float>(arguments.buffers["y"]), ys);
}

// One buffer on two bindings of one dispatch.
TEST_P(GraphDeviceTest, same_buffer_twice) {
  TestArtifact t;
  uint32_t add = t.kernel("add_into", vyre_test_add_into, kAddIntoBindings);
  uint32_t x = t.argument("x", ElementType::I32);
  uint32_t n = t.length(x);
  t.dispatch(add, {x, x}, {}, n);
  t.dispatch(add, {x, x}, {}, n);
  auto executor = create(t);
  ASSERT_TRUE(executor);
  Arguments arguments;
  std::vector<uint32_t> values(100, 3);
  arguments.buffers["x"] = {ElementType::I32, 100, bytesOf(values)};
  Result<RunReport> report = executor->run(arguments, {});
  ASSERT_TRUE(report) << report.status().message();
  EXPECT_EQ(valuesOf<uint32_t>(arguments.buffers["x"]),
            std::vector<uint32_t>(100, 12));
  EXPECT_EQ(report->barrierCount, 1u);
}

// A chain through transients, copies and fills: every kind of hazard between
// compute and transfer. Synchronisation validation watches.
TEST_P(GraphDeviceTest, hazards_between_all_stages) {
  TestArtifact t;
  uint32_t add = t.kernel("add_into", vyre_test_add_into, kAddIntoBindings);
  uint32_t increment = t.kernel("increment", vyre_test_increment,
                                {{ElementType::I32}}, {ElementType::I32});
  uint32_t out = t.argument("out", ElementType::I32);
  uint32_t n = t.length(out);
  uint32_t five = t.value(ElementType::I32, 5);
  uint32_t a = t.transientOf(ElementType::I32, n);
  uint32_t b = t.transientOf(ElementType::I32, n);
  uint32_t c = t.constant(ElementType::I32, 300,
                          bytesOf(std::vector<uint32_t>{7}), /*splat=*/true);
  t.dispatch(increment, {a}, {five}, n); // RAW on the zero fill: a = 5
  t.dispatch(add, {a, b}, {}, n);        // RAW: b = 5
  t.dispatch(increment, {a}, {five}, n); // WAR: a = 10
  t.dispatch(add, {c, b}, {}, n);        // WAW on b: b = 12
  t.copy(a, out);                        // RAW into transfer: out = 10
  t.fill(a, 1);                          // WAR in transfer: a = 1
  t.dispatch(add, {a, out}, {}, n);      // RAW from transfer: out = 11
  t.dispatch(add, {b, out}, {}, n);      // WAW: out = 23
  t.expect(out, 300, bytesOf(std::vector<uint32_t>{23}), true);
  t.expect(b, 300, bytesOf(std::vector<uint32_t>{12}), true);
  auto executor = create(t);
  ASSERT_TRUE(executor);
  for (int run = 0; run < 3; ++run) {
    Arguments arguments;
    arguments.buffers["out"] = {
        ElementType::I32, 300,
        bytesOf(std::vector<uint32_t>(300, uint32_t(run)))};
    Result<RunReport> report = executor->run(arguments, {});
    ASSERT_TRUE(report) << report.status().message();
    EXPECT_EQ(valuesOf<uint32_t>(arguments.buffers["out"]),
              std::vector<uint32_t>(300, 23));
    EXPECT_EQ(report->submitCount, 1u);
  }
}

TEST_P(GraphDeviceTest, independent_dispatches_need_no_barrier) {
  TestArtifact t;
  uint32_t increment = t.kernel("increment", vyre_test_increment,
                                {{ElementType::I32}}, {ElementType::I32});
  uint32_t one = t.value(ElementType::I32, 1);
  std::vector<uint32_t> buffers;
  Arguments arguments;
  for (int i = 0; i < 8; ++i) {
    std::string name = "b" + std::to_string(i);
    buffers.push_back(t.argument(name.c_str(), ElementType::I32));
    arguments.buffers[name] = {ElementType::I32, 64,
                               bytesOf(std::vector<uint32_t>(64, uint32_t(i)))};
  }
  uint32_t n = t.index(64);
  for (uint32_t buffer : buffers)
    t.dispatch(increment, {buffer}, {one}, n);
  auto executor = create(t);
  ASSERT_TRUE(executor);
  Result<RunReport> report = executor->run(arguments, {});
  ASSERT_TRUE(report) << report.status().message();
  EXPECT_EQ(report->barrierCount, 0u);
  EXPECT_EQ(valuesOf<uint32_t>(arguments.buffers["b7"])[63], 8u);
}

// Sum of 0..9 in a carried register, and ten dispatches.
TEST_P(GraphDeviceTest, loop_with_carried_value) {
  TestArtifact t;
  uint32_t increment = t.kernel("increment", vyre_test_increment,
                                {{ElementType::I32}}, {ElementType::I32});
  uint32_t data = t.argument("data", ElementType::I32);
  uint32_t n = t.length(data);
  uint32_t zero = t.index(0);
  auto carried =
      t.loop(zero, t.index(10), t.index(1), {zero},
             [&](uint32_t i, const std::vector<uint32_t> &values) {
               t.dispatch(increment, {data}, {i}, n);
               return std::vector<uint32_t>{t.op(
                   fb::ScalarOpcode_AddI, ElementType::Index, values[0], i)};
             });
  t.dispatch(increment, {data}, {carried[0]}, n);
  auto executor = create(t);
  ASSERT_TRUE(executor);
  Arguments arguments;
  arguments.buffers["data"] = {ElementType::I32, 10,
                               bytesOf(std::vector<uint32_t>(10, 0))};
  Result<RunReport> report = executor->run(arguments, {});
  ASSERT_TRUE(report) << report.status().message();
  EXPECT_EQ(valuesOf<uint32_t>(arguments.buffers["data"])[9], 90u);
  EXPECT_EQ(report->dispatchCount, 11u);
  EXPECT_EQ(report->barrierCount, 10u);
}

// Longer than one command buffer, and more than may be in flight at once.
TEST_P(GraphDeviceTest, long_loops_are_submitted_in_pieces) {
  TestArtifact t;
  uint32_t increment = t.kernel("increment", vyre_test_increment,
                                {{ElementType::I32}}, {ElementType::I32});
  uint32_t data = t.argument("data", ElementType::I32);
  uint32_t n = t.length(data);
  uint32_t one = t.value(ElementType::I32, 1);
  constexpr uint32_t kTrips = 36000;
  t.loop(t.index(0), t.index(kTrips), t.index(1), {},
         [&](uint32_t, const std::vector<uint32_t> &) {
           t.dispatch(increment, {data}, {one}, n);
           return std::vector<uint32_t>{};
         });
  auto executor = create(t);
  ASSERT_TRUE(executor);
  Arguments arguments;
  arguments.buffers["data"] = {ElementType::I32, 1, bytesOf<uint32_t>({0})};
  RunOptions options;
  options.timestamps = true;
  Result<RunReport> report = executor->run(arguments, options);
  ASSERT_TRUE(report) << report.status().message();
  EXPECT_EQ(valuesOf<uint32_t>(arguments.buffers["data"])[0], kTrips);
  EXPECT_EQ(report->dispatchCount, kTrips);
  EXPECT_GE(report->submitCount, 17u);
  ASSERT_EQ(report->dispatches.size(), kTrips);
  EXPECT_EQ(report->dispatches[0].beginNs, 0u);
  EXPECT_EQ(report->dispatches[0].kernel, "increment");
  for (size_t i = 0; i < kTrips; ++i)
    ASSERT_LE(report->dispatches[i].beginNs, report->dispatches[i].endNs);
}

TEST_P(GraphDeviceTest, push_constants_are_naturally_aligned) {
  TestArtifact t;
  uint32_t kernel = t.kernel(
      "push_layout", vyre_test_push_layout, {{ElementType::I64, false, true}},
      {ElementType::I32, ElementType::I64, ElementType::F32, ElementType::F64,
       ElementType::Index},
      1, {fb::Feature_Int64, fb::Feature_Float64});
  uint32_t out = t.argument("out", ElementType::I64);
  uint32_t i32 = t.value(ElementType::I32, 0xfffffff9u);
  uint32_t i64 = t.scalarArgument("wide", ElementType::I64);
  uint32_t f32 = t.f32(1.5f);
  uint32_t f64 = t.value(ElementType::F64, 0x4005bf0a8b145769ull);
  uint32_t index = t.index(0xdeadbeefu);
  t.dispatch(kernel, {out}, {i32, i64, f32, f64, index}, t.index(1),
             /*threads=*/false);
  auto executor = create(t);
  ASSERT_TRUE(executor);
  Arguments arguments;
  arguments.buffers["out"] = {ElementType::I64, 6,
                              bytesOf(std::vector<uint64_t>(6))};
  arguments.scalars["wide"] = {ElementType::I64, 0x0123456789abcdefull};
  Result<RunReport> report = executor->run(arguments, {});
  ASSERT_TRUE(report) << report.status().message();
  EXPECT_EQ(
      valuesOf<uint64_t>(arguments.buffers["out"]),
      (std::vector<uint64_t>{0xfffffff9u, 0x0123456789abcdefull, 0x3fc00000u,
                             0x4005bf0a8b145769ull, 0xdeadbeefu, 6}));
}

// Parts that no kernel writes keep what the caller passed.
TEST_P(GraphDeviceTest, partial_writes_keep_the_rest) {
  TestArtifact t;
  uint32_t increment =
      t.kernel("increment", vyre_test_increment,
               {{ElementType::I32, false, true}}, {ElementType::I32});
  uint32_t data = t.argument("data", ElementType::I32);
  uint32_t one = t.value(ElementType::I32, 1);
  t.dispatch(increment, {data}, {one}, t.index(1));
  auto executor = create(t);
  ASSERT_TRUE(executor);
  Arguments arguments;
  std::vector<uint32_t> values(200);
  for (uint32_t i = 0; i < 200; ++i)
    values[i] = i;
  arguments.buffers["data"] = {ElementType::I32, 200, bytesOf(values)};
  ASSERT_TRUE(executor->run(arguments, {}));
  for (uint32_t i = 0; i < 64; ++i)
    ++values[i];
  EXPECT_EQ(valuesOf<uint32_t>(arguments.buffers["data"]), values);
}

// A constant that a kernel changes starts anew in every run.
TEST_P(GraphDeviceTest, written_constants_are_restored) {
  TestArtifact t;
  uint32_t increment = t.kernel("increment", vyre_test_increment,
                                {{ElementType::I32}}, {ElementType::I32});
  uint32_t data =
      t.constant(ElementType::I32, 4, bytesOf<uint32_t>({1, 2, 3, 4}));
  uint32_t one = t.value(ElementType::I32, 1);
  t.dispatch(increment, {data}, {one}, t.index(4));
  t.expect(data, 4, bytesOf<uint32_t>({2, 3, 4, 5}));
  auto executor = create(t);
  ASSERT_TRUE(executor);
  Arguments none;
  for (int i = 0; i < 3; ++i) {
    Result<RunReport> report = executor->run(none, {});
    ASSERT_TRUE(report) << report.status().message();
  }
}

// Elements of 64 bits take several commands to fill.
TEST_P(GraphDeviceTest, fills_of_wide_elements) {
  TestArtifact t;
  for (uint64_t value : {0x0123456789abcdefull, 0x1111111111111111ull})
    for (uint64_t count : {1, 2, 3, 64, 1001}) {
      uint32_t data = t.transient(ElementType::I64, count);
      t.fillFrom(data, t.value(ElementType::I64, value));
      t.expect(data, count, bytesOf<uint64_t>({value}), /*splat=*/true);
    }
  auto executor = create(t);
  ASSERT_TRUE(executor);
  Arguments none;
  Result<RunReport> report = executor->run(none, {});
  ASSERT_TRUE(report) << report.status().message();
}

// Expectations hold at their place in the order, not at the end.
TEST_P(GraphDeviceTest, expect_sees_its_own_moment) {
  TestArtifact t;
  uint32_t data = t.transient(ElementType::I32, 5);
  auto all = [](uint32_t v) { return bytesOf<uint32_t>({v}); };
  t.expect(data, 5, all(0), true);
  t.fill(data, 3);
  t.expect(data, 5, all(3), true);
  t.fill(data, 4);
  t.expect(data, 5, all(4), true);
  auto executor = create(t);
  ASSERT_TRUE(executor);
  Arguments none;
  Result<RunReport> report = executor->run(none, {});
  ASSERT_TRUE(report) << report.status().message();
}

TEST_P(GraphDeviceTest, expect_mismatch_is_located_and_leaves_arguments) {
  TestArtifact t;
  uint32_t out = t.argument("out", ElementType::F32);
  t.fill(out, 0x3fc00000);
  t.at(t.location("test.mlir", 12));
  t.expect(out, 4, bytesOf<float>({1.5f, 1.5f, 1.5f, 1.50000024f}));
  auto executor = create(t);
  ASSERT_TRUE(executor);
  Arguments arguments;
  std::vector<float> before = {9, 9, 9, 9};
  arguments.buffers["out"] = {ElementType::F32, 4, bytesOf(before)};
  Result<RunReport> report = executor->run(arguments, {});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.status().code(), Code::Mismatch);
  EXPECT_EQ(report.status().location().file, "test.mlir");
  EXPECT_EQ(report.status().location().line, 12u);
  EXPECT_EQ(report.status().message(),
            "element 3 of buffer 'out' is 1.5 (0x3FC00000), expected "
            "1.50000024 (0x3FC00002), 2 ULP apart; 1 of 4 elements differ");
  EXPECT_EQ(valuesOf<float>(arguments.buffers["out"]), before);
}

TEST_P(GraphDeviceTest, implicit_graphs_take_a_grid) {
  TestArtifact t;
  uint32_t increment = t.kernel("increment", vyre_test_increment,
                                {{ElementType::I32}}, {ElementType::I32});
  uint32_t data = t.argument("data", ElementType::I32);
  uint32_t amount = t.scalarArgument("amount", ElementType::I32);
  t.dispatch(increment, {data}, {amount}, t.index(1), /*threads=*/false);
  t.endGraph("increment", /*implicit=*/true);
  auto executor = create(t);
  ASSERT_TRUE(executor);
  EXPECT_TRUE(executor->isImplicit());
  Arguments arguments;
  arguments.buffers["data"] = {ElementType::I32, 200,
                               bytesOf(std::vector<uint32_t>(200, 0))};
  arguments.scalars["amount"] = {ElementType::I32, 3};
  RunOptions options;
  options.grid = {{2, 1, 1}};
  ASSERT_TRUE(executor->run(arguments, options));
  std::vector<uint32_t> got = valuesOf<uint32_t>(arguments.buffers["data"]);
  EXPECT_EQ(got[127], 3u);
  EXPECT_EQ(got[128], 0u);
}

INSTANTIATE_TEST_SUITE_P(Vulkan, GraphDeviceTest, ::testing::Bool(), pathName);

} // namespace
