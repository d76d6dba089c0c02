// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The part of vyre-lower-exits that rewrites ops with regions: what they pass
// on about exits inside, when loops end, and the vote of a workgroup. The
// argument why this is right is in LowerExits.cpp.
//
//===----------------------------------------------------------------------===//

#include "ExitLowering.h"

#include "GridSchedule.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace mlir::vyre;

LogicalResult ExitLowering::checkAgreement(Operation *op) {
  ArrayRef<Uniformity::Note> reasons = slice.getDivergence(op);
  if (reasons.empty())
    return success();
  InFlightDiagnostic error =
      op->emitOpError("holds a barrier or subgroup op and can follow "
                      "'vyre.exit_if', but invocations may disagree on when it "
                      "runs [VYRE-BR-03]; fix: compute its condition and "
                      "bounds from values that the ")
      << (getConvergenceScope(op) == Scope::Subgroup
              ? "subgroup shares: parameters, lengths, workgroup_id, "
                "subgroup_id, ballots, loads at such an index"
              : "workgroup shares: parameters, lengths, workgroup_id, loads at "
                "such an index");
  for (const Uniformity::Note &reason : reasons)
    error.attachNote(reason.loc) << reason.text;
  error.attachNote(slice.getFirstExit().getLoc())
      << "invocations can leave here";
  return failure();
}

void ExitLowering::leaveOut(ConvergentOpInterface op, Value active) {
  OpOperand *contribution = op.getContribution();
  if (!contribution)
    return;
  builder.setInsertionPoint(op);
  contribution->set(
      arith::SelectOp::create(builder, op.getLoc(), active, contribution->get(),
                              constant(op.getNeutralContribution())));
}

/// An op outside of a run: nobody can have left, or it is or holds a convergent
/// op.
FailureOr<Value> ExitLowering::lowerOp(Operation *op, Value active) {
  auto convergent = dyn_cast<ConvergentOpInterface>(op);
  if (convergent && active)
    leaveOut(convergent, active);
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
  auto wider = scf::ForOp::create(builder, loop.getLoc(), loop.getLowerBound(),
                                  loop.getUpperBound(), loop.getStep(), inits,
                                  nullptr, loop.getUnsignedCmp());
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
  bool isUnsigned =
      loop.getUnsignedCmp() || loop.getInductionVar().getType().isIndex();
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
  Block *before = builder.createBlock(&wider.getBefore(), {}, types, locs);
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
  Value left = arith::SubIOp::create(builder, loc, loop.getUpperBound(), iv);
  Value more = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ugt,
                                     left, loop.getStep());
  Value next = arith::AddIOp::create(builder, loc, iv, loop.getStep());
  yield->insertOperands(0, {next, more});
  appendToTerminator(body, orTrue(*after));

  ValueRange results = wider.getResults();
  retire(loop, results.drop_front(2));
  return wider.getResults().back();
}

/// For a workgroup: active invocations add themselves, everybody reads, and
/// they subtract themselves. All subtractions of a vote come before the first
/// barrier of the next one, so the sum is 0 when that starts.
Value ExitLowering::vote(Location loc, Value active, Scope scope) {
  if (scope == Scope::Subgroup)
    return voteInSubgroup(loc, active);
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

Value ExitLowering::voteInSubgroup(Location loc, Value active) {
  Value zero = constant(builder.getI32IntegerAttr(0));
  Value one = constant(builder.getI32IntegerAttr(1));
  Value own = arith::SelectOp::create(builder, loc, active, one, zero);
  Value any = SubgroupReduceOp::create(builder, loc, ReduceKind::Or, own);
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, any,
                               zero);
}

FailureOr<Value> ExitLowering::lowerWhile(scf::WhileOp loop, Value active) {
  bool exits = slice.hasExit(loop), syncs = slice.hasSync(loop);
  Scope scope = getConvergenceScope(loop);
  bool gridAsks = voter == ExitVote::Grid && holdsGridBarrier(loop);
  scf::WhileOp wider = loop;
  Value atCondition = active, atBody = active;
  if (exits) {
    SmallVector<Value> inits(loop.getInits());
    inits.push_back(orTrue(active));
    SmallVector<Type> types = llvm::to_vector(loop.getResultTypes());
    types.push_back(builder.getI1Type());
    bool exitsInBody = llvm::any_of(*loop.getAfterBody(), [&](Operation &op) {
      return slice.hasExit(&op);
    });

    builder.setInsertionPoint(loop);
    wider = scf::WhileOp::create(builder, loop.getLoc(), types, inits);
    wider->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
    wider.getBefore().takeBody(loop.getBefore());
    wider.getAfter().takeBody(loop.getAfter());
    atCondition =
        wider.getBeforeBody()->addArgument(builder.getI1Type(), loop.getLoc());
    atBody =
        wider.getAfterBody()->addArgument(builder.getI1Type(), loop.getLoc());
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
    goesOn = gridAsks ? active : vote(loop.getLoc(), active, scope);
  }
  FailureOr<Value> stays = lowerBlock(wider.getBeforeBody(), atCondition);
  if (failed(stays))
    return failure();
  scf::ConditionOp condition = wider.getConditionOp();
  builder.setInsertionPoint(condition);
  if (exits)
    goesOn = syncs && !gridAsks ? vote(condition.getLoc(), *stays, scope)
                                : *stays;
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
