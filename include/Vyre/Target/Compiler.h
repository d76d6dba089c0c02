// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one route from a source module to an artifact. vyre-run, vyre-translate
// and embedders call this.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_TARGET_COMPILER_H
#define VYRE_TARGET_COMPILER_H

#include "Vyre/Transforms/Pipelines.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Support/LLVM.h"
#include <cstdint>
#include <functional>
#include <vector>

namespace mlir {
class DialectRegistry;
}

namespace mlir::vyre {

struct CompileOptions {
  LoweringOptions lowering;
  /// The last phase to run.
  Phase stopAfter = Phase::Artifact;
  /// Called after each phase with the module as it is then. A failure stops
  /// the compilation.
  std::function<LogicalResult(Phase, ModuleOp)> onPhase;
};

/// Registers every dialect, interface and extension that compiling needs.
void registerAllDialects(DialectRegistry &registry);

/// Lowers `module` in place. Returns the bytes of the artifact; no bytes if
/// the route was stopped earlier. Errors are diagnostics.
FailureOr<std::vector<uint8_t>> compileModule(ModuleOp module,
                                              const CompileOptions &options);

/// Adds a graph for a module with exactly one program and no graph: the
/// program's arguments become the graph's and one dispatch covers the longest
/// written buffer along x. Does nothing otherwise.
void addImplicitGraph(ModuleOp module);

} // namespace mlir::vyre

#endif // VYRE_TARGET_COMPILER_H
