// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Numbers: text, bits of every type, and the documented generator.
//
//===----------------------------------------------------------------------===//

#include "Number.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

using namespace vyre;
using namespace vyre::run;
using rt::ElementType;

static uint64_t bitsOf(const std::string &text, ElementType type) {
  rt::Result<uint64_t> bits = parseNumber(text, type);
  EXPECT_TRUE(bits) << text << ": " << bits.status().message();
  return bits ? *bits : 0;
}

static bool refuses(const std::string &text, ElementType type) {
  rt::Result<uint64_t> bits = parseNumber(text, type);
  return !bits && !bits.status().fix().empty();
}

TEST(NumberTest, ParsesIntegers) {
  EXPECT_EQ(bitsOf("7", ElementType::I32), 7u);
  EXPECT_EQ(bitsOf("+7", ElementType::I32), 7u);
  EXPECT_EQ(bitsOf("-1", ElementType::I32), 0xFFFFFFFFu);
  EXPECT_EQ(bitsOf("-128", ElementType::I8), 0x80u);
  EXPECT_EQ(bitsOf("255", ElementType::I8), 0xFFu);
  EXPECT_EQ(bitsOf("0xDEADbeef", ElementType::I32), 0xDEADBEEFu);
  EXPECT_EQ(bitsOf("-0x10", ElementType::I16), 0xFFF0u);
  EXPECT_EQ(bitsOf("-9223372036854775808", ElementType::I64), uint64_t(1)
                                                                  << 63);
  EXPECT_EQ(bitsOf("18446744073709551615", ElementType::I64), UINT64_MAX);
  EXPECT_EQ(bitsOf("4294967295", ElementType::Index), 0xFFFFFFFFu);
  EXPECT_EQ(bitsOf("true", ElementType::I1), 1u);
  EXPECT_EQ(bitsOf("0", ElementType::I1), 0u);
}

TEST(NumberTest, RefusesIntegersOutOfRange) {
  EXPECT_TRUE(refuses("256", ElementType::I8));
  EXPECT_TRUE(refuses("-129", ElementType::I8));
  EXPECT_TRUE(refuses("4294967296", ElementType::I32));
  EXPECT_TRUE(refuses("18446744073709551616", ElementType::I64));
  EXPECT_TRUE(refuses("-9223372036854775809", ElementType::I64));
  EXPECT_TRUE(refuses("-1", ElementType::Index));
  EXPECT_TRUE(refuses("4294967296", ElementType::Index));
  EXPECT_TRUE(refuses("2", ElementType::I1));
}

TEST(NumberTest, RefusesWhatIsNoNumber) {
  for (const char *text : {"", "-", "+", "0x", "1.5", "1e3", "x", "7 ", " 7",
                           "--7", "0x1G", "1,2", "true"})
    EXPECT_TRUE(refuses(text, ElementType::I32)) << text;
  for (const char *text : {"", "-", ".", "x", "1.5f", "1,5", " 1", "1 ",
                           "0x1.8p1", "nan(3)", "1e", "--1", "0x"})
    EXPECT_TRUE(refuses(text, ElementType::F32)) << text;
}

TEST(NumberTest, ParsesFloats) {
  EXPECT_EQ(bitsOf("1", ElementType::F32), 0x3F800000u);
  EXPECT_EQ(bitsOf("-2.5", ElementType::F32), 0xC0200000u);
  EXPECT_EQ(bitsOf("0x7FC00000", ElementType::F32), 0x7FC00000u);
  EXPECT_EQ(bitsOf("-inf", ElementType::F32), 0xFF800000u);
  EXPECT_EQ(bitsOf("nan", ElementType::F32), 0x7FC00000u);
  EXPECT_EQ(bitsOf("1e-45", ElementType::F32), 1u);
  EXPECT_EQ(bitsOf("-0", ElementType::F32), 0x80000000u);
  EXPECT_EQ(bitsOf("1", ElementType::F64), 0x3FF0000000000000u);
  EXPECT_EQ(bitsOf("1", ElementType::F16), 0x3C00u);
  EXPECT_EQ(bitsOf("65504", ElementType::F16), 0x7BFFu);
  EXPECT_EQ(bitsOf("6e-8", ElementType::F16), 1u);
  EXPECT_EQ(bitsOf("1", ElementType::BF16), 0x3F80u);
  EXPECT_TRUE(refuses("65520", ElementType::F16));
  EXPECT_TRUE(refuses("1e39", ElementType::F32));
  EXPECT_TRUE(refuses("0x10000", ElementType::F16));
}

