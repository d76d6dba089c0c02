// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Workgroup memory is zero when a workgroup starts (VYRE-MM-03). Vulkan leaves
// it undefined, so the workgroup writes the zeros together and waits once.
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"
#include "WorkgroupInit.h"

using namespace mlir;
using namespace mlir::vyre;

/// Up to here straight code is better than a loop.
constexpr unsigned kMaxUnrolledStores = 8;

namespace {

/// Writes zero to all elements of one variable.
class ZeroFill {
public:
  ZeroFill(OpBuilder &builder, KernelInterface &kernel,
           const KernelBuffer &buffer)
      : builder(builder), kernel(kernel), buffer(buffer),
        loc(buffer.variable->getLoc()) {}

  void emit() {
    unsigned invocations = kernel.getWorkgroupInvocations();
    unsigned count = buffer.type.getCount();
    id = kernel.getBuiltIn(builder, spirv::BuiltIn::LocalInvocationIndex);
    unsigned rounds = count / invocations;
    if (rounds > kMaxUnrolledStores)
      return emitLoop(count, invocations);
    for (unsigned round = 0; round != rounds; ++round)
      store(getIndex(round * invocations));
    unsigned rest = count % invocations;
    if (rest == 0)
      return;
    Value takesPart = spirv::ULessThanOp::create(builder, loc, id,
                                                 createI32(builder, loc, rest));
    createGuarded(builder, loc, takesPart,
                  [&](OpBuilder &) { store(getIndex(rounds * invocations)); });
  }

private:
  Value getIndex(unsigned offset) {
    if (offset == 0)
      return id;
    return spirv::IAddOp::create(builder, loc, id,
                                 createI32(builder, loc, offset));
  }

  void store(Value index) {
    Value pointer = kernel.getElementAddress(builder, loc, buffer, index);
    auto op = spirv::StoreOp::create(
        builder, loc, pointer, createZero(builder, loc, buffer.memoryType));
    op.setMemoryAccess(spirv::MemoryAccess::NonPrivatePointer);
  }

  /// Counts are far below 2^31, so the counter cannot wrap.
  void emitLoop(unsigned count, unsigned invocations) {
    Value counter = kernel.createVariable(builder, loc, id.getType());
    spirv::StoreOp::create(builder, loc, counter, id);
    LoopBlocks blocks = createLoop(builder, loc);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToEnd(blocks.header);
    Value index = spirv::LoadOp::create(builder, loc, counter);
    Value more = spirv::ULessThanOp::create(builder, loc, index,
                                            createI32(builder, loc, count));
    spirv::BranchConditionalOp::create(builder, loc, more, blocks.body,
                                       ValueRange(), blocks.merge,
                                       ValueRange());
    builder.setInsertionPointToEnd(blocks.body);
    store(index);
    spirv::BranchOp::create(builder, loc, blocks.continueBlock);
    builder.setInsertionPointToEnd(blocks.continueBlock);
    Value next = spirv::IAddOp::create(builder, loc, index,
                                       createI32(builder, loc, invocations));
    spirv::StoreOp::create(builder, loc, counter, next);
    spirv::BranchOp::create(builder, loc, blocks.header);
  }

  OpBuilder &builder;
  KernelInterface &kernel;
  const KernelBuffer &buffer;
  Location loc;
  /// The number of this invocation in its workgroup.
  Value id;
};

} // namespace

void KernelInterface::zeroWorkgroupMemory() {
  OpBuilder builder(bodyBegin);
  bool anyZeroed = false;
  for (const auto &[placeholder, buffer] : buffers) {
    if (!buffer.isWorkgroup() ||
        !mayReadInitialValue(placeholder, workgroupSize))
      continue;
    ZeroFill(builder, *this, buffer).emit();
    anyZeroed = true;
  }
  if (anyZeroed && getWorkgroupInvocations() > 1)
    spirv::ControlBarrierOp::create(
        builder, function.getLoc(), spirv::Scope::Workgroup,
        spirv::Scope::Workgroup, getBarrierSemantics());
}
