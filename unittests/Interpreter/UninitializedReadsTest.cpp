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
  hooks.onDispatchBegin(info);
  EXPECT_FALSE(load(hooks, 0, 0, 0));
  hooks.onDispatchEnd();
  hooks.addTransient(memory, sizeof(memory));
  hooks.onDispatchBegin(info);
  hooks.onStore(0, 0, 0, 4, site);
  hooks.onDispatchEnd();
  hooks.markWritten(memory + 8, 4);
  hooks.onDispatchBegin(info);
  EXPECT_FALSE(load(hooks, 5, 0, 0));
  EXPECT_FALSE(load(hooks, 5, 0, 8));
  EXPECT_TRUE(load(hooks, 5, 0, 4));
  EXPECT_NE(last->message.find("[VYRE-GR-06]"), std::string::npos);
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
