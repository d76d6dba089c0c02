// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The little Vulkan that the benchmarks need, written without lib/Runtime: it
// is the yardstick that the runtime and the compiler are measured against.
//
// A benchmark that cannot go on prints one line and leaves the process, so
// nothing here returns an error. All handles live as long as their `Gpu`.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_BENCH_VULKANHARNESS_H
#define VYRE_BENCH_VULKANHARNESS_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>
#include <volk.h>

namespace vyre::bench {

/// Exit codes of the benchmarks; all but the first are those of vyre-run.
enum ExitCode {
  kExitSlow = 1, ///< A limit given by --max-ratio is exceeded.
  kExitUsage = 2,
  kExitUnsupported = 4,
  kExitMismatch = 8
};

/// Prints `<tool>: error: <message>; fix: <fix>` and exits.
[[noreturn]] void fail(int code, const std::string &message,
                       const std::string &fix);

/// Exits unless `result` is VK_SUCCESS.
void check(VkResult result, const char *call);

/// The words of a SPIR-V file.
std::vector<uint32_t> readSPIRV(const std::string &path);

/// Device-local memory that kernels see as one storage buffer.
struct Memory {
  VkBuffer buffer = VK_NULL_HANDLE;
  VkDeviceSize bytes = 0;
  void *mapped = nullptr; ///< Null when the host cannot see it.
};

/// A compiled kernel.
struct Kernel {
  VkPipeline pipeline = VK_NULL_HANDLE;
  VkPipelineLayout layout = VK_NULL_HANDLE;
  VkDescriptorSetLayout setLayout = VK_NULL_HANDLE;
};

/// One device with one compute queue and one command buffer.
class Gpu {
public:
  /// `select` is part of a device's name; empty takes the first one. The core
  /// features up to Vulkan 1.2 are turned on as far as there are any, except
  /// for robust buffer access, which would slow down one side only.
  explicit Gpu(const std::string &select);
  ~Gpu();
  Gpu(const Gpu &) = delete;
  Gpu &operator=(const Gpu &) = delete;

  Memory allocate(VkDeviceSize bytes);
  void write(const Memory &target, const void *data, size_t bytes);
  void read(const Memory &source, void *data, size_t bytes);

  Kernel load(const std::vector<uint32_t> &words, const char *entryPoint,
              uint32_t bindings, uint32_t pushBytes);
  VkDescriptorSet bind(const Kernel &kernel,
                       const std::vector<Memory> &buffers);

  /// Starts the command buffer anew. Everything recorded sees earlier work.
  VkCommandBuffer begin();
  /// Ends and submits the command buffer and waits for it.
  void submitAndWait();

  /// Records a barrier between the given stages, for all memory.
  void barrier(VkPipelineStageFlags from, VkAccessFlags fromAccess,
               VkPipelineStageFlags to, VkAccessFlags toAccess);

  /// Milliseconds that one dispatch takes: on a CPU driver from submission
  /// until the host knows that it is done, elsewhere from device timestamps.
  double timeDispatch(const Kernel &kernel, VkDescriptorSet set,
                      const std::vector<uint32_t> &push,
                      const uint32_t groups[3]);

  const VolkDeviceTable &table() const { return vk_; }
  const VkPhysicalDeviceProperties &properties() const { return properties_; }
  const VkPhysicalDeviceDriverProperties &driver() const { return driver_; }
  const char *clockName() const {
    return useTimestamps_ ? "device timestamps" : "host clock, submit to fence";
  }

private:
  void chooseDevice(const std::string &select);
  void createDevice();
  uint32_t memoryType(uint32_t allowed, bool preferHost) const;
  Memory allocate(VkDeviceSize bytes, VkBufferUsageFlags usage,
                  bool preferHost);
  void copy(const Memory &source, const Memory &target, VkDeviceSize bytes);

  VkInstance instance_ = VK_NULL_HANDLE;
  VkPhysicalDevice physical_ = VK_NULL_HANDLE;
  VkDevice device_ = VK_NULL_HANDLE;
  VkQueue queue_ = VK_NULL_HANDLE;
  uint32_t family_ = 0;
  VkCommandPool pool_ = VK_NULL_HANDLE;
  VkCommandBuffer commands_ = VK_NULL_HANDLE;
  VkFence fence_ = VK_NULL_HANDLE;
  VkQueryPool queries_ = VK_NULL_HANDLE;
  VkDescriptorPool descriptors_ = VK_NULL_HANDLE;
  std::vector<Kernel> kernels_;
  std::vector<VkBuffer> buffers_;
  std::vector<VkDeviceMemory> memories_;
  Memory staging_;
  bool useTimestamps_ = false;
  VkPhysicalDeviceProperties properties_ = {};
  VkPhysicalDeviceDriverProperties driver_ = {};
  VolkDeviceTable vk_ = {};
};

} // namespace vyre::bench

#endif // VYRE_BENCH_VULKANHARNESS_H
