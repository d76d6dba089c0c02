// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Folders and ranges of the total integer ops and conversions. Each function
// here is the rule of docs/Semantics.md (VYRE-AR, VYRE-FP) in arbitrary
// precision.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Dialect/VyreOps.h"

#include "mlir/Dialect/CommonFolders.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/APSInt.h"

using namespace mlir;
using namespace mlir::vyre;

using BinaryRule = llvm::function_ref<APInt(const APInt &, const APInt &)>;

/// Indices have 32 bits inside a program but 64 in attributes.
static constexpr unsigned kIndexBits = 32;

/// Applies a rule to constant operands, elementwise on vectors.
static OpFoldResult foldBinary(Operation *op, ArrayRef<Attribute> operands,
                               BinaryRule rule) {
  bool isIndex = op->getResult(0).getType().isIndex();
  return constFoldBinaryOp<IntegerAttr>(
      operands, [&](const APInt &lhs, const APInt &rhs) {
        if (!isIndex)
          return rule(lhs, rhs);
        return rule(lhs.trunc(kIndexBits), rhs.trunc(kIndexBits))
            .zext(lhs.getBitWidth());
      });
}

/// Whether an operand is the constant 0 or 1, also as a splat.
static bool isConstant(Attribute operand, uint64_t value) {
  if (auto splat = dyn_cast_or_null<SplatElementsAttr>(operand))
    operand = splat.getSplatValue<Attribute>();
  auto integer = dyn_cast_or_null<IntegerAttr>(operand);
  return integer && integer.getValue() == value;
}

//===----------------------------------------------------------------------===//
// Division (VYRE-AR-01 to 04)
//===----------------------------------------------------------------------===//

OpFoldResult DivUIOp::fold(FoldAdaptor adaptor) {
  if (isConstant(adaptor.getRhs(), 1))
    return getLhs();
  return foldBinary(*this, adaptor.getOperands(), [](auto &lhs, auto &rhs) {
    return rhs.isZero() ? APInt::getAllOnes(lhs.getBitWidth()) : lhs.udiv(rhs);
  });
}

OpFoldResult RemUIOp::fold(FoldAdaptor adaptor) {
  return foldBinary(*this, adaptor.getOperands(), [](auto &lhs, auto &rhs) {
    return rhs.isZero() ? rhs : lhs.urem(rhs);
  });
}

OpFoldResult DivSIOp::fold(FoldAdaptor adaptor) {
  if (isConstant(adaptor.getRhs(), 1))
    return getLhs();
  return foldBinary(*this, adaptor.getOperands(), [](auto &lhs, auto &rhs) {
    // APInt's division of MIN by -1 wraps to MIN, as the rule asks.
    return rhs.isZero() ? APInt::getAllOnes(lhs.getBitWidth()) : lhs.sdiv(rhs);
  });
}

OpFoldResult RemSIOp::fold(FoldAdaptor adaptor) {
  return foldBinary(*this, adaptor.getOperands(), [](auto &lhs, auto &rhs) {
    return rhs.isZero() ? rhs : lhs.srem(rhs);
  });
}

/// The unsigned range of an operand. The analysis computes indices in 64 bits,
/// where a sum may exceed what wraps around in a program: then anything goes.
static ConstantIntRanges operandRange(Type type,
                                      const ConstantIntRanges &range) {
  unsigned width = range.umax().getBitWidth();
  if (!type.isIndex() || range.umax().getActiveBits() <= kIndexBits)
    return range;
  return ConstantIntRanges::fromUnsigned(
      APInt::getZero(width), APInt::getLowBitsSet(width, kIndexBits));
}

void DivUIOp::inferResultRanges(ArrayRef<ConstantIntRanges> operands,
                                SetIntRangeFn setRange) {
  ConstantIntRanges lhs = operandRange(getType(), operands[0]);
  ConstantIntRanges rhs = operandRange(getType(), operands[1]);
  unsigned width = lhs.umax().getBitWidth();
  unsigned bits = getType().isIndex() ? kIndexBits : width;
  // Division by zero gives all ones.
  if (rhs.umin().isZero())
    return setRange(getResult(), ConstantIntRanges::fromUnsigned(
                                     APInt::getZero(width),
                                     APInt::getLowBitsSet(width, bits)));
  setRange(getResult(), ConstantIntRanges::fromUnsigned(
                            lhs.umin().udiv(rhs.umax()),
                            lhs.umax().udiv(rhs.umin())));
}

void RemUIOp::inferResultRanges(ArrayRef<ConstantIntRanges> operands,
                                SetIntRangeFn setRange) {
  ConstantIntRanges lhs = operandRange(getType(), operands[0]);
  ConstantIntRanges rhs = operandRange(getType(), operands[1]);
  unsigned width = lhs.umax().getBitWidth();
  APInt max = rhs.umax().isZero()
                  ? APInt::getZero(width)
                  : llvm::APIntOps::umin(lhs.umax(), rhs.umax() - 1);
  setRange(getResult(),
           ConstantIntRanges::fromUnsigned(APInt::getZero(width), max));
}

//===----------------------------------------------------------------------===//
// Shifts and rotates (VYRE-AR-05, 06)
//===----------------------------------------------------------------------===//

static unsigned shiftAmount(const APInt &value, const APInt &amount) {
  // Widths are powers of two, so this is the amount modulo the width.
  return (amount & (value.getBitWidth() - 1)).getZExtValue();
}

