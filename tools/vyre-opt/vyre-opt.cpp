// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mlir-opt with the vyre dialect, its passes and its pipelines.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Conversion/Passes.h"
#include "Vyre/Dialect/VyreDialect.h"
#include "Vyre/Interpreter/Passes.h"
#include "Vyre/Transforms/Passes.h"
#include "Vyre/Transforms/Pipelines.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  registry.insert<mlir::vyre::VyreDialect>();

  mlir::registerAllPasses();
  mlir::vyre::registerVyreTransformsPasses();
  mlir::vyre::registerVyreConversionPasses();
  mlir::vyre::registerVyreInterpreterPasses();
  mlir::vyre::registerPipelines();

  return mlir::asMainReturnCode(mlir::MlirOptMain(
      argc, argv, "vyre-opt: transform programs for the GPU\n", registry));
}
