// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which element accesses of a program are certainly in range, and why.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_ANALYSIS_BOUNDSPROOF_H
#define VYRE_ANALYSIS_BOUNDSPROOF_H

#include "Vyre/Dialect/VyreOps.h"
#include "llvm/ADT/MapVector.h"
#include <optional>
#include <string>

namespace mlir::vyre {

/// Why an access is in range.
struct BoundsFact {
  enum class Kind {
    /// The greatest value that the index can have is below the count.
    Range,
    /// A comparison with the length of the same buffer holds here.
    CheckedLength,
    /// A comparison with a constant holds here, and the count is not smaller.
    CheckedConstant,
  };
  Kind kind;
  /// The greatest possible index; only for Range and CheckedConstant.
  uint64_t max = 0;
};

/// Proofs for all accesses of one program. The analysis changes nothing; an
/// access without an entry may be out of range.
class BoundsProof {
public:
  explicit BoundsProof(ProgramOp program);

  /// The proof for `access`, or nothing if there is none.
  std::optional<BoundsFact> getProof(AccessOpInterface access) const;

  /// Number of accesses looked at, and of those proved.
  unsigned getNumAccesses() const { return proofs.size(); }
  unsigned getNumProved() const;

  /// One line per access, in program order.
  void print(raw_ostream &os) const;

private:
  ProgramOp program;
  llvm::MapVector<Operation *, std::optional<BoundsFact>> proofs;
};

} // namespace mlir::vyre

#endif // VYRE_ANALYSIS_BOUNDSPROOF_H
