// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Loader.h.
//
//===----------------------------------------------------------------------===//

#define VOLK_IMPLEMENTATION
#include "Loader.h"

#include <cstring>

using namespace vyre::rt;
using namespace vyre::rt::vulkan;

static constexpr const char *kValidationLayer = "VK_LAYER_KHRONOS_validation";

std::string vyre::rt::vulkan::resultName(VkResult result) {
  const char *name = "an unknown result";
  switch (result) {
#define VYRE_CASE(value)                                                       \
  case value:                                                                  \
    name = #value;                                                             \
    break
    VYRE_CASE(VK_SUCCESS);
    VYRE_CASE(VK_NOT_READY);
    VYRE_CASE(VK_TIMEOUT);
    VYRE_CASE(VK_INCOMPLETE);
    VYRE_CASE(VK_ERROR_OUT_OF_HOST_MEMORY);
    VYRE_CASE(VK_ERROR_OUT_OF_DEVICE_MEMORY);
    VYRE_CASE(VK_ERROR_INITIALIZATION_FAILED);
    VYRE_CASE(VK_ERROR_DEVICE_LOST);
    VYRE_CASE(VK_ERROR_MEMORY_MAP_FAILED);
    VYRE_CASE(VK_ERROR_LAYER_NOT_PRESENT);
    VYRE_CASE(VK_ERROR_EXTENSION_NOT_PRESENT);
    VYRE_CASE(VK_ERROR_FEATURE_NOT_PRESENT);
    VYRE_CASE(VK_ERROR_INCOMPATIBLE_DRIVER);
    VYRE_CASE(VK_ERROR_TOO_MANY_OBJECTS);
    VYRE_CASE(VK_ERROR_FRAGMENTED_POOL);
    VYRE_CASE(VK_ERROR_UNKNOWN);
    VYRE_CASE(VK_ERROR_OUT_OF_POOL_MEMORY);
    VYRE_CASE(VK_ERROR_INVALID_EXTERNAL_HANDLE);
    VYRE_CASE(VK_ERROR_FRAGMENTATION);
    VYRE_CASE(VK_ERROR_INVALID_SHADER_NV);
#undef VYRE_CASE
  default:
    break;
  }
  return std::string(name) + " (" + std::to_string(result) + ")";
}

Status vyre::rt::vulkan::callFailed(const char *call, VkResult result,
                                    const std::string &object) {
  std::string text =
      std::string(call) + " for " + object + " gave " + resultName(result);
  switch (result) {
  case VK_ERROR_OUT_OF_HOST_MEMORY:
  case VK_ERROR_OUT_OF_DEVICE_MEMORY:
  case VK_ERROR_TOO_MANY_OBJECTS:
  case VK_ERROR_FRAGMENTED_POOL:
  case VK_ERROR_OUT_OF_POOL_MEMORY:
  case VK_ERROR_FRAGMENTATION:
  case VK_ERROR_MEMORY_MAP_FAILED:
    return Status(Code::ResourceExhausted, text,
                  "use smaller buffers, or free memory on the device");
  case VK_ERROR_DEVICE_LOST:
    return Status(Code::DeviceLost, text,
                  "open the device again; if it happens again, look for a "
                  "kernel that runs too long, and update the driver");
  case VK_ERROR_LAYER_NOT_PRESENT:
    return Status(Code::Unavailable, text,
                  "install the Vulkan validation layers "
                  "(package vulkan-validationlayers)");
  case VK_ERROR_INITIALIZATION_FAILED:
  case VK_ERROR_INCOMPATIBLE_DRIVER:
    return Status(Code::Unavailable, text,
                  "install a Vulkan driver (package mesa-vulkan-drivers), and "
                  "check it with `vulkaninfo --summary`");
  default:
    return Status(Code::Internal, text,
                  "update the driver; if that does not help, report this");
  }
}

VKAPI_ATTR VkBool32 VKAPI_CALL Instance::onMessage(
    VkDebugUtilsMessageSeverityFlagBitsEXT, VkDebugUtilsMessageTypeFlagsEXT,
    const VkDebugUtilsMessengerCallbackDataEXT *data, void *self) {
  auto *instance = static_cast<Instance *>(self);
  std::lock_guard<std::mutex> lock(instance->messagesMutex_);
  instance->messages_.push_back(data->pMessage ? data->pMessage : "");
  return VK_FALSE;
}

static bool hasValidationLayer() {
  uint32_t count = 0;
  if (vkEnumerateInstanceLayerProperties(&count, nullptr) != VK_SUCCESS)
    return false;
  std::vector<VkLayerProperties> layers(count);
  if (vkEnumerateInstanceLayerProperties(&count, layers.data()) < VK_SUCCESS)
    return false;
  for (uint32_t i = 0; i < count; ++i)
    if (std::strcmp(layers[i].layerName, kValidationLayer) == 0)
      return true;
  return false;
}

