// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pass vyre-interpret.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Interpreter/Explore.h"
#include "Vyre/Interpreter/Passes.h"
#include "Vyre/Interpreter/RaceDetector.h"
#include "Vyre/Interpreter/UninitializedReads.h"

namespace mlir::vyre {

#define GEN_PASS_DEF_INTERPRETPASS
#include "Vyre/Interpreter/Passes.h.inc"

namespace {

struct InterpretPass : impl::InterpretPassBase<InterpretPass> {
  using InterpretPassBase::InterpretPassBase;

  LogicalResult initialize(MLIRContext *context) override {
    parsed = Schedule::parse(schedule);
    if (!parsed)
      return emitError(UnknownLoc::get(context))
             << "vyre-interpret: found the schedule '" << schedule
             << "', expected batched, in-order, reverse, random:SEED, all:N or "
                "replay:TRACE; fix: use one of these";
    model = parseProgressModel(progress);
    if (!model)
      return emitError(UnknownLoc::get(context))
             << "vyre-interpret: found the progress model '" << progress
             << "', expected fair, hsa, obe, hsa-obe or lobe; fix: use one of "
                "these";
    if (!isSubgroupSize(subgroupSize))
      return emitError(UnknownLoc::get(context))
             << "vyre-interpret: found the subgroup size "
             << subgroupSize.getValue()
             << ", expected a power of two up to 128 [VYRE-SG-01]; fix: leave "
                "it "
                "out, or use the size of your device";
    return success();
  }

  void runOnOperation() override {
    for (GraphOp graph : getOperation().getOps<GraphOp>())
      if (graph.getNumArguments() == 0 && failed(interpret(graph)))
        signalPassFailure();
    markAllAnalysesPreserved();
  }

private:
  LogicalResult interpret(GraphOp graph);

  std::optional<Schedule> parsed;
  std::optional<ProgressModel> model;
};

} // namespace

LogicalResult InterpretPass::interpret(GraphOp graph) {
  FailureOr<GraphInterpreter> interpreter = GraphInterpreter::create(graph);
  if (failed(interpreter))
    return failure();
  RaceDetector detector;
  GraphOptions options;
  options.execution.schedule = *parsed;
  options.execution.progress = *model;
  options.execution.subgroupSize = subgroupSize;
  if (checkRaces)
    options.execution.hooks = &detector;
  UninitializedReads uninitialized(options.execution.hooks);
  if (checkUninitialized)
    options.execution.hooks = &uninitialized;
  ::vyre::rt::Arguments arguments;
  ExplorationReport report;
  ExecutionResult error =
      runSchedules(*interpreter, arguments, options, report);
  if (!error)
    return success();
  error->emit();
  return failure();
}

} // namespace mlir::vyre
