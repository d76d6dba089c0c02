// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-grid-stride: makes a program a loop over the workgroups of its grid.
//
// Legality. Workgroups of a dispatch run in any order, also one after the other
// (VYRE-MM-16 orders only dispatches), unless they wait for each other: such a
// program is left alone. So one workgroup may do the work of several, if nothing
// but the ids tells them apart: ids and the number of workgroups are those of
// the grid, subgroups are made from invocations of one workgroup. Workgroup
// memory starts as zero for each, so programs that have it are left alone. All
// invocations of a workgroup make the same rounds, and convergent ops stay
// convergent.
//
// Each workgroup does neighbours, one after the other, so that caches see the
// order of a grid. The grid has fewer than 2^31 workgroups, which the runtime
// checks, so that no index wraps.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Transforms/Passes.h"

#include "GridHost.h"
#include "HiddenArguments.h"
#include "Vyre/Dialect/KernelABI.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Remarks.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_GRIDSTRIDEPASS
#include "Vyre/Transforms/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;

static constexpr Dimension kAxes[] = {Dimension::x, Dimension::y, Dimension::z};
static constexpr StringLiteral kNames[] = {"vyre.groups_x", "vyre.groups_y",
                                           "vyre.groups_z"};

namespace {

struct GridStridePass : public vyre::impl::GridStridePassBase<GridStridePass> {
  void runOnOperation() override;
};

} // namespace

/// How many axes the grids of the program have. The caller of an implicit graph
/// may use all three.
static unsigned countAxes(ArrayRef<DispatchOp> dispatches) {
  size_t axes = 1;
  for (DispatchOp dispatch : dispatches) {
    if (dispatch->getParentOfType<GraphOp>()->hasAttr(kImplicitGraphAttrName))
      return DispatchOp::kMaxDims;
    axes = std::max(axes, dispatch.getSizes().size());
  }
  return axes;
}

/// Why the program stays as it is; empty if it need not.
static StringRef findObstacle(ProgramOp program, unsigned axes) {
  if (program->hasAttr(kGridSyncArgAttrName))
    return "its workgroups wait for each other";
  if (!program.getBody().front().getOps<WorkgroupAllocOp>().empty())
    return "it has workgroup memory, which is zero for each workgroup";
  if (llvm::all_of(program.getWorkgroupSize(),
                   [](int32_t extent) { return extent == 1; }))
    return "a workgroup of one invocation may count beyond 2^31";
  SmallVector<Type> types(program.getArgumentTypes());
  types.append(axes, IndexType::get(program.getContext()));
  if (computeKernelABI(types).pushBytes > kMaxPushConstantBytes)
    return "the size of the grid does not fit into the push constants";
  return {};
}

