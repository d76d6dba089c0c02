// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Minimum cuts of small directed graphs.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_ANALYSIS_MINCUT_H
#define VYRE_ANALYSIS_MINCUT_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>

namespace mlir::vyre {

/// A network with a source and a sink. Nodes are numbers, so that the answer
/// depends on the order of construction only.
///
/// The algorithm is that of Dinic (E. A. Dinic, "Algorithm for solution of a
/// problem of maximum flow in networks with power estimation", 1970): O(V^2 E)
/// at worst, near linear on the shallow networks that passes build.
class MinCut {
public:
  /// An edge that no finite cut takes.
  static constexpr uint64_t kInfinite = uint64_t(1) << 60;

  MinCut();

  unsigned getSource() const { return 0; }
  unsigned getSink() const { return 1; }

  unsigned addNode();
  void addEdge(unsigned from, unsigned to, uint64_t capacity);

  /// Finds the cut of the smallest capacity, and among those the one that is
  /// nearest to the source. Returns its capacity, kInfinite or more if every
  /// cut takes an infinite edge.
  uint64_t solve();

  /// Whether the node is on the source's side. REQUIRES: solve() was called.
  bool isOnSourceSide(unsigned node) const { return levels[node] >= 0; }

private:
  struct Edge {
    unsigned to;
    uint64_t residual;
  };

  bool computeLevels();
  uint64_t push(unsigned node, uint64_t limit);

  /// Edge 2i + 1 is the reverse of edge 2i.
  SmallVector<Edge> edges;
  SmallVector<SmallVector<unsigned, 4>> leaving;
  /// Distance from the source in the residual network, -1 if unreachable.
  SmallVector<int> levels;
  /// The first edge of each node that may still carry flow in this phase.
  SmallVector<unsigned> next;
};

} // namespace mlir::vyre

#endif // VYRE_ANALYSIS_MINCUT_H
