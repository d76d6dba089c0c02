// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where ops may stand, and which buffers they may name.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_DIALECT_PLACEMENT_H
#define VYRE_LIB_DIALECT_PLACEMENT_H

#include "Vyre/Dialect/VyreOps.h"

namespace mlir::vyre {

/// VYRE-PR-03: ops of a kernel make no sense in a graph. After lowering they
/// may stand in other functions, so only the graph is refused.
inline LogicalResult verifyInKernel(Operation *op) {
  if (op->getParentOfType<GraphOp>())
    return op->emitOpError("stands in a graph, expected inside a program "
                           "[VYRE-PR-03]; fix: move it into a vyre.program "
                           "and dispatch that");
  return success();
}

/// VYRE-GR-02: only the host does steps.
inline LogicalResult verifyInGraph(Operation *op) {
  if (op->getParentOfType<GraphOp>())
    return success();
  return op->emitOpError("stands outside of a graph, expected inside a "
                         "vyre.graph [VYRE-GR-02]; fix: move it into one");
}

/// VYRE-BF-03, 04 and 06: a buffer that `op` names to read or to write it is an
/// argument or workgroup memory, and its access allows that.
LogicalResult verifyNamedBuffer(Operation *op, TypedValue<BufferType> buffer,
                                bool reads, bool writes);

} // namespace mlir::vyre

#endif // VYRE_LIB_DIALECT_PLACEMENT_H
