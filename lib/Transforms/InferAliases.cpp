// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-infer-aliases: which buffer arguments of a program are passed as no
// other argument of the same dispatch, and how many axes its grids have. A
// module pass, because dispatches stand
// in graphs; what it finds is an attribute of each program, so that passes on
// programs can read it in parallel.
//
// Two operands of a dispatch are one buffer if they are one value: buffers of a
// graph are its arguments, all different (VYRE-GR-16), or made by a step at the
// top level (VYRE-GR-07), and control flow carries none (VYRE-GR-12).
//
//===----------------------------------------------------------------------===//

#include "Vyre/Transforms/Passes.h"

#include "Vyre/Analysis/CallerFacts.h"
#include "Vyre/Dialect/KernelABI.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_INFERALIASESPASS
#include "Vyre/Transforms/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;

namespace {

/// What all callers of one program have in common.
struct CallerFacts {
  /// One entry per argument: whether it is a buffer that nobody passes twice.
  SmallVector<bool> isUnique;
  /// Axes along which a grid may have more than one workgroup.
  unsigned gridAxes = 3;
};

struct InferAliasesPass
    : public vyre::impl::InferAliasesPassBase<InferAliasesPass> {
  using Base = vyre::impl::InferAliasesPassBase<InferAliasesPass>;
  using Base::Base;

  void runOnOperation() override;

private:
  CallerFacts findFacts(ProgramOp program);
};

} // namespace

CallerFacts InferAliasesPass::findFacts(ProgramOp program) {
  CallerFacts facts, none;
  for (Type type : program.getArgumentTypes())
    facts.isUnique.push_back(isa<BufferType>(type));
  none.isUnique.assign(facts.isUnique.size(), false);

  std::optional<SymbolTable::UseRange> uses =
      SymbolTable::getSymbolUses(program, getOperation());
  if (!uses)
    return none;
  if (uses->empty()) {
    // The compiler makes a graph for it that passes its own arguments; whoever
    // runs that graph may choose the grid.
    bool isImplicit =
        getOperation().getOps<GraphOp>().empty() &&
        llvm::hasSingleElement(getOperation().getOps<ProgramOp>());
    return isImplicit ? facts : none;
  }
  facts.gridAxes = 1;
  for (const SymbolTable::SymbolUse &use : *uses) {
    if (isa<PreferResidentOp, StrideGroupsOp>(use.getUser()))
      continue; // passes nothing
    auto dispatch = dyn_cast<DispatchLikeOpInterface>(use.getUser());
    if (!dispatch)
      return none;
    for (auto [index, operand] : llvm::enumerate(dispatch.getArguments()))
      if (llvm::count(dispatch.getArguments(), operand) > 1)
        facts.isUnique[index] = false;
    auto graph = dispatch->getParentOfType<GraphOp>();
    bool isImplicit = !graph || graph->hasAttr(kImplicitGraphAttrName);
    unsigned axes =
        isImplicit ? 3 : dispatch.countGridAxes(program.getWorkgroupSize());
    facts.gridAxes = std::max(facts.gridAxes, axes);
  }
  return facts;
}

void InferAliasesPass::runOnOperation() {
  StringAttr noAlias = StringAttr::get(&getContext(), kNoAliasAttrName);
  StringAttr gridAxes = StringAttr::get(&getContext(), kGridAxesAttrName);
  Builder builder(&getContext());
  for (ProgramOp program : getOperation().getOps<ProgramOp>()) {
    CallerFacts facts = findFacts(program);
    for (auto [index, isUnique] : llvm::enumerate(facts.isUnique)) {
      if (isUnique)
        program.setArgAttr(index, noAlias, builder.getUnitAttr());
      else
        program.removeArgAttr(index, noAlias);
    }
    if (facts.gridAxes < 3)
      program->setAttr(gridAxes, builder.getI32IntegerAttr(facts.gridAxes));
    else
      program->removeAttr(gridAxes);
  }
}
