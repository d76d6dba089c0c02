// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which values live across grid barriers, and how each gets to the segments
// that use it: computed again, or through hidden memory.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_TRANSFORMS_GRIDVALUES_H
#define VYRE_LIB_TRANSFORMS_GRIDVALUES_H

#include "GridRecompute.h"
#include "GridSchedule.h"
#include "llvm/ADT/MapVector.h"

namespace mlir::vyre {

/// The plan for one program.
///
/// A value is spilled or computed again by what is cheaper in all: a minimum
/// cut. Costs are bytes that an invocation moves, and one per op of arithmetic.
class GridValues {
public:
  /// Some bits of a word of hidden memory.
  struct Piece {
    unsigned word;
    unsigned shift;
    unsigned bits;
  };

  GridValues(const GridSchedule &schedule, Recompute &recompute)
      : schedule(schedule), recompute(recompute) {}

  /// Fails, with an error, if a value that memory cannot hold lives across.
  LogicalResult plan();

  /// Values from outside that the segment uses, in order of first use. Not
  /// arguments of the program.
  ArrayRef<Value> getNeeds(const GridSegment &segment) const {
    return needs[segment.number];
  }

  /// Where the value lies in the words of an invocation, in the order of
  /// getPieceWidths(); empty if it is computed again.
  ArrayRef<Piece> getPieces(Value value) const;

  /// What the segment writes to hidden memory at its end.
  struct Store {
    Value value;
    ArrayRef<Piece> pieces;
  };
  SmallVector<Store> getStores(const GridSegment &segment) const;

  /// Words of 32 bits that an invocation has in hidden memory.
  unsigned getNumWords() const { return numWords; }
  unsigned getNumSpilled() const { return spilled.size(); }
  unsigned getNumRecomputed() const { return numRecomputed; }

private:
  void collectNeeds(const GridSegment &segment);
  LogicalResult checkTypes();
  void decide();
  void layOut();
  SmallVector<Piece> place(Type type, unsigned &freeWord, unsigned &freeBit);

  const GridSchedule &schedule;
  Recompute &recompute;
  SmallVector<SmallVector<Value>> needs;
  /// SSA values in hidden memory, without slots, in order of definition.
  SmallVector<Value> spilled;
  DenseMap<Value, SmallVector<Piece>> valuePieces;
  SmallVector<SmallVector<Piece>> slotPieces;
  unsigned numWords = 0;
  unsigned numRecomputed = 0;
};

/// The widths in bits, each at most 32, of the pieces in which memory holds a
/// value of the type; empty if it cannot.
SmallVector<unsigned> getPieceWidths(Type type);

} // namespace mlir::vyre

#endif // VYRE_LIB_TRANSFORMS_GRIDVALUES_H
