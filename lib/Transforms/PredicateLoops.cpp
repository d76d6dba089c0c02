// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-predicate-loops: the device decides how long loops of a graph run.
//
//   scf.while () { B; %n = vyre.read %flag; scf.condition(f(%n)) } do { A }
//
// becomes, with a chunk of k = 1 to 32 iterations, a quarter of those so far,
// for each read:
//
//   B
//   scf.while (%total = 1) { %n = vyre.read %flag; scf.condition(f(%n)) } do {
//     %k = clamp(%total / 4)
//     A; B
//     scf.while (%j = 1) { scf.condition(%j < %k) } do {
//       vyre.dispatch @decide (%flag, %counts)  // counts = f(flag) ? sizes : 0
//       A; B, with each dispatch indirect, from %counts
//     }
//   }
//
// Once f does not hold the steps are empty, so %flag stays, and f holds no more
// in this chunk. What the host computes runs on; terms of the condition that it
// has end the inner loop as well. If somebody needs the results of the loop,
// @decide counts the iterations that run, and the host computes its numbers
// again from the first iteration of the last chunk on.
//
// Where one store of the last program in front of the read makes the answer, a
// copy of that program does what @decide does, right behind the store. Then
// @decide runs once for a chunk only. The sizes go to a buffer of their own,
// from which each iteration copies them (VYRE-GR-22).
//
// Legality is in PredicableLoop.cpp, the chunks are made in LoopChunks.cpp.
// Linear in the size of the loop.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Transforms/Passes.h"

#include "GridHost.h"
#include "HiddenArguments.h"
#include "LoopPredicator.h"
#include "Vyre/Dialect/KernelABI.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Remarks.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_PREDICATELOOPSPASS
#include "Vyre/Transforms/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;

//===----------------------------------------------------------------------===//
// In front of the loop
//===----------------------------------------------------------------------===//

Value LoopPredicator::hoist(OpBuilder &builder, Value value) {
  if (!loop->isAncestor(value.getParentBlock()->getParentOp()))
    return value;
  if (Value known = hoisted.lookupOrNull(value))
    return known;
  Operation *op = value.getDefiningOp();
  for (Value operand : op->getOperands())
    hoisted.map(operand, hoist(builder, operand));
  builder.clone(*op, hoisted);
  return hoisted.lookup(value);
}

unsigned LoopPredicator::addSlot(OpBuilder &builder, Slot slot,
                                 function_ref<void(Slot &)> fill) {
  for (auto [number, known] : llvm::enumerate(slots))
    if (known.sizes == slot.sizes && known.extents == slot.extents)
      return number;
  fill(slot);
  slot.offset = index(builder, IndirectDispatchOp::kCountBytes * slots.size());
  slots.push_back(std::move(slot));
  return slots.size() - 1;
}

void LoopPredicator::addStep(OpBuilder &builder, Operation *step) {
  Slot slot;
  if (auto dispatch = dyn_cast<DispatchOp>(step)) {
    auto program = SymbolTable::lookupNearestSymbolFrom<ProgramOp>(
        dispatch, dispatch.getCalleeAttr());
    for (Value size : dispatch.getSizes())
      slot.sizes.push_back(hoist(builder, size));
    if (dispatch.getThreads())
      llvm::append_range(slot.extents, program.getWorkgroupSize());
    slotOf[step] = addSlot(builder, slot, [&](Slot &made) {
      HostValues host(program, dispatch);
      for (auto [size, outside] : llvm::zip(dispatch.getSizes(), made.sizes))
        host.map(size, outside);
      for (unsigned axis = 0; axis < DispatchOp::kMaxDims; ++axis)
        made.groups.push_back(host.getGroups(builder, axis));
    });
    return;
  }
  // The buffers name the size, and a mark keeps it apart from a dispatch's.
  llvm::append_range(slot.sizes, step->getOperands());
  slot.extents = {0};
  slotOf[step] = addSlot(builder, slot, [&](Slot &made) {
    Value count;
    for (Value operand : step->getOperands())
      if (isa<BufferType>(operand.getType())) {
        Value length =
            LengthOp::create(builder, loc, builder.getIndexType(), operand);
        count = count ? arith::MinUIOp::create(builder, loc, count, length)
                            .getResult()
                      : length;
      }
    made.groups = {countSharedGroups(builder, loc, count), one, one};
  });
}

/// Buffers that every device binds to a kernel (Vulkan 1.3, table "Required
/// Limits", maxPerStageDescriptorStorageBuffers).
static constexpr size_t kMaxBindings = 4;

static Access getReadAccess(BufferType type) {
  return type.getAccess() == Access::Uniform ? Access::Uniform : Access::Read;
}

