// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Probe.h.
//
//===----------------------------------------------------------------------===//

#include "Probe.h"

#include "probes/divergent_barrier.h"
#include "probes/loop_limit.h"
#include "probes/offset_wrap.h"

#include <cstring>

using namespace vyre::rt;
using namespace vyre::rt::vulkan;

// Part of the cache key: raise it whenever a probe changes.
static constexpr unsigned kProbeVersion = 1;

static constexpr auto kProbeTime = std::chrono::seconds(20);

static constexpr const char *kDriverFix =
    "install a newer driver; Mesa's lavapipe before 25.0 has this fault: on "
    "Debian 12, `apt install -t bookworm-backports mesa-vulkan-drivers` gives "
    "Mesa 25 (other devices: --list-devices)";

namespace {
/// Runs one kernel once over `data`.
class ProbeRun {
public:
  explicit ProbeRun(Device &device) : device_(device) {}

  template <size_t N>
  Status run(const char *name, const uint32_t (&code)[N], uint32_t push,
             std::vector<uint32_t> &data) {
    KernelCode kernel;
    kernel.name = name;
    kernel.entryPoint = "main";
    kernel.words = code;
    kernel.wordCount = N;
    kernel.bindingCount = 1;
    kernel.pushBytes = sizeof(push);
    Deadline deadline = std::chrono::steady_clock::now() + kProbeTime;
    uint64_t bytes = data.size() * sizeof(uint32_t);

    Result<std::shared_ptr<Executable>> executable = device_.load(kernel);
    if (!executable)
      return std::move(executable).takeStatus();
    Result<std::unique_ptr<Buffer>> buffer =
        device_.allocate(bytes, BufferUse::Storage);
    if (!buffer)
      return std::move(buffer).takeStatus();
    Result<std::unique_ptr<BindingSet>> bindings =
        device_.bind(**executable, {buffer->get()});
    if (!bindings)
      return std::move(bindings).takeStatus();
    Status status =
        device_.upload({{buffer->get(), data.data(), bytes}}, deadline);
    if (!status)
      return status;
    Result<std::unique_ptr<Recorder>> recorder =
        device_.record(/*timestamps=*/false, deadline);
    if (!recorder)
      return std::move(recorder).takeStatus();
    (*recorder)->dispatch(**executable, **bindings, &push, sizeof(push), 1, 1,
                          1);
    status = (*recorder)->finish();
    if (!status)
      return status;
    return device_.download({{buffer->get(), 0, data.data(), bytes}}, deadline);
  }

private:
  Device &device_;
};
} // namespace

static Fault probeFailed(const char *id, const Status &status, bool &complete) {
  complete = false;
  return {id, "the probe did not finish: " + status.message(), kDriverFix,
          /*refuses=*/true};
}

static std::optional<Fault> probeLoopLimit(Device &device, bool &complete) {
  constexpr uint32_t kTrips = 70000;
  constexpr uint32_t kLanes = 8;
  std::vector<uint32_t> data(2 * kLanes);
  Status status = ProbeRun(device).run("probe loop_limit",
                                       vyre_probe_loop_limit, kTrips, data);
  if (!status)
    return probeFailed("loop-limit", status, complete);
  for (uint32_t lane = 0; lane < kLanes; ++lane) {
    uint32_t state = lane;
    for (uint32_t i = 0; i < kTrips; ++i)
      state = state * 1664525u + 1013904223u;
    if (data[lane] == kTrips && data[kLanes + lane] == state)
      continue;
    return Fault{"loop-limit",
                 "a loop of " + std::to_string(kTrips) + " trips made " +
                     std::to_string(data[lane]) +
                     ", so long loops give wrong results without a word",
                 kDriverFix, /*refuses=*/true};
  }
  return std::nullopt;
}

static std::optional<Fault> probeDivergentBarrier(Device &device,
                                                  bool &complete) {
  constexpr uint32_t kLanes = 64, kDivisor = 4;
  std::vector<uint32_t> data(2 * kLanes);
  Status status = ProbeRun(device).run(
      "probe divergent_barrier", vyre_probe_divergent_barrier, kDivisor, data);
  if (!status)
    return probeFailed("divergent-barrier", status, complete);
  uint32_t wrong = 0;
  for (uint32_t lane = 0; lane < kLanes; ++lane)
    wrong += data[lane] != 1001 + lane / kDivisor;
  if (wrong == 0)
    return std::nullopt;
  return Fault{"divergent-barrier",
               "a memory barrier in a loop of uneven length lost the work of " +
                   std::to_string(wrong) + " of " + std::to_string(kLanes) +
                   " invocations",
               kDriverFix, /*refuses=*/true};
}

static std::optional<Fault> probeOffsetWrap(Device &device) {
  std::vector<uint32_t> data(64, 0);
  Status status = ProbeRun(device).run(
      "probe offset_wrap", vyre_probe_offset_wrap, 0x40000000u, data);
  if (!status || data[0] == 0)
    return std::nullopt;
  return Fault{"offset-wrap",
               "byte offsets wrap at 2^32: a store behind the end of a buffer "
               "reached its start",
               "nothing to do: vyre kernels check the index before they scale "
               "it",
               /*refuses=*/false};
}

ProbeResult vyre::rt::vulkan::runProbes(Device &device, bool robust) {
  ProbeResult result;
  auto add = [&](std::optional<Fault> fault) {
    if (fault)
      result.faults.push_back(std::move(*fault));
  };
  add(probeLoopLimit(device, result.complete));
  if (!device.lost())
    add(probeDivergentBarrier(device, result.complete));
  if (!device.lost() && robust)
    add(probeOffsetWrap(device));
  return result;
}

//===----------------------------------------------------------------------===//
// Verdicts
//===----------------------------------------------------------------------===//

// Driver versions alone do not tell: lavapipe reports 0.0.1 for all of them
// and puts the release into the info text.
static std::string verdictName(const DeviceProfile &profile) {
  std::string key = std::to_string(kProbeVersion) + '\n' + profile.name + '\n' +
                    profile.driverInfo + '\n' + profile.pipelineCacheUuid +
                    '\n' + std::to_string(profile.driverId) + '\n' +
                    std::to_string(profile.driverVersion) + '\n' +
                    std::to_string(profile.vendorId) + '\n' +
                    std::to_string(profile.deviceId);
  return "probe-" + hashName(key.data(), key.size()) + ".json";
}

std::optional<std::vector<Fault>>
vyre::rt::vulkan::readVerdict(const CacheDirectory &cache,
                              const DeviceProfile &profile) {
  std::optional<std::vector<uint8_t>> bytes = cache.read(verdictName(profile));
  if (!bytes)
    return std::nullopt;
  Result<DeviceProfile> stored =
      DeviceProfile::fromJson(std::string(bytes->begin(), bytes->end()));
  if (!stored)
    return std::nullopt;
  return stored->faults;
}

void vyre::rt::vulkan::writeVerdict(const CacheDirectory &cache,
                                    const DeviceProfile &profile,
                                    const std::vector<Fault> &faults) {
  DeviceProfile verdict = profile;
  verdict.faults = faults;
  std::string text = verdict.toJson();
  cache.write(verdictName(profile), text.data(), text.size());
}
