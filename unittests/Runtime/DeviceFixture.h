// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The device that tests run on: opened once per path (direct or staged
// memory), with the validation layer when it is installed. A test fails when
// the layer said anything during it.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_UNITTESTS_RUNTIME_DEVICEFIXTURE_H
#define VYRE_UNITTESTS_RUNTIME_DEVICEFIXTURE_H

#include "TestArtifact.h"
#include "Vyre/Runtime/Graph.h"

#include <gtest/gtest.h>

namespace vyre::test {

/// Holds the devices and closes them after the last test: destructors of
/// statics run too late, after those of the validation layer.
class DeviceEnvironment : public ::testing::Environment {
public:
  /// The device with or without staging; null with the reason in `status`.
  rt::Device *device(bool staged, rt::Status &status) {
    if (!devices_[staged] && reasons_[staged])
      open(staged);
    status = reasons_[staged];
    return devices_[staged].get();
  }

  void TearDown() override {
    for (std::unique_ptr<rt::Device> &device : devices_)
      device.reset();
  }

private:
  void open(bool staged) {
    rt::DeviceOptions options;
    options.forceStaging = staged;
    options.validation = true;
    rt::Result<std::unique_ptr<rt::Device>> device = rt::openDevice(options);
    if (!device) {
      // Perhaps only the layer is missing.
      options.validation = false;
      device = rt::openDevice(options);
    }
    if (device)
      devices_[staged] = std::move(*device);
    else
      reasons_[staged] = device.status();
  }

  std::unique_ptr<rt::Device> devices_[2];
  rt::Status reasons_[2];
};

inline DeviceEnvironment *deviceEnvironment() {
  static auto *environment = static_cast<DeviceEnvironment *>(
      ::testing::AddGlobalTestEnvironment(new DeviceEnvironment));
  return environment;
}

// Made before main() runs, as gtest wants it.
inline DeviceEnvironment *const kDeviceEnvironment = deviceEnvironment();

template <typename T> std::vector<T> valuesOf(const rt::BufferValue &value) {
  std::vector<T> values(value.bytes.size() / sizeof(T));
  if (!values.empty())
    std::memcpy(values.data(), value.bytes.data(), value.bytes.size());
  return values;
}

inline std::string pathName(const ::testing::TestParamInfo<bool> &info) {
  return info.param ? "staged" : "direct";
}

/// The parameter says whether memory is staged.
class DeviceFixture : public ::testing::TestWithParam<bool> {
protected:
  void SetUp() override {
    rt::Status status;
    device_ = kDeviceEnvironment->device(GetParam(), status);
    if (device_) {
      messages_ = device_->validationMessages().size();
      return;
    }
    if (status.code() == rt::Code::Unavailable)
      GTEST_SKIP() << "no Vulkan device: " << status.message();
    FAIL() << status.message();
  }

  void TearDown() override {
    if (!device_)
      return;
    std::vector<std::string> messages = device_->validationMessages();
    for (size_t i = messages_; i < messages.size(); ++i)
      ADD_FAILURE() << "validation: " << messages[i];
  }

  /// An executor for the only graph of the artifact, or null and a failure.
  std::unique_ptr<rt::GraphExecutor> create(TestArtifact &t) {
    rt::Result<rt::Artifact> artifact = t.build();
    if (!artifact) {
      ADD_FAILURE() << artifact.status().message();
      return nullptr;
    }
    rt::Result<std::unique_ptr<rt::GraphExecutor>> executor =
        rt::GraphExecutor::create(*device_, *artifact, "");
    if (!executor) {
      ADD_FAILURE() << executor.status().message();
      return nullptr;
    }
    return std::move(*executor);
  }

  rt::Device *device_ = nullptr;
  size_t messages_ = 0;
};

} // namespace vyre::test

#endif // VYRE_UNITTESTS_RUNTIME_DEVICEFIXTURE_H
