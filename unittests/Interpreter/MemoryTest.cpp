// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Access to memory is total (VYRE-MM), atomics give the old element (VYRE-AT),
// and hooks see every access.
//
//===----------------------------------------------------------------------===//

#include "KernelFixture.h"

using namespace mlir;
using namespace mlir::vyre;

namespace {

using Words = std::vector<uint32_t>;
class MemoryTest : public KernelTest {};

TEST_F(MemoryTest, vyre_mm_01_LoadsOutOfRangeAreZero) {
  Bytes index = Bytes::of(Words{999, 0xFFFFFFFF, 1, 0});
  Bytes a = Bytes::of(Words{7}), b = Bytes::of(Words(4, 5));
  runOk(R"(
    vyre.program @p(%n: !vyre.buffer<4xi32, read>, %a: !vyre.buffer<?xi32, read>,
                    %b: !vyre.buffer<4xi32, write>) workgroup [4, 1, 1] {
      %i = vyre.global_id x
      %j = vyre.load %n[%i] : !vyre.buffer<4xi32, read>
      %k = arith.index_cast %j : i32 to index
      %x = vyre.load %a[%k] : !vyre.buffer<?xi32, read>
      vyre.store %x, %b[%i] : !vyre.buffer<4xi32, write>
      vyre.return
    })",
        {&index, &a, &b});
  EXPECT_EQ(b.as<uint32_t>(), (Words{0, 0, 0, 7}));
  EXPECT_EQ(statistics.outOfRangeAccesses, 3u);
}

TEST_F(MemoryTest, vyre_mm_02_StoresOutOfRangeDoNothing) {
  for (const Schedule &schedule : allSchedules()) {
    Bytes a = Bytes::of(Words{1, 2});
    ExecutionOptions options;
    options.schedule = schedule;
    runOk(R"(
      vyre.program @p(%a: !vyre.buffer<?xi32, write>) workgroup [8, 1, 1] {
        %i = vyre.global_id x
        %one = arith.constant 1 : index
        %k = arith.addi %i, %one : index
        %x = arith.index_cast %i : index to i32
        vyre.store %x, %a[%k] : !vyre.buffer<?xi32, write>
        vyre.return
      })",
          {&a}, {4, 1, 1}, {}, options);
    EXPECT_EQ(a.as<uint32_t>(), (Words{1, 0})) << schedule.str();
  }
}

TEST_F(MemoryTest, EmptyBuffersWork) {
  Bytes a, b = Bytes::of(Words{5});
  runOk(R"(
    vyre.program @p(%a: !vyre.buffer<?xf32, read_write>,
                    %b: !vyre.buffer<1xi32, write>) workgroup [1, 1, 1] {
      %i = vyre.global_id x
      %x = vyre.load %a[%i] : !vyre.buffer<?xf32, read_write>
      vyre.store %x, %a[%i] : !vyre.buffer<?xf32, read_write>
      %n = vyre.length %a : !vyre.buffer<?xf32, read_write>
      %m = arith.index_cast %n : index to i32
      vyre.store %m, %b[%i] : !vyre.buffer<1xi32, write>
      vyre.return
    })",
        {&a, &b});
  EXPECT_EQ(b.as<uint32_t>(), (Words{0}));
}

TEST_F(MemoryTest, vyre_mm_05_MovesKeepBits) {
  for (std::string type : {"f16", "bf16", "f32", "f64"}) {
    Bytes a = Bytes::of(
        std::vector<uint64_t>{0x7FA1234580000001, 0xFFF4000000017FA1});
    Bytes b = Bytes::of(std::vector<uint64_t>(2));
    std::string source = "vyre.program @p(%a: !vyre.buffer<?xT, read>,"
                         " %b: !vyre.buffer<?xT, write>) workgroup [8, 1, 1] {"
                         "  %i = vyre.global_id x\n"
                         "  %x = vyre.load %a[%i] : !vyre.buffer<?xT, read>\n"
                         "  vyre.store %x, %b[%i] : !vyre.buffer<?xT, write>\n"
                         "  vyre.return }";
    for (size_t at; (at = source.find("xT")) != std::string::npos;)
      source.replace(at, 2, "x" + type);
    runOk(source, {&a, &b});
    EXPECT_EQ(a.bytes, b.bytes) << type;
  }
}

TEST_F(MemoryTest, vyre_mm_06_AFalseProofIsAnError) {
  Bytes a = Bytes::of(Words{1, 2});
  ASSERT_TRUE(load(R"(
    vyre.program @p(%a: !vyre.buffer<?xi32, read_write>) workgroup [4, 1, 1] {
      %i = vyre.global_id x
      %x = vyre.load %a[%i] in_bounds : !vyre.buffer<?xi32, read_write>
      vyre.return
    })"));
  ExecutionResult error = run({&a});
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, ExecutionError::Kind::FalseProof);
  EXPECT_NE(error->message.find("element 2 of 2 for invocation 2"),
            std::string::npos)
      << error->message;
}

