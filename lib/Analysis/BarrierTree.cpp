// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tree of summaries, see the header.
//
// A search from a barrier first sees the rest of its own region, up to the next
// barrier. If it comes to the end of the region, it goes on in the one around,
// and if that is a loop, also at the other end of it: there it sees the whole
// region as from outside, in the next iteration, and if it comes through once
// more, in any.
//
// Forwards a search may come behind an exit, from where no barrier ends it; it
// goes on in both ways then, see Reach.
//
//===----------------------------------------------------------------------===//

#include "BarrierTree.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::vyre;

//===----------------------------------------------------------------------===//
// Summaries
//===----------------------------------------------------------------------===//

FlowSummary BarrierTree::join(const FlowSummary &a,
                              const FlowSummary &b) const {
  FlowSummary both;
  both.front = a.front;
  if (a.exits)
    both.front = AccessSet::unite(both.front, b.all, flow);
  else if (a.passes)
    both.front = AccessSet::unite(both.front, b.front, flow);
  bool isOpen = a.passes && b.passes && !a.exits;
  if (isOpen && a.front == a.back && b.front == b.back)
    both.back = both.front;
  else
    both.back = b.passes ? AccessSet::unite(a.back, b.back, flow) : b.back;
  if (hasExits)
    both.all = AccessSet::unite(a.all, b.all, flow);
  both.passes = a.passes && b.passes;
  both.exits = a.exits || (a.passes && b.exits);
  return both;
}

FlowSummary BarrierTree::outside(FlowSummary summary,
                                 unsigned loopDepth) const {
  for (AccessSet::Ref *set : {&summary.front, &summary.back, &summary.all})
    *set = AccessSet::outside(*set, loopDepth, flow);
  return summary;
}

FlowSummary BarrierTree::summarizeNode(const FlowNode &node) const {
  FlowSummary summary;
  switch (node.kind) {
  case FlowNode::Kind::Accesses:
    summary.front = summary.back = AccessSet::make(node.accesses, flow);
    if (hasExits)
      summary.all = summary.front;
    break;
  case FlowNode::Kind::Barrier:
    summary.passes = !node.orders(scope, isStorage);
    break;
  case FlowNode::Kind::Exit:
    summary.exits = true;
    break;
  }
  return summary;
}

FlowSummary BarrierTree::summarizeParts(const FlowSequence &around,
                                        const FlowItem &item,
                                        const FlowSummary *replacement,
                                        unsigned part) const {
  auto get = [&](unsigned number) -> const FlowSummary & {
    return number == part ? *replacement : whole(item.parts[number]);
  };
  if (item.kind == FlowItem::Kind::Branch) {
    FlowSummary summary;
    summary.passes = item.isSkippable;
    for (unsigned number = 0; number < item.parts.size(); ++number) {
      const FlowSummary &arm = get(number);
      summary.front = AccessSet::unite(summary.front, arm.front, flow);
      summary.back = AccessSet::unite(summary.back, arm.back, flow);
      summary.all = AccessSet::unite(summary.all, arm.all, flow);
      summary.passes |= arm.passes;
      summary.exits |= arm.exits;
    }
    return summary;
  }
  bool isWhile = item.kind == FlowItem::Kind::While;
  FlowSummary loop = isWhile ? join(get(0), get(1)) : get(0);
  if (isWhile) {
    // Left after the condition, which is behind the body of the iteration
    // before.
    loop.back = join(get(1), get(0)).back;
    loop.passes = get(0).passes;
  } else {
    // Perhaps there is no iteration.
    loop.passes = true;
  }
  // Behind an exit comes the next iteration as well.
  if (loop.exits)
    loop.front = loop.all;
  return outside(std::move(loop), around.loopDepth + 1);
}

FlowSummary BarrierTree::summarize(Position position) const {
  const FlowSequence &sequence = flow.sequences[position.sequence];
  const FlowItem &item = sequence.items[position.place];
  if (item.kind == FlowItem::Kind::Node)
    return summarizeNode(flow.nodes[item.node]);
  return summarizeParts(sequence, item);
}

//===----------------------------------------------------------------------===//
// The tree
//===----------------------------------------------------------------------===//

/// Where the first item of a sequence is in the tree over it.
static unsigned firstLeaf(size_t items) {
  return llvm::PowerOf2Ceil(std::max<size_t>(items, 1));
}

BarrierTree::BarrierTree(const BarrierFlow &flow, Scope scope, bool isStorage)
    : flow(flow), scope(scope), isStorage(isStorage),
      pieces(flow.sequences.size()) {
  hasExits = llvm::any_of(flow.nodes, [](const FlowNode &node) {
    return node.kind == FlowNode::Kind::Exit;
  });
  // Parts have larger numbers than what they are part of.
  for (unsigned number = flow.sequences.size(); number-- > 0;) {
    const std::vector<FlowItem> &items = flow.sequences[number].items;
    unsigned first = firstLeaf(items.size());
    std::vector<FlowSummary> &tree = pieces[number];
    tree.resize(2 * first);
    for (unsigned place = 0; place < items.size(); ++place) {
      tree[first + place] = summarize({number, place});
      if (items[place].kind == FlowItem::Kind::Node &&
          flow.nodes[items[place].node].kind == FlowNode::Kind::Barrier)
        positions[items[place].node] = {number, place};
    }
    for (unsigned piece = first; piece-- > 1;)
      tree[piece] = join(tree[2 * piece], tree[2 * piece + 1]);
  }
}

