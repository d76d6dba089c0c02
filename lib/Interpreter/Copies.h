// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Async copies between their start and their wait.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_INTERPRETER_COPIES_H
#define VYRE_LIB_INTERPRETER_COPIES_H

#include "Vyre/Interpreter/MemoryHooks.h"

#include <vector>

namespace mlir::vyre::interp {

struct PendingCopy {
  CopyEffect effect;
  /// Where the payload goes. In workgroup memory only the data of the workgroup
  /// that made the copy.
  uint8_t *target = nullptr;
  /// What was read at the start, as many bytes as are written.
  std::vector<uint8_t> payload;
};

/// Those of one workgroup. The value of a token is its number here; numbers are
/// used again in a fixed order, so that executions repeat.
class PendingCopies {
public:
  uint32_t add(PendingCopy copy);
  /// REQUIRES: the token is that of a copy in flight. The verifier sees to it
  /// (VYRE-AS-04).
  PendingCopy take(uint32_t token);
  const PendingCopy &operator[](uint32_t token) const { return copies[token]; }
  void clear();
  /// Of all payloads.
  uint64_t bytes() const { return heldBytes; }

private:
  std::vector<PendingCopy> copies;
  std::vector<uint32_t> free;
  uint64_t heldBytes = 0;
};

} // namespace mlir::vyre::interp

#endif // VYRE_LIB_INTERPRETER_COPIES_H
