// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Pipeline.h.
//
//===----------------------------------------------------------------------===//

#include "Pipeline.h"

#include "Memory.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <xxhash.h>

using namespace vyre::rt;
using namespace vyre::rt::vulkan;

static constexpr uint32_t kSetsPerPool = 256;
static constexpr uint32_t kDescriptorsPerPool = 2048;
static constexpr auto kWarmUpTime = std::chrono::seconds(60);

Layout::~Layout() {
  if (context->lost())
    return;
  context->vk.vkDestroyPipelineLayout(context->device, pipeline, nullptr);
  context->vk.vkDestroyDescriptorSetLayout(context->device, set, nullptr);
}

VulkanExecutable::~VulkanExecutable() {
  if (!layout->context->lost())
    layout->context->vk.vkDestroyPipeline(layout->context->device, pipeline,
                                          nullptr);
}

DescriptorPool::~DescriptorPool() {
  if (!context->lost())
    context->vk.vkDestroyDescriptorPool(context->device, handle, nullptr);
}

VulkanBindingSet::~VulkanBindingSet() {
  if (set && !pool->context->lost())
    pool->context->vk.vkFreeDescriptorSets(pool->context->device, pool->handle,
                                           1, &set);
}

//===----------------------------------------------------------------------===//
// Layouts and binding sets
//===----------------------------------------------------------------------===//

Result<std::shared_ptr<Layout>> PipelineTable::layoutFor(uint32_t bindings,
                                                         uint32_t pushBytes) {
  std::shared_ptr<Layout> &entry = layouts_[{bindings, pushBytes}];
  if (entry)
    return entry;
  const VolkDeviceTable &vk = context_->vk;
  auto layout = std::make_shared<Layout>(context_);
  layout->bindingCount = bindings;
  std::vector<VkDescriptorSetLayoutBinding> slots(bindings);
  for (uint32_t i = 0; i < bindings; ++i) {
    slots[i] = {};
    slots[i].binding = i;
    slots[i].descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
    slots[i].descriptorCount = 1;
    slots[i].stageFlags = VK_SHADER_STAGE_COMPUTE_BIT;
  }
  VkDescriptorSetLayoutCreateInfo setInfo = {
      VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO};
  setInfo.bindingCount = bindings;
  setInfo.pBindings = slots.data();
  VkResult result = vk.vkCreateDescriptorSetLayout(context_->device, &setInfo,
                                                   nullptr, &layout->set);
  if (result != VK_SUCCESS)
    return context_->fail("vkCreateDescriptorSetLayout", result,
                          std::to_string(bindings) + " bindings");
  VkPushConstantRange range = {VK_SHADER_STAGE_COMPUTE_BIT, 0, pushBytes};
  VkPipelineLayoutCreateInfo info = {
      VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO};
  info.setLayoutCount = 1;
  info.pSetLayouts = &layout->set;
  info.pushConstantRangeCount = pushBytes ? 1 : 0;
  info.pPushConstantRanges = &range;
  result = vk.vkCreatePipelineLayout(context_->device, &info, nullptr,
                                     &layout->pipeline);
  if (result != VK_SUCCESS)
    return context_->fail("vkCreatePipelineLayout", result,
                          std::to_string(bindings) + " bindings");
  entry = layout;
  return layout;
}

