// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Device profiles as JSON, and how two of them combine.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Runtime/DeviceProfile.h"

#include "CacheDirectory.h"

#include <algorithm>
#include <limits>

#define JSON_NOEXCEPTION
#include <nlohmann/json.hpp>

using namespace vyre::rt;
using Json = nlohmann::ordered_json;

namespace {
struct FeatureEntry {
  const char *name;
  bool DeviceFeatures::*flag;
};
} // namespace

// In the order of `Feature` in Artifact.fbs, called as Vulkan calls them.
static constexpr FeatureEntry kFeatures[kDeviceFeatureCount] = {
    {"vulkanMemoryModel", &DeviceFeatures::vulkanMemoryModel},
    {"vulkanMemoryModelDeviceScope",
     &DeviceFeatures::vulkanMemoryModelDeviceScope},
    {"shaderInt8", &DeviceFeatures::int8},
    {"shaderInt16", &DeviceFeatures::int16},
    {"shaderInt64", &DeviceFeatures::int64},
    {"shaderFloat16", &DeviceFeatures::float16},
    {"shaderFloat64", &DeviceFeatures::float64},
    {"storageBuffer8BitAccess", &DeviceFeatures::storage8Bit},
    {"storageBuffer16BitAccess", &DeviceFeatures::storage16Bit},
    {"shaderBufferInt64Atomics", &DeviceFeatures::int64BufferAtomics},
    {"shaderSharedInt64Atomics", &DeviceFeatures::int64SharedAtomics},
    {"subgroupBasic", &DeviceFeatures::subgroupBasic},
    {"subgroupBallot", &DeviceFeatures::subgroupBallot},
    {"subgroupShuffle", &DeviceFeatures::subgroupShuffle},
    {"subgroupArithmetic", &DeviceFeatures::subgroupArithmetic},
    {"shaderSubgroupExtendedTypes", &DeviceFeatures::subgroupExtendedTypes},
};

bool vyre::rt::hasFeature(const DeviceFeatures &features, unsigned number) {
  return number < kDeviceFeatureCount && features.*kFeatures[number].flag;
}

const char *vyre::rt::featureName(unsigned number) {
  return number < kDeviceFeatureCount ? kFeatures[number].name : "unknown";
}

const Fault *DeviceProfile::refusal() const {
  for (const Fault &fault : faults)
    if (fault.refuses)
      return &fault;
  return nullptr;
}

//===----------------------------------------------------------------------===//
// One description of the fields serves reading, writing and narrowing
//===----------------------------------------------------------------------===//

template <typename Profile, typename Visitor>
static void visitIdentity(Profile &profile, Visitor visit) {
  visit("name", profile.name);
  visit("kind", profile.kind);
  visit("driverName", profile.driverName);
  visit("driverInfo", profile.driverInfo);
  visit("driverId", profile.driverId);
  visit("driverVersion", profile.driverVersion);
  visit("vendorId", profile.vendorId);
  visit("deviceId", profile.deviceId);
  visit("apiVersion", profile.apiVersion);
  visit("pipelineCacheUuid", profile.pipelineCacheUuid);
}

template <typename Limits, typename Visitor>
static void visitLimits(Limits &limits, Visitor visit) {
  visit("maxStorageBufferRange", limits.maxStorageBufferRange);
  visit("maxMemoryAllocationSize", limits.maxMemoryAllocationSize);
  visit("maxDeviceMemory", limits.maxDeviceMemory);
  visit("maxPushConstantsSize", limits.maxPushConstantsSize);
  visit("maxStorageBuffers", limits.maxStorageBuffers);
  visit("maxWorkgroupMemory", limits.maxWorkgroupMemory);
  visit("maxWorkgroupInvocations", limits.maxWorkgroupInvocations);
  visit("maxWorkgroupSizeX", limits.maxWorkgroupSize[0]);
  visit("maxWorkgroupSizeY", limits.maxWorkgroupSize[1]);
  visit("maxWorkgroupSizeZ", limits.maxWorkgroupSize[2]);
  visit("maxWorkgroupCountX", limits.maxWorkgroupCount[0]);
  visit("maxWorkgroupCountY", limits.maxWorkgroupCount[1]);
  visit("maxWorkgroupCountZ", limits.maxWorkgroupCount[2]);
  visit("subgroupSize", limits.subgroupSize);
}

static Status badProfile(const std::string &what) {
  return Status(Code::InvalidArgument, "the device profile " + what,
                "write one with `vyre-run --dump-phases`, or correct the file");
}

namespace {
/// Copies present keys out of an object; remembers the first wrong one.
class Reader {
public:
  explicit Reader(const Json &object) : object_(object) {}

  void operator()(const char *key, std::string &value) {
    if (const Json *found = find(key)) {
      if (found->is_string())
        value = found->get<std::string>();
      else
        complain(key, "a string");
    }
  }
  void operator()(const char *key, bool &value) {
    if (const Json *found = find(key)) {
      if (found->is_boolean())
        value = found->get<bool>();
      else
        complain(key, "true or false");
    }
  }
  template <typename Integer>
  void operator()(const char *key, Integer &value) {
    const Json *found = find(key);
    if (!found)
      return;
    if (found->is_number_unsigned() &&
        found->get<uint64_t>() <= std::numeric_limits<Integer>::max())
      value = static_cast<Integer>(found->get<uint64_t>());
    else
      complain(key, "a number from 0 to " +
                        std::to_string(std::numeric_limits<Integer>::max()));
  }

