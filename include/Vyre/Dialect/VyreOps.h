// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The ops of the vyre dialect. Include this to work with them.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_DIALECT_VYREOPS_H
#define VYRE_DIALECT_VYREOPS_H

#include "Vyre/Dialect/VyreDialect.h"
#include "Vyre/Dialect/VyreInterfaces.h"
#include "Vyre/Dialect/VyreTypes.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/InferIntRangeInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#define GET_ATTRDEF_CLASSES
#include "Vyre/Dialect/VyreAttrs.h.inc"

namespace mlir::vyre {

/// Memory of storage buffers, as seen by a kernel.
struct StorageResource : public SideEffects::Resource::Base<StorageResource> {
  StringRef getName() final { return "VyreStorage"; }
};

/// Memory of one workgroup.
struct WorkgroupResource
    : public SideEffects::Resource::Base<WorkgroupResource> {
  StringRef getName() final { return "VyreWorkgroup"; }
};

/// Which invocations have not left the program: what a subgroup op gives
/// depends on it, and an exit changes it.
struct ActiveResource : public SideEffects::Resource::Base<ActiveResource> {
  StringRef getName() final { return "VyreActive"; }
};

/// Everything that a graph does to buffers.
struct QueueResource : public SideEffects::Resource::Base<QueueResource> {
  StringRef getName() final { return "VyreQueue"; }
};

} // namespace mlir::vyre

#define GET_OP_CLASSES
#include "Vyre/Dialect/VyreOps.h.inc"

#endif // VYRE_DIALECT_VYREOPS_H
