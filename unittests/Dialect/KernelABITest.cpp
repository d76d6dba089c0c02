// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The layout of bindings and push constants that compiler, artifact and runtime
// agree on.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Dialect/KernelABI.h"
#include "Vyre/Dialect/VyreDialect.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::vyre;

namespace {

class KernelABITest : public ::testing::Test {
protected:
  KernelABITest() { context.loadDialect<VyreDialect>(); }

  Type buffer(int64_t count) {
    return BufferType::get(&context, count, f32, Access::ReadWrite);
  }

  MLIRContext context;
  Builder builder{&context};
  Type f32 = builder.getF32Type();
  Type i32 = builder.getI32Type();
  Type i64 = builder.getI64Type();
  Type f64 = builder.getF64Type();
  Type index = builder.getIndexType();
};

TEST_F(KernelABITest, NoArgumentsNeedNothing) {
  KernelABI abi = computeKernelABI({});
  EXPECT_TRUE(abi.bindings.empty());
  EXPECT_TRUE(abi.pushFields.empty());
  EXPECT_EQ(abi.pushBytes, 0u);
}

// The binding is the position among the buffers, not among the arguments.
TEST_F(KernelABITest, BindingsCountBuffersOnly) {
  KernelABI abi = computeKernelABI({f32, buffer(4), i32, buffer(8)});
  ASSERT_EQ(abi.bindings.size(), 2u);
  EXPECT_EQ(abi.bindingArgs[0], 1u);
  EXPECT_EQ(abi.bindingArgs[1], 3u);
  EXPECT_EQ(abi.bindings[1].getCount(), 8);
  ASSERT_EQ(abi.scalarArgs.size(), 2u);
  EXPECT_EQ(abi.scalarArgs[0], 0u);
  EXPECT_EQ(abi.scalarArgs[1], 2u);
}

// Lengths follow all scalars, in binding order, for dynamic buffers only.
TEST_F(KernelABITest, LengthsFollowScalars) {
  int64_t dynamic = BufferType::kDynamic;
  KernelABI abi = computeKernelABI(
      {buffer(dynamic), f32, buffer(4), buffer(dynamic), i32});
  ASSERT_EQ(abi.pushFields.size(), 4u);
  EXPECT_EQ(abi.scalarField(0).offset, 0u);
  EXPECT_EQ(abi.scalarField(1).offset, 4u);
  ASSERT_TRUE(abi.lengthField(0));
  EXPECT_EQ(abi.lengthField(0)->offset, 8u);
  EXPECT_EQ(abi.lengthField(0)->type, i32);
  EXPECT_FALSE(abi.lengthField(1));
  ASSERT_TRUE(abi.lengthField(2));
  EXPECT_EQ(abi.lengthField(2)->offset, 12u);
  EXPECT_EQ(abi.pushBytes, 16u);
}

// 64-bit scalars are aligned to 8 bytes; an index takes 4.
TEST_F(KernelABITest, ScalarsAreAlignedToTheirSize) {
  KernelABI abi = computeKernelABI({i32, i64, index, f64, f32});
  const unsigned offsets[] = {0, 8, 16, 24, 32};
  ASSERT_EQ(abi.pushFields.size(), 5u);
  for (unsigned scalar = 0; scalar < 5; ++scalar) {
    EXPECT_EQ(abi.scalarField(scalar).offset, offsets[scalar]);
    EXPECT_EQ(abi.scalarField(scalar).scalar, static_cast<int>(scalar));
  }
  EXPECT_EQ(abi.scalarField(2).type, i32);
  EXPECT_EQ(abi.scalars[2], index);
  EXPECT_EQ(abi.pushBytes, 36u);
}

} // namespace
