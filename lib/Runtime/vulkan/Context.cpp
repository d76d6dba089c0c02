// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Context.h.
//
//===----------------------------------------------------------------------===//

#include "Context.h"

using namespace vyre::rt;
using namespace vyre::rt::vulkan;

static VkResult createNativeDevice(VkPhysicalDevice physicalDevice,
                                   const DevicePlan &plan, VkDevice *device) {
  const DeviceFeatures &wanted = plan.features;
  VkPhysicalDeviceVulkan12Features f12 = {
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES};
  f12.vulkanMemoryModel = wanted.vulkanMemoryModel;
  f12.vulkanMemoryModelDeviceScope = wanted.vulkanMemoryModelDeviceScope;
  f12.shaderInt8 = wanted.int8;
  f12.shaderFloat16 = wanted.float16;
  f12.storageBuffer8BitAccess = wanted.storage8Bit;
  f12.shaderBufferInt64Atomics = wanted.int64BufferAtomics;
  f12.shaderSharedInt64Atomics = wanted.int64SharedAtomics;
  f12.shaderSubgroupExtendedTypes = wanted.subgroupExtendedTypes;
  VkPhysicalDeviceVulkan11Features f11 = {
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES, &f12};
  f11.storageBuffer16BitAccess = wanted.storage16Bit;
  VkPhysicalDeviceFeatures2 features = {
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, &f11};
  features.features.shaderInt16 = wanted.int16;
  features.features.shaderInt64 = wanted.int64;
  features.features.shaderFloat64 = wanted.float64;
  features.features.robustBufferAccess = plan.robustBufferAccess;

  float priority = 1.0f;
  VkDeviceQueueCreateInfo queueInfo = {
      VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO};
  queueInfo.queueFamilyIndex = plan.queueFamily;
  queueInfo.queueCount = 1;
  queueInfo.pQueuePriorities = &priority;
  VkDeviceCreateInfo info = {VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO, &features};
  info.queueCreateInfoCount = 1;
  info.pQueueCreateInfos = &queueInfo;
  return vkCreateDevice(physicalDevice, &info, nullptr, device);
}

Result<std::shared_ptr<Context>>
Context::create(std::shared_ptr<Instance> instance,
                VkPhysicalDevice physicalDevice, const DevicePlan &plan,
                const DeviceProfile &profile, const CacheDirectory &cache) {
  std::shared_ptr<Context> context(new Context(cache));
  context->instance = std::move(instance);
  context->physicalDevice = physicalDevice;
  context->plan = plan;
  context->profile = profile;
  VkResult result = createNativeDevice(physicalDevice, plan, &context->device);
  if (result != VK_SUCCESS)
    return callFailed("vkCreateDevice", result,
                      "device '" + profile.name + "'");
  volkLoadDeviceTable(&context->vk, context->device);
  context->vk.vkGetDeviceQueue(context->device, plan.queueFamily, 0,
                               &context->queue);
  return context;
}

Context::~Context() {
  if (lost()) {
    // The instance must outlive the leaked device.
    new std::shared_ptr<Instance>(std::move(instance));
    return;
  }
  if (!device)
    return;
  for (const Segment &segment : idleSegments_) {
    if (segment.queries)
      vk.vkDestroyQueryPool(device, segment.queries, nullptr);
    vk.vkDestroyFence(device, segment.fence, nullptr);
    vk.vkDestroyCommandPool(device, segment.pool, nullptr);
  }
  vk.vkDestroyDevice(device, nullptr);
}

Status Context::lossStatus() const {
  return Status(Code::DeviceLost,
                "device '" + profile.name +
                    "' was lost earlier: " + lossReason_.message(),
                "open the device again");
}

Status Context::markLost(Status reason) {
  if (!lost())
    lossReason_ = reason;
  return reason;
}

Status Context::fail(const char *call, VkResult result,
                     const std::string &object) {
  Status status = callFailed(call, result, object);
  return result == VK_ERROR_DEVICE_LOST ? markLost(std::move(status)) : status;
}

Result<Segment> Context::beginSegment() {
  if (lost())
    return lossStatus();
  Segment segment;
  VkResult result = VK_SUCCESS;
  if (!idleSegments_.empty()) {
    segment = idleSegments_.back();
    idleSegments_.pop_back();
    result = vk.vkResetCommandPool(device, segment.pool, 0);
    if (result == VK_SUCCESS)
      result = vk.vkResetFences(device, 1, &segment.fence);
    if (result != VK_SUCCESS)
      return fail("vkResetCommandPool", result, "a command pool");
  } else {
    VkCommandPoolCreateInfo poolInfo = {
        VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
    poolInfo.queueFamilyIndex = plan.queueFamily;
    poolInfo.flags = VK_COMMAND_POOL_CREATE_TRANSIENT_BIT;
    result = vk.vkCreateCommandPool(device, &poolInfo, nullptr, &segment.pool);
    if (result != VK_SUCCESS)
      return fail("vkCreateCommandPool", result, "a recording");
    VkCommandBufferAllocateInfo bufferInfo = {
        VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO};
    bufferInfo.commandPool = segment.pool;
    bufferInfo.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
    bufferInfo.commandBufferCount = 1;
    VkFenceCreateInfo fenceInfo = {VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
    result =
        vk.vkAllocateCommandBuffers(device, &bufferInfo, &segment.commands);
    if (result == VK_SUCCESS)
      result = vk.vkCreateFence(device, &fenceInfo, nullptr, &segment.fence);
    if (result != VK_SUCCESS) {
      vk.vkDestroyCommandPool(device, segment.pool, nullptr);
      return fail("vkAllocateCommandBuffers", result, "a recording");
    }
  }
  VkCommandBufferBeginInfo begin = {
      VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
  begin.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
  result = vk.vkBeginCommandBuffer(segment.commands, &begin);
  if (result != VK_SUCCESS) {
    recycle(segment);
    return fail("vkBeginCommandBuffer", result, "a recording");
  }
  return segment;
}

Status Context::submit(const Segment &segment) {
  if (lost())
    return lossStatus();
  VkResult result = vk.vkEndCommandBuffer(segment.commands);
  if (result != VK_SUCCESS)
    return fail("vkEndCommandBuffer", result, "a recording");
  VkSubmitInfo info = {VK_STRUCTURE_TYPE_SUBMIT_INFO};
  info.commandBufferCount = 1;
  info.pCommandBuffers = &segment.commands;
  result = vk.vkQueueSubmit(queue, 1, &info, segment.fence);
  if (result != VK_SUCCESS)
    return fail("vkQueueSubmit", result, "a recording");
  return Status::ok();
}

Status Context::wait(const std::vector<Segment> &segments, Deadline deadline) {
  if (lost())
    return lossStatus();
  if (segments.empty())
    return Status::ok();
  std::vector<VkFence> fences;
  for (const Segment &segment : segments)
    fences.push_back(segment.fence);
  auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(
                  deadline - std::chrono::steady_clock::now())
                  .count();
  VkResult result = vk.vkWaitForFences(
      device, static_cast<uint32_t>(fences.size()), fences.data(), VK_TRUE,
      left > 0 ? static_cast<uint64_t>(left) : 0);
  if (result == VK_SUCCESS)
    return Status::ok();
  if (result == VK_TIMEOUT)
    return markLost(
        Status(Code::DeadlineExceeded,
               "device '" + profile.name +
                   "' was still busy at the deadline and counts as lost",
               "look for a loop that does not end, or allow more time"));
  return fail("vkWaitForFences", result, "a recording");
}
