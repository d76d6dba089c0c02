// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The Vulkan implementation of `Device`, and how one is chosen.
//
//===----------------------------------------------------------------------===//

#include "CommandRecorder.h"
#include "Memory.h"
#include "Pipeline.h"
#include "Probe.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <cstring>

using namespace vyre::rt;
using namespace vyre::rt::vulkan;

namespace {

class VulkanDevice final : public Device {
public:
  explicit VulkanDevice(std::shared_ptr<Context> context)
      : context_(std::move(context)), pipelines_(context_) {}

  const DeviceProfile &profile() const override { return context_->profile; }
  bool lost() const override { return context_->lost(); }
  std::vector<std::string> validationMessages() const override {
    return context_->instance->messages();
  }

  Result<std::unique_ptr<Buffer>> allocate(uint64_t bytes,
                                           BufferUse use) override {
    auto buffer =
        VulkanBuffer::create(context_, bytes,
                             use == BufferUse::Storage  ? MemoryUse::Storage
                             : use == BufferUse::Counts ? MemoryUse::Counts
                                                        : MemoryUse::Readback);
    if (!buffer)
      return std::move(buffer).takeStatus();
    return std::unique_ptr<Buffer>(std::move(*buffer));
  }

  Result<std::shared_ptr<Executable>> load(const KernelCode &code) override {
    return pipelines_.load(code);
  }

  Result<std::unique_ptr<BindingSet>>
  bind(Executable &executable, const std::vector<Buffer *> &buffers) override {
    return pipelines_.bind(static_cast<VulkanExecutable &>(executable),
                           buffers);
  }

  Result<std::unique_ptr<Recorder>> record(bool timestamps,
                                           Deadline deadline) override {
    if (context_->lost())
      return context_->lossStatus();
    return std::unique_ptr<Recorder>(
        new CommandRecorder(context_, timestamps, deadline));
  }

  Status upload(const std::vector<Upload> &uploads,
                Deadline deadline) override {
    return uploadAll(context_, uploads, deadline);
  }

  Status download(const std::vector<Download> &downloads,
                  Deadline deadline) override {
    return downloadAll(context_, downloads, deadline);
  }

private:
  std::shared_ptr<Context> context_;
  PipelineTable pipelines_;
};

/// One physical device with what is known before it is opened.
struct Candidate {
  unsigned index = 0;
  VkPhysicalDevice physicalDevice = VK_NULL_HANDLE;
  DeviceSnapshot snapshot;
};

} // namespace

static bool wantsValidation(const DeviceOptions &options) {
  const char *variable = std::getenv("VYRE_VALIDATION");
  return options.validation || (variable && std::strcmp(variable, "1") == 0);
}

static Result<std::vector<Candidate>>
listCandidates(const std::shared_ptr<Instance> &instance) {
  Result<std::vector<VkPhysicalDevice>> devices = instance->physicalDevices();
  if (!devices)
    return std::move(devices).takeStatus();
  std::vector<Candidate> candidates;
  for (VkPhysicalDevice device : *devices)
    candidates.push_back({static_cast<unsigned>(candidates.size()), device,
                          takeSnapshot(device)});
  return candidates;
}

static Status refused(const DeviceProfile &profile, const Fault &fault) {
  return Status(Code::Unsupported,
                "device '" + profile.name + "' (" + profile.driverInfo +
                    ") is refused: " + fault.found,
                fault.fix);
}

Result<std::vector<DeviceInfo>>
vyre::rt::listDevices(const DeviceOptions &options) {
  Result<std::shared_ptr<Instance>> instance =
      Instance::create(wantsValidation(options));
  if (!instance)
    return std::move(instance).takeStatus();
  Result<std::vector<Candidate>> candidates = listCandidates(*instance);
  if (!candidates)
    return std::move(candidates).takeStatus();
  CacheDirectory cache(options.cacheDir);
  std::vector<DeviceInfo> infos;
  for (const Candidate &candidate : *candidates) {
    const DeviceProfile &profile = candidate.snapshot.profile;
    DeviceInfo info;
    info.index = candidate.index;
    info.name = profile.name;
    info.kind = profile.kind;
    info.driver = profile.driverName + " " + profile.driverInfo;
    info.apiVersion = profile.apiVersion;
    Result<DevicePlan> plan = planDevice(candidate.snapshot, {});
    if (!plan) {
      info.refusal = plan.status().message();
    } else if (auto faults = readVerdict(cache, profile)) {
      for (const Fault &fault : *faults)
        if (fault.refuses && !info.refusal)
          info.refusal = fault.found;
    }
    infos.push_back(std::move(info));
  }
  return infos;
}

