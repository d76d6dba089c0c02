// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Buffers of a Vulkan device, and the way to the host and back.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_RUNTIME_VULKAN_MEMORY_H
#define VYRE_LIB_RUNTIME_VULKAN_MEMORY_H

#include "Context.h"

namespace vyre::rt::vulkan {

/// What memory is for. Upload memory is only used inside this layer.
enum class MemoryUse { Storage, Counts, Upload, Readback };

class VulkanBuffer final : public Buffer {
public:
  static Result<std::unique_ptr<VulkanBuffer>>
  create(const std::shared_ptr<Context> &context, uint64_t bytes,
         MemoryUse use);

  ~VulkanBuffer() override;

  VkBuffer handle() const { return buffer_; }
  /// Where the host sees it, or null when it needs staging.
  uint8_t *mapped() const { return mapped_; }

private:
  VulkanBuffer(std::shared_ptr<Context> context, uint64_t bytes)
      : Buffer(bytes), context_(std::move(context)) {}

  std::shared_ptr<Context> context_;
  VkBuffer buffer_ = VK_NULL_HANDLE;
  VkDeviceMemory memory_ = VK_NULL_HANDLE;
  uint8_t *mapped_ = nullptr;
};

/// Writes directly where the memory is mapped, through a staging buffer of
/// limited size elsewhere.
Status uploadAll(const std::shared_ptr<Context> &context,
                 const std::vector<Upload> &uploads, Deadline deadline);
Status downloadAll(const std::shared_ptr<Context> &context,
                   const std::vector<Download> &downloads, Deadline deadline);

} // namespace vyre::rt::vulkan

#endif // VYRE_LIB_RUNTIME_VULKAN_MEMORY_H
