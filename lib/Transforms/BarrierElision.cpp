// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "BarrierElision.h"

using namespace mlir;
using namespace mlir::vyre;

/// Lets the barrier order no more than it has to. Returns whether it changed.
static bool narrowBarrier(BarrierOp barrier, BarrierAccess &access,
                          const Hazard &hazard, BarrierCounts &counts) {
  bool isNarrowed = false;
  auto narrow = [&](Scope from, Scope to) {
    HazardQuery inside;
    inside.outside = to;
    if (barrier.getScope() != from || access.findHazard(barrier, inside))
      return;
    remarkNarrowed(barrier, to, hazard);
    barrier.setScope(to);
    if (from == Scope::Grid)
      barrier.setOrder(Order::AcqRel);
    access.setScope(barrier, to);
    counts.narrowed += !isNarrowed;
    isNarrowed = true;
  };
  narrow(Scope::Grid, Scope::Workgroup);
  if (access.knowsSubgroups())
    narrow(Scope::Workgroup, Scope::Subgroup);
  HazardQuery inStorage;
  inStorage.onlyStorage = true;
  if (barrier.getScope() != Scope::Grid && barrier.ordersStorage() &&
      !access.findHazard(barrier, inStorage)) {
    remarkRestricted(barrier, hazard);
    barrier.setWorkgroupMemory(true);
    access.setWorkgroupMemory(barrier);
    ++counts.restricted;
    isNarrowed = true;
  }
  return isNarrowed;
}

static void decide(BarrierOp barrier, BarrierAccess &access, bool narrow,
                   BarrierElision &elision) {
  BarrierCounts &counts = elision.counts;
  ++counts.total;
  if (barrier.getKeep()) {
    remarkKept(barrier, std::nullopt);
    counts.kept.push_back({barrier.getLoc(), std::nullopt});
    return;
  }
  ProofFacts facts;
  std::optional<Hazard> hazard = access.findHazard(barrier, {}, &facts);
  if (!hazard) {
    remarkRemoved(barrier, facts);
    access.setRemoved(barrier);
    elision.redundant.push_back(barrier);
    ++counts.removed;
    if (barrier.getScope() == Scope::Grid)
      ++counts.removedGrid;
    else
      ++counts.removedByOrder[static_cast<unsigned>(barrier.getSyncOrder())];
    return;
  }
  counts.kept.push_back({barrier.getLoc(), hazard});
  if (narrow && narrowBarrier(barrier, access, *hazard, counts))
    return;
  counts.unknownBlocked += hazard->kind == HazardKind::Unknown;
  remarkKept(barrier, hazard);
}

BarrierElision mlir::vyre::elideBarriers(BarrierAccess &access,
                                         ElisionOptions options) {
  BarrierElision elision;
  for (BarrierOp barrier : access.getBarriers())
    if (!options.gridOnly || barrier.getScope() == Scope::Grid)
      decide(barrier, access, options.narrow, elision);
  return elision;
}
