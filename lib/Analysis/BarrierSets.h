// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sets of accesses around barriers. They are bounded: of accesses to one buffer
// that are more than a few, only what they do together is left.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_ANALYSIS_BARRIERSETS_H
#define VYRE_LIB_ANALYSIS_BARRIERSETS_H

#include "BarrierFlow.h"
#include "llvm/ADT/MapVector.h"
#include <deque>
#include <memory>

namespace mlir::vyre {

enum class Direction { Before, After };

/// Which memory a barrier is asked about. Apart from each other only if some
/// barrier orders workgroup memory alone.
enum class Memory { All, Storage, Workgroup };

/// Where something is, seen from a barrier.
struct Distance {
  /// Loops of this depth and deeper may be in another iteration.
  unsigned depth = kNoDepth;
  /// The loop at that very depth is in the next iteration, or in the one before
  /// if one looks back.
  bool isNext = false;

  /// Whether everything that is possible at the other distance is here, too.
  bool covers(Distance other) const {
    return (depth < other.depth && !isNext) ||
           (depth == other.depth && (!isNext || other.isNext));
  }
  /// Over an edge, in either direction.
  Distance over(unsigned crossed, bool isBack) const {
    if (crossed == kNoDepth || crossed > depth)
      return *this;
    return {crossed, isBack && crossed < depth};
  }
};

/// Adds an element, and keeps only those that no other covers.
template <typename T>
bool addUncovered(SmallVectorImpl<T> &list, const T &element) {
  if (llvm::any_of(list, [&](const T &each) { return each.covers(element); }))
    return false;
  llvm::erase_if(list, [&](const T &each) { return element.covers(each); });
  list.push_back(element);
  return true;
}

/// Accesses that are counted together: those to one buffer, synchronising ones
/// apart from others.
using AccessGroup = std::pair<const void *, unsigned>;

/// Accesses of one group, at any element.
struct MergedAccess {
  AccessGroup group;
  /// What they do together.
  SharedAccess access;
  /// The one with the lowest number, and where it is.
  FlowAccess lowest;
};

/// An immutable set of accesses; null if it is empty.
class AccessSet {
public:
  using Ref = std::shared_ptr<const AccessSet>;

  static Ref make(ArrayRef<FlowAccess> accesses, const BarrierFlow &flow);
  static Ref unite(const Ref &a, const Ref &b, const BarrierFlow &flow);
  /// As seen from outside of the loop of that depth.
  static Ref outside(const Ref &set, unsigned loopDepth,
                     const BarrierFlow &flow);

  /// By number and loop.
  SmallVector<FlowAccess, 0> accesses;
  SmallVector<MergedAccess, 0> merged;

private:
  void limit(const BarrierFlow &flow);
};

/// An access as seen from a barrier.
struct Flow {
  const SharedAccess *access;
  Operation *op;
  Distance distance;
};

using FlowSet = SmallVector<Flow, 8>;

/// Gathers what a search finds on one side of a barrier.
class FlowCollector {
public:
  FlowCollector(const BarrierFlow &flow, Direction direction, Memory memory)
      : flow(flow), direction(direction), memory(memory) {}

  void add(const FlowAccess &access, Distance distance);
  void add(const AccessSet::Ref &set, Distance distance);

  /// What was found, by number. `storage` keeps what stands for several.
  FlowSet finish(std::deque<SharedAccess> &storage);

private:
  /// An access, the nearest op that makes it, and its distances.
  struct Found {
    unsigned place;
    SmallVector<Distance, 2> distances;
  };
  struct Group {
    unsigned count = 0;
    std::optional<MergedAccess> merged;
  };

  bool isBefore() const { return direction == Direction::Before; }
  unsigned nearest(unsigned a, unsigned b) const {
    return isBefore() ? std::max(a, b) : std::min(a, b);
  }

  const BarrierFlow &flow;
  Direction direction;
  Memory memory;
  llvm::SmallDenseMap<unsigned, Found, 16> found;
  llvm::SmallMapVector<AccessGroup, Group, 4> groups;
};

} // namespace mlir::vyre

#endif // VYRE_LIB_ANALYSIS_BARRIERSETS_H
