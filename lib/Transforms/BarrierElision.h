// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What to do with each barrier of a program.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_TRANSFORMS_BARRIERELISION_H
#define VYRE_LIB_TRANSFORMS_BARRIERELISION_H

#include "BarrierReport.h"
#include "Vyre/Analysis/BarrierAccess.h"

namespace mlir::vyre {

struct BarrierElision {
  /// Barriers that nothing needs; they are still there.
  SmallVector<BarrierOp> redundant;
  BarrierCounts counts;
};

struct ElisionOptions {
  /// Barriers that need less than they say are changed at once: a narrower
  /// scope, or workgroup memory only.
  bool narrow = false;
  /// Barriers of other scopes stay, without a remark.
  bool gridOnly = false;
};

/// Decides about the barriers of a program, in its order, with a remark for
/// each.
BarrierElision elideBarriers(BarrierAccess &access, ElisionOptions options);

} // namespace mlir::vyre

#endif // VYRE_LIB_TRANSFORMS_BARRIERELISION_H
