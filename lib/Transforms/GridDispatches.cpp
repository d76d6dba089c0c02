// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Replaces a dispatch by the schedule of its segments, see GridSegments.h.
//
// Hidden memory is a transient buffer of the graph. Buffers are made at the top
// level (VYRE-GR-07), so its size is computed in front of the outermost loop
// around the dispatch.
//
//===----------------------------------------------------------------------===//

#include "GeneratedPrograms.h"
#include "GridSegments.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::vyre;

//===----------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------===//

/// The value, computed in front of `top`, an op of the top level; null if a
/// loop makes it.
static Value hoist(OpBuilder &builder, Value value, Operation *top,
                   IRMapping &mapping) {
  if (Value known = mapping.lookupOrNull(value))
    return known;
  if (value.getParentBlock() == top->getBlock())
    return value;
  Operation *op = value.getDefiningOp();
  if (!op || op->getNumRegions() || !isMemoryEffectFree(op))
    return {};
  for (Value operand : op->getOperands()) {
    Value hoisted = hoist(builder, operand, top, mapping);
    if (!hoisted)
      return {};
    mapping.map(operand, hoisted);
  }
  return builder.clone(*op, mapping)->getResult(0);
}

/// Whether the segment does nothing but tell the host what all invocations know
/// alike, so that one workgroup is enough.
static bool onlyAnswers(const GridSegment &segment, const GridProgram &target) {
  if (segment.answers.empty())
    return false;
  ProgramOp program = target.program;
  return !program
              .walk([&](Operation *op) {
                if (op == program.getOperation() || isa<ReturnOp, LoadOp>(op) ||
                    op->hasTrait<OpTrait::HasRecursiveMemoryEffects>())
                  return WalkResult::advance();
                if (auto store = dyn_cast<StoreOp>(op)) {
                  auto arg = dyn_cast<BlockArgument>(store.getBuffer());
                  if (arg && target.arguments[arg.getArgNumber()].kind ==
                                 GridArgument::Kind::Answer)
                    return WalkResult::advance();
                }
                // The number of workgroups would be another one.
                if (!isa<NumWorkgroupsOp>(op) && isMemoryEffectFree(op))
                  return WalkResult::advance();
                return WalkResult::interrupt();
              })
              .wasInterrupted();
}

/// The smaller of the product and 2^32 - 1, for factors below 2^32. A buffer
/// of that many words is refused, while a product that wraps around would be
/// too small.
static Value multiplyClamped(OpBuilder &builder, Location loc, Value a,
                             Value b) {
  Value product = builder.createOrFold<arith::MulIOp>(loc, a, b);
  if (product == a)
    return a;
  Value most = arith::ConstantIntOp::create(builder, loc, UINT32_MAX, 64);
  return builder.createOrFold<arith::MinUIOp>(loc, product, most);
}

FailureOr<Value> GridDispatchBuilder::makeHidden(GridArgument::Kind kind,
                                                 unsigned words) {
  bool isUsed = llvm::any_of(programs, [&](const GridProgram &target) {
    return llvm::any_of(target.arguments, [&](const GridArgument &argument) {
      return argument.kind == kind;
    });
  });
  if (!isUsed)
    return Value();
  Operation *top = getTopLevel(dispatch);
  OpBuilder builder(top);
  Location loc = dispatch.getLoc();
  ProgramOp program = schedule.getProgram();
  HostValues host(program, dispatch);
  IRMapping hoisted;
  for (Value size : dispatch.getSizes()) {
    Value outside = hoist(builder, size, top, hoisted);
    if (!outside) {
      InFlightDiagnostic error = dispatch.emitOpError(
          "runs a program with values that live across "
          "grid barriers, with a size that a loop of the graph "
          "changes, expected one size for all iterations "
          "[VYRE-GS-03]; fix: dispatch the largest size, "
          "and let the rest exit");
      error.attachNote(size.getLoc()) << "this is the size";
      return error;
    }
    host.map(size, outside);
  }
  Type i64 = builder.getI64Type();
  Value count = arith::ConstantIntOp::create(builder, loc, words, 64);
  for (unsigned axis = 0; axis < DispatchOp::kMaxDims; ++axis) {
    Value groups = builder.createOrFold<arith::IndexCastUIOp>(
        loc, i64, host.getGroups(builder, axis));
    count = multiplyClamped(builder, loc, count, groups);
    if (kind == GridArgument::Kind::WorkgroupSpill)
      continue;
    Value extent = arith::ConstantIntOp::create(
        builder, loc, program.getWorkgroupSize()[axis], 64);
    count = multiplyClamped(builder, loc, count, extent);
  }
  count = builder.createOrFold<arith::IndexCastUIOp>(
      loc, builder.getIndexType(), count);
  auto type = BufferType::get(builder.getContext(), BufferType::kDynamic,
                              builder.getI32Type(), Access::ReadWrite);
  return AllocOp::create(builder, loc, type, count, /*uninitialized=*/true)
      .getResult();
}

