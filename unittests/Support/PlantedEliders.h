// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A small pass that removes barriers, and versions of it that are wrong in the
// ways in which such passes are wrong. They show that the fuzzing can tell.
//
// The right one looks, for each barrier, for all accesses that come before and
// after it on any way, up to the next barriers that stay. It removes the
// barrier if no two of them can be of different invocations and the same
// element. It knows few indices and no ranges, so it keeps a lot.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_UNITTESTS_SUPPORT_PLANTEDELIDERS_H
#define VYRE_UNITTESTS_SUPPORT_PLANTEDELIDERS_H

#include "mlir/IR/BuiltinOps.h"

namespace mlir::vyre::testing {

enum class PlantedBug {
  None,
  /// (a) A barrier that was removed still counts as a border for the next.
  ForgetsRemoved,
  /// (b) A copy happens where it starts; its wait does nothing.
  IgnoresWaits,
  /// (c) What comes around a loop is not seen.
  IgnoresBackEdges,
  /// (d) Only the block of the barrier is looked at.
  IgnoresSurroundings,
  /// (e) What stands inside of branches and loops is not seen.
  IgnoresNested,
  /// (e) Two arguments are never the same buffer.
  IgnoresAliases,
  /// (f) Only the statement before and the one after are compared.
  NearestOnly,
  /// (g) A release or an acquire is like a relaxed atomic: only its own buffer
  /// counts.
  IgnoresOrders,
  /// A write after a read is no conflict.
  IgnoresWriteAfterRead,
  /// A write after a write is no conflict.
  IgnoresWriteAfterWrite,
  /// An index that depends on a loop counter is the same in each round.
  IgnoresCounters,
  /// The local id in x is taken for a number of the invocation in workgroups
  /// of two dimensions, too.
  IgnoresDimensions,
  /// An atomic is no write.
  IgnoresAtomics,
  /// A barrier in one branch is taken for one on every way.
  TakesBranchForAll,
  /// A barrier of the subgroup is taken for one of the workgroup.
  IgnoresScopes,
};

StringRef stringifyPlantedBug(PlantedBug bug);
ArrayRef<PlantedBug> allPlantedBugs();

/// Removes barriers of the programs of a module.
void elideBarriersWith(PlantedBug bug, ModuleOp module);

} // namespace mlir::vyre::testing

#endif // VYRE_UNITTESTS_SUPPORT_PLANTEDELIDERS_H
