// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// math.fma with one rounding (VYRE-FP-01).
//
// Vulkan allows a device to round the Fma instruction twice (its precision is
// that of a multiplication and an addition), and Mesa's CPU driver does. So
// f32 goes through f64, and f16 through f32. There the product is exact; the
// sum is rounded to odd: if it was inexact and its last bit is 0, it becomes
// the neighbour on the side of the exact value, whose last bit is 1. The wide
// type has more than twice the digits plus two, so that narrowing rounds as if
// it had the exact sum (Boldo and Melquiond, "Emulation of FMA and correctly
// rounded sums", IEEE Transactions on Computers 57(4), 2008).
//
// There is no wider type for f64: it keeps the instruction.
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace mlir::vyre;

namespace {

template <typename OpT>
Value createExact(OpBuilder &builder, Location loc, Value lhs, Value rhs) {
  auto op = OpT::create(builder, loc, lhs.getType(), lhs, rhs);
  op->setAttr("no_contraction", builder.getUnitAttr());
  return op;
}

/// `type` with another element type.
Type withElement(Type type, Type element) {
  if (auto vector = dyn_cast<VectorType>(type))
    return VectorType::get(vector.getShape(), element);
  return element;
}

Value createSplat(OpBuilder &builder, Location loc, Type type, int64_t value) {
  Attribute attribute =
      builder.getIntegerAttr(getElementTypeOrSelf(type), value);
  if (auto vector = dyn_cast<VectorType>(type))
    attribute = DenseElementsAttr::get(vector, attribute);
  return spirv::ConstantOp::create(builder, loc, type, attribute);
}

/// lhs + rhs, rounded to odd.
Value createOddSum(OpBuilder &builder, Location loc, Value lhs, Value rhs) {
  Type type = lhs.getType();
  unsigned width = getElementTypeOrSelf(type).getIntOrFloatBitWidth();
  Type bitsType = withElement(type, builder.getIntegerType(width));
  Value zero = createZero(builder, loc, type);
  Value one = createSplat(builder, loc, bitsType, 1);

  // Knuth's TwoSum: sum + error is the exact sum.
  Value sum = createExact<spirv::FAddOp>(builder, loc, lhs, rhs);
  Value rhsPart = createExact<spirv::FSubOp>(builder, loc, sum, lhs);
  Value lhsPart = createExact<spirv::FSubOp>(builder, loc, sum, rhsPart);
  Value lhsError = createExact<spirv::FSubOp>(builder, loc, lhs, lhsPart);
  Value rhsError = createExact<spirv::FSubOp>(builder, loc, rhs, rhsPart);
  Value error = createExact<spirv::FAddOp>(builder, loc, lhsError, rhsError);

  // Infinities and NaN make the error NaN, which is not ordered.
  Value isInexact = spirv::FOrdNotEqualOp::create(builder, loc, error, zero);
  Value errorIsUp = spirv::FOrdGreaterThanOp::create(builder, loc, error, zero);
  Value sumIsUp = spirv::FOrdGreaterThanOp::create(builder, loc, sum, zero);
  Value isOutward =
      spirv::LogicalEqualOp::create(builder, loc, errorIsUp, sumIsUp);

  // The bits of a float are its magnitude: plus 1 leads away from zero.
  Value bits = createBitcast(builder, loc, bitsType, sum);
  Value last = spirv::BitwiseAndOp::create(builder, loc, bits, one);
  Value isOdd = spirv::IEqualOp::create(builder, loc, last, one);
  Value isEven = spirv::LogicalNotOp::create(builder, loc, isOdd);
  Value outward = spirv::IAddOp::create(builder, loc, bits, one);
  Value inward = spirv::ISubOp::create(builder, loc, bits, one);
  Value neighbour =
      spirv::SelectOp::create(builder, loc, isOutward, outward, inward);
  Value moves = spirv::LogicalAndOp::create(builder, loc, isInexact, isEven);
  Value odd = spirv::SelectOp::create(builder, loc, moves, neighbour, bits);
  return createBitcast(builder, loc, type, odd);
}

struct LowerFma : OpConversionPattern<math::FmaOp> {
  LowerFma(const SPIRVTypeConverter &converter, MLIRContext *context)
      : OpConversionPattern(converter, context, kVyreBenefit) {}

  LogicalResult
  matchAndRewrite(math::FmaOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Type type = getTypeConverter()->convertType(op.getType());
    Type element = getElementTypeOrSelf(op.getType());
    if (!type || !(element.isF16() || element.isF32()))
      return rewriter.notifyMatchFailure(op, "no wider type");
    Type wide = withElement(type, element.isF16() ? rewriter.getF32Type()
                                                  : rewriter.getF64Type());
    auto widen = [&](Value value) -> Value {
      return spirv::FConvertOp::create(rewriter, loc, wide, value);
    };
    Value product = createExact<spirv::FMulOp>(
        rewriter, loc, widen(adaptor.getA()), widen(adaptor.getB()));
    Value sum = createOddSum(rewriter, loc, product, widen(adaptor.getC()));
    rewriter.replaceOpWithNewOp<spirv::FConvertOp>(op, type, sum);
    return success();
  }
};

} // namespace

void vyre::addFmaPattern(const SPIRVTypeConverter &converter,
                         RewritePatternSet &patterns) {
  patterns.add<LowerFma>(converter, patterns.getContext());
}