TEST_F(MemoryTest, vyre_mm_03_WorkgroupMemoryStartsAsZeros) {
  Bytes b = Bytes::of(Words(8, 9));
  runOk(R"(
    vyre.program @p(%b: !vyre.buffer<8xi32, write>) workgroup [4, 1, 1] {
      %s = vyre.workgroup_alloc : !vyre.buffer<4xi32, workgroup>
      %l = vyre.local_id x
      %i = vyre.global_id x
      %x = vyre.load %s[%l] : !vyre.buffer<4xi32, workgroup>
      vyre.store %x, %b[%i] : !vyre.buffer<8xi32, write>
      %c = arith.constant 3 : i32
      vyre.store %c, %s[%l] : !vyre.buffer<4xi32, workgroup>
      vyre.return
    })",
        {&b}, {2, 1, 1});
  EXPECT_EQ(b.as<uint32_t>(), Words(8, 0));
}

TEST_F(MemoryTest, Atomics) {
  struct Case {
    std::string op;
    uint32_t old, value, stored;
  };
  std::vector<Case> cases = {
      {"add", 0xFFFFFFFE, 5, 3},
      {"or", 0xA, 5, 0xF},
      {"and", 0xA, 6, 2},
      {"xor", 0xA, 6, 0xC},
      {"minu", 99, 7, 7},
      {"maxu", 99, 777, 777},
      {"mins", 5, 0xFFFFFFFF, 0xFFFFFFFF},
      {"maxs", 5, 0xFFFFFFFF, 5},
      {"minu", 5, 0xFFFFFFFF, 5},
      {"exchange", 123, 456, 456},
  };
  for (const Case &each : cases) {
    Bytes a = Bytes::of(Words{each.old, each.value, 77, 77});
    runOk("vyre.program @p(%a: !vyre.buffer<?xi32, read_write>)"
          " workgroup [1, 1, 1] {\n"
          "  %0 = arith.constant 0 : index\n  %1 = arith.constant 1 : index\n"
          "  %2 = arith.constant 2 : index\n  %9 = arith.constant 999 : index\n"
          "  %3 = arith.constant 3 : index\n"
          "  %v = vyre.load %a[%1] : !vyre.buffer<?xi32, read_write>\n"
          "  %o = vyre.atomic_rmw " +
              each.op +
              " relaxed %v, %a[%0] : !vyre.buffer<?xi32, read_write>\n"
              "  vyre.store %o, %a[%2] : !vyre.buffer<?xi32, read_write>\n"
              "  %p = vyre.atomic_rmw " +
              each.op +
              " relaxed %v, %a[%9] : !vyre.buffer<?xi32, read_write>\n"
              "  vyre.store %p, %a[%3] : !vyre.buffer<?xi32, read_write>\n"
              "  vyre.return }",
          {&a});
    // Out of range the result is zero (VYRE-MM-04).
    EXPECT_EQ(a.as<uint32_t>(), (Words{each.stored, each.value, each.old, 0}))
        << each.op;
  }
}

TEST_F(MemoryTest, AtomicsOnFloatsPreferNumbers) {
  // vyre_at_01: NaN and 2: 2; 1 + 2 = 3; -0 and +0.
  Bytes a = Bytes::of(Words{0x7FA12345, 0x3F800000, 0, 0x7FA12345});
  runOk(R"(
    vyre.program @p(%a: !vyre.buffer<4xf32, read_write>) workgroup [1, 1, 1] {
      %0 = arith.constant 0 : index
      %1 = arith.constant 1 : index
      %2 = arith.constant 2 : index
      %3 = arith.constant 3 : index
      %two = arith.constant 2.0 : f32
      %neg = arith.constant -0.0 : f32
      %w = vyre.atomic_rmw minf relaxed %two, %a[%0] : !vyre.buffer<4xf32, read_write>
      %x = vyre.atomic_rmw addf relaxed %two, %a[%1] : !vyre.buffer<4xf32, read_write>
      %y = vyre.atomic_rmw minf relaxed %neg, %a[%2] : !vyre.buffer<4xf32, read_write>
      %z = vyre.atomic_rmw maxf relaxed %two, %a[%3] : !vyre.buffer<4xf32, read_write>
      vyre.return
    })",
        {&a});
  EXPECT_EQ(a.as<uint32_t>(),
            (Words{0x40000000, 0x40400000, 0x80000000, 0x40000000}));
}

