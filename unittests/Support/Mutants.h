// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takes out the barriers that a pass kept, one at a time: each of these mutants
// has to be caught, or the pass has to say why it could not prove the barrier
// redundant.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_UNITTESTS_SUPPORT_MUTANTS_H
#define VYRE_UNITTESTS_SUPPORT_MUTANTS_H

#include "RewriteCheck.h"
#include "llvm/ADT/DenseMap.h"
#include <map>

namespace mlir::vyre::testing {

/// The remarks of a context on barriers that it kept, by the line of the
/// barrier.
class KeptBarriers {
public:
  /// Collects from now on, instead of what the context did with remarks.
  explicit KeptBarriers(MLIRContext &context);

  void clear() { hazards.clear(); }
  /// What the pass said of the barrier at this place, such as "RAW". None if
  /// it said nothing.
  std::optional<std::string> find(Location location) const;

private:
  friend class KeptBarrierStreamer;
  llvm::DenseMap<unsigned, std::string> hazards;
};

struct MutantCounts {
  unsigned kept = 0;
  /// By the race detector, divergence or a hang, under one of the schedules.
  unsigned caught = 0;
  /// Not caught, and the pass named a conflicting pair: imprecise, or a way
  /// that these inputs do not take. By the kind of hazard.
  std::map<std::string, unsigned> imprecise;
  /// Not caught, and no word.
  unsigned unexplained = 0;

  unsigned allImprecise() const;
  void add(const MutantCounts &other);
};

/// `rewritten` is what the pass left of `program`, with the locations of its
/// text.
MutantCounts countMutants(RewriteCheck &check, const BarrierProgram &program,
                          ModuleOp rewritten, const KeptBarriers &kept);

} // namespace mlir::vyre::testing

#endif // VYRE_UNITTESTS_SUPPORT_MUTANTS_H
