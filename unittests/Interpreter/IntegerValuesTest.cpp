// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Integer rules (VYRE-AR): every pair of 8-bit numbers against arithmetic in
// int, and the corners of 32 and 64 bits as numbers written down.
//
//===----------------------------------------------------------------------===//

#include "KernelFixture.h"

using namespace mlir;
using namespace mlir::vyre;

namespace {

using Words = std::vector<uint32_t>;

class IntegerValuesTest : public ValueTest {
protected:
  Words words(std::string op, Words a, Words b) {
    return evaluate<uint32_t>("i32", "i32", "%r = " + op + " %a, %b : i32",
                              std::move(a), std::move(b));
  }

  /// Compares an op on i8 with a rule on all pairs.
  template <typename Rule>
  void checkAllPairs(std::string op, Rule rule) {
    std::vector<uint8_t> a, b;
    for (int i = 0; i < 65536; ++i) {
      a.push_back(i >> 8);
      b.push_back(i & 255);
    }
    auto results =
        evaluate<uint8_t>("i8", "i8", "%r = " + op + " %a, %b : i8", a, b);
    ASSERT_EQ(results.size(), a.size());
    for (int i = 0; i < 65536; ++i)
      ASSERT_EQ(results[i], uint8_t(rule(a[i], b[i])))
          << op << " " << int(a[i]) << ", " << int(b[i]);
  }

