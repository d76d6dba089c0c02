// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading, writing, encoding and generating numbers.
//
//===----------------------------------------------------------------------===//

#include "Number.h"

#include "Message.h"

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <strings.h>

using namespace vyre;
using namespace vyre::run;
using rt::ElementType;

//===----------------------------------------------------------------------===//
// Bits
//===----------------------------------------------------------------------===//

uint64_t run::loadBits(const uint8_t *bytes, unsigned size) {
  uint64_t bits = 0;
  for (unsigned i = 0; i < size; ++i)
    bits |= uint64_t(bytes[i]) << (8 * i);
  return bits;
}

void run::storeBits(uint8_t *bytes, unsigned size, uint64_t bits) {
  for (unsigned i = 0; i < size; ++i)
    bytes[i] = static_cast<uint8_t>(bits >> (8 * i));
}

static uint64_t lowMask(unsigned bits) {
  return bits >= 64 ? UINT64_MAX : (uint64_t(1) << bits) - 1;
}

//===----------------------------------------------------------------------===//
// Small floats
//===----------------------------------------------------------------------===//

namespace {
/// The fields of an IEEE-like format.
struct FloatFormat {
  int mantissaBits;
  int exponentBits;
  int bias() const { return (1 << (exponentBits - 1)) - 1; }
  uint64_t infinity() const { return lowMask(exponentBits) << mantissaBits; }
};
} // namespace

static FloatFormat formatOf(ElementType type) {
  switch (type) {
  case ElementType::F16:
    return {10, 5};
  case ElementType::BF16:
    return {7, 8};
  case ElementType::F64:
    return {52, 11};
  default:
    return {23, 8};
  }
}

static uint64_t encodeSmall(double value, FloatFormat format) {
  uint64_t sign = std::signbit(value)
                      ? uint64_t(1)
                            << (format.mantissaBits + format.exponentBits)
                      : 0;
  if (std::isnan(value))
    return sign | format.infinity() |
           (uint64_t(1) << (format.mantissaBits - 1));
  if (std::isinf(value))
    return sign | format.infinity();
  if (value == 0)
    return sign;
  int exponent;
  (void)std::frexp(std::fabs(value), &exponent);
  exponent -= 1; // of a significand in [1, 2)
  const int least = 1 - format.bias();
  const bool normal = exponent >= least;
  int unit = (normal ? exponent : least) - format.mantissaBits;
  auto rounded = static_cast<uint64_t>(
      std::nearbyint(std::ldexp(std::fabs(value), -unit)));
  // The carry of rounding up runs into the exponent, which is what it should.
  uint64_t bits = rounded;
  if (normal)
    bits += static_cast<uint64_t>(exponent - least) << format.mantissaBits;
  return sign | (bits < format.infinity() ? bits : format.infinity());
}

static double decodeSmall(uint64_t bits, FloatFormat format) {
  uint64_t mantissa = bits & lowMask(format.mantissaBits);
  auto exponent = static_cast<int>((bits >> format.mantissaBits) &
                                   lowMask(format.exponentBits));
  bool negative = bits >> (format.mantissaBits + format.exponentBits) & 1;
  double value;
  if (exponent == static_cast<int>(lowMask(format.exponentBits))) {
    value = mantissa ? std::nan("") : HUGE_VAL;
  } else {
    if (exponent != 0)
      mantissa |= uint64_t(1) << format.mantissaBits;
    int scale = (exponent ? exponent : 1) - format.bias() - format.mantissaBits;
    value = std::ldexp(static_cast<double>(mantissa), scale);
  }
  return std::copysign(value, negative ? -1.0 : 1.0);
}

uint64_t run::encodeFloat(double value, ElementType type) {
  if (type == ElementType::F64) {
    uint64_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
  }
  return encodeSmall(value, formatOf(type));
}

