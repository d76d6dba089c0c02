// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A vector clock of which most entries are zero, for the race detector.
//
// An immutable Patricia trie from keys to clocks. Copies share everything, a
// join shares what both sides share, so a chain of N invocations that hand a
// token on costs O(N log N) in total, not O(N^2).
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_INTERPRETER_SPARSECLOCK_H
#define VYRE_LIB_INTERPRETER_SPARSECLOCK_H

#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include <cstdint>

namespace mlir::vyre::race {

class SparseClock {
public:
  bool empty() const { return !root; }
  bool operator==(const SparseClock &other) const { return root == other.root; }

  /// The clock of `key`; 0 if it has none.
  uint32_t lookup(uint64_t key) const;
  /// Raises the clock of `key` to at least `clock`.
  void raise(uint64_t key, uint32_t clock);
  /// Raises each clock to at least what it is in `other`.
  void join(const SparseClock &other);

  /// Bytes of all nodes that exist, in all clocks of this thread.
  static uint64_t bytesInUse();

private:
  struct Node : llvm::RefCountedBase<Node> {
    Node(uint64_t key, uint32_t clock);
    Node(uint64_t prefix, uint64_t bit, llvm::IntrusiveRefCntPtr<Node> zero,
         llvm::IntrusiveRefCntPtr<Node> one);
    ~Node();

    bool isLeaf() const { return bit == 0; }
    /// True if `other` agrees with the prefix above `bit`.
    bool covers(uint64_t other) const {
      return ((other ^ key) & ~((bit << 1) - 1)) == 0;
    }

    /// Of a leaf, or the common prefix of all below with the rest zero.
    uint64_t key;
    /// The bit in which the sides differ; 0 for a leaf.
    uint64_t bit;
    uint32_t clock = 0;
    llvm::IntrusiveRefCntPtr<Node> side[2];
  };
  using Ref = llvm::IntrusiveRefCntPtr<Node>;

  static Ref fork(Ref a, Ref b);
  static Ref merge(const Ref &a, const Ref &b);

  Ref root;
};

} // namespace mlir::vyre::race

#endif // VYRE_LIB_INTERPRETER_SPARSECLOCK_H
