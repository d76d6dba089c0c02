// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Expands the total ops (VYRE-AR, VYRE-FP-02) to guarded arith ops.
//
// Each guard replaces the operand for which arith is undefined before the op,
// and the result after it if that is not right by itself. Nothing branches.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Conversion/VyreToGPU.h"

#include "Vyre/Dialect/VyreOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include <optional>

using namespace mlir;
using namespace mlir::vyre;

namespace {

using Predicate = arith::CmpIPredicate;

/// Builds integer arithmetic of one type: a number, or a vector of numbers.
class Emitter {
public:
  Emitter(OpBuilder &builder, Location loc, Type type)
      : builder(builder), loc(loc), type(type) {
    Type element = getElementTypeOrSelf(type);
    width = element.isIndex() ? 32 : element.getIntOrFloatBitWidth();
  }

  /// Bits of a number. An index has 32.
  unsigned getWidth() const { return width; }
  APInt ones() const { return APInt::getAllOnes(width); }
  APInt min() const { return APInt::getSignedMinValue(width); }
  APInt max() const { return APInt::getSignedMaxValue(width); }
  APInt number(uint64_t value) const {
    return APInt(width, value, /*isSigned=*/false, /*implicitTrunc=*/true);
  }

  Value constant(APInt value) {
    Type element = getElementTypeOrSelf(type);
    if (element.isIndex())
      value = value.zext(64);
    TypedAttr attribute = IntegerAttr::get(element, value);
    if (auto vector = dyn_cast<VectorType>(type))
      attribute = DenseElementsAttr::get(vector, value);
    return arith::ConstantOp::create(builder, loc, attribute);
  }
  Value constant(uint64_t value) { return constant(number(value)); }

  template <typename OpT>
  Value make(Value lhs, Value rhs) {
    return OpT::create(builder, loc, lhs, rhs);
  }
  Value add(Value a, Value b) { return make<arith::AddIOp>(a, b); }
  Value sub(Value a, Value b) { return make<arith::SubIOp>(a, b); }
  Value mul(Value a, Value b) { return make<arith::MulIOp>(a, b); }
  Value bitAnd(Value a, Value b) { return make<arith::AndIOp>(a, b); }
  Value bitOr(Value a, Value b) { return make<arith::OrIOp>(a, b); }
  Value bitXor(Value a, Value b) { return make<arith::XOrIOp>(a, b); }
  Value shl(Value a, Value b) { return make<arith::ShLIOp>(a, b); }
  Value shru(Value a, Value b) { return make<arith::ShRUIOp>(a, b); }
  Value shrs(Value a, Value b) { return make<arith::ShRSIOp>(a, b); }
  Value compare(Predicate predicate, Value a, Value b) {
    return arith::CmpIOp::create(builder, loc, predicate, a, b);
  }
  Value equals(Value a, APInt b) {
    return compare(Predicate::eq, a, constant(b));
  }
  Value isNegative(Value a) { return compare(Predicate::slt, a, constant(0)); }
  Value select(Value condition, Value a, Value b) {
    return arith::SelectOp::create(builder, loc, condition, a, b);
  }
  /// MAX for a value that is not negative, MIN for one that is.
  Value limitBySign(Value a) {
    return bitXor(shrs(a, constant(width - 1)), constant(max()));
  }

  OpBuilder &builder;
  Location loc;
  Type type;

private:
  unsigned width;
};

} // namespace

/// The value of a constant or a splat, with as many bits as the type has.
static std::optional<APInt> getConstant(Value value, unsigned width) {
  APInt constant;
  if (!matchPattern(value, m_ConstantInt(&constant)))
    return std::nullopt;
  return constant.zextOrTrunc(width);
}

/// Whether the value cannot be zero. False is the conservative answer.
static bool isNonZero(Value value, unsigned width) {
  if (std::optional<APInt> constant = getConstant(value, width))
    return !constant->isZero();
  return isa_and_nonnull<NumWorkgroupsOp, gpu::GridDimOp>(
      value.getDefiningOp());
}

//===----------------------------------------------------------------------===//
// Division (VYRE-AR-01 to 04)
//===----------------------------------------------------------------------===//

static Value expand(DivUIOp op, Emitter &e) {
  if (isNonZero(op.getRhs(), e.getWidth()))
    return e.make<arith::DivUIOp>(op.getLhs(), op.getRhs());
  Value isZero = e.equals(op.getRhs(), e.number(0));
  Value divisor = e.select(isZero, e.constant(1), op.getRhs());
  Value quotient = e.make<arith::DivUIOp>(op.getLhs(), divisor);
  return e.select(isZero, e.constant(e.ones()), quotient);
}

