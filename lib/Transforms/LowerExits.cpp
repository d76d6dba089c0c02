// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-lower-exits: replaces vyre.exit_if by structured control flow.
//
// The pass walks the program in order and carries an i1 value, `active`: true
// while the invocation has not left. No value stands for "cannot have left".
//
// - An exit makes `active` false. What follows in the block goes into
//   `scf.if %active`; values that it defines and that are used outside become
//   results, zero for invocations that left.
// - A region op that holds an exit gives `active` as one more result. A loop
//   that holds an exit and no barrier becomes a scf.while that ends as soon as
//   `active` is false.
// - Convergent ops (barriers and subgroup ops), and region ops that hold them,
//   are executed by every invocation, because Vulkan wants all of a workgroup
//   or subgroup to arrive; the code between them is put under `active`. What
//   decides how often they run is computed by every invocation too. To a
//   subgroup op those that left contribute the value that changes nothing.
//
// Legality. An invocation that left executes from then on only convergent ops,
// pure ops that cannot fail, and total loads. None of them writes memory,
// barriers only delay it, and what it contributes to a subgroup op changes
// nothing, so nobody sees a difference. It comes to exactly the convergent ops
// that the others come to if conditions and bounds around them are the same for
// it. They are, if they do not depend on what
// invocations disagree about; a program where they seem to is rejected
// (VYRE-BR-03). The proofs on loads that such an invocation executes are
// dropped: a check before the exit may have been the reason for them.
//
// Termination. A scf.for around convergent ops ends by itself. A scf.while may
// end only because of what invocations in it write, so it must not go on after
// all of those left that meet in it: there the workgroup or the subgroup votes
// whether anybody is active.
//
// Cost: linear, times the depth to which exits nest, which is limited.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Transforms/Passes.h"

#include "ExitLowering.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_LOWEREXITSPASS
#include "Vyre/Transforms/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;

/// With more exits in one block than this, conditions follow one another
/// instead of nesting: SPIR-V allows a nesting of 1023 (SPIR-V 1.5, 2.17).
constexpr unsigned kMaxNesting = 64;

//===----------------------------------------------------------------------===//
// Helpers
//===----------------------------------------------------------------------===//

ExitLowering::~ExitLowering() {
  for (Operation *op : retired)
    op->destroy();
}

void ExitLowering::retire(Operation *op, ValueRange replacements) {
  if (!replacements.empty())
    op->replaceAllUsesWith(replacements.take_front(op->getNumResults()));
  op->remove();
  op->dropAllReferences();
  retired.push_back(op);
}

Value ExitLowering::constant(TypedAttr value) {
  Value &slot = constants[value];
  if (!slot) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(&program.getBody().front());
    slot = arith::ConstantOp::create(builder, program.getLoc(), value);
  }
  return slot;
}

/// Clears proofs on the accesses in `op`: they may rest on an exit.
static void dropProofs(Operation *op) {
  op->walk([](AccessOpInterface access) { access->removeAttr("in_bounds"); });
}

Value ExitLowering::leave(ExitIfOp exit, Value active) {
  builder.setInsertionPoint(exit);
  Value stays = arith::XOrIOp::create(builder, exit.getLoc(),
                                      exit.getCondition(), boolean(true));
  if (active)
    stays = arith::AndIOp::create(builder, exit.getLoc(), active, stays);
  retire(exit);
  return stays;
}

LogicalResult ExitLowering::checkZero(Operation *op, Value value) {
  Type element = getElementTypeOrSelf(value.getType());
  if (element.isIntOrIndexOrFloat())
    return success();
  return op->emitOpError("gives a value of type ")
         << value.getType()
         << " that is used after 'vyre.exit_if', expected numbers "
            "[VYRE-PR-05]; fix: move it in front of the exit";
}

LogicalResult ExitLowering::keepControl(Operation *op, Run &run,
                                        Value &active) {
  if (!canRunAfterExit(op) || slice.hasExit(op)) {
    InFlightDiagnostic error = op->emitOpError(
        "decides whether a barrier or subgroup op is reached, "
        "but invocations that left at 'vyre.exit_if' do not execute it "
        "[VYRE-BR-03]; fix: store the value to workgroup "
        "memory, pass a barrier, and load it");
    error.attachNote(slice.getFirstExit().getLoc())
        << "invocations can leave here";
    return failure();
  }
  // A pure op can go in front of the run. A load must not pass its writes.
  if (isMemoryEffectFree(op) || run.empty()) {
    if (!run.empty())
      op->moveBefore(run.ops.front());
  } else {
    FailureOr<Value> after = predicate(run, active);
    if (failed(after))
      return failure();
    active = *after;
  }
  dropProofs(op);
  return success();
}