  const std::string &error() const { return error_; }

private:
  const Json *find(const char *key) const {
    auto it = object_.find(key);
    return it == object_.end() ? nullptr : &*it;
  }
  void complain(const char *key, const std::string &expected) {
    if (error_.empty())
      error_ = std::string("has a bad value for '") + key + "', expected " +
               expected;
  }

  const Json &object_;
  std::string error_;
};
} // namespace

std::string DeviceProfile::toJson() const {
  Json root, limitObject = Json::object(), featureObject = Json::object();
  visitIdentity(*this,
                [&](const char *key, const auto &value) { root[key] = value; });
  visitLimits(limits, [&](const char *key, const auto &value) {
    limitObject[key] = value;
  });
  for (const FeatureEntry &entry : kFeatures)
    featureObject[entry.name] = features.*entry.flag;
  Json faultArray = Json::array();
  for (const Fault &fault : faults) {
    Json object;
    object["id"] = fault.id;
    object["found"] = fault.found;
    object["fix"] = fault.fix;
    object["refuses"] = fault.refuses;
    faultArray.push_back(std::move(object));
  }
  root["limits"] = std::move(limitObject);
  root["features"] = std::move(featureObject);
  root["faults"] = std::move(faultArray);
  return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

// An object under `key`, an empty one when it is absent, null when it is
// something else.
static const Json *section(const Json &root, const char *key, const Json &empty,
                           bool wantArray) {
  auto it = root.find(key);
  if (it == root.end())
    return &empty;
  return (wantArray ? it->is_array() : it->is_object()) ? &*it : nullptr;
}

Result<DeviceProfile> DeviceProfile::fromJson(const std::string &text) {
  Json root = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!root.is_object())
    return badProfile("is not a JSON object");
  const Json emptyObject = Json::object(), emptyArray = Json::array();
  const Json *limitObject = section(root, "limits", emptyObject, false);
  const Json *featureObject = section(root, "features", emptyObject, false);
  const Json *faultArray = section(root, "faults", emptyArray, true);
  if (!limitObject || !featureObject || !faultArray)
    return badProfile("has sections of the wrong kind, expected objects "
                      "'limits' and 'features' and a list 'faults'");

  // What a file does not mention, it does not narrow.
  DeviceProfile profile;
  visitLimits(profile.limits, [](const char *, auto &value) {
    value = std::numeric_limits<std::decay_t<decltype(value)>>::max();
  });
  Reader identity(root), limitReader(*limitObject);
  visitIdentity(profile, std::ref(identity));
  visitLimits(profile.limits, std::ref(limitReader));
  Reader featureReader(*featureObject);
  for (const FeatureEntry &entry : kFeatures) {
    profile.features.*entry.flag = true;
    featureReader(entry.name, profile.features.*entry.flag);
  }
  for (const Reader *reader : {&identity, &limitReader, &featureReader})
    if (!reader->error().empty())
      return badProfile(reader->error());
  for (const Json &entry : *faultArray) {
    if (!entry.is_object())
      return badProfile("has a fault that is not an object");
    Fault fault;
    Reader reader(entry);
    reader("id", fault.id);
    reader("found", fault.found);
    reader("fix", fault.fix);
    reader("refuses", fault.refuses);
    if (!reader.error().empty())
      return badProfile(reader.error());
    profile.faults.push_back(std::move(fault));
  }
  return profile;
}

Result<DeviceProfile> DeviceProfile::readFile(const std::string &path) {
  std::optional<std::vector<uint8_t>> bytes = readWholeFile(path);
  if (!bytes)
    return Status(Code::NotFound, "cannot read '" + path + "'",
                  "check the path of the device profile");
  Result<DeviceProfile> profile =
      fromJson(std::string(bytes->begin(), bytes->end()));
  if (profile)
    return profile;
  return Status(profile.status().code(),
                "'" + path + "': " + profile.status().message(),
                profile.status().fix());
}

DeviceProfile DeviceProfile::narrowedBy(const DeviceProfile &other) const {
  DeviceProfile result = *this;
  std::vector<uint64_t> bounds;
  visitLimits(other.limits, [&](const char *, const auto &value) {
    bounds.push_back(value);
  });
  size_t next = 0;
  visitLimits(result.limits, [&](const char *key, auto &value) {
    using Integer = std::decay_t<decltype(value)>;
    uint64_t bound = bounds[next++];
    // The subgroup size is a fact, not a bound.
    if (std::string(key) != "subgroupSize")
      value = static_cast<Integer>(std::min<uint64_t>(value, bound));
  });
  for (const FeatureEntry &entry : kFeatures)
    result.features.*entry.flag =
        features.*entry.flag && other.features.*entry.flag;
  for (const Fault &fault : other.faults) {
    auto known = [&](const Fault &mine) { return mine.id == fault.id; };
    if (std::none_of(faults.begin(), faults.end(), known))
      result.faults.push_back(fault);
  }
  return result;
}
