// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The elider and its bugs.
//
//===----------------------------------------------------------------------===//

#include "PlantedEliders.h"
#include "Vyre/Dialect/VyreOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::testing;

StringRef mlir::vyre::testing::stringifyPlantedBug(PlantedBug bug) {
  switch (bug) {
  case PlantedBug::None:
    return "none";
  case PlantedBug::ForgetsRemoved:
    return "forgets-removed";
  case PlantedBug::IgnoresWaits:
    return "ignores-waits";
  case PlantedBug::IgnoresBackEdges:
    return "ignores-back-edges";
  case PlantedBug::IgnoresSurroundings:
    return "ignores-surroundings";
  case PlantedBug::IgnoresNested:
    return "ignores-nested";
  case PlantedBug::IgnoresAliases:
    return "ignores-aliases";
  case PlantedBug::NearestOnly:
    return "nearest-only";
  case PlantedBug::IgnoresOrders:
    return "ignores-orders";
  case PlantedBug::IgnoresWriteAfterRead:
    return "ignores-write-after-read";
  case PlantedBug::IgnoresWriteAfterWrite:
    return "ignores-write-after-write";
  case PlantedBug::IgnoresCounters:
    return "ignores-counters";
  case PlantedBug::IgnoresDimensions:
    return "ignores-dimensions";
  case PlantedBug::IgnoresAtomics:
    return "ignores-atomics";
  case PlantedBug::TakesBranchForAll:
    return "takes-branch-for-all";
  case PlantedBug::IgnoresScopes:
    return "ignores-scopes";
  }
  return "";
}

ArrayRef<PlantedBug> mlir::vyre::testing::allPlantedBugs() {
  static constexpr PlantedBug kBugs[] = {
      PlantedBug::ForgetsRemoved,        PlantedBug::IgnoresWaits,
      PlantedBug::IgnoresBackEdges,      PlantedBug::IgnoresSurroundings,
      PlantedBug::IgnoresNested,         PlantedBug::IgnoresAliases,
      PlantedBug::NearestOnly,           PlantedBug::IgnoresOrders,
      PlantedBug::IgnoresWriteAfterRead, PlantedBug::IgnoresWriteAfterWrite,
      PlantedBug::IgnoresCounters,       PlantedBug::IgnoresDimensions,
      PlantedBug::IgnoresAtomics,        PlantedBug::TakesBranchForAll,
      PlantedBug::IgnoresScopes};
  return kBugs;
}

namespace {

class Elider {
public:
  Elider(PlantedBug bug, ProgramOp program, ArrayRef<DispatchOp> dispatches)
      : bug(bug), program(program), dispatches(dispatches) {}

  void run() {
    SmallVector<BarrierOp> barriers;
    program.walk([&](BarrierOp barrier) { barriers.push_back(barrier); });
    SmallVector<BarrierOp> removed;
    for (BarrierOp barrier : barriers) {
      current = barrier;
      if (!isRemovable())
        continue;
      if (bug == PlantedBug::ForgetsRemoved)
        removed.push_back(barrier);
      else
        barrier.erase();
    }
    for (BarrierOp barrier : removed)
      barrier.erase();
  }

private:
  enum class Direction { Before, After };

  bool isRemovable();
  /// What comes before or after `op` until other barriers, and out of the
  /// blocks around it.
  void collectFrom(Operation *op, Direction direction,
                   SmallVectorImpl<Operation *> &found);
  /// What an op does. True if a barrier stops every way through it.
  bool collect(Operation *op, Direction direction,
               SmallVectorImpl<Operation *> &found);
  bool collect(Region &region, Direction direction,
               SmallVectorImpl<Operation *> &found);
  bool conflicts(Operation *before, Operation *after) const;
  bool mayAlias(Value a, Value b) const;
  /// A number that no two invocations of a workgroup share.
  bool isInjective(Value index) const;
  bool isUniform(Value index) const;
  bool isGlobal(Value index) const;
  /// A constant that is at least the size of the workgroup.
  bool isRing(Value modulus) const;
  bool isSame(Value a, Value b) const;

