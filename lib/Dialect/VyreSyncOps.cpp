// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Barriers: verifier, effects, interface.
//
//===----------------------------------------------------------------------===//

#include "Placement.h"
#include "Vyre/Dialect/VyreOps.h"

using namespace mlir;
using namespace mlir::vyre;

LogicalResult BarrierOp::verify() {
  if ((*this)->getParentOfType<GraphOp>())
    return emitOpError("stands in a graph, expected inside a program "
                       "[VYRE-PR-03]; fix: steps of a graph are ordered "
                       "already, remove it");
  if (getScope() == Scope::Grid) {
    if (getOrder())
      return emitOpError("of scope grid has order ")
             << stringifyOrder(*getOrder())
             << ", expected none: it is always seq_cst [VYRE-BR-02]; fix: "
                "write 'vyre.barrier grid'";
    if (getWorkgroupMemory())
      return emitOpError("of scope grid orders workgroup memory only, expected "
                         "scope workgroup or subgroup: workgroups share "
                         "storage alone [VYRE-BR-04]; fix: write "
                         "'vyre.barrier workgroup acq_rel workgroup_memory'");
    return success();
  }
  if (!getOrder())
    return emitOpError("of scope ")
           << stringifyScope(getScope())
           << " has no order, expected acquire, release, acq_rel or seq_cst "
              "[VYRE-BR-02]; fix: write 'vyre.barrier "
           << stringifyScope(getScope()) << " acq_rel'";
  if (*getOrder() == Order::Relaxed)
    return emitOpError("has order relaxed, expected acquire, release, acq_rel "
                       "or seq_cst [VYRE-BR-02]; fix: use acq_rel");
  return success();
}

Scope BarrierOp::getConvergenceScope() { return getScope(); }
OpOperand *BarrierOp::getContribution() { return nullptr; }
TypedAttr BarrierOp::getNeutralContribution() { return nullptr; }

Scope BarrierOp::getSyncScope() { return getScope(); }

Order BarrierOp::getSyncOrder() { return getOrder().value_or(Order::SeqCst); }

bool BarrierOp::ordersStorage() { return !getWorkgroupMemory(); }

/// A barrier reads and writes everything that it orders, so that no generic
/// pass moves an access across it.
void BarrierOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>
        &effects) {
  SmallVector<SideEffects::Resource *, 2> ordered = {WorkgroupResource::get()};
  if (ordersStorage())
    ordered.push_back(StorageResource::get());
  for (SideEffects::Resource *resource : ordered) {
    effects.emplace_back(MemoryEffects::Read::get(), resource);
    effects.emplace_back(MemoryEffects::Write::get(), resource);
  }
}
