// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The .npy reader must survive any bytes, and take what NumPy writes.
//
//===----------------------------------------------------------------------===//

#include "Npy.h"

#include <gtest/gtest.h>

using namespace vyre;
using namespace vyre::run;
using rt::ElementType;

using Bytes = std::vector<uint8_t>;

/// A file as NumPy would write it.
static Bytes npy(const std::string &header, const Bytes &data, int version = 1,
                 int minor = 0) {
  Bytes file = {0x93,
                'N',
                'U',
                'M',
                'P',
                'Y',
                static_cast<uint8_t>(version),
                static_cast<uint8_t>(minor)};
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i)
    file.push_back(static_cast<uint8_t>(header.size() >> (8 * i)));
  file.insert(file.end(), header.begin(), header.end());
  file.insert(file.end(), data.begin(), data.end());
  return file;
}

static std::string header(const std::string &descr, const std::string &shape,
                          const char *fortran = "False") {
  return "{'descr': '" + descr + "', 'fortran_order': " + fortran +
         ", 'shape': " + shape + ", }\n";
}

static std::string errorOf(const Bytes &file) {
  rt::Result<NpyArray> array = readNpy(file);
  if (array)
    return "no error";
  EXPECT_EQ(array.status().code(), rt::Code::InvalidArgument);
  EXPECT_FALSE(array.status().fix().empty());
  return array.status().message();
}

#define EXPECT_ERROR(FILE, PART)                                               \
  EXPECT_NE(errorOf(FILE).find(PART), std::string::npos) << errorOf(FILE)

TEST(NpyTest, ReadsEveryVersion) {
  for (int version : {1, 2, 3}) {
    rt::Result<NpyArray> array =
        readNpy(npy(header("<i2", "(3,)"), {1, 0, 2, 0, 3, 0}, version));
    ASSERT_TRUE(array) << array.status().message();
    EXPECT_EQ(array->element, ElementType::I16);
    EXPECT_EQ(array->count, 3u);
    EXPECT_EQ(array->shapeText(), "(3,)");
    EXPECT_EQ(array->bytes, (Bytes{1, 0, 2, 0, 3, 0}));
  }
}

TEST(NpyTest, RefusesUnknownVersions) {
  EXPECT_ERROR(npy(header("<i2", "(0,)"), {}, 0), "version 0.0");
  EXPECT_ERROR(npy(header("<i2", "(0,)"), {}, 4), "version 4.0");
  EXPECT_ERROR(npy(header("<i2", "(0,)"), {}, 1, 1), "version 1.1");
}

TEST(NpyTest, RefusesWrongMagic) {
  EXPECT_ERROR(Bytes(), "empty file");
  EXPECT_ERROR((Bytes{'P', 'K', 3, 4, 0, 0, 0, 0}), "wrong magic");
  EXPECT_ERROR((Bytes{0x93, 'N', 'U', 'M', 'P', 'Z', 1, 0}), "wrong magic");
}

// A file that is cut anywhere is refused, wherever the cut is.
TEST(NpyTest, RefusesEveryTruncation) {
  for (int version : {1, 2}) {
    Bytes file = npy(header("<f4", "(2,)"), {0, 0, 0, 0, 0, 0, 0, 0}, version);
    ASSERT_TRUE(readNpy(file));
    for (size_t size = 0; size < file.size(); ++size)
      EXPECT_FALSE(readNpy(Bytes(file.begin(), file.begin() + size)))
          << "cut at " << size;
  }
  Bytes file = npy(header("<f4", "(2,)"), {0, 0, 0, 0, 0});
  EXPECT_ERROR(file, "ends in its data");
}

TEST(NpyTest, RefusesTrailingBytes) {
  EXPECT_ERROR(npy(header("|i1", "(2,)"), {1, 2, 3}), "found 3 bytes of data");
}

TEST(NpyTest, KnowsEveryDtype) {
  struct {
    const char *descr;
    ElementType element;
  } cases[] = {
      {"|b1", ElementType::I8},  {"|i1", ElementType::I8},
      {"|u1", ElementType::I8},  {"<i2", ElementType::I16},
      {"<u2", ElementType::I16}, {"<i4", ElementType::I32},
      {"<u4", ElementType::I32}, {"<i8", ElementType::I64},
      {"=u8", ElementType::I64}, {"<f2", ElementType::F16},
      {"<f4", ElementType::F32}, {"<f8", ElementType::F64},
  };
  for (const auto &each : cases) {
    rt::Result<NpyArray> array = readNpy(
        npy(header(each.descr, "(1,)"), Bytes(rt::elementBytes(each.element))));
    ASSERT_TRUE(array) << each.descr;
    EXPECT_EQ(array->element, each.element) << each.descr;
  }
}

