// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See VulkanHarness.h. The including target says with VYRE_BENCH_OWN_VOLK
// whether volk's functions are defined here; overhead-bench gets them from the
// runtime.
//
//===----------------------------------------------------------------------===//

#ifdef VYRE_BENCH_OWN_VOLK
#define VOLK_IMPLEMENTATION
#endif
#include "VulkanHarness.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace vyre::bench;

void vyre::bench::fail(int code, const std::string &message,
                       const std::string &fix) {
  std::fflush(stdout);
  std::fprintf(stderr, "bench: error: %s; fix: %s\n", message.c_str(),
               fix.c_str());
  std::exit(code);
}

void vyre::bench::check(VkResult result, const char *call) {
  if (result != VK_SUCCESS)
    fail(kExitUnsupported,
         std::string(call) + " gave " + std::to_string(result) +
             ", expected VK_SUCCESS",
         "check the driver with `vulkaninfo --summary`");
}

std::vector<uint32_t> vyre::bench::readSPIRV(const std::string &path) {
  std::FILE *file = std::fopen(path.c_str(), "rb");
  if (!file)
    fail(kExitUsage, "cannot open " + path, "build the target vyre-bench");
  std::vector<uint32_t> words;
  uint32_t word;
  while (std::fread(&word, sizeof word, 1, file) == 1)
    words.push_back(word);
  std::fclose(file);
  if (words.empty() || words[0] != 0x07230203)
    fail(kExitUsage, path + " is no SPIR-V file", "build it again");
  return words;
}

//===----------------------------------------------------------------------===//
// Device
//===----------------------------------------------------------------------===//

