// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conversions into and out of the vyre dialect, see Passes.td for what each does.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_CONVERSION_PASSES_H
#define VYRE_CONVERSION_PASSES_H

#include "Vyre/Dialect/VyreOps.h"
#include "mlir/Pass/Pass.h"

namespace mlir::vyre {

#define GEN_PASS_DECL
#include "Vyre/Conversion/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Vyre/Conversion/Passes.h.inc"

} // namespace mlir::vyre

#endif // VYRE_CONVERSION_PASSES_H