static Value expand(RemUIOp op, Emitter &e) {
  if (isNonZero(op.getRhs(), e.getWidth()))
    return e.make<arith::RemUIOp>(op.getLhs(), op.getRhs());
  // x % 1 is 0, which is what x % 0 must be.
  Value isZero = e.equals(op.getRhs(), e.number(0));
  Value divisor = e.select(isZero, e.constant(1), op.getRhs());
  return e.make<arith::RemUIOp>(op.getLhs(), divisor);
}

static Value expand(DivSIOp op, Emitter &e) {
  Value x = op.getLhs(), y = op.getRhs();
  if (std::optional<APInt> divisor = getConstant(y, e.getWidth())) {
    if (divisor->isAllOnes())
      return e.sub(e.constant(0), x);
    if (!divisor->isZero())
      return e.make<arith::DivSIOp>(x, y);
  }
  // MIN / -1 overflows; MIN / 1 gives the MIN that is asked for.
  Value isZero = e.equals(y, e.number(0));
  Value overflows = e.bitAnd(e.equals(y, e.ones()), e.equals(x, e.min()));
  Value divisor = e.select(e.bitOr(isZero, overflows), e.constant(1), y);
  Value quotient = e.make<arith::DivSIOp>(x, divisor);
  return e.select(isZero, e.constant(e.ones()), quotient);
}

static Value expand(RemSIOp op, Emitter &e) {
  Value x = op.getLhs(), y = op.getRhs();
  std::optional<APInt> constant = getConstant(y, e.getWidth());
  Value divisor = y;
  if (!constant || constant->isZero() || constant->isAllOnes()) {
    // x % 1 is 0, which is what x % 0 and x % -1 must be.
    Value isUnsafe = e.bitOr(e.equals(y, e.number(0)), e.equals(y, e.ones()));
    divisor = e.select(isUnsafe, e.constant(1), y);
  }
  // Vulkan leaves remainders of negative numbers undefined, so by division.
  Value quotient = e.make<arith::DivSIOp>(x, divisor);
  return e.sub(x, e.mul(quotient, divisor));
}

//===----------------------------------------------------------------------===//
// Shifts and rotates (VYRE-AR-05, 06)
//===----------------------------------------------------------------------===//

/// The amount modulo the width, which is a power of two.
static Value wrapAmount(Value amount, Emitter &e) {
  if (std::optional<APInt> constant = getConstant(amount, e.getWidth()))
    return constant->ult(e.getWidth())
               ? amount
               : e.constant(constant->urem(e.getWidth()));
  return e.bitAnd(amount, e.constant(e.getWidth() - 1));
}

static Value expand(ShLIOp op, Emitter &e) {
  return e.shl(op.getLhs(), wrapAmount(op.getRhs(), e));
}
static Value expand(ShRUIOp op, Emitter &e) {
  return e.shru(op.getLhs(), wrapAmount(op.getRhs(), e));
}
static Value expand(ShRSIOp op, Emitter &e) {
  return e.shrs(op.getLhs(), wrapAmount(op.getRhs(), e));
}

/// Rotating by 0 shifts by 0 both ways, and x | x is x.
static Value rotate(Value x, Value amount, bool left, Emitter &e) {
  Value forth = wrapAmount(amount, e), back;
  if (std::optional<APInt> constant = getConstant(forth, e.getWidth()))
    back = e.constant((-*constant).urem(e.getWidth()));
  else
    back = e.bitAnd(e.sub(e.constant(0), forth), e.constant(e.getWidth() - 1));
  return left ? e.bitOr(e.shl(x, forth), e.shru(x, back))
              : e.bitOr(e.shru(x, forth), e.shl(x, back));
}

static Value expand(RotLOp op, Emitter &e) {
  return rotate(op.getLhs(), op.getRhs(), /*left=*/true, e);
}
static Value expand(RotROp op, Emitter &e) {
  return rotate(op.getLhs(), op.getRhs(), /*left=*/false, e);
}

//===----------------------------------------------------------------------===//
// Saturation (VYRE-AR-07)
//===----------------------------------------------------------------------===//

static Value expand(UAddSatOp op, Emitter &e) {
  Value sum = e.add(op.getLhs(), op.getRhs());
  Value wraps = e.compare(Predicate::ult, sum, op.getLhs());
  return e.select(wraps, e.constant(e.ones()), sum);
}

static Value expand(SAddSatOp op, Emitter &e) {
  // It overflows if the sum has another sign than both operands.
  Value x = op.getLhs(), sum = e.add(x, op.getRhs());
  Value overflows =
      e.isNegative(e.bitAnd(e.bitXor(x, sum), e.bitXor(op.getRhs(), sum)));
  return e.select(overflows, e.limitBySign(x), sum);
}

static Value expand(USubSatOp op, Emitter &e) {
  Value wraps = e.compare(Predicate::ult, op.getLhs(), op.getRhs());
  return e.select(wraps, e.constant(0), e.sub(op.getLhs(), op.getRhs()));
}

