// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Turns MLIR's diagnostics into the one-line errors of vyre-run.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUN_DIAGNOSTICS_H
#define VYRE_RUN_DIAGNOSTICS_H

#include "Vyre/Runtime/Status.h"

#include "mlir/IR/Diagnostics.h"

#include <string>
#include <vector>

namespace vyre::run {

/// File, line and column; nothing when the location names no file.
rt::SourceLocation toLocation(mlir::Location loc);

/// Collects errors and warnings of a context as lines, as long as it lives.
class LineCollector {
public:
  LineCollector(mlir::MLIRContext &context, std::vector<std::string> &lines,
                std::string fallback)
      : lines_(lines), fallback_(std::move(fallback)),
        handler_(&context,
                 [this](mlir::Diagnostic &diagnostic) { add(diagnostic); }) {}

  /// True while the source is read: errors are MLIR's own.
  bool parsing = true;
  bool sawError = false;

private:
  void add(mlir::Diagnostic &diagnostic);

  std::vector<std::string> &lines_;
  std::string fallback_;
  mlir::ScopedDiagnosticHandler handler_;
};

} // namespace vyre::run

#endif // VYRE_RUN_DIAGNOSTICS_H
