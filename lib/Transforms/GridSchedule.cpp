// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds the segments of a program, see the header.
//
// The blocks that hold a grid barrier, at some depth, form a tree: the body of
// the program, and bodies of control flow around barriers. An op of such a
// block is a barrier, or holds one, or belongs to a segment. Ops that hold one
// become control flow of the host. A region marks provenance only, so one that
// holds a barrier is first cut into regions without.
//
//===----------------------------------------------------------------------===//

#include "GridSchedule.h"

#include "GridHost.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::vyre;

static bool isGridBarrier(Operation *op) {
  auto sync = dyn_cast<SyncOpInterface>(op);
  return sync && sync.getSyncScope() == Scope::Grid;
}

bool mlir::vyre::holdsGridBarrier(Operation *op) {
  return op
      ->walk([](Operation *nested) {
        return isGridBarrier(nested) ? WalkResult::interrupt()
                                     : WalkResult::advance();
      })
      .wasInterrupted();
}

bool GridSegment::contains(Operation *op) const {
  for (; op; op = op->getParentOp())
    if (opSet.contains(op))
      return true;
  return false;
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

/// Moves the ops of `region` before `end` into a region of the same generator
/// in front of it. Its results are what others use of them.
static void splitRegionBefore(RegionOp region, Operation *end) {
  Block *body = &region.getBody().front();
  SmallVector<Operation *> moved;
  for (Operation &op : *body) {
    if (&op == end)
      break;
    moved.push_back(&op);
  }
  if (moved.empty())
    return;
  llvm::SmallPtrSet<Operation *, 16> set(moved.begin(), moved.end());
  SmallVector<Value> escaping;
  for (Operation *op : moved)
    for (Value result : op->getResults())
      if (llvm::any_of(result.getUsers(), [&](Operation *user) {
            return !set.contains(body->findAncestorOpInBlock(*user));
          }))
        escaping.push_back(result);

  OpBuilder builder(region);
  auto front =
      RegionOp::create(builder, moved.front()->getLoc(),
                       llvm::to_vector(TypeRange(ValueRange(escaping))),
                       region.getGeneratorAttr());
  front->setDiscardableAttrs(region->getDiscardableAttrDictionary());
  Block *target = builder.createBlock(&front.getBody());
  for (auto [value, result] : llvm::zip(escaping, front.getResults()))
    value.replaceUsesWithIf(result, [&](OpOperand &use) {
      return !set.contains(body->findAncestorOpInBlock(*use.getOwner()));
    });
  for (Operation *op : moved)
    op->moveBefore(target, target->end());
  builder.setInsertionPointToEnd(target);
  YieldOp::create(builder, region.getLoc(), escaping);
}

/// Takes what holds a grid barrier out of the region, and leaves what follows.
static void splitRegion(RegionOp region) {
  SmallVector<Operation *> cuts;
  for (Operation &op : region.getBody().front())
    if (holdsGridBarrier(&op))
      cuts.push_back(&op);
  for (Operation *cut : cuts) {
    splitRegionBefore(region, cut);
    cut->moveBefore(region);
  }
  Operation *yield = region.getBody().front().getTerminator();
  if (&region.getBody().front().front() != yield)
    return;
  region->replaceAllUsesWith(yield->getOperands());
  region.erase();
}

//===----------------------------------------------------------------------===//
// Control flow
//===----------------------------------------------------------------------===//

/// What decides whether, and how often, the regions of the op run.
static SmallVector<Value, 3> getDecisions(Operation *op) {
  if (auto branch = dyn_cast<scf::IfOp>(op))
    return {branch.getCondition()};
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return {loop.getLowerBound(), loop.getUpperBound(), loop.getStep()};
  return {cast<scf::WhileOp>(op).getConditionOp().getCondition()};
}

/// The ops with regions around grid barriers, outer ones first.
static SmallVector<Operation *> getControl(ProgramOp program) {
  SmallVector<Operation *> control;
  program.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (op != program.getOperation() && op->getNumRegions() &&
        !isa<RegionOp>(op) && holdsGridBarrier(op))
      control.push_back(op);
  });
  return control;
}

LogicalResult mlir::vyre::verifyGridBarriers(ProgramOp program) {
  for (Operation *op : getControl(program))
    if (!isa<scf::ForOp, scf::IfOp, scf::WhileOp>(op))
      return op->emitOpError(
          "holds a grid barrier, expected scf.if, scf.for, scf.while or "
          "vyre.region around it [VYRE-GS-01]; fix: use one of these");
  return success();
}

/// What a program takes as a scalar and the host computes with.
static bool isHostType(Type type) {
  return type.isIndex() || type.isInteger(32) || type.isInteger(64);
}

namespace {

/// A value that an op carries, and what goes into it.
struct Carried {
  SmallVector<Value, 2> values;
  SmallVector<Value, 2> sources;
};

} // namespace

