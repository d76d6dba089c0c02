// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes the chunks of a loop whose end the device decides, see
// PredicateLoops.cpp.
//
//===----------------------------------------------------------------------===//

#include "LoopPredicator.h"
#include "Vyre/Dialect/KernelABI.h"

using namespace mlir;
using namespace mlir::vyre;

//===----------------------------------------------------------------------===//
// Iterations
//===----------------------------------------------------------------------===//

Value LoopPredicator::cloneDeviceTerms(OpBuilder &builder, IRMapping &mapping) {
  for (Operation *op : plan.deviceOps)
    builder.clone(*op, mapping);
  Value goesOn;
  for (Value term : plan.deviceTerms)
    goesOn = conjoin(builder, goesOn, mapping.lookup(term));
  return goesOn;
}

void LoopPredicator::clonePredicated(OpBuilder &builder, Operation *step,
                                     const IRMapping &mapping) {
  SmallVector<Value> arguments;
  FlatSymbolRefAttr callee;
  auto name = [](ProgramOp program) {
    return FlatSymbolRefAttr::get(program.getSymNameAttr());
  };
  if (auto dispatch = dyn_cast<DispatchOp>(step)) {
    callee = dispatch.getCalleeAttr();
    llvm::append_range(arguments, dispatch.getArguments());
    if (answer && dispatch == plan.answer) {
      callee = name(answer);
      llvm::append_range(arguments, getDecideInputs());
    }
  } else if (auto fill = dyn_cast<FillOp>(step)) {
    callee = name(programs.getFill(fill.getValue().getType(), loc));
    arguments = {fill.getTarget(), fill.getValue()};
  } else {
    auto copy = cast<CopyOp>(step);
    if (copy.getSource() == copy.getTarget())
      return;
    auto type = cast<BufferType>(copy.getSource().getType());
    callee = name(programs.getCopy(type.getElementType(), loc));
    arguments = {copy.getSource(), copy.getTarget()};
  }
  for (Value &argument : arguments)
    argument = mapping.lookupOrDefault(argument);
  IndirectDispatchOp::create(builder, step->getLoc(), callee, counts,
                             slots[slotOf.lookup(step)].offset, arguments);
}

void LoopPredicator::cloneBlock(OpBuilder &builder, Block &block,
                                IRMapping &mapping, Steps steps) {
  for (Operation &op : block) {
    if (plan.readOps.contains(&op) || &op == loop.getConditionOp() ||
        &op == loop.getYieldOp())
      continue;
    if (steps != Steps::Direct && slotOf.contains(&op)) {
      if (steps == Steps::Predicated)
        clonePredicated(builder, &op, mapping);
      continue;
    }
    if (answer && isInChunk && &op == plan.answer) {
      auto direct = cast<DispatchOp>(builder.clone(op, mapping));
      direct.setCallee(answer.getName());
      direct.getArgumentsMutable().append(getDecideInputs());
      continue;
    }
    if (op.getNumRegions() == 0) {
      builder.clone(op, mapping);
      continue;
    }
    Operation *copy = builder.cloneWithoutRegions(op, mapping);
    OpBuilder::InsertionGuard guard(builder);
    for (auto [from, to] : llvm::zip(op.getRegions(), copy->getRegions())) {
      if (from.empty())
        continue;
      SmallVector<Location> locations(from.getNumArguments(), loc);
      Block *body =
          builder.createBlock(&to, {}, from.getArgumentTypes(), locations);
      mapping.map(from.getArguments(), body->getArguments());
      cloneBlock(builder, from.front(), mapping, steps);
    }
  }
}

SmallVector<Value> LoopPredicator::cloneBefore(OpBuilder &builder,
                                               ValueRange carried,
                                               Steps steps) {
  IRMapping mapping;
  mapping.map(loop.getBeforeArguments(), carried);
  cloneBlock(builder, *loop.getBeforeBody(), mapping, steps);
  SmallVector<Value> state;
  for (Value passed : loop.getConditionOp().getArgs())
    state.push_back(mapping.lookupOrDefault(passed));
  Value goesOn;
  for (Value term : plan.hostTerms)
    goesOn = conjoin(builder, goesOn, mapping.lookupOrDefault(term));
  if (goesOn)
    state.push_back(goesOn);
  return state;
}

SmallVector<Value> LoopPredicator::cloneIteration(OpBuilder &builder,
                                                  ValueRange state,
                                                  Steps steps) {
  IRMapping mapping;
  mapping.map(loop.getAfterArguments(),
              state.take_front(loop.getAfterArguments().size()));
  cloneBlock(builder, *loop.getAfterBody(), mapping, steps);
  SmallVector<Value> yielded;
  for (Value value : loop.getYieldOp().getOperands())
    yielded.push_back(mapping.lookupOrDefault(value));
  return cloneBefore(builder, yielded, steps);
}

/// Opens a region of a scf.while.
static Block *open(OpBuilder &builder, Location loc, Region &region,
                   TypeRange types) {
  SmallVector<Location> locations(types.size(), loc);
  return builder.createBlock(&region, {}, types, locations);
}

