// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loads, stores, lengths and ids.
//
// Access is total without help from the device: the element index is compared
// with the number of elements before an address is made from it, so no
// multiplication can wrap. A load reads element 0 instead and drops it, which
// is cheaper than a branch; element 0 always exists, because the runtime binds
// at least 16 bytes. A store is put under a condition.
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"

using namespace mlir;
using namespace mlir::vyre;

Value vyre::createInRange(OpBuilder &builder, Location loc,
                          KernelInterface &kernel, const KernelBuffer &buffer,
                          Value index) {
  Value length = kernel.getLength(builder, loc, buffer);
  return spirv::ULessThanOp::create(builder, loc, index, length);
}

Value vyre::createZero(OpBuilder &builder, Location loc, Type type) {
  return spirv::ConstantOp::create(builder, loc, type,
                                   builder.getZeroAttr(type));
}

Value vyre::createBitcast(OpBuilder &builder, Location loc, Type type,
                          Value value) {
  if (value.getType() == type)
    return value;
  return spirv::BitcastOp::create(builder, loc, type, value);
}

/// Marks accesses to memory that other invocations may write; they take part
/// in the memory model only then.
static spirv::MemoryAccessAttr getMemoryAccess(OpBuilder &builder,
                                               const KernelBuffer &buffer) {
  if (!buffer.isShared)
    return {};
  return spirv::MemoryAccessAttr::get(builder.getContext(),
                                      spirv::MemoryAccess::NonPrivatePointer);
}

namespace {

struct LowerLoad : KernelPattern<LoadOp> {
  using KernelPattern::KernelPattern;
  LogicalResult
  matchAndRewrite(LoadOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    const KernelBuffer &buffer = kernel.getBuffer(op.getBuffer());
    Type type = getTypeConverter()->convertType(op.getResult().getType());
    if (!type)
      return rewriter.notifyMatchFailure(op, "no SPIR-V type for the element");

    Value index = adaptor.getIndex();
    Value inRange;
    if (!op.getInBounds()) {
      inRange = createInRange(rewriter, loc, kernel, buffer, index);
      index = spirv::SelectOp::create(rewriter, loc, inRange, index,
                                      createI32(rewriter, loc, 0));
    }
    Value pointer = kernel.getElementAddress(rewriter, loc, buffer, index);
    Value value = spirv::LoadOp::create(rewriter, loc, pointer,
                                        getMemoryAccess(rewriter, buffer));
    value = createBitcast(rewriter, loc, type, value);
    if (inRange)
      value = spirv::SelectOp::create(rewriter, loc, inRange, value,
                                      createZero(rewriter, loc, type));
    rewriter.replaceOp(op, value);
    return success();
  }
};

struct LowerStore : KernelPattern<StoreOp> {
  using KernelPattern::KernelPattern;
  LogicalResult
  matchAndRewrite(StoreOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    const KernelBuffer &buffer = kernel.getBuffer(op.getBuffer());
    auto emit = [&](OpBuilder &builder) {
      Value pointer =
          kernel.getElementAddress(builder, loc, buffer, adaptor.getIndex());
      Value value =
          createBitcast(builder, loc, buffer.memoryType, adaptor.getValue());
      auto store = spirv::StoreOp::create(builder, loc, pointer, value);
      if (auto access = getMemoryAccess(builder, buffer))
        store.setMemoryAccessAttr(access);
    };
    if (op.getInBounds())
      emit(rewriter);
    else
      createGuarded(
          rewriter, loc,
          createInRange(rewriter, loc, kernel, buffer, adaptor.getIndex()),
          emit);
    rewriter.eraseOp(op);
    return success();
  }
};

struct LowerLength : KernelPattern<LengthOp> {
  using KernelPattern::KernelPattern;
  LogicalResult
  matchAndRewrite(LengthOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, kernel.getLength(rewriter, op.getLoc(),
                                            kernel.getBuffer(op.getBuffer())));
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Ids
//===----------------------------------------------------------------------===//

template <typename OpT, spirv::BuiltIn builtIn>
struct LowerId : KernelPattern<OpT> {
  using KernelPattern<OpT>::KernelPattern;
  LogicalResult
  matchAndRewrite(OpT op, typename OpT::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOp(
        op, this->kernel.getBuiltIn(rewriter, builtIn,
                                    static_cast<unsigned>(op.getDimension())));
    return success();
  }
};

struct LowerBlockDim : KernelPattern<gpu::BlockDimOp> {
  using KernelPattern::KernelPattern;
  LogicalResult
  matchAndRewrite(gpu::BlockDimOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    unsigned axis = static_cast<unsigned>(op.getDimension());
    rewriter.replaceOp(
        op, createI32(rewriter, op.getLoc(), kernel.getWorkgroupSize(axis)));
    return success();
  }
};

struct LowerReturn : KernelPattern<gpu::ReturnOp> {
  using KernelPattern::KernelPattern;
  LogicalResult
  matchAndRewrite(gpu::ReturnOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<spirv::ReturnOp>(op);
    return success();
  }
};

} // namespace

void vyre::populateVyreMemoryToSPIRVPatterns(
    const SPIRVTypeConverter &converter, KernelInterface &kernel,
    RewritePatternSet &patterns) {
  patterns.add<LowerLoad, LowerStore, LowerLength, LowerBlockDim, LowerReturn,
               LowerId<gpu::GlobalIdOp, spirv::BuiltIn::GlobalInvocationId>,
               LowerId<gpu::ThreadIdOp, spirv::BuiltIn::LocalInvocationId>,
               LowerId<gpu::BlockIdOp, spirv::BuiltIn::WorkgroupId>,
               LowerId<gpu::GridDimOp, spirv::BuiltIn::NumWorkgroups>>(
      converter, patterns.getContext(), kernel);
}