Gpu::Gpu(const std::string &select) {
  if (volkInitialize() != VK_SUCCESS)
    fail(kExitUnsupported, "there is no Vulkan loader",
         "install the packages libvulkan1 and mesa-vulkan-drivers");
  VkApplicationInfo application = {VK_STRUCTURE_TYPE_APPLICATION_INFO};
  application.apiVersion = VK_API_VERSION_1_2;
  VkInstanceCreateInfo info = {VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO};
  info.pApplicationInfo = &application;
  check(vkCreateInstance(&info, nullptr, &instance_), "vkCreateInstance");
  volkLoadInstanceOnly(instance_);
  chooseDevice(select);
  createDevice();

  VkCommandPoolCreateInfo poolInfo = {
      VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
  poolInfo.flags = VK_COMMAND_POOL_CREATE_TRANSIENT_BIT;
  poolInfo.queueFamilyIndex = family_;
  check(vk_.vkCreateCommandPool(device_, &poolInfo, nullptr, &pool_),
        "vkCreateCommandPool");
  VkCommandBufferAllocateInfo commandsInfo = {
      VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO};
  commandsInfo.commandPool = pool_;
  commandsInfo.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
  commandsInfo.commandBufferCount = 1;
  check(vk_.vkAllocateCommandBuffers(device_, &commandsInfo, &commands_),
        "vkAllocateCommandBuffers");
  VkFenceCreateInfo fenceInfo = {VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
  check(vk_.vkCreateFence(device_, &fenceInfo, nullptr, &fence_),
        "vkCreateFence");
  VkQueryPoolCreateInfo queryInfo = {VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO};
  queryInfo.queryType = VK_QUERY_TYPE_TIMESTAMP;
  queryInfo.queryCount = 2;
  check(vk_.vkCreateQueryPool(device_, &queryInfo, nullptr, &queries_),
        "vkCreateQueryPool");

  VkDescriptorPoolSize size = {VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 256};
  VkDescriptorPoolCreateInfo descriptorInfo = {
      VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO};
  descriptorInfo.maxSets = 64;
  descriptorInfo.poolSizeCount = 1;
  descriptorInfo.pPoolSizes = &size;
  check(vk_.vkCreateDescriptorPool(device_, &descriptorInfo, nullptr,
                                   &descriptors_),
        "vkCreateDescriptorPool");
}

Gpu::~Gpu() {
  vk_.vkDeviceWaitIdle(device_);
  for (const Kernel &kernel : kernels_) {
    vk_.vkDestroyPipeline(device_, kernel.pipeline, nullptr);
    vk_.vkDestroyPipelineLayout(device_, kernel.layout, nullptr);
    vk_.vkDestroyDescriptorSetLayout(device_, kernel.setLayout, nullptr);
  }
  for (VkBuffer buffer : buffers_)
    vk_.vkDestroyBuffer(device_, buffer, nullptr);
  for (VkDeviceMemory memory : memories_)
    vk_.vkFreeMemory(device_, memory, nullptr);
  vk_.vkDestroyDescriptorPool(device_, descriptors_, nullptr);
  vk_.vkDestroyQueryPool(device_, queries_, nullptr);
  vk_.vkDestroyFence(device_, fence_, nullptr);
  vk_.vkDestroyCommandPool(device_, pool_, nullptr);
  vk_.vkDestroyDevice(device_, nullptr);
  vkDestroyInstance(instance_, nullptr);
}

void Gpu::chooseDevice(const std::string &select) {
  uint32_t count = 0;
  check(vkEnumeratePhysicalDevices(instance_, &count, nullptr),
        "vkEnumeratePhysicalDevices");
  std::vector<VkPhysicalDevice> devices(count);
  if (count)
    check(vkEnumeratePhysicalDevices(instance_, &count, devices.data()),
          "vkEnumeratePhysicalDevices");
  for (VkPhysicalDevice candidate : devices) {
    vkGetPhysicalDeviceProperties(candidate, &properties_);
    if (!std::strstr(properties_.deviceName, select.c_str()))
      continue;
    physical_ = candidate;
    break;
  }
  if (!physical_)
    fail(kExitUnsupported,
         "none of " + std::to_string(count) + " Vulkan devices has '" + select +
             "' in its name",
         "list the devices with `vulkaninfo --summary`");
  driver_.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES;
  VkPhysicalDeviceProperties2 properties = {
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2};
  properties.pNext = &driver_;
  vkGetPhysicalDeviceProperties2(physical_, &properties);
}

void Gpu::createDevice() {
  uint32_t count = 0;
  vkGetPhysicalDeviceQueueFamilyProperties(physical_, &count, nullptr);
  std::vector<VkQueueFamilyProperties> families(count);
  vkGetPhysicalDeviceQueueFamilyProperties(physical_, &count, families.data());
  while (family_ < count &&
         !(families[family_].queueFlags & VK_QUEUE_COMPUTE_BIT))
    ++family_;
  if (family_ == count)
    fail(kExitUnsupported, "the device has no compute queue",
         "choose another one with --device=NAME");
  useTimestamps_ = properties_.deviceType != VK_PHYSICAL_DEVICE_TYPE_CPU &&
                   families[family_].timestampValidBits == 64;

  VkPhysicalDeviceVulkan12Features features12 = {
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES};
  VkPhysicalDeviceVulkan11Features features11 = {
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES, &features12};
  VkPhysicalDeviceFeatures2 features = {
      VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, &features11};
  vkGetPhysicalDeviceFeatures2(physical_, &features);
  features.features.robustBufferAccess = VK_FALSE;

  float priority = 1;
  VkDeviceQueueCreateInfo queueInfo = {
      VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO};
  queueInfo.queueFamilyIndex = family_;
  queueInfo.queueCount = 1;
  queueInfo.pQueuePriorities = &priority;
  VkDeviceCreateInfo info = {VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO, &features};
  info.queueCreateInfoCount = 1;
  info.pQueueCreateInfos = &queueInfo;
  check(vkCreateDevice(physical_, &info, nullptr, &device_), "vkCreateDevice");
  volkLoadDeviceTable(&vk_, device_);
  vk_.vkGetDeviceQueue(device_, family_, 0, &queue_);
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

uint32_t Gpu::memoryType(uint32_t allowed, bool preferHost) const {
  constexpr VkMemoryPropertyFlags host = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
                                         VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
  constexpr VkMemoryPropertyFlags local = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
  VkPhysicalDeviceMemoryProperties memory;
  vkGetPhysicalDeviceMemoryProperties(physical_, &memory);
  VkMemoryPropertyFlags wanted = preferHost ? host : local;
  for (uint32_t i = 0; i < memory.memoryTypeCount; ++i)
    if ((allowed >> i & 1) &&
        (memory.memoryTypes[i].propertyFlags & wanted) == wanted)
      return i;
  fail(kExitUnsupported, "the device has no memory that storage buffers need",
       "choose another one with --device=NAME");
}

Memory Gpu::allocate(VkDeviceSize bytes, VkBufferUsageFlags usage,
                     bool preferHost) {
  Memory memory;
  memory.bytes = bytes;
  VkBufferCreateInfo info = {VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO};
  info.size = bytes;
  info.usage = usage;
  check(vk_.vkCreateBuffer(device_, &info, nullptr, &memory.buffer),
        "vkCreateBuffer");
  buffers_.push_back(memory.buffer);
  VkMemoryRequirements needs;
  vk_.vkGetBufferMemoryRequirements(device_, memory.buffer, &needs);
  VkMemoryAllocateInfo allocation = {VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO};
  allocation.allocationSize = needs.size;
  allocation.memoryTypeIndex = memoryType(needs.memoryTypeBits, preferHost);
  VkDeviceMemory handle;
  check(vk_.vkAllocateMemory(device_, &allocation, nullptr, &handle),
        "vkAllocateMemory");
  memories_.push_back(handle);
  check(vk_.vkBindBufferMemory(device_, memory.buffer, handle, 0),
        "vkBindBufferMemory");

  VkPhysicalDeviceMemoryProperties types;
  vkGetPhysicalDeviceMemoryProperties(physical_, &types);
  VkMemoryPropertyFlags flags =
      types.memoryTypes[allocation.memoryTypeIndex].propertyFlags;
  if ((flags & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT) &&
      (flags & VK_MEMORY_PROPERTY_HOST_COHERENT_BIT))
    check(vk_.vkMapMemory(device_, handle, 0, VK_WHOLE_SIZE, 0, &memory.mapped),
          "vkMapMemory");
  return memory;
}

Memory Gpu::allocate(VkDeviceSize bytes) {
  Memory memory = allocate(bytes,
                           VK_BUFFER_USAGE_STORAGE_BUFFER_BIT |
                               VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
                               VK_BUFFER_USAGE_TRANSFER_DST_BIT,
                           /*preferHost=*/false);
  if (!memory.mapped && staging_.bytes < bytes)
    staging_ = allocate(bytes,
                        VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
                            VK_BUFFER_USAGE_TRANSFER_DST_BIT,
                        /*preferHost=*/true);
  return memory;
}

void Gpu::copy(const Memory &source, const Memory &target, VkDeviceSize bytes) {
  VkBufferCopy region = {0, 0, bytes};
  vk_.vkCmdCopyBuffer(begin(), source.buffer, target.buffer, 1, &region);
  barrier(VK_PIPELINE_STAGE_TRANSFER_BIT, VK_ACCESS_TRANSFER_WRITE_BIT,
          VK_PIPELINE_STAGE_HOST_BIT | VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
          VK_ACCESS_HOST_READ_BIT | VK_ACCESS_SHADER_READ_BIT |
              VK_ACCESS_SHADER_WRITE_BIT);
  submitAndWait();
}

void Gpu::write(const Memory &target, const void *data, size_t bytes) {
  const Memory &through = target.mapped ? target : staging_;
  std::memcpy(through.mapped, data, bytes);
  if (!target.mapped)
    copy(staging_, target, bytes);
}

void Gpu::read(const Memory &source, void *data, size_t bytes) {
  if (!source.mapped)
    copy(source, staging_, bytes);
  const Memory &through = source.mapped ? source : staging_;
  std::memcpy(data, through.mapped, bytes);
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

Kernel Gpu::load(const std::vector<uint32_t> &words, const char *entryPoint,
                 uint32_t bindings, uint32_t pushBytes) {
  Kernel kernel;
  std::vector<VkDescriptorSetLayoutBinding> slots(bindings);
  for (uint32_t i = 0; i < bindings; ++i)
    slots[i] = {i, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1,
                VK_SHADER_STAGE_COMPUTE_BIT, nullptr};
  VkDescriptorSetLayoutCreateInfo setInfo = {
      VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO};
  setInfo.bindingCount = bindings;
  setInfo.pBindings = slots.data();
  check(vk_.vkCreateDescriptorSetLayout(device_, &setInfo, nullptr,
                                        &kernel.setLayout),
        "vkCreateDescriptorSetLayout");

  VkPushConstantRange range = {VK_SHADER_STAGE_COMPUTE_BIT, 0, pushBytes};
  VkPipelineLayoutCreateInfo layoutInfo = {
      VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO};
  layoutInfo.setLayoutCount = 1;
  layoutInfo.pSetLayouts = &kernel.setLayout;
  layoutInfo.pushConstantRangeCount = pushBytes ? 1 : 0;
  layoutInfo.pPushConstantRanges = &range;
  check(
      vk_.vkCreatePipelineLayout(device_, &layoutInfo, nullptr, &kernel.layout),
      "vkCreatePipelineLayout");

  VkShaderModuleCreateInfo moduleInfo = {
      VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO};
  moduleInfo.codeSize = words.size() * sizeof(uint32_t);
  moduleInfo.pCode = words.data();
  VkShaderModule module;
  check(vk_.vkCreateShaderModule(device_, &moduleInfo, nullptr, &module),
        "vkCreateShaderModule");

  VkComputePipelineCreateInfo info = {
      VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO};
  info.stage = {VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO};
  info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
  info.stage.module = module;
  info.stage.pName = entryPoint;
  info.layout = kernel.layout;
  check(vk_.vkCreateComputePipelines(device_, VK_NULL_HANDLE, 1, &info, nullptr,
                                     &kernel.pipeline),
        "vkCreateComputePipelines");
  vk_.vkDestroyShaderModule(device_, module, nullptr);
  kernels_.push_back(kernel);
  return kernel;
}

VkDescriptorSet Gpu::bind(const Kernel &kernel,
                          const std::vector<Memory> &buffers) {
  VkDescriptorSetAllocateInfo info = {
      VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO};
  info.descriptorPool = descriptors_;
  info.descriptorSetCount = 1;
  info.pSetLayouts = &kernel.setLayout;
  VkDescriptorSet set;
  check(vk_.vkAllocateDescriptorSets(device_, &info, &set),
        "vkAllocateDescriptorSets");
  std::vector<VkDescriptorBufferInfo> infos(buffers.size());
  std::vector<VkWriteDescriptorSet> writes(buffers.size());
  for (uint32_t i = 0; i < buffers.size(); ++i) {
    infos[i] = {buffers[i].buffer, 0, VK_WHOLE_SIZE};
    writes[i] = {VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET};
    writes[i].dstSet = set;
    writes[i].dstBinding = i;
    writes[i].descriptorCount = 1;
    writes[i].descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
    writes[i].pBufferInfo = &infos[i];
  }
  vk_.vkUpdateDescriptorSets(device_, writes.size(), writes.data(), 0, nullptr);
  return set;
}

//===----------------------------------------------------------------------===//
// Work
//===----------------------------------------------------------------------===//

VkCommandBuffer Gpu::begin() {
  check(vk_.vkResetCommandPool(device_, pool_, 0), "vkResetCommandPool");
  VkCommandBufferBeginInfo info = {VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
  info.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
  check(vk_.vkBeginCommandBuffer(commands_, &info), "vkBeginCommandBuffer");
  return commands_;
}

void Gpu::submitAndWait() {
  check(vk_.vkEndCommandBuffer(commands_), "vkEndCommandBuffer");
  VkSubmitInfo info = {VK_STRUCTURE_TYPE_SUBMIT_INFO};
  info.commandBufferCount = 1;
  info.pCommandBuffers = &commands_;
  check(vk_.vkQueueSubmit(queue_, 1, &info, fence_), "vkQueueSubmit");
  constexpr uint64_t minute = 60'000'000'000;
  check(vk_.vkWaitForFences(device_, 1, &fence_, VK_TRUE, minute),
        "vkWaitForFences within a minute");
  check(vk_.vkResetFences(device_, 1, &fence_), "vkResetFences");
}

void Gpu::barrier(VkPipelineStageFlags from, VkAccessFlags fromAccess,
                  VkPipelineStageFlags to, VkAccessFlags toAccess) {
  VkMemoryBarrier memory = {VK_STRUCTURE_TYPE_MEMORY_BARRIER, nullptr,
                            fromAccess, toAccess};
  vk_.vkCmdPipelineBarrier(commands_, from, to, 0, 1, &memory, 0, nullptr, 0,
                           nullptr);
}

double Gpu::timeDispatch(const Kernel &kernel, VkDescriptorSet set,
                         const std::vector<uint32_t> &push,
                         const uint32_t groups[3]) {
  VkCommandBuffer commands = begin();
  if (useTimestamps_)
    vk_.vkCmdResetQueryPool(commands, queries_, 0, 2);
  vk_.vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE,
                        kernel.pipeline);
  vk_.vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_COMPUTE,
                              kernel.layout, 0, 1, &set, 0, nullptr);
  if (!push.empty())
    vk_.vkCmdPushConstants(commands, kernel.layout, VK_SHADER_STAGE_COMPUTE_BIT,
                           0, push.size() * sizeof(uint32_t), push.data());
  if (useTimestamps_)
    vk_.vkCmdWriteTimestamp(commands, VK_PIPELINE_STAGE_TOP_OF_PIPE_BIT,
                            queries_, 0);
  vk_.vkCmdDispatch(commands, groups[0], groups[1], groups[2]);
  if (useTimestamps_)
    vk_.vkCmdWriteTimestamp(commands, VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT,
                            queries_, 1);
  barrier(VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, VK_ACCESS_SHADER_WRITE_BIT,
          VK_PIPELINE_STAGE_HOST_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT,
          VK_ACCESS_HOST_READ_BIT | VK_ACCESS_TRANSFER_READ_BIT);

  auto start = std::chrono::steady_clock::now();
  submitAndWait();
  std::chrono::duration<double, std::milli> elapsed =
      std::chrono::steady_clock::now() - start;
  if (!useTimestamps_)
    return elapsed.count();
  uint64_t ticks[2];
  check(vk_.vkGetQueryPoolResults(
            device_, queries_, 0, 2, sizeof ticks, ticks, sizeof ticks[0],
            VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT),
        "vkGetQueryPoolResults");
  return (ticks[1] - ticks[0]) * double(properties_.limits.timestampPeriod) /
         1e6;
}