Result<std::unique_ptr<BindingSet>>
PipelineTable::bind(const VulkanExecutable &executable,
                    const std::vector<Buffer *> &buffers) {
  if (context_->lost())
    return context_->lossStatus();
  auto bound = std::make_unique<VulkanBindingSet>();
  if (buffers.empty())
    return std::unique_ptr<BindingSet>(std::move(bound));
  const VolkDeviceTable &vk = context_->vk;
  auto count = static_cast<uint32_t>(buffers.size());
  VkDescriptorSetAllocateInfo info = {
      VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO};
  info.descriptorSetCount = 1;
  info.pSetLayouts = &executable.layout->set;
  VkResult result = VK_ERROR_OUT_OF_POOL_MEMORY;
  if (pool_) {
    info.descriptorPool = pool_->handle;
    result = vk.vkAllocateDescriptorSets(context_->device, &info, &bound->set);
  }
  if (result == VK_ERROR_OUT_OF_POOL_MEMORY ||
      result == VK_ERROR_FRAGMENTED_POOL) {
    // Sets keep their pool alive, so a full one is simply left behind.
    auto pool = std::make_shared<DescriptorPool>(context_);
    VkDescriptorPoolSize size = {VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
                                 std::max(kDescriptorsPerPool, count)};
    VkDescriptorPoolCreateInfo poolInfo = {
        VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO};
    poolInfo.flags = VK_DESCRIPTOR_POOL_CREATE_FREE_DESCRIPTOR_SET_BIT;
    poolInfo.maxSets = kSetsPerPool;
    poolInfo.poolSizeCount = 1;
    poolInfo.pPoolSizes = &size;
    result = vk.vkCreateDescriptorPool(context_->device, &poolInfo, nullptr,
                                       &pool->handle);
    if (result != VK_SUCCESS)
      return context_->fail("vkCreateDescriptorPool", result,
                            std::to_string(count) + " bindings");
    pool_ = pool;
    info.descriptorPool = pool_->handle;
    result = vk.vkAllocateDescriptorSets(context_->device, &info, &bound->set);
  }
  if (result != VK_SUCCESS) {
    bound->set = VK_NULL_HANDLE;
    return context_->fail("vkAllocateDescriptorSets", result,
                          std::to_string(count) + " bindings");
  }
  bound->pool = pool_;

  std::vector<VkDescriptorBufferInfo> infos(count);
  std::vector<VkWriteDescriptorSet> writes(count);
  for (uint32_t i = 0; i < count; ++i) {
    infos[i] = {static_cast<VulkanBuffer *>(buffers[i])->handle(), 0,
                buffers[i]->bytes()};
    writes[i] = {VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET};
    writes[i].dstSet = bound->set;
    writes[i].dstBinding = i;
    writes[i].descriptorCount = 1;
    writes[i].descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
    writes[i].pBufferInfo = &infos[i];
  }
  vk.vkUpdateDescriptorSets(context_->device, count, writes.data(), 0, nullptr);
  return std::unique_ptr<BindingSet>(std::move(bound));
}

//===----------------------------------------------------------------------===//
// Pipelines
//===----------------------------------------------------------------------===//

bool vyre::rt::vulkan::isPipelineCacheFor(const DeviceProfile &profile,
                                          const std::vector<uint8_t> &data) {
  struct {
    uint32_t headerSize, headerVersion, vendorId, deviceId;
    uint8_t uuid[VK_UUID_SIZE];
  } header;
  if (data.size() < sizeof(header))
    return false;
  std::memcpy(&header, data.data(), sizeof(header));
  std::string uuid;
  for (uint8_t byte : header.uuid) {
    char digits[3];
    std::snprintf(digits, sizeof(digits), "%02x", byte);
    uuid += digits;
  }
  return header.headerSize >= sizeof(header) &&
         header.headerSize <= data.size() &&
         header.headerVersion == VK_PIPELINE_CACHE_HEADER_VERSION_ONE &&
         header.vendorId == profile.vendorId &&
         header.deviceId == profile.deviceId &&
         uuid == profile.pipelineCacheUuid;
}

VkPipelineCache PipelineTable::openCache(const std::string &name) {
  if (context_->cache.path().empty())
    return VK_NULL_HANDLE;
  std::optional<std::vector<uint8_t>> data = context_->cache.read(name);
  VkPipelineCacheCreateInfo info = {
      VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO};
  if (data && isPipelineCacheFor(context_->profile, *data)) {
    info.initialDataSize = data->size();
    info.pInitialData = data->data();
  }
  VkPipelineCache cache = VK_NULL_HANDLE;
  if (context_->vk.vkCreatePipelineCache(context_->device, &info, nullptr,
                                         &cache) != VK_SUCCESS)
    return VK_NULL_HANDLE;
  return cache;
}

void PipelineTable::saveCache(VkPipelineCache cache, const std::string &name) {
  if (!cache)
    return;
  size_t size = 0;
  const VolkDeviceTable &vk = context_->vk;
  VkDevice device = context_->device;
  std::vector<uint8_t> data;
  if (vk.vkGetPipelineCacheData(device, cache, &size, nullptr) == VK_SUCCESS) {
    data.resize(size);
    if (vk.vkGetPipelineCacheData(device, cache, &size, data.data()) !=
        VK_SUCCESS)
      data.clear();
  }
  vk.vkDestroyPipelineCache(device, cache, nullptr);
  // Some drivers (lavapipe) return a bare header; nothing worth a file.
  if (data.size() <= 32)
    return;
  std::optional<std::vector<uint8_t>> stored = context_->cache.read(name);
  if (!stored || *stored != data)
    context_->cache.write(name, data.data(), data.size());
}

