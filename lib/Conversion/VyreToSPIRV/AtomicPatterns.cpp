// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Atomics and barriers, with the scopes and the memory semantics of the Vulkan
// memory model. docs/Lowering.md has the exact bits and the argument for them.
//
// The spirv dialect has no op for OpAtomicLoad and OpAtomicStore. Two ops that
// nothing else here makes carry them, and lib/Target replaces the words after
// serialisation: AtomicIIncrement is a load, AtomicISub is a store.
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"

using namespace mlir;
using namespace mlir::vyre;

static spirv::Scope getScope(const KernelBuffer &buffer) {
  return buffer.isWorkgroup() ? spirv::Scope::Workgroup : spirv::Scope::Device;
}

namespace {

/// What the atomic ops have in common: the guard around them and the value
/// that they have without it.
template <typename OpT>
class AtomicPattern : public KernelPattern<OpT> {
protected:
  using KernelPattern<OpT>::KernelPattern;

  /// Replaces `op` by what `emit` adds, done only if the index is in range.
  /// `emit` gets the address of the element and gives the result in the type
  /// of the memory, or null if the op has no result.
  LogicalResult
  replaceGuarded(OpT op, Value index, ConversionPatternRewriter &rewriter,
                 function_ref<Value(OpBuilder &, Value pointer)> emit) const {
    Location loc = op.getLoc();
    KernelInterface &kernel = this->kernel;
    const KernelBuffer &buffer = kernel.getBuffer(op.getBuffer());
    Type memory = buffer.memoryType;
    bool hasResult = op->getNumResults() == 1;
    if (op.getInBounds()) {
      Value pointer = kernel.getElementAddress(rewriter, loc, buffer, index);
      replaceResult(op, emit(rewriter, pointer), rewriter);
      return success();
    }
    // Nobody looks at most results; a result that is looked at is zero when
    // nothing was done.
    Value variable;
    if (hasResult && !op->use_empty()) {
      variable = kernel.createVariable(rewriter, loc, memory);
      spirv::StoreOp::create(rewriter, loc, variable,
                             createZero(rewriter, loc, memory));
    }
    createGuarded(
        rewriter, loc, createInRange(rewriter, loc, kernel, buffer, index),
        [&](OpBuilder &builder) {
          Value pointer = kernel.getElementAddress(builder, loc, buffer, index);
          Value value = emit(builder, pointer);
          if (variable)
            spirv::StoreOp::create(builder, loc, variable, value);
        });
    Value result;
    if (variable)
      result = spirv::LoadOp::create(rewriter, loc, variable);
    else if (hasResult)
      result = createZero(rewriter, loc, memory);
    replaceResult(op, result, rewriter);
    return success();
  }

private:
  void replaceResult(OpT op, Value value,
                     ConversionPatternRewriter &rewriter) const {
    if (op->getNumResults() == 0) {
      rewriter.eraseOp(op);
      return;
    }
    Type type =
        this->getTypeConverter()->convertType(op->getResult(0).getType());
    rewriter.replaceOp(op, createBitcast(rewriter, op.getLoc(), type, value));
  }
};

/// One integer instruction.
struct IntegerRMW {
  OpBuilder &builder;
  Location loc;
  Value pointer;
  spirv::Scope scope;
  spirv::MemorySemantics semantics;
  Value value;

  template <typename OpT>
  Value create() const {
    return OpT::create(builder, loc, value.getType(), pointer, scope, semantics,
                       value);
  }

