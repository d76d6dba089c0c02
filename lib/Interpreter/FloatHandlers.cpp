// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Floating point (VYRE-FP). Operations round once, in their own type, and are
// never contracted. Functions of f16 and f32 are computed
// by the host's library in double precision and rounded, which is within half
// a unit in the last place and a hair; those of f64 are the library's own.
//
//===----------------------------------------------------------------------===//

#include "Handlers.h"
#include "Values.h"

#include "llvm/Support/ErrorHandling.h"
#include <cmath>

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::interp;

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

namespace {

template <typename F>
using SlotOf = typename F::Slot;
template <typename F>
using ValueOf = typename F::Value;

template <typename F>
constexpr SlotOf<F> signBit() {
  return SlotOf<F>(1) << (F::kBits - 1);
}

// Slots in, a slot out; x and y are the numbers.
#define VYRE_OP(name, ...)                                                     \
  struct name {                                                                \
    template <typename F>                                                      \
    static SlotOf<F> eval(SlotOf<F> a, SlotOf<F> b) {                          \
      ValueOf<F> x = F::load(a), y = F::load(b);                               \
      (void)x, (void)y;                                                        \
      __VA_ARGS__                                                              \
    }                                                                          \
  };

VYRE_OP(AddF, return F::store(x + y);)
VYRE_OP(SubF, return F::store(x - y);)
VYRE_OP(MulF, return F::store(x * y);)
VYRE_OP(DivF, return F::store(x / y);)
VYRE_OP(RemF, return F::store(std::fmod(x, y));)
// The minimum of zeros of both signs is -0, the maximum +0: or, and.
VYRE_OP(Minimum, {
  if (x == y)
    return a | b;
  return x != x || y != y ? F::store(x + y) : x < y ? a : b;
})
VYRE_OP(Maximum, {
  if (x == y)
    return a & b;
  return x != x || y != y ? F::store(x + y) : x < y ? b : a;
})
VYRE_OP(MinNum, {
  if (x == y)
    return a | b;
  return x != x ? F::store(y) : y != y || x < y ? a : b;
})
VYRE_OP(MaxNum, {
  if (x == y)
    return a & b;
  return x != x ? F::store(y) : y != y || y < x ? a : b;
})
VYRE_OP(CopySign, return (a & ~signBit<F>()) | (b & signBit<F>());)
VYRE_OP(Pow, return F::round(std::pow(double(x), double(y)));)
VYRE_OP(Atan2, return F::round(std::atan2(double(x), double(y)));)
#undef VYRE_OP

#define VYRE_OP(name, ...)                                                     \
  struct name {                                                                \
    template <typename F>                                                      \
    static SlotOf<F> eval(SlotOf<F> a) {                                       \
      ValueOf<F> x = F::load(a);                                               \
      double d = x;                                                            \
      (void)d;                                                                 \
      __VA_ARGS__                                                              \
    }                                                                          \
  };

VYRE_OP(Neg, return a ^ signBit<F>();)
VYRE_OP(Abs, return a & ~signBit<F>();)
VYRE_OP(Sqrt, return F::store(std::sqrt(x));)
VYRE_OP(Rsqrt, return F::round(1.0 / std::sqrt(d));)
VYRE_OP(Cbrt, return F::round(std::cbrt(d));)
VYRE_OP(Floor, return F::store(std::floor(x));)
VYRE_OP(Ceil, return F::store(std::ceil(x));)
VYRE_OP(Trunc, return F::store(std::trunc(x));)
// Ties away from zero (VYRE-FP-04).
VYRE_OP(Round, return F::store(std::round(x));)
// The host rounds to nearest, ties to even, unless somebody changed it.
VYRE_OP(RoundEven, return F::store(std::nearbyint(x));)
VYRE_OP(Sin, return F::round(std::sin(d));)
VYRE_OP(Cos, return F::round(std::cos(d));)
VYRE_OP(Tan, return F::round(std::tan(d));)
VYRE_OP(Asin, return F::round(std::asin(d));)
VYRE_OP(Acos, return F::round(std::acos(d));)
VYRE_OP(Atan, return F::round(std::atan(d));)
VYRE_OP(Sinh, return F::round(std::sinh(d));)
VYRE_OP(Cosh, return F::round(std::cosh(d));)
VYRE_OP(Tanh, return F::round(std::tanh(d));)
VYRE_OP(Asinh, return F::round(std::asinh(d));)
VYRE_OP(Acosh, return F::round(std::acosh(d));)
VYRE_OP(Atanh, return F::round(std::atanh(d));)
VYRE_OP(Exp, return F::round(std::exp(d));)
VYRE_OP(Exp2, return F::round(std::exp2(d));)
VYRE_OP(ExpM1, return F::round(std::expm1(d));)
VYRE_OP(Log, return F::round(std::log(d));)
VYRE_OP(Log2, return F::round(std::log2(d));)
VYRE_OP(Log10, return F::round(std::log10(d));)
VYRE_OP(Log1P, return F::round(std::log1p(d));)
VYRE_OP(Erf, return F::round(std::erf(d));)
VYRE_OP(Erfc, return F::round(std::erfc(d));)
/// VYRE-FP-02: NaNs and subnormals. Of f32 in the dialect.
VYRE_OP(Canonicalize, {
  constexpr unsigned kMantissa = F::kBits == 64 ? 52 : F::kBits == 32 ? 23 : 10;
  SlotOf<F> magnitude = a & ~signBit<F>();
  if (magnitude >> kMantissa == 0)
    return a & signBit<F>();
  return x != x ? F::store(x) : a;
})
#undef VYRE_OP

#define VYRE_OP(name, ...)                                                     \
  struct name {                                                                \
    template <typename F>                                                      \
    static uint32_t eval(ValueOf<F> x) {                                       \
      return __VA_ARGS__;                                                      \
    }                                                                          \
  };

VYRE_OP(IsNaN, x != x)
VYRE_OP(IsInf, std::fabs(x) == ValueOf<F>(HUGE_VAL))
VYRE_OP(IsFinite, std::fabs(x) < ValueOf<F>(HUGE_VAL))
#undef VYRE_OP

//===----------------------------------------------------------------------===//
// Loops over lanes
//===----------------------------------------------------------------------===//

template <typename Op>
struct Binary {
  template <typename F>
  static void run(const Instruction &in, Frame &frame, const Lanes &lanes) {
    const auto *a = frame.reg<SlotOf<F>>(in.a);
    const auto *b = frame.reg<SlotOf<F>>(in.b);
    auto *dst = frame.reg<SlotOf<F>>(in.dst);
    forLanes(lanes,
             [=](uint32_t i) { dst[i] = Op::template eval<F>(a[i], b[i]); });
  }
};

template <typename Op>
struct Unary {
  template <typename F>
  static void run(const Instruction &in, Frame &frame, const Lanes &lanes) {
    const auto *a = frame.reg<SlotOf<F>>(in.a);
    auto *dst = frame.reg<SlotOf<F>>(in.dst);
    forLanes(lanes, [=](uint32_t i) { dst[i] = Op::template eval<F>(a[i]); });
  }
};

template <typename Op>
struct Test {
  template <typename F>
  static void run(const Instruction &in, Frame &frame, const Lanes &lanes) {
    const auto *a = frame.reg<SlotOf<F>>(in.a);
    auto *dst = frame.reg<uint32_t>(in.dst);
    forLanes(lanes,
             [=](uint32_t i) { dst[i] = Op::template eval<F>(F::load(a[i])); });
  }
};

struct CompareF {
  template <typename F>
  static void run(const Instruction &in, Frame &frame, const Lanes &lanes) {
    const auto *a = frame.reg<SlotOf<F>>(in.a);
    const auto *b = frame.reg<SlotOf<F>>(in.b);
    auto *dst = frame.reg<uint32_t>(in.dst);
    uint32_t less = in.aux & 1, equal = in.aux >> 1 & 1;
    uint32_t greater = in.aux >> 2 & 1, unordered = in.aux >> 3 & 1;
    forLanes(lanes, [=](uint32_t i) {
      auto x = F::load(a[i]), y = F::load(b[i]);
      dst[i] = x < y ? less : x == y ? equal : x > y ? greater : unordered;
    });
  }
};

struct Fma {
  template <typename F>
  static void run(const Instruction &in, Frame &frame, const Lanes &lanes) {
    const auto *a = frame.reg<SlotOf<F>>(in.a);
    const auto *b = frame.reg<SlotOf<F>>(in.b);
    const auto *c = frame.reg<SlotOf<F>>(in.c);
    auto *dst = frame.reg<SlotOf<F>>(in.dst);
    forLanes(lanes, [=](uint32_t i) {
      dst[i] = F::store(std::fma(F::load(a[i]), F::load(b[i]), F::load(c[i])));
    });
  }
};

template <typename Family>
Handler forFormat(FloatFormat format) {
  switch (format) {
  case FloatFormat::F16:
    return &Family::template run<F16>;
  case FloatFormat::F32:
    return &Family::template run<F32>;
  case FloatFormat::F64:
    return &Family::template run<F64>;
  }
  llvm_unreachable("all formats are listed");
}

} // namespace

