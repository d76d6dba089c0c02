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

/// The device with or without staging; null with the reason in `status`.
inline rt::Device *sharedDevice(bool staged, rt::Status &status) {
  static std::unique_ptr<rt::Device> devices[2];
  static rt::Status reasons[2];
  if (!devices[staged] && reasons[staged]) {
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
      devices[staged] = std::move(*device);
    else
      reasons[staged] = device.status();
  }
  status = reasons[staged];
  return devices[staged].get();
}

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
    device_ = sharedDevice(GetParam(), status);
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
