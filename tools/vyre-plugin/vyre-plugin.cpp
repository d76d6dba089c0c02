// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loads vyre into a stock mlir-opt:
//   mlir-opt --load-dialect-plugin=VyrePlugin.so --pass-pipeline=...
//
//===----------------------------------------------------------------------===//

#include "Vyre/Conversion/Passes.h"
#include "Vyre/Dialect/VyreDialect.h"
#include "Vyre/Interpreter/Passes.h"
#include "Vyre/Transforms/Passes.h"
#include "Vyre/Transforms/Pipelines.h"

#include "mlir/Tools/Plugins/DialectPlugin.h"
#include "mlir/Tools/Plugins/PassPlugin.h"

static void registerPasses() {
  mlir::vyre::registerVyreTransformsPasses();
  mlir::vyre::registerVyreConversionPasses();
  mlir::vyre::registerVyreInterpreterPasses();
  mlir::vyre::registerPipelines();
}

extern "C" LLVM_ATTRIBUTE_WEAK ::mlir::DialectPluginLibraryInfo
mlirGetDialectPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "Vyre", LLVM_VERSION_STRING,
          [](mlir::DialectRegistry *registry) {
            registry->insert<mlir::vyre::VyreDialect>();
            registerPasses();
          }};
}

extern "C" LLVM_ATTRIBUTE_WEAK ::mlir::PassPluginLibraryInfo
mlirGetPassPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "VyrePasses", LLVM_VERSION_STRING,
          registerPasses};
}
