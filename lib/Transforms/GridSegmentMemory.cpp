// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a segment's program uses hidden memory, see GridSegments.h.
//
// Word `w` of invocation `i` out of `n` is element `w * n + i` of one hidden
// buffer, so that neighbours access neighbouring words. The words of a
// workgroup lie together in another.
//
//===----------------------------------------------------------------------===//

#include "GridSegments.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace mlir::vyre;

//===----------------------------------------------------------------------===//
// Bits of values
//===----------------------------------------------------------------------===//

static Value constantI32(OpBuilder &builder, Location loc, int32_t value) {
  return arith::ConstantIntOp::create(builder, loc, value, 32);
}

/// The value as numbers of type i32, in the order of getPieceWidths().
static SmallVector<Value> toPieces(OpBuilder &builder, Location loc,
                                   Value value) {
  Type type = value.getType();
  Type i32 = builder.getI32Type();
  if (auto vector = dyn_cast<VectorType>(type)) {
    SmallVector<Value> pieces;
    for (int64_t lane = 0; lane < vector.getNumElements(); ++lane) {
      Value element = vector::ExtractOp::create(builder, loc, value, lane);
      pieces.append(toPieces(builder, loc, element));
    }
    return pieces;
  }
  if (type.isIndex())
    return {arith::IndexCastUIOp::create(builder, loc, i32, value)};
  unsigned bits = type.getIntOrFloatBitWidth();
  if (isa<FloatType>(type))
    value = arith::BitcastOp::create(builder, loc, builder.getIntegerType(bits),
                                     value);
  if (bits < 32)
    return {arith::ExtUIOp::create(builder, loc, i32, value)};
  if (bits == 32)
    return {value};
  Value shift = arith::ConstantIntOp::create(builder, loc, 32, bits);
  Value high = arith::ShRUIOp::create(builder, loc, value, shift);
  return {arith::TruncIOp::create(builder, loc, i32, value),
          arith::TruncIOp::create(builder, loc, i32, high)};
}

/// The inverse, which ignores higher bits; takes what it uses from the front of
/// `pieces`.
static Value fromPieces(OpBuilder &builder, Location loc, Type type,
                        ArrayRef<Value> &pieces) {
  if (auto vector = dyn_cast<VectorType>(type)) {
    SmallVector<Value> lanes;
    for (int64_t lane = 0; lane < vector.getNumElements(); ++lane)
      lanes.push_back(
          fromPieces(builder, loc, vector.getElementType(), pieces));
    return vector::FromElementsOp::create(builder, loc, vector, lanes);
  }
  Value value = pieces.consume_front();
  if (type.isIndex())
    return arith::IndexCastUIOp::create(builder, loc, type, value);
  unsigned bits = type.getIntOrFloatBitWidth();
  Type integer = builder.getIntegerType(bits);
  if (bits < 32)
    value = arith::TruncIOp::create(builder, loc, integer, value);
  if (bits == 64) {
    Value high = pieces.consume_front();
    Value shift = arith::ConstantIntOp::create(builder, loc, 32, bits);
    value = arith::ExtUIOp::create(builder, loc, integer, value);
    high = arith::ExtUIOp::create(builder, loc, integer, high);
    high = arith::ShLIOp::create(builder, loc, high, shift);
    value = arith::OrIOp::create(builder, loc, value, high);
  }
  if (isa<FloatType>(type))
    return arith::BitcastOp::create(builder, loc, type, value);
  return value;
}

/// The element that holds an answer of the type.
Type mlir::vyre::getAnswerType(Type type) {
  return IntegerType::get(type.getContext(), type.isInteger(64) ? 64 : 32);
}

//===----------------------------------------------------------------------===//
// Words of an invocation
//===----------------------------------------------------------------------===//

