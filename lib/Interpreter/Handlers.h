// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The operations of flat code. Each function picks the loop over lanes that
// does an operation at a width or in a format.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_INTERPRETER_HANDLERS_H
#define VYRE_LIB_INTERPRETER_HANDLERS_H

#include "Frame.h"

namespace mlir::vyre::interp {

//===----------------------------------------------------------------------===//
// Integers: dst = a op b, `aux` is the width
//===----------------------------------------------------------------------===//

/// Division and shifts are total (VYRE-AR-01 to 05), also for `arith` ops,
/// which leave those cases open.
#define VYRE_INTEGER_BINARY(X)                                                 \
  X(Add)                                                                       \
  X(Sub) X(Mul) X(And) X(Or) X(Xor) X(DivU) X(DivS) X(RemU) X(RemS)            \
      X(CeilDivU) X(CeilDivS) X(FloorDivS) X(ShL) X(ShRU) X(ShRS) X(RotL)      \
          X(RotR) X(MinU) X(MinS) X(MaxU) X(MaxS) X(AbsDiffU) X(AbsDiffS)      \
              X(UAddSat) X(SAddSat) X(USubSat) X(SSubSat) X(UMulSat)           \
                  X(SMulSat) X(MulHighU) X(MulHighS)

#define VYRE_INTEGER_UNARY(X)                                                  \
  X(AbsS) X(PopCount) X(LeadingZeros) X(TrailingZeros) X(BitReverse)

/// The result is an i1. Carry is that of a + b.
#define VYRE_INTEGER_COMPARE(X)                                                \
  X(Eq) X(Ne) X(LtS) X(LeS) X(GtS) X(GeS) X(LtU) X(LeU) X(GtU) X(GeU) X(Carry)

#define VYRE_ENUMERATOR(name) name,
enum class IntegerBinary : uint8_t { VYRE_INTEGER_BINARY(VYRE_ENUMERATOR) };
enum class IntegerUnary : uint8_t { VYRE_INTEGER_UNARY(VYRE_ENUMERATOR) };
enum class IntegerCompare : uint8_t { VYRE_INTEGER_COMPARE(VYRE_ENUMERATOR) };

Handler integerBinary(IntegerBinary op, unsigned width);
Handler integerUnary(IntegerUnary op, unsigned width);
Handler integerCompare(IntegerCompare op, unsigned width);

/// dst += b; c = whether it is still below a. False when the sum wraps: a loop
/// ends where its counter has no next value.
Handler loopStep(bool isUnsigned, unsigned width);

//===----------------------------------------------------------------------===//
// Floats: dst = op(a, b, c)
//===----------------------------------------------------------------------===//

enum class FloatFormat : uint8_t { F16, F32, F64 };

#define VYRE_FLOAT_BINARY(X)                                                   \
  X(AddF)                                                                      \
  X(SubF) X(MulF) X(DivF) X(RemF) X(Minimum) X(Maximum) X(MinNum) X(MaxNum)    \
      X(CopySign) X(Pow) X(Atan2)

/// Neg, Abs and CopySign change the sign bit only, also of a NaN.
#define VYRE_FLOAT_UNARY(X)                                                    \
  X(Neg)                                                                       \
  X(Abs) X(Sqrt) X(Rsqrt) X(Cbrt) X(Floor) X(Ceil) X(Trunc) X(Round)           \
      X(RoundEven) X(Sin) X(Cos) X(Tan) X(Asin) X(Acos) X(Atan) X(Sinh)        \
          X(Cosh) X(Tanh) X(Asinh) X(Acosh) X(Atanh) X(Exp) X(Exp2) X(ExpM1)   \
              X(Log) X(Log2) X(Log10) X(Log1P) X(Erf) X(Erfc) X(Canonicalize)

#define VYRE_FLOAT_TEST(X) X(IsNaN) X(IsInf) X(IsFinite)

enum class FloatBinary : uint8_t { VYRE_FLOAT_BINARY(VYRE_ENUMERATOR) };
enum class FloatUnary : uint8_t { VYRE_FLOAT_UNARY(VYRE_ENUMERATOR) };
enum class FloatTest : uint8_t { VYRE_FLOAT_TEST(VYRE_ENUMERATOR) };
#undef VYRE_ENUMERATOR

Handler floatBinary(FloatBinary op, FloatFormat format);
Handler floatUnary(FloatUnary op, FloatFormat format);
Handler floatTest(FloatTest op, FloatFormat format);
/// Compares a and b. `aux` has a bit for each outcome that is true: 1 less, 2
/// equal, 4 greater, 8 unordered.
Handler floatCompare(FloatFormat format);
/// dst = a * b + c with one rounding.
Handler floatFma(FloatFormat format);

//===----------------------------------------------------------------------===//
// Moves and conversions: dst = convert(a)
//===----------------------------------------------------------------------===//

/// By the width of the value.
Handler copy(unsigned width);
/// dst = a ? b : c.
Handler select(unsigned width);
/// dst += 1 on a register of 32 bits; dst = 0.
Handler increment();
Handler clear();

/// To a width that is in `aux`. Signed: `b` is the width of the operand, which
/// is its sign. (`b` is a number here, no register.)
Handler convertInteger(bool isSigned, unsigned fromWidth, unsigned toWidth);
/// `aux` is the width of the integer.
Handler integerToFloat(bool isSigned, unsigned fromWidth, FloatFormat to);
Handler floatToInteger(bool isSigned, FloatFormat from, unsigned toWidth);
/// Between formats, given by type: f16, bf16, f32 or f64.
Handler convertFloat(Type from, Type to);

//===----------------------------------------------------------------------===//
// Memory and foreign ops: `aux` is the number of the site
//===----------------------------------------------------------------------===//

/// Loads dst from element a; stores b to element a.
Handler load(unsigned bytes);
Handler store(unsigned bytes);
/// dst = element a; then it is combined with b. Elements of 4 or 8 bytes.
Handler atomicRMW(unsigned bytes);
/// dst = element a; where it equals c it becomes b.
Handler atomicCAS(unsigned bytes);
Handler atomicLoad(unsigned bytes);
Handler atomicStore(unsigned bytes);

/// dst = a token; copies c elements from element a to element b.
Handler startCopy();
/// Waits for the copy of the token a.
Handler waitCopy();
/// What `in`, a start, would read and write.
CopyEffect copyEffect(const Instruction &in, const FlatCode &code,
                      const uint8_t *registers, const BufferView *buffers,
                      uint32_t lane);

/// Runs an op by its interface.
Handler foreignOp();

//===----------------------------------------------------------------------===//
// Subgroups: lanes are those of one subgroup that take part
//===----------------------------------------------------------------------===//

/// The results of the site have the bits of those whose a is true.
Handler subgroupBallot();
/// dst = a of the lane that b names in the subgroup, or 0.
Handler subgroupShuffle(unsigned width);
/// dst = a of all lanes, combined in ascending order.
Handler subgroupReduce(ReduceKind kind, unsigned width);

} // namespace mlir::vyre::interp

#endif // VYRE_LIB_INTERPRETER_HANDLERS_H
