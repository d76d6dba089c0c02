// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a graph of an artifact on a device.
//
// One run walks the graph once on the host: scalars are computed, loops are
// unrolled, and every dispatch, copy, fill and expect is taken down into one
// recording with a barrier only where two commands touch the same buffer and
// one of them writes. Expected values are compared after the device is done,
// against a copy taken at that point of the recording.
//
// Thread safety: thread-compatible, like the device it borrows.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUNTIME_GRAPH_H
#define VYRE_RUNTIME_GRAPH_H

#include "Vyre/Runtime/Artifact.h"
#include "Vyre/Runtime/Device.h"
#include "Vyre/Runtime/Element.h"
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

/// Host data of one buffer argument. `bytes` holds `count` elements, little
/// endian, without padding.
struct BufferValue {
  ElementType element = ElementType::F32;
  uint64_t count = 0;
  std::vector<uint8_t> bytes;
};

/// One scalar argument: the low bits of `bits` are its value.
struct ScalarValue {
  ElementType type = ElementType::I32;
  uint64_t bits = 0;
};

/// Arguments by name, each with memory of its own (VYRE-GR-16: an interface that
/// borrows memory has to check it). Buffers are in and out: after a run that succeeded the
/// written ones hold the results; after one that failed all are untouched,
/// unless the device was lost while staged results were copied back.
struct Arguments {
  std::map<std::string, BufferValue> buffers;
  std::map<std::string, ScalarValue> scalars;
};

struct RunOptions {
  /// For the whole run. When it is over, the device is lost if it is busy.
  std::chrono::milliseconds timeout = std::chrono::milliseconds(60000);

  /// Measure every dispatch on the device.
  bool timestamps = false;

  /// Note why each barrier was recorded.
  bool explainBarriers = false;

  /// Workgroups, for graphs that were made for a single program.
  std::optional<std::array<uint64_t, 3>> grid;
};

/// When one dispatch ran, in nanoseconds from the first one.
struct DispatchTiming {
  std::string kernel;
  uint64_t beginNs = 0;
  uint64_t endNs = 0;
  SourceLocation loc;
  /// Workgroups per axis; zeros where only the device knew.
  std::array<uint32_t, 3> groups = {};
};

/// A command of a recording, as reports call it: "dispatch of 'k'", "copy",
/// "fill", "expect", or "zero-fill" of a transient buffer at its first use.
struct RecordedStep {
  std::string what;
  SourceLocation loc;
};

/// Why barriers were recorded: two commands touch a buffer, and one of them
/// writes it. A barrier may have several reasons.
struct BarrierReason {
  std::string buffer; ///< "'x'" or "transient buffer #3".
  std::string hazard; ///< "read after write" and the like.
  RecordedStep earlier;
  RecordedStep later;
  uint64_t count = 0; ///< How often, where loops repeat the two.
};

/// The answers to vyre.prefer_resident, for grids of one size.
struct GridSyncChoice {
  std::string kernel;
  GridSyncFinding finding;
  bool isResident = false; ///< One dispatch with barriers in software.
};

struct RunReport {
  double compileMs = 0;  ///< Creating pipelines; all in create().
  double uploadMs = 0;   ///< Host to device.
  double deviceMs = 0;   ///< Recording, submitting, waiting.
  double downloadMs = 0; ///< Device to host.
  std::vector<DispatchTiming> dispatches; ///< With `timestamps` only.
  /// With `explainBarriers` only; in the order in which they first came up.
  std::vector<BarrierReason> barriers;
  /// In the order in which they were made.
  std::vector<GridSyncChoice> gridSyncs;
  uint64_t dispatchCount = 0;
  uint64_t barrierCount = 0;
  uint64_t submitCount = 0;
};

class GraphExecutor {
public:
  struct BufferParam {
    std::string name;
    ElementType element = ElementType::F32;
    bool dynamic = false;
    uint64_t count = 0; ///< When not dynamic.
    bool written = false;
  };
  struct ScalarParam {
    std::string name;
    ElementType type = ElementType::I32;
  };

  /// Prepares one graph: finds it, checks what its kernels need against the
  /// device, and compiles them. An empty `entry` means the only graph, or
  /// "main" when there are several. The device must outlive the executor.
  static Result<std::unique_ptr<GraphExecutor>>
  create(Device &borrowedDevice, const Artifact &artifact,
         const std::string &entry);

  virtual ~GraphExecutor() = default;

  /// What the graph asks for, in declaration order.
  virtual const std::vector<BufferParam> &bufferParams() const = 0;
  virtual const std::vector<ScalarParam> &scalarParams() const = 0;

  /// True when the graph was made for a program that has none, so that
  /// RunOptions::grid applies.
  virtual bool isImplicit() const = 0;

  /// Runs once. Device memory is kept for the next run.
  virtual Result<RunReport> run(Arguments &arguments,
                                const RunOptions &options) = 0;
};

} // namespace vyre::rt

#endif // VYRE_RUNTIME_GRAPH_H
