// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Deadlines, lost devices, probes, profiles and caches on the real device.
// Kernels that do not end run in a process of their own.
//
//===----------------------------------------------------------------------===//

#include "DeviceFixture.h"

#include "kernels/add_into.h"
#include "kernels/endless.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <unistd.h>

using namespace vyre;
using namespace vyre::rt;
using namespace vyre::test;

namespace {

class LossTest : public DeviceFixture {};

void writeText(const std::string &path, const std::string &text) {
  FILE *file = std::fopen(path.c_str(), "wb");
  ASSERT_TRUE(file);
  std::fwrite(text.data(), 1, text.size(), file);
  std::fclose(file);
}

/// Runs an endless kernel with a short deadline; ends the process with 0 when
/// everything behaved, else with the number of the check.
[[noreturn]] void runEndlessKernel() {
  auto require = [](bool ok, int check) {
    if (!ok)
      _exit(check);
  };
  auto device = openDevice({});
  require(device.isOk(), 10);
  TestArtifact t;
  uint32_t kernel =
      t.kernel("endless", vyre_test_endless,
               {{ElementType::I32, true, true, /*dynamic=*/false, 4}}, {}, 8);
  t.dispatch(kernel, {t.argument("x", ElementType::I32)}, {}, t.index(1),
             false);
  auto artifact = t.build();
  require(artifact.isOk(), 11);
  Arguments arguments;
  arguments.buffers["x"] = {ElementType::I32, 4, std::vector<uint8_t>(16)};
  {
    auto executor = GraphExecutor::create(**device, *artifact, "");
    require(executor.isOk(), 12);
    RunOptions options;
    options.timeout = std::chrono::milliseconds(200);
    auto start = std::chrono::steady_clock::now();
    auto report = (*executor)->run(arguments, options);
    auto spent = std::chrono::steady_clock::now() - start;
    require(!report.isOk(), 13);
    require(report.status().code() == Code::DeadlineExceeded, 14);
    require(spent < std::chrono::seconds(5), 15);
    require(arguments.buffers["x"].bytes == std::vector<uint8_t>(16), 16);
    // Sticky: every later call says so, at once.
    require((*device)->lost(), 17);
    auto again = (*executor)->run(arguments, options);
    require(!again.isOk() && again.status().code() == Code::DeviceLost, 18);
    require(!(*device)->allocate(16, BufferUse::Storage).isOk(), 19);
    require(!GraphExecutor::create(**device, *artifact, "").isOk(), 20);
  }
  // Destructors must not block on the busy device.
  std::move(device).take().reset();
  _exit(0);
}

TEST_P(LossTest, endless_kernel_meets_its_deadline) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(runEndlessKernel(), ::testing::ExitedWithCode(0), "");
}

// The layer must really be watching, or clean runs would mean nothing.
TEST_P(LossTest, validation_sees_a_missing_barrier) {
  // A run of the suite below the layer counts every message as a failure, and
  // this test makes one on purpose. It runs in the other run.
  const char *layers = std::getenv("VK_INSTANCE_LAYERS");
  if (layers && std::strstr(layers, "validation"))
    GTEST_SKIP() << "the whole process is validated from outside";
  DeviceOptions options;
  options.validation = true;
  // The fixture found a device, and the set-up installs the layer.
  auto device = openDevice(options);
  ASSERT_TRUE(device) << device.status().message();
  KernelCode code;
  code.name = "add_into";
  code.entryPoint = "main";
  code.words = vyre_test_add_into;
  code.wordCount = sizeof(vyre_test_add_into) / 4;
  code.bindingCount = 2;
  code.pushBytes = 8;
  auto executable = (*device)->load(code);
  ASSERT_TRUE(executable);
  auto a = (*device)->allocate(64, BufferUse::Storage);
  auto b = (*device)->allocate(64, BufferUse::Storage);
  ASSERT_TRUE(a && b);
  auto forth = (*device)->bind(**executable, {a->get(), b->get()});
  auto back = (*device)->bind(**executable, {b->get(), a->get()});
  ASSERT_TRUE(forth && back);
  auto recorder = (*device)->record(false, std::chrono::steady_clock::now() +
                                               std::chrono::seconds(30));
  ASSERT_TRUE(recorder);
  uint32_t push[2] = {16, 16};
  (*recorder)->dispatch(**executable, **forth, push, 8, 1, 1, 1);
  (*recorder)->dispatch(**executable, **back, push, 8, 1, 1, 1);
  EXPECT_TRUE((*recorder)->finish());
  EXPECT_FALSE((*device)->validationMessages().empty());
}

