// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The word patch after serialisation, on good and on malformed words.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Target/SPIRVBinary.h"

#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::vyre;

namespace {

constexpr uint32_t kHeader[] = {0x07230203, 0x00010500, 0, 100, 0};

SmallVector<uint32_t> makeModule(ArrayRef<uint32_t> body) {
  SmallVector<uint32_t> words(std::begin(kHeader), std::end(kHeader));
  words.append(body.begin(), body.end());
  return words;
}

uint32_t first(uint32_t opcode, uint32_t wordCount) {
  return wordCount << 16 | opcode;
}

/// `words` give an error that says `what`, and stay as they were.
void expectError(SmallVector<uint32_t> words, StringRef what) {
  SmallVector<uint32_t> before = words;
  llvm::Error error = replaceCarriers(words);
  ASSERT_TRUE(static_cast<bool>(error));
  EXPECT_EQ(words, before);
  std::string message = llvm::toString(std::move(error));
  EXPECT_TRUE(StringRef(message).contains(what)) << message;
}

TEST(ReplaceCarriers, IncrementBecomesLoad) {
  SmallVector<uint32_t> words =
      makeModule({first(232, 6), 1, 2, 3, 4, 5, first(253, 1)});
  ASSERT_FALSE(static_cast<bool>(replaceCarriers(words)));
  EXPECT_EQ(words, makeModule({first(227, 6), 1, 2, 3, 4, 5, first(253, 1)}));
}

TEST(ReplaceCarriers, SubtractBecomesStoreWithoutResult) {
  SmallVector<uint32_t> words =
      makeModule({first(235, 7), 1, 2, 3, 4, 5, 6, first(253, 1)});
  ASSERT_FALSE(static_cast<bool>(replaceCarriers(words)));
  EXPECT_EQ(words, makeModule({first(228, 5), 3, 4, 5, 6, first(253, 1)}));
}

// Only the first word of an instruction is an opcode.
TEST(ReplaceCarriers, OperandsThatLookLikeCarriersStay) {
  SmallVector<uint32_t> words =
      makeModule({first(43, 4), 1, 2, first(232, 6), first(253, 1)});
  SmallVector<uint32_t> before = words;
  ASSERT_FALSE(static_cast<bool>(replaceCarriers(words)));
  EXPECT_EQ(words, before);
}

TEST(ReplaceCarriers, HeaderAloneIsAModule) {
  SmallVector<uint32_t> words = makeModule({});
  ASSERT_FALSE(static_cast<bool>(replaceCarriers(words)));
  EXPECT_EQ(words, makeModule({}));
}

TEST(ReplaceCarriers, RefusesMissingHeader) {
  expectError({}, "0 words, expected a header of 5");
  expectError({0x07230203, 0x00010500}, "2 words");
}

TEST(ReplaceCarriers, RefusesWrongMagicNumber) {
  expectError({0x03022307, 0x00010500, 0, 100, 0},
              "not the SPIR-V magic number");
}

// A word count of zero would not advance.
TEST(ReplaceCarriers, RefusesEmptyInstruction) {
  expectError(makeModule({253}), "word 5: an instruction of 0 words");
}

TEST(ReplaceCarriers, RefusesCutInstruction) {
  expectError(makeModule({first(232, 6), 1, 2}),
              "an instruction of 6 words, expected 1 to 3");
}

TEST(ReplaceCarriers, RefusesCarriersOfWrongSize) {
  expectError(makeModule({first(232, 3), 1, 2}),
              "OpAtomicIIncrement of 3 words, expected 6");
  expectError(makeModule({first(235, 1)}),
              "OpAtomicISub of 1 words, expected 7");
}

TEST(ValidateSPIRV, SaysWhatIsWrong) {
  EXPECT_FALSE(validateSPIRV({}).empty());
  EXPECT_FALSE(validateSPIRV(makeModule({first(253, 1)})).empty());
}

} // namespace
