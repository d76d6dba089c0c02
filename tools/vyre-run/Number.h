// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Single numbers: from text, to text, and in the bytes of each element type.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUN_NUMBER_H
#define VYRE_RUN_NUMBER_H

#include "Vyre/Runtime/Element.h"
#include "Vyre/Runtime/Status.h"

#include <cstdint>
#include <string>

namespace vyre::run {

/// The bits of one scalar of type `type` (not a vector) that `text` writes:
/// decimal, `0x` bits, and for floats also `inf` and `nan`. Integers may be
/// anything from the smallest signed to the largest unsigned value.
rt::Result<uint64_t> parseNumber(const std::string &text, rt::ElementType type);

/// An unsigned decimal or `0x` number of at most `max`.
rt::Result<uint64_t> parseUnsigned(const std::string &text, uint64_t max);

/// The bits of `value` in a float type, rounded to nearest even.
uint64_t encodeFloat(double value, rt::ElementType type);

/// The value of bits of a float type.
double decodeFloat(uint64_t bits, rt::ElementType type);

/// The shortest text that reads back as the same bits; every NaN is "nan".
/// Integers are signed, `index` is not.
std::string formatNumber(uint64_t bits, rt::ElementType type);

/// Little-endian access to the elements of a byte array.
uint64_t loadBits(const uint8_t *bytes, unsigned size);
void storeBits(uint8_t *bytes, unsigned size, uint64_t bits);

/// Element `index` of the sequence that `random:SEED` stands for: a splitmix64
/// step of `seed + (index + 1) * 0x9E3779B97F4A7C15`. Integers take its top
/// bits, floats are uniform in [0, 1) with as many bits as the type holds.
uint64_t randomBits(uint64_t seed, uint64_t index, rt::ElementType type);

} // namespace vyre::run

#endif // VYRE_RUN_NUMBER_H
