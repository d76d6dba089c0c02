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
/// Bound, but only its length is asked for.
constexpr BufferAccess binds(uint32_t b) { return {b, false, false}; }

class BarrierPlannerTest : public ::testing::Test {
protected:
  /// "" or "before->after" with c for compute, t for transfer, n for counts.
  std::string plan(StageBits stage, std::vector<BufferAccess> accesses) {
    reasons.clear();
    Barrier barrier =
        planner.plan(stage, accesses.data(), accesses.size(), &reasons);
    EXPECT_EQ(bool(barrier), !reasons.empty());
    if (!barrier)
      return "";
    auto name = [](uint32_t stages) {
      return std::string(stages & kStageCompute ? "c" : "") +
             (stages & kStageTransfer ? "t" : "") +
             (stages & kStageCounts ? "n" : "");
    };
    return name(barrier.before) + "->" + name(barrier.after);
  }
  std::string compute(std::vector<BufferAccess> accesses) {
    return plan(kStageCompute, std::move(accesses));
  }
  std::string transfer(std::vector<BufferAccess> accesses) {
    return plan(kStageTransfer, std::move(accesses));
  }

  std::string counts(uint32_t buffer) {
    return plan(kStageCounts, {reads(buffer)});
  }

  /// "RAW 0<-2": what the last call found, as hazard, buffer, earlier command.
  std::string why() {
    std::string text;
    for (const BufferConflict &reason : reasons) {
      static const char *const kNames[] = {"RAW", "WAR", "WAW"};
      text += (text.empty() ? "" : ", ") +
              std::string(kNames[static_cast<unsigned>(reason.hazard)]) + " " +
              std::to_string(reason.buffer) + "<-" +
              std::to_string(reason.earlier);
    }
    return text;
  }

  BarrierPlanner planner{4};
  std::vector<BufferConflict> reasons;
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

// A buffer of which only the length is asked for is not touched.
TEST_F(BarrierPlannerTest, bound_but_not_touched) {
  EXPECT_EQ(compute({writes(0)}), "");
  EXPECT_EQ(compute({binds(0)}), "");
  EXPECT_EQ(compute({writes(0)}), "c->c");
  EXPECT_EQ(why(), "WAW 0<-0");
}

// compute -> transfer -> compute orders the two compute stages too.
TEST_F(BarrierPlannerTest, barriers_chain) {
  EXPECT_EQ(compute({writes(0)}), "");
  EXPECT_EQ(transfer({reads(0), writes(1)}), "c->t");
  EXPECT_EQ(compute({reads(1)}), "t->c");
  EXPECT_EQ(compute({reads(0)}), "");
  EXPECT_EQ(compute({reads(0)}), "");
}

// A chain carries only what was in front of its first barrier.
TEST_F(BarrierPlannerTest, chains_do_not_reach_back) {
  EXPECT_EQ(compute({writes(0)}), "");
  EXPECT_EQ(transfer({reads(0), writes(1)}), "c->t");
  EXPECT_EQ(compute({writes(2)}), "");
  EXPECT_EQ(compute({reads(1)}), "t->c");
  EXPECT_EQ(compute({reads(2)}), "c->c");
}

TEST_F(BarrierPlannerTest, reasons_name_buffer_hazard_and_command) {
  EXPECT_EQ(compute({writes(0), reads(1)}), "");
  EXPECT_EQ(transfer({writes(2)}), "");
  EXPECT_EQ(compute({reads(0), writes(1), updates(2)}), "ct->c");
  EXPECT_EQ(why(), "RAW 0<-0, WAR 1<-0, RAW 2<-1");
  EXPECT_EQ(compute({writes(0)}), "c->c");
  EXPECT_EQ(why(), "WAR 0<-2");
}

// An atomic reads and writes: two dispatches that count in one buffer stay in
// order, because the second one may see what the first one left.
TEST_F(BarrierPlannerTest, updates_of_one_buffer) {
  EXPECT_EQ(compute({updates(0)}), "");
  EXPECT_EQ(compute({updates(0)}), "c->c");
  EXPECT_EQ(why(), "RAW 0<-0");
}

// Counts are a stage of their own: a barrier between dispatches is none for
// them, and what a later dispatch overwrites waits for them.
TEST_F(BarrierPlannerTest, counts_need_their_own_barrier) {
  EXPECT_EQ(compute({writes(0), writes(1)}), "");
  EXPECT_EQ(compute({reads(1)}), "c->c");
  EXPECT_EQ(counts(0), "c->n");
  EXPECT_EQ(why(), "RAW 0<-0");
  EXPECT_EQ(counts(0), "");
  EXPECT_EQ(compute({writes(0)}), "n->c");
  EXPECT_EQ(why(), "WAR 0<-3");
  EXPECT_EQ(transfer({writes(0)}), "c->t");
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
      static constexpr StageBits kStages[] = {kStageCompute, kStageCompute,
                                              kStageTransfer, kStageCounts};
      event.stage = kStages[random() % 4];
      for (unsigned i = 0; i <= random() % 3; ++i)
        event.accesses.push_back(
            {uint32_t(random() % 4), random() % 2 == 0, random() % 3 == 0});
      std::vector<BufferConflict> found;
      event.barrierBefore = subject.plan(event.stage, event.accesses.data(),
                                         event.accesses.size(), &found);
      // What conflicts, and what a barrier of these stages in front of the new
      // command would leave unordered.
      std::vector<size_t> conflicts;
      for (size_t i = 0; i < events.size(); ++i)
        for (const BufferAccess &a : events[i].accesses)
          for (const BufferAccess &b : event.accesses)
            if (a.buffer == b.buffer &&
                ((a.writes && (b.reads || b.writes)) || (a.reads && b.writes)))
              conflicts.push_back(i);
      auto isOrderedBy = [&](uint32_t stages) {
        for (size_t i : conflicts) {
          // The stages that come after command i, by one barrier or several.
          uint32_t behind = 0;
          for (size_t k = i + 1; k < events.size(); ++k) {
            const Barrier &barrier = events[k].barrierBefore;
            if (barrier.before & (events[i].stage | behind))
              behind |= barrier.after;
          }
          if (!(behind & event.stage) && !(stages & (events[i].stage | behind)))
            return false;
        }
        return true;
      };
      uint32_t before = event.barrierBefore.before;
      EXPECT_EQ(event.barrierBefore.after, before ? uint32_t(event.stage) : 0u);
      // Enough, and no stage too many.
      EXPECT_TRUE(isOrderedBy(before));
      for (uint32_t one : {kStageCompute, kStageTransfer, kStageCounts})
        if (before & one)
          EXPECT_FALSE(isOrderedBy(before & ~one));

      uint32_t named = 0;
      for (const BufferConflict &reason : found) {
        named |= events[reason.earlier].stage;
        bool reads = false, writes = false;
        for (const BufferAccess &a : events[reason.earlier].accesses) {
          reads |= a.buffer == reason.buffer && a.reads;
          writes |= a.buffer == reason.buffer && a.writes;
        }
        EXPECT_TRUE(reason.hazard == Hazard::WriteAfterRead ? reads : writes);
      }
      EXPECT_EQ(named, before);
      events.push_back(event);
    }
  }
}

} // namespace
