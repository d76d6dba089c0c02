// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What instructions work on, and loops over the lanes that execute one.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_INTERPRETER_FRAME_H
#define VYRE_LIB_INTERPRETER_FRAME_H

#include "Copies.h"
#include "FlatCode.h"

#if defined(__clang__)
#define VYRE_INDEPENDENT_LANES _Pragma("clang loop vectorize(assume_safety)")
#elif defined(__GNUC__)
#define VYRE_INDEPENDENT_LANES _Pragma("GCC ivdep")
#else
#define VYRE_INDEPENDENT_LANES
#endif

namespace mlir::vyre::interp {

/// A buffer as a workgroup sees it.
struct BufferView {
  uint8_t *data = nullptr;
  uint64_t length = 0;
  uint32_t object = 0;
};

/// Why an instruction could not be executed.
struct Fault {
  enum class Kind { FalseProof, Evaluation, TooManyCopies };
  Kind kind;
  uint32_t lane;
  uint64_t index = 0;
  uint64_t length = 0;
};

/// One workgroup in execution, for instructions.
struct Frame {
  const FlatCode *code = nullptr;
  uint8_t *registers = nullptr;
  const BufferView *buffers = nullptr;
  PendingCopies *copies = nullptr;
  MemoryHooks *hooks = nullptr;
  /// The number in the grid of lane 0.
  uint32_t firstLane = 0;
  /// Invocations for which a subgroup has room.
  uint32_t subgroupSize = 0;
  /// Counts what changed memory, over the whole dispatch.
  uint64_t changes = 0;
  /// Counts atomic accesses; the last of them.
  uint64_t atomics = 0;
  const MemorySite *lastAtomic = nullptr;
  /// Its element, by lane.
  const uint32_t *lastIndex = nullptr;
  uint64_t outOfRange = 0;
  /// By the last instruction that copies.
  uint64_t copiedElements = 0;
  std::optional<Fault> fault;

  template <typename Slot>
  Slot *reg(Register offset) const {
    return reinterpret_cast<Slot *>(registers + offset);
  }
};

/// Calls body(lane) for each lane. Lanes are independent of each other.
template <typename Body>
inline void forLanes(const Lanes &lanes, const Body &body) {
  if (lanes.list) {
    for (uint32_t i = 0; i < lanes.count; ++i)
      body(lanes.list[i]);
    return;
  }
  uint32_t end = lanes.first + lanes.count;
  VYRE_INDEPENDENT_LANES
  for (uint32_t lane = lanes.first; lane < end; ++lane)
    body(lane);
}

/// The same for accesses: in ascending order, one after the other.
template <typename Body>
inline void forLanesInOrder(const Lanes &lanes, const Body &body) {
  for (uint32_t i = 0; i < lanes.count; ++i)
    body(lanes.list ? lanes.list[i] : lanes.first + i);
}

} // namespace mlir::vyre::interp

#endif // VYRE_LIB_INTERPRETER_FRAME_H
