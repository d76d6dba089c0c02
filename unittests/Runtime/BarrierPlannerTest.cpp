// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The barrier planner asks for a barrier exactly where two accesses conflict.
//
//===----------------------------------------------------------------------===//

#include "BarrierPlanner.h"

#include <gtest/gtest.h>
#include <random>

using namespace vyre::rt;

namespace {

constexpr BufferAccess reads(uint32_t b) { return {b, true, false}; }
constexpr BufferAccess writes(uint32_t b) { return {b, false, true}; }
constexpr BufferAccess updates(uint32_t b) { return {b, true, true}; }

class BarrierPlannerTest : public ::testing::Test {
protected:
  /// "" or "before->after" with c for compute and t for transfer.
  std::string plan(StageBits stage, std::vector<BufferAccess> accesses) {
    Barrier barrier = planner.plan(stage, accesses.data(), accesses.size());
    if (!barrier)
      return "";
    auto name = [](uint32_t stages) {
      return std::string(stages & kStageCompute ? "c" : "") +
             (stages & kStageTransfer ? "t" : "");
    };
    return name(barrier.before) + "->" + name(barrier.after);
  }
  std::string compute(std::vector<BufferAccess> accesses) {
    return plan(kStageCompute, std::move(accesses));
  }
  std::string transfer(std::vector<BufferAccess> accesses) {
    return plan(kStageTransfer, std::move(accesses));
  }

  BarrierPlanner planner{4};
};

TEST_F(BarrierPlannerTest, read_after_write) {
  EXPECT_EQ(compute({writes(0)}), "");
  EXPECT_EQ(compute({reads(0)}), "c->c");
}

TEST_F(BarrierPlannerTest, write_after_read) {
  EXPECT_EQ(compute({reads(0)}), "");
  EXPECT_EQ(compute({writes(0)}), "c->c");
}

TEST_F(BarrierPlannerTest, write_after_write) {
  EXPECT_EQ(compute({writes(0)}), "");
  EXPECT_EQ(compute({writes(0)}), "c->c");
}

TEST_F(BarrierPlannerTest, read_after_read_is_free) {
  EXPECT_EQ(compute({reads(0)}), "");
  EXPECT_EQ(compute({reads(0)}), "");
  EXPECT_EQ(transfer({reads(0)}), "");
}

TEST_F(BarrierPlannerTest, different_buffers_are_free) {
  EXPECT_EQ(compute({updates(0)}), "");
  EXPECT_EQ(compute({updates(1)}), "");
  EXPECT_EQ(transfer({writes(2)}), "");
}

// One barrier serves every buffer that was written before it.
TEST_F(BarrierPlannerTest, barriers_are_shared) {
  EXPECT_EQ(compute({writes(0)}), "");
  EXPECT_EQ(compute({writes(1)}), "");
  EXPECT_EQ(compute({reads(0)}), "c->c");
  EXPECT_EQ(compute({reads(1)}), "");
  EXPECT_EQ(planner.barrierCount(), 1u);
}

// A barrier does not order what comes after it.
TEST_F(BarrierPlannerTest, later_writes_need_their_own) {
  EXPECT_EQ(compute({writes(0)}), "");
  EXPECT_EQ(compute({reads(0), writes(1)}), "c->c");
  EXPECT_EQ(compute({reads(1)}), "c->c");
}

TEST_F(BarrierPlannerTest, stages_are_named) {
  EXPECT_EQ(transfer({writes(0)}), "");
  EXPECT_EQ(compute({reads(0), writes(1)}), "t->c");
  EXPECT_EQ(transfer({reads(1)}), "c->t");
}

TEST_F(BarrierPlannerTest, both_stages_at_once) {
  EXPECT_EQ(transfer({writes(0)}), "");
  EXPECT_EQ(compute({writes(1)}), "");
  EXPECT_EQ(compute({reads(0), reads(1)}), "ct->c");
}

// Ordered against compute is not ordered against transfer.
TEST_F(BarrierPlannerTest, each_target_stage_counts) {
  EXPECT_EQ(compute({writes(0)}), "");
  EXPECT_EQ(compute({reads(0)}), "c->c");
  EXPECT_EQ(transfer({reads(0)}), "c->t");
  EXPECT_EQ(transfer({reads(0)}), "");
}

TEST_F(BarrierPlannerTest, same_buffer_twice_in_one_command) {
  EXPECT_EQ(compute({reads(0), writes(0)}), "");
  EXPECT_EQ(compute({reads(0), writes(0)}), "c->c");
}

// Against a slow model that remembers every access and every barrier.
TEST_F(BarrierPlannerTest, agrees_with_a_model) {
  struct Event {
    StageBits stage;
    std::vector<BufferAccess> accesses;
    Barrier barrierBefore;
  };
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    BarrierPlanner subject(4);
    std::vector<Event> events;
    for (int step = 0; step < 30; ++step) {
      Event event;
      event.stage = random() % 3 ? kStageCompute : kStageTransfer;
      for (unsigned i = 0; i <= random() % 3; ++i)
        event.accesses.push_back(
            {uint32_t(random() % 4), random() % 2 == 0, random() % 3 == 0});
      event.barrierBefore = subject.plan(event.stage, event.accesses.data(),
                                         event.accesses.size());
      // Stages of earlier conflicting commands without a barrier in between.
      uint32_t open = 0;
      for (size_t i = 0; i < events.size(); ++i) {
        bool conflict = false;
        for (const BufferAccess &a : events[i].accesses)
          for (const BufferAccess &b : event.accesses)
            conflict |=
                a.buffer == b.buffer && ((a.writes && (b.reads || b.writes)) ||
                                         (a.reads && b.writes) || a.writes);
        bool ordered = false;
        for (size_t k = i + 1; k < events.size(); ++k)
          ordered |= (events[k].barrierBefore.before & events[i].stage) &&
                     (events[k].barrierBefore.after & event.stage);
        if (conflict && !ordered)
          open |= events[i].stage;
      }
      EXPECT_EQ(event.barrierBefore.before, open);
      EXPECT_EQ(event.barrierBefore.after, open ? uint32_t(event.stage) : 0u);
      events.push_back(event);
    }
  }
}

} // namespace
