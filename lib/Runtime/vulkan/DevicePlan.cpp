// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See DevicePlan.h.
//
//===----------------------------------------------------------------------===//

#include "DevicePlan.h"

#include <algorithm>

using namespace vyre::rt;
using namespace vyre::rt::vulkan;

// Some drivers accept larger buffers and then fail in use (lavapipe beyond
// 2 GiB), so no buffer is larger than this, whatever the driver says.
static constexpr uint64_t kMaxBufferBytes = uint64_t(2) << 30;

static constexpr VkMemoryPropertyFlags kHost =
    VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
static constexpr VkMemoryPropertyFlags kLocal =
    VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
static constexpr VkMemoryPropertyFlags kCached =
    VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
// Needs features that are never enabled here.
static constexpr VkMemoryPropertyFlags kSpecial =
    VK_MEMORY_PROPERTY_PROTECTED_BIT | VK_MEMORY_PROPERTY_LAZILY_ALLOCATED_BIT |
    VK_MEMORY_PROPERTY_DEVICE_COHERENT_BIT_AMD |
    VK_MEMORY_PROPERTY_DEVICE_UNCACHED_BIT_AMD;

/// Types that have all `required` bits, those with most `preferred` bits
/// first, then those with least `avoided` bits, then in the driver's order.
static std::vector<uint32_t> rankTypes(const DeviceSnapshot &snapshot,
                                       VkMemoryPropertyFlags required,
                                       VkMemoryPropertyFlags preferred,
                                       VkMemoryPropertyFlags avoided) {
  std::vector<uint32_t> types;
  for (uint32_t i = 0; i < snapshot.memoryTypes.size(); ++i) {
    VkMemoryPropertyFlags flags = snapshot.memoryTypes[i].flags;
    if ((flags & required) == required && !(flags & kSpecial))
      types.push_back(i);
  }
  auto score = [&](uint32_t type) {
    VkMemoryPropertyFlags flags = snapshot.memoryTypes[type].flags;
    int good = 0, bad = 0;
    for (VkMemoryPropertyFlags bit = 1; bit <= kCached; bit <<= 1) {
      good += (flags & preferred & bit) != 0;
      bad += (flags & avoided & bit) != 0;
    }
    return 8 * good - bad;
  };
  std::sort(types.begin(), types.end(), [&](uint32_t a, uint32_t b) {
    return score(a) != score(b) ? score(a) > score(b) : a < b;
  });
  return types;
}

static bool sharesMemoryWithHost(VkPhysicalDeviceType type) {
  return type == VK_PHYSICAL_DEVICE_TYPE_CPU ||
         type == VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU;
}

static void planMemory(DevicePlan &plan, const DeviceSnapshot &snapshot,
                       const PlanRequest &request) {
  if (sharesMemoryWithHost(snapshot.type) && !request.forceStaging) {
    plan.storageTypes = rankTypes(snapshot, kLocal | kHost, kCached, 0);
    plan.hostDirect = !plan.storageTypes.empty();
  }
  // On a discrete device the mapped part of device memory is small and slow
  // to read, so it is the last choice there.
  if (!plan.hostDirect)
    plan.storageTypes = rankTypes(snapshot, 0, kLocal, kHost | kCached);
  plan.uploadTypes = rankTypes(snapshot, kHost, 0, kLocal | kCached);
  plan.readbackTypes = rankTypes(snapshot, kHost, kCached, kLocal);
  if (!plan.storageTypes.empty()) {
    uint32_t heap = snapshot.memoryTypes[plan.storageTypes.front()].heap;
    if (heap < snapshot.heapBytes.size())
      plan.limits.maxDeviceMemory = snapshot.heapBytes[heap];
  }
}

/// The first compute family that can take timestamps, else the first.
static bool planQueue(DevicePlan &plan, const DeviceSnapshot &snapshot) {
  bool found = false;
  for (uint32_t i = 0; i < snapshot.queueFamilies.size(); ++i) {
    const QueueFamily &family = snapshot.queueFamilies[i];
    if (!(family.flags & VK_QUEUE_COMPUTE_BIT) || family.count == 0)
      continue;
    if (found && family.timestampValidBits == 0)
      continue;
    plan.queueFamily = i;
    plan.timestampValidBits = family.timestampValidBits;
    found = true;
    if (family.timestampValidBits != 0)
      break;
  }
  return found;
}

Result<DevicePlan> vyre::rt::vulkan::planDevice(const DeviceSnapshot &snapshot,
                                                const PlanRequest &request) {
  DevicePlan plan;
  plan.features = snapshot.profile.features;
  plan.limits = snapshot.profile.limits;
  plan.timestampPeriod = snapshot.timestampPeriod;
  plan.robustBufferAccess =
      request.robustBufferAccess && snapshot.robustBufferAccess;

  std::vector<std::string> missing;
  if (snapshot.apiVersion < VK_API_VERSION_1_2)
    missing.push_back("Vulkan " + snapshot.profile.apiVersion +
                      ", expected 1.2 or newer");
  if (!planQueue(plan, snapshot))
    missing.push_back("no queue that can compute");
  if (snapshot.apiVersion >= VK_API_VERSION_1_2) {
    if (!plan.features.vulkanMemoryModel)
      missing.push_back("no vulkanMemoryModel");
    if (!plan.features.vulkanMemoryModelDeviceScope)
      missing.push_back("no vulkanMemoryModelDeviceScope");
  }
  planMemory(plan, snapshot, request);
  if (plan.storageTypes.empty())
    missing.push_back("no memory for buffers");
  if (plan.uploadTypes.empty() || plan.readbackTypes.empty())
    missing.push_back("no coherent memory that the host can reach");
  if (!missing.empty()) {
    std::string text = "device '" + snapshot.profile.name + "' has ";
    for (size_t i = 0; i < missing.size(); ++i)
      text += (i ? "; " : "") + missing[i];
    return Status(Code::Unsupported, text,
                  "update the driver, or choose another device");
  }

  uint64_t bound = kMaxBufferBytes;
  if (plan.limits.maxMemoryAllocationSize)
    bound = std::min(bound, plan.limits.maxMemoryAllocationSize);
  if (plan.limits.maxDeviceMemory)
    bound = std::min(bound, plan.limits.maxDeviceMemory);
  plan.limits.maxMemoryAllocationSize = bound;
  plan.limits.maxStorageBufferRange =
      std::min(plan.limits.maxStorageBufferRange, bound);
  if (plan.timestampPeriod <= 0)
    plan.timestampValidBits = 0;
  return plan;
}

int vyre::rt::vulkan::deviceRank(VkPhysicalDeviceType type) {
  switch (type) {
  case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
    return 4;
  case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
    return 3;
  case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
    return 2;
  case VK_PHYSICAL_DEVICE_TYPE_CPU:
    return 1;
  default:
    return 0;
  }
}
