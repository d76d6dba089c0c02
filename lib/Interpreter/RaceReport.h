// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The words for a data race.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_INTERPRETER_RACEREPORT_H
#define VYRE_LIB_INTERPRETER_RACEREPORT_H

#include "Vyre/Interpreter/MemoryHooks.h"

namespace mlir::vyre::race {

enum class AccessKind : uint8_t { Load, Store, AtomicRead, AtomicWrite };

struct Party {
  uint32_t lane;
  AccessKind kind;
  const AccessSite *site;
};

struct Race {
  Party earlier;
  Party later;
  uint32_t object;
  /// The first byte that both touch.
  uint64_t byte;
  /// VYRE-MM-18: the later one loads through a `read` or `uniform` argument.
  bool throughReadOnly;
  /// The earlier one exited; the later one came to a barrier since.
  bool missedBarrier;
  /// VYRE-MM-20: the earlier one is an async copy that is not waited for yet.
  bool isInFlight = false;
};

/// For UninitializedReads: `lane` loads what nobody wrote.
ExecutionError describeUninitialized(uint32_t lane, uint32_t object,
                                     uint64_t byte, const AccessSite &site,
                                     const DispatchInfo &info);

ExecutionError describe(const Race &race, const DispatchInfo &info);

} // namespace mlir::vyre::race

#endif // VYRE_LIB_INTERPRETER_RACEREPORT_H
