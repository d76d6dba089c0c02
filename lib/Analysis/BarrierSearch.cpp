// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Searches around a barrier, see the header.
//
//===----------------------------------------------------------------------===//

#include "BarrierSearch.h"

using namespace mlir;
using namespace mlir::vyre;

BarrierSearch::BarrierSearch(const BarrierFlow &flow, bool isReference)
    : flow(flow), isReference(isReference) {
  for (unsigned node : flow.syncNodes)
    note(node);
}

//===----------------------------------------------------------------------===//
// Trees
//===----------------------------------------------------------------------===//

/// The levels that the barrier is not part of differ from the one of all.
void BarrierSearch::note(unsigned barrier) {
  const FlowNode &node = flow.nodes[barrier];
  if (node.isRemoved)
    return;
  for (Scope scope : {Scope::Subgroup, Scope::Workgroup, Scope::Grid})
    for (bool isStorage : {false, true})
      getLevel(scope, isStorage).differs |= !node.orders(scope, isStorage);
}

void BarrierSearch::update(unsigned barrier) {
  note(barrier);
  for (auto &ofScope : levels)
    for (Level &level : ofScope)
      if (level.tree)
        level.tree->update(barrier);
}

const BarrierTree &BarrierSearch::getTree(Scope scope, Memory memory) {
  bool isStorage = memory == Memory::Storage;
  if (!getLevel(scope, isStorage).differs) {
    scope = Scope::Subgroup;
    isStorage = false;
  }
  Level &level = getLevel(scope, isStorage);
  if (!level.tree)
    level.tree.emplace(flow, scope, isStorage);
  return *level.tree;
}

//===----------------------------------------------------------------------===//
// The reference
//===----------------------------------------------------------------------===//

/// The nodes that a search in the graph comes to, and how.
DenseMap<unsigned, BarrierSearch::Places>
BarrierSearch::reach(unsigned barrier, Direction direction,
                     Memory memory) const {
  SmallVector<Place> work;
  DenseMap<unsigned, Places> seen;
  auto follow = [&](const FlowNode &node, Distance from, bool isPastExit) {
    for (FlowEdge edge :
         direction == Direction::Before ? node.predecessors : node.successors) {
      Place place{from.over(edge.crossed, edge.isBack), edge.node, isPastExit};
      // Only loops around the node matter there.
      if (place.depth > flow.nodes[edge.node].loopDepth)
        static_cast<Distance &>(place) = Distance();
      if (addUncovered(seen[edge.node], place))
        work.push_back(place);
    }
  };
  Scope scope = flow.nodes[barrier].scope;
  follow(flow.nodes[barrier], Distance(), false);
  while (!work.empty()) {
    Place place = work.pop_back_val();
    const FlowNode &node = flow.nodes[place.node];
    bool isPastExit = place.isPastExit;
    if (node.kind == FlowNode::Kind::Barrier && place.node != barrier &&
        node.orders(scope, memory == Memory::Storage) && !isPastExit)
      continue;
    if (node.kind == FlowNode::Kind::Exit && direction == Direction::After)
      isPastExit = true;
    follow(node, place, isPastExit);
  }
  return seen;
}

FlowSet BarrierSearch::collect(unsigned barrier, Direction direction,
                               Memory memory) {
  FlowCollector found(flow, direction, memory);
  if (isReference) {
    for (const auto &[node, places] : reach(barrier, direction, memory))
      for (const FlowAccess &access : flow.nodes[node].accesses)
        for (const Place &place : places)
          found.add(access, place);
  } else {
    getTree(flow.nodes[barrier].scope, memory)
        .collect(barrier, direction, found);
  }
  return found.finish(merged);
}
