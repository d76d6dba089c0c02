// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ids, lengths, accesses, barriers, subgroup ops, exits and traps, from ops to
// flat code.
//
//===----------------------------------------------------------------------===//

#include "Compiler.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::interp;

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

LogicalResult KernelCompiler::compileAccess(AccessOpInterface op) {
  auto buffer = buffers.find(op.getAccessedBuffer());
  if (buffer == buffers.end())
    return unsupported(op, "accesses a choice between buffers [VYRE-BF-06]",
                       "access each buffer in its own branch");
  BufferType type = op.getAccessedBuffer().getType();
  auto widths = getComponentWidths(type.getElementType());
  if (failed(widths))
    return unsupported(op,
                       "accesses elements that the interpreter does not "
                       "hold [VYRE-BF-01]",
                       "use numbers or vectors of numbers");
  if (failed(allocateResults(op)))
    return failure();

  unsigned bytes = (widths->front() + 7) / 8;
  MemorySite site{
      {op->getLoc(), op, op.getAccessedBuffer(), type.getElementBytes()},
      buffer->second,
      /*componentOffset=*/0,
      bytes,
      op.isInBounds()};
  if (std::optional<Order> order = op.getAtomicOrder())
    site.order = *order;
  Register index = scalar(op.getAccessedIndex());

  auto emitComponent = [&](Handler run, unsigned component, Register dst,
                           Register b = 0, Register c = 0) {
    site.componentOffset = component * bytes;
    emit(op, run, dst, index, b, c, code->memorySites.size()).control =
        Control::Access;
    code->memorySites.push_back(site);
  };
  if (auto load = dyn_cast<LoadOp>(op.getOperation())) {
    for (auto [i, dst] : llvm::enumerate(Registers(of(load.getResult()))))
      emitComponent(interp::load(bytes), i, dst);
    return success();
  }
  if (auto store = dyn_cast<StoreOp>(op.getOperation())) {
    for (auto [i, value] : llvm::enumerate(Registers(of(store.getValue()))))
      emitComponent(interp::store(bytes), i, 0, value);
    return success();
  }
  if (auto atomic = dyn_cast<AtomicRMWOp>(op.getOperation())) {
    site.kind = atomic.getKind();
    emitComponent(atomicRMW(bytes), 0, scalar(atomic.getResult()),
                  scalar(atomic.getValue()));
    return success();
  }
  if (auto atomic = dyn_cast<AtomicCASOp>(op.getOperation())) {
    emitComponent(atomicCAS(bytes), 0, scalar(atomic.getResult()),
                  scalar(atomic.getDesired()), scalar(atomic.getExpected()));
    return success();
  }
  if (auto atomic = dyn_cast<AtomicLoadOp>(op.getOperation())) {
    for (auto [i, dst] : llvm::enumerate(Registers(of(atomic.getResult()))))
      emitComponent(atomicLoad(bytes), i, dst);
    return success();
  }
  if (auto atomic = dyn_cast<AtomicStoreOp>(op.getOperation())) {
    for (auto [i, value] : llvm::enumerate(Registers(of(atomic.getValue()))))
      emitComponent(atomicStore(bytes), i, 0, value);
    return success();
  }
  return unsupported(op, "is an access that the interpreter does not know",
                     "use the accesses of vyre");
}

LogicalResult KernelCompiler::compileCopy(AsyncCopyOpInterface op) {
  TypedValue<BufferType> source = op.getCopySource();
  TypedValue<BufferType> target = op.getCopyTarget();
  auto from = buffers.find(source), to = buffers.find(target);
  if (from == buffers.end() || to == buffers.end())
    return unsupported(op, "accesses a choice between buffers [VYRE-BF-06]",
                       "access each buffer in its own branch");
  if (failed(allocateResults(op)))
    return failure();
  auto siteOf = [&](TypedValue<BufferType> buffer) {
    return AccessSite{op->getLoc(), op, buffer,
                      buffer.getType().getElementBytes(), /*isCopy=*/true};
  };
  emit(op, startCopy(), scalar(op.getCopyToken()),
       scalar(op.getCopySourceIndex()), scalar(op.getCopyTargetIndex()),
       scalar(op.getCopyCount()), code->copySites.size())
      .control = Control::Copy;
  code->copySites.push_back(
      {siteOf(source), siteOf(target), from->second, to->second});
  return success();
}

