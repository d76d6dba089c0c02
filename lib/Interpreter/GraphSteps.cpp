// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Dispatches and control flow of a graph, see GraphRun.h.
//
//===----------------------------------------------------------------------===//

#include "GraphRun.h"

#include "llvm/Support/Endian.h"

namespace mlir::vyre {

ExecutionResult GraphRun::runStep(DispatchOp op) {
  KernelCode &kernel = *kernels.find(op.getCalleeAttr().getAttr())->second;
  ArrayRef<int32_t> extents = kernel.program().getWorkgroupSize();
  bool isThreads = op.getThreads() && !options.grid;

  std::array<uint32_t, 3> groups = {1, 1, 1};
  bool isEmpty = false;
  for (unsigned axis = 0; axis < DispatchOp::kMaxDims; ++axis) {
    uint64_t size = 1, extent = extents[axis];
    if (options.grid)
      size = (*options.grid)[axis];
    else if (axis < op.getSizes().size())
      size = bits(op.getSizes()[axis]);
    if (isThreads) {
      isEmpty |= size == 0;
      size = (size + extent - 1) / extent;
    } else if (size == 0) {
      return invalid(op.getLoc(),
                     "the dispatch of '" + kernel.program().getName() +
                         "' has 0 workgroups in " + Twine("xyz"[axis]) +
                         ", expected at least 1",
                     "give every size a positive number");
    }
    if (size > UINT32_MAX || size * extent > kMaxInvocations)
      return invalid(op.getLoc(),
                     "the dispatch of '" + kernel.program().getName() +
                         "' has more than 2^32 invocations in " +
                         Twine("xyz"[axis]) + ", ids have 32 bits",
                     "let an invocation handle several elements");
    groups[axis] = static_cast<uint32_t>(size);
  }

  return isEmpty ? std::nullopt : launch(op, groups);
}

ExecutionResult GraphRun::launch(DispatchLikeOpInterface op,
                                 std::array<uint32_t, 3> groups) {
  SmallVector<BufferSpan> spans;
  SmallVector<uint64_t> values;
  for (Value operand : op.getArguments()) {
    if (!isa<BufferType>(operand.getType())) {
      values.push_back(bits(operand));
      continue;
    }
    Storage &buffer = storage(operand);
    spans.push_back({buffer.bytes.data(), buffer.count, buffer.elementType});
  }
  KernelCode &kernel = *kernels.find(op.getCalleeAttr().getAttr())->second;
  ExecutionResult error =
      interpretProgram(kernel, groups, spans, values, options.execution);
  if (error)
    error->notes.push_back({op.getLoc(), "dispatched here"});
  return error;
}

ExecutionResult GraphRun::runStep(IndirectDispatchOp op) {
  const Storage &counts = storage(op.getCounts());
  uint64_t begin = bits(op.getOffset());
  std::string where = ("the indirect dispatch of '" + op.getCallee() +
                       "' takes its counts from ")
                          .str();
  if (begin % 4 != 0)
    return invalid(op.getLoc(),
                   where + "byte " + Twine(begin) +
                       ", expected a multiple of 4 [VYRE-GR-18]",
                   "give the offset in bytes, four for each number");
  if (begin + IndirectDispatchOp::kCountBytes > counts.bytes.size())
    return invalid(op.getLoc(),
                   where + "bytes " + Twine(begin) + " to " +
                       Twine(begin + IndirectDispatchOp::kCountBytes) +
                       " of a buffer of " + Twine(counts.bytes.size()) +
                       " bytes [VYRE-GR-18]",
                   "make the buffer larger, or the offset smaller");
  std::array<uint32_t, 3> groups;
  ArrayRef<int32_t> extents = kernels.find(op.getCalleeAttr().getAttr())
                                  ->second->program()
                                  .getWorkgroupSize();
  for (unsigned axis = 0; axis < groups.size(); ++axis) {
    groups[axis] =
        llvm::support::endian::read32le(&counts.bytes[begin + 4 * axis]);
    // No axis has to be looked at behind a zero, but a wrong number is wrong.
    if (groups[axis] > IndirectDispatchOp::kMaxGroups ||
        uint64_t(groups[axis]) * extents[axis] > kMaxInvocations)
      return invalid(op.getLoc(),
                     "the indirect dispatch of '" + op.getCallee() + "' has " +
                         Twine(groups[axis]) + " workgroups in " +
                         Twine("xyz"[axis]) + ", expected at most " +
                         Twine(IndirectDispatchOp::kMaxGroups) +
                         " [VYRE-GR-19]",
                     "let the program that computes the counts keep them "
                     "within that, and an invocation handle several elements");
  }
  if (llvm::is_contained(groups, 0u))
    return std::nullopt;
  return launch(op, groups);
}

ExecutionResult GraphRun::runStep(FixpointOp op) {
  std::vector<std::vector<uint8_t>> before;
  for (uint64_t pass = 0; pass < op.getLimit(); ++pass) {
    before.clear();
    for (Value buffer : op.getBuffers())
      before.push_back(storage(buffer).bytes);
    if (ExecutionResult error = runBlock(op.getBody().front()))
      return error;
    bool isSettled = true;
    for (auto [buffer, bytes] : llvm::zip(op.getBuffers(), before))
      isSettled &= storage(buffer).bytes == bytes;
    if (isSettled)
      break;
  }
  return std::nullopt;
}

ExecutionResult GraphRun::runStep(scf::ForOp op) {
  Type type = op.getInductionVar().getType();
  bool isSigned = !op.getUnsignedCmp() && !type.isIndex();
  unsigned width = widthOf(type);
  APInt lower(width, bits(op.getLowerBound())),
      upper(width, bits(op.getUpperBound())), step(width, bits(op.getStep()));
  assign(op.getRegionIterArgs(), op.getInitArgs());
  if (step.isZero())
    return invalid(op.getLoc(), "the loop has step 0, expected more",
                   "give it a positive step");
  auto isBelow = [&](const APInt &a, const APInt &b) {
    return isSigned ? a.slt(b) : a.ult(b);
  };
  for (APInt iv = lower; isBelow(iv, upper);) {
    setBits(op.getInductionVar(), iv.getZExtValue());
    if (ExecutionResult error = runBlock(*op.getBody()))
      return error;
    assign(op.getRegionIterArgs(), op.getYieldedValues());
    // Compared as a distance, because iv + step may wrap.
    if (!(upper - iv).ugt(step))
      break;
    iv += step;
  }
  assign(op.getResults(), op.getRegionIterArgs());
  return std::nullopt;
}

void GraphRun::assign(ValueRange targets, ValueRange sources) {
  SmallVector<Attribute> values;
  for (Value source : sources)
    values.push_back(scalars.lookup(source));
  for (auto [target, value] : llvm::zip_equal(targets, values))
    scalars[target] = value;
}

ExecutionResult GraphRun::runStep(scf::IfOp op) {
  Block *chosen = bits(op.getCondition()) ? op.thenBlock() : op.elseBlock();
  if (!chosen)
    return std::nullopt;
  if (ExecutionResult error = runBlock(*chosen))
    return error;
  assign(op.getResults(), chosen->getTerminator()->getOperands());
  return std::nullopt;
}

ExecutionResult GraphRun::runStep(scf::WhileOp op) {
  assign(op.getBeforeArguments(), op.getInits());
  for (;;) {
    if (ExecutionResult error = runBlock(*op.getBeforeBody()))
      return error;
    scf::ConditionOp condition = op.getConditionOp();
    assign(op.getAfterArguments(), condition.getArgs());
    if (!bits(condition.getCondition()))
      break;
    if (ExecutionResult error = runBlock(*op.getAfterBody()))
      return error;
    assign(op.getBeforeArguments(), op.getYieldOp().getOperands());
  }
  assign(op.getResults(), op.getAfterArguments());
  return std::nullopt;
}

} // namespace mlir::vyre
