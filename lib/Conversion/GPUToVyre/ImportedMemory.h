// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What stands for memrefs after the conversion, in programs and in graphs.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_CONVERSION_GPUTOVYRE_IMPORTEDMEMORY_H
#define VYRE_LIB_CONVERSION_GPUTOVYRE_IMPORTEDMEMORY_H

#include "Vyre/Dialect/VyreOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace mlir::vyre {

/// A memref: its elements in row-major order, and its shape.
struct ImportedMemory {
  Value buffer;
  /// One per dimension: an attribute where the type says it, null where it is
  /// the length of the buffer.
  SmallVector<OpFoldResult, 4> sizes;

  /// The size along an axis, as a value at the insertion point.
  Value getSize(OpBuilder &builder, Location loc, unsigned axis) const;
};

/// By memref of the source.
using ImportedMemories = DenseMap<Value, ImportedMemory>;

/// The arguments of a program or graph that stands for a function: those of the
/// function in order, then the dynamic sizes of each memref of more than one
/// dimension, by axis. The length of a buffer says the only size of the others.
struct ImportedSignature {
  FunctionType type;
  ArrayAttr names;
};

/// `accesses` has one entry per argument, unused for scalars. An argument is
/// named by its attribute `vyre.name`, else `argN`; a size `NAME_dimAXIS`.
ImportedSignature importSignature(FunctionOpInterface function,
                                  ArrayRef<Access> accesses);

/// Says what stands for the arguments of `function` in `body`, which has those
/// of importSignature: scalars in `mapping`, memrefs in `memories`.
void importArguments(FunctionOpInterface function, Block &body,
                     IRMapping &mapping, ImportedMemories &memories);

} // namespace mlir::vyre

#endif // VYRE_LIB_CONVERSION_GPUTOVYRE_IMPORTEDMEMORY_H
