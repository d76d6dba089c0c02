// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a program with grid barriers falls into segments, and the order in which
// the host runs them. Made once per program by vyre-split-grid-sync; the other
// GridXxx files work on it. SplitGridSync.cpp says why the whole is right.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_TRANSFORMS_GRIDSCHEDULE_H
#define VYRE_LIB_TRANSFORMS_GRIDSCHEDULE_H

#include "Vyre/Dialect/VyreOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SetVector.h"
#include <memory>
#include <vector>

namespace mlir::vyre {

/// Whether the op is or holds a barrier of scope grid.
bool holdsGridBarrier(Operation *op);

/// Fails, with an error, if a grid barrier of the program stands in control flow
/// that the host cannot run. That it is uniform in the grid is not checked.
LogicalResult verifyGridBarriers(ProgramOp program);

/// A value that control flow of the host carries from one segment to another:
/// a loop-carried value with the result it ends in, or a result of a branch.
/// It lives in a hidden buffer that several segments write.
struct GridSlot {
  /// The values that are read from the slot.
  SmallVector<Value, 2> values;
  /// The op that carries it.
  Operation *owner;
};

/// Ops of one block between two places where all of the grid waits. Becomes one
/// program.
struct GridSegment {
  /// Position in program order.
  unsigned number;
  SmallVector<Operation *> ops;
  llvm::DenseSet<Operation *> opSet;
  /// At the end, the value goes into the slot of this number.
  SmallVector<std::pair<Value, unsigned>> slotStores;
  /// At the end, the values go to the host.
  SmallVector<Value> answers;
  /// The outermost control flow of the host around the segment, or null.
  Operation *nest = nullptr;

  /// Whether the op stands in the segment, at any depth.
  bool contains(Operation *op) const;
};

struct GridStep;
/// Steps that the host runs one after the other.
using GridSequence = std::vector<GridStep>;

/// A segment, or an op that becomes control flow of the host.
struct GridStep {
  GridSegment *segment = nullptr;
  /// Otherwise: scf.for with one body; scf.if with two; scf.while with one for
  /// the condition and one for the rest.
  Operation *control = nullptr;
  std::vector<GridSequence> bodies;
};

/// The segments of one program. Holds pointers into it.
class GridSchedule {
public:
  /// `mayLeave`: invocations could leave the program before exits were lowered.
  GridSchedule(ProgramOp program, bool mayLeave)
      : program(program), exits(mayLeave) {}

  bool mayLeave() const { return exits; }

  /// Splits regions around barriers, which changes the program but not its
  /// meaning, and finds the segments. REQUIRES: verifyGridBarriers() succeeded
  /// and exits were lowered since.
  void build();

  ProgramOp getProgram() const { return program; }
  const GridSequence &getSteps() const { return steps; }
  /// In program order.
  ArrayRef<std::unique_ptr<GridSegment>> getSegments() const {
    return segments;
  }
  ArrayRef<GridSlot> getSlots() const { return slots; }
  /// The number of the slot that holds the value, or none.
  std::optional<unsigned> getSlot(Value value) const;
  /// Whether the host has the value: it is the counter of a loop of the host,
  /// or the host carries it through one.
  bool isHostScalar(Value value) const { return hostScalars.contains(value); }
  /// Values that the device computes and the host reads, in program order: they
  /// decide on control flow. Uniform in the grid, except for invocations that
  /// left, which have false.
  ArrayRef<Value> getQuestions() const { return questions.getArrayRef(); }
  /// The segment that defines the value, or null.
  GridSegment *getDefiningSegment(Value value) const;

  /// Copies in flight across a grid barrier, which are waited for in front of
  /// it now: the new waits.
  ArrayRef<Operation *> getEarlyWaits() const { return earlyWaits; }

  /// Number of grid barriers found.
  unsigned getNumBarriers() const { return numBarriers; }

private:
  void findHostScalars();
  void settleTokens();
  void buildSequence(Block *block, GridSequence &sequence, Operation *nest);
  void buildStep(scf::ForOp loop, GridSequence &sequence, Operation *nest);
  void buildStep(scf::IfOp branch, GridSequence &sequence, Operation *nest);
  void buildStep(scf::WhileOp loop, GridSequence &sequence, Operation *nest);
  GridSegment *addSegment(GridSequence &sequence, Operation *nest);
  /// The segment at the end of a sequence, where values go into slots.
  GridSegment *getLastSegment(GridSequence &sequence, Operation *nest);
  /// Lets the device tell the host, at the end of the sequence, those of the
  /// values that the host asks for.
  void answer(ValueRange values, GridSequence &sequence, Operation *nest);
  /// Makes a slot for each group of values that the host does not carry and
  /// that somebody uses.
  using Groups = SmallVector<SmallVector<Value, 2>>;
  SmallVector<std::optional<unsigned>> makeSlots(Operation *owner,
                                                 const Groups &groups);
  void storeSlots(ValueRange values, ArrayRef<std::optional<unsigned>> into,
                  GridSequence &sequence, Operation *nest);

  ProgramOp program;
  bool exits;
  GridSequence steps;
  std::vector<std::unique_ptr<GridSegment>> segments;
  SmallVector<GridSlot> slots;
  DenseMap<Value, unsigned> slotOf;
  DenseSet<Value> hostScalars;
  llvm::SetVector<Value> questions;
  DenseMap<Operation *, GridSegment *> segmentOf;
  SmallVector<Operation *> earlyWaits;
  unsigned numBarriers = 0;
};

} // namespace mlir::vyre

#endif // VYRE_LIB_TRANSFORMS_GRIDSCHEDULE_H
