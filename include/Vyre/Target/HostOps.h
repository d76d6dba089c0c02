// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a graph may hold (VYRE-GR-02). The pass that checks the input and the
// writer of the artifact ask the same table.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_TARGET_HOSTOPS_H
#define VYRE_TARGET_HOSTOPS_H

#include "mlir/IR/Operation.h"

namespace mlir::vyre {

/// Whether the host can run the op: a step, a loop, or a scalar op that the
/// runtime computes. Its types are not looked at.
bool isHostOp(Operation *op);

} // namespace mlir::vyre

#endif // VYRE_TARGET_HOSTOPS_H