static SmallVector<Carried> getCarried(Operation *op) {
  SmallVector<Carried> carried;
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    for (auto [arg, result, init, yielded] :
         llvm::zip(loop.getRegionIterArgs(), loop.getResults(),
                   loop.getInitArgs(), loop.getYieldedValues()))
      carried.push_back({{arg, result}, {init, yielded}});
  } else if (auto loop = dyn_cast<scf::WhileOp>(op)) {
    for (auto [arg, init, yielded] :
         llvm::zip(loop.getBeforeArguments(), loop.getInits(),
                   loop.getYieldOp().getOperands()))
      carried.push_back({{arg}, {init, yielded}});
    for (auto [arg, result, passed] :
         llvm::zip(loop.getAfterArguments(), loop.getResults(),
                   loop.getConditionOp().getArgs()))
      carried.push_back({{arg, result}, {passed}});
  }
  return carried;
}

/// Assumes that the host carries every integer that a loop carries, and takes
/// back what is not so, until nothing changes. What then decides on control
/// flow and is still unknown to the host becomes a question to the device.
void GridSchedule::findHostScalars() {
  SmallVector<Operation *> control = getControl(program);
  SmallVector<Carried> carried;
  for (Operation *op : control) {
    if (auto loop = dyn_cast<scf::ForOp>(op))
      hostScalars.insert(loop.getInductionVar());
    for (Carried &each : getCarried(op)) {
      if (!isHostType(each.values.front().getType()))
        continue;
      hostScalars.insert(each.values.begin(), each.values.end());
      carried.push_back(std::move(each));
    }
  }
  auto isKnown = [&](Value value) { return isHostScalar(value); };
  for (bool changed = true; changed;) {
    changed = false;
    HostComputable computable(isKnown);
    for (const Carried &each : carried) {
      if (!hostScalars.contains(each.values.front()) ||
          llvm::all_of(each.sources, [&](Value source) {
            return computable.contains(source);
          }))
        continue;
      for (Value value : each.values)
        hostScalars.erase(value);
      changed = true;
    }
  }
  HostComputable computable(isKnown);
  for (Operation *op : control)
    for (Value value : getDecisions(op))
      if (!computable.contains(value))
        questions.insert(value);
}

//===----------------------------------------------------------------------===//
// Segments
//===----------------------------------------------------------------------===//

GridSegment *GridSchedule::addSegment(GridSequence &sequence, Operation *nest) {
  auto segment = std::make_unique<GridSegment>();
  segment->number = segments.size();
  segment->nest = nest;
  sequence.emplace_back();
  sequence.back().segment = segment.get();
  segments.push_back(std::move(segment));
  return segments.back().get();
}

GridSegment *GridSchedule::getLastSegment(GridSequence &sequence,
                                          Operation *nest) {
  if (!sequence.empty() && sequence.back().segment)
    return sequence.back().segment;
  return addSegment(sequence, nest);
}

void GridSchedule::answer(ValueRange values, GridSequence &sequence,
                          Operation *nest) {
  for (Value value : values)
    if (questions.contains(value))
      getLastSegment(sequence, nest)->answers.push_back(value);
}

SmallVector<std::optional<unsigned>>
GridSchedule::makeSlots(Operation *owner, const Groups &groups) {
  SmallVector<std::optional<unsigned>> made;
  for (const SmallVector<Value, 2> &group : groups) {
    if (isHostScalar(group.front()) ||
        llvm::all_of(group, [](Value value) { return value.use_empty(); })) {
      made.push_back(std::nullopt);
      continue;
    }
    made.push_back(slots.size());
    for (Value value : group)
      slotOf[value] = slots.size();
    slots.push_back({group, owner});
  }
  return made;
}

void GridSchedule::storeSlots(ValueRange values,
                              ArrayRef<std::optional<unsigned>> into,
                              GridSequence &sequence, Operation *nest) {
  for (auto [value, slot] : llvm::zip_equal(values, into))
    if (slot)
      getLastSegment(sequence, nest)->slotStores.push_back({value, *slot});
}

void GridSchedule::buildStep(scf::ForOp loop, GridSequence &sequence,
                             Operation *nest) {
  Groups groups;
  for (auto [arg, result] :
       llvm::zip(loop.getRegionIterArgs(), loop.getResults()))
    groups.push_back({arg, result});
  auto carried = makeSlots(loop, groups);
  storeSlots(loop.getInitArgs(), carried, sequence, nest);
  answer(getDecisions(loop), sequence, nest);

  GridStep step;
  step.control = loop;
  step.bodies.resize(1);
  Operation *outermost = nest ? nest : loop.getOperation();
  buildSequence(loop.getBody(), step.bodies[0], outermost);
  storeSlots(loop.getYieldedValues(), carried, step.bodies[0], outermost);
  sequence.push_back(std::move(step));
}

