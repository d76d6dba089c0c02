// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names of schedules, and that each does what its name says.
//
//===----------------------------------------------------------------------===//

#include "KernelFixture.h"

#include <set>

using namespace mlir;
using namespace mlir::vyre;

namespace {

using Words = std::vector<uint32_t>;

class SchedulesTest : public KernelTest {
protected:
  /// Which invocation drew which ticket: the order in which they came.
  Words tickets(Schedule schedule) {
    Bytes a = Bytes::of(Words(8)), n = Bytes::of(Words(1));
    ExecutionOptions options;
    options.schedule = schedule;
    runOk(R"(
      vyre.program @p(%a: !vyre.buffer<8xi32, write>,
                      %n: !vyre.buffer<1xi32, read_write>) workgroup [4, 1, 1] {
        %i = vyre.global_id x
        %0 = arith.constant 0 : index
        %one = arith.constant 1 : i32
        %t = vyre.atomic_rmw add relaxed %one, %n[%0] : !vyre.buffer<1xi32, read_write>
        vyre.store %t, %a[%i] : !vyre.buffer<8xi32, write>
        vyre.return
      })",
          {&a, &n}, {2, 1, 1}, {}, options);
    EXPECT_EQ(n.as<uint32_t>(), Words{8});
    return a.as<uint32_t>();
  }
};

TEST_F(SchedulesTest, NamesRoundTrip) {
  for (llvm::StringRef name : {"batched", "in-order", "reverse", "random:42",
                               "all:100", "replay:0r3.1", "replay:-"}) {
    std::optional<Schedule> schedule = Schedule::parse(name);
    ASSERT_TRUE(schedule) << name.str();
    EXPECT_EQ(schedule->str(), name);
  }
  EXPECT_EQ(Schedule::parse("random:0x10")->seed, 16u);
  for (llvm::StringRef name : {"", "random", "random:", "random:x", "all", "all:0",
                               "all:x", "all:-1", "replay:", "replay:0r",
                               "replay:0r0", "replay:x", "replay:0..1",
                               "replay:0r4294967295"})
    EXPECT_FALSE(Schedule::parse(name)) << name.str();
}

TEST_F(SchedulesTest, InvocationsComeInTheOrderOfTheSchedule) {
  EXPECT_EQ(tickets(Schedule::batched()), (Words{0, 1, 2, 3, 4, 5, 6, 7}));
  EXPECT_EQ(tickets(Schedule::inOrder()), (Words{0, 1, 2, 3, 4, 5, 6, 7}));
  EXPECT_EQ(tickets(Schedule::reverse()), (Words{7, 6, 5, 4, 3, 2, 1, 0}));
}

TEST_F(SchedulesTest, SeedsDecideAndRepeat) {
  std::set<Words> orders;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    Words order = tickets(Schedule::random(seed));
    EXPECT_EQ(order, tickets(Schedule::random(seed))) << seed;
    Words sorted = order;
    std::sort(sorted.begin(), sorted.end());
    EXPECT_EQ(sorted, (Words{0, 1, 2, 3, 4, 5, 6, 7}));
    orders.insert(order);
  }
  EXPECT_GT(orders.size(), 15u);
}

TEST_F(SchedulesTest, HooksSeeBarriersOfAllScopes) {
  ASSERT_TRUE(load(R"(
    vyre.program @p(%a: !vyre.buffer<8xi32, write>) workgroup [4, 1, 1] {
      vyre.barrier subgroup acq_rel
      vyre.barrier workgroup acq_rel
      vyre.barrier grid
      vyre.return
    })"));
  struct Recorder : MemoryHooks {
    void onBarrier(Scope scope, ArrayRef<uint32_t> members,
                   Operation *) override {
      ++count[unsigned(scope)];
      total[unsigned(scope)] += members.size();
    }
    void onDispatchEnd() override { ended = true; }
    unsigned count[3] = {}, total[3] = {};
    bool ended = false;
  };
  for (const Schedule &schedule : allSchedules()) {
    Recorder recorder;
    ExecutionOptions options;
    options.schedule = schedule;
    options.subgroupSize = 2;
    options.hooks = &recorder;
    Bytes a = Bytes::of(Words(8));
    EXPECT_FALSE(run({&a}, {3, 1, 1}, {}, options));
    EXPECT_EQ(recorder.count[unsigned(Scope::Subgroup)], 6u);
    EXPECT_EQ(recorder.count[unsigned(Scope::Workgroup)], 3u);
    EXPECT_EQ(recorder.count[unsigned(Scope::Grid)], 1u);
    EXPECT_EQ(recorder.total[unsigned(Scope::Grid)], 12u);
    EXPECT_EQ(recorder.total[unsigned(Scope::Subgroup)], 12u);
    EXPECT_TRUE(recorder.ended);
  }
}

} // namespace
