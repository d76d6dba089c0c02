// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-elide-barriers: asks BarrierAccess for each barrier, in the order of the
// program, and removes or narrows those that nothing needs. Each decision sees
// the program as the ones before have left it, so every single one keeps the
// meaning; that is why barriers that are redundant only in turn do not all go.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Transforms/Passes.h"

#include "BarrierReport.h"
#include "Vyre/Analysis/BarrierAccess.h"
#include "llvm/Support/raw_ostream.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_ELIDEBARRIERSPASS
#include "Vyre/Transforms/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;

namespace {

struct ElideBarriersPass
    : public vyre::impl::ElideBarriersPassBase<ElideBarriersPass> {
  using Base = vyre::impl::ElideBarriersPassBase<ElideBarriersPass>;
  using Base::Base;

  void runOnOperation() override;

private:
  void decide(BarrierOp barrier, BarrierAccess &access, BarrierCounts &counts,
              SmallVectorImpl<BarrierOp> &redundant);
  LogicalResult write(BarrierCounts counts);

  /// Shared by the copies of this pass that work in parallel.
  std::shared_ptr<BarrierReport> collected = std::make_shared<BarrierReport>();
};

} // namespace

void ElideBarriersPass::decide(BarrierOp barrier, BarrierAccess &access,
                               BarrierCounts &counts,
                               SmallVectorImpl<BarrierOp> &redundant) {
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
    redundant.push_back(barrier);
    ++counts.removed;
    if (barrier.getScope() == Scope::Grid)
      ++counts.removedGrid;
    else
      ++counts.removedByOrder[static_cast<unsigned>(barrier.getSyncOrder())];
    return;
  }
  counts.kept.push_back({barrier.getLoc(), hazard});
  HazardQuery inWorkgroup, inStorage;
  inWorkgroup.outside = Scope::Workgroup;
  inStorage.onlyStorage = true;
  bool isNarrowed = false;
  if (barrier.getScope() == Scope::Grid &&
      !access.findHazard(barrier, inWorkgroup)) {
    remarkNarrowed(barrier, Scope::Workgroup, *hazard);
    barrier.setScope(Scope::Workgroup);
    barrier.setOrder(Order::AcqRel);
    access.setScope(barrier, Scope::Workgroup);
    ++counts.narrowed;
    isNarrowed = true;
  }
  if (barrier.getScope() != Scope::Grid && barrier.ordersStorage() &&
      !access.findHazard(barrier, inStorage)) {
    remarkRestricted(barrier, *hazard);
    barrier.setWorkgroupMemory(true);
    access.setWorkgroupMemory(barrier);
    ++counts.restricted;
    isNarrowed = true;
  }
  if (isNarrowed)
    return;
  counts.unknownBlocked += hazard->kind == HazardKind::Unknown;
  remarkKept(barrier, hazard);
}

LogicalResult ElideBarriersPass::write(BarrierCounts counts) {
  // Other programs of the module are being changed, so look at nothing but
  // where they are.
  unsigned count = 0, number = 0;
  for (Operation &op : *getOperation()->getBlock()) {
    if (&op == getOperation())
      number = count;
    count += isa<ProgramOp>(op);
  }
  std::optional<std::string> error =
      collected->add(report, count, number, std::move(counts));
  if (!error)
    return success();
  return getOperation()->emitError("cannot write the report '")
         << report << "': " << *error
         << "; fix: name a file in a folder that exists and is writable";
}

void ElideBarriersPass::runOnOperation() {
  BarrierAccessOptions options;
  options.isReference = reference;
  BarrierAccess access(getOperation(), options);
  if (printAccesses)
    access.print(llvm::errs());

  BarrierCounts counts;
  counts.program = getOperation().getName().str();
  SmallVector<BarrierOp> redundant;
  for (BarrierOp barrier : access.getBarriers())
    decide(barrier, access, counts, redundant);
  bool changed = counts.removed + counts.narrowed + counts.restricted != 0;
  if (!report.empty() && failed(write(std::move(counts))))
    return signalPassFailure();
  for (BarrierOp barrier : redundant)
    barrier.erase();
  if (!changed)
    markAllAnalysesPreserved();
}
