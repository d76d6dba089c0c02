// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lets the device decide when a loop of a graph ends, see PredicateLoops.cpp.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_TRANSFORMS_LOOPPREDICATOR_H
#define VYRE_LIB_TRANSFORMS_LOOPPREDICATOR_H

#include "GeneratedPrograms.h"
#include "PredicableLoop.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"

namespace mlir::vyre {

/// A chunk has one iteration for each so many that ran before it. So a loop of
/// less than twice that skips none, and a longer one few beside what it ran.
constexpr int64_t kIterationsPerSkip = 4;
/// A read costs as much as some tens of dispatches, so that larger chunks would
/// not gain much.
constexpr int64_t kMaxChunk = 32;

class LoopPredicator {
public:
  LoopPredicator(PredicableLoop &plan, ProgramMaker &programs)
      : plan(plan), loop(plan.loop), loc(loop.getLoc()), programs(programs) {}

  /// Makes what the loop needs in front of it; says why not if that does not
  /// fit into a program.
  std::optional<PredicableLoop::Obstacle> prepare();
  /// Replaces the loop. REQUIRES: prepare.
  void rewrite();

  unsigned getNumSizes() const { return slots.size(); }

private:
  /// What becomes of the steps when an iteration is cloned: they happen, the
  /// device decides whether they do, or only the scalars are wanted.
  enum class Steps { Direct, Predicated, Left };

  /// A grid of the loop, and where its counts are: 12 bytes for each slot.
  struct Slot {
    SmallVector<Value> sizes;     ///< As the dispatch has them.
    SmallVector<int32_t> extents; ///< Of its workgroup, with `threads`.
    SmallVector<Value> groups;    ///< x, y, z, in front of the loop.
    Value offset;
  };

  /// The value, computed in front of the loop. REQUIRES: it is invariant.
  Value hoist(OpBuilder &builder, Value value);
  unsigned addSlot(OpBuilder &builder, Slot slot,
                   function_ref<void(Slot &)> fill);
  void addStep(OpBuilder &builder, Operation *step);
  void makeDecision();
  /// Stores the sizes, or zeros. `formals` are the arguments for sizes that are
  /// not constant.
  void storeCounts(OpBuilder &builder, Value goesOn, Value target,
                   ValueRange formals);
  /// Lets the program that stores what is read decide as well, if there is one
  /// and its arguments stay within what every device takes.
  void makeAnswer();
  /// Maps what device terms come from besides the reads; the rest of `formals`
  /// is left.
  ValueRange mapInputs(OpBuilder &builder, IRMapping &mapping,
                       ValueRange formals);

  /// The steps and scalars of a block, and its terminator if it is not one of
  /// the loop's.
  void cloneBlock(OpBuilder &builder, Block &block, IRMapping &mapping,
                  Steps steps);
  void clonePredicated(OpBuilder &builder, Operation *step,
                       const IRMapping &mapping);
  /// The first region, for values that are carried. Gives what it passes on,
  /// and whether the host wants to go on, if it has a say.
  SmallVector<Value> cloneBefore(OpBuilder &builder, ValueRange carried,
                                 Steps steps);
  /// The second region, for a state as above, and the first for what it yields.
  SmallVector<Value> cloneIteration(OpBuilder &builder, ValueRange state,
                                    Steps steps);
  /// The iterations of a chunk behind the first, which left the state `start`.
  SmallVector<Value> makeRounds(OpBuilder &builder, Value size,
                                ValueRange start);
  void dispatchDecide(OpBuilder &builder);
  /// Sets the counts in front of a chunk of more than one iteration.
  void decideFirst(OpBuilder &builder, Value size);
  /// What `answer` takes besides the arguments of its source.
  ArrayRef<Value> getDecideInputs() const {
    return ArrayRef(decideArguments).drop_front(plan.reads.size());
  }
  /// Gives the results of the loop to who uses them.
  void replaceResults(OpBuilder &builder, ValueRange lastStart);
  /// Whether the host wants to go on.
  Value getHostTerm(ValueRange state) {
    return plan.hostTerms.empty() ? Value() : state.back();
  }
  Value conjoin(OpBuilder &builder, Value a, Value b) {
    return !a ? b : !b ? a : arith::AndIOp::create(builder, loc, a, b);
  }
  /// Clones the device terms; `mapping` has what they come from.
  Value cloneDeviceTerms(OpBuilder &builder, IRMapping &mapping);
  Value index(OpBuilder &builder, int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }

  PredicableLoop &plan;
  scf::WhileOp loop;
  Location loc;
  ProgramMaker &programs;

  IRMapping hoisted;
  SmallVector<Slot> slots;
  DenseMap<Operation *, unsigned> slotOf;
  Value counts;
  /// With `answer`: where the counts of the next iteration are made, as no
  /// program may write those that it is dispatched from (VYRE-GR-22).
  Value next;
  /// Where the iterations of a chunk are counted that run behind its first one,
  /// if somebody needs the results of the loop.
  Value ran;
  /// The program that sets the counts, and what it is run on.
  SmallVector<GeneratedArgument> decideFormals;
  SmallVector<Value> decideArguments;
  ProgramOp decide;
  /// The program of plan.answer, with what `decide` does behind its store; null
  /// if `decide` runs in front of each iteration. Not for the iteration in
  /// front of the loop.
  ProgramOp answer;
  bool isInChunk = false;
  Value one;
};

} // namespace mlir::vyre

#endif // VYRE_LIB_TRANSFORMS_LOOPPREDICATOR_H
