// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See HostProgram.h.
//
//===----------------------------------------------------------------------===//

#include "HostProgram.h"

#include <cmath>
#include <cstring>

using namespace vyre::rt;
using namespace vyre::artifact;

using Type = vyre::rt::ElementType;

uint64_t vyre::rt::truncateTo(Type type, uint64_t bits) {
  unsigned width = elementBits(type);
  return width >= 64 ? bits : bits & ((uint64_t(1) << width) - 1);
}

int64_t vyre::rt::signExtend(Type type, uint64_t bits) {
  unsigned width = elementBits(type);
  if (width >= 64)
    return static_cast<int64_t>(bits);
  uint64_t sign = uint64_t(1) << (width - 1);
  return static_cast<int64_t>((truncateTo(type, bits) ^ sign) - sign);
}

static bool isScalarInt(Type type) {
  return !elementIsFloat(type) && elementLanes(type) == 1;
}

static bool isHostFloat(Type type) {
  return type == Type::F32 || type == Type::F64;
}

bool vyre::rt::isSupported(const ScalarOp &op) {
  switch (op.opcode) {
  case ScalarOpcode_Constant:
  case ScalarOpcode_Select:
    return elementLanes(op.type) == 1;
  case ScalarOpcode_Length:
  case ScalarOpcode_LaunchGroups:
    return isScalarInt(op.type);
  case ScalarOpcode_AddF:
  case ScalarOpcode_SubF:
  case ScalarOpcode_MulF:
  case ScalarOpcode_DivF:
  case ScalarOpcode_MinF:
  case ScalarOpcode_MaxF:
  case ScalarOpcode_NegF:
  case ScalarOpcode_CmpOEQ:
  case ScalarOpcode_CmpONE:
  case ScalarOpcode_CmpOLT:
  case ScalarOpcode_CmpOLE:
  case ScalarOpcode_CmpOGT:
  case ScalarOpcode_CmpOGE:
    return isHostFloat(op.type);
  case ScalarOpcode_SIToFP:
  case ScalarOpcode_UIToFP:
    return isScalarInt(op.from) && isHostFloat(op.type);
  case ScalarOpcode_FPToSI:
  case ScalarOpcode_FPToUI:
    return isHostFloat(op.from) && isScalarInt(op.type);
  case ScalarOpcode_FPExt:
  case ScalarOpcode_FPTrunc:
    return isHostFloat(op.from) && isHostFloat(op.type);
  case ScalarOpcode_ZExt:
  case ScalarOpcode_SExt:
  case ScalarOpcode_Trunc:
    return isScalarInt(op.from) && isScalarInt(op.type);
  default:
    return op.opcode <= ScalarOpcode_MAX && isScalarInt(op.type);
  }
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

static uint64_t divideSigned(int64_t a, int64_t b) {
  if (b == 0)
    return ~uint64_t(0);
  // Also right for MIN / -1, where the C++ operator overflows.
  if (b == -1)
    return uint64_t(0) - static_cast<uint64_t>(a);
  return static_cast<uint64_t>(a / b);
}

static uint64_t evaluateInt(const ScalarOp &op, uint64_t a, uint64_t b) {
  Type type = op.type;
  uint64_t ua = truncateTo(type, a), ub = truncateTo(type, b);
  int64_t sa = signExtend(type, a), sb = signExtend(type, b);
  unsigned shift = static_cast<unsigned>(ub % elementBits(type));
  switch (op.opcode) {
  case ScalarOpcode_AddI:
    return ua + ub;
  case ScalarOpcode_SubI:
    return ua - ub;
  case ScalarOpcode_MulI:
    return ua * ub;
  case ScalarOpcode_DivUI:
    return ub ? ua / ub : ~uint64_t(0);
  case ScalarOpcode_DivSI:
    return divideSigned(sa, sb);
  case ScalarOpcode_RemUI:
    return ub ? ua % ub : 0;
  case ScalarOpcode_RemSI:
    return sb == 0 || sb == -1 ? 0 : static_cast<uint64_t>(sa % sb);
  case ScalarOpcode_CeilDivUI:
    return ub ? ua / ub + (ua % ub != 0) : ~uint64_t(0);
  case ScalarOpcode_AndI:
    return ua & ub;
  case ScalarOpcode_OrI:
    return ua | ub;
  case ScalarOpcode_XorI:
    return ua ^ ub;
  case ScalarOpcode_ShlI:
    return ua << shift;
  case ScalarOpcode_ShrUI:
    return ua >> shift;
  case ScalarOpcode_ShrSI:
    return static_cast<uint64_t>(sa >> shift);
  case ScalarOpcode_MinUI:
    return ua < ub ? ua : ub;
  case ScalarOpcode_MaxUI:
    return ua > ub ? ua : ub;
  case ScalarOpcode_MinSI:
    return static_cast<uint64_t>(sa < sb ? sa : sb);
  case ScalarOpcode_MaxSI:
    return static_cast<uint64_t>(sa > sb ? sa : sb);
  default:
    return 0;
  }
}

static bool compareInt(const ScalarOp &op, uint64_t a, uint64_t b) {
  uint64_t ua = truncateTo(op.type, a), ub = truncateTo(op.type, b);
  int64_t sa = signExtend(op.type, a), sb = signExtend(op.type, b);
  switch (op.opcode) {
  case ScalarOpcode_CmpEQ:
    return ua == ub;
  case ScalarOpcode_CmpNE:
    return ua != ub;
  case ScalarOpcode_CmpSLT:
    return sa < sb;
  case ScalarOpcode_CmpSLE:
    return sa <= sb;
  case ScalarOpcode_CmpSGT:
    return sa > sb;
  case ScalarOpcode_CmpSGE:
    return sa >= sb;
  case ScalarOpcode_CmpULT:
    return ua < ub;
  case ScalarOpcode_CmpULE:
    return ua <= ub;
  case ScalarOpcode_CmpUGT:
    return ua > ub;
  default:
    return ua >= ub;
  }
}

//===----------------------------------------------------------------------===//
// Floats
//===----------------------------------------------------------------------===//

template <typename T> static T fromBits(uint64_t bits) {
  T value;
  std::memcpy(&value, &bits, sizeof(T));
  return value;
}

template <typename T> static uint64_t toBits(T value) {
  uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(T));
  return bits;
}

