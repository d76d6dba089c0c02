// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The bottom of the Vulkan backend: finding the loader at run time, and one
// instance. Nothing of ours links to libvulkan.
//
// Thread safety: Instance::create() and the message list are thread-safe.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_RUNTIME_VULKAN_LOADER_H
#define VYRE_LIB_RUNTIME_VULKAN_LOADER_H

#include "Vyre/Runtime/Status.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>
#include <volk.h>

namespace vyre::rt::vulkan {

class Instance {
public:
  /// Unavailable when there is no loader, no driver, or, with `validation`,
  /// no validation layer.
  static Result<std::shared_ptr<Instance>> create(bool validation);

  ~Instance();
  Instance(const Instance &) = delete;
  Instance &operator=(const Instance &) = delete;

  VkInstance handle() const { return handle_; }

  /// All devices of all drivers, in the loader's order.
  Result<std::vector<VkPhysicalDevice>> physicalDevices() const;

  /// What the validation layer said so far.
  std::vector<std::string> messages() const;

private:
  Instance() = default;

  static VKAPI_ATTR VkBool32 VKAPI_CALL
  onMessage(VkDebugUtilsMessageSeverityFlagBitsEXT severity,
            VkDebugUtilsMessageTypeFlagsEXT types,
            const VkDebugUtilsMessengerCallbackDataEXT *data, void *self);

  VkInstance handle_ = VK_NULL_HANDLE;
  VkDebugUtilsMessengerEXT messenger_ = VK_NULL_HANDLE;
  mutable std::mutex messagesMutex_;
  std::vector<std::string> messages_;
};

/// "VK_ERROR_DEVICE_LOST (-4)".
std::string resultName(VkResult result);

/// The error for a failed native call: names the call, the result and the
/// object, and picks the code.
Status callFailed(const char *call, VkResult result, const std::string &object);

} // namespace vyre::rt::vulkan

#endif // VYRE_LIB_RUNTIME_VULKAN_LOADER_H
