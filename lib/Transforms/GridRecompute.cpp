// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Computing values again, see the header.
//
// Repeatable are: a pure op; a load from a buffer that nothing in the program
// writes, under whatever name; a branch or a region of such ops. Ops that
// invocations execute together are not pure, and loops may take long.
//
//===----------------------------------------------------------------------===//

#include "GridRecompute.h"

#include "Vyre/Analysis/CallerFacts.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace mlir::vyre;

SmallVector<Value> mlir::vyre::getCaptured(Operation *op) {
  llvm::SetVector<Value> captured(op->operand_begin(), op->operand_end());
  getUsedValuesDefinedAbove(op->getRegions(), captured);
  return captured.takeVector();
}

bool Recompute::isRepeatable(Operation *op) {
  auto known = repeatable.find(op);
  if (known != repeatable.end())
    return known->second;
  auto decide = [&] {
    if (op->hasTrait<OpTrait::ConstantLike>() || isa<LengthOp>(op))
      return true;
    if (isa<SyncOpInterface>(op))
      return false;
    if (auto access = dyn_cast<AccessOpInterface>(op)) {
      auto buffer = dyn_cast<BlockArgument>(access.getAccessedBuffer());
      if (access.writesElement() || access.getAtomicOrder() || !buffer)
        return false;
      return llvm::none_of(program.getArguments(), [&](BlockArgument other) {
        return effects.writes[other.getArgNumber()] &&
               isa<BufferType>(other.getType()) &&
               mayAlias(program, buffer, other);
      });
    }
    if (op->getNumRegions() == 0)
      return isPure(op);
    if (!isa<scf::IfOp, RegionOp>(op))
      return false;
    for (Region &region : op->getRegions())
      for (Operation &nested : region.getOps())
        if (!nested.hasTrait<OpTrait::IsTerminator>() && !isRepeatable(&nested))
          return false;
    return true;
  };
  bool result = decide();
  repeatable[op] = result;
  return result;
}

SmallVector<Operation *> Recompute::getSlice(Region &region, unsigned result) {
  SmallVector<Operation *> slice;
  if (region.empty())
    return slice;
  Block &block = region.front();
  DenseSet<Value> wanted{block.getTerminator()->getOperand(result)};
  for (Operation &op : llvm::reverse(block.without_terminator())) {
    if (llvm::none_of(op.getResults(),
                      [&](Value value) { return wanted.contains(value); }))
      continue;
    slice.push_back(&op);
    for (Value value : getCaptured(&op))
      wanted.insert(value);
  }
  std::reverse(slice.begin(), slice.end());
  return slice;
}

bool Recompute::isPossible(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op || isa<BufferType>(value.getType()))
    return false;
  if (!isa<scf::IfOp, RegionOp>(op))
    return isRepeatable(op);
  unsigned number = cast<OpResult>(value).getResultNumber();
  for (Region &region : op->getRegions())
    for (Operation *nested : getSlice(region, number))
      if (!isRepeatable(nested))
        return false;
  return true;
}

SmallVector<Value> Recompute::getInputs(Value value) {
  Operation *op = value.getDefiningOp();
  if (!isa<scf::IfOp, RegionOp>(op))
    return getCaptured(op);
  unsigned number = cast<OpResult>(value).getResultNumber();
  llvm::SetVector<Value> inputs(op->operand_begin(), op->operand_end());
  for (Region &region : op->getRegions()) {
    auto add = [&](Value used) {
      if (used.getParentRegion() != &region)
        inputs.insert(used);
    };
    for (Operation *nested : getSlice(region, number))
      llvm::for_each(getCaptured(nested), add);
    if (!region.empty())
      add(region.front().getTerminator()->getOperand(number));
  }
  return inputs.takeVector();
}

/// The cost of executing an op with all that stands in it.
static uint64_t getOpCost(Operation *op) {
  if (op->hasTrait<OpTrait::ConstantLike>() ||
      isa<LengthOp, GlobalIdOp, LocalIdOp, WorkgroupIdOp, NumWorkgroupsOp>(op))
    return 0;
  uint64_t cost = 1;
  // The address, the check of the range, and maybe a line for each invocation.
  if (auto access = dyn_cast<AccessOpInterface>(op))
    cost = 4 + access.getAccessedBuffer().getType().getElementBytes();
  // Divisions and functions take tens of cycles on most devices.
  StringRef name = op->getName().getStringRef();
  if (name.starts_with("math.") || name.contains(".div") ||
      name.contains(".rem"))
    cost = 8;
  for (Region &region : op->getRegions())
    for (Operation &nested : region.getOps())
      if (!nested.hasTrait<OpTrait::IsTerminator>())
        cost += getOpCost(&nested);
  return cost;
}

uint64_t Recompute::getCost(Value value) {
  Operation *op = value.getDefiningOp();
  if (!isa<scf::IfOp, RegionOp>(op))
    return getOpCost(op);
  unsigned number = cast<OpResult>(value).getResultNumber();
  uint64_t cost = isa<scf::IfOp>(op) ? 1 : 0;
  for (Region &region : op->getRegions())
    for (Operation *nested : getSlice(region, number))
      cost += getOpCost(nested);
  return cost;
}

Value Recompute::clone(OpBuilder &builder, Value value, IRMapping &mapping) {
  Operation *op = value.getDefiningOp();
  if (!isa<scf::IfOp, RegionOp>(op)) {
    builder.clone(*op, mapping);
    return mapping.lookup(value);
  }
  unsigned number = cast<OpResult>(value).getResultNumber();
  OperationState state(op->getLoc(), op->getName());
  for (Value operand : op->getOperands())
    state.addOperands(mapping.lookup(operand));
  state.addTypes(value.getType());
  state.propertiesAttr = op->getPropertiesAsAttribute();
  state.addAttributes(llvm::to_vector(op->getDiscardableAttrs()));
  for (unsigned i = 0; i < op->getNumRegions(); ++i)
    state.addRegion();
  Operation *copy = builder.create(state);
  OpBuilder::InsertionGuard guard(builder);
  for (auto [source, target] :
       llvm::zip(op->getRegions(), copy->getRegions())) {
    builder.createBlock(&target);
    IRMapping inside = mapping;
    for (Operation *nested : getSlice(source, number))
      builder.clone(*nested, inside);
    Operation *terminator = source.front().getTerminator();
    OperationState yield(terminator->getLoc(), terminator->getName());
    yield.addOperands(inside.lookup(terminator->getOperand(number)));
    builder.create(yield);
  }
  mapping.map(value, copy->getResult(0));
  return copy->getResult(0);
}