/// The number of an element in an array with one `ids` and one `counts` per
/// axis, x varying fastest.
static Value computeLinearId(OpBuilder &builder, Location loc,
                             ArrayRef<Value> ids, ArrayRef<Value> counts) {
  Value linear = ids.back();
  for (unsigned axis = ids.size() - 1; axis-- > 0;) {
    linear = arith::MulIOp::create(builder, loc, linear, counts[axis]);
    linear = arith::AddIOp::create(builder, loc, linear, ids[axis]);
  }
  return linear;
}

Value GridSegmentBuilder::index(int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}

Value GridSegmentBuilder::getSpillIndex(unsigned word) {
  if (!linearId) {
    SmallVector<Value> ids, counts;
    for (Dimension axis : {Dimension::x, Dimension::y, Dimension::z}) {
      if (isLinear && axis != Dimension::x)
        continue;
      int64_t extent =
          schedule.getProgram().getWorkgroupSize()[static_cast<unsigned>(axis)];
      ids.push_back(GlobalIdOp::create(builder, loc, axis));
      Value groups = NumWorkgroupsOp::create(builder, loc, axis);
      counts.push_back(
          arith::MulIOp::create(builder, loc, groups, index(extent)));
    }
    linearId = computeLinearId(builder, loc, ids, counts);
    linearCount = counts.front();
    for (Value count : ArrayRef(counts).drop_front())
      linearCount = arith::MulIOp::create(builder, loc, linearCount, count);
  }
  if (word == 0)
    return linearId;
  Value begin = arith::MulIOp::create(builder, loc, linearCount, index(word));
  return arith::AddIOp::create(builder, loc, begin, linearId);
}

Value GridSegmentBuilder::load(Value value) {
  SmallVector<Value> pieces;
  for (const GridValues::Piece &piece : values.getPieces(value)) {
    Value &word = words[piece.word];
    if (!word)
      word = LoadOp::create(builder, loc, builder.getI32Type(), spill,
                            getSpillIndex(piece.word));
    Value bits = word;
    if (piece.shift)
      bits = arith::ShRUIOp::create(builder, loc, bits,
                                    constantI32(builder, loc, piece.shift));
    pieces.push_back(bits);
  }
  ArrayRef<Value> rest = pieces;
  return fromPieces(builder, loc, value.getType(), rest);
}

/// All pieces of a word are written by one store: they are written together or
/// not at all, see GridValues.
void GridSegmentBuilder::storeAll(const GridSegment &segment) {
  llvm::MapVector<unsigned, Value> stored;
  for (const GridValues::Store &store : values.getStores(segment)) {
    Value value = mapping.lookup(store.value);
    for (auto [bits, piece] :
         llvm::zip_equal(toPieces(builder, loc, value), store.pieces)) {
      Value shifted = bits;
      if (piece.shift)
        shifted = arith::ShLIOp::create(builder, loc, shifted,
                                        constantI32(builder, loc, piece.shift));
      Value &word = stored[piece.word];
      word = word
                 ? arith::OrIOp::create(builder, loc, word, shifted).getResult()
                 : shifted;
    }
  }
  for (auto &[number, word] : stored)
    StoreOp::create(builder, loc, word, spill, getSpillIndex(number));
}

/// All invocations have the same value, so the first one tells the host; but
/// where some may have left, and have zero, everybody who has something else
/// does, into an element that is zero before.
void GridSegmentBuilder::storeAnswers(const GridSegment &segment) {
  for (Value question : segment.answers) {
    Value value = mapping.lookup(question);
    Type element = getAnswerType(value.getType());
    Value target = addArgument(
        BufferType::get(builder.getContext(), 1, element, Access::ReadWrite),
        {GridArgument::Kind::Answer, question}, "answer");
    if (value.getType().isIndex())
      value = arith::IndexCastUIOp::create(builder, loc, element, value);
    else if (value.getType() != element)
      value = arith::ExtUIOp::create(builder, loc, element, value);
    Value tells;
    if (schedule.mayLeave()) {
      Value zero =
          arith::ConstantOp::create(builder, loc, builder.getZeroAttr(element));
      tells = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne,
                                    value, zero);
    } else {
      tells = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                    getSpillIndex(0), index(0));
    }
    auto branch = scf::IfOp::create(builder, loc, tells, false);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPoint(branch.thenBlock()->getTerminator());
    Value first = index(0);
    if (schedule.mayLeave())
      AtomicStoreOp::create(builder, loc, Order::Relaxed, value, target, first);
    else
      StoreOp::create(builder, loc, value, target, first);
  }
}

