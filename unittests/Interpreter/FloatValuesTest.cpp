// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Floating point (VYRE-FP) as bit patterns, and the small formats whole.
//
//===----------------------------------------------------------------------===//

#include "KernelFixture.h"

#include <cmath>

using namespace mlir;
using namespace mlir::vyre;

namespace {

using Words = std::vector<uint32_t>;
using Longs = std::vector<uint64_t>;
using Halves = std::vector<uint16_t>;

constexpr uint32_t kNaN = 0x7FC00000, kInf = 0x7F800000, kOne = 0x3F800000;

class FloatValuesTest : public ValueTest {
protected:
  Words unary(std::string op, Words a) {
    return evaluate<uint32_t>("f32", "f32", "%r = " + op + " %a : f32",
                              std::move(a));
  }
  Words binary(std::string op, Words a, Words b) {
    return evaluate<uint32_t>("f32", "f32", "%r = " + op + " %a, %b : f32",
                              std::move(a), std::move(b));
  }
  Words test(std::string body, Words a, Words b = {}) {
    return evaluate<uint32_t>("f32", "i1", body, std::move(a), std::move(b));
  }
};

TEST_F(FloatValuesTest, CanonicalizeChangesNaNsAndSubnormals) {
  EXPECT_EQ(unary("vyre.canonicalize",
                  {0x00000001, 0x80000001, 0x7FA12345, 0xFFA12345, 0xFF800000,
                   0x007FFFFF, 0x00800000, 0x80000000, kOne}),
            (Words{0, 0x80000000, kNaN, kNaN, 0xFF800000, 0, 0x00800000,
                   0x80000000, kOne}));
}

TEST_F(FloatValuesTest, NaNResultsAreTheCanonicalNaN) {
  EXPECT_EQ(binary("arith.subf", {kInf}, {kInf}), (Words{kNaN}));
  EXPECT_EQ(binary("arith.divf", {0}, {0}), (Words{kNaN}));
  EXPECT_EQ(binary("arith.addf", {0xFFA12345, kOne}, {kOne, 0x7F812345}),
            (Words{kNaN, kNaN}));
  EXPECT_EQ(unary("math.sqrt", {0xBF800000}), (Words{kNaN}));
}

TEST_F(FloatValuesTest, ArithmeticRoundsOnceAndKeepsSubnormals) {
  EXPECT_EQ(binary("arith.addf", {0x80000001, kOne, 0x3F800000},
                   {0x80000001, 0x33800000, 0x33800001}),
            (Words{0x80000002, kOne, 0x3F800001}));
  // 1/3, and a product and a sum that a fused operation would give otherwise.
  EXPECT_EQ(binary("arith.divf", {kOne, kOne}, {0x40400000, 0}),
            (Words{0x3EAAAAAB, kInf}));
  EXPECT_EQ((evaluate<uint32_t>("f32", "f32",
                                "%m = arith.mulf %a, %a : f32\n"
                                "%r = arith.addf %m, %b : f32",
                                Words{0x3F800001}, Words{0xBF800002})),
            (Words{0}));
  EXPECT_EQ((evaluate<uint32_t>("f32", "f32", "%r = math.fma %a, %a, %b : f32",
                                Words{0x3F800001}, Words{0xBF800002})),
            (Words{0x28800000}));
}

TEST_F(FloatValuesTest, RemainderHasTheSignOfTheDividend) {
  EXPECT_EQ(
      binary("arith.remf", {0x40B00000, 0xC0B00000}, {0x40000000, 0x40000000}),
      (Words{0x3FC00000, 0xBFC00000}));
}

TEST_F(FloatValuesTest, SignOpsMoveBits) {
  EXPECT_EQ(unary("arith.negf", {0x7FA12345, 0, kOne}),
            (Words{0xFFA12345, 0x80000000, 0xBF800000}));
  EXPECT_EQ(unary("math.absf", {0xFFA12345, 0x80000001}),
            (Words{0x7FA12345, 1}));
  EXPECT_EQ(binary("math.copysign", {kOne, kOne}, {0x80000000, 0}),
            (Words{0xBF800000, kOne}));
}

TEST_F(FloatValuesTest, Tests) {
  EXPECT_EQ(test("%r = math.isnan %a : f32", {0x7FA12345, kInf, kOne}),
            (Words{1, 0, 0}));
  EXPECT_EQ(test("%r = math.isinf %a : f32", {0xFF800000, kNaN, kOne}),
            (Words{1, 0, 0}));
  EXPECT_EQ(test("%r = math.isfinite %a : f32", {0x80000001, kInf, kNaN}),
            (Words{1, 0, 0}));
}

TEST_F(FloatValuesTest, Comparisons) {
  // Pairs: (NaN, 1), (-0, +0), (subnormal, 0), (1, 2).
  auto compare = [&](std::string predicate) {
    return test("%r = arith.cmpf " + predicate + ", %a, %b : f32",
                {0x7FA12345, 0x80000000, 1, kOne}, {kOne, 0, 0, 0x40000000});
  };
  EXPECT_EQ(compare("oeq"), (Words{0, 1, 0, 0}));
  EXPECT_EQ(compare("une"), (Words{1, 0, 1, 1}));
  EXPECT_EQ(compare("one"), (Words{0, 0, 1, 1}));
  EXPECT_EQ(compare("olt"), (Words{0, 0, 0, 1}));
  EXPECT_EQ(compare("ole"), (Words{0, 1, 0, 1}));
  EXPECT_EQ(compare("ogt"), (Words{0, 0, 1, 0}));
  EXPECT_EQ(compare("oge"), (Words{0, 1, 1, 0}));
  EXPECT_EQ(compare("ord"), (Words{0, 1, 1, 1}));
  EXPECT_EQ(compare("uno"), (Words{1, 0, 0, 0}));
  EXPECT_EQ(compare("ueq"), (Words{1, 1, 0, 0}));
  EXPECT_EQ(compare("ult"), (Words{1, 0, 0, 1}));
  EXPECT_EQ(compare("ule"), (Words{1, 1, 0, 1}));
  EXPECT_EQ(compare("ugt"), (Words{1, 0, 1, 0}));
  EXPECT_EQ(compare("uge"), (Words{1, 1, 1, 0}));
  EXPECT_EQ(compare("false"), (Words{0, 0, 0, 0}));
  EXPECT_EQ(compare("true"), (Words{1, 1, 1, 1}));
}

TEST_F(FloatValuesTest, MinimumAndMaximum) {
  Words a{0x7FA12345, 0x80000000, 0, kOne}, b{kOne, 0, 0x80000000, 0x40000000};
  EXPECT_EQ(binary("arith.minimumf", a, b),
            (Words{kNaN, 0x80000000, 0x80000000, kOne}));
  EXPECT_EQ(binary("arith.maximumf", a, b), (Words{kNaN, 0, 0, 0x40000000}));
  EXPECT_EQ(binary("arith.minnumf", a, b),
            (Words{kOne, 0x80000000, 0x80000000, kOne}));
  EXPECT_EQ(binary("arith.maxnumf", b, a), (Words{kOne, 0, 0, 0x40000000}));
}

TEST_F(FloatValuesTest, RoundingToIntegers) {
  Words a{0x3F000000, 0x3FC00000, 0x40200000, 0xBF000000, 0xC0200000};
  // 0.5, 1.5, 2.5, -0.5, -2.5: ties away from zero, and to even (VYRE-FP-04).
  EXPECT_EQ(unary("math.round", a),
            (Words{kOne, 0x40000000, 0x40400000, 0xBF800000, 0xC0400000}));
  EXPECT_EQ(unary("math.roundeven", a),
            (Words{0, 0x40000000, 0x40000000, 0x80000000, 0xC0000000}));
  EXPECT_EQ(unary("math.floor", a),
            (Words{0, kOne, 0x40000000, 0xBF800000, 0xC0400000}));
  EXPECT_EQ(unary("math.ceil", a),
            (Words{kOne, 0x40000000, 0x40400000, 0x80000000, 0xC0000000}));
  EXPECT_EQ(unary("math.trunc", a),
            (Words{0, kOne, 0x40000000, 0x80000000, 0xC0000000}));
}

TEST_F(FloatValuesTest, FunctionsAtPointsThatAreKnown) {
  EXPECT_EQ(unary("math.sqrt", {0x40000000, 0x80000000, 0x00000002}),
            (Words{0x3FB504F3, 0x80000000, 0x1A800000}));
  EXPECT_EQ(unary("math.rsqrt", {0x40800000, 0x40000000}),
            (Words{0x3F000000, 0x3F3504F3}));
  EXPECT_EQ(unary("math.sin", {0, 0x80000001, kOne}),
            (Words{0, 0x80000001, 0x3F576AA4}));
  EXPECT_EQ(unary("math.cos", {1, 0x40490FDB}), (Words{kOne, 0xBF800000}));
  EXPECT_EQ(unary("math.exp", {0, kOne}), (Words{kOne, 0x402DF854}));
  EXPECT_EQ(unary("math.exp2", {0x41200000, 0xC3150000}),
            (Words{0x44800000, 0x00000001}));
  EXPECT_EQ(unary("math.log", {kOne, 0x80000000, 0xBF800000, 0x402DF854}),
            (Words{0, 0xFF800000, kNaN, 0x3F7FFFFF}));
  EXPECT_EQ(unary("math.log2", {0x44800000}), (Words{0x41200000}));
  EXPECT_EQ(unary("math.tanh", {0x7F800000, 0xFF800000}),
            (Words{kOne, 0xBF800000}));
  EXPECT_EQ(binary("math.powf", {0x40000000, 0, kOne}, {0x41200000, 0, kNaN}),
            (Words{0x44800000, kOne, kOne}));
}

TEST_F(FloatValuesTest, SaturatingConversions) {
  // 1e20, -1, NaN, 3.99, -3.99, 2^31
  Words a{0x60AD78EC, 0xBF800000, 0x7FA12345,
          0x407F5C29, 0xC07F5C29, 0x4F000000};
  auto convert = [&](std::string op) {
    return evaluate<uint32_t>("f32", "i32", "%r = " + op + " %a : f32 to i32",
                              a);
  };
  EXPECT_EQ(convert("vyre.fptoui_sat"),
            (Words{0xFFFFFFFF, 0, 0, 3, 0, 0x80000000}));
  EXPECT_EQ(convert("vyre.fptosi_sat"),
            (Words{0x7FFFFFFF, 0xFFFFFFFF, 0, 3, 0xFFFFFFFD, 0x7FFFFFFF}));
  using Small = std::vector<uint8_t>;
  EXPECT_EQ((evaluate<uint8_t>("f32", "i8",
                               "%r = vyre.fptosi_sat %a : f32 to i8", a)),
            (Small{127, 255, 0, 3, 253, 127}));
  EXPECT_EQ(
      (evaluate<uint64_t>("f64", "i64", "%r = vyre.fptosi_sat %a : f64 to i64",
                          Longs{0x43E0000000000000, 0xC3E0000000000000,
                                0xC3E0000000000001, 0x7FF8000000000000})),
      (Longs{0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0x8000000000000000, 0}));
  EXPECT_EQ(
      (evaluate<uint64_t>("f64", "i64", "%r = vyre.fptoui_sat %a : f64 to i64",
                          Longs{0x43F0000000000000, 0x43EFFFFFFFFFFFFF})),
      (Longs{~0ull, 0xFFFFFFFFFFFFF800}));
}

TEST_F(FloatValuesTest, IntegersToFloatsRoundToEven) {
  Words a{16777217, 16777219, 0xFFFFFFFF, 0x80000000};
  EXPECT_EQ((evaluate<uint32_t>("i32", "f32",
                                "%r = arith.uitofp %a : i32 to f32", a)),
            (Words{0x4B800000, 0x4B800002, 0x4F800000, 0x4F000000}));
  EXPECT_EQ((evaluate<uint32_t>("i32", "f32",
                                "%r = arith.sitofp %a : i32 to f32", a)),
            (Words{0x4B800000, 0x4B800002, 0xBF800000, 0xCF000000}));
  EXPECT_EQ(
      (evaluate<uint16_t>("i32", "f16", "%r = arith.uitofp %a : i32 to f16",
                          Words{2049, 2051, 65519, 65520})),
      (Halves{0x6800, 0x6802, 0x7BFF, 0x7C00}));
}

TEST_F(FloatValuesTest, HalvesRoundToEven) {
  // 1.00048828125 and 1.00146484375 are ties, 65520 rounds to infinity, and
  // 2^-25 is a tie with zero.
  EXPECT_EQ((evaluate<uint16_t>(
                "f32", "f16", "%r = arith.truncf %a : f32 to f16",
                Words{0x3F801000, 0x3F803000, 0x7FA12345, 0x477FEFFF,
                      0x477FF000, 0x33000000, 0x33000001, 0x80000001})),
            (Halves{0x3C00, 0x3C02, 0x7E00, 0x7BFF, 0x7C00, 0, 1, 0x8000}));
  EXPECT_EQ(
      (evaluate<uint16_t>("f32", "bf16", "%r = arith.truncf %a : f32 to bf16",
                          Words{0x3F808000, 0x3F818000, 0xFFA12345, 0x7F7FFFFF,
                                0x00000001, 0x00018000})),
      (Halves{0x3F80, 0x3F82, 0x7FC0, 0x7F80, 0, 2}));
  // Through f32 this would round twice, to 3C01.
  EXPECT_EQ(
      (evaluate<uint16_t>("f64", "f16", "%r = arith.truncf %a : f64 to f16",
                          Longs{0x3FF0020000000001 - 2, 0x3FF0020000000001})),
      (Halves{0x3C00, 0x3C01}));
}

TEST_F(FloatValuesTest, EveryHalfSurvivesAWiderFormat) {
  Halves all(65536);
  for (unsigned i = 0; i < 65536; ++i)
    all[i] = i;
  auto wide =
      evaluate<float>("f16", "f32", "%r = arith.extf %a : f16 to f32", all);
  auto back = evaluate<uint16_t>("f16", "f16",
                                 "%w = arith.extf %a : f16 to f64\n"
                                 "%r = arith.truncf %w : f64 to f16",
                                 all);
  ASSERT_EQ(wide.size(), 65536u);
  for (unsigned i = 0; i < 65536; ++i) {
    int exponent = i >> 10 & 31, mantissa = i & 1023;
    double expected = exponent == 0
                          ? std::ldexp(mantissa, -24)
                          : std::ldexp(1024 + mantissa, exponent - 25);
    if (exponent == 31) {
      EXPECT_EQ(std::isnan(wide[i]), mantissa != 0);
      EXPECT_EQ(back[i], mantissa ? 0x7E00 : i);
      continue;
    }
    ASSERT_EQ(wide[i], i & 0x8000 ? -expected : expected) << i;
    ASSERT_EQ(back[i], i);
  }
}

TEST_F(FloatValuesTest, EveryBFloat16SurvivesAWiderFormat) {
  Halves all(65536);
  for (unsigned i = 0; i < 65536; ++i)
    all[i] = i;
  auto wide = evaluate<uint32_t>("bf16", "f32",
                                 "%r = arith.extf %a : bf16 to f32", all);
  auto back = evaluate<uint16_t>("bf16", "bf16",
                                 "%w = arith.extf %a : bf16 to f32\n"
                                 "%r = arith.truncf %w : f32 to bf16",
                                 all);
  ASSERT_EQ(wide.size(), 65536u);
  for (unsigned i = 0; i < 65536; ++i) {
    bool isNaN = (i & 0x7FFF) > 0x7F80;
    ASSERT_EQ(wide[i], isNaN ? kNaN : i << 16);
    ASSERT_EQ(back[i], isNaN ? 0x7FC0 : i);
  }
}

TEST_F(FloatValuesTest, HalfArithmeticRoundsInItsOwnType) {
  // 2048 + 1 is a tie; the largest half and 16 more is infinity.
  EXPECT_EQ(
      (evaluate<uint16_t>("f16", "f16", "%r = arith.addf %a, %b : f16",
                          Halves{0x6800, 0x7BFF}, Halves{0x3C00, 0x4C00})),
      (Halves{0x6800, 0x7C00}));
}

TEST_F(FloatValuesTest, ArithmeticOfBFloat16IsRefused) {
  EXPECT_FALSE(load(R"(
    vyre.program @p(%a: !vyre.buffer<1xbf16, read_write>) workgroup [1, 1, 1] {
      %i = vyre.global_id x
      %x = vyre.load %a[%i] : !vyre.buffer<1xbf16, read_write>
      %y = arith.addf %x, %x : bf16
      vyre.store %y, %a[%i] : !vyre.buffer<1xbf16, read_write>
      vyre.return
    })"));
  EXPECT_NE(diagnostics.find("[VYRE-FP-05]; fix:"), std::string::npos)
      << diagnostics;
}

TEST_F(FloatValuesTest, VectorsAreElementwise) {
  Bytes a = Bytes::of(std::vector<float>{1, 2, 3, 4});
  Bytes b = Bytes::of(std::vector<float>(4));
  runOk(R"(
    vyre.program @p(%a: !vyre.buffer<1xvector<4xf32>, read>,
                    %b: !vyre.buffer<1xvector<4xf32>, write>)
        workgroup [1, 1, 1] {
      %i = vyre.global_id x
      %x = vyre.load %a[%i] : !vyre.buffer<1xvector<4xf32>, read>
      %y = vector.shuffle %x, %x [3, 2, 1, 0] : vector<4xf32>, vector<4xf32>
      %z = arith.mulf %x, %y : vector<4xf32>
      %one = arith.constant 1 : index
      %e = vector.extract %x[%one] : f32 from vector<4xf32>
      %w = vector.insert %e, %z[%one] : f32 into vector<4xf32>
      vyre.store %w, %b[%i] : !vyre.buffer<1xvector<4xf32>, write>
      vyre.return
    })",
        {&a, &b});
  EXPECT_EQ(b.as<float>(), (std::vector<float>{4, 2, 6, 4}));
}

} // namespace
