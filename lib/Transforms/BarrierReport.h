// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the passes on barriers did: remarks of vyre-elide-barriers, and files.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_TRANSFORMS_BARRIERREPORT_H
#define VYRE_LIB_TRANSFORMS_BARRIERREPORT_H

#include "Vyre/Analysis/BarrierAccess.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Mutex.h"
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace mlir::vyre {

/// A barrier that stayed.
struct KeptBarrier {
  Location loc;
  /// Nothing for `keep`.
  std::optional<Hazard> hazard;
};

/// The barriers of one program. total = kept + removed; what was narrowed
/// or restricted is kept, too.
struct BarrierCounts {
  std::string program;
  unsigned total = 0;
  unsigned removed = 0;
  unsigned narrowed = 0;
  /// From now on they order workgroup memory only.
  unsigned restricted = 0;
  /// Of the removed ones, by Order; those of scope grid are not among them.
  unsigned removedByOrder[5] = {};
  unsigned removedGrid = 0;
  /// Of the kept ones: because of an op of which nothing is known.
  unsigned unknownBlocked = 0;
  std::vector<KeptBarrier> kept;
};

/// Remarks of category vyre-elide-barriers. They cost nothing if nobody asked
/// for them.
void remarkRemoved(BarrierOp barrier, const ProofFacts &facts);
void remarkNarrowed(BarrierOp barrier, Scope scope, const Hazard &hazard);
void remarkRestricted(BarrierOp barrier, const Hazard &hazard);
void remarkKept(BarrierOp barrier, const std::optional<Hazard> &hazard);

/// Collects what a pass did with the programs of one module, and writes it when
/// the last has come.
///
/// Thread safety: thread-safe.
class BarrierReport {
public:
  /// Writes the object of one program.
  using Entry = std::function<void(llvm::json::OStream &)>;

  /// Fails with an error at the program if the file cannot be written.
  LogicalResult add(ProgramOp program, StringRef file, Entry entry);

private:
  llvm::sys::Mutex mutex;
  /// By the place of the program in the module.
  std::map<unsigned, Entry> programs;
};

/// The entry of vyre-elide-barriers.
void writeCounts(llvm::json::OStream &json, const BarrierCounts &counts);

} // namespace mlir::vyre

#endif // VYRE_LIB_TRANSFORMS_BARRIERREPORT_H
