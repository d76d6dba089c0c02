// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the host computes for an op of a graph.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_TARGET_ARTIFACT_HOSTSCALAR_H
#define VYRE_LIB_TARGET_ARTIFACT_HOSTSCALAR_H

#include "Vyre/Artifact/Artifact_generated.h"
#include "mlir/IR/Operation.h"
#include <optional>

namespace mlir::vyre {

namespace fb = ::vyre::artifact;

/// The opcode of a scalar op and, for comparisons, whose type it names.
struct HostScalar {
  fb::ScalarOpcode opcode;
  bool typeOfOperand = false;
};

/// None if the host cannot compute the op. Constants and lengths have commands
/// of their own.
std::optional<HostScalar> getHostScalar(Operation *op);

} // namespace mlir::vyre

#endif // VYRE_LIB_TARGET_ARTIFACT_HOSTSCALAR_H
