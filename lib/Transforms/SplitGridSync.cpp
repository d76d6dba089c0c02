// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-split-grid-sync: cuts programs at grid barriers and lets the host run
// the parts one after the other.
//
// - GridSchedule finds the segments, and the control flow around barriers that
//   becomes control flow of the graph.
// - GridValues decides how values that live across get from one to another.
// - GridSegmentBuilder makes a program of each segment, and
//   GridDispatchBuilder replaces the dispatches.
//
// Legality. Everything that one step of a graph did happens before everything
// that the next one does (VYRE-MM-16), for all invocations: that is what a grid
// barrier promises, and more. The invocations of a segment have the ids that
// they have in the source, because each is dispatched with the same grid. Exits
// are lowered first, so each invocation executes all of each segment, the one
// that left nothing but total loads, pure ops and stores to its own hidden
// words. What it stores there before a barrier is what it loads behind it:
// nobody else touches these words. A value that is computed again is computed
// from the same operands, by ops that depend on nothing else, or on memory that
// the program does not write. Control flow that the host takes over is uniform
// in the grid, and depends on what the host computes with the same result, or
// on what the device told it.
//
// More barriers than in the source arise where control flow around a barrier
// begins and ends. A barrier only orders more.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Transforms/Passes.h"

#include "ExitLowering.h"
#include "GridSegments.h"
#include "Vyre/Dialect/KernelABI.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Remarks.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_SPLITGRIDSYNCPASS
#include "Vyre/Transforms/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;

/// Whether the dispatches have an extent along x only, so that the global id
/// along x is the number of an invocation. The caller of an implicit graph may
/// give it another grid.
static bool isLinearGrid(ProgramOp program, ArrayRef<DispatchOp> dispatches) {
  ArrayRef<int32_t> extents = program.getWorkgroupSize();
  if (extents[1] != 1 || extents[2] != 1)
    return false;
  return llvm::all_of(dispatches, [](DispatchOp dispatch) {
    if (dispatch->getParentOfType<GraphOp>()->hasAttr(kImplicitGraphAttrName))
      return false;
    return llvm::all_of(dispatch.getSizes().drop_front(),
                        [](Value size) { return matchPattern(size, m_One()); });
  });
}

static void report(const GridSchedule &schedule, const GridValues &values,
                   const GridWorkgroupMemory &workgroupMemory,
                   ArrayRef<GridProgram> programs) {
  ProgramOp program = schedule.getProgram();
  unsigned segments = llvm::count_if(
      programs, [](const GridProgram &each) { return each.program; });
  remark::analysis(program.getLoc(), remark::RemarkOpts::name("GridSplit")
                                         .category("vyre-split-grid-sync")
                                         .function(program.getName()))
      << remark::add("grid barriers split")
      << remark::metric("Barriers", schedule.getNumBarriers())
      << remark::metric("Segments", segments)
      << remark::metric("Recomputed", values.getNumRecomputed())
      << remark::metric("Spilled", values.getNumSpilled())
      << remark::metric("Carried", schedule.getSlots().size())
      << remark::metric("BytesPerInvocation", 4 * values.getNumWords())
      << remark::metric("BytesPerWorkgroup", 4 * workgroupMemory.getNumWords());
}

static void reportWaits(const GridSchedule &schedule) {
  for (Operation *wait : schedule.getEarlyWaits())
    remark::missed(wait->getLoc(), remark::RemarkOpts::name("WaitBeforeBarrier")
                                       .category("vyre-split-grid-sync"))
        << remark::reason("a copy in flight cannot cross a grid barrier, so it "
                          "is waited for in front of it")
        << remark::suggest("start the copy behind the barrier");
}

/// VYRE-GS-06: hidden memory has a place for each invocation, and whether a grid
/// fits on the device is looked up before it runs.
static void refuseIndirect(Operation *op, ProgramOp program) {
  InFlightDiagnostic error = op->emitOpError(
      "runs a program with grid barriers over a grid that only the device "
      "knows, expected sizes that the host knows [VYRE-GS-06]; fix: dispatch "
      "the largest size with vyre.dispatch, and let the rest exit");
  error.attachNote(program.getLoc()) << "the program is defined here";
}

namespace {

struct SplitGridSyncPass
    : public vyre::impl::SplitGridSyncPassBase<SplitGridSyncPass> {
  void runOnOperation() override {
    SmallVector<ProgramOp> programs;
    for (auto program : getOperation().getOps<ProgramOp>())
      if (holdsGridBarrier(program))
        programs.push_back(program);
    if (programs.empty())
      return markAllAnalysesPreserved();
    llvm::MapVector<StringAttr, SmallVector<DispatchOp>> dispatches;
    llvm::DenseMap<StringAttr, Operation *> indirect;
    getOperation().walk([&](DispatchLikeOpInterface op) {
      StringAttr name = op.getCalleeAttr().getAttr();
      if (auto dispatch = dyn_cast<DispatchOp>(*op))
        dispatches[name].push_back(dispatch);
      else
        indirect[name] = op;
    });
    SymbolTable symbols(getOperation());
    bool hasErrors = false;
    for (ProgramOp program : programs) {
      if (Operation *op = indirect.lookup(program.getSymNameAttr())) {
        refuseIndirect(op, program);
        hasErrors = true;
        continue;
      }
      if (program->hasAttr(kResidentAttrName))
        continue;
      // Nothing would run the segments; vyre-verify-input says so.
      SmallVector<DispatchOp> &calls = dispatches[program.getSymNameAttr()];
      if (!calls.empty())
        hasErrors |= failed(split(program, calls, symbols));
    }
    if (hasErrors)
      signalPassFailure();
  }

private:
  LogicalResult split(ProgramOp program, ArrayRef<DispatchOp> dispatches,
                      SymbolTable &symbols);
};

} // namespace

LogicalResult SplitGridSyncPass::split(ProgramOp program,
                                       ArrayRef<DispatchOp> dispatches,
                                       SymbolTable &symbols) {
  if (failed(verifyGridBarriers(program)))
    return failure();
  bool mayLeave = program.walk([](ExitIfOp) { return WalkResult::interrupt(); })
                      .wasInterrupted();
  OpPassManager before(ProgramOp::getOperationName());
  before.addPass(createVerifyUniformityPass());
  // A token behind an exit has no value for who left.
  if (mayLeave)
    before.addPass(createLowerAsyncPass());
  if (failed(runPipeline(before, program)))
    return failure();
  if (failed(lowerExits(program, ExitVote::Grid)))
    return failure();
  GridSchedule schedule(program, mayLeave);
  schedule.build();
  reportWaits(schedule);
  Recompute recompute(program);
  GridValues values(schedule, recompute);
  if (failed(values.plan()))
    return failure();
  GridWorkgroupMemory workgroupMemory(schedule);

  GridSegmentBuilder segments(schedule, values, recompute, workgroupMemory,
                              isLinearGrid(program, dispatches));
  SmallVector<GridProgram> programs;
  unsigned numbered = 0;
  for (const auto &segment : schedule.getSegments()) {
    programs.push_back(segments.build(*segment));
    ProgramOp made = programs.back().program;
    if (!made)
      continue;
    made.setSymName((program.getName() + "_" + Twine(numbered++)).str());
    symbols.insert(made, program->getIterator());
  }
  GridDispatchBuilder graphs(schedule, values, workgroupMemory, programs);
  for (DispatchOp dispatch : dispatches)
    if (failed(graphs.replace(dispatch)))
      return failure();
  report(schedule, values, workgroupMemory, programs);
  symbols.erase(program);
  return success();
}
