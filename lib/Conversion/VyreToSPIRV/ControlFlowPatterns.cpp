// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Structured control flow.
//
// Carried values and results live in function variables: they are written
// before the loop, so that a loop that never runs gives its initial values.
// The body is a block of its own. In the continue construct, where upstream
// puts it, neither an early return nor a nested loop would be valid.
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::vyre;

namespace {

template <typename OpT>
class ControlFlowPattern : public KernelPattern<OpT> {
protected:
  using KernelPattern<OpT>::KernelPattern;

  /// One function variable for each type, or nothing if a type has no
  /// counterpart.
  FailureOr<SmallVector<Value>>
  createVariables(OpBuilder &builder, Location loc, TypeRange types) const {
    SmallVector<Type> converted;
    if (failed(this->getTypeConverter()->convertTypes(types, converted)))
      return failure();
    SmallVector<Value> variables;
    for (Type type : converted)
      variables.push_back(this->kernel.createVariable(builder, loc, type));
    return variables;
  }

  static void store(OpBuilder &builder, Location loc, ValueRange variables,
                    ValueRange values) {
    for (auto [variable, value] : llvm::zip_equal(variables, values))
      spirv::StoreOp::create(builder, loc, variable, value);
  }

  static SmallVector<Value> load(OpBuilder &builder, Location loc,
                                 ValueRange variables) {
    SmallVector<Value> values;
    for (Value variable : variables)
      values.push_back(spirv::LoadOp::create(builder, loc, variable));
    return values;
  }

