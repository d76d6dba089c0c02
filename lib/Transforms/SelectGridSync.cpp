// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-select-grid-sync: decides which programs keep their grid barriers.
//
// The compiler knows the program, the runtime knows the device: how many of the
// workgroups it holds at once depends on registers, memory and drivers. So
// `auto` decides only where the device cannot matter, and otherwise leaves both
// ways in the graph, as a branch. What decides it is an op of the graph, so the
// artifact needs no notion of two ways.
//
// Legality: the two branches run the same program on the same buffers with the
// same grid, in different ways of being executed.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Transforms/Passes.h"

#include "GridHost.h"
#include "GridSchedule.h"
#include "Vyre/Dialect/KernelABI.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Remarks.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_SELECTGRIDSYNCPASS
#include "Vyre/Transforms/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;

/// No device holds more workgroups than this at once: the largest have some 200
/// multiprocessors with room for 32 workgroups each.
static constexpr uint64_t kMaxResident = uint64_t(1) << 16;

/// In the order of the enum.
static constexpr StringLiteral kNames[] = {"split", "software", "auto"};

StringRef mlir::vyre::gridSyncName(GridSync way) {
  return kNames[static_cast<unsigned>(way)];
}

std::optional<GridSync> mlir::vyre::parseGridSync(StringRef name) {
  for (auto [number, known] : llvm::enumerate(kNames))
    if (name == known)
      return static_cast<GridSync>(number);
  return std::nullopt;
}

namespace {

struct SelectGridSyncPass
    : public vyre::impl::SelectGridSyncPassBase<SelectGridSyncPass> {
  using Base = vyre::impl::SelectGridSyncPassBase<SelectGridSyncPass>;
  using Base::Base;

  void runOnOperation() override;

private:
  void select(ProgramOp program, ArrayRef<DispatchOp> dispatches,
              SymbolTable &symbols);
};

} // namespace

/// The number of workgroups of a dispatch, at most 2^32, if it is known.
static std::optional<uint64_t> countGroups(DispatchOp dispatch,
                                           ProgramOp program) {
  if (dispatch->getParentOfType<GraphOp>()->hasAttr(kImplicitGraphAttrName))
    return std::nullopt;
  uint64_t groups = 1;
  for (auto [axis, value] : llvm::enumerate(dispatch.getSizes())) {
    APInt size;
    if (!matchPattern(value, m_ConstantInt(&size)))
      return std::nullopt;
    uint64_t extent =
        dispatch.getThreads() ? program.getWorkgroupSize()[axis] : 1;
    uint64_t count = llvm::divideCeil(size.trunc(32).getZExtValue(), extent);
    groups = std::min(groups * count, uint64_t(1) << 32);
  }
  return groups;
}

static void report(ProgramOp program, StringRef chosen, StringRef why) {
  remark::analysis(program.getLoc(), remark::RemarkOpts::name("GridSync")
                                         .category("vyre-select-grid-sync")
                                         .function(program.getName()))
      << remark::add("grid barriers by {0}", chosen.str())
      << remark::reason("{0}", why.str());
}

/// Dispatches `resident` instead where the runtime prefers that.
static void branch(DispatchOp dispatch, ProgramOp program, ProgramOp resident) {
  OpBuilder builder(dispatch);
  Location loc = dispatch.getLoc();
  HostValues host(program, dispatch);
  SmallVector<Value> groups;
  for (unsigned axis = 0; axis < dispatch.getSizes().size(); ++axis)
    groups.push_back(host.getGroups(builder, axis));
  Value preferred = PreferResidentOp::create(
      builder, loc, builder.getI1Type(), resident.getName(), groups);
  auto choice = scf::IfOp::create(builder, loc, preferred,
                                  /*withElseRegion=*/true);
  builder.setInsertionPointToStart(choice.thenBlock());
  auto atOnce = cast<DispatchOp>(builder.clone(*dispatch));
  atOnce.setCallee(resident.getName());
  dispatch->moveBefore(choice.elseBlock()->getTerminator());
}

void SelectGridSyncPass::select(ProgramOp program,
                                ArrayRef<DispatchOp> dispatches,
                                SymbolTable &symbols) {
  UnitAttr marked = UnitAttr::get(&getContext());
  if (way == GridSync::Software) {
    program->setAttr(kResidentAttrName, marked);
    return report(program, "a barrier of atomics", "it was asked for");
  }
  uint64_t least = UINT64_MAX, most = 0;
  for (DispatchOp dispatch : dispatches) {
    std::optional<uint64_t> groups = countGroups(dispatch, program);
    least = std::min(least, groups.value_or(0));
    most = std::max(most, groups.value_or(UINT64_MAX));
  }
  if (most <= 1) {
    program->setAttr(kResidentAttrName, marked);
    return report(program, "a barrier of atomics",
                  "a grid of one workgroup is always resident");
  }
  if (least > kMaxResident)
    return report(program, "a split",
                  "no device holds so many workgroups at once");
  ProgramOp resident = program.clone();
  resident->setAttr(kResidentAttrName, marked);
  resident.setSymName((program.getName() + "_resident").str());
  symbols.insert(resident, std::next(program->getIterator()));
  for (DispatchOp dispatch : dispatches)
    branch(dispatch, program, resident);
  report(program, "a barrier of atomics or a split",
         "the runtime takes the barrier of atomics for grids that the device "
         "holds at once, if it is measured to cost less than a dispatch");
}

void SelectGridSyncPass::runOnOperation() {
  if (way == GridSync::Split)
    return markAllAnalysesPreserved();
  llvm::MapVector<StringAttr, SmallVector<DispatchOp>> dispatches;
  getOperation().walk([&](DispatchOp dispatch) {
    dispatches[dispatch.getCalleeAttr().getAttr()].push_back(dispatch);
  });
  SymbolTable symbols(getOperation());
  for (ProgramOp program :
       llvm::make_early_inc_range(getOperation().getOps<ProgramOp>())) {
    auto &calls = dispatches[program.getSymNameAttr()];
    if (!calls.empty() && holdsGridBarrier(program))
      select(program, calls, symbols);
  }
}
