// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From host functions that launch kernels to graphs.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_CONVERSION_GPUTOVYRE_HOSTIMPORT_H
#define VYRE_LIB_CONVERSION_GPUTOVYRE_HOSTIMPORT_H

#include "Vyre/Conversion/GPUToVyre.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace mlir::vyre {

/// The program that each kernel became, by the symbol that launches name. That
/// does not lead to the kernel any more once a program is in the module: it may
/// have the name of the gpu.module.
using ProgramMap = DenseMap<Attribute, ProgramOp>;

/// The functions of the module that launch a kernel, in order.
SmallVector<func::FuncOp> collectHosts(ModuleOp module);

/// Everything that keeps the functions from becoming graphs. `options` gives
/// the workgroup size of kernels that do not say it.
SmallVector<ImportObstacle> findHostObstacles(ModuleOp module,
                                              ArrayRef<func::FuncOp> hosts,
                                              const GPUImportOptions &options);

/// Puts a graph of the same name in the place of `host`, which has no obstacle.
void importHost(func::FuncOp host, const ProgramMap &programs);

} // namespace mlir::vyre

#endif // VYRE_LIB_CONVERSION_GPUTOVYRE_HOSTIMPORT_H
