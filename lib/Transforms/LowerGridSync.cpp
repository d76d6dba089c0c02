// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-lower-grid-sync: makes barriers of atomics in programs that run in one
// dispatch.
//
// A barrier is central and sense-reversing (Mellor-Crummey and Scott, TOCS
// 1991), among workgroups: all invocations of a workgroup meet, the first one
// of them counts the workgroup in, the last workgroup resets the count and goes
// to the next generation, which the others wait for. Then the workgroup meets
// again. The sense is a number, not a bit, because votes need one.
//
// Legality. What an invocation wrote before the barrier happens before the
// arrival of its first invocation (the barrier of the workgroup), that before
// the arrival of the last workgroup (a chain of acq_rel additions to one word),
// that before the new generation (program order), and that before whatever
// reads it with acquire, and the invocations behind the second barrier of the
// workgroup. So the barrier orders what VYRE-MM-16 says. It ends if all
// workgroups make progress, which Vulkan does not promise; on all known devices
// those that have begun do ("occupancy-bound execution", Sorensen et al.,
// OOPSLA 2016). So all must have begun at once: the runtime dispatches the
// program only with grids of which a probe has shown that.
//
// The probe is the same kernel, since occupancy depends on the kernel. Each
// workgroup joins a poll and stays until it is closed, so all that joined were
// there at the same time. It is closed when all are there, or when nobody has
// come for a while.
//
// After an exit, invocations disagree whether a loop around barriers goes on.
// The grid votes then: who wants to go on stores a number that only this
// generation has.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Transforms/Passes.h"

#include "ExitLowering.h"
#include "GridSchedule.h"
#include "HiddenArguments.h"
#include "Vyre/Dialect/KernelABI.h"
#include "Vyre/Runtime/GridSync.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinOps.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_LOWERGRIDSYNCPASS
#include "Vyre/Transforms/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;
namespace rt = ::vyre::rt;

namespace {

/// Makes the code of one program. Methods with a builder add at its insertion
/// point, which is behind what they made afterwards.
class GridSyncLowering {
public:
  GridSyncLowering(ProgramOp program, Value sync)
      : program(program), sync(sync), builder(program.getContext()),
        loc(program.getLoc()) {}

  /// REQUIRES: exits are lowered.
  void run(bool mayLeave);

private:
  void makeConstants();
  void emitBarrier();
  /// Of workgroups that have met. Goes to the next generation.
  void meetInGrid();
  void emitVote(scf::WhileOp loop);
  void emitProbe();
  void emitPoll();
  /// Puts the body under "this is no probe", and adds the probe.
  void addProbe(Operation *firstOfBody);

  Value word(uint32_t value) {
    return arith::ConstantIntOp::create(builder, loc, value, 32);
  }
  Value isEqual(Value a, Value b) {
    return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, a, b);
  }
  Value at(uint32_t number) {
    return arith::ConstantIndexOp::create(builder, loc, number);
  }
  Value load(Value index, Order order) {
    return AtomicLoadOp::create(builder, loc, builder.getI32Type(), order, sync,
                                index, /*in_bounds=*/false);
  }
  void store(Value value, Value index, Order order) {
    AtomicStoreOp::create(builder, loc, order, value, sync, index,
                          /*in_bounds=*/false);
  }
  void meetInWorkgroup() {
    BarrierOp::create(builder, loc, Scope::Workgroup,
                      OrderAttr::get(builder.getContext(), Order::AcqRel),
                      /*keep=*/false);
  }
  /// Runs `body` in the first invocation of the workgroup.
  void inFirst(function_ref<void()> body) {
    auto branch = scf::IfOp::create(builder, loc, isFirst);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    body();
  }
  /// Runs `body` until it gives false.
  void repeat(function_ref<Value()> body) {
    auto loop = scf::WhileOp::create(builder, loc, TypeRange(), ValueRange());
    OpBuilder::InsertionGuard guard(builder);
    builder.createBlock(&loop.getBefore());
    Value goesOn = body();
    scf::ConditionOp::create(builder, loc, goesOn, ValueRange());
    builder.createBlock(&loop.getAfter());
    scf::YieldOp::create(builder, loc);
  }

  ProgramOp program;
  Value sync;
  OpBuilder builder;
  Location loc;
  /// The same for every use, so made once at the start of the program.
  Value isFirst, hasOthers, groups, one;
};

struct LowerGridSyncPass
    : public mlir::vyre::impl::LowerGridSyncPassBase<LowerGridSyncPass> {
  void runOnOperation() override;
};

} // namespace

