// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A device that runs nothing and writes down what it was asked to do, so that
// the executor is tested without Vulkan. It also shows that `Device` can be
// implemented by something else.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_UNITTESTS_RUNTIME_FAKEDEVICE_H
#define VYRE_UNITTESTS_RUNTIME_FAKEDEVICE_H

#include "Vyre/Runtime/Device.h"

#include <cstring>
#include <functional>

namespace vyre::test {

struct FakeBuffer final : rt::Buffer {
  FakeBuffer(uint64_t bytes, unsigned number)
      : Buffer(bytes), number(number), data(bytes) {}
  unsigned number;
  std::vector<uint8_t> data;
};

struct FakeExecutable final : rt::Executable {
  std::string name;
};

struct FakeBindings final : rt::BindingSet {
  std::string text;
  std::vector<FakeBuffer *> buffers;
};

struct FakeDevice : rt::Device {
  FakeDevice() {
    info.name = "fake";
    info.limits.maxStorageBufferRange = 1 << 20;
    info.limits.maxMemoryAllocationSize = 1 << 20;
    info.limits.maxDeviceMemory = 4 << 20;
    info.limits.maxPushConstantsSize = 128;
    info.limits.maxStorageBuffers = 8;
    info.limits.maxWorkgroupMemory = 32768;
    info.limits.maxWorkgroupInvocations = 256;
    info.limits.maxWorkgroupSize = {256, 256, 64};
    info.limits.maxWorkgroupCount = {65535, 65535, 65535};
    info.features.vulkanMemoryModel = true;
    info.features.vulkanMemoryModelDeviceScope = true;
  }

  const rt::DeviceProfile &profile() const override { return info; }
  bool lost() const override { return false; }
  std::vector<std::string> validationMessages() const override { return {}; }

  rt::Result<std::unique_ptr<rt::Buffer>>
  allocate(uint64_t bytes, rt::BufferUse use) override {
    countBuffers += use == rt::BufferUse::Counts;
    return std::unique_ptr<rt::Buffer>(
        std::make_unique<FakeBuffer>(bytes, ++allocations));
  }
  rt::Result<std::shared_ptr<rt::Executable>>
  load(const rt::KernelCode &code) override {
    auto executable = std::make_shared<FakeExecutable>();
    executable->name = code.name;
    return std::shared_ptr<rt::Executable>(std::move(executable));
  }
  rt::Result<std::unique_ptr<rt::BindingSet>>
  bind(rt::Executable &, const std::vector<rt::Buffer *> &buffers) override {
    ++binds;
    auto bindings = std::make_unique<FakeBindings>();
    for (rt::Buffer *buffer : buffers) {
      bindings->buffers.push_back(static_cast<FakeBuffer *>(buffer));
      bindings->text += " " + std::to_string(bindings->buffers.back()->number);
    }
    return std::unique_ptr<rt::BindingSet>(std::move(bindings));
  }
  rt::Result<std::unique_ptr<rt::Recorder>> record(bool, rt::Deadline) override;
  rt::Status upload(const std::vector<rt::Upload> &list,
                    rt::Deadline) override {
    for (const rt::Upload &upload : list) {
      uploadedBytes += upload.bytes;
      std::memcpy(static_cast<FakeBuffer *>(upload.target)->data.data(),
                  upload.data, upload.bytes);
    }
    return rt::Status::ok();
  }
  rt::Status download(const std::vector<rt::Download> &list,
                      rt::Deadline) override {
    for (const rt::Download &download : list) {
      downloadedBytes += download.bytes;
      std::memcpy(download.data,
                  static_cast<FakeBuffer *>(download.source)->data.data() +
                      download.offset,
                  download.bytes);
    }
    return rt::Status::ok();
  }

  rt::DeviceProfile info;
  /// What a kernel does, with its buffers and its number of workgroups.
  std::function<void(const std::vector<FakeBuffer *> &, uint32_t)> kernel;
  /// Turn off for time measurements.
  bool writesTrace = true;
  std::vector<std::string> trace;
  unsigned allocations = 0;
  unsigned countBuffers = 0;
  unsigned binds = 0;
  uint64_t uploadedBytes = 0;
  uint64_t downloadedBytes = 0;
};

struct FakeRecorder final : rt::Recorder {
  explicit FakeRecorder(FakeDevice &device) : device(device) {}

  void dispatch(rt::Executable &executable, rt::BindingSet &bindings,
                const void *push, uint32_t pushBytes, uint32_t x, uint32_t y,
                uint32_t z) override {
    if (device.kernel)
      device.kernel(static_cast<FakeBindings &>(bindings).buffers, x * y * z);
    if (device.writesTrace)
      trace(executable, bindings,
            std::to_string(x) + "," + std::to_string(y) + "," +
                std::to_string(z),
            push, pushBytes);
  }
  void dispatchIndirect(rt::Executable &executable, rt::BindingSet &bindings,
                        const void *push, uint32_t pushBytes,
                        rt::Buffer &counts, uint64_t offset) override {
    if (device.writesTrace)
      trace(executable, bindings,
            "from " + std::to_string(static_cast<FakeBuffer &>(counts).number) +
                "+" + std::to_string(offset),
            push, pushBytes);
  }
  void trace(rt::Executable &executable, rt::BindingSet &bindings,
             const std::string &grid, const void *push, uint32_t pushBytes) {
    std::string text = static_cast<FakeExecutable &>(executable).name +
                       static_cast<FakeBindings &>(bindings).text + " grid " +
                       grid + " push";
    for (uint32_t i = 0; i + 4 <= pushBytes; i += 4) {
      uint32_t word;
      std::memcpy(&word, static_cast<const uint8_t *>(push) + i, 4);
      text += " " + std::to_string(word);
    }
    device.trace.push_back(text);
  }
  void copy(rt::Buffer &source, rt::Buffer &target, uint64_t offset,
            uint64_t bytes) override {
    auto &from = static_cast<FakeBuffer &>(source);
    auto &to = static_cast<FakeBuffer &>(target);
    std::memcpy(to.data.data() + offset, from.data.data(), bytes);
    device.trace.push_back("copy " + std::to_string(from.number) + " " +
                           std::to_string(to.number) + " bytes " +
                           std::to_string(bytes));
  }
  void fill(rt::Buffer &target, uint64_t bytes, uint32_t value) override {
    device.trace.push_back(
        "fill " + std::to_string(static_cast<FakeBuffer &>(target).number) +
        " bytes " + std::to_string(bytes) + " value " + std::to_string(value));
  }
  void barrier(rt::Barrier barrier) override {
    if (device.writesTrace)
      device.trace.push_back("barrier " + std::to_string(barrier.before) +
                             "->" + std::to_string(barrier.after));
  }
  rt::Status finish() override { return rt::Status::ok(); }
  std::vector<rt::TimestampPair> timestamps() override { return {}; }
  uint64_t submitCount() const override { return 1; }

  FakeDevice &device;
};

inline rt::Result<std::unique_ptr<rt::Recorder>>
FakeDevice::record(bool, rt::Deadline) {
  return std::unique_ptr<rt::Recorder>(std::make_unique<FakeRecorder>(*this));
}

} // namespace vyre::test

#endif // VYRE_UNITTESTS_RUNTIME_FAKEDEVICE_H
