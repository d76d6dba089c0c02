// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compares what a buffer holds with what `vyre.expect` says.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUNTIME_EXPECTATION_H
#define VYRE_RUNTIME_EXPECTATION_H

#include "Vyre/Runtime/Element.h"
#include "Vyre/Runtime/Status.h"

#include <cstdint>
#include <string>

namespace vyre::rt {

struct Expectation {
  std::string buffer; ///< How messages call it.
  ElementType element = ElementType::F32;
  uint64_t count = 0;
  /// `count` elements, or one when `splat`.
  const uint8_t *data = nullptr;
  bool splat = false;
  /// Floats may be this many representable values apart; 0 compares bits.
  /// Above 0, all NaNs are equal and so are the two zeros.
  uint32_t ulp = 0;
};

/// Mismatch with the first differing element in decimal and hexadecimal, its
/// distance, and how many differ. `actual` holds `count` elements.
Status compareExpectation(const Expectation &expected, const uint8_t *actual);

/// How many representable values lie between two floats of this type; 0 when
/// equal, the largest number when exactly one is a NaN.
uint64_t ulpDistance(ElementType type, uint64_t a, uint64_t b);

/// The value as a person writes it: "1.5", "-7", "nan".
std::string formatElement(ElementType type, uint64_t bits);

} // namespace vyre::rt

#endif // VYRE_RUNTIME_EXPECTATION_H
