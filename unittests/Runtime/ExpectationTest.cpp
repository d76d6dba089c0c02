// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What `vyre.expect` says when values differ, and when floats count as equal.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Runtime/Expectation.h"
#include "TestArtifact.h"

#include <gtest/gtest.h>
#include <limits>

using namespace vyre::rt;
using namespace vyre::test;

namespace {

std::string compare(ElementType type, const std::vector<uint8_t> &actual,
                    const std::vector<uint8_t> &expected, uint32_t ulp = 0,
                    bool splat = false) {
  Expectation expectation;
  expectation.buffer = "buffer 'b'";
  expectation.element = type;
  expectation.count = actual.size() / elementBytes(type);
  expectation.data = expected.data();
  expectation.splat = splat;
  expectation.ulp = ulp;
  Status status = compareExpectation(expectation, actual.data());
  if (status)
    return "equal";
  EXPECT_EQ(status.code(), Code::Mismatch);
  return status.message();
}

TEST(ExpectationTest, integers_in_decimal_and_hexadecimal) {
  EXPECT_EQ(compare(ElementType::I32, bytesOf<int32_t>({1, -2, 3, 9}),
                    bytesOf<int32_t>({1, 2, 3, 4})),
            "element 1 of buffer 'b' is -2 (0xFFFFFFFE), expected 2 "
            "(0x00000002); 2 of 4 elements differ");
  EXPECT_EQ(compare(ElementType::I8, {0x80}, {0x7f}),
            "element 0 of buffer 'b' is -128 (0x80), expected 127 (0x7F); 1 "
            "of 1 elements differ");
  EXPECT_EQ(
      compare(ElementType::I64, bytesOf<int64_t>({-1}), bytesOf<int64_t>({-1})),
      "equal");
}

TEST(ExpectationTest, floats_with_their_distance) {
  EXPECT_EQ(compare(ElementType::F32, bytesOf<float>({1.0f}),
                    bytesOf<float>({1.25f})),
            "element 0 of buffer 'b' is 1 (0x3F800000), expected 1.25 "
            "(0x3FA00000), 2097152 ULP apart; 1 of 1 elements differ");
  std::vector<uint8_t> one = bytesOf<uint32_t>({0x3f800000});
  std::vector<uint8_t> next = bytesOf<uint32_t>({0x3f800002});
  EXPECT_EQ(compare(ElementType::F32, one, next, 2), "equal");
  EXPECT_EQ(compare(ElementType::F32, one, next, 1),
            "element 0 of buffer 'b' is 1 (0x3F800000), expected 1.00000024 "
            "(0x3F800002), 2 ULP apart with 1 allowed; 1 of 1 elements "
            "differ");
}

TEST(ExpectationTest, bits_count_when_no_distance_is_allowed) {
  std::vector<uint8_t> plus = bytesOf<float>({0.0f});
  std::vector<uint8_t> minus = bytesOf<float>({-0.0f});
  EXPECT_EQ(compare(ElementType::F32, minus, plus),
            "element 0 of buffer 'b' is -0 (0x80000000), expected 0 "
            "(0x00000000), 0 ULP apart; 1 of 1 elements differ");
  EXPECT_EQ(compare(ElementType::F32, minus, plus, 1), "equal");
}

TEST(ExpectationTest, nan_equals_nan_only_with_a_distance) {
  std::vector<uint8_t> quiet = bytesOf<uint32_t>({0x7fc00000});
  std::vector<uint8_t> other = bytesOf<uint32_t>({0xffc00001});
  EXPECT_NE(compare(ElementType::F32, quiet, other), "equal");
  EXPECT_EQ(compare(ElementType::F32, quiet, other, 1), "equal");
  EXPECT_NE(compare(ElementType::F32, quiet, bytesOf<float>({1}), ~0u)
                .find("one of them is NaN"),
            std::string::npos);
}

TEST(ExpectationTest, distances) {
  EXPECT_EQ(ulpDistance(ElementType::F32, 0x00000001, 0x80000001), 2u);
  EXPECT_EQ(ulpDistance(ElementType::F32, 0x7f7fffff, 0x7f800000), 1u);
  EXPECT_EQ(ulpDistance(ElementType::F16, 0x3c00, 0x3c05), 5u);
  EXPECT_EQ(ulpDistance(ElementType::BF16, 0x3f80, 0xbf80), 2u * 0x3f80);
  EXPECT_EQ(ulpDistance(ElementType::F64, 0x7fefffffffffffffull,
                        0xffefffffffffffffull),
            2 * 0x7fefffffffffffffull);
  EXPECT_EQ(ulpDistance(ElementType::F32, 0x7fc00000, 0), ~uint64_t(0));
}

TEST(ExpectationTest, narrow_floats_are_written_out) {
  EXPECT_EQ(formatElement(ElementType::F16, 0x3c00), "1");
  EXPECT_EQ(formatElement(ElementType::F16, 0xc100), "-2.5");
  EXPECT_EQ(formatElement(ElementType::F16, 0x0001), "5.96046448e-08");
  EXPECT_EQ(formatElement(ElementType::F16, 0x7c00), "inf");
  EXPECT_EQ(formatElement(ElementType::BF16, 0x4049), "3.140625");
  EXPECT_EQ(formatElement(ElementType::F64, 0x3ff8000000000000ull), "1.5");
}

TEST(ExpectationTest, vectors_name_the_lane_and_count_elements) {
  EXPECT_EQ(compare(ElementType::V4I32,
                    bytesOf<int32_t>({1, 2, 3, 4, 5, 0, 0, 8}),
                    bytesOf<int32_t>({1, 2, 3, 4, 5, 6, 7, 8})),
            "element 1 lane 1 of buffer 'b' is 0 (0x00000000), expected 6 "
            "(0x00000006); 1 of 2 elements differ");
}

TEST(ExpectationTest, splat) {
  std::vector<int32_t> values(10, 7);
  EXPECT_EQ(compare(ElementType::I32, bytesOf(values), bytesOf<int32_t>({7}), 0,
                    true),
            "equal");
  values[4] = 6;
  EXPECT_EQ(compare(ElementType::I32, bytesOf(values), bytesOf<int32_t>({7}), 0,
                    true),
            "element 4 of buffer 'b' is 6 (0x00000006), expected 7 "
            "(0x00000007); 1 of 10 elements differ");
}

} // namespace