void GridSchedule::buildStep(scf::IfOp branch, GridSequence &sequence,
                             Operation *nest) {
  Groups groups;
  for (Value result : branch.getResults())
    groups.push_back({result});
  auto carried = makeSlots(branch, groups);
  answer(getDecisions(branch), sequence, nest);

  GridStep step;
  step.control = branch;
  step.bodies.resize(2);
  Operation *outermost = nest ? nest : branch.getOperation();
  Block *blocks[] = {branch.thenBlock(), branch.elseBlock()};
  for (auto [block, body] : llvm::zip(blocks, step.bodies)) {
    if (!block)
      continue;
    buildSequence(block, body, outermost);
    if (!carried.empty())
      storeSlots(block->getTerminator()->getOperands(), carried, body,
                 outermost);
  }
  sequence.push_back(std::move(step));
}

void GridSchedule::buildStep(scf::WhileOp loop, GridSequence &sequence,
                             Operation *nest) {
  Groups before, after;
  for (Value arg : loop.getBeforeArguments())
    before.push_back({arg});
  for (auto [arg, result] :
       llvm::zip(loop.getAfterArguments(), loop.getResults()))
    after.push_back({arg, result});
  auto carried = makeSlots(loop, before);
  // Not written together with those above, so of another owner.
  auto passed = makeSlots(loop.getConditionOp(), after);
  storeSlots(loop.getInits(), carried, sequence, nest);

  GridStep step;
  step.control = loop;
  step.bodies.resize(2);
  Operation *outermost = nest ? nest : loop.getOperation();
  buildSequence(loop.getBeforeBody(), step.bodies[0], outermost);
  storeSlots(loop.getConditionOp().getArgs(), passed, step.bodies[0],
             outermost);
  answer(getDecisions(loop), step.bodies[0], outermost);
  buildSequence(loop.getAfterBody(), step.bodies[1], outermost);
  storeSlots(loop.getYieldOp().getOperands(), carried, step.bodies[1],
             outermost);
  sequence.push_back(std::move(step));
}

void GridSchedule::buildSequence(Block *block, GridSequence &sequence,
                                 Operation *nest) {
  GridSegment *segment = sequence.empty() ? nullptr : sequence.back().segment;
  for (Operation &op : block->without_terminator()) {
    if (isGridBarrier(&op)) {
      ++numBarriers;
      segment = nullptr;
      continue;
    }
    if (holdsGridBarrier(&op)) {
      llvm::TypeSwitch<Operation *>(&op)
          .Case<scf::ForOp, scf::IfOp, scf::WhileOp>(
              [&](auto control) { buildStep(control, sequence, nest); });
      segment = nullptr;
      continue;
    }
    if (!segment)
      segment = addSegment(sequence, nest);
    segment->ops.push_back(&op);
    segment->opSet.insert(&op);
    segmentOf[&op] = segment;
  }
}

/// Moves waits to the segment of the copy. A copy may happen as soon as it is
/// started (VYRE-MM-20), so nobody can tell.
void GridSchedule::settleTokens() {
  llvm::SetVector<Operation *> late;
  for (const auto &segment : segments)
    for (Operation *op : segment->ops)
      op->walk([&](AsyncWaitOp wait) {
        GridSegment *starts = getDefiningSegment(wait.getToken());
        if (starts && starts != segment.get())
          late.insert(wait);
      });
  DenseSet<Value> settled;
  for (Operation *op : late) {
    auto wait = cast<AsyncWaitOp>(op);
    GridSegment *starts = getDefiningSegment(wait.getToken());
    if (settled.insert(wait.getToken()).second) {
      OpBuilder builder(starts->ops.back()->getContext());
      builder.setInsertionPointAfter(starts->ops.back());
      Operation *early =
          AsyncWaitOp::create(builder, wait.getLoc(), wait.getToken());
      starts->ops.push_back(early);
      starts->opSet.insert(early);
      segmentOf[early] = starts;
      earlyWaits.push_back(early);
    }
    if (GridSegment *segment = segmentOf.lookup(op)) {
      llvm::erase(segment->ops, op);
      segment->opSet.erase(op);
      segmentOf.erase(op);
    }
    op->erase();
  }
}

void GridSchedule::build() {
  // Inner regions first, so that what they release is cut again outside.
  SmallVector<RegionOp> regions;
  program.walk([&](RegionOp region) {
    if (holdsGridBarrier(region))
      regions.push_back(region);
  });
  for (RegionOp region : regions)
    splitRegion(region);

  findHostScalars();
  // There is always a segment that runs once and first. It goes away if there
  // is nothing to do.
  addSegment(steps, nullptr);
  buildSequence(&program.getBody().front(), steps, nullptr);
  settleTokens();
}

std::optional<unsigned> GridSchedule::getSlot(Value value) const {
  auto found = slotOf.find(value);
  if (found == slotOf.end())
    return std::nullopt;
  return found->second;
}

GridSegment *GridSchedule::getDefiningSegment(Value value) const {
  Operation *op = value.getDefiningOp();
  return op ? segmentOf.lookup(op) : nullptr;
}
