// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef VYRE_DIALECT_VYREINTERFACES_H
#define VYRE_DIALECT_VYREINTERFACES_H

#include "Vyre/Dialect/VyreTypes.h"
#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/OpDefinition.h"
#include <optional>

namespace mlir::vyre::detail {

/// Verifies what AccessOpInterface promises.
LogicalResult verifyAccess(Operation *op);

/// Verifies what AsyncCopyOpInterface promises.
LogicalResult verifyAsyncCopy(Operation *op);

} // namespace mlir::vyre::detail

namespace mlir::vyre {

/// A step of a graph: the host does it (VYRE-GR-02).
template <typename ConcreteOp>
class GraphStep : public OpTrait::TraitBase<ConcreteOp, GraphStep> {};

} // namespace mlir::vyre

#include "Vyre/Dialect/VyreInterfaces.h.inc"

#endif // VYRE_DIALECT_VYREINTERFACES_H
