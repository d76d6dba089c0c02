// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Answers what a search in the flow graph would find, without one: each region
// of the program knows what a search would see that comes from outside. A
// question costs about the logarithm of the length of each region around the
// barrier, and so does a change.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_ANALYSIS_BARRIERTREE_H
#define VYRE_LIB_ANALYSIS_BARRIERTREE_H

#include "BarrierSets.h"

namespace mlir::vyre {

/// A piece of the program, as searches that come from outside see it.
struct FlowSummary {
  /// What a search sees that comes from before, and one that comes from behind.
  AccessSet::Ref front, back;
  /// Everything, barriers or not. Only kept if the program has exits.
  AccessSet::Ref all;
  /// Whether there is a way through without a barrier.
  bool passes = true;
  /// Whether a search from before comes to an exit.
  bool exits = false;
};

/// The program as barriers of one scope and for one kind of memory see it:
/// narrower barriers are not there.
class BarrierTree {
public:
  BarrierTree(const BarrierFlow &flow, Scope scope, bool isStorage);

  /// Adds what is on one side of a barrier that is part of this tree.
  void collect(unsigned barrier, Direction direction,
               FlowCollector &found) const;

  /// The barrier of this node has become another one, or none.
  void update(unsigned barrier);

private:
  /// Where an item is.
  struct Position {
    unsigned sequence;
    unsigned place;
  };
  /// How a search goes on: as it began, and behind an exit.
  struct Reach {
    bool normal = true;
    bool pastExit = false;
    bool isOver() const { return !normal && !pastExit; }
  };
  class Walk;

  FlowSummary summarize(Position position) const;
  FlowSummary summarizeNode(const FlowNode &node) const;
  /// With `part` in place of the one with that number, if it is one.
  FlowSummary summarizeParts(const FlowSequence &around, const FlowItem &item,
                             const FlowSummary *replacement = nullptr,
                             unsigned part = kNone) const;
  FlowSummary join(const FlowSummary &a, const FlowSummary &b) const;
  FlowSummary outside(FlowSummary summary, unsigned loopDepth) const;

  const FlowSummary &whole(unsigned sequence) const {
    return pieces[sequence][1];
  }
  /// Of the items in [begin, end).
  FlowSummary range(unsigned sequence, unsigned begin, unsigned end) const;

  const BarrierFlow &flow;
  Scope scope;
  bool isStorage;
  bool hasExits = false;
  /// By sequence, a binary tree over its items: piece i is 2i with 2i + 1.
  std::vector<std::vector<FlowSummary>> pieces;
  /// By node, where a barrier is.
  DenseMap<unsigned, Position> positions;
};

} // namespace mlir::vyre

#endif // VYRE_LIB_ANALYSIS_BARRIERTREE_H
