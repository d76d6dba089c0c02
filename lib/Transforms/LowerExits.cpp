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
// - Barriers, and region ops that hold barriers, are executed by every
//   invocation, because Vulkan wants all of a workgroup to arrive; the code
//   between them is put under `active`. What decides how often a barrier runs
//   is computed by every invocation too.
//
// Legality. An invocation that left executes from then on only barriers, pure
// ops that cannot fail, and total loads. None of them writes memory, and
// barriers only delay it, so nobody sees a difference. It takes part in exactly
// the barriers that the others take part in if conditions and bounds around
// barriers are the same for it. They are, if they do not depend on what
// invocations disagree about; a program where they seem to is rejected
// (VYRE-BR-03). The proofs on loads that such an invocation executes are
// dropped: a check before the exit may have been the reason for them.
//
// Termination. A scf.for around barriers ends by itself. A scf.while may end
// only because of what invocations in it write, so it must not go on after all
// of a workgroup left: there the workgroup votes whether anybody is active.
//
// Cost: linear, times the depth to which exits nest, which is limited.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Transforms/Passes.h"

#include "ExitSlice.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_LOWEREXITSPASS
#include "Vyre/Transforms/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;

namespace {

/// With more exits in one block than this, conditions follow one another
/// instead of nesting: SPIR-V allows a nesting of 1023 (SPIR-V 1.5, 2.17).
constexpr unsigned kMaxNesting = 64;

/// Ops of one block, in order, that go under one condition.
struct Run {
  SmallVector<Operation *> ops;
  llvm::SmallPtrSet<Operation *, 16> set;

  void add(Operation *op) {
    ops.push_back(op);
    set.insert(op);
  }
  bool empty() const { return ops.empty(); }
  /// Whether an operand of the op is computed in the run.
  bool feeds(Operation *op) const {
    return llvm::any_of(op->getOperands(), [&](Value operand) {
      return set.contains(operand.getDefiningOp());
    });
  }
};

/// Rewrites one program. Functions that return `active` return a null value
/// when no invocation can have left.
class ExitLowering {
public:
  ExitLowering(ProgramOp program, const ExitSlice &slice)
      : program(program), slice(slice), builder(program.getContext()) {}
  ~ExitLowering();

  LogicalResult run();

private:
  FailureOr<Value> lowerBlock(Block *block, Value active);
  FailureOr<Value> lowerOp(Operation *op, Value active);
  FailureOr<Value> lowerBranch(Operation *op, Value active);
  FailureOr<Value> lowerBarrierLoop(scf::ForOp loop, Value active);
  FailureOr<Value> lowerPlainLoop(scf::ForOp loop);
  FailureOr<Value> lowerWhile(scf::WhileOp loop, Value active);

  /// Puts the run under `active` and empties it.
  FailureOr<Value> predicate(Run &run, Value active);
  /// `active` after the exit.
  Value leave(ExitIfOp exit, Value active);
  /// Keeps an op of the control slice outside of every condition.
  LogicalResult keepControl(Operation *op, Run &run, Value &active);
  /// Fails if invocations may disagree about the condition or bounds of `op`.
  LogicalResult checkAgreement(Operation *op);
  LogicalResult checkZero(Operation *op, Value value);

  /// Whether any invocation of the workgroup is active. Every invocation must
  /// get here.
  Value vote(Location loc, Value active);
  LogicalResult checkVote(scf::WhileOp loop);

  /// Constants, at the start of the program.
  Value constant(TypedAttr value);
  Value boolean(bool value) { return constant(builder.getBoolAttr(value)); }
  Value orTrue(Value active) { return active ? active : boolean(true); }

  /// Takes the op out of the program. Its memory stays until the end, because
  /// the slice knows ops by address.
  void retire(Operation *op, ValueRange replacements = {});

  ProgramOp program;
  const ExitSlice &slice;
  OpBuilder builder;
  DenseMap<Attribute, Value> constants;
  /// One i32 of workgroup memory, zero outside of votes; made when needed.
  WorkgroupAllocOp ballot;
  SmallVector<Operation *> retired;
};

} // namespace

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

