// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-infer-bounds: marks accesses that are certainly in range, so that
// lowering needs no guard. What counts as a proof, and why it holds on a device
// with 32-bit indices, is argued in lib/Analysis/BoundsProof.cpp. Marks that
// are there already stay: only this pass sets them.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Transforms/Passes.h"

#include "Vyre/Analysis/BoundsProof.h"
#include "llvm/Support/raw_ostream.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_INFERBOUNDSPASS
#include "Vyre/Transforms/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;

namespace {

struct InferBoundsPass
    : public vyre::impl::InferBoundsPassBase<InferBoundsPass> {
  using Base = vyre::impl::InferBoundsPassBase<InferBoundsPass>;
  using Base::Base;

  void runOnOperation() override {
    BoundsProof proof(getOperation());
    if (printProofs)
      proof.print(llvm::errs());
    bool changed = false;
    getOperation().walk([&](AccessOpInterface access) {
      if (access.isInBounds() || !proof.getProof(access))
        return;
      access.setInBoundsProof();
      changed = true;
    });
    if (!changed)
      markAllAnalysesPreserved();
  }
};

} // namespace