double run::decodeFloat(uint64_t bits, ElementType type) {
  if (type == ElementType::F64) {
    double value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }
  return decodeSmall(bits, formatOf(type));
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

static bool hasHexPrefix(const std::string &text) {
  return text.size() > 2 && text[0] == '0' &&
         (text[1] == 'x' || text[1] == 'X');
}

rt::Result<uint64_t> run::parseUnsigned(const std::string &text, uint64_t max) {
  const bool hex = hasHexPrefix(text);
  const char *begin = text.data() + (hex ? 2 : 0);
  const char *end = text.data() + text.size();
  uint64_t value = 0;
  auto [stop, error] = std::from_chars(begin, end, value, hex ? 16 : 10);
  const bool number = begin != end && stop == end;
  if (number && error == std::errc() && value <= max)
    return value;
  if (number &&
      (error == std::errc() || error == std::errc::result_out_of_range))
    return rt::Status(rt::Code::InvalidArgument,
                      "found " + quoted(text) + ", expected at most " +
                          std::to_string(max),
                      "use a smaller number");
  return rt::Status(rt::Code::InvalidArgument,
                    "found " + quoted(text) + ", expected an unsigned number",
                    "write it as 7 or 0x1F");
}

static rt::Status numberError(const std::string &text, ElementType type,
                              const std::string &expected,
                              const std::string &fix) {
  return rt::Status(rt::Code::InvalidArgument,
                    "found " + quoted(text) + ", expected " + expected +
                        " of type " + rt::elementName(type),
                    fix);
}

static rt::Result<uint64_t> parseInteger(const std::string &text,
                                         ElementType type) {
  if (type == ElementType::I1 && (text == "true" || text == "false"))
    return uint64_t(text == "true");
  const unsigned bits = rt::elementBits(type);
  const bool negative = !text.empty() && text[0] == '-';
  std::string digits =
      text.substr(negative || (!text.empty() && text[0] == '+'));
  rt::Result<uint64_t> magnitude = parseUnsigned(digits, UINT64_MAX);
  const bool digitsOnly =
      !digits.empty() &&
      digits.find_first_not_of(hasHexPrefix(digits)
                                   ? "0123456789abcdefABCDEFxX"
                                   : "0123456789") == std::string::npos;
  if (!magnitude && !digitsOnly)
    return numberError(text, type, "an integer", "write it as 7, -7 or 0x1F");

  const bool isSigned = type != ElementType::Index && type != ElementType::I1;
  uint64_t most =
      negative ? (isSigned ? uint64_t(1) << (bits - 1) : 0) : lowMask(bits);
  if (!magnitude || *magnitude > most) {
    std::string low =
        isSigned ? "-" + std::to_string(uint64_t(1) << (bits - 1)) : "0";
    return numberError(text, type,
                       "a number from " + low + " to " +
                           std::to_string(lowMask(bits)),
                       "use a wider type or another number");
  }
  return (negative ? 0 - *magnitude : *magnitude) & lowMask(bits);
}

static rt::Result<uint64_t> parseFloat(const std::string &text,
                                       ElementType type) {
  const char *fix = "write it as 2.5, -1e3, inf, nan, or as bits like 0x3F80";
  if (hasHexPrefix(text)) {
    rt::Result<uint64_t> bits =
        parseUnsigned(text, lowMask(rt::elementBits(type)));
    if (!bits)
      return numberError(text, type, "the bits of a float", fix);
    return bits;
  }
  // strtod would skip blanks and read hexadecimal fractions.
  if (text.empty() || text.find_first_of("xX \t\n(") != std::string::npos)
    return numberError(text, type, "a float", fix);
  char *end = nullptr;
  // One rounding for f32, not two.
  double value = type == ElementType::F32 ? std::strtof(text.c_str(), &end)
                                          : std::strtod(text.c_str(), &end);
  if (end != text.c_str() + text.size())
    return numberError(text, type, "a float", fix);
  uint64_t bits = encodeFloat(value, type);
  const char *digits = text.c_str() + (text[0] == '-' || text[0] == '+');
  if (std::isinf(decodeFloat(bits, type)) && strncasecmp(digits, "inf", 3) != 0)
    return numberError(text, type, "a finite float",
                       "write inf where infinity is meant");
  return bits;
}

rt::Result<uint64_t> run::parseNumber(const std::string &text,
                                      ElementType type) {
  return rt::elementIsFloat(type) ? parseFloat(text, type)
                                  : parseInteger(text, type);
}

template <typename Value>
static std::string shortest(Value value) {
  char buffer[64];
  auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  return error == std::errc() ? std::string(buffer, end) : std::string("?");
}

std::string run::formatNumber(uint64_t bits, ElementType type) {
  if (rt::elementIsFloat(type)) {
    double value = decodeFloat(bits, type);
    if (std::isnan(value))
      return "nan";
    return type == ElementType::F64 ? shortest(value)
                                    : shortest(static_cast<float>(value));
  }
  if (type == ElementType::I1)
    return bits & 1 ? "true" : "false";
  const unsigned width = rt::elementBits(type);
  bits &= lowMask(width);
  if (type == ElementType::Index)
    return std::to_string(bits);
  if (bits >> (width - 1) & 1)
    bits |= ~lowMask(width);
  return std::to_string(static_cast<int64_t>(bits));
}

//===----------------------------------------------------------------------===//
// Generators
//===----------------------------------------------------------------------===//

uint64_t run::randomBits(uint64_t seed, uint64_t index, ElementType type) {
  uint64_t z = seed + (index + 1) * UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  z ^= z >> 31;
  if (!rt::elementIsFloat(type))
    return z >> (64 - rt::elementBits(type));
  int digits = formatOf(type).mantissaBits + 1;
  return encodeFloat(
      std::ldexp(static_cast<double>(z >> (64 - digits)), -digits), type);
}
