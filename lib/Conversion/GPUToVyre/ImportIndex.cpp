// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ImportIndex.h"

#include "mlir/Analysis/DataFlow/IntegerRangeAnalysis.h"
#include "mlir/Analysis/DataFlow/Utils.h"
#include "mlir/Analysis/DataFlowFramework.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace mlir::vyre;

//===----------------------------------------------------------------------===//
// Constants and casts
//===----------------------------------------------------------------------===//

static void wrapConstant(arith::ConstantOp op) {
  auto value = dyn_cast<IntegerAttr>(op.getValue());
  if (!value || !op.getType().isIndex() || !value.getValue().isNegative())
    return;
  APInt wrapped = value.getValue().trunc(32).zext(64);
  op.setValueAttr(IntegerAttr::get(op.getType(), wrapped));
}

/// `index` to i64 by way of i32: VYRE-IX-01 would add zeros.
static void extendSign(arith::IndexCastOp op) {
  if (!op.getIn().getType().isIndex() || !op.getType().isSignlessInteger() ||
      op.getType().getIntOrFloatBitWidth() <= 32)
    return;
  OpBuilder builder(op);
  Value narrow = arith::IndexCastOp::create(builder, op.getLoc(),
                                            builder.getI32Type(), op.getIn());
  Value wide =
      arith::ExtSIOp::create(builder, op.getLoc(), op.getType(), narrow);
  op.getResult().replaceAllUsesWith(wide);
  op.erase();
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

/// A loop over `index` whose bounds may be negative.
namespace {
struct SignedLoop {
  scf::ForOp loop;
  bool isLowerNegative;
};
} // namespace

/// Finds the loops in which an unsigned comparison could differ.
static SmallVector<SignedLoop> findSignedLoops(FunctionOpInterface function) {
  DataFlowSolver solver;
  dataflow::loadBaselineAnalyses(solver);
  solver.load<dataflow::IntegerRangeAnalysis>();
  SmallVector<SignedLoop> loops;
  // Without an answer every bound counts as possibly negative.
  bool hasRanges = succeeded(solver.initializeAndRun(function));
  auto mayBeNegative = [&](Value value) {
    auto *state =
        hasRanges
            ? solver.lookupState<dataflow::IntegerValueRangeLattice>(value)
            : nullptr;
    return !state || state->getValue().isUninitialized() ||
           state->getValue().getValue().smin().isNegative();
  };
  function.walk([&](scf::ForOp loop) {
    if (!loop.getInductionVar().getType().isIndex() || loop.getUnsignedCmp())
      return;
    bool isLowerNegative = mayBeNegative(loop.getLowerBound());
    if (isLowerNegative || mayBeNegative(loop.getUpperBound()))
      loops.push_back({loop, isLowerNegative});
  });
  return loops;
}

/// From `lower >= 0` an upper bound that is negative is as good as `lower`.
static void clampUpperBound(scf::ForOp loop) {
  OpBuilder builder(loop);
  loop.setUpperBound(arith::MaxSIOp::create(
      builder, loop.getLoc(), loop.getUpperBound(), loop.getLowerBound()));
}

/// Counts with i32, over which a loop compares signed.
static void countWithI32(scf::ForOp loop) {
  OpBuilder builder(loop);
  Location loc = loop.getLoc();
  auto toI32 = [&](Value value) -> Value {
    return arith::IndexCastOp::create(builder, loc, builder.getI32Type(),
                                      value);
  };
  loop.setLowerBound(toI32(loop.getLowerBound()));
  loop.setUpperBound(toI32(loop.getUpperBound()));
  loop.setStep(toI32(loop.getStep()));
  Value counter = loop.getInductionVar();
  counter.setType(builder.getI32Type());
  builder.setInsertionPointToStart(loop.getBody());
  auto index =
      arith::IndexCastOp::create(builder, loc, builder.getIndexType(), counter);
  counter.replaceAllUsesExcept(index, index);
}

void mlir::vyre::importIndexArithmetic(FunctionOpInterface function) {
  // Ranges are asked before anything changes: upstream's analysis takes an
  // index for a signed number of 64 bits, which the body still means.
  for (SignedLoop signedLoop : findSignedLoops(function)) {
    if (signedLoop.isLowerNegative)
      countWithI32(signedLoop.loop);
    else
      clampUpperBound(signedLoop.loop);
  }
  function.walk([](Operation *op) {
    if (auto constant = dyn_cast<arith::ConstantOp>(op))
      wrapConstant(constant);
    else if (auto cast = dyn_cast<arith::IndexCastOp>(op))
      extendSign(cast);
  });
}
