// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One use of vyre-run, from checked flags to an exit code.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUN_SESSION_H
#define VYRE_RUN_SESSION_H

#include "Bindings.h"
#include "ExitCode.h"
#include "Options.h"
#include "Progress.h"
#include "Reference.h"
#include "Report.h"

#include "Vyre/Runtime/Artifact.h"
#include "Vyre/Runtime/Device.h"
#include "Vyre/Runtime/Graph.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vyre::run {

/// Runs the steps in order; each returns false once `code_` says why. What is
/// printed goes to stdout (results) and stderr (everything else).
class Session {
public:
  explicit Session(const Options &options) : options_(options) {}

  ExitCode run();

private:
  bool listDevices();
  bool readFlags();
  bool loadProgram();
  bool loadArtifact(std::vector<uint8_t> bytes);
  bool compile(std::vector<uint8_t> bytes);
  bool openDevice();
  bool prepareGraph();
  bool prepareReference();
  /// Ties the inputs to the graph and checks the outputs.
  bool bindArguments(const Signature &signature, bool isImplicit);
  /// Says on stderr which device it is.
  void printDevice();
  bool execute();
  /// Runs `arguments` in the interpreter, in place.
  bool interpret(rt::Arguments &arguments);
  /// Of the interpreter.
  uint32_t subgroupSize() const;
  bool runBackends();
  /// Compares what the graph wrote on the device.
  bool compareResults(const rt::Arguments &expected);
  bool writeResults();

  /// Ends the progress line, prints the error, keeps the exit code.
  bool fail(const rt::Status &status, const std::string &where = "vyre-run");
  bool fail(const ReferenceFailure &failure);
  /// What the validation layer said; true when it said anything.
  bool printValidation();
  bool printText(const std::string &text);
  rt::DeviceOptions deviceOptions() const;
  /// The name of the program in messages.
  std::string displayName() const;

  /// A new span begins, and the last one ends.
  void begin(const std::string &name);
  void end();

  const Options &options_;
  Stopwatch clock_;
  Timing timing_;
  Progress progress_;
  ExitCode code_ = ExitCode::Ok;
  std::optional<Span> open_;

  std::vector<Input> inputs_;
  std::vector<Output> outputs_;
  std::optional<rt::Artifact> artifact_;
  // Destroyed in reverse: the executor before its device.
  std::unique_ptr<rt::Device> device_;
  std::unique_ptr<rt::GraphExecutor> executor_;
  std::shared_ptr<SourceModule> source_;
  std::unique_ptr<ReferenceProgram> reference_;
  rt::Arguments initial_;
  rt::Arguments results_;
};

} // namespace vyre::run

#endif // VYRE_RUN_SESSION_H
