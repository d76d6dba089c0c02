// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a lowered module to the bytes of a `.vyre` file.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_TARGET_ARTIFACTBUILDER_H
#define VYRE_TARGET_ARTIFACTBUILDER_H

#include "Vyre/Dialect/KernelABI.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Support/LLVM.h"
#include <cstdint>
#include <vector>

namespace mlir::vyre {

/// Serialises every spirv.module of `module` and every vyre.graph. The same
/// module gives the same bytes. Errors are diagnostics.
FailureOr<std::vector<uint8_t>> buildArtifact(ModuleOp module);

} // namespace mlir::vyre

#endif // VYRE_TARGET_ARTIFACTBUILDER_H
