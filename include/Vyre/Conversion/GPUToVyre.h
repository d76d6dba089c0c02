// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parts of `convert-gpu-to-vyre`, for passes that look at a kernel of the
// gpu dialect as a program. docs/FromGPU.md says what becomes what.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_CONVERSION_GPUTOVYRE_H
#define VYRE_CONVERSION_GPUTOVYRE_H

#include "Vyre/Dialect/VyreOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/SmallVector.h"
#include <string>

namespace mlir::vyre {

/// What the gpu dialect leaves open and a program has to know.
struct GPUImportOptions {
  /// The workgroup size of kernels without `known_block_size`: three positive
  /// numbers, or nothing.
  SmallVector<int32_t, 3> workgroupSize;
};

/// Something that has no counterpart in vyre.
struct ImportObstacle {
  /// Where it is.
  Operation *op;
  /// What was found, what was expected, the rule and the fix, so that it reads
  /// on after "'NAME' op ".
  std::string reason;
};

/// Everything that keeps `kernel` from becoming a program, in the order of the
/// source. The op is not changed.
SmallVector<ImportObstacle>
findImportObstacles(gpu::GPUFuncOp kernel, const GPUImportOptions &options);

/// Creates the program `name` at the insertion point of `builder`. `kernel`
/// must have no obstacle; it stays as it is. Arguments keep their order; the
/// sizes of memrefs of dynamic shape and more than one dimension follow as
/// arguments of type index. Ops that need no conversion are cloned with their
/// attributes and locations, and a barrier keeps those of its `gpu.barrier`.
ProgramOp importKernel(OpBuilder &builder, gpu::GPUFuncOp kernel,
                       StringRef name, const GPUImportOptions &options);

} // namespace mlir::vyre

#endif // VYRE_CONVERSION_GPUTOVYRE_H
