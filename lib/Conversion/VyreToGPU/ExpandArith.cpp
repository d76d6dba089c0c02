// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Expands cases of arith ops for which SPIR-V has no instruction:
//  - conversions between i1 and floats go through i32;
//  - conversions between integers and bf16 go through f32: canonicalization
//    makes them from a conversion to f32 and a truncation;
//  - comparisons that are always true or false are constants.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Conversion/VyreToGPU.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace mlir::vyre;

/// `type` with other elements.
static Type withElement(Type type, Type element) {
  if (auto vector = dyn_cast<VectorType>(type))
    return vector.clone(element);
  return element;
}

static bool isBoolean(Type type) {
  return getElementTypeOrSelf(type).isInteger(1);
}
static bool isBFloat16(Type type) {
  return getElementTypeOrSelf(type).isBF16();
}

namespace {

/// i1 or anything to a float, bf16 or other.
template <typename OpT, typename ExtOp>
struct ExpandToFloat : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpT op,
                                PatternRewriter &rewriter) const override {
    Value value = op.getIn();
    Type type = op.getType();
    if (!isBoolean(value.getType()) && !isBFloat16(type))
      return rewriter.notifyMatchFailure(op, "there is an instruction");
    Location loc = op.getLoc();
    if (isBoolean(value.getType()))
      value = ExtOp::create(rewriter, loc,
                            withElement(type, rewriter.getI32Type()), value);
    if (!isBFloat16(type)) {
      rewriter.replaceOpWithNewOp<OpT>(op, type, value);
      return success();
    }
    value = OpT::create(rewriter, loc, withElement(type, rewriter.getF32Type()),
                        value);
    rewriter.replaceOpWithNewOp<arith::TruncFOp>(op, type, value);
    return success();
  }
};

/// A float, bf16 or other, to i1 or anything.
template <typename OpT>
struct ExpandFromFloat : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpT op,
                                PatternRewriter &rewriter) const override {
    Value value = op.getIn();
    Type type = op.getType();
    if (!isBoolean(type) && !isBFloat16(value.getType()))
      return rewriter.notifyMatchFailure(op, "there is an instruction");
    Location loc = op.getLoc();
    if (isBFloat16(value.getType()))
      value = arith::ExtFOp::create(
          rewriter, loc, withElement(type, rewriter.getF32Type()), value);
    if (!isBoolean(type)) {
      rewriter.replaceOpWithNewOp<OpT>(op, type, value);
      return success();
    }
    value = OpT::create(rewriter, loc, withElement(type, rewriter.getI32Type()),
                        value);
    rewriter.replaceOpWithNewOp<arith::TruncIOp>(op, type, value);
    return success();
  }
};

struct ExpandConstantComparison : OpRewritePattern<arith::CmpFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::CmpFOp op,
                                PatternRewriter &rewriter) const override {
    bool isTrue = op.getPredicate() == arith::CmpFPredicate::AlwaysTrue;
    if (!isTrue && op.getPredicate() != arith::CmpFPredicate::AlwaysFalse)
      return rewriter.notifyMatchFailure(op, "there is an instruction");
    TypedAttr value = rewriter.getBoolAttr(isTrue);
    if (auto vector = dyn_cast<VectorType>(op.getType()))
      value = DenseElementsAttr::get(vector, isTrue);
    rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, value);
    return success();
  }
};

} // namespace

void mlir::vyre::populateExpandArithPatterns(RewritePatternSet &patterns) {
  patterns.add<ExpandToFloat<arith::SIToFPOp, arith::ExtSIOp>,
               ExpandToFloat<arith::UIToFPOp, arith::ExtUIOp>,
               ExpandFromFloat<arith::FPToSIOp>,
               ExpandFromFloat<arith::FPToUIOp>, ExpandConstantComparison>(
      patterns.getContext());
}