LogicalResult KernelCompiler::compileConvergent(ConvergentOpInterface op) {
  if (failed(allocateResults(op)))
    return failure();
  Instruction &instruction = emitControl(op, Control::Converge);
  instruction.aux = code->convergentSites.size();
  ConvergentSite site;
  site.op = op;
  site.scope = op.getConvergenceScope();
  llvm::append_range(site.rounds, rounds);
  if (auto ballot = dyn_cast<SubgroupBallotOp>(op.getOperation())) {
    instruction.run = subgroupBallot();
    instruction.a = scalar(ballot.getCondition());
    llvm::append_range(site.results, of(ballot.getResult()));
  } else if (auto shuffle = dyn_cast<SubgroupShuffleOp>(op.getOperation())) {
    instruction.run = subgroupShuffle(numberWidth(shuffle.getType()));
    instruction.dst = scalar(shuffle.getResult());
    instruction.a = scalar(shuffle.getValue());
    instruction.b = scalar(shuffle.getLane());
  } else if (auto reduce = dyn_cast<SubgroupReduceOp>(op.getOperation())) {
    instruction.run =
        subgroupReduce(reduce.getKind(), numberWidth(reduce.getType()));
    instruction.dst = scalar(reduce.getResult());
    instruction.a = scalar(reduce.getValue());
  } else if (!isa<SyncOpInterface>(op.getOperation())) {
    return unsupported(op,
                       "is a convergent op that the interpreter does not "
                       "know",
                       "use the barriers and subgroup ops of vyre");
  }
  code->convergentSites.push_back(std::move(site));
  return success();
}

//===----------------------------------------------------------------------===//
// The rest
//===----------------------------------------------------------------------===//

LogicalResult KernelCompiler::compileVyre(Operation *op, bool &handled) {
  if (auto access = dyn_cast<AccessOpInterface>(op))
    return compileAccess(access);
  if (auto copy = dyn_cast<AsyncCopyOpInterface>(op))
    return compileCopy(copy);
  if (auto wait = dyn_cast<AsyncWaitOp>(op)) {
    emit(op, waitCopy(), 0, scalar(wait.getToken())).control = Control::Copy;
    return success();
  }
  if (auto convergent = dyn_cast<ConvergentOpInterface>(op))
    return compileConvergent(convergent);
  auto bindPreset = [&](Preset kind, Dimension dimension = Dimension::x) {
    bind(op->getResult(0), {preset(kind, uint32_t(dimension), 32)});
    return success();
  };
  if (auto id = dyn_cast<GlobalIdOp>(op))
    return bindPreset(Preset::GlobalId, id.getDimension());
  if (auto id = dyn_cast<LocalIdOp>(op))
    return bindPreset(Preset::LocalId, id.getDimension());
  if (auto id = dyn_cast<WorkgroupIdOp>(op))
    return bindPreset(Preset::WorkgroupId, id.getDimension());
  if (auto id = dyn_cast<NumWorkgroupsOp>(op))
    return bindPreset(Preset::NumWorkgroups, id.getDimension());
  if (isa<SubgroupIdOp>(op))
    return bindPreset(Preset::SubgroupId);
  if (isa<SubgroupLocalIdOp>(op))
    return bindPreset(Preset::SubgroupLocalId);
  if (isa<SubgroupSizeOp>(op))
    return bindPreset(Preset::SubgroupSize);
  if (isa<NumSubgroupsOp>(op))
    return bindPreset(Preset::NumSubgroups);
  if (auto length = dyn_cast<LengthOp>(op)) {
    auto buffer = buffers.find(length.getBuffer());
    if (buffer == buffers.end())
      return unsupported(op,
                         "asks for the length of a choice between buffers "
                         "[VYRE-BF-06]",
                         "choose between the lengths");
    bind(length.getResult(), {preset(Preset::Length, buffer->second, 32)});
    return success();
  }
  if (isa<WorkgroupAllocOp>(op)) {
    if (buffers.contains(op->getResult(0)))
      return success();
    return unsupported(op, "stands inside control flow [VYRE-BF-05]",
                       "move it to the start of the program");
  }
  if (auto exit = dyn_cast<ExitIfOp>(op)) {
    emitControl(op, Control::ExitIf, scalar(exit.getCondition()));
    return success();
  }
  if (auto trap = dyn_cast<TrapOp>(op)) {
    emitControl(op, Control::Trap, scalar(trap.getAddress()));
    return success();
  }
  if (isa<ResumeOp>(op)) {
    emitControl(op, Control::Trap);
    return success();
  }
  if (isa<ReturnOp>(op)) {
    emitControl(op, Control::Return);
    return success();
  }
  handled = false;
  return success();
}
