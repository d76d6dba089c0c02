// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Expectation.h.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Runtime/Expectation.h"

#include "HostProgram.h"

#include <cmath>
#include <cstdio>
#include <cstring>

using namespace vyre::rt;

namespace {
struct FloatLayout {
  unsigned mantissaBits;
  unsigned width;
};
} // namespace

static FloatLayout layoutOf(ElementType type) {
  switch (type) {
  case ElementType::F16:
    return {10, 16};
  case ElementType::BF16:
    return {7, 16};
  case ElementType::F64:
    return {52, 64};
  default:
    return {23, 32};
  }
}

static bool isNaN(ElementType type, uint64_t bits) {
  FloatLayout layout = layoutOf(type);
  uint64_t magnitude = bits & ((uint64_t(1) << (layout.width - 1)) - 1);
  uint64_t exponentMask = (uint64_t(1) << (layout.width - 1)) -
                          (uint64_t(1) << layout.mantissaBits);
  return magnitude > exponentMask;
}

// Maps floats to integers so that neighbours differ by one.
static int64_t orderedInteger(ElementType type, uint64_t bits) {
  FloatLayout layout = layoutOf(type);
  uint64_t sign = uint64_t(1) << (layout.width - 1);
  auto magnitude = static_cast<int64_t>(bits & (sign - 1));
  return (bits & sign) ? -magnitude : magnitude;
}

uint64_t vyre::rt::ulpDistance(ElementType type, uint64_t a, uint64_t b) {
  bool aNaN = isNaN(type, a), bNaN = isNaN(type, b);
  if (aNaN || bNaN)
    return aNaN && bNaN ? 0 : ~uint64_t(0);
  int64_t x = orderedInteger(type, a), y = orderedInteger(type, b);
  return x > y ? static_cast<uint64_t>(x) - static_cast<uint64_t>(y)
               : static_cast<uint64_t>(y) - static_cast<uint64_t>(x);
}

static double widen(ElementType type, uint64_t bits) {
  if (type == ElementType::F64) {
    double value;
    std::memcpy(&value, &bits, sizeof(value));
    return value;
  }
  uint32_t word = static_cast<uint32_t>(bits);
  if (type == ElementType::F16) {
    unsigned exponent = (word >> 10) & 31;
    double mantissa = word & 1023;
    double value = exponent == 0 ? std::ldexp(mantissa, -24)
                                 : std::ldexp(1024 + mantissa,
                                              static_cast<int>(exponent) - 25);
    if (exponent == 31)
      value = mantissa != 0 ? NAN : INFINITY;
    return (word & 0x8000) ? -value : value;
  }
  if (type == ElementType::BF16)
    word <<= 16;
  float value;
  std::memcpy(&value, &word, sizeof(value));
  return value;
}

std::string vyre::rt::formatElement(ElementType type, uint64_t bits) {
  char text[64];
  if (elementIsFloat(type))
    std::snprintf(text, sizeof(text),
                  type == ElementType::F64 ? "%.17g" : "%.9g",
                  widen(type, bits));
  else
    std::snprintf(text, sizeof(text), "%lld",
                  static_cast<long long>(signExtend(type, bits)));
  return text;
}

static std::string formatHex(ElementType type, uint64_t bits) {
  char text[32];
  std::snprintf(text, sizeof(text), "0x%0*llX",
                static_cast<int>(elementBytes(type) * 2),
                static_cast<unsigned long long>(bits));
  return text;
}

Status vyre::rt::compareExpectation(const Expectation &expected,
                                    const uint8_t *actual) {
  ElementType lane = elementLane(expected.element);
  unsigned lanes = elementLanes(expected.element);
  unsigned width = elementBytes(lane);
  bool byDistance = expected.ulp != 0 && elementIsFloat(lane);
  uint64_t total = expected.count * lanes;
  if (!expected.splat && std::memcmp(actual, expected.data, total * width) == 0)
    return Status::ok();

  uint64_t differing = 0, first = 0, firstGot = 0, firstWant = 0;
  uint64_t lastElement = ~uint64_t(0);
  for (uint64_t i = 0; i < total; ++i) {
    uint64_t got = 0, want = 0;
    std::memcpy(&got, actual + i * width, width);
    uint64_t from = expected.splat ? i % lanes : i;
    std::memcpy(&want, expected.data + from * width, width);
    if (got == want ||
        (byDistance && ulpDistance(lane, got, want) <= expected.ulp))
      continue;
    if (lastElement == ~uint64_t(0)) {
      first = i;
      firstGot = got;
      firstWant = want;
    }
    differing += i / lanes != lastElement;
    lastElement = i / lanes;
  }
  if (differing == 0)
    return Status::ok();

  std::string text = "element " + std::to_string(first / lanes);
  if (lanes > 1)
    text += " lane " + std::to_string(first % lanes);
  text += " of " + expected.buffer + " is " + formatElement(lane, firstGot) +
          " (" + formatHex(lane, firstGot) + "), expected " +
          formatElement(lane, firstWant) + " (" + formatHex(lane, firstWant) +
          ")";
  if (elementIsFloat(lane)) {
    uint64_t distance = ulpDistance(lane, firstGot, firstWant);
    text += distance == ~uint64_t(0)
                ? ", one of them is NaN"
                : ", " + std::to_string(distance) + " ULP apart";
    if (expected.ulp)
      text += " with " + std::to_string(expected.ulp) + " allowed";
  }
  text += "; " + std::to_string(differing) + " of " +
          std::to_string(expected.count) + " elements differ";
  return Status(Code::Mismatch, text,
                elementIsFloat(lane)
                    ? "correct the program or the expected values, or allow "
                      "a distance with `ulp N`"
                    : "correct the program or the expected values");
}
