// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-fold-index: folds constant index arithmetic as a device computes it.
//
// An index has 32 bits, but the folders of arith compute with 64: 0 - 1 would
// become 2^64 - 1, and that divided by 7 is another number than 2^32 - 1 by 7.
// This pass comes before the canonicalizer. It folds every arith op on constant
// indices by giving its folder the same constants as i32, and zero-extends what
// comes out. Ops that the canonicalizer then still folds have an operand that
// is not constant, and only the low 32 bits of their constants matter.
//
// Total vyre ops and lengths know their width and are folded as they are.
// Linear, one walk.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Matchers.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_FOLDINDEXPASS
#include "Vyre/Transforms/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;

/// An index constant as i32, anything else as it is.
static Attribute narrow(Attribute constant) {
  auto value = dyn_cast<IntegerAttr>(constant);
  if (!value || !value.getType().isIndex())
    return constant;
  return IntegerAttr::get(IntegerType::get(constant.getContext(), 32),
                          value.getValue().trunc(32));
}

/// The constant of an index that has these low 32 bits.
static Attribute widen(Attribute constant) {
  auto value = cast<IntegerAttr>(constant);
  return IntegerAttr::get(IndexType::get(constant.getContext()),
                          value.getValue().zextOrTrunc(32).zext(64));
}

/// What the op gives if it is constant; null if it is not, or not foldable.
static OpFoldResult foldOnDevice(Operation *op) {
  SmallVector<Attribute> operands;
  for (Value operand : op->getOperands()) {
    Attribute constant;
    // The buffer of a length is never constant.
    if (!isa<LengthOp>(op) && !matchPattern(operand, m_Constant(&constant)))
      return {};
    operands.push_back(constant);
  }
  // Casts name the width they go to by their result type.
  bool narrows = isa<arith::ArithDialect>(op->getDialect()) &&
                 !isa<arith::IndexCastOp, arith::IndexCastUIOp>(op);
  if (narrows)
    for (Attribute &operand : operands)
      operand = narrow(operand);
  SmallVector<OpFoldResult, 1> results;
  if (failed(op->fold(operands, results)) || results.size() != 1)
    return {};
  return results.front();
}

namespace {

struct FoldIndexPass : public vyre::impl::FoldIndexPassBase<FoldIndexPass> {
  void runOnOperation() override {
    OpBuilder builder(&getContext());
    SmallVector<Operation *> folded;
    getOperation()->walk([&](Operation *op) {
      if (op->getNumResults() != 1 || op->getNumRegions() != 0 ||
          isa<arith::ConstantOp>(op) ||
          !isa<arith::ArithDialect, VyreDialect>(op->getDialect()))
        return;
      Type type = op->getResult(0).getType();
      bool touchesIndex =
          type.isIndex() || llvm::any_of(op->getOperandTypes(), [](Type each) {
            return each.isIndex();
          });
      if (!touchesIndex)
        return;
      OpFoldResult result = foldOnDevice(op);
      if (!result)
        return;
      auto value = dyn_cast<Value>(result);
      if (!value) {
        auto constant = dyn_cast<IntegerAttr>(cast<Attribute>(result));
        if (!constant)
          return;
        Attribute attribute = type.isIndex() ? widen(constant) : constant;
        builder.setInsertionPoint(op);
        value = arith::ConstantOp::create(builder, op->getLoc(),
                                          cast<TypedAttr>(attribute));
      }
      op->getResult(0).replaceAllUsesWith(value);
      folded.push_back(op);
    });
    for (Operation *op : folded)
      op->erase();
    if (folded.empty())
      markAllAnalysesPreserved();
  }
};

} // namespace
