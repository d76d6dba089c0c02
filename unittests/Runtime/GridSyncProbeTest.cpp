// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the runtime concludes from what a device says about a grid. The device
// is a fake that holds a given number of workgroups; test/Execution/grid-software.test
// asks a real one.
//
//===----------------------------------------------------------------------===//

#include "FakeDevice.h"
#include "GridSyncProbe.h"
#include "SampleArtifact.h"
#include "TestArtifact.h"
#include "Vyre/Runtime/Graph.h"
#include "gtest/gtest.h"

using namespace vyre;
using namespace vyre::rt;
using namespace vyre::test;

namespace {

/// A device that holds `resident` workgroups, and needs patience to see them.
struct HoldingDevice : FakeDevice {
  explicit HoldingDevice(uint32_t resident, uint32_t patience = 0) {
    kernel = [this, resident, patience](const std::vector<FakeBuffer *> &buffers,
                                        uint32_t groups) {
      ++dispatches;
      uint32_t words[kGridSyncWords];
      std::memcpy(words, buffers[0]->data.data(), sizeof words);
      if (words[kGridSyncMode] != kGridSyncProbe)
        return;
      bool sees = words[kGridSyncPatience] >= patience;
      words[kGridSyncPoll] =
          std::min(groups, sees ? resident : 1) | kGridSyncClosed;
      std::memcpy(buffers[0]->data.data(), words, sizeof words);
    };
    writesTrace = false;
  }
  unsigned dispatches = 0;
};

/// A kernel that waits for its grid, by its only binding.
Artifact kernelThatWaits(const std::function<void(TestArtifact &)> &graph) {
  TestArtifact t;
  t.kernel("k", kSampleCode,
           {{ElementType::I32, true, true, false, kGridSyncWords}}, {}, 8, {},
           /*gridSync=*/0);
  graph(t);
  t.endGraph("main");
  Result<Artifact> artifact = Artifact::parse(t.bytes());
  EXPECT_TRUE(artifact);
  return *artifact;
}

class GridSyncProbeTest : public ::testing::Test {
protected:
  GridSyncFinding find(HoldingDevice &device, std::array<uint32_t, 3> groups,
                       bool wantCost) {
    Deadline deadline =
        std::chrono::steady_clock::now() + std::chrono::seconds(60);
    Result<GridSyncFinding> finding =
        GridSyncProbe(device, executable, kernel, deadline)
            .find(groups, wantCost);
    EXPECT_TRUE(finding);
    return finding ? *finding : GridSyncFinding();
  }

  Artifact artifact = kernelThatWaits([](TestArtifact &) {});
  PlanKernel kernel = {artifact.root().kernels()->Get(0), {8, 1, 1}, 0, true};
  FakeExecutable executable;
};

} // namespace

TEST_F(GridSyncProbeTest, counts_the_workgroups_of_all_axes) {
  HoldingDevice device(4);
  EXPECT_TRUE(find(device, {4, 1, 1}, false).fits());
  EXPECT_TRUE(find(device, {2, 1, 2}, false).fits());
  GridSyncFinding finding = find(device, {1, 5, 1}, false);
  EXPECT_FALSE(finding.fits());
  EXPECT_EQ(finding.groups, 5u);
  EXPECT_EQ(finding.resident, 4u);
}

TEST_F(GridSyncProbeTest, asks_nothing_about_one_workgroup) {
  HoldingDevice device(1);
  GridSyncFinding finding = find(device, {1, 1, 1}, true);
  EXPECT_TRUE(finding.fits());
  EXPECT_TRUE(finding.prefersResident());
  EXPECT_EQ(device.dispatches, 0u);
}

TEST_F(GridSyncProbeTest, refuses_grids_that_a_poll_cannot_count) {
  HoldingDevice device(4);
  EXPECT_FALSE(find(device, {65535, 65535, 1}, false).fits());
  EXPECT_FALSE(find(device, {UINT32_MAX, UINT32_MAX, UINT32_MAX}, true).fits());
  EXPECT_EQ(device.dispatches, 0u);
}

