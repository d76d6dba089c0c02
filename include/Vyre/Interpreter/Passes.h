// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pass that runs a module, see Passes.td.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_INTERPRETER_PASSES_H
#define VYRE_INTERPRETER_PASSES_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace mlir::vyre {

#define GEN_PASS_DECL
#include "Vyre/Interpreter/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Vyre/Interpreter/Passes.h.inc"

} // namespace mlir::vyre

#endif // VYRE_INTERPRETER_PASSES_H
