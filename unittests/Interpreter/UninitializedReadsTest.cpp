// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loads of what nobody wrote.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Interpreter/UninitializedReads.h"
#include "Vyre/Dialect/VyreDialect.h"
#include "Vyre/Interpreter/RaceDetector.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::vyre;

namespace {

class UninitializedReadsTest : public ::testing::Test {
protected:
  UninitializedReadsTest() {
    context.loadDialect<VyreDialect>();
    objects = {{false, memory, sizeof(memory), Value()},
               {true, nullptr, 64, Value()}};
    info.workgroups = {2, 1, 1};
    info.lanesPerWorkgroup = 4;
    info.subgroupSize = 4;
    info.objects = objects;
  }

  bool load(MemoryHooks &hooks, uint32_t lane, uint32_t object, uint64_t byte,
            unsigned bytes = 4) {
    hooks.onLoad(lane, object, byte, bytes, site);
    last = hooks.takeError();
    return last.has_value();
  }

  MLIRContext context;
  uint8_t memory[64] = {};
  std::vector<MemoryObject> objects;
  DispatchInfo info;
  AccessSite site{UnknownLoc::get(&context), nullptr, Value(), 4};
  ExecutionResult last;
};

TEST_F(UninitializedReadsTest, WorkgroupMemoryByByteAndInstance) {
  UninitializedReads hooks;
  hooks.onDispatchBegin(info);
  hooks.onStore(0, 1, 0, 4, site);
  EXPECT_FALSE(load(hooks, 1, 1, 0));
  EXPECT_FALSE(load(hooks, 1, 1, 3, 1));
  EXPECT_TRUE(load(hooks, 1, 1, 3, 2));
  EXPECT_TRUE(load(hooks, 4, 1, 0));
  EXPECT_NE(last->message.find("[VYRE-MM-03]"), std::string::npos);
  hooks.onDispatchEnd();
}

TEST_F(UninitializedReadsTest, AtomicsReadAndWrite) {
  UninitializedReads hooks;
  hooks.onDispatchBegin(info);
  hooks.onAtomic(0, 1, 0, 4, {false, true, Order::Relaxed}, site);
  hooks.onAtomic(0, 1, 0, 4, {true, true, Order::Relaxed}, site);
  EXPECT_FALSE(hooks.hasError());
  hooks.onAtomic(0, 1, 4, 4, {true, true, Order::Relaxed}, site);
  EXPECT_TRUE(hooks.hasError());
}

TEST_F(UninitializedReadsTest, BuffersOnlyIfTheyAreTransient) {
  UninitializedReads hooks;
  hooks.onBuffer(memory, sizeof(memory), /*isWritten=*/true);
  hooks.onDispatchBegin(info);
  EXPECT_FALSE(load(hooks, 0, 0, 0));
  hooks.onDispatchEnd();
  hooks.onBuffer(memory, sizeof(memory), /*isWritten=*/false);
  hooks.onDispatchBegin(info);
  hooks.onStore(0, 0, 0, 4, site);
  hooks.onDispatchEnd();
  hooks.onDispatchBegin(info);
  EXPECT_FALSE(load(hooks, 5, 0, 0));
  EXPECT_TRUE(load(hooks, 5, 0, 4));
  EXPECT_NE(last->message.find("[VYRE-GR-06]"), std::string::npos);
  hooks.onDispatchEnd();
  hooks.onFill(memory, sizeof(memory));
  hooks.onDispatchBegin(info);
  EXPECT_FALSE(load(hooks, 5, 0, 4));
  hooks.onDispatchEnd();
}

// A copy is as written as what it was copied from, byte by byte.
TEST_F(UninitializedReadsTest, CopiesAreNoReads) {
  uint8_t other[16] = {}, written[16] = {};
  auto isReported = [&](UninitializedReads &hooks, uint64_t byte) {
    hooks.onDispatchBegin(info);
    bool result = load(hooks, 0, 0, byte, 1);
    hooks.onDispatchEnd();
    return result;
  };
  UninitializedReads hooks;
  hooks.onBuffer(memory, sizeof(memory), /*isWritten=*/true);
  hooks.onBuffer(other, sizeof(other), /*isWritten=*/false);
  hooks.onBuffer(written, sizeof(written), /*isWritten=*/true);
  hooks.onCopy(other, memory, sizeof(other));
  EXPECT_TRUE(isReported(hooks, 0));
  EXPECT_TRUE(isReported(hooks, 15));
  EXPECT_FALSE(isReported(hooks, 16));
  hooks.onCopy(written, memory, 8);
  EXPECT_FALSE(isReported(hooks, 7));
  EXPECT_TRUE(isReported(hooks, 8));
  // Back, and once more: the first half is written now.
  hooks.onCopy(memory, other, sizeof(other));
  hooks.onFill(memory, sizeof(memory));
  EXPECT_FALSE(isReported(hooks, 8));
  hooks.onCopy(other, memory, sizeof(other));
  EXPECT_FALSE(isReported(hooks, 7));
  EXPECT_TRUE(isReported(hooks, 8));
}

TEST_F(UninitializedReadsTest, AlsoChecksRaces) {
  RaceDetector races;
  UninitializedReads hooks(&races);
  hooks.onDispatchBegin(info);
  hooks.onStore(0, 1, 0, 4, site);
  EXPECT_TRUE(load(hooks, 1, 1, 0));
  EXPECT_NE(last->message.find("data race"), std::string::npos);
  hooks.onDispatchEnd();
}

} // namespace
