// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ordered atomics in the race detector (VYRE-MM-10, VYRE-MM-12), the litmus
// table of docs/MemoryModel.md, and executions of well-known kernels with a
// barrier or an order taken away.
//
//===----------------------------------------------------------------------===//

#include "TraceFixture.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::vyre;

namespace {

constexpr uint64_t kFlag = 64;

/// x = 1; flag = 1 by `writer` | flag by `reader`; x. True if that is a race.
bool messageRaces(Order release, Order acquire, uint32_t writer,
                  uint32_t reader) {
  Trace t(2);
  EXPECT_FALSE(t.store(writer, 0));
  EXPECT_FALSE(t.atomicStore(writer, kFlag, release));
  EXPECT_FALSE(t.atomicLoad(reader, kFlag, acquire));
  return t.load(reader, 0);
}

TEST(RaceSynchronisation, MessagePassing) {
  for (uint32_t reader : {1u, 5u, 9u}) {
    EXPECT_FALSE(messageRaces(Order::Release, Order::Acquire, 0, reader));
    EXPECT_FALSE(messageRaces(Order::SeqCst, Order::SeqCst, 0, reader));
    EXPECT_TRUE(messageRaces(Order::Relaxed, Order::Acquire, 0, reader));
    EXPECT_TRUE(messageRaces(Order::Release, Order::Relaxed, 0, reader));
    EXPECT_TRUE(messageRaces(Order::Relaxed, Order::Relaxed, 0, reader));
  }
}

TEST(RaceSynchronisation, OnlyWhatCameBeforeTheRelease) {
  Trace t;
  EXPECT_FALSE(t.atomicStore(0, kFlag, Order::Release));
  EXPECT_FALSE(t.store(0, 0));
  EXPECT_FALSE(t.atomicLoad(1, kFlag, Order::Acquire));
  EXPECT_TRUE(t.load(1, 0));
}

TEST(RaceSynchronisation, AnotherFlagOrdersNothing) {
  Trace t;
  EXPECT_FALSE(t.store(0, 0));
  EXPECT_FALSE(t.atomicStore(0, kFlag, Order::Release));
  EXPECT_FALSE(t.atomicLoad(1, kFlag + 4, Order::Acquire));
  EXPECT_TRUE(t.load(1, 0));
}

TEST(RaceSynchronisation, ReleaseSequence) {
  // A read-modify-write carries the release on, whatever its own order.
  Trace t(2);
  EXPECT_FALSE(t.store(0, 0));
  EXPECT_FALSE(t.atomicStore(0, kFlag, Order::Release));
  EXPECT_FALSE(t.rmw(1, kFlag, Order::Relaxed));
  EXPECT_FALSE(t.rmw(9, kFlag, Order::Relaxed));
  EXPECT_FALSE(t.atomicLoad(10, kFlag, Order::Acquire));
  EXPECT_FALSE(t.load(10, 0));
  // It did not acquire itself.
  EXPECT_TRUE(t.load(9, 0));
}

TEST(RaceSynchronisation, AStoreEndsTheReleaseSequence) {
  for (uint32_t by : {0u, 2u}) {
    Trace t(2);
    EXPECT_FALSE(t.store(0, 0));
    EXPECT_FALSE(t.atomicStore(0, kFlag, Order::Release));
    EXPECT_FALSE(t.atomicStore(by, kFlag, Order::Relaxed));
    EXPECT_FALSE(t.atomicLoad(1, kFlag, Order::Acquire));
    EXPECT_TRUE(t.load(1, 0));
  }
}

TEST(RaceSynchronisation, AFailedCompareAndExchangeOnlyLoads) {
  Trace t;
  EXPECT_FALSE(t.store(0, 0));
  EXPECT_FALSE(t.atomicStore(0, kFlag, Order::Release));
  // Failed: acquires, releases nothing.
  EXPECT_FALSE(t.store(1, 4));
  EXPECT_FALSE(t.atomicLoad(1, kFlag, Order::AcqRel));
  EXPECT_FALSE(t.load(1, 0));
  EXPECT_FALSE(t.atomicLoad(2, kFlag, Order::Acquire));
  EXPECT_FALSE(t.load(2, 0));
  EXPECT_TRUE(t.load(2, 4));
}

TEST(RaceSynchronisation, KnowledgeIsHandedOn) {
  Trace t(3);
  EXPECT_FALSE(t.store(3, 0));
  t.barrier(Scope::Workgroup, 0);
  EXPECT_FALSE(t.atomicStore(0, kFlag, Order::Release));
  EXPECT_FALSE(t.atomicLoad(8, kFlag, Order::Acquire));
  t.barrier(Scope::Workgroup, 8);
  EXPECT_FALSE(t.load(15, 0));
  EXPECT_FALSE(t.atomicStore(15, kFlag + 4, Order::Release));
  EXPECT_FALSE(t.atomicLoad(20, kFlag + 4, Order::Acquire));
  EXPECT_FALSE(t.load(20, 0));
  EXPECT_TRUE(t.store(21, 0));
}

TEST(RaceSynchronisation, WhatExitedInvocationsReleasedStays) {
  Trace t(2);
  for (uint32_t lane = 0; lane < 8; ++lane) {
    EXPECT_FALSE(t.store(lane, 4 * lane));
    EXPECT_FALSE(t.rmw(lane, kFlag, Order::Release));
    t.exit(lane);
  }
  EXPECT_FALSE(t.atomicLoad(8, kFlag, Order::Acquire));
  for (uint32_t lane = 0; lane < 8; ++lane)
    EXPECT_FALSE(t.load(8, 4 * lane));
  EXPECT_TRUE(t.load(9, 0));
}

//===----------------------------------------------------------------------===//
// Atomics and plain accesses
//===----------------------------------------------------------------------===//

TEST(RaceSynchronisation, AtomicsDoNotRace) {
  Trace t(2);
  for (uint32_t lane = 0; lane < 16; ++lane) {
    EXPECT_FALSE(t.rmw(lane, 0, Order::Relaxed));
    EXPECT_FALSE(t.atomicStore(lane, 0, Order::Relaxed));
    EXPECT_FALSE(t.atomicLoad(lane, 0, Order::Relaxed));
  }
}

TEST(RaceSynchronisation, AnAtomicAndAPlainAccess) {
  Trace t;
  EXPECT_FALSE(t.rmw(0, 0, Order::SeqCst));
  EXPECT_TRUE(t.load(1, 0));
  Trace u;
  EXPECT_FALSE(u.store(0, 0));
  EXPECT_TRUE(u.atomicLoad(1, 0, Order::Acquire));
  Trace v;
  EXPECT_FALSE(v.load(0, 0));
  EXPECT_FALSE(v.atomicLoad(1, 0, Order::Relaxed));
  EXPECT_TRUE(v.rmw(2, 0, Order::Relaxed));
  Trace w;
  EXPECT_FALSE(w.atomicLoad(1, 0, Order::Relaxed));
  EXPECT_FALSE(w.load(2, 0));
  EXPECT_TRUE(w.store(2, 0));
}

TEST(RaceSynchronisation, AllOfManyAtomicsCount) {
  // The plain load is ordered with the first and the last of them only.
  Trace t(4);
  EXPECT_FALSE(t.rmw(0, 0, Order::Relaxed));
  EXPECT_FALSE(t.rmw(9, 0, Order::Relaxed));
  EXPECT_FALSE(t.rmw(17, 0, Order::Relaxed));
  EXPECT_FALSE(t.rmw(1, 0, Order::Relaxed));
  t.barrier(Scope::Workgroup);
  EXPECT_TRUE(t.load(0, 0));
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

/// Invocations take tickets, wait for their turn and add to element 0.
bool ticketLockRaces(Order take, Order wait, Order pass) {
  Trace t(2);
  for (uint32_t lane : {3u, 12u, 0u, 15u, 7u}) {
    EXPECT_FALSE(t.rmw(lane, kFlag, take));
    EXPECT_FALSE(t.atomicLoad(lane, kFlag + 4, wait));
    if (t.load(lane, 0) || t.store(lane, 0))
      return true;
    EXPECT_FALSE(t.atomicStore(lane, kFlag + 4, pass));
  }
  return false;
}

TEST(RaceSynchronisation, TicketLock) {
  EXPECT_FALSE(ticketLockRaces(Order::Relaxed, Order::Acquire, Order::Release));
  EXPECT_TRUE(ticketLockRaces(Order::Relaxed, Order::Relaxed, Order::Release));
  EXPECT_TRUE(ticketLockRaces(Order::Relaxed, Order::Acquire, Order::Relaxed));
}

/// The last workgroup to count itself sums what all wrote.
bool lastWorkgroupRaces(Order count, bool hasBarrier) {
  Trace t(4);
  for (uint32_t group = 0; group < 4; ++group) {
    for (uint32_t lane = 0; lane < 8; ++lane)
      EXPECT_FALSE(t.store(8 * group + lane, 4 * (8 * group + lane)));
    if (hasBarrier)
      t.barrier(Scope::Workgroup, 8 * group);
    EXPECT_FALSE(t.rmw(8 * group, 1024, count));
    t.barrier(Scope::Workgroup, 8 * group);
  }
  for (uint32_t i = 0; i < 32; ++i)
    if (t.load(24 + i % 8, 4 * i))
      return true;
  return false;
}

TEST(RaceSynchronisation, LastWorkgroup) {
  EXPECT_FALSE(lastWorkgroupRaces(Order::AcqRel, true));
  EXPECT_TRUE(lastWorkgroupRaces(Order::AcqRel, false));
  EXPECT_TRUE(lastWorkgroupRaces(Order::Release, true));
  EXPECT_TRUE(lastWorkgroupRaces(Order::Acquire, true));
  EXPECT_TRUE(lastWorkgroupRaces(Order::Relaxed, true));
}

/// Inclusive scan in workgroup memory; `missing` is the barrier to leave out.
bool scanRaces(int missing) {
  Trace t(2, 8, 4, Trace::Knowledge::BarriersOnly);
  int number = 0;
  auto barrier = [&] {
    if (number++ != missing)
      t.barrier(Scope::Workgroup);
  };
  for (uint32_t lane = 0; lane < 8; ++lane)
    if (t.store(lane, 4 * lane, 4, 2))
      return true;
  for (uint32_t step = 1; step < 8; step *= 2) {
    barrier();
    for (uint32_t lane = 0; lane < 8; ++lane)
      if (t.load(lane, 4 * lane, 4, 2) ||
          (lane >= step && t.load(lane, 4 * (lane - step), 4, 2)))
        return true;
    barrier();
    for (uint32_t lane = 0; lane < 8; ++lane)
      if (t.store(lane, 4 * lane, 4, 2))
        return true;
  }
  return false;
}

TEST(RaceSynchronisation, ScanNeedsEachBarrier) {
  EXPECT_FALSE(scanRaces(-1));
  for (int missing = 0; missing < 6; ++missing)
    EXPECT_TRUE(scanRaces(missing)) << missing;
}

/// Tiles of a transpose, twice through the same workgroup memory.
bool transposeRaces(int missing) {
  Trace t(2, 16, 4, Trace::Knowledge::BarriersOnly);
  int number = 0;
  auto barrier = [&](uint32_t group) {
    if (number++ != missing)
      t.barrier(Scope::Workgroup, 16 * group);
  };
  for (uint32_t group = 0; group < 2; ++group)
    for (unsigned round = 0; round < 2; ++round) {
      for (uint32_t i = 0; i < 16; ++i)
        if (t.store(16 * group + i, 4 * i, 4, 2))
          return true;
      barrier(group);
      for (uint32_t i = 0; i < 16; ++i)
        if (t.load(16 * group + i, 4 * (i % 4 * 4 + i / 4), 4, 2))
          return true;
      if (round == 0)
        barrier(group);
    }
  return false;
}

TEST(RaceSynchronisation, TransposeNeedsEachBarrier) {
  EXPECT_FALSE(transposeRaces(-1));
  for (int missing = 0; missing < 6; ++missing)
    EXPECT_TRUE(transposeRaces(missing)) << missing;
}

} // namespace
