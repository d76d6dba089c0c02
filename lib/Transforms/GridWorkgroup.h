// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which workgroup memory lives across grid barriers.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_TRANSFORMS_GRIDWORKGROUP_H
#define VYRE_LIB_TRANSFORMS_GRIDWORKGROUP_H

#include "GridSchedule.h"
#include "llvm/ADT/BitVector.h"

namespace mlir::vyre {

/// A declaration whose contents are saved in hidden memory between segments.
struct GridWorkgroupSave {
  WorkgroupAllocOp alloc;
  /// Where it begins in the words of a workgroup.
  unsigned firstWord;
  /// Per segment: whether it begins with the contents that an earlier one
  /// left, and whether it leaves its own.
  llvm::BitVector restores, saves;
};

/// The plan for one program. Each program of a segment has workgroup memory of
/// its own, zero at first; contents that another segment may read are copied.
/// Errs on the side of copying.
class GridWorkgroupMemory {
public:
  explicit GridWorkgroupMemory(const GridSchedule &schedule);

  ArrayRef<GridWorkgroupSave> getSaves() const { return saves; }
  /// Words of 32 bits that a workgroup has in hidden memory.
  unsigned getNumWords() const { return numWords; }

private:
  void plan(WorkgroupAllocOp alloc);

  const GridSchedule &schedule;
  SmallVector<GridWorkgroupSave> saves;
  unsigned numWords = 0;
};

} // namespace mlir::vyre

#endif // VYRE_LIB_TRANSFORMS_GRIDWORKGROUP_H