// As arith.minimumf and arith.maximumf: a NaN wins, -0 is below +0.
template <typename T> static T minimum(T a, T b) {
  if (std::isnan(a) || std::isnan(b))
    return a + b;
  if (a == b)
    return std::signbit(a) ? a : b;
  return a < b ? a : b;
}

template <typename T> static T maximum(T a, T b) {
  if (std::isnan(a) || std::isnan(b))
    return a + b;
  if (a == b)
    return std::signbit(a) ? b : a;
  return a > b ? a : b;
}

template <typename T>
static uint64_t evaluateFloat(const ScalarOp &op, uint64_t aBits,
                              uint64_t bBits) {
  T a = fromBits<T>(aBits), b = fromBits<T>(bBits);
  switch (op.opcode) {
  case ScalarOpcode_AddF:
    return toBits<T>(a + b);
  case ScalarOpcode_SubF:
    return toBits<T>(a - b);
  case ScalarOpcode_MulF:
    return toBits<T>(a * b);
  case ScalarOpcode_DivF:
    return toBits<T>(a / b);
  case ScalarOpcode_MinF:
    return toBits<T>(minimum(a, b));
  case ScalarOpcode_MaxF:
    return toBits<T>(maximum(a, b));
  case ScalarOpcode_CmpOEQ:
    return a == b;
  case ScalarOpcode_CmpONE:
    return a < b || a > b;
  case ScalarOpcode_CmpOLT:
    return a < b;
  case ScalarOpcode_CmpOLE:
    return a <= b;
  case ScalarOpcode_CmpOGT:
    return a > b;
  default:
    return a >= b;
  }
}