Result<std::shared_ptr<Instance>> Instance::create(bool validation) {
  static std::once_flag loaderOnce;
  static VkResult loaderResult = VK_ERROR_INITIALIZATION_FAILED;
  std::call_once(loaderOnce, [] { loaderResult = volkInitialize(); });
  if (loaderResult != VK_SUCCESS)
    return Status(Code::Unavailable,
                  "there is no Vulkan loader on this machine",
                  "install one (packages libvulkan1 and mesa-vulkan-drivers)");
  uint32_t version = volkGetInstanceVersion();
  if (version < VK_API_VERSION_1_2)
    return Status(Code::Unavailable,
                  "the Vulkan loader has version 1." +
                      std::to_string(VK_API_VERSION_MINOR(version)) +
                      ", expected 1.2 or newer",
                  "install a newer Vulkan loader (package libvulkan1)");
  if (validation && !hasValidationLayer())
    return Status(Code::Unavailable,
                  std::string("the layer ") + kValidationLayer +
                      " was asked for and is not installed",
                  "install the Vulkan validation layers "
                  "(package vulkan-validationlayers)");

  std::shared_ptr<Instance> instance(new Instance());

  VkApplicationInfo application = {VK_STRUCTURE_TYPE_APPLICATION_INFO};
  application.pApplicationName = "vyre";
  application.apiVersion = VK_API_VERSION_1_2;
  VkInstanceCreateInfo info = {VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO};
  info.pApplicationInfo = &application;

  const char *extensions[] = {VK_EXT_DEBUG_UTILS_EXTENSION_NAME,
                              VK_EXT_VALIDATION_FEATURES_EXTENSION_NAME};
  VkValidationFeatureEnableEXT enables[] = {
      VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT};
  VkValidationFeaturesEXT features = {
      VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT};
  features.enabledValidationFeatureCount = 1;
  features.pEnabledValidationFeatures = enables;
  VkDebugUtilsMessengerCreateInfoEXT messenger = {
      VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT};
  messenger.messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT |
                              VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
  messenger.messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT |
                          VK_DEBUG_UTILS_MESSAGE_TYPE_PERFORMANCE_BIT_EXT;
  messenger.pfnUserCallback = &Instance::onMessage;
  messenger.pUserData = instance.get();
  if (validation) {
    info.ppEnabledLayerNames = &kValidationLayer;
    info.enabledLayerCount = 1;
    info.ppEnabledExtensionNames = extensions;
    info.enabledExtensionCount = 2;
    info.pNext = &features;
    features.pNext = &messenger;
  }
  VkResult result = vkCreateInstance(&info, nullptr, &instance->handle_);
  if (result == VK_ERROR_INCOMPATIBLE_DRIVER)
    return Status(Code::Unavailable,
                  "there is no Vulkan driver on this machine: "
                  "vkCreateInstance gave " +
                      resultName(result),
                  "install one (package mesa-vulkan-drivers), and check it "
                  "with `vulkaninfo --summary`");
  if (result != VK_SUCCESS)
    return callFailed("vkCreateInstance", result, "the Vulkan loader");

  // The loader's entry points are the same for every instance, so the global
  // table is filled once; filling it again would race with other threads.
  static std::once_flag tableOnce;
  std::call_once(tableOnce, [&] { volkLoadInstanceOnly(instance->handle_); });

  if (validation) {
    auto create = reinterpret_cast<PFN_vkCreateDebugUtilsMessengerEXT>(
        vkGetInstanceProcAddr(instance->handle_,
                              "vkCreateDebugUtilsMessengerEXT"));
    if (create)
      result =
          create(instance->handle_, &messenger, nullptr, &instance->messenger_);
    if (!create || result != VK_SUCCESS)
      return callFailed("vkCreateDebugUtilsMessengerEXT", result,
                        "the validation layer");
  }
  return instance;
}

Instance::~Instance() {
  if (messenger_) {
    auto destroy = reinterpret_cast<PFN_vkDestroyDebugUtilsMessengerEXT>(
        vkGetInstanceProcAddr(handle_, "vkDestroyDebugUtilsMessengerEXT"));
    if (destroy)
      destroy(handle_, messenger_, nullptr);
  }
  if (handle_)
    vkDestroyInstance(handle_, nullptr);
}

Result<std::vector<VkPhysicalDevice>> Instance::physicalDevices() const {
  uint32_t count = 0;
  VkResult result = vkEnumeratePhysicalDevices(handle_, &count, nullptr);
  std::vector<VkPhysicalDevice> devices(count);
  if (result == VK_SUCCESS && count)
    result = vkEnumeratePhysicalDevices(handle_, &count, devices.data());
  if (result != VK_SUCCESS)
    return callFailed("vkEnumeratePhysicalDevices", result, "the instance");
  if (count == 0)
    return Status(Code::Unavailable, "there is no Vulkan device",
                  "install a Vulkan driver (package mesa-vulkan-drivers), and "
                  "check it with `vulkaninfo --summary`");
  devices.resize(count);
  return devices;
}

std::vector<std::string> Instance::messages() const {
  std::lock_guard<std::mutex> lock(messagesMutex_);
  return messages_;
}
