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
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Debug.h"

// The packaged LLVM has no -debug-only, but with asserts our own code is
// compiled with LDBG. This flag turns it on for the named types.
#ifndef NDEBUG
static llvm::cl::list<std::string> debugTypes(
    "vyre-debug-only",
    llvm::cl::desc("Print the debug log of these types, e.g. vyre-lower-exits"),
    llvm::cl::CommaSeparated,
    llvm::cl::callback([](const std::string &type) {
      static std::vector<std::string> types;
      static std::vector<const char *> pointers;
      types.push_back(type);
      pointers.clear();
      for (const std::string &each : types)
        pointers.push_back(each.c_str());
      llvm::DebugFlag = true;
      llvm::setCurrentDebugTypes(pointers.data(), pointers.size());
    }));
#endif

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
