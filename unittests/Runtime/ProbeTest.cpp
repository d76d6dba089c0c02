// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The probes must notice a device that computes wrong results, here one that
// computes nothing, and pass on a good one.
//
//===----------------------------------------------------------------------===//

#include "vulkan/Probe.h"
#include "DeviceFixture.h"
#include "FakeDevice.h"

#include <filesystem>

using namespace vyre::rt;
using namespace vyre::rt::vulkan;
using namespace vyre::test;

namespace {

TEST(ProbeTest, wrong_results_refuse_the_device) {
  FakeDevice device;
  ProbeResult result = runProbes(device, /*robust=*/true);
  EXPECT_TRUE(result.complete);
  device.info.faults = result.faults;
  ASSERT_EQ(device.info.faults.size(), 2u);
  EXPECT_EQ(device.info.faults[0].id, "loop-limit");
  EXPECT_EQ(device.info.faults[0].found,
            "a loop of 70000 trips made 0, so long loops give wrong results "
            "without a word");
  EXPECT_EQ(device.info.faults[1].id, "divergent-barrier");
  EXPECT_EQ(device.info.faults[1].found,
            "a memory barrier in a loop of uneven length lost the work of 64 "
            "of 64 invocations");
  EXPECT_NE(device.info.faults[0].fix.find("bookworm-backports"),
            std::string::npos);
  ASSERT_TRUE(device.info.refusal());
}

// Wrapping offsets are worth knowing and no reason to refuse: the device that
// writes a[0] for a[2^30].
TEST(ProbeTest, wrapping_offsets_are_a_fact) {
  struct WrappingDevice final : FakeDevice {
    Status download(const std::vector<Download> &list,
                    Deadline deadline) override {
      Status status = FakeDevice::download(list, deadline);
      if (list[0].bytes == 256)
        static_cast<uint8_t *>(list[0].data)[0] = 1;
      return status;
    }
  } device;
  std::vector<Fault> faults = runProbes(device, /*robust=*/true).faults;
  ASSERT_EQ(faults.size(), 3u);
  EXPECT_EQ(faults[2].id, "offset-wrap");
  EXPECT_FALSE(faults[2].refuses);
  // Without bounded access that probe could crash the device.
  EXPECT_EQ(runProbes(device, /*robust=*/false).faults.size(), 2u);
}

TEST(ProbeTest, a_probe_that_cannot_run_refuses_too) {
  struct FailingDevice final : FakeDevice {
    Result<std::shared_ptr<Executable>> load(const KernelCode &) override {
      return Status(Code::CompileFailed, "no compiler", "get one");
    }
  } device;
  ProbeResult result = runProbes(device, /*robust=*/true);
  EXPECT_FALSE(result.complete);
  ASSERT_EQ(result.faults.size(), 2u);
  EXPECT_TRUE(result.faults[0].refuses);
  EXPECT_EQ(result.faults[0].found, "the probe did not finish: no compiler");
}

TEST(ProbeTest, verdicts_belong_to_one_driver) {
  std::string folder = ::testing::TempDir() + "/vyre_verdict_test";
  std::filesystem::remove_all(folder);
  CacheDirectory cache(folder);
  FakeDevice device;
  EXPECT_FALSE(readVerdict(cache, device.info));
  writeVerdict(cache, device.info, {{"id", "found", "fix", true}});
  std::optional<std::vector<Fault>> verdict = readVerdict(cache, device.info);
  ASSERT_TRUE(verdict);
  ASSERT_EQ(verdict->size(), 1u);
  EXPECT_EQ(verdict->front().found, "found");
  DeviceProfile other = device.info;
  other.driverInfo = "a newer one";
  EXPECT_FALSE(readVerdict(cache, other));
  std::filesystem::remove_all(folder);
}

class ProbeDeviceTest : public DeviceFixture {};

// This machine's device was opened, so no probe may refuse it now either.
TEST_P(ProbeDeviceTest, this_device_passes) {
  for (const Fault &fault : runProbes(*device_, /*robust=*/false).faults)
    EXPECT_FALSE(fault.refuses) << fault.found;
}

INSTANTIATE_TEST_SUITE_P(Vulkan, ProbeDeviceTest, ::testing::Bool(), pathName);

} // namespace
