// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-lower-fixpoint: turns vyre.fixpoint into a loop that reads.
//
//   vyre.copy %b, %old                                 // for each buffer
//   scf.while (%pass = 0) {
//     steps
//     vyre.fill 0, %changed
//     vyre.dispatch @compare (%b, %old, %changed)      // for each buffer
//     %any = vyre.read %changed
//     scf.condition(%any != 0 && %pass + 1 < limit) %pass + 1
//   }
//
// @compare renews the copy where it differs, so that it needs no pass of its
// own. Bits are compared: a NaN is equal to itself, and the two zeros differ.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Transforms/Passes.h"

#include "GeneratedPrograms.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_LOWERFIXPOINTPASS
#include "Vyre/Transforms/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;

namespace {

class FixpointLowering {
public:
  explicit FixpointLowering(ProgramMaker &programs, StringRef graph)
      : programs(programs), name((graph + "_compare").str()) {}

  void lower(FixpointOp op);

private:
  /// A program that compares buffers of the element type.
  ProgramOp getCompare(Type element, Location loc);

  ProgramMaker &programs;
  std::string name;
  DenseMap<Type, ProgramOp> compares;
};

} // namespace

/// Whether two elements differ in a bit.
static Value differ(OpBuilder &builder, Location loc, Value a, Value b) {
  Type type = a.getType();
  if (auto vector = dyn_cast<VectorType>(type)) {
    Value any;
    for (int64_t lane = 0; lane < vector.getNumElements(); ++lane) {
      Value left = vector::ExtractOp::create(builder, loc, a, lane);
      Value right = vector::ExtractOp::create(builder, loc, b, lane);
      Value found = differ(builder, loc, left, right);
      any = any ? arith::OrIOp::create(builder, loc, any, found) : found;
    }
    return any;
  }
  if (isa<FloatType>(type)) {
    Type bits = builder.getIntegerType(type.getIntOrFloatBitWidth());
    a = arith::BitcastOp::create(builder, loc, bits, a);
    b = arith::BitcastOp::create(builder, loc, bits, b);
  }
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, a, b);
}

ProgramOp FixpointLowering::getCompare(Type element, Location loc) {
  ProgramOp &compare = compares[element];
  if (compare)
    return compare;
  MLIRContext *context = element.getContext();
  auto any = [&](Access access) {
    return BufferType::get(context, BufferType::kDynamic, element, access);
  };
  Type i32 = IntegerType::get(context, 32);
  compare = programs.make(
      name, loc,
      {{"now", any(Access::Read)},
       {"old", any(Access::ReadWrite)},
       {"changed", BufferType::get(context, 1, i32, Access::ReadWrite)}},
      kGeneratedWorkgroup, [&](OpBuilder &builder, Block &body) {
        Value now = body.getArgument(0), old = body.getArgument(1),
              changed = body.getArgument(2);
        Value count =
            LengthOp::create(builder, loc, builder.getIndexType(), now);
        shareElements(builder, loc, count, [&](OpBuilder &inside, Value i) {
          auto load = [&](Value buffer) -> Value {
            return LoadOp::create(inside, loc, element, buffer, i,
                                  /*in_bounds=*/false);
          };
          Value value = load(now);
          auto renew = scf::IfOp::create(inside, loc,
                                         differ(inside, loc, value, load(old)));
          OpBuilder then = renew.getThenBodyBuilder();
          StoreOp::create(then, loc, value, old, i, /*in_bounds=*/false);
          Value one = arith::ConstantIntOp::create(then, loc, 1, 32);
          Value first = arith::ConstantIndexOp::create(then, loc, 0);
          // Many invocations may find something.
          AtomicStoreOp::create(then, loc, Order::Relaxed, one, changed, first,
                                /*in_bounds=*/false);
        });
      });
  return compare;
}

void FixpointLowering::lower(FixpointOp op) {
  Location loc = op.getLoc();
  Block *steps = &op.getBody().front();
  Operation *last = steps->getTerminator();
  OpBuilder builder(op);
  if (op.getLimit() == 1) {
    // Nothing depends on what the only pass changes.
    last->erase();
    op->getBlock()->getOperations().splice(op->getIterator(),
                                           steps->getOperations());
    return op.erase();
  }

  Type index = builder.getIndexType(), i32 = builder.getI32Type();
  OpBuilder top(getTopLevel(op));
  auto flag = BufferType::get(op.getContext(), 1, i32, Access::ReadWrite);
  Value changed = AllocOp::create(top, loc, flag, /*count=*/Value(),
                                  /*uninitialized=*/true);
  SmallVector<Value> copies, groups;
  for (Value buffer : op.getBuffers()) {
    auto type = cast<BufferType>(buffer.getType());
    Value count = LengthOp::create(top, loc, index, buffer);
    copies.push_back(AllocOp::create(top, loc, type,
                                     type.isDynamic() ? count : Value(),
                                     /*uninitialized=*/true));
    groups.push_back(countSharedGroups(top, loc, count));
    CopyOp::create(builder, loc, buffer, copies.back());
  }
  Value none = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  Value limit = arith::ConstantIndexOp::create(builder, loc, op.getLimit());
  Value zero = arith::ConstantIntOp::create(builder, loc, 0, 32);

  auto loop =
      scf::WhileOp::create(builder, loc, TypeRange(index), ValueRange(none));
  Block *before = builder.createBlock(&loop.getBefore(), {}, index, loc);
  builder.setInsertionPointToEnd(before);
  last->erase();
  before->getOperations().splice(before->end(), steps->getOperations());
  FillOp::create(builder, loc, zero, changed);
  for (auto [buffer, copy, size] : llvm::zip(op.getBuffers(), copies, groups)) {
    Type element = cast<BufferType>(buffer.getType()).getElementType();
    DispatchOp::create(builder, loc, getCompare(element, loc).getName(),
                       /*threads=*/false, size,
                       ValueRange{buffer, copy, changed});
  }
  Value pass = arith::AddIOp::create(builder, loc, before->getArgument(0), one);
  Value more = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult,
                                     pass, limit);
  Value number = ReadOp::create(builder, loc, i32, changed);
  Value any = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne,
                                    number, zero);
  Value goesOn = arith::AndIOp::create(builder, loc, any, more);
  scf::ConditionOp::create(builder, loc, goesOn, pass);
  Block *after = builder.createBlock(&loop.getAfter(), {}, index, loc);
  scf::YieldOp::create(builder, loc, after->getArguments());
  op.erase();
}

namespace {

struct LowerFixpointPass
    : public vyre::impl::LowerFixpointPassBase<LowerFixpointPass> {
  void runOnOperation() override {
    bool isChanged = false;
    for (GraphOp graph : llvm::to_vector(getOperation().getOps<GraphOp>())) {
      SmallVector<FixpointOp> fixpoints;
      graph.walk([&](FixpointOp op) { fixpoints.push_back(op); });
      if (fixpoints.empty())
        continue;
      isChanged = true;
      ProgramMaker programs(getOperation(), graph);
      FixpointLowering lowering(programs, graph.getName());
      for (FixpointOp op : fixpoints)
        lowering.lower(op);
    }
    if (!isChanged)
      markAllAnalysesPreserved();
  }
};

} // namespace
