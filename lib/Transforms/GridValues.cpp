// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The plan for values that live across, see the header.
//
// The cut. Each value that could be computed again has two nodes: `in`, on the
// sink's side if the value is computed again, and `out`, on that side if a
// segment needs it. Cutting the edge from `in` to `out` is to spill the value.
// Whoever is computed again needs its operands (an infinite edge from their
// `out`), and costs its ops (an edge from the source to `in`, infinite where
// that is not allowed). All of it counts once per segment that could need the
// value. See W. Moses et al., "Reverse-mode automatic differentiation and
// optimization of GPU kernels via Enzyme" (SC 2021), 4.3, for a cut of this
// kind; the price of computing again is our addition.
//
//===----------------------------------------------------------------------===//

#include "GridValues.h"

#include "Vyre/Analysis/MinCut.h"

using namespace mlir;
using namespace mlir::vyre;

SmallVector<unsigned> mlir::vyre::getPieceWidths(Type type) {
  if (auto vector = dyn_cast<VectorType>(type)) {
    SmallVector<unsigned> lane = getPieceWidths(vector.getElementType());
    SmallVector<unsigned> widths;
    if (vector.getRank() == 1 && !vector.isScalable())
      for (int64_t i = 0; i < vector.getNumElements(); ++i)
        widths.append(lane);
    return widths;
  }
  if (type.isIndex())
    return {32};
  if (!type.isIntOrFloat())
    return {};
  switch (unsigned bits = type.getIntOrFloatBitWidth()) {
  case 1:
  case 8:
  case 16:
  case 32:
    return {bits};
  case 64:
    return {32, 32};
  default:
    return {};
  }
}

//===----------------------------------------------------------------------===//
// Needs
//===----------------------------------------------------------------------===//

/// The op whose execution makes the value.
static Operation *getMaker(Value value) {
  if (Operation *op = value.getDefiningOp())
    return op;
  return cast<BlockArgument>(value).getOwner()->getParentOp();
}

static bool isProgramArgument(Value value) {
  auto arg = dyn_cast<BlockArgument>(value);
  return arg && isa<ProgramOp>(arg.getOwner()->getParentOp());
}

/// Whether the value has to get from one segment to another: arguments and
/// buffers are there in each.
static bool isCarried(Value value) {
  return !isProgramArgument(value) && !isa<BufferType>(value.getType());
}

void GridValues::collectNeeds(const GridSegment &segment) {
  llvm::SetVector<Value> found;
  auto add = [&](Value value) {
    if (!isProgramArgument(value) && !segment.contains(getMaker(value)))
      found.insert(value);
  };
  for (Operation *op : segment.ops)
    for (Value value : getCaptured(op))
      add(value);
  for (auto &[value, slot] : segment.slotStores)
    add(value);
  for (Value value : segment.answers)
    add(value);
  needs.push_back(found.takeVector());
}

LogicalResult GridValues::checkTypes() {
  for (const auto &segment : schedule.getSegments())
    for (Value value : getNeeds(*segment)) {
      if (isa<BufferType>(value.getType()) ||
          !getPieceWidths(value.getType()).empty())
        continue;
      InFlightDiagnostic error =
          emitError(value.getLoc())
          << "a value of type " << value.getType()
          << " lives across a grid barrier, expected numbers [VYRE-GS-02]; "
             "fix: use it before the barrier";
      error.attachNote(segment->ops.front()->getLoc())
          << "it is used in what follows here";
      return error;
    }
  return success();
}

//===----------------------------------------------------------------------===//
// Spilling or computing again
//===----------------------------------------------------------------------===//

/// What it costs to store a value, or to load it: its bytes, and an address for
/// each word. Narrow values share words with others.
static uint64_t getSpillCost(Type type) {
  uint64_t cost = 0;
  for (unsigned bits : getPieceWidths(type))
    cost += bits < 32 ? llvm::divideCeil(bits, 8) + 1 : 8;
  return cost;
}

