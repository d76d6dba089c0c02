// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which workgroups are sure to get a turn: models of forward progress.
//
// The models are those of Sorensen, Evrard and Donaldson, "GPU Schedulers: How
// Fair Is Fair Enough?", CONCUR 2018. What they call a thread is a workgroup
// here. docs/Interpreter.md, "Progress models".
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_INTERPRETER_PROGRESS_H
#define VYRE_INTERPRETER_PROGRESS_H

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace mlir::vyre {

enum class ProgressModel {
  /// Every workgroup.
  Fair,
  /// The one with the lowest number of those that did not end.
  HSA,
  /// Those that have begun: occupancy-bound execution.
  OBE,
  HSAOBE,
  /// Those that have begun, and all with a lower number than one of them.
  LOBE,
};

/// "fair", "hsa", "obe", "hsa-obe" or "lobe".
std::optional<ProgressModel> parseProgressModel(llvm::StringRef text);
/// The inverse of parseProgressModel.
llvm::StringRef stringifyProgressModel(ProgressModel model);

} // namespace mlir::vyre

#endif // VYRE_INTERPRETER_PROGRESS_H