void BarrierTree::update(unsigned barrier) {
  Position position = positions.lookup(barrier);
  while (true) {
    std::vector<FlowSummary> &tree = pieces[position.sequence];
    unsigned piece = tree.size() / 2 + position.place;
    tree[piece] = summarize(position);
    while (piece /= 2)
      tree[piece] = join(tree[2 * piece], tree[2 * piece + 1]);
    const FlowSequence &sequence = flow.sequences[position.sequence];
    if (sequence.parent == kNone)
      return;
    position = {sequence.parent, sequence.place};
  }
}

FlowSummary BarrierTree::range(unsigned sequence, unsigned begin,
                               unsigned end) const {
  const std::vector<FlowSummary> &tree = pieces[sequence];
  FlowSummary left, right;
  unsigned first = tree.size() / 2;
  for (begin += first, end += first; begin < end; begin /= 2, end /= 2) {
    if (begin % 2 == 1)
      left = join(left, tree[begin++]);
    if (end % 2 == 1)
      right = join(tree[--end], right);
  }
  return join(left, right);
}

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

/// The way of one search out of the regions around its barrier.
class BarrierTree::Walk {
public:
  Walk(const BarrierTree &tree, Position at, Direction direction,
       FlowCollector &found)
      : tree(tree), flow(tree.flow), at(at),
        isForward(direction == Direction::After), found(found) {}

  void run();

private:
  /// Goes through a piece of the program.
  void see(const FlowSummary &piece, Distance distance = {});
  /// Through the items of the sequence at hand that are ahead.
  void seeRest(unsigned piece, unsigned begin, unsigned end);
  /// From one end of the loop around the sequence at hand to where it leaves.
  void leaveLoop(const FlowItem &loop, unsigned part, unsigned depth);

  const BarrierTree &tree;
  const BarrierFlow &flow;
  Position at;
  bool isForward;
  FlowCollector &found;
  Reach reach;
  /// The item at hand, as if the barrier were not there.
  FlowSummary self;
};

void BarrierTree::Walk::see(const FlowSummary &piece, Distance distance) {
  if (!isForward) {
    if (reach.normal)
      found.add(piece.back, distance);
    reach.normal &= piece.passes;
    return;
  }
  if (reach.normal)
    found.add(piece.front, distance);
  if (reach.pastExit)
    found.add(piece.all, distance);
  reach.pastExit |= reach.normal && piece.exits;
  reach.normal &= piece.passes;
}

/// The piece is that of the items in [begin, end).
void BarrierTree::Walk::seeRest(unsigned piece, unsigned begin, unsigned end) {
  if (reach.isOver() || (isForward ? end <= at.place + 1 : begin >= at.place))
    return;
  if (isForward ? begin > at.place : end <= at.place)
    return see(tree.pieces[at.sequence][piece]);
  unsigned middle = (begin + end) / 2;
  if (!isForward)
    seeRest(2 * piece + 1, middle, end);
  seeRest(2 * piece, begin, middle);
  if (isForward)
    seeRest(2 * piece + 1, middle, end);
}

void BarrierTree::Walk::leaveLoop(const FlowItem &loop, unsigned part,
                                  unsigned depth) {
  bool isWhile = loop.kind == FlowItem::Kind::While;
  FlowSummary trip = self;
  if (isWhile)
    trip = part == 0 ? tree.join(self, tree.whole(loop.parts[1]))
                     : tree.join(tree.whole(loop.parts[0]), self);
  // A scf.while is left between its parts.
  Reach left = reach;
  if (isWhile && isForward && part == 0)
    see(tree.whole(loop.parts[1]));
  if (isWhile && !isForward && part == 1)
    see(tree.whole(loop.parts[0]));
  if (reach.isOver()) {
    reach = isForward ? left : reach;
    return;
  }
  Reach end = reach;
  see(trip, {depth, /*isNext=*/true});
  see(trip, {depth, /*isNext=*/false});
  if (!isForward) {
    reach = end;
    return;
  }
  bool leavesBody = isWhile && part == 1;
  const FlowSummary &condition = tree.whole(loop.parts[0]);
  Reach out;
  out.normal = leavesBody ? end.normal && condition.passes : left.normal;
  out.pastExit = (leavesBody ? end.pastExit : left.pastExit || end.pastExit) ||
                 reach.pastExit;
  reach = out;
}

void BarrierTree::Walk::run() {
  while (true) {
    unsigned size = tree.pieces[at.sequence].size() / 2;
    seeRest(1, 0, size);
    const FlowSequence &sequence = flow.sequences[at.sequence];
    if (reach.isOver() || sequence.parent == kNone)
      return;
    const FlowSequence &around = flow.sequences[sequence.parent];
    const FlowItem &item = around.items[sequence.place];
    bool isLoop = item.kind != FlowItem::Kind::Branch;
    if (sequence.loopDepth != 0)
      self = tree.join(
          tree.join(tree.range(at.sequence, 0, at.place), self),
          tree.range(at.sequence, at.place + 1, sequence.items.size()));
    if (isLoop)
      leaveLoop(item, sequence.part, sequence.loopDepth);
    if (reach.isOver())
      return;
    if (around.loopDepth != 0)
      self = tree.summarizeParts(around, item, &self, sequence.part);
    at = {sequence.parent, sequence.place};
  }
}

void BarrierTree::collect(unsigned barrier, Direction direction,
                          FlowCollector &found) const {
  Walk(*this, positions.lookup(barrier), direction, found).run();
}
