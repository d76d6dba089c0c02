// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ways to run a program with grid barriers.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_TRANSFORMS_GRIDSYNC_H
#define VYRE_TRANSFORMS_GRIDSYNC_H

#include "mlir/Support/LLVM.h"
#include <optional>

namespace mlir::vyre {

enum class GridSync {
  /// One dispatch for each part between barriers. Works for every grid.
  Split,
  /// One dispatch, with a barrier made of atomics. Only for grids whose
  /// workgroups are all on the device at once; the runtime refuses others.
  Software,
  /// Both, and the runtime chooses for each dispatch.
  Auto,
};

/// "split", "software", "auto".
StringRef gridSyncName(GridSync way);
std::optional<GridSync> parseGridSync(StringRef name);

} // namespace mlir::vyre

#endif // VYRE_TRANSFORMS_GRIDSYNC_H
