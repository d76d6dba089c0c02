// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Who has synchronised with whom: the happens-before order of one dispatch.
//
// Each invocation has a clock. A barrier sets the clocks of its members to one
// more than the largest of them, a release adds one. The invocation `later`
// knows the accesses of `earlier` up to a clock; that number is never stored
// for a pair. It follows from the last barrier of each scope that both took
// part in, and, only for invocations that acquired something, from a sparse
// vector clock.
//
// docs/Interpreter.md, "Races", states the rules and why they are exact.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_INTERPRETER_INVOCATIONCLOCKS_H
#define VYRE_LIB_INTERPRETER_INVOCATIONCLOCKS_H

#include "SparseClock.h"
#include "Vyre/Dialect/VyreOps.h"
#include <memory>
#include <vector>

namespace mlir::vyre::race {

/// The scope that two invocations share.
enum class Distance : uint8_t { Same, Subgroup, Workgroup, Grid };

class InvocationClocks {
public:
  void begin(uint32_t workgroups, uint32_t lanesPerWorkgroup,
             uint32_t subgroupSize);
  void end();

  uint32_t workgroupOf(uint32_t lane) {
    if (lane - cachedFirst >= perWorkgroup)
      select(lane / perWorkgroup);
    return cachedWorkgroup;
  }
  uint32_t clock(uint32_t lane) { return at(lane).clock; }

  /// True if what `earlier` did at `clock` happens before what `later` does
  /// now.
  bool isOrdered(uint32_t earlier, uint32_t clock, uint32_t later) {
    return earlier == later || clock < known(earlier, later);
  }
  Distance distance(uint32_t a, uint32_t b) const;

  void barrier(Scope scope, ArrayRef<uint32_t> members);
  /// Adds what `lane` knows, and what it did itself until now, to `target`.
  void release(uint32_t lane, SparseClock &target);
  void acquire(uint32_t lane, const SparseClock &source);
  /// True if `lane` came to a barrier of its workgroup that `earlier`, which
  /// exited after it did something at `clock`, had not.
  bool missedBarrier(uint32_t earlier, uint32_t clock, uint32_t lane) const {
    return peek(earlier).exited &&
           earlier / perWorkgroup == lane / perWorkgroup &&
           clock < peek(lane).inWorkgroup;
  }
  /// True if this was the last invocation of its workgroup.
  bool exit(uint32_t lane);

  uint64_t bytes() const { return laneBytes; }

private:
  struct Lane {
    uint32_t clock = 1;
    /// Accesses before these clocks are known to all invocations that took
    /// part in the last barrier of the subgroup, the workgroup, the grid.
    uint32_t inSubgroup = 1;
    uint32_t inWorkgroup = 1;
    uint32_t inGrid = 1;
    bool exited = false;
    SparseClock acquired;
  };

  struct Workgroup {
    std::vector<Lane> lanes;
    uint32_t live = 0;
    bool hadSubgroupBarrier = false;
    /// Somebody elsewhere may know something of it.
    bool hasPublished = false;
  };

  /// Keys of sparse clocks: invocations as they are; the accesses before the
  /// last barrier of a subgroup or a workgroup under one key.
  static constexpr uint64_t kSubgroupKey = uint64_t(1) << 33;
  static constexpr uint64_t kWorkgroupKey = uint64_t(1) << 34;
  uint64_t subgroupKey(uint32_t lane) const;

  void select(uint32_t workgroup);
  Workgroup &state(uint32_t workgroup);
  Lane &at(uint32_t lane) {
    if (lane - cachedFirst >= perWorkgroup)
      select(lane / perWorkgroup);
    return cachedLanes[lane - cachedFirst];
  }
  /// Does not make a workgroup current.
  const Lane &peek(uint32_t lane) const;
  uint32_t known(uint32_t earlier, uint32_t later);
  uint32_t knownByAcquire(const Lane &past, uint32_t earlier,
                          const SparseClock &acquired) const;
  void passOnFromExited(Workgroup &group);

  std::vector<std::unique_ptr<Workgroup>> groups;
  uint32_t perWorkgroup = 1;
  uint32_t perSubgroup = 1;
  /// Of the last grid barrier.
  uint32_t gridClock = 1;
  uint64_t laneBytes = 0;

  uint32_t cachedWorkgroup = 0;
  uint32_t cachedFirst = 0;
  Lane *cachedLanes = nullptr;
};

} // namespace mlir::vyre::race

#endif // VYRE_LIB_INTERPRETER_INVOCATIONCLOCKS_H
