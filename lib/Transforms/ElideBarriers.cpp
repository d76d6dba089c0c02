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

void ElideBarriersPass::runOnOperation() {
  if (gridOnly && !holdsGridBarrier(getOperation()))
    return markAllAnalysesPreserved();
  BarrierAccessOptions options;
  options.subgroupSize = subgroupSize;
  options.isReference = reference;
  BarrierAccess access(getOperation(), options);
  if (printAccesses) {
    // Diagnostics come in the order of the module, also from threads.
    std::string text;
    llvm::raw_string_ostream stream(text);
    access.print(stream);
    getOperation()->emitRemark(text);
  }

  BarrierElision elision = elideBarriers(access, {/*narrow=*/true, gridOnly});
  BarrierCounts &counts = elision.counts;
  counts.program = getOperation().getName().str();
  bool changed = counts.removed + counts.narrowed + counts.restricted != 0;
  auto entry = [counts](llvm::json::OStream &json) {
    writeCounts(json, counts);
  };
  if (!report.empty() && failed(collected->add(getOperation(), report, entry)))
    return signalPassFailure();
  for (BarrierOp barrier : elision.redundant)
    barrier.erase();
  if (!changed)
    markAllAnalysesPreserved();
}