  PlantedBug bug;
  ProgramOp program;
  /// All that there are of the program: they say which arguments are one
  /// buffer.
  ArrayRef<DispatchOp> dispatches;
  BarrierOp current;
};

} // namespace

bool Elider::collect(Region &region, Direction direction,
                     SmallVectorImpl<Operation *> &found) {
  for (Block &block : region) {
    auto visit = [&](Operation &op) { return collect(&op, direction, found); };
    if (direction == Direction::After) {
      for (Operation &op : block)
        if (visit(op))
          return true;
    } else {
      for (Operation &op : llvm::reverse(block))
        if (visit(op))
          return true;
    }
  }
  return false;
}

bool Elider::collect(Operation *op, Direction direction,
                     SmallVectorImpl<Operation *> &found) {
  if (op == current)
    return false;
  if (auto barrier = dyn_cast<BarrierOp>(op))
    return barrier.getScope() >= current.getScope() ||
           bug == PlantedBug::IgnoresScopes;
  if (op->getNumRegions() == 0) {
    bool isForgotten = bug == PlantedBug::IgnoresWaits && isa<AsyncWaitOp>(op);
    if (!isMemoryEffectFree(op) && !isForgotten)
      found.push_back(op);
    return false;
  }
  if (bug == PlantedBug::IgnoresNested)
    return false;
  bool any = false, all = true;
  for (Region &region : op->getRegions()) {
    bool stops = collect(region, direction, found);
    any |= stops;
    all &= stops;
  }
  if (isa<RegionOp>(op))
    return all;
  if (isa<scf::IfOp>(op))
    return bug == PlantedBug::TakesBranchForAll ? any : all;
  // A loop may have no rounds.
  return false;
}

void Elider::collectFrom(Operation *op, Direction direction,
                         SmallVectorImpl<Operation *> &found) {
  auto step = [&](Operation *at) {
    return direction == Direction::After ? at->getNextNode()
                                         : at->getPrevNode();
  };
  while (!isa<ProgramOp>(op)) {
    for (Operation *at = step(op); at; at = step(at)) {
      if (collect(at, direction, found))
        return;
      if (bug == PlantedBug::NearestOnly && !isMemoryEffectFree(at))
        return;
    }
    if (bug == PlantedBug::IgnoresSurroundings)
      return;
    op = op->getParentOp();
    if (isa<scf::ForOp, scf::WhileOp>(op) &&
        bug != PlantedBug::IgnoresBackEdges)
      for (Region &region : op->getRegions())
        (void)collect(region, direction, found);
  }
}

bool Elider::mayAlias(Value a, Value b) const {
  if (a == b)
    return true;
  auto isArgument = [](Value value) {
    return isa<BlockArgument>(value) &&
           cast<BufferType>(value.getType()).getAccess() != Access::Read;
  };
  if (!isArgument(a) || !isArgument(b) || bug == PlantedBug::IgnoresAliases)
    return false;
  unsigned i = cast<BlockArgument>(a).getArgNumber();
  unsigned j = cast<BlockArgument>(b).getArgNumber();
  return llvm::any_of(dispatches, [&](DispatchOp dispatch) {
    return dispatch.getArguments()[i] == dispatch.getArguments()[j];
  });
}

bool Elider::isUniform(Value index) const {
  Operation *op = index.getDefiningOp();
  return op && (isa<arith::ConstantOp, WorkgroupIdOp>(op) ||
                (isa<arith::MulIOp, arith::AddIOp>(op) &&
                 llvm::all_of(op->getOperands(), [&](Value operand) {
                   return isUniform(operand);
                 })));
}

bool Elider::isGlobal(Value index) const {
  Operation *op = index.getDefiningOp();
  return op && (isa<GlobalIdOp>(op) ||
                llvm::any_of(op->getOperands(),
                             [&](Value operand) { return isGlobal(operand); }));
}

bool Elider::isRing(Value modulus) const {
  APInt value;
  return matchPattern(modulus, m_ConstantInt(&value)) &&
         value.getZExtValue() >=
             uint64_t(ProgramOp(program).getWorkgroupInvocations());
}

