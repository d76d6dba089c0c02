// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reference interpreter as a backend: what GraphExecutor is for a device.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUN_REFERENCE_H
#define VYRE_RUN_REFERENCE_H

#include "Bindings.h"
#include "ExitCode.h"
#include "Source.h"

#include "Vyre/Interpreter/Progress.h"
#include "Vyre/Interpreter/Schedule.h"
#include "Vyre/Runtime/Graph.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vyre::run {

/// Why something ended, in lines that are ready to print.
struct ReferenceFailure {
  ExitCode code = ExitCode::Ok;
  std::vector<std::string> lines;
};

struct ReferenceOptions {
  mlir::vyre::Schedule schedule;
  mlir::vyre::ProgressModel progress = mlir::vyre::ProgressModel::Fair;
  uint32_t subgroupSize = 32;
  bool checkRaces = false;
  bool checkUninitialized = false;
  std::optional<std::array<uint64_t, 3>> grid;
  /// For the whole run. When it is over, the process leaves as it does when a
  /// device takes too long.
  std::chrono::milliseconds timeout = std::chrono::milliseconds(60000);
};

class ReferenceProgram {
public:
  virtual ~ReferenceProgram() = default;

  /// Finds the graph, by the same rule as GraphExecutor, and compiles its
  /// programs. Null when `failure` says why.
  static std::unique_ptr<ReferenceProgram>
  create(std::shared_ptr<SourceModule> source, const std::string &entry,
         ReferenceFailure &failure);

  virtual const Signature &signature() const = 0;
  /// True when the graph was made for a program that has none.
  virtual bool isImplicit() const = 0;
  /// How far floats of a device may be from ours: 0 when no program of the
  /// graph rounds, 128 when one has a root, a transcendental function, or a
  /// float sum or product of a subgroup, else 4.
  virtual uint32_t ulpBound() const = 0;

  /// Runs once; false when `failure` says why.
  virtual bool run(rt::Arguments &arguments, const ReferenceOptions &options,
                   ReferenceFailure &failure) = 0;
};

} // namespace vyre::run

#endif // VYRE_RUN_REFERENCE_H