std::optional<PredicableLoop::Obstacle> LoopPredicator::prepare() {
  OpBuilder builder(loop);
  one = index(builder, 1);
  for (Operation *step : plan.steps)
    addStep(builder, step);

  auto add = [&](const Twine &name, Type type, Value argument) {
    decideFormals.push_back({name.str(), type});
    decideArguments.push_back(argument);
  };
  for (auto [number, read] : llvm::enumerate(plan.reads)) {
    auto type = cast<BufferType>(read.getBuffer().getType());
    add("read_" + Twine(number),
        BufferType::get(type.getContext(), type.getCount(),
                        type.getElementType(), getReadAccess(type)),
        read.getBuffer());
  }
  for (auto [number, input] : llvm::enumerate(plan.deviceInputs))
    if (!matchPattern(input, m_Constant()))
      add("input_" + Twine(number), input.getType(), hoist(builder, input));
  for (auto [number, slot] : llvm::enumerate(slots))
    for (auto [axis, groups] : llvm::enumerate(slot.groups))
      if (!matchPattern(groups, m_Constant()))
        add("size_" + Twine(number) + Twine("xyz"[axis]), groups.getType(),
            groups);
  auto type = BufferType::get(builder.getContext(), 3 * slots.size(),
                              builder.getI32Type(), Access::ReadWrite);
  auto flag = BufferType::get(builder.getContext(), 1, builder.getI32Type(),
                              Access::ReadWrite);
  bool hasResults = !loop.use_empty();
  if (hasResults)
    add("ran", flag, /*argument=*/Value());
  add("counts",
      BufferType::get(type.getContext(), type.getCount(), type.getElementType(),
                      Access::Write),
      /*argument=*/Value());
  SmallVector<Type> types;
  for (const GeneratedArgument &formal : decideFormals)
    types.push_back(formal.type);
  KernelABI abi = computeKernelABI(types);
  if (abi.pushBytes > kMaxPushConstantBytes)
    return PredicableLoop::Obstacle{
        loc,
        ("the sizes of its dispatches take " + Twine(abi.pushBytes) +
         " bytes of push constants, expected at most " +
         Twine(kMaxPushConstantBytes))
            .str(),
        "let dispatches share sizes"};
  if (abi.bindings.size() > kMaxBindings)
    return PredicableLoop::Obstacle{
        loc,
        ("the program that decides would take " + Twine(abi.bindings.size()) +
         " buffers, and every device takes " + Twine(kMaxBindings))
            .str(),
        "let one buffer say whether to go on"};
  builder.setInsertionPoint(getTopLevel(loop));
  counts = AllocOp::create(builder, loc, type, /*count=*/Value(),
                           /*uninitialized=*/true);
  if (plan.answer && !hasResults) {
    makeAnswer();
    if (answer)
      next = AllocOp::create(builder, loc, type, /*count=*/Value(),
                             /*uninitialized=*/true);
  }
  decideArguments.back() = next ? next : counts;
  if (hasResults) {
    ran = AllocOp::create(builder, loc, flag, /*count=*/Value(),
                          /*uninitialized=*/true);
    decideArguments.end()[-2] = ran;
  }
  makeDecision();
  return std::nullopt;
}

ValueRange LoopPredicator::mapInputs(OpBuilder &builder, IRMapping &mapping,
                                     ValueRange formals) {
  for (Value input : plan.deviceInputs) {
    if (matchPattern(input, m_Constant())) {
      mapping.map(input, builder.clone(*input.getDefiningOp())->getResult(0));
      continue;
    }
    mapping.map(input, formals.front());
    formals = formals.drop_front();
  }
  return formals;
}

void LoopPredicator::storeCounts(OpBuilder &builder, Value goesOn, Value target,
                                 ValueRange formals) {
  Type i32 = builder.getI32Type();
  Value none = arith::ConstantIntOp::create(builder, loc, 0, 32);
  unsigned element = 0;
  for (const Slot &slot : slots)
    for (Value groups : slot.groups) {
      APInt known;
      Value size;
      if (matchPattern(groups, m_ConstantInt(&known))) {
        size = arith::ConstantIntOp::create(builder, loc,
                                            known.trunc(32).getZExtValue(), 32);
      } else {
        size = arith::IndexCastUIOp::create(builder, loc, i32, formals.front());
        formals = formals.drop_front();
      }
      Value count = arith::SelectOp::create(builder, loc, goesOn, size, none);
      StoreOp::create(builder, loc, count, target, index(builder, element++),
                      /*in_bounds=*/false);
    }
}