TEST(NpyTest, RefusesOtherDtypes) {
  // Object arrays hold pickles; they are never loaded.
  EXPECT_ERROR(npy(header("|O", "(1,)"), Bytes(8)), "Python objects");
  for (const char *descr :
       {"<c8", "|S5", "<U3", "<M8[ns]", "<f16", "|V4", "<", "", "<i3", "f"})
    EXPECT_ERROR(npy(header(descr, "(1,)"), Bytes(8)), "found dtype");
  EXPECT_ERROR(npy("{'descr': [('x', '<f4')], 'fortran_order': False, "
                   "'shape': (1,), }",
                   Bytes(4)),
               "dtype with fields");
}

TEST(NpyTest, SwapsBigEndian) {
  rt::Result<NpyArray> array =
      readNpy(npy(header(">i4", "(2,)"), {0, 0, 0, 1, 1, 2, 3, 4}));
  ASSERT_TRUE(array);
  EXPECT_EQ(array->bytes, (Bytes{1, 0, 0, 0, 4, 3, 2, 1}));
}

// [[1, 2, 3], [4, 5, 6]] column by column is 1 4 2 5 3 6.
TEST(NpyTest, ConvertsFortranOrder) {
  rt::Result<NpyArray> array =
      readNpy(npy(header("|i1", "(2, 3)", "True"), {1, 4, 2, 5, 3, 6}));
  ASSERT_TRUE(array);
  EXPECT_EQ(array->bytes, (Bytes{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(array->shapeText(), "(2, 3)");

  // Three dimensions; element (i, j, k) is 100 i + 10 j + k.
  Bytes fortran, c;
  for (int k = 0; k < 2; ++k)
    for (int j = 0; j < 3; ++j)
      for (int i = 0; i < 2; ++i)
        fortran.push_back(static_cast<uint8_t>(100 * i + 10 * j + k));
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 3; ++j)
      for (int k = 0; k < 2; ++k)
        c.push_back(static_cast<uint8_t>(100 * i + 10 * j + k));
  array = readNpy(npy(header("|u1", "(2, 3, 2)", "True"), fortran));
  ASSERT_TRUE(array);
  EXPECT_EQ(array->bytes, c);
}

TEST(NpyTest, ReadsOddButLegalHeaders) {
  // A scalar, an empty array, double quotes, no last comma, Python 2's L.
  rt::Result<NpyArray> array = readNpy(npy(header("|i1", "()"), {7}));
  ASSERT_TRUE(array);
  EXPECT_EQ(array->count, 1u);
  EXPECT_TRUE(readNpy(npy(header("<f8", "(0, 5)"), {})));
  EXPECT_TRUE(readNpy(npy("{\"shape\":(2L,),\"fortran_order\":False,"
                          "\"descr\":\"|i1\"}",
                          {1, 2})));
}

TEST(NpyTest, RefusesMalformedHeaders) {
  for (const char *text :
       {"", "{", "}", "{}", "[]", "{'descr'}", "{'descr': '<f4'}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': [1]}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1 2)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': "
        "(99999999999999999999,)}",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': "
        "(1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 'y'}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x",
        "{'descr': '<f4, 'fortran_order': False, 'shape': (1,)}",
        "{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,)}"})
    EXPECT_FALSE(readNpy(npy(text, Bytes(4)))) << text;
  std::string many = "(";
  for (int i = 0; i < 65; ++i)
    many += "1,";
  EXPECT_ERROR(npy(header("|i1", many + ")"), {0}), "at most 64 dimensions");
}

TEST(NpyTest, RefusesShapesThatOverflow) {
  EXPECT_ERROR(npy(header("<f8", "(4294967296, 4294967296)"), {}),
               "less than 2^64");
  EXPECT_ERROR(npy(header("<f8", "(2305843009213693952,)"), {}),
               "less than 2^64");
  // Close below the limit it is a cut file.
  EXPECT_ERROR(npy(header("|i1", "(18446744073709551615,)"), {1}),
               "ends in its data");
  // Nothing times anything is nothing.
  EXPECT_TRUE(readNpy(npy(header("<f8", "(0, 18446744073709551615)"), {})));
}

TEST(NpyTest, WritesWhatItReads) {
  for (unsigned i = 0; i < rt::kElementTypeCount; ++i) {
    auto element = static_cast<ElementType>(i);
    Bytes data(3 * rt::elementBytes(element));
    for (size_t b = 0; b < data.size(); ++b)
      data[b] = static_cast<uint8_t>(b);
    Bytes file = writeNpy(element, 3, data);
    rt::Result<NpyArray> array = readNpy(file);
    ASSERT_TRUE(array) << rt::elementName(element);
    EXPECT_EQ(array->bytes, data);
    EXPECT_EQ(array->shape.size(), rt::elementLanes(element) > 1 ? 2u : 1u);
    // NumPy maps files; its data starts at a multiple of 64.
    EXPECT_EQ((file.size() - data.size()) % 64, 0u);
  }
  EXPECT_EQ(readNpy(writeNpy(ElementType::V4F32, 2, Bytes(32)))->shapeText(),
            "(2, 4)");
  EXPECT_EQ(readNpy(writeNpy(ElementType::F32, 0, {}))->shapeText(), "(0,)");
}