static Value expand(SSubSatOp op, Emitter &e) {
  // It overflows if the operands differ in sign and the difference has the
  // sign of the second.
  Value x = op.getLhs(), difference = e.sub(x, op.getRhs());
  Value overflows =
      e.isNegative(e.bitAnd(e.bitXor(x, op.getRhs()), e.bitXor(x, difference)));
  return e.select(overflows, e.limitBySign(x), difference);
}

/// The product in i32, which holds it for 8 and 16 bits, cut to [low, high].
template <typename ExtOp, typename MinOp, typename MaxOp>
static Value multiplyWide(Value x, Value y, const APInt &low, const APInt &high,
                          Emitter &e) {
  Emitter wide(e.builder, e.loc, e.builder.getI32Type());
  Value product = wide.mul(ExtOp::create(e.builder, e.loc, wide.type, x),
                           ExtOp::create(e.builder, e.loc, wide.type, y));
  product = wide.make<MinOp>(product, wide.constant(high));
  product = wide.make<MaxOp>(product, wide.constant(low));
  return arith::TruncIOp::create(e.builder, e.loc, e.type, product);
}

static Value expand(UMulSatOp op, Emitter &e) {
  Value x = op.getLhs(), y = op.getRhs();
  if (e.getWidth() < 32)
    return multiplyWide<arith::ExtUIOp, arith::MinUIOp, arith::MaxUIOp>(
        x, y, APInt::getZero(32), e.ones().zext(32), e);
  auto product = arith::MulUIExtendedOp::create(e.builder, e.loc, x, y);
  Value fits = e.equals(product.getHigh(), e.number(0));
  return e.select(fits, product.getLow(), e.constant(e.ones()));
}

static Value expand(SMulSatOp op, Emitter &e) {
  Value x = op.getLhs(), y = op.getRhs();
  if (e.getWidth() < 32)
    return multiplyWide<arith::ExtSIOp, arith::MinSIOp, arith::MaxSIOp>(
        x, y, e.min().sext(32), e.max().sext(32), e);
  // It fits if the high half repeats the sign of the low half.
  auto product = arith::MulSIExtendedOp::create(e.builder, e.loc, x, y);
  Value sign = e.shrs(product.getLow(), e.constant(e.getWidth() - 1));
  Value fits = e.compare(Predicate::eq, product.getHigh(), sign);
  return e.select(fits, product.getLow(), e.limitBySign(e.bitXor(x, y)));
}

//===----------------------------------------------------------------------===//
// Distance and bits (VYRE-AR-08, 09)
//===----------------------------------------------------------------------===//

static Value expand(AbsDiffUIOp op, Emitter &e) {
  return e.sub(e.make<arith::MaxUIOp>(op.getLhs(), op.getRhs()),
               e.make<arith::MinUIOp>(op.getLhs(), op.getRhs()));
}

static Value expand(AbsDiffSIOp op, Emitter &e) {
  return e.sub(e.make<arith::MaxSIOp>(op.getLhs(), op.getRhs()),
               e.make<arith::MinSIOp>(op.getLhs(), op.getRhs()));
}

/// Swaps neighbouring groups of 1, 2, 4, ... bits.
static Value expand(BitReverseOp op, Emitter &e) {
  Value x = op.getOperand();
  for (unsigned group = 1; group < e.getWidth(); group *= 2) {
    APInt low =
        APInt::getSplat(e.getWidth(), APInt::getLowBitsSet(2 * group, group));
    Value amount = e.constant(group);
    if (2 * group == e.getWidth()) {
      x = e.bitOr(e.shru(x, amount), e.shl(x, amount));
      break;
    }
    Value mask = e.constant(low);
    x = e.bitOr(e.bitAnd(e.shru(x, amount), mask),
                e.shl(e.bitAnd(x, mask), amount));
  }
  return x;
}

//===----------------------------------------------------------------------===//
// Conversions (VYRE-AR-10, VYRE-FP-02)
//===----------------------------------------------------------------------===//

/// 2^exponent, or infinity where the type does not reach it: then exactly the
/// infinities are out of range.
static APFloat powerOfTwo(FloatType type, unsigned exponent, bool negative) {
  const llvm::fltSemantics &semantics = type.getFloatSemantics();
  return scalbn(APFloat::getOne(semantics, negative), exponent,
                APFloat::rmNearestTiesToEven);
}