void GridSyncLowering::makeConstants() {
  constexpr Dimension axes[] = {Dimension::x, Dimension::y, Dimension::z};
  Value local, count;
  for (Dimension axis : axes) {
    Value id = LocalIdOp::create(builder, loc, axis);
    Value extent = NumWorkgroupsOp::create(builder, loc, axis);
    local = local ? arith::OrIOp::create(builder, loc, local, id).getResult()
                  : id;
    count = count
                ? arith::MulIOp::create(builder, loc, count, extent).getResult()
                : extent;
  }
  isFirst = isEqual(local, at(0));
  groups = arith::IndexCastUIOp::create(builder, loc, builder.getI32Type(),
                                        count);
  one = word(1);
  hasOthers = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne,
                                    groups, one);
}

void GridSyncLowering::emitBarrier() {
  meetInWorkgroup();
  // A workgroup alone has met.
  auto branch = scf::IfOp::create(builder, loc, hasOthers);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  meetInGrid();
}

void GridSyncLowering::meetInGrid() {
  inFirst([&] {
    Value generationAt = at(rt::kGridSyncGeneration);
    Value arrivedAt = at(rt::kGridSyncArrived);
    // Nobody passes before this workgroup arrived, so it stays until then.
    Value generation = load(generationAt, Order::Relaxed);
    Value before = AtomicRMWOp::create(
        builder, loc, builder.getI32Type(), AtomicKind::Add, Order::AcqRel, one,
        sync, arrivedAt, /*in_bounds=*/false);
    Value next = arith::AddIOp::create(builder, loc, generation, one);
    Value all = arith::AddIOp::create(builder, loc, before, one);
    auto last = scf::IfOp::create(builder, loc, isEqual(all, groups),
                                  /*withElseRegion=*/true);
    builder.setInsertionPointToStart(last.thenBlock());
    store(word(0), arrivedAt, Order::Relaxed);
    store(next, generationAt, Order::Release);
    builder.setInsertionPointToStart(last.elseBlock());
    // An acquire that reads nothing new costs; one is enough, at the end.
    repeat([&] {
      return isEqual(load(generationAt, Order::Relaxed), generation);
    });
    load(generationAt, Order::Acquire);
  });
  meetInWorkgroup();
}

void GridSyncLowering::emitVote(scf::WhileOp loop) {
  scf::ConditionOp condition = loop.getConditionOp();
  builder.setInsertionPoint(condition);
  loc = condition.getLoc();
  Value generation = load(at(rt::kGridSyncGeneration), Order::Relaxed);
  // Who is fast may vote again before others have counted, in the other word.
  Value odd = arith::AndIOp::create(builder, loc, generation, one);
  Value number = arith::IndexCastUIOp::create(builder, loc,
                                              builder.getIndexType(), odd);
  Value voteAt =
      arith::AddIOp::create(builder, loc, number, at(rt::kGridSyncVotes));
  Value yes = arith::AddIOp::create(builder, loc, generation, one);
  auto branch = scf::IfOp::create(builder, loc, condition.getCondition());
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    store(yes, voteAt, Order::Relaxed);
  }
  // The next vote needs the next generation, also in a workgroup alone.
  meetInWorkgroup();
  meetInGrid();
  condition.getConditionMutable().assign(
      isEqual(load(voteAt, Order::Relaxed), yes));
}

void GridSyncLowering::emitPoll() {
  Value pollAt = at(rt::kGridSyncPoll);
  Value closed = word(rt::kGridSyncClosed);
  Value none = word(0);
  Type i32 = builder.getI32Type();
  auto isClosed = [&](Value poll) -> Value {
    return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::slt, poll,
                                 none);
  };
  // Joins, unless the poll is closed.
  repeat([&] {
    Value poll = load(pollAt, Order::Relaxed);
    Value more = arith::AddIOp::create(builder, loc, poll, one);
    Value wanted =
        arith::SelectOp::create(builder, loc, isClosed(poll), poll, more);
    Value found = AtomicCASOp::create(builder, loc, i32, Order::Relaxed, poll,
                                      wanted, sync, pollAt,
                                      /*in_bounds=*/false);
    return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, found,
                                 poll)
        .getResult();
  });
  // Stays until it is closed.
  Value patience = load(at(rt::kGridSyncPatience), Order::Relaxed);
  auto wait = scf::WhileOp::create(builder, loc, TypeRange{i32, i32},
                                   ValueRange{none, none});
  OpBuilder::InsertionGuard guard(builder);
  Block *before = builder.createBlock(&wait.getBefore(), {}, {i32, i32},
                                      {loc, loc});
  Value poll = load(pollAt, Order::Relaxed);
  Value isSame = isEqual(poll, before->getArgument(0));
  Value longer =
      arith::AddIOp::create(builder, loc, before->getArgument(1), one);
  Value waited =
      arith::SelectOp::create(builder, loc, isSame, longer, none);
  Value isLong = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ugt,
                                       waited, patience);
  Value isDone =
      arith::OrIOp::create(builder, loc, isLong, isEqual(poll, groups));
  auto close = scf::IfOp::create(builder, loc, isDone);
  {
    OpBuilder::InsertionGuard inner(builder);
    builder.setInsertionPointToStart(close.thenBlock());
    AtomicRMWOp::create(builder, loc, i32, AtomicKind::Or, Order::Relaxed,
                        closed, sync, pollAt, /*in_bounds=*/false);
  }
  Value isOpen = arith::XOrIOp::create(
      builder, loc, isClosed(poll),
      arith::ConstantIntOp::create(builder, loc, 1, 1));
  scf::ConditionOp::create(builder, loc, isOpen, ValueRange{poll, waited});
  Block *after =
      builder.createBlock(&wait.getAfter(), {}, {i32, i32}, {loc, loc});
  scf::YieldOp::create(builder, loc, after->getArguments());
}

