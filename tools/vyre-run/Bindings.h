// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `--input` and `--output`: from flags to the arguments of a graph, and from
// its results to text and files.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUN_BINDINGS_H
#define VYRE_RUN_BINDINGS_H

#include "Npy.h"
#include "Values.h"

#include "Vyre/Runtime/Graph.h"
#include "Vyre/Runtime/Status.h"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace vyre::run {

/// One `--input NAME=VALUE`, with its file already read.
struct Input {
  enum class Kind { Inline, Npy, Raw };
  std::string name;
  Kind kind = Kind::Inline;
  std::string path; ///< Of Npy and Raw.
  Value value;
  NpyArray npy;
  std::vector<uint8_t> raw;
};

/// Parses the flag and reads the file that it names.
rt::Result<Input> parseInput(const std::string &text);

/// One `--output NAME[=@FILE]`.
struct Output {
  enum class Kind { Print, Npy, Png, Raw };
  std::string name;
  Kind kind = Kind::Print;
  std::string path;
  uint32_t width = 0, height = 0; ///< Of Png.
};

/// Parses the flag; touches no file.
rt::Result<Output> parseOutput(const std::string &text);

/// What a graph wants to be given.
struct Signature {
  std::string graph;
  std::vector<rt::GraphExecutor::BufferParam> buffers;
  std::vector<rt::GraphExecutor::ScalarParam> scalars;
  /// Buffers that kernels only write: one of a fixed count needs no input.
  std::set<std::string> writeOnly;
};

/// Ties inputs to parameters. Every parameter must get exactly one value of
/// its type and count.
rt::Result<rt::Arguments> bindInputs(std::vector<Input> inputs,
                                     const Signature &signature);

/// Finds out before the run what would make an output fail after it.
rt::Status checkOutputs(const std::vector<Output> &outputs,
                        const rt::Arguments &arguments);

/// The bytes of the file that `output` asks for.
rt::Result<std::vector<uint8_t>> renderOutput(const Output &output,
                                              const rt::BufferValue &buffer);

} // namespace vyre::run

#endif // VYRE_RUN_BINDINGS_H