TEST_F(MemoryTest, vyre_at_02_CompareAndExchange) {
  Bytes a = Bytes::of(std::vector<uint64_t>{0xAAAA, 0xAAAA, 0, 0});
  runOk(R"(
    vyre.program @p(%a: !vyre.buffer<4xi64, read_write>) workgroup [1, 1, 1] {
      %0 = arith.constant 0 : index
      %1 = arith.constant 1 : index
      %2 = arith.constant 2 : index
      %3 = arith.constant 3 : index
      %same = arith.constant 0xAAAA : i64
      %other = arith.constant 0xCCCC : i64
      %new = arith.constant 0xBBBB : i64
      %x = vyre.atomic_cas acq_rel %same, %new, %a[%0] : !vyre.buffer<4xi64, read_write>
      %y = vyre.atomic_cas acq_rel %other, %new, %a[%1] : !vyre.buffer<4xi64, read_write>
      vyre.store %x, %a[%2] : !vyre.buffer<4xi64, read_write>
      vyre.store %y, %a[%3] : !vyre.buffer<4xi64, read_write>
      vyre.return
    })",
        {&a});
  EXPECT_EQ(a.as<uint64_t>(),
            (std::vector<uint64_t>{0xBBBB, 0xAAAA, 0xAAAA, 0xAAAA}));
}

TEST_F(MemoryTest, vyre_bf_08_ArgumentsMayBeTheSameBuffer) {
  std::vector<uint32_t> memory{1, 2, 3, 4};
  ASSERT_TRUE(load(R"(
    vyre.program @p(%a: !vyre.buffer<?xi32, read>, %b: !vyre.buffer<?xi32, write>)
        workgroup [4, 1, 1] {
      %i = vyre.global_id x
      %x = vyre.load %a[%i] : !vyre.buffer<?xi32, read>
      %y = arith.addi %x, %x : i32
      vyre.store %y, %b[%i] : !vyre.buffer<?xi32, write>
      vyre.return
    })"));
  struct Recorder : MemoryHooks {
    void onDispatchBegin(const DispatchInfo &info) override {
      objects = info.objects.size();
    }
    void onLoad(uint32_t lane, uint32_t object, uint64_t byte, unsigned bytes,
                const AccessSite &site) override {
      log += "L" + std::to_string(lane) + "@" + std::to_string(byte) + " ";
    }
    void onStore(uint32_t lane, uint32_t object, uint64_t byte, unsigned bytes,
                 const AccessSite &site) override {
      log += "S" + std::to_string(lane) + "@" + std::to_string(byte) + " ";
    }
    void onExit(uint32_t lane) override {
      log += "X" + std::to_string(lane) + " ";
    }
    size_t objects = 0;
    std::string log;
  } recorder;
  auto *data = reinterpret_cast<uint8_t *>(memory.data());
  BufferSpan span{data, 4, IntegerType::get(&context, 32)};
  ExecutionOptions options;
  options.hooks = &recorder;
  options.schedule = Schedule::reverse();
  ExecutionResult error =
      interpretProgram(*kernel, {1, 1, 1}, {span, span}, {}, options);
  EXPECT_FALSE(error);
  EXPECT_EQ(memory, (Words{2, 4, 6, 8}));
  EXPECT_EQ(recorder.objects, 1u);
  EXPECT_EQ(recorder.log, "L3@12 S3@12 X3 L2@8 S2@8 X2 L1@4 S1@4 X1 L0@0 S0@0 "
                          "X0 ");
}

TEST_F(MemoryTest, WrongArgumentsAreErrors) {
  ASSERT_TRUE(load(R"(
    vyre.program @p(%a: !vyre.buffer<4xi32, read>, %n: i32) workgroup [4, 1, 1] {
      vyre.return
    })"));
  Bytes good = Bytes::of(Words(4)), small = Bytes::of(Words(3));
  EXPECT_FALSE(run({&good}, {1, 1, 1}, {1}));
  auto message = [](ExecutionResult error) {
    return error ? error->str() : std::string();
  };
  EXPECT_NE(message(run({&small}, {1, 1, 1}, {1})).find("passed 3 elements"),
            std::string::npos);
  EXPECT_NE(message(run({&good}, {0, 1, 1}, {1})).find("VYRE-GR-04"),
            std::string::npos);
  EXPECT_NE(message(run({&good}, {0x7FFFFFFF, 2, 1}, {1})).find("VYRE-IX-04"),
            std::string::npos);
  EXPECT_NE(
      message(run({&good}, {1, 1, 1}, {})).find("1 scalars, found 1 and 0"),
      std::string::npos);
}

TEST_F(MemoryTest, ABufferHasOneElementType) {
  // Bytes that are accessed as i8 and atomically would need more shadow memory
  // than there may be.
  ASSERT_TRUE(load(R"(
    vyre.program @p(%a: !vyre.buffer<16xi8, read>, %b: !vyre.buffer<4xi32, read>,
                    %c: !vyre.buffer<4xi32, read_write>) workgroup [4, 1, 1] {
      vyre.return
    })"));
  Bytes bytes = Bytes::of(Words(4)), words = Bytes::of(Words(4));
  EXPECT_FALSE(run({&bytes, &words, &words}));
  ExecutionResult error = run({&words, &bytes, &words});
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, ExecutionError::Kind::InvalidArgument);
  EXPECT_EQ(error->message, "program 'p' is passed one buffer as its arguments "
                            "'a' of i8 and 'c' of i32 [VYRE-GR-03]");
}

} // namespace