void GridDispatchBuilder::makeAnswers() {
  answers.clear();
  OpBuilder builder(getTopLevel(dispatch));
  for (Value question : schedule.getQuestions()) {
    auto type =
        BufferType::get(builder.getContext(), 1,
                        getAnswerType(question.getType()), Access::ReadWrite);
    // Where there are no invocations nobody answers, and the host reads zero:
    // a loop ends.
    answers[question] = AllocOp::create(
        builder, dispatch.getLoc(), type, /*count=*/Value(),
        /*uninitialized=*/!dispatch.getThreads());
  }
}

//===----------------------------------------------------------------------===//
// The schedule
//===----------------------------------------------------------------------===//

void GridDispatchBuilder::emitStep(OpBuilder &builder,
                                   const GridSegment &segment,
                                   HostValues &host) {
  const GridProgram &target = programs[segment.number];
  ProgramOp program = target.program;
  if (!program)
    return;
  Location loc = dispatch.getLoc();
  SmallVector<Value> operands;
  for (const GridArgument &argument : target.arguments) {
    switch (argument.kind) {
    case GridArgument::Kind::Source:
      operands.push_back(host.get(builder, argument.source));
      break;
    case GridArgument::Kind::Spill:
      operands.push_back(spill);
      break;
    case GridArgument::Kind::WorkgroupSpill:
      operands.push_back(groupSpill);
      break;
    case GridArgument::Kind::Answer:
      operands.push_back(answers.lookup(argument.source));
      break;
    }
  }
  if (schedule.mayLeave())
    for (Value question : segment.answers) {
      Value answer = answers.lookup(question);
      Type element = cast<BufferType>(answer.getType()).getElementType();
      Value zero =
          arith::ConstantOp::create(builder, loc, builder.getZeroAttr(element));
      FillOp::create(builder, loc, zero, answer);
    }
  SmallVector<Value> sizes(dispatch.getSizes());
  // Where exits are, whoever is left answers.
  if (!schedule.mayLeave() && onlyAnswers(segment, target))
    for (auto [axis, size] : llvm::enumerate(sizes)) {
      // No invocation stays no invocation.
      int64_t most =
          dispatch.getThreads() ? program.getWorkgroupSize()[axis] : 1;
      Value bound = arith::ConstantIndexOp::create(builder, loc, most);
      size = builder.createOrFold<arith::MinUIOp>(loc, size, bound);
    }
  DispatchOp::create(builder, loc, program.getName(), dispatch.getThreads(),
                     sizes, operands);
}

void GridDispatchBuilder::ask(OpBuilder &builder, ValueRange values,
                              HostValues &host) {
  for (Value value : values) {
    Value buffer = answers.lookup(value);
    if (!buffer)
      continue;
    Location loc = dispatch.getLoc();
    Type type = value.getType();
    Value number = ReadOp::create(
        builder, loc, cast<BufferType>(buffer.getType()).getElementType(),
        buffer);
    if (type.isIndex())
      number = arith::IndexCastUIOp::create(builder, loc, type, number);
    else if (number.getType() != type)
      number = arith::TruncIOp::create(builder, loc, type, number);
    host.map(value, number);
  }
}

/// The values of an op that the host carries.
static SmallVector<unsigned> getHostCarried(const GridSchedule &schedule,
                                            ValueRange values) {
  SmallVector<unsigned> carried;
  for (auto [number, value] : llvm::enumerate(values))
    if (schedule.isHostScalar(value))
      carried.push_back(number);
  return carried;
}

static SmallVector<Value> pick(ValueRange values, ArrayRef<unsigned> numbers) {
  SmallVector<Value> picked;
  for (unsigned number : numbers)
    picked.push_back(values[number]);
  return picked;
}

static void mapAll(HostValues &host, ValueRange sources, ValueRange targets) {
  for (auto [source, target] : llvm::zip_equal(sources, targets))
    host.map(source, target);
}

static SmallVector<Value> getAll(OpBuilder &builder, HostValues &host,
                                 ValueRange values) {
  SmallVector<Value> got;
  for (Value value : values)
    got.push_back(host.get(builder, value));
  return got;
}

