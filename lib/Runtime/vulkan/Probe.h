// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs small kernels on a device to find drivers that compute wrong results
// without a word. The verdict is remembered per driver.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_RUNTIME_VULKAN_PROBE_H
#define VYRE_LIB_RUNTIME_VULKAN_PROBE_H

#include "CacheDirectory.h"
#include "Vyre/Runtime/Device.h"

#include <vector>

namespace vyre::rt::vulkan {

struct ProbeResult {
  std::vector<Fault> faults;
  /// False when a probe could not run: that may be the machine's fault, and
  /// is not worth remembering.
  bool complete = true;
};

/// What the probes found. A probe that cannot run at all is a refusing fault
/// too: better no device than a wrong one. `robust` tells whether the device
/// bounds every access, without which the offset probe stays off.
ProbeResult runProbes(Device &device, bool robust);

/// The remembered verdict for this driver and device, if there is one.
std::optional<std::vector<Fault>> readVerdict(const CacheDirectory &cache,
                                              const DeviceProfile &profile);
void writeVerdict(const CacheDirectory &cache, const DeviceProfile &profile,
                  const std::vector<Fault> &faults);

} // namespace vyre::rt::vulkan

#endif // VYRE_LIB_RUNTIME_VULKAN_PROBE_H