  /// The same for a rule on signed numbers.
  template <typename Rule>
  void checkAllSigned(std::string op, Rule rule) {
    checkAllPairs(op, [&](int a, int b) {
      return rule(a < 128 ? a : a - 256, b < 128 ? b : b - 256);
    });
  }
};

int clamp(int value, int low, int high) {
  return value < low ? low : value > high ? high : value;
}

TEST_F(IntegerValuesTest, UnsignedDivision) {
  checkAllPairs("vyre.divui", [](int a, int b) { return b ? a / b : 255; });
  checkAllPairs("vyre.remui", [](int a, int b) { return b ? a % b : 0; });
  EXPECT_EQ(words("vyre.divui", {42, 7, 0}, {0, 2, 0}),
            (Words{0xFFFFFFFF, 3, 0xFFFFFFFF}));
  EXPECT_EQ(words("vyre.remui", {42, 7, 0}, {0, 2, 0}), (Words{0, 1, 0}));
}

TEST_F(IntegerValuesTest, SignedDivision) {
  checkAllSigned("vyre.divsi", [](int a, int b) { return b ? a / b : -1; });
  checkAllSigned("vyre.remsi", [](int a, int b) { return b ? a % b : 0; });
  constexpr uint32_t kMin = 0x80000000, kMinusOne = 0xFFFFFFFF;
  EXPECT_EQ(words("vyre.divsi", {kMin, 7, uint32_t(-7)}, {kMinusOne, 0, 3}),
            (Words{kMin, kMinusOne, 0xFFFFFFFE}));
  EXPECT_EQ(words("vyre.remsi", {kMin, 7, uint32_t(-7)}, {kMinusOne, 0, 3}),
            (Words{0, 0, 0xFFFFFFFF}));
}

TEST_F(IntegerValuesTest, DivisionOfArithRoundsAsItsNameSays) {
  checkAllSigned("arith.floordivsi", [](int a, int b) {
    if (b == 0)
      return -1;
    int quotient = a / b;
    return quotient * b != a && (a < 0) != (b < 0) ? quotient - 1 : quotient;
  });
  checkAllSigned("arith.ceildivsi", [](int a, int b) {
    if (b == 0)
      return -1;
    int quotient = a / b;
    return quotient * b != a && (a < 0) == (b < 0) ? quotient + 1 : quotient;
  });
  checkAllPairs("arith.ceildivui",
                [](int a, int b) { return b ? (a + b - 1) / b : 255; });
}

TEST_F(IntegerValuesTest, ShiftsTakeTheAmountModuloTheWidth) {
  checkAllPairs("vyre.shli", [](int a, int b) { return a << (b & 7); });
  checkAllPairs("vyre.shrui", [](int a, int b) { return a >> (b & 7); });
  checkAllSigned("vyre.shrsi", [](int a, int b) { return a >> (b & 7); });
  EXPECT_EQ(words("vyre.shli", {1, 1}, {32, 33}), (Words{1, 2}));
  EXPECT_EQ(words("vyre.shrui", {0x80000000}, {32}), (Words{0x80000000}));
  EXPECT_EQ(words("vyre.shrsi", {0x80000000}, {31}), (Words{0xFFFFFFFF}));
}

TEST_F(IntegerValuesTest, Rotates) {
  checkAllPairs("vyre.rotl", [](int a, int b) {
    return (a << (b & 7)) | (a >> ((8 - (b & 7)) & 7) & 255);
  });
  checkAllPairs("vyre.rotr", [](int a, int b) {
    return (a >> (b & 7)) | (a << ((8 - (b & 7)) & 7));
  });
  EXPECT_EQ(words("vyre.rotl", {0x80000001, 0x12345678}, {1, 40}),
            (Words{3, 0x34567812}));
}

TEST_F(IntegerValuesTest, SaturatingArithmetic) {
  checkAllPairs("vyre.uadd_sat",
                [](int a, int b) { return clamp(a + b, 0, 255); });
  checkAllPairs("vyre.usub_sat",
                [](int a, int b) { return clamp(a - b, 0, 255); });
  checkAllPairs("vyre.umul_sat",
                [](int a, int b) { return clamp(a * b, 0, 255); });
  checkAllSigned("vyre.sadd_sat",
                 [](int a, int b) { return clamp(a + b, -128, 127); });
  checkAllSigned("vyre.ssub_sat",
                 [](int a, int b) { return clamp(a - b, -128, 127); });
  checkAllSigned("vyre.smul_sat",
                 [](int a, int b) { return clamp(a * b, -128, 127); });
  EXPECT_EQ(words("vyre.uadd_sat", {0xFFFFFFFF}, {1}), (Words{0xFFFFFFFF}));
  EXPECT_EQ(words("vyre.smul_sat", {0x80000000, 0x80000000}, {2, 0xFFFFFFFF}),
            (Words{0x80000000, 0x7FFFFFFF}));
}

TEST_F(IntegerValuesTest, SaturationOf64Bits) {
  using Longs = std::vector<uint64_t>;
  auto longs = [&](std::string op, Longs a, Longs b) {
    return evaluate<uint64_t>("i64", "i64", "%r = " + op + " %a, %b : i64",
                              std::move(a), std::move(b));
  };
  constexpr uint64_t kMin = uint64_t(1) << 63, kMax = kMin - 1;
  EXPECT_EQ(longs("vyre.smul_sat", {kMin, kMax, kMin}, {2, 2, ~0ull}),
            (Longs{kMin, kMax, kMax}));
  EXPECT_EQ(longs("vyre.sadd_sat", {kMax, kMin}, {1, ~0ull}),
            (Longs{kMax, kMin}));
  EXPECT_EQ(longs("vyre.umul_sat", {1ull << 32, 3}, {1ull << 32, 5}),
            (Longs{~0ull, 15}));
  EXPECT_EQ(longs("vyre.divsi", {kMin, 5}, {~0ull, 0}), (Longs{kMin, ~0ull}));
  EXPECT_EQ(longs("vyre.shli", {1, 1}, {64, 65}), (Longs{1, 2}));
}

TEST_F(IntegerValuesTest, Distances) {
  checkAllPairs("vyre.absdiffui",
                [](int a, int b) { return a > b ? a - b : b - a; });
  checkAllSigned("vyre.absdiffsi",
                 [](int a, int b) { return a > b ? a - b : b - a; });
  EXPECT_EQ(words("vyre.absdiffui", {0}, {0xFFFFFFFF}), (Words{0xFFFFFFFF}));
}

TEST_F(IntegerValuesTest, WrappingArithmetic) {
  checkAllPairs("arith.addi", [](int a, int b) { return a + b; });
  checkAllPairs("arith.subi", [](int a, int b) { return a - b; });
  checkAllPairs("arith.muli", [](int a, int b) { return a * b; });
  EXPECT_EQ(words("arith.addi", {0xFFFFFFFF}, {1}), (Words{0}));
  EXPECT_EQ(words("arith.muli", {0xFFFFFFFF}, {2}), (Words{0xFFFFFFFE}));
}

TEST_F(IntegerValuesTest, MinimumAndMaximum) {
  checkAllPairs("arith.minui", [](int a, int b) { return std::min(a, b); });
  checkAllPairs("arith.maxui", [](int a, int b) { return std::max(a, b); });
  checkAllSigned("arith.minsi", [](int a, int b) { return std::min(a, b); });
  checkAllSigned("arith.maxsi", [](int a, int b) { return std::max(a, b); });
}

TEST_F(IntegerValuesTest, HighHalfOfAProduct) {
  auto high = [&](std::string op, Words a, Words b) {
    return evaluate<uint32_t>("i32", "i32",
                              "%low, %r = " + op + " %a, %b : i32", a, b);
  };
  EXPECT_EQ(high("arith.mului_extended", {0xFFFFFFFF}, {0xFFFFFFFE}),
            (Words{0xFFFFFFFD}));
  EXPECT_EQ(high("arith.mulsi_extended", {0xFFFFFFFF, 0x80000000},
                 {0xFFFFFFFE, 0x80000000}),
            (Words{0, 0x40000000}));
  EXPECT_EQ((evaluate<uint32_t>(
                "i32", "i1", "%s, %r = arith.addui_extended %a, %b : i32, i1",
                Words{0xFFFFFFFF, 1}, Words{1, 1})),
            (Words{1, 0}));
}

TEST_F(IntegerValuesTest, BitsAreCounted) {
  auto unary = [&](std::string op, Words a) {
    return evaluate<uint32_t>("i32", "i32", "%r = " + op + " %a : i32", a);
  };
  EXPECT_EQ(unary("math.ctlz", {0, 1, 0x80000000}), (Words{32, 31, 0}));
  EXPECT_EQ(unary("math.cttz", {0, 1, 0x80000000}), (Words{32, 0, 31}));
  EXPECT_EQ(unary("math.ctpop", {0, 0xFFFFFFFF, 0x89ABCDEF}),
            (Words{0, 32, 20}));
  EXPECT_EQ(unary("math.absi", {5, uint32_t(-5), 0x80000000}),
            (Words{5, 5, 0x80000000}));
  EXPECT_EQ(unary("vyre.bitreverse", {1, 0x80000000, 0x12345678}),
            (Words{0x80000000, 1, 0x1E6A2C48}));
  using Small = std::vector<uint8_t>;
  EXPECT_EQ((evaluate<uint8_t>("i8", "i8", "%r = math.ctlz %a : i8",
                               Small{0, 1, 128})),
            (Small{8, 7, 0}));
  EXPECT_EQ((evaluate<uint8_t>("i8", "i8", "%r = vyre.bitreverse %a : i8",
                               Small{1, 0x12})),
            (Small{128, 0x48}));
}

TEST_F(IntegerValuesTest, Comparisons) {
  auto compare = [&](std::string predicate) {
    return evaluate<uint32_t>("i32", "i1",
                              "%r = arith.cmpi " + predicate + ", %a, %b : i32",
                              Words{0xFFFFFFFF, 1, 1}, Words{1, 0xFFFFFFFF, 1});
  };
  EXPECT_EQ(compare("eq"), (Words{0, 0, 1}));
  EXPECT_EQ(compare("ne"), (Words{1, 1, 0}));
  EXPECT_EQ(compare("slt"), (Words{1, 0, 0}));
  EXPECT_EQ(compare("sle"), (Words{1, 0, 1}));
  EXPECT_EQ(compare("sgt"), (Words{0, 1, 0}));
  EXPECT_EQ(compare("sge"), (Words{0, 1, 1}));
  EXPECT_EQ(compare("ult"), (Words{0, 1, 0}));
  EXPECT_EQ(compare("ule"), (Words{0, 1, 1}));
  EXPECT_EQ(compare("ugt"), (Words{1, 0, 0}));
  EXPECT_EQ(compare("uge"), (Words{1, 0, 1}));
}

TEST_F(IntegerValuesTest, IntegerConversions) {
  using Small = std::vector<uint8_t>;
  EXPECT_EQ((evaluate<uint32_t>("i8", "i32", "%r = arith.extsi %a : i8 to i32",
                                Small{200, 127})),
            (Words{0xFFFFFFC8, 127}));
  EXPECT_EQ((evaluate<uint32_t>("i8", "i32", "%r = arith.extui %a : i8 to i32",
                                Small{200, 127})),
            (Words{200, 127}));
  EXPECT_EQ((evaluate<uint8_t>("i32", "i8", "%r = arith.trunci %a : i32 to i8",
                               Words{0x1C8})),
            (Small{0xC8}));
  using Longs = std::vector<uint64_t>;
  EXPECT_EQ(
      (evaluate<uint64_t>("i32", "i64", "%r = arith.extsi %a : i32 to i64",
                          Words{0xFFFFFFFF})),
      (Longs{~0ull}));
  // An index is unsigned: to 64 bits it adds zeros (VYRE-IX-01).
  EXPECT_EQ((evaluate<uint64_t>("i32", "i64",
                                "%x = arith.index_cast %a : i32 to index\n"
                                "%r = arith.index_cast %x : index to i64",
                                Words{0xFFFFFFFF})),
            (Longs{0xFFFFFFFF}));
  EXPECT_EQ((evaluate<uint32_t>("i8", "i32",
                                "%x = arith.index_cast %a : i8 to index\n"
                                "%r = arith.index_cast %x : index to i32",
                                Small{0xFF})),
            (Words{0xFFFFFFFF}));
}

TEST_F(IntegerValuesTest, IndexHas32Bits) {
  // The sum wraps before it is divided (VYRE-IX-03).
  EXPECT_EQ((evaluate<uint32_t>("i32", "i32",
                                "%x = arith.index_cast %a : i32 to index\n"
                                "%y = arith.index_cast %b : i32 to index\n"
                                "%s = arith.addi %x, %y : index\n"
                                "%two = arith.constant 2 : index\n"
                                "%d = vyre.divui %s, %two : index\n"
                                "%r = arith.index_cast %d : index to i32",
                                Words{0xFFFFFFFF}, Words{3})),
            (Words{1}));
}

TEST_F(IntegerValuesTest, AnyWidthUpTo64) {
  // 7 + 9 = 16 = 0 in 4 bits; -8 / -1 = -8.
  EXPECT_EQ((evaluate<uint32_t>("i32", "i32",
                                "%x = arith.trunci %a : i32 to i4\n"
                                "%y = arith.trunci %b : i32 to i4\n"
                                "%s = arith.addi %x, %y : i4\n"
                                "%d = arith.divsi %s, %y : i4\n"
                                "%r = arith.extui %d : i4 to i32",
                                Words{7, 9}, Words{9, 15})),
            (Words{0, 8}));
}

} // namespace
