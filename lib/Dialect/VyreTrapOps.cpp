// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Traps: verifiers.
//
//===----------------------------------------------------------------------===//

#include "Placement.h"
#include "Vyre/Dialect/VyreOps.h"

using namespace mlir;
using namespace mlir::vyre;

static LogicalResult verifyTrap(Operation *op, StringRef tag) {
  if (failed(verifyInKernel(op)))
    return failure();
  if (tag.empty())
    return op->emitOpError("has an empty tag, expected a name for what went "
                           "wrong [VYRE-TR-01]; fix: write one, as in '")
           << op->getName() << " \"overflow\"'";
  return success();
}

LogicalResult TrapOp::verify() { return verifyTrap(*this, getTag()); }
LogicalResult ResumeOp::verify() { return verifyTrap(*this, getTag()); }
