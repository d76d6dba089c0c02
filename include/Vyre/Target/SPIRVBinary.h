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
#include "llvm/Support/Error.h"
#include <string>

namespace mlir::vyre {

/// Serialises a module made by convert-vyre-to-spirv, replaces the carriers of
/// instructions that the spirv dialect lacks (OpAtomicLoad, OpAtomicStore), and
/// runs SPIRV-Tools' validator on the result. Emits an error at the module on
/// failure.
FailureOr<SmallVector<uint32_t>> serializeKernel(spirv::ModuleOp module);

/// Replaces every OpAtomicIIncrement by OpAtomicLoad and every OpAtomicISub by
/// OpAtomicStore in the words of a SPIR-V module. The result of an OpAtomicISub
/// must not be used. An error says where the words are not a module; they are
/// unchanged then.
llvm::Error replaceCarriers(SmallVectorImpl<uint32_t> &words);

/// What SPIRV-Tools' validator says against `words` for Vulkan 1.2, one message
/// per line; empty if they are valid.
std::string validateSPIRV(ArrayRef<uint32_t> words);

} // namespace mlir::vyre

#endif // VYRE_TARGET_SPIRVBINARY_H