void LoopPredicator::replaceResults(OpBuilder &builder, ValueRange lastStart) {
  Value number = ReadOp::create(builder, loc, builder.getI32Type(), ran);
  number = arith::IndexCastUIOp::create(builder, loc, builder.getIndexType(),
                                        number);
  Value zero = index(builder, 0);
  auto again = scf::ForOp::create(
      builder, loc, zero, number, one, lastStart,
      [&](OpBuilder &inside, Location, Value, ValueRange passed) {
        SmallVector<Value> state = cloneIteration(inside, passed, Steps::Left);
        scf::YieldOp::create(inside, loc,
                             ValueRange(state).take_front(passed.size()));
      });
  loop.replaceAllUsesWith(again.getResults());
}

void LoopPredicator::rewrite() {
  OpBuilder builder(loop);
  Value most = index(builder, kMaxChunk);
  Value part = index(builder, kIterationsPerSkip);
  Value zero = arith::ConstantIntOp::create(builder, loc, 0, 32);
  SmallVector<Value> inputs;
  for (Value input : plan.deviceInputs)
    inputs.push_back(hoist(builder, input));
  if (ran)
    FillOp::create(builder, loc, zero, ran);

  // What is carried: how often the first region ran, the state, and what was
  // passed on behind the first iteration of the last chunk.
  SmallVector<Value> state =
      cloneBefore(builder, loop.getInits(), Steps::Direct);
  size_t stateSize = state.size();
  auto stateOf = [&](ValueRange carried) {
    return carried.slice(1, stateSize);
  };
  auto addStart = [&](SmallVector<Value> &carried, ValueRange start) {
    if (ran)
      llvm::append_range(carried, start.take_front(loop.getNumResults()));
  };
  SmallVector<Value> carried = {one};
  llvm::append_range(carried, state);
  addStart(carried, state);
  SmallVector<Type> types = llvm::to_vector(ValueRange(carried).getTypes());
  auto chunks = scf::WhileOp::create(builder, loc, types, carried);

  ValueRange args =
      open(builder, loc, chunks.getBefore(), types)->getArguments();
  IRMapping mapping;
  for (ReadOp read : plan.reads)
    builder.clone(*read, mapping);
  for (auto [input, outside] : llvm::zip(plan.deviceInputs, inputs))
    mapping.map(input, outside);
  Value goesOn = cloneDeviceTerms(builder, mapping);
  goesOn = conjoin(builder, getHostTerm(stateOf(args)), goesOn);
  scf::ConditionOp::create(builder, loc, goesOn, args);

  args = open(builder, loc, chunks.getAfter(), types)->getArguments();
  isInChunk = true;
  Value total = args.front();
  Value size = arith::DivUIOp::create(builder, loc, total, part);
  size = arith::MaxUIOp::create(builder, loc, size, one);
  size = arith::MinUIOp::create(builder, loc, size, most);
  if (ran)
    FillOp::create(builder, loc, zero, ran);
  if (answer)
    decideFirst(builder, size);
  SmallVector<Value> start =
      cloneIteration(builder, stateOf(args), Steps::Direct);
  SmallVector<Value> yielded = {
      arith::AddIOp::create(builder, loc, total, size)};
  llvm::append_range(yielded, makeRounds(builder, size, start));
  addStart(yielded, start);
  scf::YieldOp::create(builder, loc, yielded);

  builder.setInsertionPoint(loop);
  if (ran)
    replaceResults(builder, chunks.getResults().drop_front(1 + stateSize));
  loop.erase();
}

void LoopPredicator::dispatchDecide(OpBuilder &builder) {
  auto dispatch =
      DispatchOp::create(builder, loc, decide.getName(), /*threads=*/false,
                         ValueRange{one}, decideArguments);
  // One invocation, whatever grid the caller asks for.
  dispatch->setAttr(kFixedGridAttrName, builder.getUnitAttr());
}

/// The program that stores what is read may not come to its store, so the
/// counts are right before it runs.
void LoopPredicator::decideFirst(OpBuilder &builder, Value size) {
  Value isLong =
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ugt, size, one);
  auto branch = scf::IfOp::create(builder, loc, isLong);
  OpBuilder inside = branch.getThenBodyBuilder();
  dispatchDecide(inside);
}

SmallVector<Value> LoopPredicator::makeRounds(OpBuilder &builder, Value size,
                                              ValueRange start) {
  SmallVector<Value> carried = {one};
  llvm::append_range(carried, start);
  SmallVector<Type> types = llvm::to_vector(ValueRange(carried).getTypes());
  auto rounds = scf::WhileOp::create(builder, loc, types, carried);
  OpBuilder::InsertionGuard guard(builder);
  ValueRange args =
      open(builder, loc, rounds.getBefore(), types)->getArguments();
  Value more = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult,
                                     args.front(), size);
  more = conjoin(builder, getHostTerm(args.drop_front()), more);
  scf::ConditionOp::create(builder, loc, more, args);

  args = open(builder, loc, rounds.getAfter(), types)->getArguments();
  if (answer)
    CopyOp::create(builder, loc, next, counts);
  else
    dispatchDecide(builder);
  SmallVector<Value> yielded = {
      arith::AddIOp::create(builder, loc, args.front(), one)};
  llvm::append_range(
      yielded, cloneIteration(builder, args.drop_front(), Steps::Predicated));
  scf::YieldOp::create(builder, loc, yielded);
  return llvm::to_vector_of<Value>(rounds.getResults().drop_front());
}