void GridValues::decide() {
  // In how many segments each value could be needed.
  llvm::MapVector<Value, uint64_t> users;
  llvm::SetVector<Value> needed;
  for (const auto &segment : schedule.getSegments()) {
    llvm::SetVector<Value> reached;
    for (Value value : getNeeds(*segment)) {
      if (!isCarried(value))
        continue;
      needed.insert(value);
      reached.insert(value);
    }
    for (unsigned at = 0; at < reached.size(); ++at) {
      Value value = reached[at];
      ++users[value];
      if (schedule.getSlot(value) || schedule.isHostScalar(value) ||
          !recompute.isPossible(value))
        continue;
      for (Value input : recompute.getInputs(value))
        if (isCarried(input))
          reached.insert(input);
    }
  }

  MinCut cut;
  DenseMap<Value, unsigned> in, out;
  for (auto &[value, count] : users) {
    in[value] = cut.addNode();
    out[value] = cut.addNode();
  }
  for (auto &[value, count] : users) {
    if (needed.contains(value))
      cut.addEdge(out[value], cut.getSink(), MinCut::kInfinite);
    if (schedule.isHostScalar(value)) {
      cut.addEdge(in[value], out[value], MinCut::kInfinite);
      continue;
    }
    uint64_t bytes = getSpillCost(value.getType());
    bool inSlot = schedule.getSlot(value).has_value();
    // A slot is written in any case.
    cut.addEdge(in[value], out[value], bytes * count + (inSlot ? 0 : bytes));
    if (inSlot || !recompute.isPossible(value)) {
      cut.addEdge(cut.getSource(), in[value], MinCut::kInfinite);
      continue;
    }
    cut.addEdge(cut.getSource(), in[value], recompute.getCost(value) * count);
    for (Value input : recompute.getInputs(value))
      if (isCarried(input))
        cut.addEdge(out[input], in[value], MinCut::kInfinite);
  }
  cut.solve();

  for (auto &[value, count] : users) {
    if (schedule.isHostScalar(value) || schedule.getSlot(value))
      continue;
    bool isNeeded = !cut.isOnSourceSide(out[value]);
    bool isSpilled = isNeeded && cut.isOnSourceSide(in[value]);
    if (isSpilled)
      spilled.push_back(value);
    else if (isNeeded && recompute.getCost(value) != 0)
      ++numRecomputed;
  }
  // `users` has the order of uses, which is as good as any for the words but
  // hard to follow.
  auto byDefinition = [&](Value a, Value b) {
    GridSegment *first = schedule.getDefiningSegment(a);
    GridSegment *second = schedule.getDefiningSegment(b);
    if (first != second)
      return first->number < second->number;
    Operation *opA = a.getDefiningOp(), *opB = b.getDefiningOp();
    if (opA != opB)
      return opA->isBeforeInBlock(opB);
    return cast<OpResult>(a).getResultNumber() <
           cast<OpResult>(b).getResultNumber();
  };
  llvm::sort(spilled, byDefinition);
}

//===----------------------------------------------------------------------===//
// Words
//===----------------------------------------------------------------------===//

/// Values that are always written together share words: first those of whole
/// words, then the others, from wide to narrow.
static SmallVector<unsigned> orderByWidth(ArrayRef<Type> types) {
  SmallVector<unsigned> order =
      llvm::to_vector(llvm::seq<unsigned>(0, types.size()));
  llvm::sort(order, [&](unsigned a, unsigned b) {
    unsigned bitsA = getPieceWidths(types[a]).front();
    unsigned bitsB = getPieceWidths(types[b]).front();
    return bitsA != bitsB ? bitsA > bitsB : a < b;
  });
  return order;
}

SmallVector<GridValues::Piece> GridValues::place(Type type, unsigned &freeWord,
                                                 unsigned &freeBit) {
  SmallVector<Piece> pieces;
  for (unsigned bits : getPieceWidths(type)) {
    if (freeBit + bits > 32) {
      freeWord = numWords++;
      freeBit = 0;
    }
    pieces.push_back({freeWord, freeBit, bits});
    freeBit += bits;
  }
  return pieces;
}

void GridValues::layOut() {
  auto placeGroup = [&](ArrayRef<Type> types,
                        function_ref<void(unsigned, SmallVector<Piece>)> set) {
    unsigned freeWord = 0, freeBit = 32;
    for (unsigned number : orderByWidth(types))
      set(number, place(types[number], freeWord, freeBit));
  };
  ArrayRef<GridSlot> slots = schedule.getSlots();
  slotPieces.resize(slots.size());
  for (unsigned begin = 0; begin < slots.size();) {
    unsigned end = begin;
    SmallVector<Type> types;
    for (; end < slots.size() && slots[end].owner == slots[begin].owner; ++end)
      types.push_back(slots[end].values.front().getType());
    placeGroup(types, [&](unsigned number, SmallVector<Piece> pieces) {
      slotPieces[begin + number] = std::move(pieces);
    });
    begin = end;
  }
  for (const auto &segment : schedule.getSegments()) {
    SmallVector<Value> values;
    for (Value value : spilled)
      if (schedule.getDefiningSegment(value) == segment.get())
        values.push_back(value);
    SmallVector<Type> types = llvm::to_vector(TypeRange(ValueRange(values)));
    placeGroup(types, [&](unsigned number, SmallVector<Piece> pieces) {
      valuePieces[values[number]] = std::move(pieces);
    });
  }
}

ArrayRef<GridValues::Piece> GridValues::getPieces(Value value) const {
  if (std::optional<unsigned> slot = schedule.getSlot(value))
    return slotPieces[*slot];
  auto found = valuePieces.find(value);
  return found == valuePieces.end() ? ArrayRef<Piece>()
                                    : ArrayRef<Piece>(found->second);
}

SmallVector<GridValues::Store>
GridValues::getStores(const GridSegment &segment) const {
  SmallVector<Store> stores;
  for (Value value : spilled)
    if (schedule.getDefiningSegment(value) == &segment)
      stores.push_back({value, getPieces(value)});
  for (auto &[value, slot] : segment.slotStores)
    stores.push_back({value, slotPieces[slot]});
  return stores;
}

LogicalResult GridValues::plan() {
  for (const auto &segment : schedule.getSegments())
    collectNeeds(*segment);
  if (failed(checkTypes()))
    return failure();
  decide();
  layOut();
  return success();
}
