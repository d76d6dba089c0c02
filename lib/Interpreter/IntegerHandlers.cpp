// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Integer arithmetic (VYRE-AR). Each operation is a template over the slot: 32
// and 64 bits run at full width, other widths are masked.
//
//===----------------------------------------------------------------------===//

#include "Handlers.h"
#include "Values.h"

#include "llvm/ADT/bit.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::interp;

__extension__ typedef unsigned __int128 UInt128;
__extension__ typedef __int128 Int128;

//===----------------------------------------------------------------------===//
// Operations on numbers of `w` bits in slots of type T
//===----------------------------------------------------------------------===//

namespace {

template <typename T>
using WideUnsigned = std::conditional_t<sizeof(T) == 4, uint64_t, UInt128>;
template <typename T>
using WideSigned = std::conditional_t<sizeof(T) == 4, int64_t, Int128>;

/// The smallest signed number of `w` bits, in a slot.
template <typename T>
T minSigned(unsigned w) {
  return T(1) << (w - 1);
}

template <typename T>
T clampSigned(WideSigned<T> value, unsigned w) {
  WideSigned<T> max = WideSigned<T>(lowBits<T>(w) >> 1);
  return T(value > max ? max : value < -max - 1 ? -max - 1 : value);
}

// Results are masked to `w` bits afterwards.
#define VYRE_OP(name, ...)                                                     \
  struct name {                                                                \
    template <typename T>                                                      \
    static T eval(T a, T b, unsigned w) {                                      \
      __VA_ARGS__                                                              \
    }                                                                          \
  };

VYRE_OP(Add, return a + b;)
VYRE_OP(Sub, return a - b;)
VYRE_OP(Mul, return a * b;)
VYRE_OP(And, return a & b;)
VYRE_OP(Or, return a | b;)
VYRE_OP(Xor, return a ^ b;)

VYRE_OP(DivU, return b ? a / b : ~T(0);)
VYRE_OP(RemU, return b ? a % b : T(0);)
VYRE_OP(CeilDivU, return b ? a / b + (a % b != 0) : ~T(0);)

/// Whether a / b is defined in C++.
template <typename T>
bool divides(T a, T b, unsigned w) {
  return b != 0 && !(a == minSigned<T>(w) && b == lowBits<T>(w));
}
VYRE_OP(DivS, {
  if (!divides(a, b, w))
    return b ? a : ~T(0);
  return T(signExtend(a, w) / signExtend(b, w));
})
VYRE_OP(RemS, {
  if (!divides(a, b, w))
    return T(0);
  return T(signExtend(a, w) % signExtend(b, w));
})
VYRE_OP(CeilDivS, {
  if (!divides(a, b, w))
    return b ? a : ~T(0);
  auto x = signExtend(a, w), y = signExtend(b, w);
  return T(x / y + (x % y != 0 && (x < 0) == (y < 0)));
})
VYRE_OP(FloorDivS, {
  if (!divides(a, b, w))
    return b ? a : ~T(0);
  auto x = signExtend(a, w), y = signExtend(b, w);
  return T(x / y - (x % y != 0 && (x < 0) != (y < 0)));
})

VYRE_OP(ShL, return a << b % w;)
VYRE_OP(ShRU, return a >> b % w;)
VYRE_OP(ShRS, return T(signExtend(a, w) >> b % w);)
VYRE_OP(RotL, {
  unsigned amount = b % w;
  return amount ? a << amount | a >> (w - amount) : a;
})
VYRE_OP(RotR, {
  unsigned amount = b % w;
  return amount ? a >> amount | a << (w - amount) : a;
})

VYRE_OP(MinU, return a < b ? a : b;)
VYRE_OP(MaxU, return a < b ? b : a;)
VYRE_OP(MinS, return signExtend(a, w) < signExtend(b, w) ? a : b;)
VYRE_OP(MaxS, return signExtend(a, w) < signExtend(b, w) ? b : a;)
VYRE_OP(AbsDiffU, return a < b ? b - a : a - b;)
VYRE_OP(AbsDiffS, return signExtend(a, w) < signExtend(b, w) ? b - a : a - b;)

VYRE_OP(UAddSat, {
  WideUnsigned<T> sum = WideUnsigned<T>(a) + b;
  return sum > lowBits<T>(w) ? lowBits<T>(w) : T(sum);
})
VYRE_OP(USubSat, return a < b ? T(0) : a - b;)
VYRE_OP(UMulSat, {
  WideUnsigned<T> product = WideUnsigned<T>(a) * b;
  return product > lowBits<T>(w) ? lowBits<T>(w) : T(product);
})
VYRE_OP(SAddSat, return clampSigned<T>(WideSigned<T>(signExtend(a, w)) +
                                           signExtend(b, w),
                                       w);)
VYRE_OP(SSubSat, return clampSigned<T>(WideSigned<T>(signExtend(a, w)) -
                                           signExtend(b, w),
                                       w);)
VYRE_OP(SMulSat, return clampSigned<T>(WideSigned<T>(signExtend(a, w)) *
                                           signExtend(b, w),
                                       w);)

VYRE_OP(MulHighU, return T(WideUnsigned<T>(a) * b >> w);)
VYRE_OP(MulHighS,
        return T(WideSigned<T>(signExtend(a, w)) * signExtend(b, w) >> w);)

VYRE_OP(Eq, return a == b;)
VYRE_OP(Ne, return a != b;)
VYRE_OP(LtU, return a < b;)
VYRE_OP(LeU, return a <= b;)
VYRE_OP(GtU, return a > b;)
VYRE_OP(GeU, return a >= b;)
VYRE_OP(LtS, return signExtend(a, w) < signExtend(b, w);)
VYRE_OP(LeS, return signExtend(a, w) <= signExtend(b, w);)
VYRE_OP(GtS, return signExtend(a, w) > signExtend(b, w);)
VYRE_OP(GeS, return signExtend(a, w) >= signExtend(b, w);)
VYRE_OP(Carry, return b > lowBits<T>(w) - a;)
#undef VYRE_OP

#define VYRE_OP(name, ...)                                                     \
  struct name {                                                                \
    template <typename T>                                                      \
    static T eval(T a, unsigned w) {                                           \
      __VA_ARGS__                                                              \
    }                                                                          \
  };
VYRE_OP(AbsS, return signExtend(a, w) < 0 ? T(0) - a : a;)
VYRE_OP(PopCount, return T(llvm::popcount(a));)
VYRE_OP(LeadingZeros, return T(llvm::countl_zero(a) - (sizeof(T) * 8 - w));)
VYRE_OP(TrailingZeros, return a ? T(llvm::countr_zero(a)) : T(w);)
VYRE_OP(BitReverse, return llvm::reverseBits(a) >> (sizeof(T) * 8 - w);)
#undef VYRE_OP

//===----------------------------------------------------------------------===//
// Loops over lanes
//===----------------------------------------------------------------------===//

/// Whole slots know their width; the others have it in `aux`.
template <typename Slot, bool kWhole>
struct Width {
  explicit Width(const Instruction &in)
      : width(kWhole ? sizeof(Slot) * 8 : in.aux), mask(lowBits<Slot>(width)) {}
  const unsigned width;
  const Slot mask;
};

template <typename Op>
struct Binary {
  template <typename Slot, bool kWhole>
  static void run(const Instruction &in, Frame &frame, const Lanes &lanes) {
    const Slot *a = frame.reg<Slot>(in.a), *b = frame.reg<Slot>(in.b);
    Slot *dst = frame.reg<Slot>(in.dst);
    Width<Slot, kWhole> w(in);
    forLanes(lanes, [=](uint32_t i) {
      unsigned width = kWhole ? sizeof(Slot) * 8 : w.width;
      Slot value = Op::template eval<Slot>(a[i], b[i], width);
      dst[i] = kWhole ? value : value & w.mask;
    });
  }
};

template <typename Op>
struct Unary {
  template <typename Slot, bool kWhole>
  static void run(const Instruction &in, Frame &frame, const Lanes &lanes) {
    const Slot *a = frame.reg<Slot>(in.a);
    Slot *dst = frame.reg<Slot>(in.dst);
    Width<Slot, kWhole> w(in);
    forLanes(lanes, [=](uint32_t i) {
      unsigned width = kWhole ? sizeof(Slot) * 8 : w.width;
      Slot value = Op::template eval<Slot>(a[i], width);
      dst[i] = kWhole ? value : value & w.mask;
    });
  }
};

template <typename Op>
struct Compare {
  template <typename Slot, bool kWhole>
  static void run(const Instruction &in, Frame &frame, const Lanes &lanes) {
    const Slot *a = frame.reg<Slot>(in.a), *b = frame.reg<Slot>(in.b);
    uint32_t *dst = frame.reg<uint32_t>(in.dst);
    Width<Slot, kWhole> w(in);
    forLanes(lanes, [=](uint32_t i) {
      unsigned width = kWhole ? sizeof(Slot) * 8 : w.width;
      dst[i] = uint32_t(Op::template eval<Slot>(a[i], b[i], width));
    });
  }
};

template <typename Less>
struct LoopStep {
  template <typename Slot, bool kWhole>
  static void run(const Instruction &in, Frame &frame, const Lanes &lanes) {
    const Slot *bound = frame.reg<Slot>(in.a), *step = frame.reg<Slot>(in.b);
    Slot *counter = frame.reg<Slot>(in.dst);
    uint32_t *goesOn = frame.reg<uint32_t>(in.c);
    Width<Slot, kWhole> w(in);
    forLanes(lanes, [=](uint32_t i) {
      Slot next = (counter[i] + step[i]) & w.mask;
      bool wraps = Less::template eval<Slot>(next, counter[i], w.width);
      goesOn[i] = !wraps && Less::template eval<Slot>(next, bound[i], w.width);
      counter[i] = next;
    });
  }
};

/// Picks the instance for a width.
template <typename Family>
Handler forWidth(unsigned width) {
  if (width == 32)
    return &Family::template run<uint32_t, true>;
  if (width < 32)
    return &Family::template run<uint32_t, false>;
  if (width == 64)
    return &Family::template run<uint64_t, true>;
  return &Family::template run<uint64_t, false>;
}

} // namespace