Handler interp::floatBinary(FloatBinary op, FloatFormat format) {
  switch (op) {
#define VYRE_CASE(name)                                                        \
  case FloatBinary::name:                                                      \
    return forFormat<Binary<name>>(format);
    VYRE_FLOAT_BINARY(VYRE_CASE)
#undef VYRE_CASE
  }
  llvm_unreachable("all operations are listed");
}

Handler interp::floatUnary(FloatUnary op, FloatFormat format) {
  switch (op) {
#define VYRE_CASE(name)                                                        \
  case FloatUnary::name:                                                       \
    return forFormat<Unary<name>>(format);
    VYRE_FLOAT_UNARY(VYRE_CASE)
#undef VYRE_CASE
  }
  llvm_unreachable("all operations are listed");
}

Handler interp::floatTest(FloatTest op, FloatFormat format) {
  switch (op) {
#define VYRE_CASE(name)                                                        \
  case FloatTest::name:                                                        \
    return forFormat<Test<name>>(format);
    VYRE_FLOAT_TEST(VYRE_CASE)
#undef VYRE_CASE
  }
  llvm_unreachable("all operations are listed");
}

Handler interp::floatCompare(FloatFormat format) {
  return forFormat<CompareF>(format);
}

Handler interp::floatFma(FloatFormat format) { return forFormat<Fma>(format); }