//===----------------------------------------------------------------------===//
// Opening
//===----------------------------------------------------------------------===//

/// What the probes say about a device, from memory or by running them on a
/// native device of its own: one that a probe hangs is thrown away with it.
static std::vector<Fault> findFaults(const std::shared_ptr<Instance> &instance,
                                     const Candidate &candidate,
                                     const CacheDirectory &cache) {
  const DeviceProfile &profile = candidate.snapshot.profile;
  if (std::optional<std::vector<Fault>> known = readVerdict(cache, profile))
    return *known;
  PlanRequest request;
  request.robustBufferAccess = true;
  Result<DevicePlan> plan = planDevice(candidate.snapshot, request);
  if (!plan)
    return {};
  Result<std::shared_ptr<Context>> context =
      Context::create(instance, candidate.physicalDevice, *plan, profile,
                      CacheDirectory("none"));
  if (!context)
    return {};
  VulkanDevice device(*context);
  ProbeResult result = runProbes(device, plan->robustBufferAccess);
  if (result.complete)
    writeVerdict(cache, profile, result.faults);
  return result.faults;
}

static Result<std::unique_ptr<Device>>
openCandidate(const std::shared_ptr<Instance> &instance,
              const Candidate &candidate, const DeviceOptions &options) {
  PlanRequest request;
  request.forceStaging = options.forceStaging;
  Result<DevicePlan> plan = planDevice(candidate.snapshot, request);
  if (!plan)
    return std::move(plan).takeStatus();
  DeviceProfile profile = candidate.snapshot.profile;
  profile.limits = plan->limits;
  CacheDirectory cache(options.cacheDir);
  if (options.profilePath.empty()) {
    profile.faults = findFaults(instance, candidate, cache);
  } else {
    Result<DeviceProfile> file = DeviceProfile::readFile(options.profilePath);
    if (!file)
      return std::move(file).takeStatus();
    profile = profile.narrowedBy(*file);
    plan->limits = profile.limits;
    plan->features = profile.features;
  }
  if (const Fault *fault = profile.refusal())
    if (!options.allowBrokenDevice)
      return refused(profile, *fault);
  Result<std::shared_ptr<Context>> context = Context::create(
      instance, candidate.physicalDevice, *plan, profile, cache);
  if (!context)
    return std::move(context).takeStatus();
  return std::unique_ptr<Device>(new VulkanDevice(*context));
}

static std::string lowered(std::string text) {
  for (char &c : text)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

static bool isNumber(const std::string &text) {
  return !text.empty() && text.size() < 9 &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// The candidates that `select` names, best first.
static Result<std::vector<Candidate>>
selectCandidates(std::vector<Candidate> candidates, const std::string &select) {
  if (isNumber(select)) {
    unsigned long index = std::strtoul(select.c_str(), nullptr, 10);
    if (index < candidates.size())
      return std::vector<Candidate>{candidates[index]};
    return Status(Code::NotFound,
                  "there is no device " + select + ", there are " +
                      std::to_string(candidates.size()) + ", counted from 0",
                  "choose one from --list-devices");
  }
  std::vector<Candidate> matching;
  std::string wanted = lowered(select), names;
  for (Candidate &candidate : candidates) {
    const std::string &name = candidate.snapshot.profile.name;
    names += (names.empty() ? "'" : ", '") + name + "'";
    if (lowered(name).find(wanted) != std::string::npos)
      matching.push_back(std::move(candidate));
  }
  if (matching.empty())
    return Status(Code::NotFound,
                  "no device is named like '" + select + "'; there is " + names,
                  "choose one from --list-devices");
  std::sort(matching.begin(), matching.end(),
            [](const Candidate &a, const Candidate &b) {
              int rankA = deviceRank(a.snapshot.type);
              int rankB = deviceRank(b.snapshot.type);
              return rankA != rankB ? rankA > rankB : a.index < b.index;
            });
  return matching;
}

Result<std::unique_ptr<Device>>
vyre::rt::openDevice(const DeviceOptions &options) {
  Result<std::shared_ptr<Instance>> instance =
      Instance::create(wantsValidation(options));
  if (!instance)
    return std::move(instance).takeStatus();
  Result<std::vector<Candidate>> candidates = listCandidates(*instance);
  if (!candidates)
    return std::move(candidates).takeStatus();
  candidates = selectCandidates(std::move(*candidates), options.select);
  if (!candidates)
    return std::move(candidates).takeStatus();
  // The reason to report is the one about the best device.
  Status first;
  for (const Candidate &candidate : *candidates) {
    Result<std::unique_ptr<Device>> device =
        openCandidate(*instance, candidate, options);
    if (device)
      return device;
    if (first)
      first = device.status();
  }
  return first;
}
