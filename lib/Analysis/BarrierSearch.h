// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The accesses that can come to a barrier, or follow it, before another barrier
// orders them.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_ANALYSIS_BARRIERSEARCH_H
#define VYRE_LIB_ANALYSIS_BARRIERSEARCH_H

#include "BarrierTree.h"

namespace mlir::vyre {

class BarrierSearch {
public:
  /// With `isReference` each question is a search in the flow graph. Otherwise
  /// trees answer it: the same, and fast.
  BarrierSearch(const BarrierFlow &flow, bool isReference);

  /// What is on one side of a barrier. The result is good until `forget`.
  FlowSet collect(unsigned barrier, Direction direction, Memory memory);
  void forget() { merged.clear(); }

  /// The node of a barrier changed: it is removed, or orders less.
  void update(unsigned barrier);

private:
  /// How a search in the graph came to a node.
  struct Place : Distance {
    unsigned node;
    bool isPastExit;

    bool covers(const Place &other) const {
      return Distance::covers(other) && (isPastExit || !other.isPastExit);
    }
  };
  using Places = SmallVector<Place, 2>;
  /// What barriers of one scope see, of storage or of all memory.
  struct Level {
    /// Whether some barrier is narrower, or does not order it.
    bool differs = false;
    /// Made when it is needed for the first time.
    std::optional<BarrierTree> tree;
  };

  Level &getLevel(Scope scope, bool isStorage) {
    return levels[static_cast<unsigned>(scope)][isStorage];
  }
  void note(unsigned barrier);
  const BarrierTree &getTree(Scope scope, Memory memory);
  DenseMap<unsigned, Places> reach(unsigned barrier, Direction direction,
                                   Memory memory) const;

  const BarrierFlow &flow;
  bool isReference;
  Level levels[3][2];
  /// Stand for several accesses to one buffer.
  std::deque<SharedAccess> merged;
};

} // namespace mlir::vyre

#endif // VYRE_LIB_ANALYSIS_BARRIERSEARCH_H
