// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How the arguments of a program reach a kernel. Lowering, artifact and
// runtime agree on this one computation.
//
// Buffers bind as storage buffers in descriptor set 0, numbered in the order
// of the buffer arguments. Scalars are push constants in argument order, each
// at its natural alignment; after them comes one 32-bit element count for each
// buffer of count `?`, in binding order.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_DIALECT_KERNELABI_H
#define VYRE_DIALECT_KERNELABI_H

#include "Vyre/Dialect/VyreTypes.h"
#include "llvm/ADT/SmallVector.h"

namespace mlir::vyre {

/// One value in the push-constant block.
struct PushField {
  /// i32, i64, f32, f64; `index` parameters and lengths are i32 here.
  Type type;
  /// Bytes from the start of the block.
  unsigned offset;
  /// The binding whose element count this is, or -1.
  int lengthOf = -1;
  /// The number of the scalar parameter, counting scalars only, or -1.
  int scalar = -1;
};

struct KernelABI {
  /// Types of the bindings; the position is the binding number.
  SmallVector<BufferType> bindings;
  /// The argument number of each binding.
  SmallVector<unsigned> bindingArgs;
  /// Types and argument numbers of the scalar parameters.
  SmallVector<Type> scalars;
  SmallVector<unsigned> scalarArgs;
  SmallVector<PushField> pushFields;
  /// Size of the block, a multiple of 4.
  unsigned pushBytes = 0;

  /// The field that holds the length of a binding; null for a static count.
  const PushField *lengthField(unsigned binding) const;
  /// The field that holds a scalar parameter.
  const PushField &scalarField(unsigned scalar) const;
};

/// Every Vulkan device offers at least this many bytes of push constants
/// (Vulkan 1.3, table "Required Limits", maxPushConstantsSize).
constexpr unsigned kMaxPushConstantBytes = 128;

/// The argument types must satisfy VYRE-PR-01.
KernelABI computeKernelABI(TypeRange argTypes);

/// The name of the discardable attribute that carries a program's signature
/// on gpu.module and spirv.module: a dictionary with `arg_types` (array of
/// types), `arg_names` (array of strings), `workgroup_size` (dense i32), and
/// `reads` and `writes` (dense i1, one per argument; see ArgumentEffects.h);
/// and `grid_sync` (i32) where the program has kGridSyncArgAttrName.
constexpr StringLiteral kABIAttrName = "vyre.abi";

/// The name of the discardable attribute that makes a vyre.alloc the trap
/// record of its graph (see Runtime/Trap.h): an array with a dictionary of
/// `tag` (string) and `loc` (location) for each site, in the order of their
/// numbers.
constexpr StringLiteral kTrapSitesAttrName = "vyre.trap_sites";

/// The discardable attribute of a program whose grid barriers become barriers
/// of atomics, so that all its workgroups must be on the device at once. A unit
/// attribute.
constexpr StringLiteral kResidentAttrName = "vyre.resident";

/// The discardable attribute of such a program when they have: the number of
/// the argument that is the buffer of Runtime/GridSync.h. An i32.
constexpr StringLiteral kGridSyncArgAttrName = "vyre.grid_sync";

/// The discardable attribute of a dispatch whose size stays if the caller of an
/// implicit graph gives another grid: the program takes that as arguments. A
/// unit attribute.
constexpr StringLiteral kFixedGridAttrName = "vyre.fixed_grid";

/// The discardable attribute of a graph that was made for a program without
/// one. Whoever runs it may choose the grid.
constexpr StringLiteral kImplicitGraphAttrName = "vyre.implicit";

} // namespace mlir::vyre

#endif // VYRE_DIALECT_KERNELABI_H
