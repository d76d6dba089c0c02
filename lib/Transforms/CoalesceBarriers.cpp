// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-coalesce-barriers: two barriers of one block with nothing between that
// others could see become one. The lattice: a wider scope absorbs a narrower
// one, orders of one scope join, acquire and release to acq_rel, seq_cst above.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Transforms/Passes.h"

#include "BarrierReport.h"
#include "mlir/IR/Remarks.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_COALESCEBARRIERSPASS
#include "Vyre/Transforms/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;

/// The weakest order that is at least as strong as both.
static Order join(Order a, Order b) {
  if (a == b)
    return a;
  // The two that the integer order does not tell apart.
  return std::max({a, b, Order::AcqRel});
}

static bool covers(BarrierOp wide, BarrierOp other) {
  if (other.ordersStorage() && !wide.ordersStorage())
    return false;
  return wide.getScope() > other.getScope() ||
         (wide.getScope() == other.getScope() &&
          join(wide.getSyncOrder(), other.getSyncOrder()) ==
              wide.getSyncOrder());
}

/// Joins two neighbours; returns the one that stays, or null if both do.
static BarrierOp coalesce(BarrierOp first, BarrierOp second) {
  auto absorb = [](BarrierOp stays, BarrierOp goes) {
    remark::passed(goes.getLoc(), remark::RemarkOpts::name("BarrierCoalesced")
                                      .category("vyre-coalesce-barriers"))
        << remark::add("joined with the barrier beside it, of scope {0}",
                       stringifyScope(stays.getScope()));
    goes.erase();
    return stays;
  };
  if (!second.getKeep() && covers(first, second))
    return absorb(first, second);
  if (!first.getKeep() && covers(second, first))
    return absorb(second, first);
  if (first.getKeep() || second.getKeep() ||
      first.getScope() != second.getScope())
    return BarrierOp();
  first.setOrder(join(first.getSyncOrder(), second.getSyncOrder()));
  first.setWorkgroupMemory(!first.ordersStorage() && !second.ordersStorage());
  return absorb(first, second);
}

namespace {

struct CoalesceBarriersPass
    : public vyre::impl::CoalesceBarriersPassBase<CoalesceBarriersPass> {
  using Base = vyre::impl::CoalesceBarriersPassBase<CoalesceBarriersPass>;
  using Base::Base;

  void runOnOperation() override {
    unsigned total = 0, coalesced = 0;
    getOperation()->walk([&](Block *block) {
      BarrierOp last;
      for (Operation &op : llvm::make_early_inc_range(*block)) {
        auto barrier = dyn_cast<BarrierOp>(op);
        if (!barrier) {
          if (!isMemoryEffectFree(&op))
            last = BarrierOp();
          continue;
        }
        ++total;
        BarrierOp joined = last ? coalesce(last, barrier) : BarrierOp();
        coalesced += static_cast<bool>(joined);
        last = joined ? joined : barrier;
      }
    });
    std::string program = getOperation().getName().str();
    auto entry = [=](llvm::json::OStream &json) {
      json.object([&] {
        json.attribute("program", program);
        json.attribute("total", total);
        json.attribute("coalesced", coalesced);
      });
    };
    if (!report.empty() &&
        failed(collected->add(getOperation(), report, entry)))
      return signalPassFailure();
    if (coalesced == 0)
      markAllAnalysesPreserved();
  }

private:
  /// Shared by the copies of this pass that work in parallel.
  std::shared_ptr<BarrierReport> collected = std::make_shared<BarrierReport>();
};

} // namespace
