// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From the text or bytecode of a module to an artifact, with diagnostics
// turned into one-line errors. This and Reference.h hide MLIR from the rest of
// vyre-run.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUN_SOURCE_H
#define VYRE_RUN_SOURCE_H

#include "ExitCode.h"

#include "Vyre/Transforms/Pipelines.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vyre::run {

/// A parsed and verified module, as the user wrote it; see SourceModule.h.
struct SourceModule;

struct SourceRequest {
  std::string name; ///< For locations.
  std::vector<uint8_t> bytes;
  std::optional<mlir::vyre::Phase> stopAfter;
  mlir::vyre::LoweringOptions lowering;
  std::string dumpDirectory; ///< Empty: none.
  bool lower = true;         ///< False: no artifact is made.
  bool keepSource = false;   ///< For the interpreter.
  /// Told the name of each thing that begins: "parse", "compile".
  std::function<void(const std::string &)> onBegin;
};

struct SourceResult {
  ExitCode code = ExitCode::Ok;
  std::vector<std::string> lines; ///< Errors and warnings, one line each.
  std::vector<uint8_t> artifact;  ///< Empty when stopped early.
  std::string text;               ///< The module where it was stopped.
  /// With `keepSource`. A program without a graph has its implicit graph.
  std::shared_ptr<SourceModule> source;
};

/// Parses, verifies and compiles. Never ends the process.
SourceResult compileSource(SourceRequest request);

} // namespace vyre::run

#endif // VYRE_RUN_SOURCE_H
