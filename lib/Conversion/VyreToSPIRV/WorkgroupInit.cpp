// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The proof. It looks for a block B and a workgroup barrier X directly in B
// such that
//  (1) stores directly in B before X write every element, see
//      WorkgroupCoverage.h, which also says why who passed X sees them;
//  (2) every op that reads the memory comes after X in B, or is nested in an op
//      that does.
//
// Programs have no early exits here. By (2) a reading invocation has passed X
// in the same run through B. Other stores, earlier or later, do not matter:
// after a write nobody can read the initial zero.
//
//===----------------------------------------------------------------------===//

#include "WorkgroupInit.h"

#include "Vyre/Analysis/WorkgroupCoverage.h"
#include "Vyre/Dialect/VyreOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace mlir::vyre;

static std::optional<unsigned> getLocalIdAxis(Operation *op) {
  if (auto id = dyn_cast<gpu::ThreadIdOp>(op))
    return static_cast<unsigned>(id.getDimension());
  return std::nullopt;
}

bool vyre::mayReadInitialValue(Value buffer, ArrayRef<unsigned> workgroupSize) {
  SmallVector<Operation *> readers;
  SetVector<Block *> blocks;
  for (Operation *user : buffer.getUsers()) {
    auto access = dyn_cast<AccessOpInterface>(user);
    if (access && access.readsElement())
      readers.push_back(user);
    if (!isa<StoreOp>(user))
      continue;
    blocks.insert(user->getBlock());
    // A loop that fills the memory stands in the block around it.
    if (isa<scf::ForOp>(user->getParentOp()))
      blocks.insert(user->getParentOp()->getBlock());
  }
  if (readers.empty())
    return false;

  SmallVector<int32_t> extents(workgroupSize.begin(), workgroupSize.end());
  for (Block *block : blocks) {
    SmallVector<Operation *> ops;
    for (Operation &op : *block)
      ops.push_back(&op);
    // A later barrier of this block has fewer ops after it.
    Operation *barrier = findFullWrite(buffer, extents, ops, getLocalIdAxis);
    if (barrier && llvm::all_of(readers, [&](Operation *reader) {
          Operation *ancestor = block->findAncestorOpInBlock(*reader);
          return ancestor && barrier->isBeforeInBlock(ancestor);
        }))
      return false;
  }
  return true;
}
