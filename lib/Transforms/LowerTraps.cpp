// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-lower-traps: a trap becomes a record for the host and an exit.
//
// A program that traps gets one more argument, the record, and each graph that
// dispatches such a program makes one, which all its dispatches share
// (HiddenArguments.h). The runtime finds it by the attribute, which the artifact
// carries over.
//
// The first trap wins, by a compare and exchange. Relaxed is enough: the host
// reads when the device is done. After its trap an invocation leaves the
// program, as by vyre.exit_if; the others go on, and so do later dispatches.
// Nobody sees what they make: the result of the run is the trap (VYRE-TR-02).
//
// A module pass: arguments of programs and of dispatches change together.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Transforms/Passes.h"

#include "HiddenArguments.h"
#include "Vyre/Dialect/KernelABI.h"
#include "Vyre/Runtime/Trap.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_LOWERTRAPSPASS
#include "Vyre/Transforms/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;

namespace {

struct LowerTrapsPass
    : public mlir::vyre::impl::LowerTrapsPassBase<LowerTrapsPass> {
  void runOnOperation() override;

private:
  /// `site` counts from 1.
  void lowerTrap(TrapOp trap, Value record, uint32_t site);

  /// In the order of their numbers: { loc, tag }.
  SmallVector<Attribute> sites;
};

} // namespace

void LowerTrapsPass::lowerTrap(TrapOp trap, Value record, uint32_t site) {
  OpBuilder builder(trap);
  Location loc = trap.getLoc();
  auto index = [&](uint32_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  auto word = [&](uint32_t value) -> Value {
    return arith::ConstantIntOp::create(builder, loc, value, 32);
  };
  Value none = word(0);
  Value number = word(site);
  Value first = index(::vyre::rt::kTrapSite);
  Value taken = AtomicCASOp::create(builder, loc, builder.getI32Type(),
                                    Order::Relaxed, none, number, record, first,
                                    /*in_bounds=*/false);
  Value isFirst = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                        taken, none);
  auto guard = scf::IfOp::create(builder, loc, isFirst);
  Value isDone = arith::ConstantIntOp::create(builder, loc, 1, 1);
  ExitIfOp::create(builder, loc, isDone);

  builder.setInsertionPointToStart(guard.thenBlock());
  auto write = [&](uint32_t at, Value value) {
    if (value.getType().isIndex())
      value = arith::IndexCastUIOp::create(builder, loc, builder.getI32Type(),
                                           value);
    StoreOp::create(builder, loc, value, record, index(at),
                    /*in_bounds=*/false);
  };
  write(::vyre::rt::kTrapAddress, trap.getAddress());
  ArrayRef<int32_t> size =
      trap->getParentOfType<ProgramOp>().getWorkgroupSize();
  constexpr Dimension axes[] = {Dimension::x, Dimension::y, Dimension::z};
  Value local;
  for (unsigned axis : {2, 1, 0}) {
    Value id = LocalIdOp::create(builder, loc, axes[axis]);
    if (local) {
      local = arith::MulIOp::create(builder, loc, local, index(size[axis]));
      id = arith::AddIOp::create(builder, loc, local, id);
    }
    local = id;
  }
  write(::vyre::rt::kTrapLocalId, local);
  for (unsigned axis : {0, 1, 2})
    write(::vyre::rt::kTrapWorkgroup + axis,
          WorkgroupIdOp::create(builder, loc, axes[axis]));
  trap.erase();
}

void LowerTrapsPass::runOnOperation() {
  MLIRContext *context = &getContext();
  Builder builder(context);
  auto recordType = BufferType::get(context, ::vyre::rt::kTrapWords,
                               builder.getI32Type(), Access::ReadWrite);
  DenseSet<StringAttr> trapping;
  sites.clear();
  for (ProgramOp program : getOperation().getOps<ProgramOp>()) {
    SmallVector<TrapOp> traps;
    program.walk([&](TrapOp trap) { traps.push_back(trap); });
    if (traps.empty())
      continue;
    trapping.insert(program.getSymNameAttr());
    Value record = addHiddenArgument(program, recordType, "vyre.trap");
    for (TrapOp trap : traps) {
      sites.push_back(builder.getDictionaryAttr(
          {builder.getNamedAttr("loc", LocationAttr(trap.getLoc())),
           builder.getNamedAttr("tag", trap.getTagAttr())}));
      lowerTrap(trap, record, sites.size());
    }
  }
  if (trapping.empty())
    return markAllAnalysesPreserved();
  for (GraphOp graph : getOperation().getOps<GraphOp>())
    if (AllocOp record = passHiddenBuffer(
            graph, recordType,
            [&](StringAttr program) { return trapping.contains(program); }))
      record->setAttr(kTrapSitesAttrName, builder.getArrayAttr(sites));
}