//===----------------------------------------------------------------------===//
// Words of a workgroup
//===----------------------------------------------------------------------===//

/// Copies one declaration, all invocations of the workgroup together.
void GridSegmentBuilder::copyWorkgroup(const GridWorkgroupSave &save,
                                       bool isRestore) {
  WorkgroupAllocOp alloc = save.alloc;
  auto type = cast<BufferType>(alloc.getResult().getType());
  Type element = type.getElementType();
  unsigned pieces = getPieceWidths(element).size();
  Value memory = materialize(alloc.getResult());
  SmallVector<Value> groupIds, groupCounts, localIds, extents;
  ArrayRef<int32_t> size = schedule.getProgram().getWorkgroupSize();
  for (Dimension axis : {Dimension::x, Dimension::y, Dimension::z}) {
    unsigned number = static_cast<unsigned>(axis);
    if (!isLinear || axis == Dimension::x) {
      groupIds.push_back(WorkgroupIdOp::create(builder, loc, axis));
      groupCounts.push_back(NumWorkgroupsOp::create(builder, loc, axis));
    }
    if (size[number] == 1 && axis != Dimension::x)
      continue;
    localIds.push_back(LocalIdOp::create(builder, loc, axis));
    extents.push_back(index(size[number]));
  }
  Value group = computeLinearId(builder, loc, groupIds, groupCounts);
  Value first = arith::MulIOp::create(builder, loc, group,
                                      index(workgroupMemory.getNumWords()));
  Value local = computeLinearId(builder, loc, localIds, extents);
  auto loop = scf::ForOp::create(
      builder, loc, local, index(type.getCount()),
      index(schedule.getProgram().getWorkgroupInvocations()));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPoint(loop.getBody()->getTerminator());
  Value at = loop.getInductionVar();
  auto place = [&](unsigned piece) -> Value {
    Value offset = arith::AddIOp::create(
        builder, loc, first, index(save.firstWord + piece * type.getCount()));
    return arith::AddIOp::create(builder, loc, offset, at);
  };
  if (isRestore) {
    SmallVector<Value> loaded;
    for (unsigned piece = 0; piece < pieces; ++piece)
      loaded.push_back(LoadOp::create(builder, loc, builder.getI32Type(),
                                      groupSpill, place(piece)));
    ArrayRef<Value> rest = loaded;
    Value value = fromPieces(builder, loc, element, rest);
    StoreOp::create(builder, loc, value, memory, at);
    return;
  }
  Value value = LoadOp::create(builder, loc, element, memory, at);
  for (auto [number, piece] : llvm::enumerate(toPieces(builder, loc, value)))
    StoreOp::create(builder, loc, piece, groupSpill, place(number));
}

void GridSegmentBuilder::copyWorkgroups(const GridSegment &segment,
                                        bool isRestore) {
  SmallVector<const GridWorkgroupSave *> copied;
  for (const GridWorkgroupSave &save : workgroupMemory.getSaves())
    if ((isRestore ? save.restores : save.saves)[segment.number])
      copied.push_back(&save);
  if (copied.empty())
    return;
  auto wait = [&] {
    BarrierOp::create(builder, loc, Scope::Workgroup,
                      OrderAttr::get(builder.getContext(), Order::AcqRel),
                      /*keep=*/false);
  };
  if (!isRestore)
    wait();
  for (const GridWorkgroupSave *save : copied)
    copyWorkgroup(*save, isRestore);
  if (isRestore)
    wait();
}
