// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The device plan on made-up devices; no Vulkan is needed.
//
//===----------------------------------------------------------------------===//

#include "vulkan/DevicePlan.h"

#include <gtest/gtest.h>

using namespace vyre::rt;
using namespace vyre::rt::vulkan;

namespace {

constexpr VkMemoryPropertyFlags kLocal = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
constexpr VkMemoryPropertyFlags kHost =
    VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
constexpr VkMemoryPropertyFlags kCached = VK_MEMORY_PROPERTY_HOST_CACHED_BIT;

DeviceSnapshot baseDevice(VkPhysicalDeviceType type) {
  DeviceSnapshot snapshot;
  snapshot.apiVersion = VK_API_VERSION_1_3;
  snapshot.type = type;
  snapshot.timestampPeriod = 1;
  snapshot.profile.name = "fake";
  snapshot.profile.apiVersion = "1.3.0";
  snapshot.profile.features.vulkanMemoryModel = true;
  snapshot.profile.features.vulkanMemoryModelDeviceScope = true;
  snapshot.profile.limits.maxStorageBufferRange = uint64_t(4) << 30;
  snapshot.profile.limits.maxMemoryAllocationSize = uint64_t(4) << 30;
  snapshot.queueFamilies = {
      {VK_QUEUE_GRAPHICS_BIT | VK_QUEUE_COMPUTE_BIT, 1, 64}};
  return snapshot;
}

/// As lavapipe: one type that is everything.
DeviceSnapshot cpuDevice() {
  DeviceSnapshot snapshot = baseDevice(VK_PHYSICAL_DEVICE_TYPE_CPU);
  snapshot.memoryTypes = {{kLocal | kHost | kCached, 0}};
  snapshot.heapBytes = {uint64_t(8) << 30};
  return snapshot;
}

/// As a graphics card: local, host, cached host, and a mapped local part.
DeviceSnapshot discreteDevice() {
  DeviceSnapshot snapshot = baseDevice(VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU);
  snapshot.memoryTypes = {
      {0, 1},
      {kLocal, 0},
      {kHost, 1},
      {kHost | kCached, 1},
      {kLocal | kHost, 2},
  };
  snapshot.heapBytes = {uint64_t(16) << 30, uint64_t(32) << 30,
                        uint64_t(256) << 20};
  return snapshot;
}

std::string refusal(const DeviceSnapshot &snapshot) {
  Result<DevicePlan> plan = planDevice(snapshot, {});
  if (plan)
    return "accepted";
  EXPECT_EQ(plan.status().code(), Code::Unsupported);
  EXPECT_FALSE(plan.status().fix().empty());
  return plan.status().message();
}

TEST(DevicePlanTest, cpu_needs_no_staging) {
  Result<DevicePlan> plan = planDevice(cpuDevice(), {});
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->hostDirect);
  EXPECT_EQ(plan->storageTypes, std::vector<uint32_t>{0});
  EXPECT_EQ(plan->readbackTypes, std::vector<uint32_t>{0});
  EXPECT_EQ(plan->limits.maxDeviceMemory, uint64_t(8) << 30);
}

TEST(DevicePlanTest, staging_can_be_forced) {
  PlanRequest request;
  request.forceStaging = true;
  Result<DevicePlan> plan = planDevice(cpuDevice(), request);
  ASSERT_TRUE(plan);
  EXPECT_FALSE(plan->hostDirect);
  EXPECT_EQ(plan->storageTypes, std::vector<uint32_t>{0});
}

TEST(DevicePlanTest, discrete_prefers_plain_local_memory) {
  Result<DevicePlan> plan = planDevice(discreteDevice(), {});
  ASSERT_TRUE(plan);
  EXPECT_FALSE(plan->hostDirect);
  EXPECT_EQ(plan->storageTypes.front(), 1u);
  EXPECT_EQ(plan->storageTypes[1], 4u);
  EXPECT_EQ(plan->uploadTypes.front(), 2u);
  EXPECT_EQ(plan->readbackTypes.front(), 3u);
  EXPECT_EQ(plan->limits.maxDeviceMemory, uint64_t(16) << 30);
}

TEST(DevicePlanTest, integrated_is_direct_when_it_can_be) {
  DeviceSnapshot snapshot = discreteDevice();
  snapshot.type = VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU;
  Result<DevicePlan> plan = planDevice(snapshot, {});
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->hostDirect);
  EXPECT_EQ(plan->storageTypes, std::vector<uint32_t>{4});
  snapshot.memoryTypes.pop_back();
  plan = planDevice(snapshot, {});
  ASSERT_TRUE(plan);
  EXPECT_FALSE(plan->hostDirect);
}

