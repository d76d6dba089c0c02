// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a vyre.graph on the host: what the Vulkan runtime does with an
// artifact, done with the IR itself. Takes the same arguments and reports the
// same mistakes.
//
//   FailureOr<GraphInterpreter> graph = GraphInterpreter::create(op);
//   ExecutionResult error = graph->run(arguments, options);
//
// Thread safety: thread-compatible.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_INTERPRETER_GRAPHINTERPRETER_H
#define VYRE_INTERPRETER_GRAPHINTERPRETER_H

#include "Vyre/Interpreter/Interpreter.h"
#include "Vyre/Runtime/Graph.h"
#include "llvm/ADT/MapVector.h"

namespace mlir::vyre {

struct GraphOptions {
  /// For every dispatch.
  ExecutionOptions execution;
  /// Ops of the graph that one run may execute on the host, those in a loop
  /// once for each round; 0 means any number. A dispatch is one, and has a
  /// budget of its own.
  uint64_t hostStepBudget = uint64_t(1) << 22;
  /// Workgroups, for a graph that was made for a single program.
  std::optional<std::array<uint64_t, 3>> grid;
};

class GraphInterpreter {
public:
  /// Compiles the programs that the graph dispatches. On failure the reasons
  /// were emitted. The module must outlive the interpreter unchanged.
  static FailureOr<GraphInterpreter> create(GraphOp graph);

  GraphOp graph() const { return op; }

  /// Runs the graph once. Buffer arguments are in and out; on an error they
  /// hold what was written until then.
  ExecutionResult run(::vyre::rt::Arguments &arguments,
                      const GraphOptions &options = {});

private:
  explicit GraphInterpreter(GraphOp op) : op(op) {}

  GraphOp op;
  /// By name, in the order of first use.
  llvm::MapVector<StringAttr, std::unique_ptr<KernelCode>> kernels;
};

} // namespace mlir::vyre

#endif // VYRE_INTERPRETER_GRAPHINTERPRETER_H
