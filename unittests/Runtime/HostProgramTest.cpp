// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Scalars on the host: total operations, widths, single rounding.
//
//===----------------------------------------------------------------------===//

#include "HostProgram.h"

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>

using namespace vyre::rt;
namespace fb = vyre::artifact;

namespace {

uint64_t run(fb::ScalarOpcode opcode, ElementType type, uint64_t a,
             uint64_t b = 0, uint64_t c = 0,
             ElementType from = ElementType::I32) {
  uint64_t registers[] = {a, b, c};
  ScalarOp op;
  op.opcode = opcode;
  op.type = type;
  op.from = from;
  op.a = 0;
  op.b = 1;
  op.c = 2;
  EXPECT_TRUE(isSupported(op)) << fb::EnumNameScalarOpcode(opcode);
  return evaluate(op, registers);
}

uint64_t bits(float value) {
  uint32_t word;
  std::memcpy(&word, &value, 4);
  return word;
}
uint64_t bits(double value) {
  uint64_t word;
  std::memcpy(&word, &value, 8);
  return word;
}

constexpr auto I8 = ElementType::I8;
constexpr auto I32 = ElementType::I32;
constexpr auto I64 = ElementType::I64;
constexpr auto F32 = ElementType::F32;
constexpr auto F64 = ElementType::F64;
constexpr auto Index = ElementType::Index;

TEST(HostProgramTest, division_is_total) {
  for (ElementType type : {I8, ElementType::I16, I32, I64, Index}) {
    uint64_t ones = truncateTo(type, ~uint64_t(0));
    uint64_t min = uint64_t(1) << (elementBits(type) - 1);
    EXPECT_EQ(run(fb::ScalarOpcode_DivUI, type, 7, 0), ones);
    EXPECT_EQ(run(fb::ScalarOpcode_DivSI, type, 7, 0), ones);
    EXPECT_EQ(run(fb::ScalarOpcode_CeilDivUI, type, 7, 0), ones);
    EXPECT_EQ(run(fb::ScalarOpcode_RemUI, type, 7, 0), 0u);
    EXPECT_EQ(run(fb::ScalarOpcode_RemSI, type, 7, 0), 0u);
    EXPECT_EQ(run(fb::ScalarOpcode_DivSI, type, min, ones), min);
    EXPECT_EQ(run(fb::ScalarOpcode_RemSI, type, min, ones), 0u);
  }
  EXPECT_EQ(run(fb::ScalarOpcode_DivSI, I32, uint32_t(-7), 2), uint32_t(-3));
  EXPECT_EQ(run(fb::ScalarOpcode_RemSI, I32, uint32_t(-7), 2), uint32_t(-1));
  EXPECT_EQ(run(fb::ScalarOpcode_DivUI, I32, uint32_t(-7), 2), 0x7ffffffcu);
  EXPECT_EQ(run(fb::ScalarOpcode_CeilDivUI, Index, 7, 2), 4u);
  EXPECT_EQ(run(fb::ScalarOpcode_CeilDivUI, Index, 0xffffffff, 2), 0x80000000u);
}

TEST(HostProgramTest, arithmetic_wraps_at_the_width) {
  EXPECT_EQ(run(fb::ScalarOpcode_AddI, Index, 0xffffffff, 2), 1u);
  EXPECT_EQ(run(fb::ScalarOpcode_SubI, Index, 1, 2), 0xffffffffu);
  EXPECT_EQ(run(fb::ScalarOpcode_MulI, I8, 200, 3), 600u % 256);
  EXPECT_EQ(run(fb::ScalarOpcode_AddI, I64, ~uint64_t(0), 2), 1u);
}

TEST(HostProgramTest, shifts_take_the_amount_modulo_the_width) {
  EXPECT_EQ(run(fb::ScalarOpcode_ShlI, I32, 1, 33), 2u);
  EXPECT_EQ(run(fb::ScalarOpcode_ShlI, I64, 1, 33), uint64_t(1) << 33);
  EXPECT_EQ(run(fb::ScalarOpcode_ShrUI, I8, 0x80, 15), 1u);
  EXPECT_EQ(run(fb::ScalarOpcode_ShrSI, I8, 0x80, 9), 0xc0u);
}

TEST(HostProgramTest, minimum_and_maximum_know_the_sign) {
  EXPECT_EQ(run(fb::ScalarOpcode_MinSI, I32, uint32_t(-1), 1), uint32_t(-1));
  EXPECT_EQ(run(fb::ScalarOpcode_MinUI, I32, uint32_t(-1), 1), 1u);
  EXPECT_EQ(run(fb::ScalarOpcode_MaxSI, I8, 0x80, 1), 1u);
  EXPECT_EQ(run(fb::ScalarOpcode_MaxUI, I8, 0x80, 1), 0x80u);
}

TEST(HostProgramTest, comparisons) {
  EXPECT_EQ(run(fb::ScalarOpcode_CmpSLT, I32, uint32_t(-1), 0), 1u);
  EXPECT_EQ(run(fb::ScalarOpcode_CmpULT, I32, uint32_t(-1), 0), 0u);
  EXPECT_EQ(run(fb::ScalarOpcode_CmpUGE, Index, 5, 5), 1u);
  EXPECT_EQ(run(fb::ScalarOpcode_CmpEQ, I8, 0x101, 1), 1u);
  uint64_t nan = bits(std::nanf(""));
  EXPECT_EQ(run(fb::ScalarOpcode_CmpOEQ, F32, nan, nan), 0u);
  EXPECT_EQ(run(fb::ScalarOpcode_CmpONE, F32, nan, bits(1.0f)), 0u);
  EXPECT_EQ(run(fb::ScalarOpcode_CmpOGE, F64, bits(2.0), bits(1.0)), 1u);
}

TEST(HostProgramTest, f32_rounds_to_f32) {
  EXPECT_EQ(run(fb::ScalarOpcode_AddF, F32, bits(16777216.0f), bits(1.0f)),
            bits(16777216.0f));
  EXPECT_EQ(run(fb::ScalarOpcode_AddF, F64, bits(16777216.0), bits(1.0)),
            bits(16777217.0));
  EXPECT_EQ(run(fb::ScalarOpcode_DivF, F32, bits(1.0f), bits(3.0f)),
            bits(1.0f / 3.0f));
  EXPECT_EQ(run(fb::ScalarOpcode_NegF, F32, bits(0.0f)), bits(-0.0f));
  EXPECT_EQ(run(fb::ScalarOpcode_MinF, F32, bits(0.0f), bits(-0.0f)),
            bits(-0.0f));
  EXPECT_EQ(run(fb::ScalarOpcode_MaxF, F32, bits(-0.0f), bits(0.0f)),
            bits(0.0f));
  float minimum;
  uint64_t result =
      run(fb::ScalarOpcode_MinF, F32, bits(std::nanf("")), bits(1.0f));
  std::memcpy(&minimum, &result, 4);
  EXPECT_TRUE(std::isnan(minimum));
}

TEST(HostProgramTest, resizing) {
  EXPECT_EQ(run(fb::ScalarOpcode_SExt, I64, 0x80, 0, 0, I8),
            0xffffffffffffff80ull);
  EXPECT_EQ(run(fb::ScalarOpcode_ZExt, I64, 0x80, 0, 0, I8), 0x80u);
  EXPECT_EQ(run(fb::ScalarOpcode_Trunc, I8, 0x1234, 0, 0, I32), 0x34u);
  EXPECT_EQ(run(fb::ScalarOpcode_SExt, I32, 1, 0, 0, ElementType::I1),
            0xffffffffu);
}

TEST(HostProgramTest, floats_to_integers_clamp) {
  EXPECT_EQ(run(fb::ScalarOpcode_FPToSI, I32, bits(-1.9f), 0, 0, F32),
            uint32_t(-1));
  EXPECT_EQ(run(fb::ScalarOpcode_FPToSI, I32, bits(3e9f), 0, 0, F32),
            0x7fffffffu);
  EXPECT_EQ(run(fb::ScalarOpcode_FPToSI, I32, bits(-3e9f), 0, 0, F32),
            0x80000000u);
  EXPECT_EQ(run(fb::ScalarOpcode_FPToSI, I32, bits(std::nanf("")), 0, 0, F32),
            0u);
  EXPECT_EQ(run(fb::ScalarOpcode_FPToUI, I8, bits(300.0), 0, 0, F64), 255u);
  EXPECT_EQ(run(fb::ScalarOpcode_FPToUI, I8, bits(-5.0), 0, 0, F64), 0u);
  EXPECT_EQ(run(fb::ScalarOpcode_FPToUI, I64, bits(1e30), 0, 0, F64),
            ~uint64_t(0));
  EXPECT_EQ(run(fb::ScalarOpcode_FPToSI, I64, bits(1e30), 0, 0, F64),
            uint64_t(INT64_MAX));
}

// 2^24 + 1 rounded once; through f64 and then f32 is the same, but 2^53 + 1
// plus a tail is not.
TEST(HostProgramTest, integers_to_floats_round_once) {
  EXPECT_EQ(run(fb::ScalarOpcode_UIToFP, F32, 16777217, 0, 0, I32),
            bits(16777216.0f));
  uint64_t tricky = (uint64_t(1) << 60) + (uint64_t(1) << 36) + 1;
  EXPECT_EQ(run(fb::ScalarOpcode_UIToFP, F32, tricky, 0, 0, I64),
            bits(1152921642045800448.0f));
  EXPECT_EQ(run(fb::ScalarOpcode_SIToFP, F32, uint32_t(-3), 0, 0, I32),
            bits(-3.0f));
  EXPECT_EQ(run(fb::ScalarOpcode_FPExt, F64, bits(0.1f), 0, 0, F32),
            bits(double(0.1f)));
  EXPECT_EQ(run(fb::ScalarOpcode_FPTrunc, F32, bits(0.1), 0, 0, F64),
            bits(0.1f));
}

TEST(HostProgramTest, select_looks_at_one_bit) {
  EXPECT_EQ(run(fb::ScalarOpcode_Select, I32, 1, 5, 6), 5u);
  EXPECT_EQ(run(fb::ScalarOpcode_Select, I32, 0, 5, 6), 6u);
}

TEST(HostProgramTest, what_makes_no_sense_is_not_supported) {
  ScalarOp op;
  op.opcode = fb::ScalarOpcode_AddI;
  op.type = F32;
  EXPECT_FALSE(isSupported(op));
  op.type = ElementType::V4I32;
  EXPECT_FALSE(isSupported(op));
  op.opcode = fb::ScalarOpcode_AddF;
  op.type = ElementType::F16;
  EXPECT_FALSE(isSupported(op));
  op.opcode = static_cast<fb::ScalarOpcode>(200);
  op.type = I32;
  EXPECT_FALSE(isSupported(op));
}

} // namespace