// A recorder that is dropped in the middle leaves a working device.
TEST_P(LossTest, abandoned_recordings_do_no_harm) {
  auto buffer = device_->allocate(64, BufferUse::Storage);
  ASSERT_TRUE(buffer);
  for (int i = 0; i < 3; ++i) {
    auto recorder = device_->record(false, std::chrono::steady_clock::now() +
                                               std::chrono::seconds(30));
    ASSERT_TRUE(recorder);
    for (uint32_t k = 0; k < Recorder::kCommandsPerSubmit; ++k) {
      (*recorder)->barrier({kStageTransfer, kStageTransfer});
      (*recorder)->fill(**buffer, 64, k);
    }
  }
  EXPECT_FALSE(device_->lost());
}

TEST_P(LossTest, buffer_over_the_device_limit) {
  uint64_t limit = device_->profile().limits.maxMemoryAllocationSize;
  auto buffer = device_->allocate(limit + 1, BufferUse::Storage);
  ASSERT_FALSE(buffer);
  EXPECT_EQ(buffer.status().code(), Code::OutOfRange);
}

TEST_P(LossTest, devices_are_listed_and_selected) {
  auto devices = listDevices();
  ASSERT_TRUE(devices);
  ASSERT_FALSE(devices->empty());
  DeviceOptions options;
  options.select = std::to_string(devices->size());
  auto device = openDevice(options);
  ASSERT_FALSE(device);
  EXPECT_EQ(device.status().code(), Code::NotFound);
  options.select = "no such device";
  device = openDevice(options);
  ASSERT_FALSE(device);
  EXPECT_EQ(device.status().code(), Code::NotFound);
  EXPECT_NE(device.status().message().find(devices->front().name),
            std::string::npos);
  options.select = device_->profile().name;
  EXPECT_TRUE(openDevice(options));
}

/// No driver at all is `Unavailable`, in words that say what to install.
[[noreturn]] void lookWithoutDrivers() {
  setenv("VK_DRIVER_FILES", "/nonexistent/driver.json", 1);
  setenv("VK_ICD_FILENAMES", "/nonexistent/driver.json", 1);
  auto devices = listDevices();
  auto device = openDevice({});
  bool right =
      !devices && devices.status().code() == Code::Unavailable && !device &&
      device.status().code() == Code::Unavailable &&
      device.status().fix().find("mesa-vulkan-drivers") != std::string::npos;
  _exit(right ? 0 : 1);
}

TEST_P(LossTest, no_driver_is_unavailable) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(lookWithoutDrivers(), ::testing::ExitedWithCode(0), "");
}

// A profile with a refusing fault closes the device; the override opens it.
TEST_P(LossTest, profile_files_narrow) {
  std::string path = ::testing::TempDir() + "/vyre_profile_test.json";
  writeText(path, "{\"limits\": {\"maxStorageBufferRange\": 4096}, "
                  "\"faults\": [{\"id\": \"loop-limit\", \"found\": \"it "
                  "counts wrong\", \"fix\": \"repair it\", \"refuses\": "
                  "true}]}");
  DeviceOptions options;
  options.select = device_->profile().name;
  options.profilePath = path;
  auto device = openDevice(options);
  ASSERT_FALSE(device);
  EXPECT_EQ(device.status().code(), Code::Unsupported);
  EXPECT_NE(device.status().message().find("it counts wrong"),
            std::string::npos);
  EXPECT_EQ(device.status().fix(), "repair it");
  options.allowBrokenDevice = true;
  device = openDevice(options);
  ASSERT_TRUE(device) << device.status().message();
  EXPECT_EQ((*device)->profile().limits.maxStorageBufferRange, 4096u);
  std::remove(path.c_str());
  device = openDevice(options);
  ASSERT_FALSE(device);
  EXPECT_EQ(device.status().code(), Code::NotFound);
}

// The verdict of the probes is remembered, and a damaged one is made anew.
TEST_P(LossTest, probe_verdicts_are_remembered) {
  std::string folder = ::testing::TempDir() + "/vyre_probe_test";
  std::filesystem::remove_all(folder);
  DeviceOptions options;
  options.select = device_->profile().name;
  options.cacheDir = folder;
  ASSERT_TRUE(openDevice(options));
  std::string verdict;
  for (const auto &entry : std::filesystem::directory_iterator(folder))
    if (entry.path().filename().string().rfind("probe-", 0) == 0)
      verdict = entry.path().string();
  ASSERT_FALSE(verdict.empty());
  auto written = std::filesystem::last_write_time(verdict);
  ASSERT_TRUE(openDevice(options));
  EXPECT_EQ(std::filesystem::last_write_time(verdict), written);
  writeText(verdict, "damaged");
  ASSERT_TRUE(openDevice(options));
  EXPECT_GT(std::filesystem::file_size(verdict), 100u);
  std::filesystem::remove_all(folder);
}

INSTANTIATE_TEST_SUITE_P(Vulkan, LossTest, ::testing::Values(false), pathName);

} // namespace
