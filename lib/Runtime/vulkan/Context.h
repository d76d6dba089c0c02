// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What all handles of one Vulkan device share: the native device, its function
// table, its queue, and the sticky loss. Every handle holds a reference, so
// the native device goes last.
//
// After a loss no destructor calls the driver any more: on most drivers
// destroying a busy device, or freeing memory that a running kernel uses,
// blocks for ever or crashes. The objects are leaked on purpose.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_RUNTIME_VULKAN_CONTEXT_H
#define VYRE_LIB_RUNTIME_VULKAN_CONTEXT_H

#include "CacheDirectory.h"
#include "DevicePlan.h"
#include "Loader.h"
#include "Vyre/Runtime/Device.h"

#include <memory>

namespace vyre::rt::vulkan {

/// A command buffer with what it takes to run it once and wait.
struct Segment {
  VkCommandPool pool = VK_NULL_HANDLE;
  VkCommandBuffer commands = VK_NULL_HANDLE;
  VkFence fence = VK_NULL_HANDLE;
  VkQueryPool queries = VK_NULL_HANDLE; ///< Made when first asked for.
};

class Context {
public:
  /// Creates the native device. `cache` is where pipelines are kept.
  static Result<std::shared_ptr<Context>>
  create(std::shared_ptr<Instance> instance, VkPhysicalDevice physicalDevice,
         const DevicePlan &plan, const DeviceProfile &profile,
         const CacheDirectory &cache);

  ~Context();
  Context(const Context &) = delete;
  Context &operator=(const Context &) = delete;

  bool lost() const { return !lossReason_.isOk(); }

  /// DeviceLost with the first reason. REQUIRES: lost().
  Status lossStatus() const;

  /// The device is gone; returns `reason`.
  Status markLost(Status reason);

  /// The error for a failed call; a lost device is remembered.
  Status fail(const char *call, VkResult result, const std::string &object);

  /// A segment that is ready to record, with begun commands.
  Result<Segment> beginSegment();

  /// Ends, submits; the segment's fence tells when it is done.
  Status submit(const Segment &segment);

  /// Waits for the fences of all `segments`. At the deadline the device is
  /// lost and the result DeadlineExceeded.
  Status wait(const std::vector<Segment> &segments, Deadline deadline);

  /// Gives a segment back for reuse. REQUIRES: it is not running.
  void recycle(const Segment &segment) { idleSegments_.push_back(segment); }

  std::shared_ptr<Instance> instance;
  VkPhysicalDevice physicalDevice = VK_NULL_HANDLE;
  VkDevice device = VK_NULL_HANDLE;
  VkQueue queue = VK_NULL_HANDLE;
  VolkDeviceTable vk = {};
  DevicePlan plan;
  DeviceProfile profile;
  CacheDirectory cache;

private:
  explicit Context(const CacheDirectory &cache) : cache(cache) {}

  Status lossReason_;
  std::vector<Segment> idleSegments_;
};

} // namespace vyre::rt::vulkan

#endif // VYRE_LIB_RUNTIME_VULKAN_CONTEXT_H