// Halfway goes to even, in both directions, and subnormals round too.
TEST(NumberTest, RoundsToNearestEven) {
  EXPECT_EQ(encodeFloat(1.0 + 1.0 / 2048, ElementType::F16), 0x3C00u);
  EXPECT_EQ(encodeFloat(1.0 + 3.0 / 2048, ElementType::F16), 0x3C02u);
  EXPECT_EQ(encodeFloat(2047.9999, ElementType::F16), 0x6800u);
  EXPECT_EQ(encodeFloat(std::ldexp(1.0, -25), ElementType::F16), 0u);
  EXPECT_EQ(encodeFloat(std::ldexp(3.0, -25), ElementType::F16), 2u);
  EXPECT_EQ(encodeFloat(1.0 + 1.0 / 256, ElementType::BF16), 0x3F80u);
}

TEST(NumberTest, SmallFloatsRoundTrip) {
  for (ElementType type : {ElementType::F16, ElementType::BF16})
    for (uint32_t bits = 0; bits < 0x10000; ++bits) {
      double value = decodeFloat(bits, type);
      if (!std::isnan(value)) {
        ASSERT_EQ(encodeFloat(value, type), bits) << rt::elementName(type);
      }
    }
}

TEST(NumberTest, SinglesMatchTheHardware) {
  for (uint64_t i = 0; i < 10000; ++i) {
    auto bits = static_cast<uint32_t>(randomBits(1, i, ElementType::I32));
    float value;
    std::memcpy(&value, &bits, sizeof value);
    if (std::isnan(value))
      continue;
    ASSERT_EQ(decodeFloat(bits, ElementType::F32), double(value));
    ASSERT_EQ(encodeFloat(value, ElementType::F32), bits);
  }
}

TEST(NumberTest, FormatsShortest) {
  EXPECT_EQ(formatNumber(0x3DCCCCCD, ElementType::F32), "0.1");
  EXPECT_EQ(formatNumber(0x3F800000, ElementType::F32), "1");
  EXPECT_EQ(formatNumber(0x7FC00000, ElementType::F32), "nan");
  EXPECT_EQ(formatNumber(0xFF800000, ElementType::F32), "-inf");
  EXPECT_EQ(formatNumber(0x80000000, ElementType::F32), "-0");
  EXPECT_EQ(formatNumber(0xFFFFFFFF, ElementType::I32), "-1");
  EXPECT_EQ(formatNumber(0xFFFFFFFF, ElementType::Index), "4294967295");
  EXPECT_EQ(formatNumber(0x80, ElementType::I8), "-128");
  EXPECT_EQ(formatNumber(uint64_t(1) << 63, ElementType::I64),
            "-9223372036854775808");
  EXPECT_EQ(formatNumber(1, ElementType::I1), "true");
}

// The first outputs of splitmix64 with seed 0 are known; element i is step
// i + 1 of it.
TEST(NumberTest, RandomIsSplitMix64) {
  EXPECT_EQ(randomBits(0, 0, ElementType::I64), UINT64_C(0xE220A8397B1DCDAF));
  EXPECT_EQ(randomBits(0, 1, ElementType::I64), UINT64_C(0x6E789E6AA1B965F4));
  EXPECT_EQ(randomBits(0, 0, ElementType::I32), 0xE220A839u);
  EXPECT_EQ(randomBits(0, 0, ElementType::I8), 0xE2u);
  // 0xE220A8 * 2^-24.
  EXPECT_EQ(decodeFloat(randomBits(0, 0, ElementType::F32), ElementType::F32),
            double(0xE220A8) / (1 << 24));
}

TEST(NumberTest, RandomFloatsStayBelowOne) {
  for (ElementType type : {ElementType::F16, ElementType::BF16,
                           ElementType::F32, ElementType::F64})
    for (uint64_t i = 0; i < 20000; ++i) {
      double value = decodeFloat(randomBits(42, i, type), type);
      ASSERT_GE(value, 0);
      ASSERT_LT(value, 1);
    }
}

TEST(NumberTest, ParsesUnsigned) {
  EXPECT_EQ(*parseUnsigned("0x1F", 100), 31u);
  EXPECT_FALSE(parseUnsigned("101", 100));
  EXPECT_FALSE(parseUnsigned("", 100));
  EXPECT_FALSE(parseUnsigned("-1", 100));
  EXPECT_FALSE(parseUnsigned("99999999999999999999", UINT64_MAX));
}
