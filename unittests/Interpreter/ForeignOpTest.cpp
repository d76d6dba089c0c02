// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An op of another dialect takes part by the reference-evaluation interface;
// without it, the error says so.
//
//===----------------------------------------------------------------------===//

#include "KernelFixture.h"

#include "Vyre/Interpreter/ReferenceEvaluation.h"

#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Index/IR/IndexDialect.h"
#include "mlir/Dialect/Index/IR/IndexOps.h"

using namespace mlir;
using namespace mlir::vyre;

namespace {

/// The larger of two indices, written by somebody who never saw vyre.
struct MaxModel
    : ReferenceEvaluationOpInterface::ExternalModel<MaxModel, index::MaxUOp> {
  LogicalResult
  evaluateReference(Operation *op, ArrayRef<ReferenceValue> operands,
                    MutableArrayRef<ReferenceValue> results) const {
    results[0][0] = std::max(operands[0][0], operands[1][0]);
    return success();
  }
};

/// Division that refuses a divisor of zero.
struct DivModel
    : ReferenceEvaluationOpInterface::ExternalModel<DivModel, index::DivUOp> {
  LogicalResult
  evaluateReference(Operation *op, ArrayRef<ReferenceValue> operands,
                    MutableArrayRef<ReferenceValue> results) const {
    if (operands[1][0] == 0)
      return failure();
    results[0][0] = operands[0][0] / operands[1][0];
    return success();
  }
};

/// A value of two components.
struct ConjugateModel
    : ReferenceEvaluationOpInterface::ExternalModel<ConjugateModel,
                                                    complex::ConjOp> {
  LogicalResult
  evaluateReference(Operation *op, ArrayRef<ReferenceValue> operands,
                    MutableArrayRef<ReferenceValue> results) const {
    results[0] = {operands[0][0], operands[0][1] ^ 0x80000000};
    return success();
  }
};
struct CreateModel
    : ReferenceEvaluationOpInterface::ExternalModel<CreateModel,
                                                    complex::CreateOp> {
  LogicalResult
  evaluateReference(Operation *op, ArrayRef<ReferenceValue> operands,
                    MutableArrayRef<ReferenceValue> results) const {
    results[0] = {operands[0][0], operands[1][0]};
    return success();
  }
};
struct ImModel
    : ReferenceEvaluationOpInterface::ExternalModel<ImModel, complex::ImOp> {
  LogicalResult
  evaluateReference(Operation *op, ArrayRef<ReferenceValue> operands,
                    MutableArrayRef<ReferenceValue> results) const {
    results[0][0] = operands[0][1];
    return success();
  }
};

class ForeignOpTest : public KernelTest {
protected:
  ForeignOpTest() {
    context.loadDialect<index::IndexDialect, complex::ComplexDialect>();
  }
  static constexpr const char *kSource = R"(
    vyre.program @p(%a: !vyre.buffer<4xi32, read_write>) workgroup [4, 1, 1] {
      %i = vyre.global_id x
      %two = arith.constant 2 : index
      %m = index.maxu %i, %two
      %x = arith.index_cast %m : index to i32
      vyre.store %x, %a[%i] : !vyre.buffer<4xi32, read_write>
      vyre.return
    })";
};

TEST_F(ForeignOpTest, vyre_lw_01_WithoutTheInterface) {
  EXPECT_FALSE(load(kSource));
  EXPECT_NE(diagnostics.find("'index.maxu' op has no meaning"),
            std::string::npos)
      << diagnostics;
  EXPECT_NE(diagnostics.find("fix: write it with vyre"), std::string::npos);
  EXPECT_NE(diagnostics.find("ReferenceEvaluationOpInterface"),
            std::string::npos);
}

TEST_F(ForeignOpTest, WithAnExternalModel) {
  index::MaxUOp::attachInterface<MaxModel>(context);
  for (const Schedule &schedule : allSchedules()) {
    Bytes a = Bytes::of(std::vector<uint32_t>(4));
    ExecutionOptions options;
    options.schedule = schedule;
    runOk(kSource, {&a}, {1, 1, 1}, {}, options);
    EXPECT_EQ(a.as<uint32_t>(), (std::vector<uint32_t>{2, 2, 2, 3}));
  }
}

TEST_F(ForeignOpTest, AFailureNamesTheOpAndTheInvocation) {
  index::DivUOp::attachInterface<DivModel>(context);
  ASSERT_TRUE(load(R"(
    vyre.program @p(%a: !vyre.buffer<4xi32, read_write>) workgroup [4, 1, 1] {
      %i = vyre.global_id x
      %three = arith.constant 3 : index
      %d = arith.subi %three, %i : index
      %m = index.divu %three, %d
      vyre.return
    })"));
  Bytes a = Bytes::of(std::vector<uint32_t>(4));
  ExecutionResult error = run({&a});
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, ExecutionError::Kind::Evaluation);
  EXPECT_EQ(error->message, "'index.divu' could not be evaluated for "
                            "invocation 3 of workgroup (0, 0, 0)");
}

TEST_F(ForeignOpTest, ValuesOfSeveralComponents) {
  complex::CreateOp::attachInterface<CreateModel>(context);
  complex::ConjOp::attachInterface<ConjugateModel>(context);
  complex::ImOp::attachInterface<ImModel>(context);
  Bytes a = Bytes::of(std::vector<float>{1, 2, 3, -4});
  runOk(R"(
    vyre.program @p(%a: !vyre.buffer<4xf32, read_write>) workgroup [4, 1, 1] {
      %i = vyre.global_id x
      %x = vyre.load %a[%i] : !vyre.buffer<4xf32, read_write>
      %z = complex.create %x, %x : complex<f32>
      %c = complex.conj %z : complex<f32>
      %y = complex.im %c : complex<f32>
      vyre.store %y, %a[%i] : !vyre.buffer<4xf32, read_write>
      vyre.return
    })",
        {&a});
  EXPECT_EQ(a.as<float>(), (std::vector<float>{-1, -2, -3, 4}));
}

} // namespace
