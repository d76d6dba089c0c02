// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values leave loops and selections through function variables, never as
// results of the ops: MLIR 22's serialiser writes an invalid id for a result
// of `spirv.mlir.loop`. Drivers turn such variables into SSA values at once.
//
//===----------------------------------------------------------------------===//

#include "Structured.h"

using namespace mlir;
using namespace mlir::vyre;

LoopBlocks vyre::createLoop(OpBuilder &builder, Location loc) {
  LoopBlocks blocks;
  blocks.op = spirv::LoopOp::create(builder, loc, spirv::LoopControl::None);
  OpBuilder::InsertionGuard guard(builder);
  Region &region = blocks.op.getBody();
  Block *entry = builder.createBlock(&region, region.end());
  blocks.header = builder.createBlock(&region, region.end());
  blocks.body = builder.createBlock(&region, region.end());
  blocks.continueBlock = builder.createBlock(&region, region.end());
  blocks.merge = builder.createBlock(&region, region.end());
  spirv::MergeOp::create(builder, loc);
  builder.setInsertionPointToEnd(entry);
  spirv::BranchOp::create(builder, loc, blocks.header);
  return blocks;
}

SelectionBlocks vyre::createSelection(OpBuilder &builder, Location loc,
                                      Value condition, bool withElse) {
  SelectionBlocks blocks;
  blocks.op =
      spirv::SelectionOp::create(builder, loc, spirv::SelectionControl::None);
  OpBuilder::InsertionGuard guard(builder);
  Region &region = blocks.op.getBody();
  Block *header = builder.createBlock(&region, region.end());
  blocks.thenBlock = builder.createBlock(&region, region.end());
  if (withElse)
    blocks.elseBlock = builder.createBlock(&region, region.end());
  blocks.merge = builder.createBlock(&region, region.end());
  spirv::MergeOp::create(builder, loc);
  builder.setInsertionPointToEnd(header);
  spirv::BranchConditionalOp::create(
      builder, loc, condition, blocks.thenBlock, ValueRange(),
      withElse ? blocks.elseBlock : blocks.merge, ValueRange());
  return blocks;
}

void vyre::createGuarded(OpBuilder &builder, Location loc, Value condition,
                         function_ref<void(OpBuilder &)> body) {
  SelectionBlocks blocks =
      createSelection(builder, loc, condition, /*withElse=*/false);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(blocks.thenBlock);
  body(builder);
  spirv::BranchOp::create(builder, loc, blocks.merge);
}

Value vyre::createI32(OpBuilder &builder, Location loc, uint32_t value) {
  return createInteger(builder, loc, builder.getI32Type(), value);
}

Value vyre::createInteger(OpBuilder &builder, Location loc, Type type,
                          uint64_t value) {
  auto element = cast<IntegerType>(getElementTypeOrSelf(type));
  Attribute attribute = IntegerAttr::get(
      element, APInt(element.getWidth(), value, /*isSigned=*/false,
                     /*implicitTrunc=*/true));
  if (auto vector = dyn_cast<VectorType>(type))
    attribute = DenseElementsAttr::get(vector, attribute);
  return spirv::ConstantOp::create(builder, loc, type,
                                   cast<TypedAttr>(attribute));
}