OpFoldResult ShLIOp::fold(FoldAdaptor adaptor) {
  if (isConstant(adaptor.getRhs(), 0))
    return getLhs();
  return foldBinary(*this, adaptor.getOperands(), [](auto &lhs, auto &rhs) {
    return lhs.shl(shiftAmount(lhs, rhs));
  });
}

OpFoldResult ShRUIOp::fold(FoldAdaptor adaptor) {
  if (isConstant(adaptor.getRhs(), 0))
    return getLhs();
  return foldBinary(*this, adaptor.getOperands(), [](auto &lhs, auto &rhs) {
    return lhs.lshr(shiftAmount(lhs, rhs));
  });
}

OpFoldResult ShRSIOp::fold(FoldAdaptor adaptor) {
  if (isConstant(adaptor.getRhs(), 0))
    return getLhs();
  return foldBinary(*this, adaptor.getOperands(), [](auto &lhs, auto &rhs) {
    return lhs.ashr(shiftAmount(lhs, rhs));
  });
}

OpFoldResult RotLOp::fold(FoldAdaptor adaptor) {
  if (isConstant(adaptor.getRhs(), 0))
    return getLhs();
  return foldBinary(*this, adaptor.getOperands(), [](auto &lhs, auto &rhs) {
    return lhs.rotl(shiftAmount(lhs, rhs));
  });
}

OpFoldResult RotROp::fold(FoldAdaptor adaptor) {
  if (isConstant(adaptor.getRhs(), 0))
    return getLhs();
  return foldBinary(*this, adaptor.getOperands(), [](auto &lhs, auto &rhs) {
    return lhs.rotr(shiftAmount(lhs, rhs));
  });
}

//===----------------------------------------------------------------------===//
// Saturation and distance (VYRE-AR-07, 08)
//===----------------------------------------------------------------------===//

OpFoldResult UAddSatOp::fold(FoldAdaptor adaptor) {
  return foldBinary(*this, adaptor.getOperands(),
                    [](auto &lhs, auto &rhs) { return lhs.uadd_sat(rhs); });
}

OpFoldResult SAddSatOp::fold(FoldAdaptor adaptor) {
  return foldBinary(*this, adaptor.getOperands(),
                    [](auto &lhs, auto &rhs) { return lhs.sadd_sat(rhs); });
}

OpFoldResult USubSatOp::fold(FoldAdaptor adaptor) {
  return foldBinary(*this, adaptor.getOperands(),
                    [](auto &lhs, auto &rhs) { return lhs.usub_sat(rhs); });
}

OpFoldResult SSubSatOp::fold(FoldAdaptor adaptor) {
  return foldBinary(*this, adaptor.getOperands(),
                    [](auto &lhs, auto &rhs) { return lhs.ssub_sat(rhs); });
}

OpFoldResult UMulSatOp::fold(FoldAdaptor adaptor) {
  return foldBinary(*this, adaptor.getOperands(),
                    [](auto &lhs, auto &rhs) { return lhs.umul_sat(rhs); });
}

OpFoldResult SMulSatOp::fold(FoldAdaptor adaptor) {
  return foldBinary(*this, adaptor.getOperands(),
                    [](auto &lhs, auto &rhs) { return lhs.smul_sat(rhs); });
}

OpFoldResult AbsDiffUIOp::fold(FoldAdaptor adaptor) {
  return foldBinary(*this, adaptor.getOperands(), [](auto &lhs, auto &rhs) {
    return lhs.ult(rhs) ? rhs - lhs : lhs - rhs;
  });
}

OpFoldResult AbsDiffSIOp::fold(FoldAdaptor adaptor) {
  return foldBinary(*this, adaptor.getOperands(), [](auto &lhs, auto &rhs) {
    return lhs.slt(rhs) ? rhs - lhs : lhs - rhs;
  });
}

OpFoldResult BitReverseOp::fold(FoldAdaptor adaptor) {
  return constFoldUnaryOp<IntegerAttr>(
      adaptor.getOperands(),
      [](const APInt &operand) { return operand.reverseBits(); });
}

//===----------------------------------------------------------------------===//
// Conversions (VYRE-AR-10, VYRE-FP-02)
//===----------------------------------------------------------------------===//

/// APFloat's conversion truncates, clamps, and maps NaN to zero.
static OpFoldResult foldToInteger(Attribute operand, Type result,
                                  bool isUnsigned) {
  auto constant = dyn_cast_or_null<FloatAttr>(operand);
  if (!constant)
    return {};
  llvm::APSInt integer(result.getIntOrFloatBitWidth(), isUnsigned);
  bool isExact;
  constant.getValue().convertToInteger(integer, APFloat::rmTowardZero,
                                       &isExact);
  if (constant.getValue().isNaN())
    integer = 0;
  return IntegerAttr::get(result, integer);
}

OpFoldResult FPToUISatOp::fold(FoldAdaptor adaptor) {
  return foldToInteger(adaptor.getOperand(), getType(), /*isUnsigned=*/true);
}

OpFoldResult FPToSISatOp::fold(FoldAdaptor adaptor) {
  return foldToInteger(adaptor.getOperand(), getType(), /*isUnsigned=*/false);
}

OpFoldResult CanonicalizeOp::fold(FoldAdaptor adaptor) {
  auto constant = dyn_cast_or_null<FloatAttr>(adaptor.getOperand());
  if (!constant)
    return {};
  APFloat value = constant.getValue();
  if (value.isNaN())
    value = APFloat(APFloat::IEEEsingle(), APInt(32, 0x7FC00000));
  else if (value.isDenormal())
    value = APFloat::getZero(APFloat::IEEEsingle(), value.isNegative());
  return FloatAttr::get(getType(), value);
}