Status PipelineTable::compile(VulkanExecutable &executable,
                              const KernelCode &code,
                              const std::string &cacheName) {
  const VolkDeviceTable &vk = context_->vk;
  VkDevice device = context_->device;
  VkShaderModuleCreateInfo moduleInfo = {
      VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO};
  moduleInfo.codeSize = code.wordCount * sizeof(uint32_t);
  moduleInfo.pCode = code.words;
  VkShaderModule module = VK_NULL_HANDLE;
  VkResult result =
      vk.vkCreateShaderModule(device, &moduleInfo, nullptr, &module);
  const char *call = "vkCreateShaderModule";
  if (result == VK_SUCCESS) {
    VkComputePipelineCreateInfo info = {
        VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO};
    info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
    info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
    info.stage.module = module;
    info.stage.pName = code.entryPoint.c_str();
    info.layout = executable.layout->pipeline;
    VkPipelineCache cache = openCache(cacheName);
    call = "vkCreateComputePipelines";
    result = vk.vkCreateComputePipelines(device, cache, 1, &info, nullptr,
                                         &executable.pipeline);
    saveCache(cache, cacheName);
    vk.vkDestroyShaderModule(device, module, nullptr);
  }
  if (result == VK_SUCCESS)
    return Status::ok();
  Status status = context_->fail(call, result, "kernel '" + code.name + "'");
  if (status.code() == Code::DeviceLost ||
      status.code() == Code::ResourceExhausted)
    return status;
  return Status(Code::CompileFailed, status.message(),
                "update the driver; if that does not help, report this");
}

// Software drivers compile at the first dispatch. An empty one does that here,
// so that the time counts as compilation and not as the first run.
Status PipelineTable::warmUp(VulkanExecutable &executable,
                             const KernelCode &code) {
  if (context_->profile.kind != "cpu")
    return Status::ok();
  auto dummy = VulkanBuffer::create(context_, 16, MemoryUse::Storage);
  if (!dummy)
    return std::move(dummy).takeStatus();
  std::vector<Buffer *> buffers(code.bindingCount, dummy->get());
  Result<std::unique_ptr<BindingSet>> bound = bind(executable, buffers);
  if (!bound)
    return std::move(bound).takeStatus();
  Result<Segment> segment = context_->beginSegment();
  if (!segment)
    return std::move(segment).takeStatus();
  const VolkDeviceTable &vk = context_->vk;
  VkPipelineLayout layout = executable.layout->pipeline;
  vk.vkCmdBindPipeline(segment->commands, VK_PIPELINE_BIND_POINT_COMPUTE,
                       executable.pipeline);
  VkDescriptorSet set = static_cast<VulkanBindingSet &>(**bound).set;
  if (set)
    vk.vkCmdBindDescriptorSets(segment->commands,
                               VK_PIPELINE_BIND_POINT_COMPUTE, layout, 0, 1,
                               &set, 0, nullptr);
  std::vector<uint8_t> zeros(code.pushBytes);
  if (!zeros.empty())
    vk.vkCmdPushConstants(segment->commands, layout,
                          VK_SHADER_STAGE_COMPUTE_BIT, 0, code.pushBytes,
                          zeros.data());
  vk.vkCmdDispatch(segment->commands, 0, 1, 1);
  Status status = context_->submit(*segment);
  if (status)
    status = context_->wait({*segment},
                            std::chrono::steady_clock::now() + kWarmUpTime);
  if (!context_->lost())
    context_->recycle(*segment);
  return status;
}

Result<std::shared_ptr<Executable>>
PipelineTable::load(const KernelCode &code) {
  if (context_->lost())
    return context_->lossStatus();
  XXH128_hash_t hash =
      XXH3_128bits(code.words, code.wordCount * sizeof(uint32_t));
  std::string key(reinterpret_cast<const char *>(&hash), sizeof(hash));
  key += code.entryPoint + '\0' + std::to_string(code.bindingCount) + ',' +
         std::to_string(code.pushBytes);
  auto known = pipelines_.find(key);
  if (known != pipelines_.end())
    return std::shared_ptr<Executable>(known->second);

  Result<std::shared_ptr<Layout>> layout =
      layoutFor(code.bindingCount, code.pushBytes);
  if (!layout)
    return std::move(layout).takeStatus();
  auto executable = std::make_shared<VulkanExecutable>(*layout);
  std::string fileKey = key + context_->profile.pipelineCacheUuid;
  std::string cacheName =
      "pipeline-" + hashName(fileKey.data(), fileKey.size()) + ".bin";
  Status status = compile(*executable, code, cacheName);
  if (status)
    status = warmUp(*executable, code);
  if (!status)
    return status;
  pipelines_.emplace(std::move(key), executable);
  return std::shared_ptr<Executable>(executable);
}