  Value create(AtomicKind kind) const {
    switch (kind) {
    case AtomicKind::Add:
      return create<spirv::AtomicIAddOp>();
    case AtomicKind::And:
      return create<spirv::AtomicAndOp>();
    case AtomicKind::Or:
      return create<spirv::AtomicOrOp>();
    case AtomicKind::Xor:
      return create<spirv::AtomicXorOp>();
    case AtomicKind::MinU:
      return create<spirv::AtomicUMinOp>();
    case AtomicKind::MaxU:
      return create<spirv::AtomicUMaxOp>();
    case AtomicKind::MinS:
      return create<spirv::AtomicSMinOp>();
    case AtomicKind::MaxS:
      return create<spirv::AtomicSMaxOp>();
    case AtomicKind::Exchange:
      return create<spirv::AtomicExchangeOp>();
    case AtomicKind::AddF:
    case AtomicKind::MinF:
    case AtomicKind::MaxF:
      break;
    }
    llvm_unreachable("float kinds are a loop");
  }
};

/// The new value of a float element.
static Value combineFloats(OpBuilder &builder, Location loc, AtomicKind kind,
                           Value old, Value value) {
  if (kind == AtomicKind::AddF) {
    auto sum = spirv::FAddOp::create(builder, loc, old, value);
    sum->setAttr("no_contraction", builder.getUnitAttr());
    return sum;
  }
  Value chosen =
      kind == AtomicKind::MinF
          ? spirv::GLFMinOp::create(builder, loc, old, value).getResult()
          : spirv::GLFMaxOp::create(builder, loc, old, value).getResult();
  // The instructions leave NaN open; a number wins over it.
  Value oldIsNaN = spirv::IsNanOp::create(builder, loc, old);
  Value valueIsNaN = spirv::IsNanOp::create(builder, loc, value);
  chosen = spirv::SelectOp::create(builder, loc, valueIsNaN, old, chosen);
  return spirv::SelectOp::create(builder, loc, oldIsNaN, value, chosen);
}

/// A loop around a compare and exchange of the bits. Float atomics of SPIR-V
/// are extensions that many devices lack.
static Value createFloatRMW(OpBuilder &builder, Location loc,
                            KernelInterface &kernel, AtomicKind kind,
                            Order order, Value pointer, spirv::Scope scope,
                            Type memory, Value value) {
  spirv::MemorySemantics equal = kernel.getSemantics(order, true, true);
  spirv::MemorySemantics unequal = spirv::MemorySemantics::None;
  Value current = kernel.createVariable(builder, loc, memory);
  Value first = spirv::AtomicIIncrementOp::create(
      builder, loc, memory, pointer, scope, spirv::MemorySemantics::None);
  spirv::StoreOp::create(builder, loc, current, first);

  LoopBlocks loop = createLoop(builder, loc);
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToEnd(loop.header);
    spirv::BranchOp::create(builder, loc, loop.body);

    builder.setInsertionPointToEnd(loop.body);
    Value expected = spirv::LoadOp::create(builder, loc, current);
    Value old = createBitcast(builder, loc, value.getType(), expected);
    Value desired = createBitcast(
        builder, loc, memory, combineFloats(builder, loc, kind, old, value));
    Value found = spirv::AtomicCompareExchangeOp::create(
        builder, loc, memory, pointer, scope, equal, unequal, desired,
        expected);
    spirv::StoreOp::create(builder, loc, current, found);
    Value done = spirv::IEqualOp::create(builder, loc, found, expected);
    spirv::BranchConditionalOp::create(builder, loc, done, loop.merge,
                                       ValueRange(), loop.continueBlock,
                                       ValueRange());

    builder.setInsertionPointToEnd(loop.continueBlock);
    spirv::BranchOp::create(builder, loc, loop.header);
  }
  return spirv::LoadOp::create(builder, loc, current);
}

struct LowerAtomicRMW : AtomicPattern<AtomicRMWOp> {
  using AtomicPattern::AtomicPattern;
  LogicalResult
  matchAndRewrite(AtomicRMWOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    const KernelBuffer &buffer = kernel.getBuffer(op.getBuffer());
    AtomicKind kind = op.getKind();
    bool isFloat = kind == AtomicKind::AddF || kind == AtomicKind::MinF ||
                   kind == AtomicKind::MaxF;
    return replaceGuarded(
        op, adaptor.getIndex(), rewriter,
        [&](OpBuilder &builder, Value pointer) -> Value {
          if (isFloat)
            return createFloatRMW(builder, loc, kernel, kind, op.getOrder(),
                                  pointer, getScope(buffer), buffer.memoryType,
                                  adaptor.getValue());
          Value value = createBitcast(builder, loc, buffer.memoryType,
                                      adaptor.getValue());
          IntegerRMW rmw{builder,
                         loc,
                         pointer,
                         getScope(buffer),
                         kernel.getSemantics(op.getOrder(), true, true),
                         value};
          return rmw.create(kind);
        });
  }
};