//===----------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------===//

FailureOr<Value> ExitLowering::predicate(Run &run, Value active) {
  if (run.empty())
    return active;
  Run current = std::move(run);
  run = Run();
  Operation *first = current.ops.front();
  Block *block = first->getBlock();
  Location loc = first->getLoc();
  bool exits = llvm::any_of(current.ops,
                            [&](Operation *op) { return slice.hasExit(op); });

  SmallVector<Value> escaping;
  SmallVector<Type> types;
  for (Operation *op : current.ops) {
    for (Value result : op->getResults()) {
      bool escapes = llvm::any_of(result.getUsers(), [&](Operation *user) {
        return !current.set.contains(block->findAncestorOpInBlock(*user));
      });
      if (!escapes)
        continue;
      if (failed(checkZero(op, result)))
        return failure();
      escaping.push_back(result);
      types.push_back(result.getType());
    }
  }
  if (exits)
    types.push_back(builder.getI1Type());

  builder.setInsertionPoint(first);
  auto branch = scf::IfOp::create(builder, loc, types, active,
                                  /*withElseRegion=*/!types.empty());
  Block *body = branch.thenBlock();
  if (!types.empty()) {
    builder.setInsertionPointToEnd(body);
    scf::YieldOp::create(builder, loc, escaping);
    SmallVector<Value> zeros;
    for (Type type : types)
      zeros.push_back(constant(cast<TypedAttr>(builder.getZeroAttr(type))));
    builder.setInsertionPointToEnd(branch.elseBlock());
    scf::YieldOp::create(builder, loc, zeros);
  }
  for (Operation *op : current.ops)
    op->moveBefore(body->getTerminator());
  for (auto [value, result] : llvm::zip(escaping, branch.getResults()))
    value.replaceUsesWithIf(result, [&](OpOperand &use) {
      return !branch->isProperAncestor(use.getOwner());
    });
  if (!exits)
    return active;

  FailureOr<Value> after = lowerBlock(body, Value());
  if (failed(after))
    return failure();
  appendToTerminator(body, orTrue(*after));
  return branch->getResults().back();
}

FailureOr<Value> ExitLowering::lowerBlock(Block *block, Value active) {
  SmallVector<Operation *> ops;
  for (Operation &op : block->without_terminator())
    ops.push_back(&op);
  unsigned syncsAhead =
      llvm::count_if(ops, [&](Operation *op) { return slice.hasSync(op); });
  bool nests = llvm::count_if(ops, llvm::IsaPred<ExitIfOp>) <= kMaxNesting;

  Run run;
  for (Operation *op : ops) {
    bool sync = slice.hasSync(op);
    syncsAhead -= sync;
    auto exit = dyn_cast<ExitIfOp>(op);
    if (exit && run.empty()) {
      active = leave(exit, active);
      continue;
    }
    if (!active || sync) {
      FailureOr<Value> before = predicate(run, active);
      if (failed(before))
        return failure();
      FailureOr<Value> after = lowerOp(op, *before);
      if (failed(after))
        return failure();
      active = *after;
      continue;
    }
    if (slice.isControl(op)) {
      if (failed(keepControl(op, run, active)))
        return failure();
      continue;
    }
    // Pure ops need no condition. Leaving them outside makes neighbouring
    // exits one condition, and saves results when a barrier ends the run.
    bool pure = op->getNumRegions() == 0 && isMemoryEffectFree(op) &&
                isSpeculatable(op);
    if (pure && (run.empty() || (syncsAhead && !run.feeds(op)))) {
      if (!run.empty())
        op->moveBefore(run.ops.front());
      continue;
    }
    run.add(op);
    if (!exit || nests)
      continue;
    FailureOr<Value> after = predicate(run, active);
    if (failed(after))
      return failure();
    active = *after;
  }
  return predicate(run, active);
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

LogicalResult ExitLowering::run() {
  // Declarations must stay at the top level.
  Block *body = &program.getBody().front();
  Operation *last = nullptr;
  for (auto alloc :
       llvm::make_early_inc_range(body->getOps<WorkgroupAllocOp>())) {
    if (last)
      alloc->moveAfter(last);
    else
      alloc->moveBefore(&body->front());
    last = alloc;
  }
  return lowerBlock(body, Value());
}

LogicalResult mlir::vyre::lowerExits(ProgramOp program, ExitVote voter) {
  ExitSlice slice(program);
  return slice.getFirstExit() ? ExitLowering(program, slice, voter).run()
                              : success();
}

namespace {

struct LowerExitsPass : public vyre::impl::LowerExitsPassBase<LowerExitsPass> {
  void runOnOperation() override {
    if (failed(lowerExits(getOperation())))
      signalPassFailure();
  }
};

} // namespace
