// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Subgroup ops.
//
// They stand in control flow that the subgroup shares (VYRE-SG-02), and exits
// were lowered, so all invocations of the subgroup execute them, and a group
// operation works on exactly those. Lanes beyond the end of a subgroup that is
// not full are inactive: they are no part of a ballot or a reduction, and a
// shuffle from them, which SPIR-V leaves undefined, is avoided.
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"

using namespace mlir;
using namespace mlir::vyre;

static constexpr spirv::Scope kScope = spirv::Scope::Subgroup;

namespace {

//===----------------------------------------------------------------------===//
// Ids and sizes
//===----------------------------------------------------------------------===//

template <typename OpT, spirv::BuiltIn builtIn>
struct LowerIndex : KernelPattern<OpT> {
  using KernelPattern<OpT>::KernelPattern;
  LogicalResult
  matchAndRewrite(OpT op, typename OpT::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, this->kernel.getBuiltIn(rewriter, builtIn));
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Ballots and shuffles
//===----------------------------------------------------------------------===//

Value createBallot(OpBuilder &builder, Location loc, Value condition) {
  return spirv::GroupNonUniformBallotOp::create(
      builder, loc, VectorType::get({4}, builder.getI32Type()), kScope,
      condition);
}

struct LowerBallot : KernelPattern<SubgroupBallotOp> {
  using KernelPattern::KernelPattern;
  LogicalResult
  matchAndRewrite(SubgroupBallotOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOp(
        op, createBallot(rewriter, op.getLoc(), adaptor.getCondition()));
    return success();
  }
};

/// Whether an invocation with the local id `lane` executes this.
Value createIsPresent(OpBuilder &builder, Location loc, Value lane) {
  Value yes = spirv::ConstantOp::getOne(builder.getI1Type(), loc, builder);
  Value ballot = createBallot(builder, loc, yes);
  auto constant = [&](uint32_t number) {
    return createI32(builder, loc, number);
  };
  Value inBallot = spirv::ULessThanOp::create(
      builder, loc, lane, constant(SubgroupSizeOp::kMaxSize));
  Value number = spirv::BitwiseAndOp::create(
      builder, loc,
      spirv::ShiftRightLogicalOp::create(builder, loc, lane.getType(), lane,
                                         constant(5)),
      constant(3));
  Value word =
      spirv::VectorExtractDynamicOp::create(builder, loc, ballot, number);
  Value bit = spirv::BitwiseAndOp::create(builder, loc, lane, constant(31));
  Value shifted = spirv::ShiftRightLogicalOp::create(builder, loc,
                                                     word.getType(), word, bit);
  Value isSet = spirv::INotEqualOp::create(
      builder, loc,
      spirv::BitwiseAndOp::create(builder, loc, shifted, constant(1)),
      constant(0));
  return spirv::LogicalAndOp::create(builder, loc, inBallot, isSet);
}

/// From a lane that is not there it takes its own value, and drops it.
struct LowerShuffle : KernelPattern<SubgroupShuffleOp> {
  using KernelPattern::KernelPattern;
  LogicalResult
  matchAndRewrite(SubgroupShuffleOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value value = adaptor.getValue();
    Value isPresent = createIsPresent(rewriter, loc, adaptor.getLane());
    Value self =
        kernel.getBuiltIn(rewriter, spirv::BuiltIn::SubgroupLocalInvocationId);
    Value lane = spirv::SelectOp::create(rewriter, loc, isPresent,
                                         adaptor.getLane(), self);
    Value shuffled = spirv::GroupNonUniformShuffleOp::create(
        rewriter, loc, value.getType(), kScope, value, lane);
    rewriter.replaceOpWithNewOp<spirv::SelectOp>(
        op, isPresent, shuffled, createZero(rewriter, loc, value.getType()));
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

/// One group operation.
struct Reduction {
  OpBuilder &builder;
  Location loc;
  Value value;

  template <typename OpT>
  Value create() const {
    return OpT::create(builder, loc, value.getType(), kScope,
                       spirv::GroupOperation::Reduce, value,
                       /*cluster_size=*/Value());
  }

  Value create(ReduceKind kind) const {
    switch (kind) {
    case ReduceKind::Add:
      return create<spirv::GroupNonUniformIAddOp>();
    case ReduceKind::Mul:
      return create<spirv::GroupNonUniformIMulOp>();
    case ReduceKind::And:
      return create<spirv::GroupNonUniformBitwiseAndOp>();
    case ReduceKind::Or:
      return create<spirv::GroupNonUniformBitwiseOrOp>();
    case ReduceKind::Xor:
      return create<spirv::GroupNonUniformBitwiseXorOp>();
    case ReduceKind::MinU:
      return create<spirv::GroupNonUniformUMinOp>();
    case ReduceKind::MaxU:
      return create<spirv::GroupNonUniformUMaxOp>();
    case ReduceKind::MinS:
      return create<spirv::GroupNonUniformSMinOp>();
    case ReduceKind::MaxS:
      return create<spirv::GroupNonUniformSMaxOp>();
    case ReduceKind::AddF:
      return create<spirv::GroupNonUniformFAddOp>();
    case ReduceKind::MulF:
      return create<spirv::GroupNonUniformFMulOp>();
    case ReduceKind::MinF:
      return create<spirv::GroupNonUniformFMinOp>();
    case ReduceKind::MaxF:
      return create<spirv::GroupNonUniformFMaxOp>();
    }
    llvm_unreachable("a kind without an instruction");
  }
};

struct LowerReduce : KernelPattern<SubgroupReduceOp> {
  using KernelPattern::KernelPattern;
  LogicalResult
  matchAndRewrite(SubgroupReduceOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value value = adaptor.getValue();
    ReduceKind kind = op.getKind();
    // SPIR-V leaves open what the minimum with a NaN is.
    if (kind == ReduceKind::MinF || kind == ReduceKind::MaxF) {
      Value isNaN = spirv::IsNanOp::create(rewriter, loc, value);
      Value neutral = spirv::ConstantOp::create(rewriter, loc, value.getType(),
                                                op.getNeutralContribution());
      value = spirv::SelectOp::create(rewriter, loc, isNaN, neutral, value);
    }
    rewriter.replaceOp(op, Reduction{rewriter, loc, value}.create(kind));
    return success();
  }
};

} // namespace

void vyre::populateVyreSubgroupToSPIRVPatterns(
    const SPIRVTypeConverter &converter, KernelInterface &kernel,
    RewritePatternSet &patterns) {
  using spirv::BuiltIn;
  patterns.add<LowerBallot, LowerShuffle, LowerReduce,
               LowerIndex<gpu::LaneIdOp, BuiltIn::SubgroupLocalInvocationId>,
               LowerIndex<gpu::SubgroupIdOp, BuiltIn::SubgroupId>,
               LowerIndex<gpu::SubgroupSizeOp, BuiltIn::SubgroupSize>,
               LowerIndex<gpu::NumSubgroupsOp, BuiltIn::NumSubgroups>>(
      converter, patterns.getContext(), kernel);
}
