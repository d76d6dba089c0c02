// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// In which order the invocations of a dispatch advance. A program without
// races, and without atomics whose order shows, gives the same under all.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_INTERPRETER_SCHEDULE_H
#define VYRE_INTERPRETER_SCHEDULE_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <string>

namespace mlir::vyre {

struct Schedule {
  enum class Kind {
    /// All invocations of a workgroup that stand at the same instruction
    /// execute it together, in ascending order; workgroups in order. By far
    /// the fastest, so it is the default.
    Batched,
    /// One invocation runs until it waits or ends, then the next.
    InOrder,
    /// As InOrder, but workgroups and invocations from the last to the first.
    Reverse,
    /// Any invocations, for any number of instructions, of several workgroups
    /// at once. The seed decides, the same way on every machine.
    Random,
    /// Every order that can make a difference, at most `seed` of them.
    All,
    /// The choices of `trace`.
    Replay,
  };

  Kind kind = Kind::Batched;
  uint64_t seed = 0;
  std::string trace = {};

  static Schedule batched() { return {Kind::Batched, 0}; }
  static Schedule inOrder() { return {Kind::InOrder, 0}; }
  static Schedule reverse() { return {Kind::Reverse, 0}; }
  static Schedule random(uint64_t seed) { return {Kind::Random, seed}; }
  static Schedule all(uint64_t limit) { return {Kind::All, limit}; }

  /// "batched", "in-order", "reverse", "random:SEED" (decimal or 0x...),
  /// "all:N" with N at least 1, or "replay:TRACE".
  static std::optional<Schedule> parse(llvm::StringRef text);
  /// The inverse of parse.
  std::string str() const;
};

} // namespace mlir::vyre

#endif // VYRE_INTERPRETER_SCHEDULE_H
