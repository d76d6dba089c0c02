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

#include "BarrierElision.h"
#include "GridSchedule.h"
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

  LogicalResult initialize(MLIRContext *context) override;
  void runOnOperation() override;

private:
  LogicalResult write(BarrierCounts counts);

  /// Shared by the copies of this pass that work in parallel.
  std::shared_ptr<BarrierReport> collected = std::make_shared<BarrierReport>();
};

} // namespace

LogicalResult ElideBarriersPass::initialize(MLIRContext *context) {
  if (subgroupSize == 0 ||
      (llvm::isPowerOf2_32(subgroupSize) && subgroupSize <= 128))
    return success();
  return emitError(UnknownLoc::get(context))
         << "vyre-elide-barriers: found the subgroup size "
         << subgroupSize.getValue()
         << ", expected a power of two up to 128 [VYRE-SG-01]; fix: leave it "
            "out, or use the size of your device";
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
  if (gridOnly && !holdsGridBarrier(getOperation()))
    return markAllAnalysesPreserved();
  BarrierAccessOptions options;
  options.subgroupSize = subgroupSize;
  options.isReference = reference;
  BarrierAccess access(getOperation(), options);
  if (printAccesses)
    access.print(llvm::errs());

  BarrierElision elision = elideBarriers(access, {/*narrow=*/true, gridOnly});
  BarrierCounts &counts = elision.counts;
  counts.program = getOperation().getName().str();
  bool changed = counts.removed + counts.narrowed + counts.restricted != 0;
  if (!report.empty() && failed(write(std::move(counts))))
    return signalPassFailure();
  for (BarrierOp barrier : elision.redundant)
    barrier.erase();
  if (!changed)
    markAllAnalysesPreserved();
}