void LoopPredicator::makeDecision() {
  std::string name =
      (loop->getParentOfType<GraphOp>().getName() + "_decide").str();
  decide = programs.make(
      name, loc, decideFormals, /*workgroup=*/1,
      [&](OpBuilder &builder, Block &body) {
        ValueRange formals = body.getArguments();
        Value first = index(builder, 0);
        IRMapping mapping;
        for (ReadOp read : plan.reads) {
          mapping.map(read.getResult(),
                      LoadOp::create(builder, loc, read.getType(),
                                     formals.front(), first,
                                     /*in_bounds=*/false));
          formals = formals.drop_front();
        }
        formals = mapInputs(builder, mapping, formals);
        Value goesOn = cloneDeviceTerms(builder, mapping);
        storeCounts(builder, goesOn, formals.back(), formals);
        if (!ran)
          return;
        Type i32 = builder.getI32Type();
        Value number = formals.drop_back().back();
        Value old = LoadOp::create(builder, loc, i32, number, first,
                                   /*in_bounds=*/false);
        Value step = arith::ExtUIOp::create(builder, loc, i32, goesOn);
        Value sum = arith::AddIOp::create(builder, loc, old, step);
        StoreOp::create(builder, loc, sum, number, first, /*in_bounds=*/false);
      });
}

void LoopPredicator::makeAnswer() {
  auto source = SymbolTable::lookupNearestSymbolFrom<ProgramOp>(
      plan.answer, plan.answer.getCalleeAttr());
  ArrayRef<GeneratedArgument> added =
      ArrayRef(decideFormals).drop_front(plan.reads.size());
  SmallVector<Type> types(source.getArgumentTypes());
  for (const GeneratedArgument &argument : added)
    types.push_back(argument.type);
  KernelABI abi = computeKernelABI(types);
  if (abi.pushBytes > kMaxPushConstantBytes ||
      abi.bindings.size() > kMaxBindings)
    return;
  answer = source.clone();
  answer.setSymName((source.getName() + "_decides").str());
  programs.insert(answer);
  SmallVector<Value> formals;
  for (const GeneratedArgument &argument : added)
    formals.push_back(addHiddenArgument(answer, argument.type, argument.name));
  unsigned number =
      llvm::find(plan.answer.getArguments(), plan.reads.front().getBuffer()) -
      plan.answer.getArguments().begin();
  StoreOp store = getOnlyStore(answer.getArgument(number));
  OpBuilder builder(store->getContext());
  builder.setInsertionPointAfter(store);
  IRMapping mapping;
  mapping.map(plan.reads.front().getResult(), store.getValue());
  ValueRange rest = mapInputs(builder, mapping, formals);
  storeCounts(builder, cloneDeviceTerms(builder, mapping), formals.back(),
              rest);
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

static remark::RemarkOpts options(StringRef name, scf::WhileOp loop) {
  return remark::RemarkOpts::name(name)
      .category("vyre-predicate-loops")
      .function(loop->getParentOfType<GraphOp>().getName());
}

static void reportObstacle(scf::WhileOp loop,
                           const PredicableLoop::Obstacle &obstacle) {
  remark::missed(obstacle.loc, options("LoopReadsEachTime", loop))
      << remark::reason("{0}", obstacle.reason)
      << remark::suggest("{0}", obstacle.suggest);
}

namespace {

struct PredicateLoopsPass
    : public vyre::impl::PredicateLoopsPassBase<PredicateLoopsPass> {
  void runOnOperation() override {
    bool isChanged = false;
    for (GraphOp graph : llvm::to_vector(getOperation().getOps<GraphOp>())) {
      ProgramMaker programs(getOperation(), graph);
      // Inner loops come first; what then reads keeps the outer ones.
      SmallVector<scf::WhileOp> loops;
      graph.walk([&](scf::WhileOp loop) { loops.push_back(loop); });
      for (scf::WhileOp loop : loops)
        isChanged |= predicate(loop, programs);
    }
    if (!isChanged)
      markAllAnalysesPreserved();
  }

private:
  bool predicate(scf::WhileOp loop, ProgramMaker &programs) {
    PredicableLoop plan(loop);
    if (!plan.findReads())
      return false;
    if (std::optional<PredicableLoop::Obstacle> obstacle =
            plan.findObstacle()) {
      reportObstacle(loop, *obstacle);
      return false;
    }
    LoopPredicator predicator(plan, programs);
    if (std::optional<PredicableLoop::Obstacle> obstacle =
            predicator.prepare()) {
      reportObstacle(loop, *obstacle);
      return true;
    }
    remark::passed(loop.getLoc(), options("LoopReadsInChunks", loop))
        << remark::add("the device decides when the loop ends; the host reads "
                       "once for a quarter of the iterations so far")
        << remark::metric("LargestChunk", kMaxChunk)
        << remark::metric("Steps", plan.steps.size())
        << remark::metric("Sizes", predicator.getNumSizes());
    predicator.rewrite();
    return true;
  }
};

} // namespace
