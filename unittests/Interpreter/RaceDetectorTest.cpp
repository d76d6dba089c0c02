// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each rule of the memory model that the race detector knows, with an execution
// that keeps it and one that does not. Invocations 0 to 7 are workgroup 0 in
// two subgroups, 8 to 15 are workgroup 1.
//
//===----------------------------------------------------------------------===//

#include "TraceFixture.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::vyre;

namespace {

constexpr uint32_t kWorkgroupMemory = 2;

//===----------------------------------------------------------------------===//
// VYRE-MM-15: conflicts
//===----------------------------------------------------------------------===//

TEST(RaceDetector, WritesOfTwoInvocations) {
  Trace t;
  EXPECT_FALSE(t.store(0, 0));
  EXPECT_FALSE(t.store(0, 0));
  EXPECT_TRUE(t.store(1, 0));
}

TEST(RaceDetector, WritesOfTheSameValueAreARace) {
  // The detector sees no values at all.
  Trace t(2);
  EXPECT_FALSE(t.store(0, 0));
  EXPECT_TRUE(t.store(8, 0));
}

TEST(RaceDetector, ReadAfterWriteAndWriteAfterRead) {
  Trace t;
  EXPECT_FALSE(t.load(0, 0));
  EXPECT_FALSE(t.load(1, 0));
  EXPECT_FALSE(t.store(2, 4));
  EXPECT_TRUE(t.load(3, 4));
  Trace u;
  EXPECT_FALSE(u.load(0, 0));
  EXPECT_TRUE(u.store(1, 0));
}

TEST(RaceDetector, TheWriterMayBeTheLastReader) {
  Trace t;
  EXPECT_FALSE(t.load(1, 0));
  EXPECT_FALSE(t.load(0, 0));
  EXPECT_TRUE(t.store(0, 0));
}

TEST(RaceDetector, BytesThatAreNeighbours) {
  Trace t;
  EXPECT_FALSE(t.store(0, 0, 1));
  EXPECT_FALSE(t.store(1, 1, 1));
  EXPECT_FALSE(t.store(2, 2, 2));
  EXPECT_TRUE(t.store(3, 3, 1));
}

TEST(RaceDetector, OverlapOfDifferentWidth) {
  Trace t;
  EXPECT_FALSE(t.store(0, 0, 8));
  EXPECT_FALSE(t.store(0, 8, 8));
  EXPECT_FALSE(t.store(1, 16, 2));
  EXPECT_TRUE(t.load(1, 15, 1));
  Trace u;
  EXPECT_FALSE(u.load(0, 5, 1));
  EXPECT_TRUE(u.store(1, 0, 8));
}

TEST(RaceDetector, MisalignedAcrossPages) {
  Trace t;
  t.objects[0].bytes = 8192;
  t.nextDispatch();
  EXPECT_FALSE(t.store(0, 4094, 4));
  EXPECT_FALSE(t.store(1, 4098, 2));
  EXPECT_TRUE(t.store(1, 4097, 1));
}

TEST(RaceDetector, OutsideOfTheObjectIsIgnored) {
  Trace t;
  EXPECT_FALSE(t.store(0, 4096));
  EXPECT_FALSE(t.store(1, 4096));
  EXPECT_FALSE(t.store(0, ~uint64_t(0) - 1));
  EXPECT_FALSE(t.store(0, 0, 4, 17));
  EXPECT_FALSE(t.atomic(0, 4094, true, true, Order::AcqRel));
}

TEST(RaceDetector, WorkgroupMemoryIsOneForEachWorkgroup) {
  Trace t(2);
  EXPECT_FALSE(t.store(0, 0, 4, kWorkgroupMemory));
  EXPECT_FALSE(t.store(8, 0, 4, kWorkgroupMemory));
  EXPECT_TRUE(t.store(9, 0, 4, kWorkgroupMemory));
}

//===----------------------------------------------------------------------===//
// VYRE-MM-13: barriers
//===----------------------------------------------------------------------===//

TEST(RaceDetector, WorkgroupBarrier) {
  Trace t(2);
  EXPECT_FALSE(t.store(0, 0));
  t.barrier(Scope::Workgroup);
  EXPECT_FALSE(t.load(7, 0));
  EXPECT_FALSE(t.load(3, 0));
  t.barrier(Scope::Workgroup);
  EXPECT_FALSE(t.store(5, 0));
  t.barrier(Scope::Workgroup);
  EXPECT_TRUE(t.load(8, 0));
}

TEST(RaceDetector, BarriersOfTwoWorkgroupsOrderNothing) {
  Trace t(2);
  EXPECT_FALSE(t.store(0, 0));
  t.barrier(Scope::Workgroup, 0);
  t.barrier(Scope::Workgroup, 8);
  EXPECT_TRUE(t.load(8, 0));
}

TEST(RaceDetector, SubgroupBarrier) {
  Trace t;
  EXPECT_FALSE(t.store(0, 0));
  t.barrier(Scope::Subgroup, 0);
  EXPECT_FALSE(t.load(3, 0));
  t.barrier(Scope::Subgroup, 4);
  EXPECT_TRUE(t.load(4, 0));
}

TEST(RaceDetector, SubgroupsOfAnUnevenWorkgroup) {
  Trace t(2, 6, 4);
  EXPECT_FALSE(t.store(4, 0));
  EXPECT_EQ(t.members(Scope::Subgroup, 4), (std::vector<uint32_t>{4, 5}));
  t.barrier(Scope::Subgroup, 4);
  EXPECT_FALSE(t.load(5, 0));
  EXPECT_TRUE(t.load(6, 0));
}

TEST(RaceDetector, GridBarrier) {
  Trace t(2);
  EXPECT_FALSE(t.store(0, 0));
  EXPECT_FALSE(t.store(9, 4));
  t.barrier(Scope::Grid);
  EXPECT_FALSE(t.load(15, 0));
  EXPECT_FALSE(t.store(0, 4));
  EXPECT_TRUE(t.load(9, 4));
}

TEST(RaceDetector, ABarrierOrdersWhatItsMembersKnow) {
  // 0 exits before the barrier of the grid, but 1 knows what it did.
  Trace t(2);
  EXPECT_FALSE(t.store(0, 0));
  t.barrier(Scope::Subgroup);
  t.exit(0);
  t.barrier(Scope::Grid);
  EXPECT_FALSE(t.load(12, 0));
}

TEST(RaceDetector, ABarrierDoesNotOrderWhoExitedBefore) {
  Trace t;
  EXPECT_FALSE(t.store(0, 0));
  EXPECT_FALSE(t.store(1, 4));
  t.exit(0);
  t.barrier(Scope::Workgroup);
  EXPECT_FALSE(t.load(2, 4));
  EXPECT_TRUE(t.load(2, 0));
  EXPECT_NE(t.last->fix.find("exit after it"), std::string::npos)
      << t.last->str();
}

TEST(RaceDetector, AReaderThatExitedIsNotForgotten) {
  Trace t;
  for (uint32_t lane = 0; lane < 6; ++lane)
    EXPECT_FALSE(t.load(lane, 0));
  t.exit(2);
  t.barrier(Scope::Workgroup);
  EXPECT_TRUE(t.store(0, 0));
}

//===----------------------------------------------------------------------===//
// VYRE-MM-16: dispatches
//===----------------------------------------------------------------------===//

TEST(RaceDetector, DispatchesAreOrdered) {
  Trace t(2);
  EXPECT_FALSE(t.store(0, 0));
  t.nextDispatch();
  EXPECT_FALSE(t.store(9, 0));
  t.nextDispatch();
  EXPECT_FALSE(t.load(1, 0));
}

//===----------------------------------------------------------------------===//
// VYRE-MM-18: arguments that are only read
//===----------------------------------------------------------------------===//

TEST(RaceDetector, OnlyReadArgumentsShowNoWritesOfOthers) {
  Trace t;
  EXPECT_FALSE(t.store(0, 0));
  EXPECT_FALSE(t.load(0, 0, 4, 0, /*throughReadOnly=*/true));
  t.barrier(Scope::Workgroup);
  EXPECT_FALSE(t.load(1, 0));
  EXPECT_TRUE(t.load(1, 0, 4, 0, /*throughReadOnly=*/true));
  EXPECT_NE(t.last->message.find("[VYRE-MM-18]"), std::string::npos);
  EXPECT_NE(t.last->fix.find("declare 'r' read_write"), std::string::npos)
      << t.last->fix;
}

TEST(RaceDetector, OnlyReadArgumentsShowNoAtomicsOfOthers) {
  Trace t;
  EXPECT_FALSE(t.rmw(0, 0, Order::Relaxed));
  t.barrier(Scope::Workgroup);
  EXPECT_FALSE(t.load(0, 0, 4, 0, /*throughReadOnly=*/true));
  EXPECT_TRUE(t.load(1, 0, 4, 0, /*throughReadOnly=*/true));
}

TEST(RaceDetector, AWriteAfterALoadThroughAnOnlyReadArgument) {
  Trace t;
  EXPECT_FALSE(t.load(1, 0, 4, 0, /*throughReadOnly=*/true));
  t.barrier(Scope::Workgroup);
  EXPECT_FALSE(t.store(0, 0));
}

//===----------------------------------------------------------------------===//
// Reports
//===----------------------------------------------------------------------===//

TEST(RaceDetector, AReportNamesBothSides) {
  Trace t(2);
  t.setLine(3);
  EXPECT_FALSE(t.store(9, 20));
  t.setLine(7);
  EXPECT_TRUE(t.load(2, 20));
  EXPECT_EQ(t.last->kind, ExecutionError::Kind::Race);
  EXPECT_EQ(t.last->message,
            "data race on element 5 of 'x', read after write: invocation "
            "(2, 0, 0) of workgroup (0, 0, 0) loads, expected a barrier, or a "
            "release and an acquire, after the earlier access [VYRE-MM-15]");
  EXPECT_EQ(cast<FileLineColLoc>(t.last->location).getLine(), 7u);
  ASSERT_EQ(t.last->notes.size(), 1u);
  EXPECT_EQ(cast<FileLineColLoc>(t.last->notes[0].first).getLine(), 3u);
  EXPECT_EQ(t.last->notes[0].second,
            "earlier, invocation (9, 0, 0) of workgroup (1, 0, 0) stores "
            "element 5 of 'x' here");
  EXPECT_NE(t.last->fix.find("split the program there"), std::string::npos);
}

TEST(RaceDetector, CollectsPairsOfPlaces) {
  Trace t(1, 8, 4, Trace::Knowledge::None, /*maxRaces=*/3);
  for (unsigned line = 1; line <= 3; ++line) {
    t.setLine(line);
    for (uint32_t lane = 0; lane < 8; ++lane)
      EXPECT_EQ(t.store(lane, line * 4), line == 3 && lane == 1);
  }
  ASSERT_EQ(t.detector.races().size(), 3u);
  EXPECT_NE(t.detector.races()[1].message.find("element 2"), std::string::npos);
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

double shadowRatio(unsigned bytes, bool isAtomic) {
  Trace t(4, 64, 32, Trace::Knowledge::BarriersOnly);
  for (unsigned round = 0; round < 3; ++round) {
    for (uint32_t i = 0; i < 4096 / bytes; ++i) {
      uint32_t lane = i % 64;
      bool found = isAtomic ? t.atomic(lane, i * bytes, true, true,
                                       Order::Relaxed, bytes)
                            : t.store(lane, i * bytes, bytes);
      EXPECT_FALSE(found);
    }
    t.barrier(Scope::Workgroup);
    for (uint32_t i = 0; i < 4096 / bytes; ++i)
      for (uint32_t lane = 0; lane < 3; ++lane)
        EXPECT_FALSE(t.load(lane, i * bytes, bytes));
    t.barrier(Scope::Workgroup);
  }
  t.detector.onDispatchEnd();
  ShadowUsage usage = t.detector.usage();
  EXPECT_EQ(usage.bufferBytes, 4096u);
  double ratio = double(usage.shadowBytes) / usage.bufferBytes;
  ::testing::Test::RecordProperty((isAtomic ? "atomic" : "plain") +
                                      std::to_string(8 * bytes),
                                  std::to_string(ratio));
  return ratio;
}

TEST(RaceDetector, ShadowTakesLittleMemory) {
  EXPECT_LT(shadowRatio(1, false), 15.1);
  EXPECT_LT(shadowRatio(2, false), 7.6);
  EXPECT_LT(shadowRatio(4, false), 3.9);
  EXPECT_LT(shadowRatio(8, false), 2);
  EXPECT_LT(shadowRatio(4, true), 8.9);
  EXPECT_LT(shadowRatio(8, true), 7);
}

TEST(RaceDetector, UntouchedPagesCostNothing) {
  Trace t;
  t.objects[0].bytes = uint64_t(1) << 31;
  t.nextDispatch();
  EXPECT_FALSE(t.store(0, uint64_t(1) << 30));
  t.detector.onDispatchEnd();
  EXPECT_EQ(t.detector.usage().bufferBytes, 4096u);
}

TEST(RaceDetector, ManyClocksReuseTags) {
  // More clocks than tags exist; nothing is lost that is still needed.
  Trace t(1, 4, 4);
  EXPECT_FALSE(t.store(0, 400));
  for (unsigned round = 0; round < 1200000; ++round) {
    if (t.store(round % 4, 0))
      FAIL() << "false alarm in round " << round;
    t.barrier(Scope::Workgroup);
  }
  EXPECT_FALSE(t.load(1, 400));
  EXPECT_FALSE(t.store(2, 404));
  EXPECT_TRUE(t.load(1, 404));
}

} // namespace
