// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Devices, and the few things the graph executor asks of one.
//
// `Device` is an interface: openDevice() gives a Vulkan device today, and a
// backend that runs native code on the host CPU only has to implement the
// five classes below.
//
// Ownership: factories return unique handles. A handle keeps the state of its
// device alive, so handles may outlive the `Device` object.
//
// Loss: when the driver reports a lost device, or a wait runs past its
// deadline, the device is lost for good. Every later call returns the reason
// at once, and destructors leave the driver alone (on most drivers destroying
// a busy device blocks for ever), so its memory is leaked on purpose.
//
// Close devices before main() returns: drivers and layers have statics of
// their own, and one that is gone already crashes in a late destructor.
//
// Thread safety: a device and all handles made from it are
// thread-compatible; use them from one thread at a time. Different devices
// are independent.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUNTIME_DEVICE_H
#define VYRE_RUNTIME_DEVICE_H

#include "Vyre/Runtime/DeviceProfile.h"
#include "Vyre/Runtime/GridSync.h"
#include "Vyre/Runtime/Status.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vyre::rt {

using Deadline = std::chrono::steady_clock::time_point;

struct DeviceOptions {
  /// Empty: the best device that is not refused. Otherwise an index of
  /// listDevices() or part of a device's name, ignoring case.
  std::string select;

  /// Read faults and limits from this file instead of probing. The file can
  /// only narrow what the device has.
  std::string profilePath;

  /// Where pipelines and probe verdicts are kept. Empty: $VYRE_CACHE_DIR,
  /// else $XDG_CACHE_HOME/vyre, else ~/.cache/vyre. "none": nowhere.
  std::string cacheDir;

  /// Open a device although a probe says that it computes wrong results.
  bool allowBrokenDevice = false;

  /// Turn on the validation layer with synchronisation validation. Its
  /// messages are collected, see Device::validationMessages(). The variable
  /// VYRE_VALIDATION=1 does the same.
  bool validation = false;

  /// Copy through staging memory even where the host could write the memory
  /// of the device directly. For tests of that path.
  bool forceStaging = false;
};

struct DeviceInfo {
  unsigned index = 0;
  std::string name;
  std::string kind; ///< "cpu", "discrete", "integrated", "virtual", "other".
  std::string driver;
  std::string apiVersion;
  /// Why openDevice() would not take it, when that is known.
  std::optional<std::string> refusal;
};

/// Memory that kernels see.
class Buffer {
public:
  virtual ~Buffer() = default;
  /// Bytes that can be addressed: a multiple of 4, at least 16.
  uint64_t bytes() const { return bytes_; }

protected:
  explicit Buffer(uint64_t bytes) : bytes_(bytes) {}

private:
  uint64_t bytes_;
};

/// A kernel, ready to run.
class Executable {
public:
  virtual ~Executable() = default;

  /// What is known about its grids, by workgroups per axis. There is one
  /// executable per device and code, so this is found out once.
  std::map<std::array<uint32_t, 3>, GridSyncFinding> gridSync;
};

/// Buffers tied to the bindings of an executable. The buffers must outlive
/// it; the executable need not.
class BindingSet {
public:
  virtual ~BindingSet() = default;
};

/// Code of one kernel. The pointers are only read during the call.
struct KernelCode {
  std::string name;
  std::string entryPoint;
  const uint32_t *words = nullptr;
  size_t wordCount = 0;
  uint32_t bindingCount = 0;
  uint32_t pushBytes = 0;
};

enum class BufferUse {
  Storage, ///< Bound to kernels.
  Counts,  ///< The same, and read for the size of dispatches.
  Readback ///< Target of a copy, read by the host.
};

/// Stages of the device that touch memory; bits.
enum StageBits : uint32_t {
  kStageCompute = 1,
  kStageTransfer = 2,
  kStageCounts = 4, ///< Reads the workgroup counts of a dispatch.
};

