// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Memory.h. One allocation per buffer: graphs have tens of buffers, and
// drivers allow thousands of allocations.
//
//===----------------------------------------------------------------------===//

#include "Memory.h"

#include <algorithm>
#include <cstring>

using namespace vyre::rt;
using namespace vyre::rt::vulkan;

// Large enough to reach full copy speed, small beside the data.
static constexpr uint64_t kStagingBytes = uint64_t(64) << 20;

// Kernels clamp a bad index to element 0, so that must always exist.
static constexpr uint64_t kMinBufferBytes = 16;

Result<std::unique_ptr<VulkanBuffer>>
VulkanBuffer::create(const std::shared_ptr<Context> &context, uint64_t bytes,
                     MemoryUse use) {
  if (context->lost())
    return context->lossStatus();
  const DevicePlan &plan = context->plan;
  uint64_t limit = plan.limits.maxMemoryAllocationSize;
  if (bytes > limit)
    return Status(Code::OutOfRange,
                  "a buffer of " + std::to_string(bytes) +
                      " bytes is over the limit of " + std::to_string(limit) +
                      " of device '" + context->profile.name + "'",
                  "split the buffer, or choose another device");
  uint64_t size = std::max(kMinBufferBytes, (bytes + 3) / 4 * 4);
  std::string object = "a buffer of " + std::to_string(size) + " bytes";

  VkDevice device = context->device;
  const VolkDeviceTable &vk = context->vk;
  std::unique_ptr<VulkanBuffer> buffer(new VulkanBuffer(context, size));
  VkBufferCreateInfo info = {VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO};
  info.size = size;
  info.usage =
      VK_BUFFER_USAGE_TRANSFER_SRC_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT;
  bool isStorage = use == MemoryUse::Storage || use == MemoryUse::Counts;
  if (isStorage)
    info.usage |= VK_BUFFER_USAGE_STORAGE_BUFFER_BIT;
  if (use == MemoryUse::Counts)
    info.usage |= VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT;
  VkResult result = vk.vkCreateBuffer(device, &info, nullptr, &buffer->buffer_);
  if (result != VK_SUCCESS)
    return context->fail("vkCreateBuffer", result, object);

  VkMemoryRequirements requirements;
  vk.vkGetBufferMemoryRequirements(device, buffer->buffer_, &requirements);
  const std::vector<uint32_t> &types = isStorage ? plan.storageTypes
                                       : use == MemoryUse::Upload
                                           ? plan.uploadTypes
                                           : plan.readbackTypes;
  result = VK_ERROR_OUT_OF_DEVICE_MEMORY;
  for (uint32_t type : types) {
    if (!(requirements.memoryTypeBits & (1u << type)))
      continue;
    VkMemoryAllocateInfo allocation = {VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO};
    allocation.allocationSize = requirements.size;
    allocation.memoryTypeIndex = type;
    result =
        vk.vkAllocateMemory(device, &allocation, nullptr, &buffer->memory_);
    // Only a full heap is worth a try elsewhere.
    if (result != VK_ERROR_OUT_OF_DEVICE_MEMORY)
      break;
  }
  if (result != VK_SUCCESS)
    return context->fail("vkAllocateMemory", result, object);
  result = vk.vkBindBufferMemory(device, buffer->buffer_, buffer->memory_, 0);
  if (result != VK_SUCCESS)
    return context->fail("vkBindBufferMemory", result, object);
  if (!isStorage || plan.hostDirect) {
    void *pointer = nullptr;
    result =
        vk.vkMapMemory(device, buffer->memory_, 0, VK_WHOLE_SIZE, 0, &pointer);
    if (result != VK_SUCCESS)
      return context->fail("vkMapMemory", result, object);
    buffer->mapped_ = static_cast<uint8_t *>(pointer);
  }
  return buffer;
}

VulkanBuffer::~VulkanBuffer() {
  if (context_->lost())
    return;
  if (buffer_)
    context_->vk.vkDestroyBuffer(context_->device, buffer_, nullptr);
  if (memory_)
    context_->vk.vkFreeMemory(context_->device, memory_, nullptr);
}

//===----------------------------------------------------------------------===//
// Staging
//===----------------------------------------------------------------------===//

namespace {
/// Copies one region between two buffers and waits for it.
class StagedCopy {
public:
  StagedCopy(const std::shared_ptr<Context> &context, Deadline deadline)
      : context_(context), deadline_(deadline) {}