void GridSyncLowering::emitProbe() {
  inFirst([&] { emitPoll(); });
  meetInWorkgroup();
  // The poll is closed, or this workgroup came too late and it says less than
  // all: every invocation of a grid that is there at once reads the same.
  Value poll = load(at(rt::kGridSyncPoll), Order::Relaxed);
  Value closed = word(rt::kGridSyncClosed);
  Value all = arith::OrIOp::create(builder, loc, groups, closed);
  Value asked = load(at(rt::kGridSyncRounds), Order::Relaxed);
  Value rounds = arith::SelectOp::create(builder, loc, isEqual(poll, all),
                                         asked, word(0));
  auto loop = scf::ForOp::create(builder, loc, word(0), rounds, one);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  emitBarrier();
}

void GridSyncLowering::addProbe(Operation *firstOfBody) {
  builder.setInsertionPoint(firstOfBody);
  Value mode = load(at(rt::kGridSyncMode), Order::Relaxed);
  auto run = scf::IfOp::create(builder, loc,
                               isEqual(mode, word(rt::kGridSyncRun)),
                               /*withElseRegion=*/true);
  Block *body = run->getBlock();
  run.thenBlock()->getOperations().splice(
      run.thenBlock()->begin(), body->getOperations(),
      firstOfBody->getIterator(), body->getTerminator()->getIterator());

  builder.setInsertionPointToStart(run.elseBlock());
  auto probe = scf::IfOp::create(builder, loc,
                                 isEqual(mode, word(rt::kGridSyncProbe)));
  builder.setInsertionPointToStart(probe.thenBlock());
  emitProbe();
}

void GridSyncLowering::run(bool mayLeave) {
  SmallVector<BarrierOp> barriers;
  SmallVector<scf::WhileOp> loops;
  program.walk([&](Operation *op) {
    auto barrier = dyn_cast<BarrierOp>(op);
    if (barrier && barrier.getScope() == Scope::Grid)
      barriers.push_back(barrier);
    auto loop = dyn_cast<scf::WhileOp>(op);
    if (mayLeave && loop && holdsGridBarrier(loop))
      loops.push_back(loop);
  });
  // Declarations stay at the top level.
  Block *body = &program.getBody().front();
  for (auto alloc :
       llvm::make_early_inc_range(body->getOps<WorkgroupAllocOp>()))
    alloc->moveBefore(body, body->begin());
  Operation *first = &body->front();
  while (isa<WorkgroupAllocOp>(first))
    first = first->getNextNode();

  builder.setInsertionPoint(first);
  makeConstants();
  for (scf::WhileOp loop : loops)
    emitVote(loop);
  for (BarrierOp barrier : barriers) {
    builder.setInsertionPoint(barrier);
    loc = barrier.getLoc();
    emitBarrier();
    barrier.erase();
  }
  loc = program.getLoc();
  // The first op of the body may have been a barrier.
  addProbe(hasOthers.getDefiningOp()->getNextNode());
}

void LowerGridSyncPass::runOnOperation() {
  Builder builder(&getContext());
  auto type = BufferType::get(&getContext(), rt::kGridSyncWords,
                              builder.getI32Type(), Access::ReadWrite);
  DenseSet<StringAttr> lowered;
  for (ProgramOp program : getOperation().getOps<ProgramOp>()) {
    // What needs no barrier between workgroups may run with any grid.
    if (!program->removeAttr(kResidentAttrName) || !holdsGridBarrier(program))
      continue;
    bool mayLeave =
        program.walk([](ExitIfOp) { return WalkResult::interrupt(); })
            .wasInterrupted();
    if (failed(lowerExits(program, ExitVote::Grid)))
      return signalPassFailure();
    Value sync = addHiddenArgument(program, type, "vyre.grid_sync");
    program->setAttr(kGridSyncArgAttrName,
                     builder.getI32IntegerAttr(
                         cast<BlockArgument>(sync).getArgNumber()));
    GridSyncLowering(program, sync).run(mayLeave);
    lowered.insert(program.getSymNameAttr());
  }
  if (lowered.empty())
    return markAllAnalysesPreserved();
  for (GraphOp graph : getOperation().getOps<GraphOp>())
    passHiddenBuffer(graph, type, [&](StringAttr program) {
      return lowered.contains(program);
    });
}
