// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides how to use a device: a pure function from a snapshot and a request
// to a plan or the reasons against it. No Vulkan call is made here.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_RUNTIME_VULKAN_DEVICEPLAN_H
#define VYRE_LIB_RUNTIME_VULKAN_DEVICEPLAN_H

#include "Snapshot.h"

namespace vyre::rt::vulkan {

struct PlanRequest {
  /// Copy through staging memory even where the host could write directly.
  bool forceStaging = false;
  /// Ask the driver to bound every access; only the probe wants that.
  bool robustBufferAccess = false;
};

struct DevicePlan {
  uint32_t queueFamily = 0;
  uint32_t timestampValidBits = 0; ///< 0: no timestamps.
  double timestampPeriod = 0;
  bool robustBufferAccess = false;
  /// What to enable: everything supported that kernels may need.
  DeviceFeatures features;
  DeviceLimits limits;
  /// True when storage buffers are mapped and need no staging.
  bool hostDirect = false;
  /// Memory types for each use, best first; a buffer takes the first that
  /// its requirements allow.
  std::vector<uint32_t> storageTypes;
  std::vector<uint32_t> uploadTypes;
  std::vector<uint32_t> readbackTypes;
};

/// Unsupported when the device cannot run vyre kernels; the message lists
/// every reason, not just the first.
Result<DevicePlan> planDevice(const DeviceSnapshot &snapshot,
                              const PlanRequest &request);

/// Preference between devices of these kinds when none was chosen; larger is
/// better.
int deviceRank(VkPhysicalDeviceType type);

} // namespace vyre::rt::vulkan

#endif // VYRE_LIB_RUNTIME_VULKAN_DEVICEPLAN_H
