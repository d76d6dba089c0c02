// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Clocks, barriers, releases and acquires.
//
// Why min(own, theirs) is what a pair shares through barriers of one scope: all
// invocations of the scope that are still there take part in each barrier, so
// if both took part in the last one of either, they hold the same number. One
// that exited keeps the number of its last barrier: what it did after that is
// known to nobody, however many barriers follow.
//
//===----------------------------------------------------------------------===//

#include "InvocationClocks.h"
#include <algorithm>

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::race;

void InvocationClocks::begin(uint32_t workgroups, uint32_t lanesPerWorkgroup,
                             uint32_t subgroupSize) {
  end();
  perWorkgroup = std::max(lanesPerWorkgroup, 1u);
  perSubgroup = std::max(subgroupSize, 1u);
  groups.resize(workgroups);
  if (workgroups)
    select(0);
}

void InvocationClocks::end() {
  groups.clear();
  gridClock = 1;
  laneBytes = 0;
  cachedLanes = nullptr;
}

InvocationClocks::Workgroup &InvocationClocks::state(uint32_t workgroup) {
  std::unique_ptr<Workgroup> &group = groups[workgroup];
  if (!group) {
    group = std::make_unique<Workgroup>();
    group->lanes.resize(perWorkgroup);
    group->live = perWorkgroup;
    laneBytes += perWorkgroup * sizeof(Lane);
  }
  return *group;
}

void InvocationClocks::select(uint32_t workgroup) {
  cachedLanes = state(workgroup).lanes.data();
  cachedWorkgroup = workgroup;
  cachedFirst = workgroup * perWorkgroup;
}

const InvocationClocks::Lane &InvocationClocks::peek(uint32_t lane) const {
  static const Lane nobody;
  const Workgroup *group = groups[lane / perWorkgroup].get();
  return group ? group->lanes[lane % perWorkgroup] : nobody;
}

uint64_t InvocationClocks::subgroupKey(uint32_t lane) const {
  // Unique, not dense: no subgroup reaches over the end of its workgroup.
  uint32_t local = lane % perWorkgroup;
  return kSubgroupKey | (lane - local % perSubgroup);
}

Distance InvocationClocks::distance(uint32_t a, uint32_t b) const {
  if (a == b)
    return Distance::Same;
  if (a / perWorkgroup != b / perWorkgroup)
    return Distance::Grid;
  return a % perWorkgroup / perSubgroup == b % perWorkgroup / perSubgroup
             ? Distance::Subgroup
             : Distance::Workgroup;
}

uint32_t InvocationClocks::known(uint32_t earlier, uint32_t later) {
  const Lane &now = at(later);
  uint32_t clock;
  if (earlier - cachedFirst < perWorkgroup) {
    const Lane &past = cachedLanes[earlier - cachedFirst];
    clock = std::min(now.inWorkgroup, past.inWorkgroup);
    // Only a barrier of the subgroup makes these differ.
    if (past.inSubgroup != past.inWorkgroup &&
        distance(earlier, later) == Distance::Subgroup)
      clock = std::max(clock, std::min(now.inSubgroup, past.inSubgroup));
    if (LLVM_LIKELY(now.acquired.empty()))
      return clock;
    return std::max(clock, knownByAcquire(past, earlier, now.acquired));
  }
  // Who is still there took part in every barrier of the grid.
  if (gridClock == 1 && now.acquired.empty())
    return 1;
  const Lane &past = peek(earlier);
  clock = std::min(gridClock, past.inGrid);
  if (now.acquired.empty())
    return clock;
  return std::max(clock, knownByAcquire(past, earlier, now.acquired));
}

uint32_t InvocationClocks::knownByAcquire(const Lane &past, uint32_t earlier,
                                          const SparseClock &acquired) const {
  uint32_t clock = acquired.lookup(earlier);
  uint64_t group = kWorkgroupKey | (earlier / perWorkgroup);
  clock = std::max(clock, std::min(past.inWorkgroup, acquired.lookup(group)));
  return std::max(
      clock, std::min(past.inSubgroup, acquired.lookup(subgroupKey(earlier))));
}

/// What an invocation did before its last barrier of the subgroup goes on to
/// the workgroup through those who took part in both.
void InvocationClocks::passOnFromExited(Workgroup &group) {
  if (!group.hadSubgroupBarrier || group.live == perWorkgroup)
    return;
  for (uint32_t first = 0; first < perWorkgroup; first += perSubgroup) {
    uint32_t last = std::min(first + perSubgroup, perWorkgroup);
    auto begin = group.lanes.begin() + first, end = group.lanes.begin() + last;
    if (llvm::all_of(llvm::make_range(begin, end),
                     [](const Lane &lane) { return lane.exited; }))
      continue;
    for (Lane &lane : llvm::make_range(begin, end))
      if (lane.exited)
        lane.inWorkgroup = std::max(lane.inWorkgroup, lane.inSubgroup);
  }
}

void InvocationClocks::barrier(Scope scope, ArrayRef<uint32_t> members) {
  if (members.empty())
    return;
  uint32_t clock = 0;
  SparseClock acquired;
  for (uint32_t member : members) {
    const Lane &lane = at(member);
    clock = std::max(clock, lane.clock);
    if (LLVM_UNLIKELY(!lane.acquired.empty()))
      acquired.join(lane.acquired);
  }
  ++clock;

  if (scope == Scope::Workgroup) {
    passOnFromExited(state(workgroupOf(members.front())));
  } else if (scope == Scope::Grid) {
    gridClock = clock;
    for (std::unique_ptr<Workgroup> &group : groups) {
      if (!group || !group->live)
        continue;
      group->hasPublished = true;
      passOnFromExited(*group);
      if (group->live == perWorkgroup)
        continue;
      for (Lane &lane : group->lanes)
        if (lane.exited)
          lane.inGrid = std::max(lane.inGrid, lane.inWorkgroup);
    }
  } else {
    state(workgroupOf(members.front())).hadSubgroupBarrier = true;
  }

  for (uint32_t member : members) {
    Lane &lane = at(member);
    lane.clock = lane.inSubgroup = clock;
    if (scope != Scope::Subgroup)
      lane.inWorkgroup = clock;
    if (scope == Scope::Grid)
      lane.inGrid = clock;
    if (LLVM_UNLIKELY(!acquired.empty()))
      lane.acquired = acquired;
  }
}

void InvocationClocks::release(uint32_t lane, SparseClock &target) {
  Lane &self = at(lane);
  state(workgroupOf(lane)).hasPublished = true;
  target.join(self.acquired);
  target.raise(kWorkgroupKey | workgroupOf(lane), self.inWorkgroup);
  if (self.inSubgroup != self.inWorkgroup)
    target.raise(subgroupKey(lane), self.inSubgroup);
  target.raise(lane, ++self.clock);
}

void InvocationClocks::acquire(uint32_t lane, const SparseClock &source) {
  at(lane).acquired.join(source);
}

bool InvocationClocks::exit(uint32_t lane) {
  Lane &self = at(lane);
  if (self.exited)
    return false;
  self.exited = true;
  self.acquired = SparseClock();
  uint32_t workgroup = workgroupOf(lane);
  Workgroup &group = state(workgroup);
  if (--group.live)
    return false;
  if (!group.hasPublished) {
    groups[workgroup] = nullptr;
    laneBytes -= perWorkgroup * sizeof(Lane);
    cachedLanes = nullptr;
    // Never a first lane, so the next access selects anew.
    cachedFirst = UINT32_MAX - perWorkgroup + 1;
  }
  return true;
}