TEST(DevicePlanTest, never_takes_special_memory) {
  DeviceSnapshot snapshot = cpuDevice();
  snapshot.memoryTypes.insert(
      snapshot.memoryTypes.begin(),
      {kLocal | kHost | kCached | VK_MEMORY_PROPERTY_DEVICE_COHERENT_BIT_AMD,
       0});
  Result<DevicePlan> plan = planDevice(snapshot, {});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->storageTypes, std::vector<uint32_t>{1});
}

TEST(DevicePlanTest, queue_with_timestamps_wins) {
  DeviceSnapshot snapshot = cpuDevice();
  snapshot.queueFamilies = {{VK_QUEUE_TRANSFER_BIT, 1, 64},
                            {VK_QUEUE_COMPUTE_BIT, 4, 0},
                            {VK_QUEUE_COMPUTE_BIT, 2, 36},
                            {VK_QUEUE_COMPUTE_BIT, 2, 64}};
  Result<DevicePlan> plan = planDevice(snapshot, {});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->queueFamily, 2u);
  EXPECT_EQ(plan->timestampValidBits, 36u);
  snapshot.queueFamilies.resize(2);
  plan = planDevice(snapshot, {});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->queueFamily, 1u);
  EXPECT_EQ(plan->timestampValidBits, 0u);
}

TEST(DevicePlanTest, no_timestamps_without_a_period) {
  DeviceSnapshot snapshot = cpuDevice();
  snapshot.timestampPeriod = 0;
  Result<DevicePlan> plan = planDevice(snapshot, {});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->timestampValidBits, 0u);
}

TEST(DevicePlanTest, buffers_stay_within_every_bound) {
  DeviceSnapshot snapshot = cpuDevice();
  Result<DevicePlan> plan = planDevice(snapshot, {});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->limits.maxMemoryAllocationSize, uint64_t(2) << 30);
  EXPECT_EQ(plan->limits.maxStorageBufferRange, uint64_t(2) << 30);
  snapshot.heapBytes = {uint64_t(1) << 30};
  plan = planDevice(snapshot, {});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->limits.maxStorageBufferRange, uint64_t(1) << 30);
}

TEST(DevicePlanTest, robustness_only_where_asked_and_there) {
  DeviceSnapshot snapshot = cpuDevice();
  PlanRequest request;
  request.robustBufferAccess = true;
  EXPECT_FALSE(planDevice(snapshot, request)->robustBufferAccess);
  snapshot.robustBufferAccess = true;
  EXPECT_TRUE(planDevice(snapshot, request)->robustBufferAccess);
  EXPECT_FALSE(planDevice(snapshot, {})->robustBufferAccess);
}

TEST(DevicePlanTest, refuses_old_vulkan) {
  DeviceSnapshot snapshot = cpuDevice();
  snapshot.apiVersion = VK_API_VERSION_1_1;
  snapshot.profile.apiVersion = "1.1.0";
  EXPECT_EQ(refusal(snapshot),
            "device 'fake' has Vulkan 1.1.0, expected 1.2 or newer");
}

TEST(DevicePlanTest, refuses_with_every_reason) {
  DeviceSnapshot snapshot = cpuDevice();
  snapshot.queueFamilies = {{VK_QUEUE_GRAPHICS_BIT, 1, 64},
                            {VK_QUEUE_COMPUTE_BIT, 0, 64}};
  snapshot.profile.features.vulkanMemoryModel = false;
  snapshot.profile.features.vulkanMemoryModelDeviceScope = false;
  snapshot.memoryTypes = {{VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT, 0}};
  EXPECT_EQ(refusal(snapshot),
            "device 'fake' has no queue that can compute; no "
            "vulkanMemoryModel; no vulkanMemoryModelDeviceScope; no coherent "
            "memory that the host can reach");
  snapshot.memoryTypes.clear();
  EXPECT_NE(refusal(snapshot).find("no memory for buffers"), std::string::npos);
}

TEST(DevicePlanTest, real_gpus_come_first) {
  EXPECT_GT(deviceRank(VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU),
            deviceRank(VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU));
  EXPECT_GT(deviceRank(VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU),
            deviceRank(VK_PHYSICAL_DEVICE_TYPE_CPU));
  EXPECT_GT(deviceRank(VK_PHYSICAL_DEVICE_TYPE_CPU),
            deviceRank(VK_PHYSICAL_DEVICE_TYPE_OTHER));
}

} // namespace
