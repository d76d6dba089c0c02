// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-lower-async: an async copy becomes a loop that copies where it started.
//
// Why that is right. A copy reads and writes at any time between its start and
// its wait (VYRE-MM-20), so at its start is one of the executions that the
// source allows. No other can be told apart: who touches the target, or writes
// the source, without being ordered before the start or after the wait has a
// race. What is ordered after the wait is ordered after the loop, and what is
// ordered before the start comes before the loop, so no race is new either. The
// operands are there, so nothing is carried to the wait.
//
// In the loop no index wraps, which the copy does not do (VYRE-AS-02). With
//
//   start = min(j, length(target)), kept = min(n, length(target) - start)
//   first = min(i, length(source))
//
// element `k` below `kept` goes to `start + k`, which is below the length. It
// comes from `first + k`, below 2^31 + 2^31 because a buffer has at most 2^31
// elements (VYRE-BF-01), and past the end of the source if `i` is: a load of
// zero.
//
// Tokens disappear from loops, branches and regions. Nothing after this pass
// knows them.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/Patterns.h"
#include "mlir/Transforms/DialectConversion.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_LOWERASYNCPASS
#include "Vyre/Transforms/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;

namespace {

/// A token stands for nothing.
struct TokenRemover : public TypeConverter {
  TokenRemover() {
    addConversion([](Type type) { return type; });
    addConversion([](TokenType, SmallVectorImpl<Type> &) { return success(); });
  }
};

struct LowerCopy : public OpInterfaceConversionPattern<AsyncCopyOpInterface> {
  using OpInterfaceConversionPattern::OpInterfaceConversionPattern;

  LogicalResult
  matchAndRewrite(AsyncCopyOpInterface copy, ArrayRef<Value>,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = copy.getLoc();
    Value source = copy.getCopySource(), target = copy.getCopyTarget();
    auto min = [&](Value a, Value b) -> Value {
      return arith::MinUIOp::create(rewriter, loc, a, b);
    };
    Type index = rewriter.getIndexType();
    Value sourceLength = LengthOp::create(rewriter, loc, index, source);
    Value targetLength = LengthOp::create(rewriter, loc, index, target);
    Value first = min(copy.getCopySourceIndex(), sourceLength);
    Value start = min(copy.getCopyTargetIndex(), targetLength);
    Value left = arith::SubIOp::create(rewriter, loc, targetLength, start);
    Value kept = min(copy.getCopyCount(), left);

    Value zero = arith::ConstantIndexOp::create(rewriter, loc, 0);
    Value one = arith::ConstantIndexOp::create(rewriter, loc, 1);
    auto loop = scf::ForOp::create(rewriter, loc, zero, kept, one);
    rewriter.setInsertionPointToStart(loop.getBody());
    Value k = loop.getInductionVar();
    Value from = arith::AddIOp::create(rewriter, loc, first, k);
    Value to = arith::AddIOp::create(rewriter, loc, start, k);
    Type element = copy.getCopySource().getType().getElementType();
    Value value = LoadOp::create(rewriter, loc, element, source, from,
                                 /*in_bounds=*/false);
    StoreOp::create(rewriter, loc, value, target, to, /*in_bounds=*/false);
    rewriter.replaceOpWithMultiple(copy, {ValueRange()});
    return success();
  }
};

struct RemoveWait : public OpConversionPattern<AsyncWaitOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(AsyncWaitOp wait, OneToNOpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.eraseOp(wait);
    return success();
  }
};

/// What scf's own patterns do for its ops.
struct ConvertRegion : public OpConversionPattern<RegionOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(RegionOp op, OneToNOpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    SmallVector<Type> types;
    if (failed(typeConverter->convertTypes(op.getResultTypes(), types)))
      return rewriter.notifyMatchFailure(op, "a result has no such type");
    auto region =
        RegionOp::create(rewriter, op.getLoc(), types, op.getGeneratorAttr());
    region->setDiscardableAttrs(op->getDiscardableAttrDictionary());
    rewriter.inlineRegionBefore(op.getBody(), region.getBody(),
                                region.getBody().end());
    SmallVector<ValueRange> results;
    ValueRange left = region.getResults();
    for (Type type : op.getResultTypes()) {
      unsigned count = isa<TokenType>(type) ? 0 : 1;
      results.push_back(left.take_front(count));
      left = left.drop_front(count);
    }
    rewriter.replaceOpWithMultiple(op, results);
    return success();
  }
};

struct ConvertYield : public OpConversionPattern<YieldOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(YieldOp op, OneToNOpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    SmallVector<Value> operands;
    for (ValueRange values : adaptor.getOperands())
      llvm::append_range(operands, values);
    rewriter.modifyOpInPlace(op, [&] { op->setOperands(operands); });
    return success();
  }
};

struct LowerAsyncPass : public vyre::impl::LowerAsyncPassBase<LowerAsyncPass> {
  LogicalResult initialize(MLIRContext *context) override {
    RewritePatternSet set(context);
    set.add<LowerCopy, RemoveWait, ConvertRegion, ConvertYield>(converter,
                                                                context);
    scf::populateSCFStructuralTypeConversions(converter, set);
    patterns = std::move(set);
    return success();
  }

  void runOnOperation() override {
    bool hasTokens =
        getOperation()
            .walk([](AsyncCopyOpInterface) { return WalkResult::interrupt(); })
            .wasInterrupted();
    if (!hasTokens)
      return markAllAnalysesPreserved();
    ConversionTarget target(getContext());
    scf::populateSCFStructuralTypeConversionTarget(converter, target);
    target.addIllegalOp<AsyncWaitOp>();
    target.addDynamicallyLegalOp<RegionOp, YieldOp>(
        [&](Operation *op) { return converter.isLegal(op); });
    target.markUnknownOpDynamicallyLegal(
        [](Operation *op) { return !isa<AsyncCopyOpInterface>(op); });
    ConversionConfig config;
    config.allowPatternRollback = false;
    if (failed(
            applyPartialConversion(getOperation(), target, patterns, config)))
      signalPassFailure();
  }

  TokenRemover converter;
  FrozenRewritePatternSet patterns;
};

} // namespace
