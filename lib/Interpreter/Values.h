// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How values lie in registers, and the number formats.
//
// A register holds one number for each invocation of a workgroup: a slot of 4
// bytes for up to 32 bits, of 8 bytes above. A slot holds the bits of the
// value, zero-extended. `index` has 32 bits (VYRE-IX-01).
//
// A format reads a slot as a number and rounds a number into a slot. Every NaN
// that an operation makes is the format's one canonical NaN, so that results
// are the same on all hosts (VYRE-FP-03 leaves it open). Moves keep payloads.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_INTERPRETER_VALUES_H
#define VYRE_LIB_INTERPRETER_VALUES_H

#include <cstdint>
#include <cstring>
#include <type_traits>

namespace mlir::vyre::interp {

template <typename To, typename From>
inline To bitCast(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  std::memcpy(&to, &from, sizeof(To));
  return to;
}

/// All ones in the low `width` bits, 1 <= width <= bits of Slot.
template <typename Slot>
inline Slot lowBits(unsigned width) {
  return Slot(~Slot(0)) >> (sizeof(Slot) * 8 - width);
}

/// The `width` low bits of a slot as a signed number.
template <typename Slot>
inline auto signExtend(Slot value, unsigned width) {
  using Signed = std::conditional_t<sizeof(Slot) == 4, int32_t, int64_t>;
  unsigned unused = sizeof(Slot) * 8 - width;
  return Signed(Signed(value << unused) >> unused);
}

/// Rounds to a binary format of 16 bits, ties to even. Exact for every double.
template <unsigned ExponentBits>
inline uint32_t roundToHalf(double value) {
  constexpr unsigned kMantissa = 15 - ExponentBits;
  constexpr int kMinExponent = 2 - (1 << (ExponentBits - 1));
  constexpr uint32_t kInfinity = ((1u << ExponentBits) - 1) << kMantissa;
  uint64_t bits = bitCast<uint64_t>(value);
  uint32_t sign = uint32_t(bits >> 48) & 0x8000;
  if (value != value)
    return kInfinity | 1u << (kMantissa - 1);
  int exponent = int(bits >> 52 & 0x7FF) - 1023;
  uint64_t mantissa = (bits & ((uint64_t(1) << 52) - 1)) | uint64_t(1) << 52;
  unsigned shift = 52 - kMantissa;
  if (exponent < kMinExponent) {
    // Zeros and subnormals of double are far below half of the smallest.
    if (kMinExponent - exponent > int(kMantissa) + 1)
      return sign;
    shift += kMinExponent - exponent;
  }
  uint64_t quotient = mantissa >> shift;
  uint64_t rest = mantissa & ((uint64_t(1) << shift) - 1);
  uint64_t half = uint64_t(1) << (shift - 1);
  quotient += rest > half || (rest == half && (quotient & 1));
  // A carry out of the mantissa is the next exponent, as it must be.
  uint64_t result = quotient;
  if (exponent >= kMinExponent)
    result += uint64_t(exponent - kMinExponent) << kMantissa;
  return sign | uint32_t(result < kInfinity ? result : kInfinity);
}

struct F32 {
  using Slot = uint32_t;
  using Value = float;
  static float load(uint32_t slot) { return bitCast<float>(slot); }
  static uint32_t store(float value) {
    return value == value ? bitCast<uint32_t>(value) : 0x7FC00000u;
  }
  /// From a result in double precision.
  static uint32_t round(double value) { return store(float(value)); }
  static constexpr unsigned kBits = 32;
};

struct F64 {
  using Slot = uint64_t;
  using Value = double;
  static double load(uint64_t slot) { return bitCast<double>(slot); }
  static uint64_t store(double value) {
    return value == value ? bitCast<uint64_t>(value)
                          : uint64_t(0x7FF8000000000000);
  }
  static uint64_t round(double value) { return store(value); }
  static constexpr unsigned kBits = 64;
};

/// Operations are done in double. Sums, products, quotients and square roots
/// of halves round twice without harm, because 53 >= 2 * 11 + 2, and so does
/// the fused multiply and add: where the double is inexact, the exact result
/// is nowhere near the middle between two halves.
struct F16 {
  using Slot = uint32_t;
  using Value = double;
  static double load(uint32_t slot) {
    uint32_t magnitude = slot & 0x7FFF;
    double value =
        magnitude >> 10 == 31
            ? (magnitude & 0x3FF ? __builtin_nan("") : __builtin_inf())
        : magnitude >> 10 == 0
            ? magnitude * 0x1p-24
            : bitCast<float>((magnitude << 13) + (112u << 23));
    return slot & 0x8000 ? -value : value;
  }
  static uint32_t store(double value) { return roundToHalf<5>(value); }
  static uint32_t round(double value) { return store(value); }
  static constexpr unsigned kBits = 16;
};

/// Stored and converted only (VYRE-FP-05).
struct BF16 {
  using Slot = uint32_t;
  using Value = double;
  static double load(uint32_t slot) { return bitCast<float>(slot << 16); }
  static uint32_t store(double value) { return roundToHalf<8>(value); }
  static uint32_t round(double value) { return store(value); }
  static constexpr unsigned kBits = 16;
};

/// Truncates, clamps to the range of `width` bits, NaN is 0 (VYRE-AR-10).
inline uint64_t toUnsigned(double value, unsigned width) {
  if (!(value > 0))
    return 0;
  if (value >= (width == 64 ? 0x1p64 : double(uint64_t(1) << width)))
    return lowBits<uint64_t>(width);
  return uint64_t(value);
}

inline int64_t toSigned(double value, unsigned width) {
  if (value != value)
    return 0;
  int64_t max = int64_t(lowBits<uint64_t>(width) >> 1);
  if (value >= double(uint64_t(1) << (width - 1)))
    return max;
  if (value < -double(uint64_t(1) << (width - 1)))
    return -max - 1;
  return int64_t(value);
}

} // namespace mlir::vyre::interp

#endif // VYRE_LIB_INTERPRETER_VALUES_H
