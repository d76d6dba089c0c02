// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The layout of bindings and push constants, see the header.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Dialect/KernelABI.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::vyre;

const PushField *KernelABI::lengthField(unsigned binding) const {
  for (const PushField &field : pushFields)
    if (field.lengthOf == static_cast<int>(binding))
      return &field;
  return nullptr;
}

const PushField &KernelABI::scalarField(unsigned scalar) const {
  // Scalars come first, in order.
  assert(scalar < scalars.size() && "no such scalar parameter");
  return pushFields[scalar];
}

KernelABI mlir::vyre::computeKernelABI(TypeRange argTypes) {
  KernelABI abi;
  unsigned offset = 0;
  for (auto [index, type] : llvm::enumerate(argTypes)) {
    if (auto buffer = dyn_cast<BufferType>(type)) {
      abi.bindings.push_back(buffer);
      abi.bindingArgs.push_back(index);
      continue;
    }
    Type stored = type.isIndex() ? IntegerType::get(type.getContext(), 32)
                                 : type;
    unsigned bytes = stored.getIntOrFloatBitWidth() / 8;
    offset = llvm::alignTo(offset, bytes);
    PushField field{stored, offset};
    field.scalar = abi.scalars.size();
    abi.pushFields.push_back(field);
    abi.scalars.push_back(type);
    abi.scalarArgs.push_back(index);
    offset += bytes;
  }
  offset = llvm::alignTo(offset, 4);
  for (auto [binding, type] : llvm::enumerate(abi.bindings)) {
    if (!type.isDynamic())
      continue;
    PushField field{IntegerType::get(type.getContext(), 32), offset};
    field.lengthOf = binding;
    abi.pushFields.push_back(field);
    offset += 4;
  }
  abi.pushBytes = offset;
  return abi;
}