/// Converts what is between `low` and `high`, both excluded; `isBelow` and
/// `isAbove` give the limits. NaN is neither, and converts as 0.
template <typename OpT, typename ConvertOp>
static Value convertSaturating(OpT op, const APFloat &low, const APFloat &high,
                               const APInt &below, const APInt &above,
                               Emitter &e) {
  OpBuilder &builder = e.builder;
  Location loc = e.loc;
  Value x = op.getOperand();
  auto type = cast<FloatType>(x.getType());
  auto constant = [&](const APFloat &value) -> Value {
    return arith::ConstantOp::create(builder, loc, FloatAttr::get(type, value));
  };
  auto compare = [&](arith::CmpFPredicate predicate, const APFloat &limit) {
    return arith::CmpFOp::create(builder, loc, predicate, x, constant(limit));
  };
  Value isBelow = compare(arith::CmpFPredicate::OLE, low);
  Value isAbove = compare(arith::CmpFPredicate::OGE, high);
  Value isInside = arith::AndIOp::create(
      builder, loc, compare(arith::CmpFPredicate::OGT, low),
      compare(arith::CmpFPredicate::OLT, high));
  Value zero = constant(APFloat::getZero(type.getFloatSemantics()));
  Value safe = e.select(isInside, x, zero);
  // Through i32 for narrow types: the number is in range, so this is exact.
  Type wide = e.getWidth() < 32 ? Type(builder.getI32Type()) : e.type;
  Value number = ConvertOp::create(builder, loc, wide, safe);
  if (wide != e.type)
    number = arith::TruncIOp::create(builder, loc, e.type, number);
  number = e.select(isBelow, e.constant(below), number);
  return e.select(isAbove, e.constant(above), number);
}

static Value expand(FPToUISatOp op, Emitter &e) {
  auto type = cast<FloatType>(op.getOperand().getType());
  // From -1 to 0 truncation gives 0 as well, so 0 is the lower limit.
  return convertSaturating<FPToUISatOp, arith::FPToUIOp>(
      op, APFloat::getZero(type.getFloatSemantics()),
      powerOfTwo(type, e.getWidth(), /*negative=*/false), e.number(0), e.ones(),
      e);
}

static Value expand(FPToSISatOp op, Emitter &e) {
  auto type = cast<FloatType>(op.getOperand().getType());
  return convertSaturating<FPToSISatOp, arith::FPToSIOp>(
      op, powerOfTwo(type, e.getWidth() - 1, /*negative=*/true),
      powerOfTwo(type, e.getWidth() - 1, /*negative=*/false), e.min(), e.max(),
      e);
}

/// By bit tests: a device may flush subnormals in any float operation.
static Value expand(CanonicalizeOp op, OpBuilder &builder) {
  Location loc = op.getLoc();
  Type i32 = builder.getI32Type();
  Emitter e(builder, loc, i32);
  Value bits = arith::BitcastOp::create(builder, loc, i32, op.getOperand());
  Value magnitude = e.bitAnd(bits, e.constant(0x7fffffff));
  Value isNaN = e.compare(Predicate::ugt, magnitude, e.constant(0x7f800000));
  Value isSubnormal =
      e.compare(Predicate::ult, magnitude, e.constant(0x00800000));
  Value signedZero = e.bitAnd(bits, e.constant(0x80000000));
  bits = e.select(isSubnormal, signedZero, bits);
  bits = e.select(isNaN, e.constant(0x7fc00000), bits);
  return arith::BitcastOp::create(builder, loc, builder.getF32Type(), bits);
}

//===----------------------------------------------------------------------===//
// Patterns
//===----------------------------------------------------------------------===//

namespace {

template <typename OpT>
struct ExpandTotalOp : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpT op,
                                PatternRewriter &rewriter) const override {
    if constexpr (std::is_same_v<OpT, CanonicalizeOp>) {
      rewriter.replaceOp(op, expand(op, rewriter));
    } else {
      Emitter emitter(rewriter, op.getLoc(), op.getType());
      rewriter.replaceOp(op, expand(op, emitter));
    }
    return success();
  }
};

} // namespace

void mlir::vyre::populateExpandTotalOpsPatterns(RewritePatternSet &patterns) {
  patterns.add<
      ExpandTotalOp<DivUIOp>, ExpandTotalOp<RemUIOp>, ExpandTotalOp<DivSIOp>,
      ExpandTotalOp<RemSIOp>, ExpandTotalOp<ShLIOp>, ExpandTotalOp<ShRUIOp>,
      ExpandTotalOp<ShRSIOp>, ExpandTotalOp<RotLOp>, ExpandTotalOp<RotROp>,
      ExpandTotalOp<UAddSatOp>, ExpandTotalOp<SAddSatOp>,
      ExpandTotalOp<USubSatOp>, ExpandTotalOp<SSubSatOp>,
      ExpandTotalOp<UMulSatOp>, ExpandTotalOp<SMulSatOp>,
      ExpandTotalOp<AbsDiffUIOp>, ExpandTotalOp<AbsDiffSIOp>,
      ExpandTotalOp<BitReverseOp>, ExpandTotalOp<FPToUISatOp>,
      ExpandTotalOp<FPToSISatOp>, ExpandTotalOp<CanonicalizeOp>>(
      patterns.getContext());
}