  /// Moves the only block of `region` to the end of `target`; its terminator
  /// will store to `yield.variables` and branch as `yield` says.
  void inlineRegion(ConversionPatternRewriter &rewriter, Region &region,
                    Block *target, ValueRange arguments,
                    YieldTarget yield) const {
    Block *body = &region.front();
    this->kernel.yieldTargets[body->getTerminator()] = std::move(yield);
    rewriter.inlineBlockBefore(body, target, target->end(), arguments);
  }
};

//===----------------------------------------------------------------------===//
// Terminators
//===----------------------------------------------------------------------===//

struct LowerYield : ControlFlowPattern<scf::YieldOp> {
  using ControlFlowPattern::ControlFlowPattern;
  LogicalResult
  matchAndRewrite(scf::YieldOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto found = kernel.yieldTargets.find(op);
    if (found == kernel.yieldTargets.end())
      return rewriter.notifyMatchFailure(op, "the parent was not lowered");
    YieldTarget target = std::move(found->second);
    kernel.yieldTargets.erase(found);
    store(rewriter, op.getLoc(), target.variables, adaptor.getOperands());
    rewriter.replaceOpWithNewOp<spirv::BranchOp>(op, target.successor);
    return success();
  }
};

struct LowerCondition : ControlFlowPattern<scf::ConditionOp> {
  using ControlFlowPattern::ControlFlowPattern;
  LogicalResult
  matchAndRewrite(scf::ConditionOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto found = kernel.yieldTargets.find(op);
    if (found == kernel.yieldTargets.end())
      return rewriter.notifyMatchFailure(op, "the parent was not lowered");
    YieldTarget target = std::move(found->second);
    kernel.yieldTargets.erase(found);
    store(rewriter, op.getLoc(), target.variables, adaptor.getArgs());
    rewriter.replaceOpWithNewOp<spirv::BranchConditionalOp>(
        op, adaptor.getCondition(), target.successor, ValueRange(), target.exit,
        ValueRange());
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Selections
//===----------------------------------------------------------------------===//

struct LowerIf : ControlFlowPattern<scf::IfOp> {
  using ControlFlowPattern::ControlFlowPattern;
  LogicalResult
  matchAndRewrite(scf::IfOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto results = createVariables(rewriter, loc, op.getResultTypes());
    if (failed(results))
      return rewriter.notifyMatchFailure(op, "a result has no SPIR-V type");
    bool hasElse = !op.getElseRegion().empty();
    SelectionBlocks blocks =
        createSelection(rewriter, loc, adaptor.getCondition(), hasElse);
    inlineRegion(rewriter, op.getThenRegion(), blocks.thenBlock, {},
                 {*results, blocks.merge});
    if (hasElse)
      inlineRegion(rewriter, op.getElseRegion(), blocks.elseBlock, {},
                   {*results, blocks.merge});
    rewriter.setInsertionPointAfter(blocks.op);
    rewriter.replaceOp(op, load(rewriter, loc, *results));
    return success();
  }
};

/// A chain of `scf.if`, one for each case.
struct LowerIndexSwitch : ControlFlowPattern<scf::IndexSwitchOp> {
  using ControlFlowPattern::ControlFlowPattern;
  LogicalResult
  matchAndRewrite(scf::IndexSwitchOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto results = createVariables(rewriter, loc, op.getResultTypes());
    if (failed(results))
      return rewriter.notifyMatchFailure(op, "a result has no SPIR-V type");
    // Each selection but the last has the next one in its else block.
    Operation *outermost = nullptr;
    Block *successor = nullptr;
    for (auto [number, region] : llvm::enumerate(op.getCaseRegions())) {
      Value value = createI32(rewriter, loc,
                              static_cast<uint32_t>(op.getCases()[number]));
      Value equal =
          spirv::IEqualOp::create(rewriter, loc, adaptor.getArg(), value);
      SelectionBlocks blocks =
          createSelection(rewriter, loc, equal, /*withElse=*/true);
      if (successor)
        spirv::BranchOp::create(rewriter, loc, successor);
      else
        outermost = blocks.op;
      inlineRegion(rewriter, region, blocks.thenBlock, {},
                   {*results, blocks.merge});
      rewriter.setInsertionPointToEnd(blocks.elseBlock);
      successor = blocks.merge;
    }
    if (!successor) {
      // No cases: the default is what runs.
      SelectionBlocks blocks = createSelection(
          rewriter, loc,
          spirv::ConstantOp::getOne(rewriter.getI1Type(), loc, rewriter),
          /*withElse=*/false);
      outermost = blocks.op;
      rewriter.setInsertionPointToEnd(blocks.thenBlock);
      successor = blocks.merge;
    }
    inlineRegion(rewriter, op.getDefaultRegion(), rewriter.getBlock(), {},
                 {*results, successor});
    rewriter.setInsertionPointAfter(outermost);
    rewriter.replaceOp(op, load(rewriter, loc, *results));
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

struct LowerFor : ControlFlowPattern<scf::ForOp> {
  using ControlFlowPattern::ControlFlowPattern;
  LogicalResult
  matchAndRewrite(scf::ForOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto carried = createVariables(rewriter, loc, op.getInitArgs().getTypes());
    if (failed(carried))
      return rewriter.notifyMatchFailure(op, "a result has no SPIR-V type");
    Value lower = adaptor.getLowerBound();
    Value upper = adaptor.getUpperBound();
    Value step = adaptor.getStep();
    // An index is a u32.
    bool isUnsigned =
        op.getUnsignedCmp() || op.getInductionVar().getType().isIndex();

    bool mayWrap = mayStepWrap(upper, step, isUnsigned);
    if (mayWrap && isUnsigned)
      mayWrap = !clampStep(rewriter, loc, upper, step);
    Value induction = kernel.createVariable(rewriter, loc, lower.getType());
    spirv::StoreOp::create(rewriter, loc, induction, lower);
    store(rewriter, loc, *carried, adaptor.getInitArgs());
    LoopBlocks blocks = createLoop(rewriter, loc);

    rewriter.setInsertionPointToEnd(blocks.header);
    Value iv = spirv::LoadOp::create(rewriter, loc, induction);
    Value more =
        isUnsigned
            ? spirv::ULessThanOp::create(rewriter, loc, iv, upper).getResult()
            : spirv::SLessThanOp::create(rewriter, loc, iv, upper).getResult();
    spirv::BranchConditionalOp::create(rewriter, loc, more, blocks.body,
                                       ValueRange(), blocks.merge,
                                       ValueRange());

    rewriter.setInsertionPointToEnd(blocks.body);
    SmallVector<Value> arguments{iv};
    llvm::append_range(arguments, load(rewriter, loc, *carried));
    inlineRegion(rewriter, op.getRegion(), blocks.body, arguments,
                 {*carried, blocks.continueBlock});

    rewriter.setInsertionPointToEnd(blocks.continueBlock);
    // Past the upper bound the sum could wrap and the loop would go on: step
    // at most to the bound. (Carrying a boolean that says whether to go on
    // needs fewer instructions and makes lavapipe 1.7 times slower.)
    if (mayWrap) {
      Value distance = spirv::ISubOp::create(rewriter, loc, upper, iv);
      step = spirv::GLUMinOp::create(rewriter, loc, step, distance);
    }
    Value next = spirv::IAddOp::create(rewriter, loc, iv, step);
    spirv::StoreOp::create(rewriter, loc, induction, next);
    spirv::BranchOp::create(rewriter, loc, blocks.header);

    rewriter.setInsertionPointAfter(blocks.op);
    rewriter.replaceOp(op, load(rewriter, loc, *carried));
    return success();
  }

private:
  /// Makes `step` so small that the counter cannot wrap, once and before the
  /// loop. That changes nothing where even the smaller step is no smaller than
  /// any distance to the bound: the loop runs at most once with either. Returns
  /// whether the bound is known to be small enough for that, as lengths are.
  bool clampStep(OpBuilder &builder, Location loc, Value upper,
                 Value &step) const {
    unsigned width = upper.getType().getIntOrFloatBitWidth();
    uint64_t typeMax = UINT64_MAX >> (64 - width);
    uint64_t upperMax = kernel.getUnsignedMax(upper);
    uint64_t largest = typeMax - upperMax + 1;
    if (upperMax == 0 || largest < upperMax)
      return false;
    Value limit = createInteger(builder, loc, step.getType(), largest);
    step = spirv::GLUMinOp::create(builder, loc, step, limit);
    return true;
  }

  /// Whether `iv + step` can leave the range of the type while `iv` is below
  /// `upper`. True is the safe answer.
  bool mayStepWrap(Value upper, Value step, bool isUnsigned) const {
    unsigned width = upper.getType().getIntOrFloatBitWidth();
    uint64_t stepMax = kernel.getUnsignedMax(step);
    if (stepMax <= 1)
      return false;
    uint64_t typeMax =
        isUnsigned ? UINT64_MAX >> (64 - width) : UINT64_MAX >> (65 - width);
    uint64_t upperMax = kernel.getUnsignedMax(upper);
    // A negative constant bound: only the distance to the type's maximum
    // counts, and that is larger still.
    if (!isUnsigned && upperMax > typeMax)
      upperMax = upper.getDefiningOp<spirv::ConstantOp>() ? 0 : typeMax;
    return upperMax > typeMax || stepMax - 1 > typeMax - upperMax;
  }
};

struct LowerWhile : ControlFlowPattern<scf::WhileOp> {
  using ControlFlowPattern::ControlFlowPattern;
  LogicalResult
  matchAndRewrite(scf::WhileOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    // What goes into the condition, and what comes out of it: into the body
    // and to the results.
    auto inner = createVariables(rewriter, loc, op.getInits().getTypes());
    auto outer = createVariables(rewriter, loc, op.getResultTypes());
    if (failed(inner) || failed(outer))
      return rewriter.notifyMatchFailure(op, "a value has no SPIR-V type");

    store(rewriter, loc, *inner, adaptor.getInits());
    LoopBlocks blocks = createLoop(rewriter, loc);
    // The condition may hold control flow, so it is no part of the header.
    Block *body = rewriter.createBlock(blocks.continueBlock);
    rewriter.setInsertionPointToEnd(blocks.header);
    spirv::BranchOp::create(rewriter, loc, blocks.body);

    rewriter.setInsertionPointToEnd(blocks.body);
    inlineRegion(rewriter, op.getBefore(), blocks.body,
                 load(rewriter, loc, *inner), {*outer, body, blocks.merge});
    rewriter.setInsertionPointToEnd(body);
    inlineRegion(rewriter, op.getAfter(), body, load(rewriter, loc, *outer),
                 {*inner, blocks.continueBlock});

    rewriter.setInsertionPointToEnd(blocks.continueBlock);
    spirv::BranchOp::create(rewriter, loc, blocks.header);
    rewriter.setInsertionPointAfter(blocks.op);
    rewriter.replaceOp(op, load(rewriter, loc, *outer));
    return success();
  }
};

} // namespace

void vyre::populateVyreControlFlowToSPIRVPatterns(
    const SPIRVTypeConverter &converter, KernelInterface &kernel,
    RewritePatternSet &patterns) {
  patterns.add<LowerYield, LowerCondition, LowerIf, LowerIndexSwitch, LowerFor,
               LowerWhile>(converter, patterns.getContext(), kernel);
}
