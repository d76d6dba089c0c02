// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A module together with everything that it refers to.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUN_SOURCEMODULE_H
#define VYRE_RUN_SOURCEMODULE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vyre::run {

struct SourceModule {
  SourceModule(const mlir::DialectRegistry &registry,
               mlir::MLIRContext::Threading threading)
      : context(registry, threading) {}

  std::string name; ///< For locations.
  /// Resources of bytecode point into the file.
  std::vector<uint8_t> bytes;
  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

} // namespace vyre::run

#endif // VYRE_RUN_SOURCEMODULE_H