static double asDouble(Type type, uint64_t bits) {
  return type == Type::F32 ? fromBits<float>(bits) : fromBits<double>(bits);
}

// NaN gives 0, everything else is clamped to the range of the type.
static uint64_t floatToInt(Type type, double value, bool isSigned) {
  if (std::isnan(value))
    return 0;
  unsigned width = elementBits(type);
  if (!isSigned) {
    double limit = std::ldexp(1.0, static_cast<int>(width));
    if (value <= 0)
      return 0;
    return value >= limit ? ~uint64_t(0) : static_cast<uint64_t>(value);
  }
  double limit = std::ldexp(1.0, static_cast<int>(width) - 1);
  uint64_t smallest = uint64_t(1) << (width - 1);
  if (value < -limit)
    return smallest;
  if (value >= limit)
    return smallest - 1;
  return static_cast<uint64_t>(static_cast<int64_t>(value));
}

// Each integer is rounded once, straight to the target type.
static uint64_t intToFloat(const ScalarOp &op, uint64_t bits) {
  if (op.opcode == ScalarOpcode_SIToFP) {
    int64_t value = signExtend(op.from, bits);
    return op.type == Type::F32 ? toBits(static_cast<float>(value))
                                : toBits(static_cast<double>(value));
  }
  uint64_t value = truncateTo(op.from, bits);
  return op.type == Type::F32 ? toBits(static_cast<float>(value))
                              : toBits(static_cast<double>(value));
}

//===----------------------------------------------------------------------===//
// Dispatch by opcode
//===----------------------------------------------------------------------===//

uint64_t vyre::rt::evaluate(const ScalarOp &op, const uint64_t *registers) {
  switch (op.opcode) {
  case ScalarOpcode_Constant:
    return truncateTo(op.type, op.imm);
  case ScalarOpcode_Select:
    return (registers[op.a] & 1) ? registers[op.b] : registers[op.c];
  case ScalarOpcode_ZExt:
    return truncateTo(op.type, truncateTo(op.from, registers[op.a]));
  case ScalarOpcode_SExt:
    return truncateTo(
        op.type, static_cast<uint64_t>(signExtend(op.from, registers[op.a])));
  case ScalarOpcode_Trunc:
    return truncateTo(op.type, registers[op.a]);
  case ScalarOpcode_SIToFP:
  case ScalarOpcode_UIToFP:
    return intToFloat(op, registers[op.a]);
  case ScalarOpcode_FPToSI:
  case ScalarOpcode_FPToUI:
    return truncateTo(op.type,
                      floatToInt(op.type, asDouble(op.from, registers[op.a]),
                                 op.opcode == ScalarOpcode_FPToSI));
  case ScalarOpcode_FPExt:
  case ScalarOpcode_FPTrunc: {
    double value = asDouble(op.from, registers[op.a]);
    return op.type == Type::F32 ? toBits(static_cast<float>(value))
                                : toBits(value);
  }
  case ScalarOpcode_NegF: {
    // Flips the sign of a NaN too, as arith.negf does.
    uint64_t sign = uint64_t(1) << (elementBits(op.type) - 1);
    return registers[op.a] ^ sign;
  }
  default:
    break;
  }
  if (op.opcode >= ScalarOpcode_CmpEQ && op.opcode <= ScalarOpcode_CmpUGE)
    return compareInt(op, registers[op.a], registers[op.b]);
  if (isHostFloat(op.type))
    return op.type == Type::F32
               ? evaluateFloat<float>(op, registers[op.a], registers[op.b])
               : evaluateFloat<double>(op, registers[op.a], registers[op.b]);
  return truncateTo(op.type, evaluateInt(op, registers[op.a], registers[op.b]));
}
