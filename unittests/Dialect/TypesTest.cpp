// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What may be passed where, and how large elements are (VYRE-BF, VYRE-GR-03).
//
//===----------------------------------------------------------------------===//

#include "Vyre/Dialect/VyreDialect.h"
#include "Vyre/Dialect/VyreTypes.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::vyre;

namespace {

class TypesTest : public ::testing::Test {
protected:
  TypesTest() { context.loadDialect<VyreDialect>(); }

  BufferType buffer(int64_t count, Type element, Access access) {
    return BufferType::get(&context, count, element, access);
  }

  MLIRContext context;
  Builder builder{&context};
  Type i32 = builder.getI32Type();
  Type f32 = builder.getF32Type();
};

constexpr int64_t kDynamic = BufferType::kDynamic;

TEST_F(TypesTest, ElementBytesAreThoseOfTheElement) {
  auto bytes = [&](Type element) {
    return buffer(4, element, Access::Read).getElementBytes();
  };
  EXPECT_EQ(bytes(builder.getI8Type()), 1u);
  EXPECT_EQ(bytes(builder.getI16Type()), 2u);
  EXPECT_EQ(bytes(i32), 4u);
  EXPECT_EQ(bytes(builder.getI64Type()), 8u);
  EXPECT_EQ(bytes(builder.getF16Type()), 2u);
  EXPECT_EQ(bytes(builder.getBF16Type()), 2u);
  EXPECT_EQ(bytes(f32), 4u);
  EXPECT_EQ(bytes(builder.getF64Type()), 8u);
  EXPECT_EQ(bytes(VectorType::get({2}, i32)), 8u);
  EXPECT_EQ(bytes(VectorType::get({4}, f32)), 16u);
}

TEST_F(TypesTest, ElementsAreTheListedTypesOnly) {
  for (unsigned width : {1u, 4u, 24u, 128u})
    EXPECT_FALSE(BufferType::isValidElement(builder.getIntegerType(width)));
  EXPECT_FALSE(BufferType::isValidElement(builder.getIndexType()));
  EXPECT_FALSE(
      BufferType::isValidElement(builder.getIntegerType(32, /*isSigned=*/true)));
  EXPECT_FALSE(BufferType::isValidElement(VectorType::get({3}, f32)));
  EXPECT_FALSE(BufferType::isValidElement(VectorType::get({2, 2}, f32)));
  EXPECT_FALSE(
      BufferType::isValidElement(VectorType::get({2}, builder.getF16Type())));
  EXPECT_FALSE(BufferType::isValidElement(
      VectorType::get({4}, f32, /*scalableDims=*/{true})));
}

// A read_write buffer narrows to read, write or uniform; nothing widens, and
// workgroup memory is never passed.
TEST_F(TypesTest, AccessNarrowsOnly) {
  const Access all[] = {Access::Read, Access::Write, Access::ReadWrite,
                        Access::Uniform, Access::Workgroup};
  for (Access from : all)
    for (Access to : all) {
      bool expected = from == to || (from == Access::ReadWrite &&
                                     to != Access::Workgroup);
      EXPECT_EQ(buffer(4, i32, from).canBePassedAs(buffer(4, i32, to)),
                expected)
          << stringifyAccess(from).str() << " as " << stringifyAccess(to).str();
    }
}

// A static count may be forgotten; it is never invented or changed.
TEST_F(TypesTest, CountsMatchOrAreForgotten) {
  BufferType four = buffer(4, i32, Access::Read);
  BufferType five = buffer(5, i32, Access::Read);
  BufferType any = buffer(kDynamic, i32, Access::Read);
  EXPECT_TRUE(four.canBePassedAs(any));
  EXPECT_FALSE(any.canBePassedAs(four));
  EXPECT_FALSE(five.canBePassedAs(four));
  EXPECT_FALSE(four.canBePassedAs(buffer(4, f32, Access::Read)));
}

} // namespace