/// Orders all earlier work of stages `before` against later work of stages
/// `after`, and makes its writes visible there.
struct Barrier {
  uint32_t before = 0;
  uint32_t after = 0;
  explicit operator bool() const { return before != 0; }
};

/// Ticks of one dispatch, in nanoseconds from an arbitrary start.
struct TimestampPair {
  uint64_t beginNs = 0;
  uint64_t endNs = 0;
};

/// Takes down commands and runs them in order. A recording longer than
/// kCommandsPerSubmit commands is handed to the device in pieces, with no
/// wait in between. Errors stick; finish() reports the first one.
class Recorder {
public:
  static constexpr uint32_t kCommandsPerSubmit = 4096;

  /// Waits for what was submitted if finish() was never called.
  virtual ~Recorder() = default;

  virtual void dispatch(Executable &executable, BindingSet &bindings,
                        const void *push, uint32_t pushBytes, uint32_t x,
                        uint32_t y, uint32_t z) = 0;
  /// With three 32-bit counts from byte `offset` of `counts`. REQUIRES: the
  /// buffer is for that, and has 12 bytes there; `offset` is a multiple of 4.
  virtual void dispatchIndirect(Executable &executable, BindingSet &bindings,
                                const void *push, uint32_t pushBytes,
                                Buffer &counts, uint64_t offset) = 0;
  virtual void copy(Buffer &source, Buffer &target, uint64_t targetOffset,
                    uint64_t bytes) = 0;
  virtual void fill(Buffer &target, uint64_t bytes, uint32_t value) = 0;
  virtual void barrier(Barrier barrier) = 0;

  /// Submits the rest and waits until all is done and visible to the host.
  virtual Status finish() = 0;

  /// One entry per dispatch after finish(), empty when the device has no
  /// timestamps or none were asked for.
  virtual std::vector<TimestampPair> timestamps() = 0;

  /// How often work was handed to the device.
  virtual uint64_t submitCount() const = 0;
};

struct Upload {
  Buffer *target = nullptr;
  const void *data = nullptr;
  uint64_t bytes = 0;
};

struct Download {
  Buffer *source = nullptr;
  uint64_t offset = 0;
  void *data = nullptr;
  uint64_t bytes = 0;
};

class Device {
public:
  virtual ~Device() = default;

  virtual const DeviceProfile &profile() const = 0;
  virtual bool lost() const = 0;

  /// What the validation layer said since the device was opened.
  virtual std::vector<std::string> validationMessages() const = 0;

  /// Memory of at least `bytes` bytes; its contents are undefined.
  virtual Result<std::unique_ptr<Buffer>> allocate(uint64_t bytes,
                                                   BufferUse use) = 0;

  /// Same code, same handle: compiled once per device.
  virtual Result<std::shared_ptr<Executable>> load(const KernelCode &code) = 0;

  virtual Result<std::unique_ptr<BindingSet>>
  bind(Executable &executable, const std::vector<Buffer *> &buffers) = 0;

  /// While several recorders are alive, work is done in the order in which it
  /// is submitted.
  virtual Result<std::unique_ptr<Recorder>> record(bool timestamps,
                                                   Deadline deadline) = 0;

  virtual Status upload(const std::vector<Upload> &uploads,
                        Deadline deadline) = 0;
  virtual Status download(const std::vector<Download> &downloads,
                          Deadline deadline) = 0;
};

/// Every device that a driver offers, also those that would be refused.
/// Unavailable when there is no loader or no driver.
Result<std::vector<DeviceInfo>> listDevices(const DeviceOptions &options = {});

/// Opens one device. NotFound when `select` matches none, Unavailable when
/// there is none at all, Unsupported when it lacks a required feature or
/// fails a probe.
Result<std::unique_ptr<Device>> openDevice(const DeviceOptions &options);

} // namespace vyre::rt

#endif // VYRE_RUNTIME_DEVICE_H