void GridDispatchBuilder::emitStep(OpBuilder &builder, scf::ForOp loop,
                                   const GridStep &step, HostValues &host) {
  ask(builder, {loop.getLowerBound(), loop.getUpperBound(), loop.getStep()},
      host);
  SmallVector<unsigned> carried =
      getHostCarried(schedule, loop.getRegionIterArgs());
  Value lower = host.get(builder, loop.getLowerBound());
  Value upper = host.get(builder, loop.getUpperBound());
  Value stride = host.get(builder, loop.getStep());
  auto repeated = scf::ForOp::create(
      builder, loop.getLoc(), lower, upper, stride,
      getAll(builder, host, pick(loop.getInitArgs(), carried)), nullptr,
      loop.getUnsignedCmp());
  HostValues inside = host;
  inside.map(loop.getInductionVar(), repeated.getInductionVar());
  mapAll(inside, pick(loop.getRegionIterArgs(), carried),
         repeated.getRegionIterArgs());
  mapAll(host, pick(loop.getResults(), carried), repeated.getResults());
  OpBuilder::InsertionGuard guard(builder);
  // Without carried values the builder has ended the body already.
  if (carried.empty())
    repeated.getBody()->getTerminator()->erase();
  builder.setInsertionPointToEnd(repeated.getBody());
  emit(builder, step.bodies[0], inside);
  scf::YieldOp::create(
      builder, loop.getLoc(),
      getAll(builder, inside, pick(loop.getYieldedValues(), carried)));
}

void GridDispatchBuilder::emitStep(OpBuilder &builder, scf::IfOp branch,
                                   const GridStep &step, HostValues &host) {
  ask(builder, branch.getCondition(), host);
  auto chosen = scf::IfOp::create(builder, branch.getLoc(),
                                  host.get(builder, branch.getCondition()),
                                  /*withElseRegion=*/!step.bodies[1].empty());
  OpBuilder::InsertionGuard guard(builder);
  for (auto [region, body] : llvm::zip(chosen->getRegions(), step.bodies)) {
    if (region.empty())
      continue;
    HostValues inside = host;
    builder.setInsertionPoint(region.front().getTerminator());
    emit(builder, body, inside);
  }
}

void GridDispatchBuilder::emitStep(OpBuilder &builder, scf::WhileOp loop,
                                   const GridStep &step, HostValues &host) {
  SmallVector<unsigned> carried =
      getHostCarried(schedule, loop.getBeforeArguments());
  SmallVector<unsigned> passed =
      getHostCarried(schedule, loop.getAfterArguments());
  Location loc = loop.getLoc();
  SmallVector<Value> inits =
      getAll(builder, host, pick(loop.getInits(), carried));
  SmallVector<Type> types =
      llvm::to_vector(ValueRange(pick(loop.getResults(), passed)).getTypes());
  auto repeated = scf::WhileOp::create(builder, loc, types, inits);
  OpBuilder::InsertionGuard guard(builder);
  auto open = [&](Region &region, TypeRange argTypes) {
    return builder.createBlock(&region, {}, argTypes,
                               SmallVector<Location>(argTypes.size(), loc));
  };
  HostValues before = host;
  Block *block = open(repeated.getBefore(), ValueRange(inits).getTypes());
  mapAll(before, pick(loop.getBeforeArguments(), carried),
         block->getArguments());
  emit(builder, step.bodies[0], before);
  scf::ConditionOp condition = loop.getConditionOp();
  ask(builder, condition.getCondition(), before);
  Value goesOn = before.get(builder, condition.getCondition());
  scf::ConditionOp::create(
      builder, loc, goesOn,
      getAll(builder, before, pick(condition.getArgs(), passed)));

  HostValues after = host;
  block = open(repeated.getAfter(), types);
  mapAll(after, pick(loop.getAfterArguments(), passed), block->getArguments());
  emit(builder, step.bodies[1], after);
  scf::YieldOp::create(
      builder, loc,
      getAll(builder, after, pick(loop.getYieldOp().getOperands(), carried)));
  mapAll(host, pick(loop.getResults(), passed), repeated.getResults());
}

void GridDispatchBuilder::emit(OpBuilder &builder, const GridSequence &steps,
                               HostValues &host) {
  for (const GridStep &step : steps) {
    if (step.segment)
      emitStep(builder, *step.segment, host);
    else
      llvm::TypeSwitch<Operation *>(step.control)
          .Case<scf::ForOp, scf::IfOp, scf::WhileOp>(
              [&](auto control) { emitStep(builder, control, step, host); });
  }
}

LogicalResult GridDispatchBuilder::replace(DispatchOp op) {
  dispatch = op;
  FailureOr<Value> made =
      makeHidden(GridArgument::Kind::Spill, values.getNumWords());
  FailureOr<Value> madeForGroups = makeHidden(
      GridArgument::Kind::WorkgroupSpill, workgroupMemory.getNumWords());
  if (failed(made) || failed(madeForGroups))
    return failure();
  spill = *made;
  groupSpill = *madeForGroups;
  OpBuilder builder(op);
  HostValues host(schedule.getProgram(), op);
  makeAnswers();
  emit(builder, schedule.getSteps(), host);
  op.erase();
  return success();
}
