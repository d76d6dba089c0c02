// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The memory of a kernel of the gpu dialect: which memrefs can be buffers, and
// which memory a memref names.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_CONVERSION_GPUTOVYRE_KERNELMEMORY_H
#define VYRE_LIB_CONVERSION_GPUTOVYRE_KERNELMEMORY_H

#include "Vyre/Dialect/VyreOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include <optional>
#include <string>

namespace mlir::vyre {

/// Why a buffer cannot stand for a memref of this type, whatever its memory
/// space; empty if one can.
std::string explainNoBuffer(MemRefType type);

/// The same for each argument of a kernel or a host function: one reason for
/// each that is neither a scalar nor global memory.
SmallVector<std::string> explainArguments(FunctionOpInterface function);

/// Why the op cannot be converted; empty if it can.
std::string explainDim(memref::DimOp op);
std::string explainCast(memref::CastOp op);
std::string explainConstant(arith::ConstantOp op);

/// The type in quotes, for messages.
std::string toText(Type type);

/// Whether the memory space is that of a workgroup, as the gpu dialect spells
/// it, and as its lowering to NVVM does (3).
bool isWorkgroupSpace(Attribute space);

/// Whether the memory space is that of arguments: none, global, 0 or 1.
bool isGlobalSpace(Attribute space);

/// The buffer for a memref. Dynamic dimensions make the count dynamic.
BufferType getBufferType(MemRefType type, Access access);

/// The memory that a memref names: looks through memref.cast. The result is a
/// block argument, or the result of an allocation or of memref.get_global.
Value getMemory(Value memref);

/// The workgroup memory that a `memref.get_global` names, or null if it is no
/// uninitialised memref.global of a workgroup.
memref::GlobalOp getWorkgroupGlobal(memref::GetGlobalOp op);

/// The kind of vyre.atomic_rmw that does what `kind` does on `element`, or
/// nothing.
std::optional<AtomicKind> getAtomicKind(arith::AtomicRMWKind kind,
                                        Type element);

/// The workgroup size of a kernel: its `known_block_size`, else `fallback`,
/// which may be empty.
ArrayRef<int32_t> getWorkgroupSize(gpu::GPUFuncOp kernel,
                                   ArrayRef<int32_t> fallback);

/// Whether the kernel accesses the memory of argument `index` through no other
/// argument: it has `llvm.noalias`.
bool isNoAlias(gpu::GPUFuncOp kernel, unsigned index);

/// What a program may do with each memref argument of the kernel (unused for
/// scalars): no more than the kernel does, except that `read` also promises
/// that nobody writes the memory meanwhile (VYRE-MM-18). Two arguments may be
/// the same memory unless `llvm.noalias` says otherwise.
SmallVector<Access> computeAccesses(gpu::GPUFuncOp kernel);

} // namespace mlir::vyre

#endif // VYRE_LIB_CONVERSION_GPUTOVYRE_KERNELMEMORY_H