bool Elider::isInjective(Value index) const {
  Operation *op = index.getDefiningOp();
  if (!op)
    return false;
  ArrayRef<int32_t> size = ProgramOp(program).getWorkgroupSize();
  bool isLine = size[1] == 1 && size[2] == 1;
  if (isa<LocalIdOp>(op) || isa<GlobalIdOp>(op)) {
    auto isX = [](auto id) { return id.getDimension() == Dimension::x; };
    bool isFirst = isa<LocalIdOp>(op) ? isX(cast<LocalIdOp>(op))
                                      : isX(cast<GlobalIdOp>(op));
    return isFirst && (isLine || bug == PlantedBug::IgnoresDimensions);
  }
  if (isa<RemUIOp>(op))
    // Neighbouring numbers, as many as the modulus or fewer.
    return isInjective(op->getOperand(0)) && isRing(op->getOperand(1)) &&
           !isGlobal(op->getOperand(0));
  if (!isa<arith::AddIOp>(op))
    return false;
  Value a = op->getOperand(0), b = op->getOperand(1);
  auto varies = [&](Value value) {
    return isUniform(value) ||
           (bug == PlantedBug::IgnoresCounters && !isInjective(value));
  };
  return (varies(a) && isInjective(b)) || (varies(b) && isInjective(a));
}

/// The same number, if nothing in it changes from round to round.
bool Elider::isSame(Value a, Value b) const {
  Operation *x = a.getDefiningOp(), *y = b.getDefiningOp();
  if (!x || !y)
    return a == b && (bug == PlantedBug::IgnoresCounters ||
                      isa<ProgramOp>(a.getParentBlock()->getParentOp()));
  if (x->getName() != y->getName() || x->getAttrs() != y->getAttrs() ||
      !isMemoryEffectFree(x) || x->getNumRegions())
    return false;
  return llvm::all_of(
      llvm::zip(x->getOperands(), y->getOperands()),
      [&](auto pair) { return isSame(std::get<0>(pair), std::get<1>(pair)); });
}

bool Elider::conflicts(Operation *before, Operation *after) const {
  auto x = dyn_cast<AccessOpInterface>(before);
  auto y = dyn_cast<AccessOpInterface>(after);
  if (!x || !y)
    return true;
  auto isOrdered = [](AccessOpInterface access) {
    return access.getAtomicOrder() &&
           *access.getAtomicOrder() != Order::Relaxed;
  };
  if (bug != PlantedBug::IgnoresOrders && (isOrdered(x) || isOrdered(y)))
    return true;
  auto writes = [&](AccessOpInterface access) {
    return access.writesElement() &&
           !(bug == PlantedBug::IgnoresAtomics && access.getAtomicOrder());
  };
  if (!writes(x) && !writes(y))
    return false;
  if (bug == PlantedBug::IgnoresWriteAfterRead && !writes(x))
    return false;
  if (bug == PlantedBug::IgnoresWriteAfterWrite && writes(x) && writes(y))
    return false;
  if (!mayAlias(x.getAccessedBuffer(), y.getAccessedBuffer()))
    return false;
  Value i = x.getAccessedIndex(), j = y.getAccessedIndex();
  return !(isInjective(i) && isInjective(j) && isSame(i, j));
}

bool Elider::isRemovable() {
  SmallVector<Operation *> before, after;
  collectFrom(current, Direction::Before, before);
  collectFrom(current, Direction::After, after);
  for (Operation *x : before)
    for (Operation *y : after)
      if (conflicts(x, y))
        return false;
  return true;
}

void mlir::vyre::testing::elideBarriersWith(PlantedBug bug, ModuleOp module) {
  for (ProgramOp program : module.getOps<ProgramOp>()) {
    SmallVector<DispatchOp> dispatches;
    module.walk([&](DispatchOp dispatch) {
      if (dispatch.getCallee() == program.getName())
        dispatches.push_back(dispatch);
    });
    Elider(bug, program, dispatches).run();
  }
}
