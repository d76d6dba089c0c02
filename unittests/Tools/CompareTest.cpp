// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What --verify calls equal, and what it says otherwise.
//
//===----------------------------------------------------------------------===//

#include "Compare.h"

#include <gtest/gtest.h>

#include <cstring>

using namespace vyre;
using namespace vyre::run;
using rt::ElementType;

template <typename T>
static rt::BufferValue buffer(ElementType element, std::vector<T> values) {
  rt::BufferValue value;
  value.element = element;
  value.bytes.resize(values.size() * sizeof(T));
  // An empty vector has no address to copy from.
  if (!values.empty())
    std::memcpy(value.bytes.data(), values.data(), value.bytes.size());
  value.count = value.bytes.size() / rt::elementBytes(element);
  return value;
}

static rt::Status compare(std::vector<uint32_t> want, std::vector<uint32_t> got,
                          uint32_t ulp) {
  return compareBuffers("y", buffer(ElementType::F32, std::move(want)),
                        buffer(ElementType::F32, std::move(got)), ulp);
}

TEST(CompareTest, Distances) {
  auto f32 = [](uint64_t a, uint64_t b) {
    return verifyDistance(ElementType::F32, a, b);
  };
  EXPECT_EQ(f32(0x3F800000, 0x3F800000), 0u);
  EXPECT_EQ(f32(0x3F800000, 0x3F800001), 1u);
  EXPECT_EQ(f32(0x00000000, 0x80000000), 0u);           // zeros
  EXPECT_EQ(f32(0x7FC00000, 0xFF800001), 0u);           // two NaNs
  EXPECT_EQ(f32(0x7FC00000, 0x7F800000), ~uint64_t(0)); // one
  EXPECT_EQ(f32(0x7F7FFFFF, 0x7F800000), 1u);           // infinity
  EXPECT_EQ(f32(0x00000001, 0x00000000), 0u);           // flushed
  EXPECT_EQ(f32(0x80000001, 0x00000000), 0u);
  EXPECT_EQ(f32(0x007FFFFF, 0x00800000), 1u); // the nearer view counts
  EXPECT_EQ(verifyDistance(ElementType::F16, 0x0001, 0), 0u);
  EXPECT_EQ(verifyDistance(ElementType::F16, 0x3C00, 0x3C02), 2u);
  EXPECT_EQ(verifyDistance(ElementType::F64, 1, 0), 1u); // never flushed
  EXPECT_EQ(verifyDistance(ElementType::BF16, 1, 0), 1u);
}

TEST(CompareTest, Equal) {
  EXPECT_TRUE(compare({}, {}, 0).isOk());
  EXPECT_TRUE(compare({0x3F800000, 0}, {0x3F800000, 0x80000000}, 0).isOk());
  EXPECT_TRUE(compare({0x3F800000}, {0x3F800004}, 4).isOk());
  EXPECT_FALSE(compare({0x3F800000}, {0x3F800005}, 4).isOk());
}

TEST(CompareTest, FloatMessage) {
  rt::Status status =
      compare({0x3F800000, 0x3F800000, 0x40000000, 0x40000000},
              {0x3F800000, 0x3F800002, 0x40000000, 0x40000009}, 1);
  EXPECT_EQ(status.code(), rt::Code::Mismatch);
  EXPECT_EQ(status.message(),
            "element 1 of 'y' is 1.00000024 (0x3F800002) on the device, "
            "expected 1 (0x3F800000) as in the reference interpreter, 2 ULP "
            "apart with 1 allowed (the largest distance is 9); 2 of 4 elements "
            "differ");
  EXPECT_NE(status.fix().find("--ulp=N"), std::string::npos);
}

TEST(CompareTest, OneNaN) {
  rt::Status status = compare({0x3F800000}, {0x7FC00000}, ~uint32_t(0));
  EXPECT_EQ(status.code(), rt::Code::Mismatch);
  EXPECT_NE(status.message().find("one of them is NaN"), std::string::npos);
}

TEST(CompareTest, IntegersIgnoreTheBound) {
  rt::Status status = compareBuffers(
      "n", buffer<uint32_t>(ElementType::I32, {7, 0xFFFFFFFF, 9}),
      buffer<uint32_t>(ElementType::I32, {7, 0xFFFFFFFE, 8}), 128);
  EXPECT_EQ(status.code(), rt::Code::Mismatch);
  EXPECT_EQ(status.message(),
            "element 1 of 'n' is -2 (0xFFFFFFFE) on the device, expected -1 "
            "(0xFFFFFFFF) as in the reference interpreter; 2 of 3 elements "
            "differ");
}

TEST(CompareTest, NarrowAndWide) {
  EXPECT_NE(compareBuffers("b", buffer<uint8_t>(ElementType::I8, {1, 2}),
                           buffer<uint8_t>(ElementType::I8, {1, 255}), 0)
                .message()
                .find("element 1 of 'b' is -1 (0xFF) on the device, expected 2 "
                      "(0x02)"),
            std::string::npos);
  EXPECT_NE(compareBuffers("d", buffer<double>(ElementType::F64, {1.0}),
                           buffer<double>(ElementType::F64, {2.0}), 4)
                .message()
                .find("expected 1 (0x3FF0000000000000)"),
            std::string::npos);
}

TEST(CompareTest, LanesOfAVector) {
  rt::Status status = compareBuffers(
      "v", buffer<uint32_t>(ElementType::V2I32, {1, 2, 3, 4, 5, 6}),
      buffer<uint32_t>(ElementType::V2I32, {1, 2, 8, 9, 5, 7}), 0);
  EXPECT_NE(status.message().find("element 1 lane 0 of 'v' is 8 "),
            std::string::npos)
      << status.message();
  EXPECT_NE(status.message().find("; 2 of 3 elements differ"),
            std::string::npos);
}

TEST(CompareTest, ShapesMustAgree) {
  rt::Status status =
      compareBuffers("s", buffer<uint32_t>(ElementType::I32, {1}),
                     buffer<uint32_t>(ElementType::I32, {1, 2}), 0);
  EXPECT_EQ(status.code(), rt::Code::Internal);
}
