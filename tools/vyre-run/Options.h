// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The flags of vyre-run, checked.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUN_OPTIONS_H
#define VYRE_RUN_OPTIONS_H

#include "Vyre/Interpreter/Progress.h"
#include "Vyre/Interpreter/Schedule.h"
#include "Vyre/Runtime/Status.h"
#include "Vyre/Transforms/Pipelines.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vyre::run {

struct Options {
  std::string file; ///< "-" is standard input.
  std::string entry;
  std::string device;
  std::string deviceProfile;
  std::string cacheDir;
  std::string trace;
  std::string dumpPhases;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::optional<std::array<uint64_t, 3>> grid;
  std::optional<mlir::vyre::Phase> stopAfter;
  mlir::vyre::LoweringOptions lowering;
  mlir::vyre::Schedule schedule;
  mlir::vyre::ProgressModel progress = mlir::vyre::ProgressModel::Fair;
  std::optional<uint32_t> subgroupSize;
  std::optional<uint32_t> ulp;
  uint64_t timeoutMs = 60000;
  uint64_t repeat = 1;
  bool reference = false; ///< Instead of a device.
  bool verify = false;    ///< Both, compared.
  bool checkRaces = false;
  bool checkUninitialized = false;
  bool listDevices = false;
  bool allowBrokenDevice = false;
  bool timing = false;
  bool validation = false;
};

/// Parses the command line. `--help` and `--version` end the process.
rt::Result<Options> parseOptions(int argc, char **argv);

/// "X", "X,Y" or "X,Y,Z", each from 1 to 2^32 - 1; missing ones are 1.
rt::Result<std::array<uint64_t, 3>> parseGrid(const std::string &text);

} // namespace vyre::run

#endif // VYRE_RUN_OPTIONS_H
