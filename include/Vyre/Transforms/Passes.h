// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Passes on vyre programs and modules, see Passes.td for what each does.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_TRANSFORMS_PASSES_H
#define VYRE_TRANSFORMS_PASSES_H

#include "Vyre/Dialect/VyreOps.h"
#include "Vyre/Transforms/GridSync.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Pass/Pass.h"

namespace mlir::vyre {

#define GEN_PASS_DECL
#include "Vyre/Transforms/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Vyre/Transforms/Passes.h.inc"

} // namespace mlir::vyre

#endif // VYRE_TRANSFORMS_PASSES_H
