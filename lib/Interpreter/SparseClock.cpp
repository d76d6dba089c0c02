// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Big-endian Patricia tries, merged as Okasaki and Gill describe it ("Fast
// mergeable integer maps", 1998), with reuse of nodes that do not change.
//
//===----------------------------------------------------------------------===//

#include "SparseClock.h"
#include "llvm/ADT/bit.h"
#include <utility>

using namespace mlir::vyre::race;

static thread_local uint64_t nodesInUse = 0;

SparseClock::Node::Node(uint64_t key, uint32_t clock)
    : key(key), bit(0), clock(clock) {
  ++nodesInUse;
}

SparseClock::Node::Node(uint64_t prefix, uint64_t bit, Ref zero, Ref one)
    : key(prefix), bit(bit), side{std::move(zero), std::move(one)} {
  ++nodesInUse;
}

SparseClock::Node::~Node() { --nodesInUse; }

uint64_t SparseClock::bytesInUse() { return nodesInUse * sizeof(Node); }

uint32_t SparseClock::lookup(uint64_t key) const {
  const Node *node = root.get();
  while (node && !node->isLeaf())
    node = node->side[(key & node->bit) != 0].get();
  return node && node->key == key ? node->clock : 0;
}

/// The node above two tries whose prefixes differ.
SparseClock::Ref SparseClock::fork(Ref a, Ref b) {
  uint64_t bit = llvm::bit_floor(a->key ^ b->key);
  uint64_t prefix = a->key & ~((bit << 1) - 1);
  if (a->key & bit)
    std::swap(a, b);
  return new Node(prefix, bit, std::move(a), std::move(b));
}

/// Gives `a` or `b` itself where it already is the result, `a` by preference.
SparseClock::Ref SparseClock::merge(const Ref &a, const Ref &b) {
  if (!b || a == b)
    return a;
  if (!a)
    return b;
  if (a->isLeaf() && b->isLeaf() && a->key == b->key)
    return a->clock >= b->clock ? a : b;
  if (a->bit == b->bit && !a->isLeaf() && a->key == b->key) {
    Ref zero = merge(a->side[0], b->side[0]);
    Ref one = merge(a->side[1], b->side[1]);
    if (zero == a->side[0] && one == a->side[1])
      return a;
    if (zero == b->side[0] && one == b->side[1])
      return b;
    return new Node(a->key, a->bit, std::move(zero), std::move(one));
  }
  // One is below the other, or neither is.
  bool aIsAbove = a->bit > b->bit;
  const Ref &above = aIsAbove ? a : b;
  const Ref &below = aIsAbove ? b : a;
  if (above->isLeaf() || !above->covers(below->key))
    return fork(a, b);
  bool one = (below->key & above->bit) != 0;
  Ref merged = aIsAbove ? merge(above->side[one], below)
                        : merge(below, above->side[one]);
  if (merged == above->side[one])
    return above;
  Ref other = above->side[!one];
  return one ? new Node(above->key, above->bit, std::move(other),
                        std::move(merged))
             : new Node(above->key, above->bit, std::move(merged),
                        std::move(other));
}

void SparseClock::raise(uint64_t key, uint32_t clock) {
  if (lookup(key) < clock)
    root = merge(root, new Node(key, clock));
}

void SparseClock::join(const SparseClock &other) {
  root = merge(root, other.root);
}
