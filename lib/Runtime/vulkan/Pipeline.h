// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compute pipelines and the descriptor sets that feed them.
//
// Pipelines are kept twice: in a table of the device, keyed by code and entry
// point, because some drivers compile again for every pipeline object; and as
// VkPipelineCache data in the cache folder, one file per kernel and driver.
// Kernels with the same number of bindings and push-constant bytes share one
// layout, so that changing between them keeps what is bound.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_RUNTIME_VULKAN_PIPELINE_H
#define VYRE_LIB_RUNTIME_VULKAN_PIPELINE_H

#include "Context.h"

#include <map>
#include <unordered_map>

namespace vyre::rt::vulkan {

struct Layout {
  explicit Layout(std::shared_ptr<Context> context)
      : context(std::move(context)) {}
  ~Layout();

  std::shared_ptr<Context> context;
  uint32_t bindingCount = 0;
  VkDescriptorSetLayout set = VK_NULL_HANDLE;
  VkPipelineLayout pipeline = VK_NULL_HANDLE;
};

class VulkanExecutable final : public Executable {
public:
  explicit VulkanExecutable(std::shared_ptr<Layout> layout)
      : layout(std::move(layout)) {}
  ~VulkanExecutable() override;

  std::shared_ptr<Layout> layout;
  VkPipeline pipeline = VK_NULL_HANDLE;
};

struct DescriptorPool {
  explicit DescriptorPool(std::shared_ptr<Context> context)
      : context(std::move(context)) {}
  ~DescriptorPool();

  std::shared_ptr<Context> context;
  VkDescriptorPool handle = VK_NULL_HANDLE;
};

class VulkanBindingSet final : public BindingSet {
public:
  ~VulkanBindingSet() override;

  std::shared_ptr<DescriptorPool> pool;
  /// Null when the kernel has no bindings.
  VkDescriptorSet set = VK_NULL_HANDLE;
};

class PipelineTable {
public:
  explicit PipelineTable(std::shared_ptr<Context> context)
      : context_(std::move(context)) {}

  Result<std::shared_ptr<Executable>> load(const KernelCode &code);

  Result<std::unique_ptr<BindingSet>>
  bind(const VulkanExecutable &executable,
       const std::vector<Buffer *> &buffers);

private:
  Result<std::shared_ptr<Layout>> layoutFor(uint32_t bindings,
                                            uint32_t pushBytes);
  Status compile(VulkanExecutable &executable, const KernelCode &code,
                 const std::string &cacheName);
  Status warmUp(VulkanExecutable &executable, const KernelCode &code);
  VkPipelineCache openCache(const std::string &name);
  void saveCache(VkPipelineCache cache, const std::string &name);

  std::shared_ptr<Context> context_;
  std::map<std::pair<uint32_t, uint32_t>, std::shared_ptr<Layout>> layouts_;
  std::unordered_map<std::string, std::shared_ptr<VulkanExecutable>> pipelines_;
  std::shared_ptr<DescriptorPool> pool_;
};

/// True when `data` is pipeline-cache data of exactly this device and driver
/// (the header of Vulkan 1.2, section 10.6). Drivers should check this
/// themselves; not all do.
bool isPipelineCacheFor(const DeviceProfile &profile,
                        const std::vector<uint8_t> &data);

} // namespace vyre::rt::vulkan

#endif // VYRE_LIB_RUNTIME_VULKAN_PIPELINE_H
