// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From spirv.module to the words that a driver takes.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_TARGET_SPIRVBINARY_H
#define VYRE_TARGET_SPIRVBINARY_H

#include "mlir/Dialect/SPIRV/IR/SPIRVOps.h"
#include "mlir/Support/LLVM.h"

namespace mlir::vyre {

/// Serialises a module made by convert-vyre-to-spirv, replaces the carriers of
/// instructions that the spirv dialect lacks (OpAtomicLoad, OpAtomicStore), and
/// runs SPIRV-Tools' validator on the result. Emits an error at the module on
/// failure.
FailureOr<SmallVector<uint32_t>> serializeKernel(spirv::ModuleOp module);

} // namespace mlir::vyre

#endif // VYRE_TARGET_SPIRVBINARY_H
