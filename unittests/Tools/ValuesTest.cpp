// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inline values and the text of results.
//
//===----------------------------------------------------------------------===//

#include "Values.h"

#include <gtest/gtest.h>

using namespace vyre;
using namespace vyre::run;
using rt::ElementType;

using Bytes = std::vector<uint8_t>;

static Value valueOf(const std::string &text) {
  rt::Result<Value> value = parseValue(text);
  EXPECT_TRUE(value) << text << ": " << value.status().message();
  return value ? std::move(value).take() : Value();
}

static std::string errorOf(const std::string &text) {
  rt::Result<Value> value = parseValue(text);
  if (value)
    return "no error";
  EXPECT_FALSE(value.status().fix().empty()) << text;
  return value.status().message();
}

#define EXPECT_ERROR(TEXT, PART)                                               \
  EXPECT_NE(errorOf(TEXT).find(PART), std::string::npos) << errorOf(TEXT)

TEST(ValuesTest, Lists) {
  Value value = valueOf("4xi16=1,-1, 0x7F ,3");
  EXPECT_FALSE(value.isScalar);
  EXPECT_EQ(value.buffer.element, ElementType::I16);
  EXPECT_EQ(value.buffer.count, 4u);
  EXPECT_EQ(value.buffer.bytes, (Bytes{1, 0, 255, 255, 127, 0, 3, 0}));
}

TEST(ValuesTest, OneNumberForAll) {
  EXPECT_EQ(valueOf("3xi8=7").buffer.bytes, (Bytes{7, 7, 7}));
  EXPECT_EQ(valueOf("1xi8=7").buffer.bytes, (Bytes{7}));
}

TEST(ValuesTest, EmptyBuffers) {
  EXPECT_EQ(valueOf("0xf32=").buffer.count, 0u);
  EXPECT_EQ(valueOf("0xf32=1").buffer.count, 0u);
  EXPECT_EQ(valueOf("0xf32=iota").buffer.bytes.size(), 0u);
}

TEST(ValuesTest, Generators) {
  EXPECT_EQ(valueOf("3xi8=iota").buffer.bytes, (Bytes{0, 1, 2}));
  // iota runs over components, modulo the width.
  EXPECT_EQ(valueOf("300xi8=iota").buffer.bytes[257], 1);
  EXPECT_EQ(formatBuffer(valueOf("2xvector<2xi32>=iota").buffer),
            "2xvector<2xi32> = [[0, 1], [2, 3]]");
  EXPECT_EQ(valueOf("9xf32=random:1").buffer.bytes,
            valueOf("9xf32=random:0x1").buffer.bytes);
  EXPECT_NE(valueOf("9xf32=random:1").buffer.bytes,
            valueOf("9xf32=random:2").buffer.bytes);
}

TEST(ValuesTest, Vectors) {
  Value value = valueOf("2xvector<4xf32>=1,2,3,4,5,6,7,8");
  EXPECT_EQ(value.buffer.element, ElementType::V4F32);
  EXPECT_EQ(value.buffer.bytes.size(), 32u);
  EXPECT_EQ(formatBuffer(value.buffer),
            "2xvector<4xf32> = [[1, 2, 3, 4], [5, 6, 7, 8]]");
  EXPECT_EQ(formatBuffer(valueOf("1xvector<2xf32>=9").buffer),
            "1xvector<2xf32> = [[9, 9]]");
}

TEST(ValuesTest, Scalars) {
  EXPECT_TRUE(valueOf("f32=2.5").isScalar);
  EXPECT_EQ(valueOf("f32=2.5").scalar.bits, 0x40200000u);
  EXPECT_EQ(valueOf("i32=-3").scalar.bits, 0xFFFFFFFDu);
  EXPECT_EQ(valueOf("index=7").scalar.type, ElementType::Index);
  EXPECT_EQ(valueOf("i64=-1").scalar.bits, UINT64_MAX);
}

TEST(ValuesTest, Errors) {
  EXPECT_ERROR("4xf32", "expected TYPE=NUMBERS");
  EXPECT_ERROR("", "expected TYPE=NUMBERS");
  EXPECT_ERROR("=1", "found type ''");
  EXPECT_ERROR("4xf31=1", "found type '4xf31'");
  EXPECT_ERROR("4f32=1", "found type '4f32'");
  EXPECT_ERROR("x4f32=1", "found type 'x4f32'");
  EXPECT_ERROR("-1xf32=1", "found type '-1xf32'");
  EXPECT_ERROR("4=1", "found type '4'");
  EXPECT_ERROR("4xvector<3xf32>=1", "found type");
  EXPECT_ERROR("vector<4xf32>=1", "found type"); // no vector scalars
  EXPECT_ERROR("4xindex=1", "found type");       // no buffers of index
  EXPECT_ERROR("4xf32=1,2,3", "found 3 numbers, expected 4");
  EXPECT_ERROR("2xf32=1,2,3", "found 3 numbers, expected 2");
  EXPECT_ERROR("2xvector<2xf32>=1,2,3", "found 3 numbers, expected 4");
  EXPECT_ERROR("4xf32=", "found ''");
  EXPECT_ERROR("4xf32=1,2,,4", "found ''");
  EXPECT_ERROR("4xf32=1,2,3,", "found ''");
  EXPECT_ERROR("4xi32=1,2,3,4.5", "found '4.5'");
  EXPECT_ERROR("4xf32=random", "expected random:SEED");
  EXPECT_ERROR("4xf32=random:", "expected random:SEED");
  EXPECT_ERROR("4xf32=random:x", "seed: found 'x'");
  EXPECT_ERROR("4xf32=iot", "found 'iot'");
  EXPECT_ERROR("i32=", "found ''");
  EXPECT_ERROR("i32=1,2", "found '1,2'");
  EXPECT_ERROR("i32=iota", "found 'iota'");
}

// Sizes that no machine has are an error, not the end of the process.
TEST(ValuesTest, HugeCounts) {
  EXPECT_ERROR("99999999999999999999xf32=0", "expected at most");
  EXPECT_ERROR("18446744073709551615xf32=0", "less than 2^64 bytes");
  EXPECT_ERROR("1000000000000000xf32=0", "the memory of this machine");
}

TEST(ValuesTest, FormatsShort) {
  EXPECT_EQ(formatBuffer(valueOf("4xf32=1,0.5,-2,1e10").buffer),
            "4xf32 = [1, 0.5, -2, 1e+10]");
  EXPECT_EQ(formatBuffer(valueOf("0xf32=").buffer), "0xf32 = []");
}

TEST(ValuesTest, FormatsLong) {
  std::string all = formatBuffer(valueOf("64xi32=iota").buffer);
  EXPECT_EQ(all.find("..."), std::string::npos);
  EXPECT_EQ(formatBuffer(valueOf("9xi32=iota").buffer, 4),
            "9xi32 = [0, 1, ..., 7, 8] (4 of 9 elements shown)");
  std::string text = formatBuffer(valueOf("65xi32=iota").buffer);
  EXPECT_NE(text.find("31, ..., 33"), std::string::npos) << text;
  EXPECT_NE(text.find("(64 of 65 elements shown)"), std::string::npos);
}