Handler interp::integerBinary(IntegerBinary op, unsigned width) {
  switch (op) {
#define VYRE_CASE(name)                                                        \
  case IntegerBinary::name:                                                    \
    return forWidth<Binary<name>>(width);
    VYRE_INTEGER_BINARY(VYRE_CASE)
#undef VYRE_CASE
  }
  llvm_unreachable("all operations are listed");
}

Handler interp::integerUnary(IntegerUnary op, unsigned width) {
  switch (op) {
#define VYRE_CASE(name)                                                        \
  case IntegerUnary::name:                                                     \
    return forWidth<Unary<name>>(width);
    VYRE_INTEGER_UNARY(VYRE_CASE)
#undef VYRE_CASE
  }
  llvm_unreachable("all operations are listed");
}

Handler interp::integerCompare(IntegerCompare op, unsigned width) {
  switch (op) {
#define VYRE_CASE(name)                                                        \
  case IntegerCompare::name:                                                   \
    return forWidth<Compare<name>>(width);
    VYRE_INTEGER_COMPARE(VYRE_CASE)
#undef VYRE_CASE
  }
  llvm_unreachable("all operations are listed");
}

Handler interp::loopStep(bool isUnsigned, unsigned width) {
  return isUnsigned ? forWidth<LoopStep<LtU>>(width)
                    : forWidth<LoopStep<LtS>>(width);
}
