// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a driver says about a device, as plain data. Nothing here decides
// anything; that is DevicePlan's work, and it can be tested with snapshots
// written by hand.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_RUNTIME_VULKAN_SNAPSHOT_H
#define VYRE_LIB_RUNTIME_VULKAN_SNAPSHOT_H

#include "Vyre/Runtime/DeviceProfile.h"

#include <cstdint>
#include <string>
#include <vector>
#include <volk.h>

namespace vyre::rt::vulkan {

struct QueueFamily {
  VkQueueFlags flags = 0;
  uint32_t count = 0;
  uint32_t timestampValidBits = 0;
};

struct MemoryType {
  VkMemoryPropertyFlags flags = 0;
  uint32_t heap = 0;
};

struct DeviceSnapshot {
  uint32_t apiVersion = 0;
  VkPhysicalDeviceType type = VK_PHYSICAL_DEVICE_TYPE_OTHER;
  /// Identity, limits and supported features. `limits.maxDeviceMemory` is
  /// left to the plan, and there are no faults yet.
  DeviceProfile profile;
  double timestampPeriod = 0; ///< Nanoseconds per tick.
  bool robustBufferAccess = false;
  std::vector<QueueFamily> queueFamilies;
  std::vector<MemoryType> memoryTypes;
  std::vector<uint64_t> heapBytes;
};

/// REQUIRES: an instance was created.
DeviceSnapshot takeSnapshot(VkPhysicalDevice device);

} // namespace vyre::rt::vulkan

#endif // VYRE_LIB_RUNTIME_VULKAN_SNAPSHOT_H
