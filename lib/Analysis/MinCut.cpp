// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Maximum flow by blocking flows in level graphs, see the header.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Analysis/MinCut.h"

using namespace mlir;
using namespace mlir::vyre;

MinCut::MinCut() {
  addNode();
  addNode();
}

unsigned MinCut::addNode() {
  leaving.emplace_back();
  return leaving.size() - 1;
}

void MinCut::addEdge(unsigned from, unsigned to, uint64_t capacity) {
  leaving[from].push_back(edges.size());
  edges.push_back({to, capacity});
  leaving[to].push_back(edges.size());
  edges.push_back({from, 0});
}

bool MinCut::computeLevels() {
  levels.assign(leaving.size(), -1);
  levels[getSource()] = 0;
  SmallVector<unsigned> queue{getSource()};
  for (unsigned at = 0; at < queue.size(); ++at) {
    unsigned node = queue[at];
    for (unsigned number : leaving[node]) {
      const Edge &edge = edges[number];
      if (edge.residual == 0 || levels[edge.to] >= 0)
        continue;
      levels[edge.to] = levels[node] + 1;
      queue.push_back(edge.to);
    }
  }
  return levels[getSink()] >= 0;
}

uint64_t MinCut::push(unsigned node, uint64_t limit) {
  if (node == getSink())
    return limit;
  for (unsigned &at = next[node]; at < leaving[node].size(); ++at) {
    unsigned number = leaving[node][at];
    Edge &edge = edges[number];
    if (edge.residual == 0 || levels[edge.to] != levels[node] + 1)
      continue;
    uint64_t flow = push(edge.to, std::min(limit, edge.residual));
    if (flow == 0)
      continue;
    edge.residual -= flow;
    edges[number ^ 1].residual += flow;
    return flow;
  }
  return 0;
}

uint64_t MinCut::solve() {
  uint64_t total = 0;
  // A flow of kInfinite says enough, and more could overflow.
  while (total < kInfinite && computeLevels()) {
    next.assign(leaving.size(), 0);
    while (uint64_t flow = push(getSource(), kInfinite)) {
      total += flow;
      if (total >= kInfinite)
        break;
    }
  }
  return total;
}
