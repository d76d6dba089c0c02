// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arithmetic that upstream's patterns lower differently or not at all:
//  - float add, subtract and multiply never contract (NoContraction), so that
//    a program has one result on every device;
//  - an `index` is an unsigned 32-bit number, so casting it to a wider integer
//    adds zeros, also by `arith.index_cast`, which sign-extends in general;
//  - bf16 is its bits in an i16, with conversions in integer arithmetic;
//  - bit counting of every width by instructions that know only 32 bits.
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/UB/IR/UBOps.h"

using namespace mlir;
using namespace mlir::vyre;

namespace {

template <typename OpT>
class MathPattern : public OpConversionPattern<OpT> {
public:
  MathPattern(const SPIRVTypeConverter &converter, MLIRContext *context)
      : OpConversionPattern<OpT>(converter, context, kVyreBenefit) {}
};

/// One op becomes one op.
template <typename FromOp, typename ToOp>
struct LowerDirectly : MathPattern<FromOp> {
  using MathPattern<FromOp>::MathPattern;
  LogicalResult
  matchAndRewrite(FromOp op, typename FromOp::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Type type = this->getTypeConverter()->convertType(op.getType());
    // The extended instructions know no f64.
    if (!type || getElementTypeOrSelf(type).isF64())
      return rewriter.notifyMatchFailure(op, "no instruction for this type");
    rewriter.replaceOpWithNewOp<ToOp>(op, type, adaptor.getOperands());
    return success();
  }
};

/// One op becomes one op that may not be fused with others.
template <typename FromOp, typename ToOp>
struct LowerUncontracted : MathPattern<FromOp> {
  using MathPattern<FromOp>::MathPattern;
  LogicalResult
  matchAndRewrite(FromOp op, typename FromOp::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Type type = this->getTypeConverter()->convertType(op.getType());
    if (!type || isa<BFloat16Type>(getElementTypeOrSelf(op.getType())))
      return rewriter.notifyMatchFailure(op, "bf16 is for storage only");
    auto result =
        ToOp::create(rewriter, op.getLoc(), type, adaptor.getOperands());
    result->setAttr("no_contraction", rewriter.getUnitAttr());
    rewriter.replaceOp(op, result);
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Index casts
//===----------------------------------------------------------------------===//

/// `signExtends` says what a cast *to* index does with a narrower integer.
template <typename OpT, bool signExtends>
struct LowerIndexCast : MathPattern<OpT> {
  using MathPattern<OpT>::MathPattern;
  LogicalResult
  matchAndRewrite(OpT op, typename OpT::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value value = adaptor.getIn();
    Type type = this->getTypeConverter()->convertType(op.getType());
    if (!type)
      return rewriter.notifyMatchFailure(op, "no SPIR-V type");
    unsigned from =
        getElementTypeOrSelf(value.getType()).getIntOrFloatBitWidth();
    unsigned to = getElementTypeOrSelf(type).getIntOrFloatBitWidth();
    bool fromIndex = getElementTypeOrSelf(op.getIn().getType()).isIndex();
    if (from == to) {
      rewriter.replaceOp(op, value);
    } else if (from == 1) {
      Value one = createInteger(rewriter, loc, type, signExtends ? -1 : 1);
      rewriter.replaceOpWithNewOp<spirv::SelectOp>(
          op, type, value, one, createZero(rewriter, loc, type));
    } else if (to == 1) {
      Value one = createInteger(rewriter, loc, value.getType(), 1);
      Value bit = spirv::BitwiseAndOp::create(rewriter, loc, value, one);
      rewriter.replaceOpWithNewOp<spirv::IEqualOp>(op, bit, one);
    } else if (signExtends && !fromIndex && to > from) {
      rewriter.replaceOpWithNewOp<spirv::SConvertOp>(op, type, value);
    } else {
      rewriter.replaceOpWithNewOp<spirv::UConvertOp>(op, type, value);
    }
    return success();
  }
};

//===----------------------------------------------------------------------===//
// bf16
//===----------------------------------------------------------------------===//

struct LowerBFloat16Constant : MathPattern<arith::ConstantOp> {
  using MathPattern::MathPattern;
  LogicalResult
  matchAndRewrite(arith::ConstantOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto value = dyn_cast<FloatAttr>(op.getValue());
    if (!value || !value.getType().isBF16())
      return rewriter.notifyMatchFailure(op, "not a bf16");
    APInt bits = value.getValue().bitcastToAPInt();
    rewriter.replaceOp(op, createInteger(rewriter, op.getLoc(),
                                         rewriter.getI16Type(),
                                         bits.getZExtValue()));
    return success();
  }
};

/// The bits of a bf16 are the upper half of the f32.
struct LowerBFloat16Ext : MathPattern<arith::ExtFOp> {
  using MathPattern::MathPattern;
  LogicalResult
  matchAndRewrite(arith::ExtFOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (!op.getIn().getType().isBF16() || op.getType().isBF16())
      return rewriter.notifyMatchFailure(op, "not from bf16");
    Location loc = op.getLoc();
    Type i32 = rewriter.getI32Type();
    Value bits = spirv::UConvertOp::create(rewriter, loc, i32, adaptor.getIn());
    bits = spirv::ShiftLeftLogicalOp::create(rewriter, loc, i32, bits,
                                             createI32(rewriter, loc, 16));
    Value value =
        spirv::BitcastOp::create(rewriter, loc, rewriter.getF32Type(), bits);
    if (op.getType().isF64())
      value = spirv::FConvertOp::create(rewriter, loc, op.getType(), value);
    rewriter.replaceOp(op, value);
    return success();
  }
};

/// Rounds to nearest, ties to even: adds just under half of the last kept bit,
/// and that bit itself, so that a tie carries only into an odd number. NaN
/// would lose its payload or even become infinite, so it is chosen apart.
struct LowerBFloat16Trunc : MathPattern<arith::TruncFOp> {
  using MathPattern::MathPattern;
  LogicalResult
  matchAndRewrite(arith::TruncFOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (!op.getType().isBF16() || !op.getIn().getType().isF32())
      return rewriter.notifyMatchFailure(op, "not from f32 to bf16");
    Location loc = op.getLoc();
    Type i32 = rewriter.getI32Type();
    auto constant = [&](uint32_t value) {
      return createI32(rewriter, loc, value);
    };
    Value bits = spirv::BitcastOp::create(rewriter, loc, i32, adaptor.getIn());
    Value last = spirv::ShiftRightLogicalOp::create(rewriter, loc, i32, bits,
                                                    constant(16));
    last = spirv::BitwiseAndOp::create(rewriter, loc, last, constant(1));
    Value rounded =
        spirv::IAddOp::create(rewriter, loc, bits, constant(0x7fff));
    rounded = spirv::IAddOp::create(rewriter, loc, rounded, last);
    rounded = spirv::ShiftRightLogicalOp::create(rewriter, loc, i32, rounded,
                                                 constant(16));
    Value isNaN = spirv::IsNanOp::create(rewriter, loc, adaptor.getIn());
    rounded = spirv::SelectOp::create(rewriter, loc, isNaN, constant(0x7fc0),
                                      rounded);
    rewriter.replaceOpWithNewOp<spirv::UConvertOp>(op, rewriter.getI16Type(),
                                                   rounded);
    return success();
  }
};

/// Between bf16 and i16 the bits are the value already.
struct LowerBFloat16Bitcast : MathPattern<arith::BitcastOp> {
  using MathPattern::MathPattern;
  LogicalResult
  matchAndRewrite(arith::BitcastOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Type type = getTypeConverter()->convertType(op.getType());
    if (adaptor.getIn().getType() != type)
      return rewriter.notifyMatchFailure(op, "not between bf16 and i16");
    rewriter.replaceOp(op, adaptor.getIn());
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Bits
//===----------------------------------------------------------------------===//

/// The two halves of a 64-bit number.
struct Halves {
  Value low, high;
};

static Halves splitWord(OpBuilder &builder, Location loc, Value value) {
  Type i32 = builder.getI32Type();
  Value shift = createInteger(builder, loc, value.getType(), 32);
  Value upper = spirv::ShiftRightLogicalOp::create(
      builder, loc, value.getType(), value, shift);
  return {spirv::UConvertOp::create(builder, loc, i32, value),
          spirv::UConvertOp::create(builder, loc, i32, upper)};
}

template <typename OpT>
struct LowerBitCounting : MathPattern<OpT> {
  using MathPattern<OpT>::MathPattern;
  LogicalResult
  matchAndRewrite(OpT op, typename OpT::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value value = adaptor.getOperand();
    Type type = value.getType();
    unsigned width = getElementTypeOrSelf(type).getIntOrFloatBitWidth();
    if (width == 1 || isa<VectorType>(type))
      return rewriter.notifyMatchFailure(op, "not a scalar integer");
    Type i32 = rewriter.getI32Type();
    Value count;
    if (width == 64) {
      Halves halves = splitWord(rewriter, loc, value);
      count = combine(rewriter, loc, halves);
    } else {
      if (width < 32)
        value = spirv::UConvertOp::create(rewriter, loc, i32, value);
      count = this->count(rewriter, loc, value, width);
    }
    if (width != 32)
      count = spirv::UConvertOp::create(rewriter, loc, type, count);
    rewriter.replaceOp(op, count);
    return success();
  }

private:
  /// Counts in numbers of `width` bits, zero-extended to 32. FindILsb and
  /// FindUMsb give -1 for zero, which is the largest unsigned number.
  static Value count(OpBuilder &builder, Location loc, Value value,
                     unsigned width) {
    auto constant = [&](uint32_t number) {
      return createI32(builder, loc, number);
    };
    if constexpr (std::is_same_v<OpT, math::CtPopOp>) {
      return spirv::BitCountOp::create(builder, loc, value);
    } else if constexpr (std::is_same_v<OpT, math::CountTrailingZerosOp>) {
      Value found = spirv::GLFindILsbOp::create(builder, loc, value);
      return spirv::GLUMinOp::create(builder, loc, found, constant(width));
    } else {
      Value found = spirv::GLFindUMsbOp::create(builder, loc, value);
      return spirv::ISubOp::create(builder, loc, constant(width - 1), found);
    }
  }

  static Value combine(OpBuilder &builder, Location loc, Halves halves) {
    if constexpr (std::is_same_v<OpT, math::CtPopOp>)
      return spirv::IAddOp::create(builder, loc,
                                   count(builder, loc, halves.low, 32),
                                   count(builder, loc, halves.high, 32));
    // The half that decides, unless it is zero.
    constexpr bool trailing = std::is_same_v<OpT, math::CountTrailingZerosOp>;
    Value first = trailing ? halves.low : halves.high;
    Value second = trailing ? halves.high : halves.low;
    Value isZero = spirv::IEqualOp::create(builder, loc, first,
                                           createI32(builder, loc, 0));
    Value more =
        spirv::IAddOp::create(builder, loc, count(builder, loc, second, 32),
                              createI32(builder, loc, 32));
    return spirv::SelectOp::create(builder, loc, isZero, more,
                                   count(builder, loc, first, 32));
  }
};

//===----------------------------------------------------------------------===//
// Floats
//===----------------------------------------------------------------------===//

/// Towards zero: down for positive numbers, up for negative ones. The sign of
/// a zero result is that of the operand.
struct LowerTrunc : MathPattern<math::TruncOp> {
  using MathPattern::MathPattern;
  LogicalResult
  matchAndRewrite(math::TruncOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Type type = getTypeConverter()->convertType(op.getType());
    if (!type || getElementTypeOrSelf(op.getType()).isBF16())
      return rewriter.notifyMatchFailure(op, "bf16 is for storage only");
    Value value = adaptor.getOperand();
    Value down = spirv::GLFloorOp::create(rewriter, loc, type, value);
    Value up = spirv::GLCeilOp::create(rewriter, loc, type, value);
    Value isNegative = spirv::FOrdLessThanOp::create(
        rewriter, loc, value, createZero(rewriter, loc, type));
    rewriter.replaceOpWithNewOp<spirv::SelectOp>(op, type, isNegative, up,
                                                 down);
    return success();
  }
};

/// OpIsFinite exists only for OpenCL.
struct LowerIsFinite : MathPattern<math::IsFiniteOp> {
  using MathPattern::MathPattern;
  LogicalResult
  matchAndRewrite(math::IsFiniteOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value isNaN = spirv::IsNanOp::create(rewriter, loc, adaptor.getOperand());
    Value isInf = spirv::IsInfOp::create(rewriter, loc, adaptor.getOperand());
    Value either = spirv::LogicalOrOp::create(rewriter, loc, isNaN, isInf);
    rewriter.replaceOpWithNewOp<spirv::LogicalNotOp>(op, either);
    return success();
  }
};

/// A value that nobody may look at is zero: it must not differ between runs.
struct LowerPoison : MathPattern<ub::PoisonOp> {
  using MathPattern::MathPattern;
  LogicalResult
  matchAndRewrite(ub::PoisonOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Type type = getTypeConverter()->convertType(op.getType());
    if (!type || !getElementTypeOrSelf(type).isIntOrFloat())
      return rewriter.notifyMatchFailure(op, "no SPIR-V type");
    rewriter.replaceOp(op, createZero(rewriter, op.getLoc(), type));
    return success();
  }
};

} // namespace

void vyre::populateVyreMathToSPIRVPatterns(const SPIRVTypeConverter &converter,
                                           RewritePatternSet &patterns) {
  patterns.add<LowerUncontracted<arith::AddFOp, spirv::FAddOp>,
               LowerUncontracted<arith::SubFOp, spirv::FSubOp>,
               LowerUncontracted<arith::MulFOp, spirv::FMulOp>,
               LowerDirectly<math::Exp2Op, spirv::GLExp2Op>,
               LowerIndexCast<arith::IndexCastOp, /*signExtends=*/true>,
               LowerIndexCast<arith::IndexCastUIOp, /*signExtends=*/false>,
               LowerBFloat16Constant, LowerBFloat16Ext, LowerBFloat16Trunc,
               LowerBFloat16Bitcast, LowerBitCounting<math::CtPopOp>,
               LowerBitCounting<math::CountTrailingZerosOp>,
               LowerBitCounting<math::CountLeadingZerosOp>, LowerTrunc,
               LowerIsFinite, LowerPoison>(converter, patterns.getContext());
  addFmaPattern(converter, patterns);
}
