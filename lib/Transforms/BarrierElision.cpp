// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "BarrierElision.h"

using namespace mlir;
using namespace mlir::vyre;

/// Lets the barrier order no more than it has to. Returns whether it changed.
static bool narrowBarrier(BarrierOp barrier, BarrierAccess &access,
                          const Hazard &hazard, BarrierCounts &counts) {
  HazardQuery inWorkgroup, inStorage;
  inWorkgroup.outside = Scope::Workgroup;
  inStorage.onlyStorage = true;
  bool isNarrowed = false;
  if (barrier.getScope() == Scope::Grid &&
      !access.findHazard(barrier, inWorkgroup)) {
    remarkNarrowed(barrier, Scope::Workgroup, hazard);
    barrier.setScope(Scope::Workgroup);
    barrier.setOrder(Order::AcqRel);
    access.setScope(barrier, Scope::Workgroup);
    ++counts.narrowed;
    isNarrowed = true;
  }
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