/// Puts the body into a loop, and replaces what it knows of the grid.
static void makeLoop(ProgramOp program, unsigned axes) {
  Location loc = program.getLoc();
  SmallVector<Value> groups;
  for (unsigned axis = 0; axis < axes; ++axis)
    groups.push_back(addHiddenArgument(
        program, IndexType::get(program.getContext()), kNames[axis]));

  Block *body = &program.getBody().front();
  OpBuilder builder = OpBuilder::atBlockBegin(body);
  Value number = WorkgroupIdOp::create(builder, loc, Dimension::x);
  Value workers = NumWorkgroupsOp::create(builder, loc, Dimension::x);
  Value total = groups[0];
  for (Value more : ArrayRef(groups).drop_front())
    total = arith::MulIOp::create(builder, loc, total, more);
  // Workers are no more than workgroups, so nothing here wraps.
  Value step = arith::ConstantIndexOp::create(builder, loc, 1);
  Value most = arith::AddIOp::create(
      builder, loc, total, arith::SubIOp::create(builder, loc, workers, step));
  Value share = DivUIOp::create(builder, loc, most, workers);
  Value first = arith::MulIOp::create(builder, loc, number, share);
  Value behind = arith::AddIOp::create(builder, loc, first, share);
  Value end = arith::MinUIOp::create(builder, loc, behind, total);
  auto loop = scf::ForOp::create(builder, loc, first, end, step);
  Block *round = loop.getBody();
  round->getOperations().splice(
      round->begin(), body->getOperations(), std::next(loop->getIterator()),
      body->getTerminator()->getIterator());

  builder.setInsertionPointToStart(round);
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  SmallVector<Value> ids(DispatchOp::kMaxDims, zero);
  Value rest = loop.getInductionVar();
  for (unsigned axis = 0; axis + 1 < axes; ++axis) {
    ids[axis] = RemUIOp::create(builder, loc, rest, groups[axis]);
    rest = DivUIOp::create(builder, loc, rest, groups[axis]);
  }
  ids[axes - 1] = rest;

  round->walk([&](Operation *op) {
    Value replacement;
    OpBuilder at(op);
    if (auto id = dyn_cast<WorkgroupIdOp>(op)) {
      replacement = ids[static_cast<unsigned>(id.getDimension())];
    } else if (auto count = dyn_cast<NumWorkgroupsOp>(op)) {
      auto axis = static_cast<unsigned>(count.getDimension());
      replacement = axis < axes ? groups[axis] : one;
    } else if (auto id = dyn_cast<GlobalIdOp>(op)) {
      Dimension axis = id.getDimension();
      auto number = static_cast<unsigned>(axis);
      Value extent = arith::ConstantIndexOp::create(
          at, op->getLoc(), program.getWorkgroupSize()[number]);
      Value start =
          arith::MulIOp::create(at, op->getLoc(), ids[number], extent);
      Value local = LocalIdOp::create(at, op->getLoc(), axis);
      replacement = arith::AddIOp::create(at, op->getLoc(), start, local);
    } else {
      return;
    }
    op->getResult(0).replaceAllUsesWith(replacement);
    op->erase();
  });
}

static void dispatchFewer(DispatchOp dispatch, ProgramOp program,
                          unsigned axes) {
  OpBuilder builder(dispatch);
  Location loc = dispatch.getLoc();
  SmallVector<Value> groups;
  for (unsigned axis = 0; axis < axes; ++axis)
    groups.push_back(getGroups(builder, program, dispatch,
                               dispatch.getSizes(), axis));
  Value few = StrideGroupsOp::create(builder, loc, builder.getIndexType(),
                                     program.getName(), groups);
  // A count of no invocations does nothing; one of no workgroups is an error.
  if (dispatch.getThreads())
    few = arith::MaxUIOp::create(builder, loc, few,
                                 arith::ConstantIndexOp::create(builder, loc, 1));
  dispatch.getArgumentsMutable().append(groups);
  dispatch.getSizesMutable().assign(few);
  dispatch.setThreads(false);
  dispatch->setAttr(kFixedGridAttrName, builder.getUnitAttr());
}

void GridStridePass::runOnOperation() {
  llvm::MapVector<StringAttr, SmallVector<DispatchOp>> dispatches;
  DenseSet<StringAttr> indirect;
  getOperation().walk([&](DispatchLikeOpInterface op) {
    StringAttr name = op.getCalleeAttr().getAttr();
    if (auto dispatch = dyn_cast<DispatchOp>(*op))
      dispatches[name].push_back(dispatch);
    else
      indirect.insert(name);
  });
  for (ProgramOp program : getOperation().getOps<ProgramOp>()) {
    auto &calls = dispatches[program.getSymNameAttr()];
    if (calls.empty())
      continue;
    unsigned axes = countAxes(calls);
    StringRef obstacle = findObstacle(program, axes);
    if (indirect.contains(program.getSymNameAttr()))
      obstacle = "the size of one of its grids is known to the device only";
    if (!obstacle.empty()) {
      remark::missed(program.getLoc(), remark::RemarkOpts::name("GridStride")
                                           .category("vyre-grid-stride")
                                           .function(program.getName()))
          << remark::reason("{0}", obstacle.str());
      continue;
    }
    makeLoop(program, axes);
    for (DispatchOp dispatch : calls)
      dispatchFewer(dispatch, program, axes);
    remark::passed(program.getLoc(), remark::RemarkOpts::name("GridStride")
                                         .category("vyre-grid-stride")
                                         .function(program.getName()))
        << remark::add("each workgroup works off several");
  }
}