static void appendToTerminator(Block *block, Value value) {
  Operation *terminator = block->getTerminator();
  terminator->insertOperands(terminator->getNumOperands(), value);
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

LogicalResult ExitLowering::checkAgreement(Operation *op) {
  Operation *reason = slice.getDivergence(op);
  if (!reason)
    return success();
  InFlightDiagnostic error =
      op->emitOpError("holds a barrier and can follow 'vyre.exit_if', but "
                      "invocations may disagree on when it runs [VYRE-BR-03]; "
                      "fix: compute its condition and bounds from values that "
                      "the workgroup shares: parameters, lengths, "
                      "workgroup_id, loads at such an index");
  error.attachNote(reason->getLoc()) << "it depends on this value";
  error.attachNote(slice.getFirstExit().getLoc())
      << "invocations can leave here";
  return failure();
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
    InFlightDiagnostic error =
        op->emitOpError("decides whether a barrier is reached, but invocations "
                        "that left at 'vyre.exit_if' do not execute it "
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
  unsigned syncsAhead = llvm::count_if(
      ops, [&](Operation *op) { return slice.hasSync(op); });
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
// Region ops
//===----------------------------------------------------------------------===//

/// An op outside of a run: nobody can have left, or it holds a barrier.
FailureOr<Value> ExitLowering::lowerOp(Operation *op, Value active) {
  bool exits = slice.hasExit(op);
  if (op->getNumRegions() == 0 || (!exits && !active))
    return active;
  if (exits && slice.isControl(op)) {
    Run none;
    if (failed(keepControl(op, none, active)))
      return failure();
  }
  // Exits inside a while loop come before its next condition.
  if ((active || (isa<scf::WhileOp>(op) && slice.hasSync(op))) &&
      failed(checkAgreement(op)))
    return failure();

  if (auto loop = dyn_cast<scf::WhileOp>(op))
    return lowerWhile(loop, active);
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return slice.hasSync(op) ? lowerBarrierLoop(loop, active)
                             : lowerPlainLoop(loop);
  if (isa<scf::IfOp, scf::IndexSwitchOp, RegionOp>(op))
    return lowerBranch(op, active);
  return op->emitOpError("holds 'vyre.exit_if' or follows one with a barrier "
                         "inside, expected scf.if, scf.for, scf.while, "
                         "scf.index_switch or vyre.region [VYRE-PR-05]; fix: "
                         "use one of these");
}

/// Region ops that run at most one region, once.
FailureOr<Value> ExitLowering::lowerBranch(Operation *op, Value active) {
  Operation *branch = op;
  bool exits = slice.hasExit(op);
  if (exits) {
    OperationState state(op->getLoc(), op->getName(), op->getOperands(),
                         llvm::to_vector(op->getResultTypes()));
    state.addTypes(builder.getI1Type());
    state.propertiesAttr = op->getPropertiesAsAttribute();
    state.addAttributes(llvm::to_vector(op->getDiscardableAttrs()));
    for (unsigned i = 0; i < op->getNumRegions(); ++i)
      state.addRegion();
    builder.setInsertionPoint(op);
    branch = builder.create(state);
    for (auto [target, source] :
         llvm::zip(branch->getRegions(), op->getRegions()))
      target.takeBody(source);
    // Only the else region of a scf.if can be missing.
    Region &last = branch->getRegions().back();
    if (last.empty()) {
      builder.createBlock(&last);
      scf::YieldOp::create(builder, op->getLoc());
    }
  }
  for (Region &region : branch->getRegions()) {
    if (region.empty())
      continue;
    FailureOr<Value> after = lowerBlock(&region.front(), active);
    if (failed(after))
      return failure();
    if (exits)
      appendToTerminator(&region.front(), orTrue(*after));
  }
  if (!exits)
    return active;
  retire(op, branch->getResults());
  return branch->getResults().back();
}

/// A counted loop with a barrier: everybody runs all iterations.
FailureOr<Value> ExitLowering::lowerBarrierLoop(scf::ForOp loop, Value active) {
  if (!slice.hasExit(loop)) {
    FailureOr<Value> after = lowerBlock(loop.getBody(), active);
    return failed(after) ? after : FailureOr<Value>(active);
  }
  SmallVector<Value> inits(loop.getInitArgs());
  inits.push_back(orTrue(active));
  builder.setInsertionPoint(loop);
  auto wider = scf::ForOp::create(
      builder, loop.getLoc(), loop.getLowerBound(), loop.getUpperBound(),
      loop.getStep(), inits, nullptr, loop.getUnsignedCmp());
  wider->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
  wider.getRegion().takeBody(loop.getRegion());
  Block *body = wider.getBody();
  Value inside = body->addArgument(builder.getI1Type(), loop.getLoc());
  FailureOr<Value> after = lowerBlock(body, inside);
  if (failed(after))
    return failure();
  appendToTerminator(body, *after);
  retire(loop, wider.getResults());
  return wider.getResults().back();
}

/// A counted loop with an exit and no barrier. Carried: the induction variable,
/// whether it is still in range, the loop's own values, `active`.
///
/// There is a next iteration exactly if `upper - iv > step`, compared unsigned:
/// inside the loop iv < upper, so the difference is exact even where iv + step
/// would wrap.
FailureOr<Value> ExitLowering::lowerPlainLoop(scf::ForOp loop) {
  Location loc = loop.getLoc();
  bool isUnsigned = loop.getUnsignedCmp() ||
                    loop.getInductionVar().getType().isIndex();
  Type i1 = builder.getI1Type();
  builder.setInsertionPoint(loop);
  Value enters = arith::CmpIOp::create(
      builder, loc,
      isUnsigned ? arith::CmpIPredicate::ult : arith::CmpIPredicate::slt,
      loop.getLowerBound(), loop.getUpperBound());
  SmallVector<Value> inits{loop.getLowerBound(), enters};
  llvm::append_range(inits, loop.getInitArgs());
  inits.push_back(boolean(true));
  SmallVector<Type> types = llvm::to_vector(TypeRange(ValueRange(inits)));

  auto wider = scf::WhileOp::create(builder, loc, types, inits);
  SmallVector<Location> locs(types.size(), loc);
  Block *before =
      builder.createBlock(&wider.getBefore(), {}, types, locs);
  Value goes = arith::AndIOp::create(builder, loc, before->getArgument(1),
                                     before->getArguments().back());
  scf::ConditionOp::create(builder, loc, goes, before->getArguments());

  // The body keeps its arguments (iv, values...) and gets two more.
  wider.getAfter().takeBody(loop.getRegion());
  Block *body = wider.getAfterBody();
  body->insertArgument(1u, i1, loc);
  body->addArgument(i1, loc);
  FailureOr<Value> after = lowerBlock(body, Value());
  if (failed(after))
    return failure();

  Operation *yield = body->getTerminator();
  builder.setInsertionPoint(yield);
  Value iv = body->getArgument(0);
  Value left =
      arith::SubIOp::create(builder, loc, loop.getUpperBound(), iv);
  Value more = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ugt,
                                     left, loop.getStep());
  Value next = arith::AddIOp::create(builder, loc, iv, loop.getStep());
  yield->insertOperands(0, {next, more});
  appendToTerminator(body, orTrue(*after));

  ValueRange results = wider.getResults();
  retire(loop, results.drop_front(2));
  return wider.getResults().back();
}

/// Active invocations add themselves, everybody reads, and they subtract
/// themselves. All subtractions of a vote come before the first barrier of the
/// next one, so the sum is 0 when that starts.
Value ExitLowering::vote(Location loc, Value active) {
  Type i32 = builder.getI32Type();
  Value zero = constant(builder.getIndexAttr(0));
  if (!ballot) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(&program.getBody().front());
    ballot = WorkgroupAllocOp::create(
        builder, program.getLoc(),
        BufferType::get(builder.getContext(), 1, i32, Access::Workgroup));
  }
  auto addIfActive = [&](int32_t number) {
    Value value = constant(builder.getI32IntegerAttr(number));
    auto branch = scf::IfOp::create(builder, loc, active,
                                    /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    AtomicRMWOp::create(builder, loc, i32, AtomicKind::Add, Order::Relaxed,
                        value, ballot, zero, /*in_bounds=*/false);
  };
  auto barrier = [&] {
    BarrierOp::create(builder, loc, Scope::Workgroup,
                      OrderAttr::get(builder.getContext(), Order::AcqRel),
                      /*keep=*/false);
  };
  addIfActive(1);
  barrier();
  Value sum = AtomicLoadOp::create(builder, loc, i32, Order::Relaxed, ballot,
                                   zero, /*in_bounds=*/false);
  barrier();
  addIfActive(-1);
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, sum,
                               constant(builder.getI32IntegerAttr(0)));
}

/// A workgroup can vote only where all of it comes by.
LogicalResult ExitLowering::checkVote(scf::WhileOp loop) {
  bool isForWorkgroup = false;
  loop.walk([&](SyncOpInterface sync) {
    isForWorkgroup |= sync.getSyncScope() >= Scope::Workgroup;
  });
  if (isForWorkgroup)
    return success();
  InFlightDiagnostic error =
      loop.emitOpError("holds a subgroup barrier and can go on after all of a "
                       "subgroup left at 'vyre.exit_if', expected a "
                       "workgroup barrier in it [VYRE-BR-03]; fix: use "
                       "scf.for, or a workgroup barrier");
  error.attachNote(slice.getFirstExit().getLoc())
      << "invocations can leave here";
  return failure();
}

FailureOr<Value> ExitLowering::lowerWhile(scf::WhileOp loop, Value active) {
  bool exits = slice.hasExit(loop), syncs = slice.hasSync(loop);
  if (syncs && failed(checkVote(loop)))
    return failure();
  scf::WhileOp wider = loop;
  Value atCondition = active, atBody = active;
  if (exits) {
    SmallVector<Value> inits(loop.getInits());
    inits.push_back(orTrue(active));
    SmallVector<Type> types = llvm::to_vector(loop.getResultTypes());
    types.push_back(builder.getI1Type());
    bool exitsInBody = llvm::any_of(
        *loop.getAfterBody(), [&](Operation &op) { return slice.hasExit(&op); });

    builder.setInsertionPoint(loop);
    wider = scf::WhileOp::create(builder, loop.getLoc(), types, inits);
    wider->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
    wider.getBefore().takeBody(loop.getBefore());
    wider.getAfter().takeBody(loop.getAfter());
    atCondition = wider.getBeforeBody()->addArgument(builder.getI1Type(),
                                                     loop.getLoc());
    atBody = wider.getAfterBody()->addArgument(builder.getI1Type(),
                                               loop.getLoc());
    // Without a barrier whoever left leaves the loop at once: nobody who left
    // starts a body, or comes back to the condition without an exit there.
    if (!syncs) {
      atBody = Value();
      if (!exitsInBody)
        atCondition = Value();
    }
  }

  // Without an exit inside, one vote in front of the loop is enough.
  Value goesOn;
  if (!exits) {
    builder.setInsertionPoint(loop);
    goesOn = vote(loop.getLoc(), active);
  }
  FailureOr<Value> stays = lowerBlock(wider.getBeforeBody(), atCondition);
  if (failed(stays))
    return failure();
  scf::ConditionOp condition = wider.getConditionOp();
  builder.setInsertionPoint(condition);
  if (exits)
    goesOn = syncs ? vote(condition.getLoc(), *stays) : *stays;
  condition.getConditionMutable().assign(arith::AndIOp::create(
      builder, condition.getLoc(), condition.getCondition(), goesOn));
  if (exits)
    appendToTerminator(wider.getBeforeBody(), *stays);

  FailureOr<Value> after = lowerBlock(wider.getAfterBody(), atBody);
  if (failed(after))
    return failure();
  if (!exits)
    return active;
  appendToTerminator(wider.getAfterBody(), orTrue(*after));
  retire(loop, wider.getResults());
  return wider.getResults().back();
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

LogicalResult ExitLowering::run() {
  // Declarations must stay at the top level.
  Block *body = &program.getBody().front();
  Operation *last = nullptr;
  for (auto alloc : llvm::make_early_inc_range(body->getOps<WorkgroupAllocOp>())) {
    if (last)
      alloc->moveAfter(last);
    else
      alloc->moveBefore(&body->front());
    last = alloc;
  }
  return lowerBlock(body, Value());
}

namespace {

struct LowerExitsPass : public vyre::impl::LowerExitsPassBase<LowerExitsPass> {
  void runOnOperation() override {
    ExitSlice slice(getOperation());
    if (!slice.getFirstExit())
      return markAllAnalysesPreserved();
    if (failed(ExitLowering(getOperation(), slice).run()))
      signalPassFailure();
  }
};

} // namespace
