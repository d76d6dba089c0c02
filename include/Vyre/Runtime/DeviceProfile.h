// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is known about a device: limits and features as the driver reports
// them, and faults that the probe found. Plain data, readable and writable as
// JSON, so that a compiler can be told about a device that is not here.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUNTIME_DEVICEPROFILE_H
#define VYRE_RUNTIME_DEVICEPROFILE_H

#include "Vyre/Runtime/Status.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace vyre::rt {

/// Something that a driver does wrong or differently, found by a probe.
struct Fault {
  /// Stable name: "loop-limit", "divergent-barrier", "offset-wrap".
  std::string id;
  /// What was measured, in one line.
  std::string found;
  /// What to do about it.
  std::string fix;
  /// True when programs would compute wrong results without a word, so that
  /// the device is refused. False for a fact that is only worth knowing.
  bool refuses = false;
};

struct DeviceLimits {
  uint64_t maxStorageBufferRange = 0;
  uint64_t maxMemoryAllocationSize = 0;
  uint64_t maxDeviceMemory = 0; ///< Bytes of the heap that buffers live in.
  uint32_t maxPushConstantsSize = 0;
  uint32_t maxStorageBuffers = 0; ///< Bindings of one kernel.
  uint32_t maxWorkgroupMemory = 0;
  uint32_t maxWorkgroupInvocations = 0;
  std::array<uint32_t, 3> maxWorkgroupSize = {};
  std::array<uint32_t, 3> maxWorkgroupCount = {};
  uint32_t subgroupSize = 0;
};

/// One flag per `Feature` of Artifact.fbs, same order and same names.
struct DeviceFeatures {
  bool vulkanMemoryModel = false;
  bool vulkanMemoryModelDeviceScope = false;
  bool int8 = false;
  bool int16 = false;
  bool int64 = false;
  bool float16 = false;
  bool float64 = false;
  bool storage8Bit = false;
  bool storage16Bit = false;
  bool int64BufferAtomics = false;
  bool int64SharedAtomics = false;
  bool subgroupBasic = false;
  bool subgroupBallot = false;
  bool subgroupShuffle = false;
  bool subgroupArithmetic = false;
  bool subgroupExtendedTypes = false;
};

constexpr unsigned kDeviceFeatureCount = 16;

/// The flag with this number; false when there is no such number.
bool hasFeature(const DeviceFeatures &features, unsigned number);

/// What the driver's documentation calls the feature with this number, as in
/// "shaderFloat64"; "unknown" when there is no such number.
const char *featureName(unsigned number);

struct DeviceProfile {
  std::string name;
  std::string kind; ///< "cpu", "discrete", "integrated", "virtual", "other".
  std::string driverName;
  std::string driverInfo;
  uint32_t driverId = 0;
  uint32_t driverVersion = 0;
  uint32_t vendorId = 0;
  uint32_t deviceId = 0;
  std::string apiVersion;        ///< As "1.4.305".
  std::string pipelineCacheUuid; ///< 32 hexadecimal digits.
  DeviceLimits limits;
  DeviceFeatures features;
  std::vector<Fault> faults;

  /// The first fault that refuses the device, or null.
  const Fault *refusal() const;

  std::string toJson() const;

  /// InvalidArgument with the offending key for anything that is no profile.
  static Result<DeviceProfile> fromJson(const std::string &text);

  /// NotFound, or as fromJson().
  static Result<DeviceProfile> readFile(const std::string &path);

  /// This device, seen through a profile from elsewhere: each limit is the
  /// smaller one, a feature counts when both have it, faults add up. A file
  /// can thus take away, never promise.
  DeviceProfile narrowedBy(const DeviceProfile &other) const;
};

} // namespace vyre::rt

#endif // VYRE_RUNTIME_DEVICEPROFILE_H