  Status run(VkBuffer source, VkBuffer target, VkBufferCopy region,
             bool toHost) {
    Result<Segment> segment = context_->beginSegment();
    if (!segment)
      return std::move(segment).takeStatus();
    const VolkDeviceTable &vk = context_->vk;
    vk.vkCmdCopyBuffer(segment->commands, source, target, 1, &region);
    VkMemoryBarrier barrier = {VK_STRUCTURE_TYPE_MEMORY_BARRIER};
    barrier.srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT;
    // Later submissions of kernels rely on this barrier.
    barrier.dstAccessMask =
        toHost ? VK_ACCESS_HOST_READ_BIT
               : VK_ACCESS_INDIRECT_COMMAND_READ_BIT |
                     VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT |
                     VK_ACCESS_TRANSFER_READ_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
    vk.vkCmdPipelineBarrier(segment->commands, VK_PIPELINE_STAGE_TRANSFER_BIT,
                            toHost ? VK_PIPELINE_STAGE_HOST_BIT
                                   : VK_PIPELINE_STAGE_DRAW_INDIRECT_BIT |
                                         VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT |
                                         VK_PIPELINE_STAGE_TRANSFER_BIT,
                            0, 1, &barrier, 0, nullptr, 0, nullptr);
    Status status = context_->submit(*segment);
    if (status)
      status = context_->wait({*segment}, deadline_);
    if (!context_->lost())
      context_->recycle(*segment);
    return status;
  }

private:
  const std::shared_ptr<Context> &context_;
  Deadline deadline_;
};
} // namespace

/// A staging buffer for the largest piece that any of the transfers needs, or
/// null when all memory is mapped.
template <typename Transfers, typename BufferOf>
static Result<std::unique_ptr<VulkanBuffer>>
makeStaging(const std::shared_ptr<Context> &context, const Transfers &transfers,
            BufferOf bufferOf, MemoryUse use) {
  uint64_t largest = 0;
  for (const auto &transfer : transfers)
    if (!static_cast<VulkanBuffer *>(bufferOf(transfer))->mapped())
      largest = std::max(largest, std::min(transfer.bytes, kStagingBytes));
  if (largest == 0)
    return std::unique_ptr<VulkanBuffer>();
  return VulkanBuffer::create(context, largest, use);
}

Status vyre::rt::vulkan::uploadAll(const std::shared_ptr<Context> &context,
                                   const std::vector<Upload> &uploads,
                                   Deadline deadline) {
  if (context->lost())
    return context->lossStatus();
  auto staging = makeStaging(
      context, uploads, [](const Upload &upload) { return upload.target; },
      MemoryUse::Upload);
  if (!staging)
    return std::move(staging).takeStatus();
  StagedCopy copy(context, deadline);
  for (const Upload &upload : uploads) {
    auto &target = static_cast<VulkanBuffer &>(*upload.target);
    const auto *data = static_cast<const uint8_t *>(upload.data);
    if (target.mapped()) {
      if (upload.bytes)
        std::memcpy(target.mapped(), data, upload.bytes);
      continue;
    }
    for (uint64_t offset = 0; offset < upload.bytes; offset += kStagingBytes) {
      uint64_t bytes = std::min(kStagingBytes, upload.bytes - offset);
      std::memcpy((*staging)->mapped(), data + offset, bytes);
      Status status = copy.run((*staging)->handle(), target.handle(),
                               {0, offset, bytes}, /*toHost=*/false);
      if (!status)
        return status;
    }
  }
  return Status::ok();
}

Status vyre::rt::vulkan::downloadAll(const std::shared_ptr<Context> &context,
                                     const std::vector<Download> &downloads,
                                     Deadline deadline) {
  if (context->lost())
    return context->lossStatus();
  auto staging = makeStaging(
      context, downloads,
      [](const Download &download) { return download.source; },
      MemoryUse::Readback);
  if (!staging)
    return std::move(staging).takeStatus();
  StagedCopy copy(context, deadline);
  for (const Download &download : downloads) {
    auto &source = static_cast<VulkanBuffer &>(*download.source);
    auto *data = static_cast<uint8_t *>(download.data);
    if (source.mapped()) {
      if (download.bytes)
        std::memcpy(data, source.mapped() + download.offset, download.bytes);
      continue;
    }
    for (uint64_t done = 0; done < download.bytes; done += kStagingBytes) {
      uint64_t bytes = std::min(kStagingBytes, download.bytes - done);
      Status status =
          copy.run(source.handle(), (*staging)->handle(),
                   {download.offset + done, 0, bytes}, /*toHost=*/true);
      if (!status)
        return status;
      std::memcpy(data + done, (*staging)->mapped(), bytes);
    }
  }
  return Status::ok();
}