TEST_F(GridSyncProbeTest, asks_once) {
  HoldingDevice device(4);
  find(device, {4, 1, 1}, false);
  unsigned before = device.dispatches;
  find(device, {4, 1, 1}, false);
  EXPECT_EQ(device.dispatches, before);
  // The costs are another question.
  EXPECT_TRUE(find(device, {4, 1, 1}, true).hasCosts);
  before = device.dispatches;
  EXPECT_TRUE(find(device, {4, 1, 1}, true).hasCosts);
  EXPECT_EQ(device.dispatches, before);
}

TEST_F(GridSyncProbeTest, waits_longer_for_workgroups_that_come_late) {
  HoldingDevice device(4, /*patience=*/1u << 20);
  EXPECT_TRUE(find(device, {4, 1, 1}, false).fits());
}

TEST_F(GridSyncProbeTest, prefers_what_costs_less) {
  GridSyncFinding finding;
  finding.groups = finding.resident = 4;
  finding.hasCosts = true;
  finding.barrierNs = 10;
  finding.dispatchNs = 20;
  EXPECT_TRUE(finding.prefersResident());
  finding.barrierNs = 30;
  EXPECT_FALSE(finding.prefersResident());
  finding.barrierNs = 10;
  finding.resident = 3;
  EXPECT_FALSE(finding.prefersResident());
}

TEST_F(GridSyncProbeTest, a_dispatch_that_does_not_fit_is_an_error) {
  Artifact waits = kernelThatWaits([](TestArtifact &t) {
    uint32_t words = t.transient(ElementType::I32, kGridSyncWords);
    t.dispatch(0, {words}, {}, t.index(5), /*threads=*/false);
  });
  for (uint32_t resident : {4, 5}) {
    HoldingDevice device(resident);
    auto executor = GraphExecutor::create(device, waits, "");
    ASSERT_TRUE(executor);
    Arguments arguments;
    Result<RunReport> report = (*executor)->run(arguments, RunOptions());
    ASSERT_EQ(static_cast<bool>(report), resident == 5);
    if (report)
      continue;
    EXPECT_EQ(report.status().code(), Code::Unsupported);
    EXPECT_EQ(report.status().message(),
              "the dispatch of 'k' has 5 workgroups of 8 invocations, which "
              "wait for each other, device 'fake' was seen to hold 4 at once "
              "[VYRE-GS-04]");
  }
}

TEST_F(GridSyncProbeTest, the_graph_learns_which_way_to_go) {
  for (uint32_t resident : {4, 5}) {
    Artifact asks = kernelThatWaits([](TestArtifact &t) {
      uint32_t words = t.transient(ElementType::I32, kGridSyncWords);
      uint32_t one = t.index(1);
      uint32_t prefers = t.preferResident(0, {t.index(5), one, one});
      t.branch(
          prefers, 0,
          [&] {
            t.dispatch(0, {words}, {}, t.index(5), /*threads=*/false);
            return std::vector<uint32_t>();
          },
          [] { return std::vector<uint32_t>(); });
    });
    HoldingDevice device(resident);
    auto executor = GraphExecutor::create(device, asks, "");
    ASSERT_TRUE(executor);
    Arguments arguments;
    Result<RunReport> report = (*executor)->run(arguments, RunOptions());
    ASSERT_TRUE(report);
    ASSERT_EQ(report->gridSyncs.size(), 1u);
    const GridSyncChoice &choice = report->gridSyncs[0];
    EXPECT_EQ(choice.kernel, "k");
    EXPECT_EQ(choice.finding.resident, resident);
    EXPECT_EQ(choice.isResident, choice.finding.prefersResident());
    EXPECT_EQ(report->dispatchCount, choice.isResident ? 1u : 0u);
  }
}
