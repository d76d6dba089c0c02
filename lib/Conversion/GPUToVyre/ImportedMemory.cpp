// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ImportedMemory.h"

#include "KernelMemory.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace mlir::vyre;

/// The argument attribute that names an argument.
static constexpr StringLiteral kNameAttr = "vyre.name";

static bool hasSizeArguments(MemRefType type) {
  return type.getRank() > 1 && !type.hasStaticShape();
}

Value ImportedMemory::getSize(OpBuilder &builder, Location loc,
                              unsigned axis) const {
  OpFoldResult size = sizes[axis];
  if (!size)
    return LengthOp::create(builder, loc, buffer);
  if (auto value = dyn_cast<Value>(size))
    return value;
  auto number = cast<IntegerAttr>(cast<Attribute>(size));
  return arith::ConstantIndexOp::create(builder, loc, number.getInt());
}

ImportedSignature mlir::vyre::importSignature(FunctionOpInterface function,
                                              ArrayRef<Access> accesses) {
  Builder builder(function.getContext());
  SmallVector<Type> types;
  SmallVector<std::string> names;
  for (auto [index, type] : llvm::enumerate(function.getArgumentTypes())) {
    auto memref = dyn_cast<MemRefType>(type);
    types.push_back(memref ? getBufferType(memref, accesses[index]) : type);
    auto name = function.getArgAttrOfType<StringAttr>(index, kNameAttr);
    names.push_back(name ? name.str() : "arg" + std::to_string(index));
  }
  for (auto [index, type] : llvm::enumerate(function.getArgumentTypes())) {
    auto memref = dyn_cast<MemRefType>(type);
    if (!memref || !hasSizeArguments(memref))
      continue;
    for (int64_t axis = 0; axis < memref.getRank(); ++axis) {
      if (!memref.isDynamicDim(axis))
        continue;
      types.push_back(builder.getIndexType());
      names.push_back(names[index] + "_dim" + std::to_string(axis));
    }
  }
  SmallVector<StringRef> nameRefs(names.begin(), names.end());
  return {builder.getFunctionType(types, {}),
          builder.getStrArrayAttr(nameRefs)};
}

void mlir::vyre::importArguments(FunctionOpInterface function, Block &body,
                                 IRMapping &mapping,
                                 ImportedMemories &memories) {
  Builder builder(function.getContext());
  unsigned nextSize = function.getNumArguments();
  // Behind its arguments a kernel has its attributions.
  auto arguments = function.getArguments().take_front(nextSize);
  for (auto [index, argument] : llvm::enumerate(arguments)) {
    Value imported = body.getArgument(index);
    auto type = dyn_cast<MemRefType>(argument.getType());
    if (!type) {
      mapping.map(argument, imported);
      continue;
    }
    ImportedMemory &memory = memories[argument];
    memory.buffer = imported;
    for (int64_t size : type.getShape()) {
      if (!ShapedType::isDynamic(size))
        memory.sizes.push_back(builder.getIndexAttr(size));
      else if (hasSizeArguments(type))
        memory.sizes.push_back(body.getArgument(nextSize++));
      else
        memory.sizes.push_back(OpFoldResult());
    }
  }
}
