// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Snapshot.h.
//
//===----------------------------------------------------------------------===//

#include "Snapshot.h"

#include <cstdio>

using namespace vyre::rt;
using namespace vyre::rt::vulkan;

static const char *kindName(VkPhysicalDeviceType type) {
  switch (type) {
  case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU:
    return "integrated";
  case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU:
    return "discrete";
  case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU:
    return "virtual";
  case VK_PHYSICAL_DEVICE_TYPE_CPU:
    return "cpu";
  default:
    return "other";
  }
}

static std::string versionText(uint32_t version) {
  return std::to_string(VK_API_VERSION_MAJOR(version)) + "." +
         std::to_string(VK_API_VERSION_MINOR(version)) + "." +
         std::to_string(VK_API_VERSION_PATCH(version));
}

static std::string hexText(const uint8_t *bytes, size_t count) {
  std::string text;
  char digits[3];
  for (size_t i = 0; i < count; ++i) {
    std::snprintf(digits, sizeof(digits), "%02x", bytes[i]);
    text += digits;
  }
  return text;
}

static void readIdentity(DeviceProfile &profile,
                         const VkPhysicalDeviceProperties &core,
                         const VkPhysicalDeviceVulkan12Properties *v12) {
  profile.name = core.deviceName;
  profile.kind = kindName(core.deviceType);
  profile.driverVersion = core.driverVersion;
  profile.vendorId = core.vendorID;
  profile.deviceId = core.deviceID;
  profile.apiVersion = versionText(core.apiVersion);
  profile.pipelineCacheUuid = hexText(core.pipelineCacheUUID, VK_UUID_SIZE);
  if (!v12)
    return;
  profile.driverId = v12->driverID;
  profile.driverName = v12->driverName;
  profile.driverInfo = v12->driverInfo;
}

static void readLimits(DeviceLimits &limits,
                       const VkPhysicalDeviceLimits &core) {
  limits.maxStorageBufferRange = core.maxStorageBufferRange;
  limits.maxPushConstantsSize = core.maxPushConstantsSize;
  limits.maxStorageBuffers = core.maxPerStageDescriptorStorageBuffers <
                                     core.maxDescriptorSetStorageBuffers
                                 ? core.maxPerStageDescriptorStorageBuffers
                                 : core.maxDescriptorSetStorageBuffers;
  limits.maxWorkgroupMemory = core.maxComputeSharedMemorySize;
  limits.maxWorkgroupInvocations = core.maxComputeWorkGroupInvocations;
  for (unsigned i = 0; i < 3; ++i) {
    limits.maxWorkgroupSize[i] = core.maxComputeWorkGroupSize[i];
    limits.maxWorkgroupCount[i] = core.maxComputeWorkGroupCount[i];
  }
}

static void readMemory(DeviceSnapshot &snapshot, VkPhysicalDevice device) {
  VkPhysicalDeviceMemoryProperties memory;
  vkGetPhysicalDeviceMemoryProperties(device, &memory);
  for (uint32_t i = 0; i < memory.memoryTypeCount; ++i)
    snapshot.memoryTypes.push_back(
        {memory.memoryTypes[i].propertyFlags, memory.memoryTypes[i].heapIndex});
  for (uint32_t i = 0; i < memory.memoryHeapCount; ++i)
    snapshot.heapBytes.push_back(memory.memoryHeaps[i].size);
}

static void readQueues(DeviceSnapshot &snapshot, VkPhysicalDevice device) {
  uint32_t count = 0;
  vkGetPhysicalDeviceQueueFamilyProperties(device, &count, nullptr);
  std::vector<VkQueueFamilyProperties> families(count);
  vkGetPhysicalDeviceQueueFamilyProperties(device, &count, families.data());
  for (const VkQueueFamilyProperties &family : families)
    snapshot.queueFamilies.push_back(
        {family.queueFlags, family.queueCount, family.timestampValidBits});
}

static void readFeatures(DeviceFeatures &features,
                         const VkPhysicalDeviceFeatures &core,
                         const VkPhysicalDeviceVulkan11Features &v11,
                         const VkPhysicalDeviceVulkan12Features &v12) {
  features.vulkanMemoryModel = v12.vulkanMemoryModel;
  features.vulkanMemoryModelDeviceScope = v12.vulkanMemoryModelDeviceScope;
  features.int8 = v12.shaderInt8;
  features.int16 = core.shaderInt16;
  features.int64 = core.shaderInt64;
  features.float16 = v12.shaderFloat16;
  features.float64 = core.shaderFloat64;
  features.storage8Bit = v12.storageBuffer8BitAccess;
  features.storage16Bit = v11.storageBuffer16BitAccess;
  features.int64BufferAtomics = v12.shaderBufferInt64Atomics;
  features.int64SharedAtomics = v12.shaderSharedInt64Atomics;
  features.subgroupExtendedTypes = v12.shaderSubgroupExtendedTypes;
}

static void readSubgroups(DeviceProfile &profile,
                          const VkPhysicalDeviceVulkan11Properties &v11) {
  profile.limits.subgroupSize = v11.subgroupSize;
  if (!(v11.subgroupSupportedStages & VK_SHADER_STAGE_COMPUTE_BIT))
    return;
  VkSubgroupFeatureFlags operations = v11.subgroupSupportedOperations;
  DeviceFeatures &features = profile.features;
  features.subgroupBasic = operations & VK_SUBGROUP_FEATURE_BASIC_BIT;
  features.subgroupBallot = operations & VK_SUBGROUP_FEATURE_BALLOT_BIT;
  features.subgroupShuffle = operations & VK_SUBGROUP_FEATURE_SHUFFLE_BIT;
  features.subgroupArithmetic = operations & VK_SUBGROUP_FEATURE_ARITHMETIC_BIT;
}

DeviceSnapshot vyre::rt::vulkan::takeSnapshot(VkPhysicalDevice device) {
  DeviceSnapshot snapshot;
  VkPhysicalDeviceProperties core;
  vkGetPhysicalDeviceProperties(device, &core);
  snapshot.apiVersion = core.apiVersion;
  snapshot.type = core.deviceType;
  snapshot.timestampPeriod = core.limits.timestampPeriod;
  readLimits(snapshot.profile.limits, core.limits);
  readMemory(snapshot, device);
  readQueues(snapshot, device);
  if (core.apiVersion < VK_API_VERSION_1_2) {
    readIdentity(snapshot.profile, core, nullptr);
    return snapshot;
  }

  VkPhysicalDeviceVulkan12Properties v12 = {
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_PROPERTIES};
  VkPhysicalDeviceVulkan11Properties v11 = {
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_PROPERTIES, &v12};
  VkPhysicalDeviceProperties2 properties = {
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, &v11};
  vkGetPhysicalDeviceProperties2(device, &properties);
  readIdentity(snapshot.profile, properties.properties, &v12);
  snapshot.profile.limits.maxMemoryAllocationSize = v11.maxMemoryAllocationSize;

  VkPhysicalDeviceVulkan12Features f12 = {
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES};
  VkPhysicalDeviceVulkan11Features f11 = {
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES, &f12};
  VkPhysicalDeviceFeatures2 features = {
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, &f11};
  vkGetPhysicalDeviceFeatures2(device, &features);
  readFeatures(snapshot.profile.features, features.features, f11, f12);
  snapshot.robustBufferAccess = features.features.robustBufferAccess;
  readSubgroups(snapshot.profile, v11);
  return snapshot;
}
