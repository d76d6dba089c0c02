// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-elide-gpu-barriers: makes a program of a copy of the kernel, asks the
// analysis of vyre-elide-barriers about each barrier of it, and erases those of
// the kernel that it would erase. The conversion keeps barriers one to one and
// in order, so the answers can be carried back.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Transforms/Passes.h"

#include "BarrierElision.h"
#include "Vyre/Conversion/GPUToVyre.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Remarks.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_ELIDEGPUBARRIERSPASS
#include "Vyre/Transforms/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;

namespace {

struct ElideGPUBarriersPass
    : public vyre::impl::ElideGPUBarriersPassBase<ElideGPUBarriersPass> {
  using Base = vyre::impl::ElideGPUBarriersPassBase<ElideGPUBarriersPass>;
  using Base::Base;

  LogicalResult initialize(MLIRContext *context) override {
    if (workgroupSize.empty() || workgroupSize.size() == 3)
      return success();
    return emitError(UnknownLoc::get(context), "workgroup-size has ")
           << workgroupSize.size()
           << " numbers, expected three [VYRE-GI-02]; fix: use 1 for an axis "
              "without extent";
  }

  void runOnOperation() override;
};

} // namespace

template <typename OpT>
static SmallVector<OpT> collect(Operation *root) {
  SmallVector<OpT> ops;
  root->walk([&](OpT op) { ops.push_back(op); });
  return ops;
}

/// All barriers of a kernel stay, because it has no counterpart in vyre.
static void remarkNotAnalysed(unsigned barriers,
                              const ImportObstacle &obstacle) {
  auto remark = remark::missed(obstacle.op->getLoc(),
                               remark::RemarkOpts::name("KernelNotAnalysed")
                                   .category("vyre-elide-barriers"));
  if (!remark)
    return;
  std::string reason = "'" + obstacle.op->getName().getStringRef().str() +
                       "' op " + obstacle.reason;
  remark << remark::add("kept {0} barriers of a kernel that is no program",
                        barriers)
         << remark::reason("{0}", reason) << remark::metric("Kept", barriers);
}

void ElideGPUBarriersPass::runOnOperation() {
  gpu::GPUFuncOp kernel = getOperation();
  auto barriers = collect<gpu::BarrierOp>(kernel);
  if (barriers.empty())
    return markAllAnalysesPreserved();

  GPUImportOptions options;
  llvm::append_range(options.workgroupSize, workgroupSize);
  SmallVector<ImportObstacle> obstacles = findImportObstacles(kernel, options);
  if (!obstacles.empty()) {
    remarkNotAnalysed(barriers.size(), obstacles.front());
    return markAllAnalysesPreserved();
  }

  OwningOpRef<ModuleOp> scratch = ModuleOp::create(kernel.getLoc());
  OpBuilder builder = OpBuilder::atBlockEnd(scratch->getBody());
  ProgramOp program = importKernel(builder, kernel, kernel.getName(), options);
  auto imported = collect<BarrierOp>(program);
  DenseMap<Operation *, gpu::BarrierOp> originals;
  for (auto [copy, original] : llvm::zip_equal(imported, barriers))
    originals[copy] = original;

  BarrierAccess access(program);
  SmallVector<BarrierOp> redundant =
      elideBarriers(access, {}).redundant;
  for (BarrierOp barrier : redundant)
    originals.lookup(barrier).erase();
  if (redundant.empty())
    markAllAnalysesPreserved();
}
