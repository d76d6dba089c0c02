// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// convert-gpu-to-vyre: kernels become programs, host functions that launch them
// become graphs.
//
// Everything is checked before anything changes, and every problem is reported.
//
// A module pass: programs and graphs are symbols of the module, where the
// gpu.modules were.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Conversion/GPUToVyre.h"

#include "HostImport.h"
#include "Vyre/Conversion/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/StringMap.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_CONVERTGPUTOVYREPASS
#include "Vyre/Conversion/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;

static SmallVector<gpu::GPUFuncOp> collectKernels(ModuleOp module) {
  SmallVector<gpu::GPUFuncOp> kernels;
  for (auto container : module.getOps<gpu::GPUModuleOp>())
    for (auto function : container.getOps<gpu::GPUFuncOp>())
      if (function.isKernel())
        kernels.push_back(function);
  return kernels;
}

/// The names of the programs: that of the kernel, with that of its gpu.module
/// in front where several have it or the module uses it otherwise.
static SmallVector<std::string> chooseNames(ModuleOp module,
                                            ArrayRef<gpu::GPUFuncOp> kernels) {
  llvm::StringMap<unsigned> uses;
  for (Operation &op : *module.getBody())
    if (auto symbol = dyn_cast<SymbolOpInterface>(op);
        symbol && !isa<gpu::GPUModuleOp>(op))
      ++uses[symbol.getName()];
  for (gpu::GPUFuncOp kernel : kernels)
    ++uses[kernel.getName()];
  SmallVector<std::string> names;
  for (gpu::GPUFuncOp kernel : kernels) {
    std::string name = kernel.getName().str();
    if (uses[name] > 1)
      name = (kernel->getParentOfType<gpu::GPUModuleOp>().getName() + "_" +
              kernel.getName())
                 .str();
    names.push_back(std::move(name));
  }
  return names;
}

namespace {

struct ConvertGPUToVyrePass
    : vyre::impl::ConvertGPUToVyrePassBase<ConvertGPUToVyrePass> {
  using Base = vyre::impl::ConvertGPUToVyrePassBase<ConvertGPUToVyrePass>;
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    GPUImportOptions options;
    llvm::append_range(options.workgroupSize, workgroupSize);
    if (!workgroupSize.empty() && workgroupSize.size() != 3) {
      module.emitError("workgroup-size has ")
          << workgroupSize.size()
          << " numbers, expected three [VYRE-GI-02]; fix: use 1 for an axis "
             "without extent";
      return signalPassFailure();
    }

    SmallVector<gpu::GPUFuncOp> kernels = collectKernels(module);
    SmallVector<func::FuncOp> hosts = collectHosts(module);
    SmallVector<ImportObstacle> obstacles;
    for (gpu::GPUFuncOp kernel : kernels)
      llvm::append_range(obstacles, findImportObstacles(kernel, options));
    llvm::append_range(obstacles, findHostObstacles(module, hosts, options));
    for (const ImportObstacle &obstacle : obstacles)
      obstacle.op->emitOpError(obstacle.reason);
    if (!obstacles.empty())
      return signalPassFailure();

    SmallVector<std::string> names = chooseNames(module, kernels);
    ProgramMap programs;
    for (auto [kernel, name] : llvm::zip_equal(kernels, names)) {
      auto container = kernel->getParentOfType<gpu::GPUModuleOp>();
      OpBuilder builder(container);
      auto symbol =
          SymbolRefAttr::get(container.getNameAttr(),
                             {FlatSymbolRefAttr::get(kernel.getNameAttr())});
      programs[symbol] = importKernel(builder, kernel, name, options);
    }
    for (func::FuncOp host : hosts)
      importHost(host, programs);
    for (auto container :
         llvm::make_early_inc_range(module.getOps<gpu::GPUModuleOp>()))
      container.erase();
    module->removeAttr(gpu::GPUDialect::getContainerModuleAttrName());
  }
};

} // namespace