struct LowerAtomicCAS : AtomicPattern<AtomicCASOp> {
  using AtomicPattern::AtomicPattern;
  LogicalResult
  matchAndRewrite(AtomicCASOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    const KernelBuffer &buffer = kernel.getBuffer(op.getBuffer());
    return replaceGuarded(op, adaptor.getIndex(), rewriter,
                          [&](OpBuilder &builder, Value pointer) -> Value {
                            return spirv::AtomicCompareExchangeOp::create(
                                builder, op.getLoc(), buffer.memoryType,
                                pointer, getScope(buffer),
                                kernel.getSemantics(op.getOrder(), true, true),
                                kernel.getSemantics(op.getOrder(), true, false),
                                adaptor.getDesired(), adaptor.getExpected());
                          });
  }
};

struct LowerAtomicLoad : AtomicPattern<AtomicLoadOp> {
  using AtomicPattern::AtomicPattern;
  LogicalResult
  matchAndRewrite(AtomicLoadOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    const KernelBuffer &buffer = kernel.getBuffer(op.getBuffer());
    return replaceGuarded(
        op, adaptor.getIndex(), rewriter,
        [&](OpBuilder &builder, Value pointer) -> Value {
          return spirv::AtomicIIncrementOp::create(
              builder, op.getLoc(), buffer.memoryType, pointer,
              getScope(buffer),
              kernel.getSemantics(op.getOrder(), true, false));
        });
  }
};

struct LowerAtomicStore : AtomicPattern<AtomicStoreOp> {
  using AtomicPattern::AtomicPattern;
  LogicalResult
  matchAndRewrite(AtomicStoreOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    const KernelBuffer &buffer = kernel.getBuffer(op.getBuffer());
    return replaceGuarded(
        op, adaptor.getIndex(), rewriter,
        [&](OpBuilder &builder, Value pointer) -> Value {
          Value value = createBitcast(builder, loc, buffer.memoryType,
                                      adaptor.getValue());
          spirv::AtomicISubOp::create(
              builder, loc, buffer.memoryType, pointer, getScope(buffer),
              kernel.getSemantics(op.getOrder(), false, true), value);
          return {};
        });
  }
};

/// The order is always acq_rel: a barrier that publishes nothing is of no use,
/// and devices do not make a weaker one cheaper.
struct LowerBarrier : KernelPattern<BarrierOp> {
  using KernelPattern::KernelPattern;
  LogicalResult
  matchAndRewrite(BarrierOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (op.getScope() == Scope::Grid)
      return rewriter.notifyMatchFailure(op, "a dispatch has no grid barrier");
    spirv::Scope scope = op.getScope() == Scope::Workgroup
                             ? spirv::Scope::Workgroup
                             : spirv::Scope::Subgroup;
    spirv::MemorySemantics semantics = getBarrierSemantics();
    if (!op.ordersStorage())
      semantics =
          spirv::bitEnumClear(semantics, spirv::MemorySemantics::UniformMemory);
    rewriter.replaceOpWithNewOp<spirv::ControlBarrierOp>(op, scope, scope,
                                                         semantics);
    return success();
  }
};

} // namespace

spirv::MemorySemantics vyre::getBarrierSemantics() {
  using Semantics = spirv::MemorySemantics;
  return Semantics::AcquireRelease | Semantics::UniformMemory |
         Semantics::WorkgroupMemory | Semantics::MakeAvailable |
         Semantics::MakeVisible;
}

void vyre::populateVyreAtomicToSPIRVPatterns(
    const SPIRVTypeConverter &converter, KernelInterface &kernel,
    RewritePatternSet &patterns) {
  patterns.add<LowerAtomicRMW, LowerAtomicCAS, LowerAtomicLoad,
               LowerAtomicStore, LowerBarrier>(converter, patterns.getContext(),
                                               kernel);
}
