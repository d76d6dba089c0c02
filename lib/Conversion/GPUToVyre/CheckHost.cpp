// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds what of a host function that launches kernels has no counterpart in a
// graph: a graph is recorded, so it has scalars, buffers, loops and steps.
//
//===----------------------------------------------------------------------===//

#include "HostImport.h"
#include "KernelMemory.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/TypeSwitch.h"
#include <array>

using namespace mlir;
using namespace mlir::vyre;

namespace {

class HostChecker {
public:
  explicit HostChecker(const GPUImportOptions &options) : options(options) {}

  SmallVector<ImportObstacle> check(func::FuncOp function);

private:
  void checkSignature(func::FuncOp function);
  /// Returns false when nested ops are not worth a look.
  bool checkOp(Operation *op);
  void checkLaunch(gpu::LaunchFuncOp op);
  void checkAlloc(memref::AllocOp op);
  void checkCopy(memref::CopyOp op);
  void checkOther(Operation *op);
  /// An empty reason is none.
  void add(Operation *op, const Twine &reason) {
    if (std::string text = reason.str(); !text.empty())
      obstacles.push_back({op, std::move(text)});
  }

  const GPUImportOptions &options;
  SmallVector<ImportObstacle> obstacles;
};

} // namespace

void HostChecker::checkSignature(func::FuncOp function) {
  for (const std::string &reason : explainArguments(function))
    add(function, reason);
  if (function.getNumResults() != 0)
    add(function, "has results, expected none: a graph has none [VYRE-GI-10]; "
                  "fix: write to a memref argument");
  if (!function.getBody().hasOneBlock())
    add(function, "has branches between blocks, expected structured control "
                  "flow [VYRE-GI-10]; fix: run --lift-cf-to-scf before");
}

void HostChecker::checkLaunch(gpu::LaunchFuncOp op) {
  if (op.getAsyncToken() || !op.getAsyncDependencies().empty() ||
      op.getAsyncObject())
    add(op, "is asynchronous, expected a launch that the host waits for: the "
            "runtime finds what may overlap [VYRE-GI-10]; fix: import before "
            "--gpu-async-region");
  if (op.hasClusterSize() || op.getDynamicSharedMemorySize())
    add(op, "has clusters or dynamic workgroup memory, expected neither "
            "[VYRE-GI-10]; fix: allocate workgroup memory of a static size");
  auto kernel = SymbolTable::lookupNearestSymbolFrom<gpu::GPUFuncOp>(
      op, op.getKernelAttr());
  if (!kernel || !kernel.isKernel())
    return add(op, "launches what is no gpu.func of the module, expected a "
                   "kernel [VYRE-GI-10]; fix: import before kernels are "
                   "compiled");
  ArrayRef<int32_t> size = getWorkgroupSize(kernel, options.workgroupSize);
  if (size.size() != 3)
    return; // An obstacle of the kernel.
  gpu::KernelDim3 launch = op.getBlockSizeOperandValues();
  std::array<Value, 3> launched = {launch.x, launch.y, launch.z};
  for (auto [axis, value] : llvm::enumerate(launched)) {
    APInt number;
    if (matchPattern(value, m_ConstantInt(&number)) &&
        number.getSExtValue() == size[axis])
      continue;
    return add(op, "launches workgroups whose size along axis " + Twine(axis) +
                       " is not the constant " + Twine(size[axis]) +
                       " of the kernel, expected the same [VYRE-GI-10]; fix: "
                       "correct the size, or the 'known_block_size' of the "
                       "kernel");
  }
}

void HostChecker::checkAlloc(memref::AllocOp op) {
  if (std::string reason = explainNoBuffer(op.getType()); !reason.empty())
    return add(op, reason);
  if (!isGlobalSpace(op.getType().getMemorySpace()))
    return add(op, "allocates workgroup memory on the host, expected global "
                   "memory [VYRE-GI-10]; fix: allocate it in the kernel");
  if (!isa<func::FuncOp>(op->getParentOp()))
    add(op, "stands in control flow, expected at the top level: a graph makes "
            "its buffers once [VYRE-GI-10]; fix: move it to the start of the "
            "function");
}

void HostChecker::checkCopy(memref::CopyOp op) {
  auto source = dyn_cast<MemRefType>(op.getSource().getType());
  auto target = dyn_cast<MemRefType>(op.getTarget().getType());
  if (!source || !target || !source.getLayout().isIdentity() ||
      !target.getLayout().isIdentity())
    add(op, "copies a view, expected whole memrefs of dense rows "
            "[VYRE-GI-10]; fix: copy in a kernel");
}

void HostChecker::checkOther(Operation *op) {
  auto isMemRef = [](Type type) { return isa<BaseMemRefType>(type); };
  bool isScalar = isa_and_nonnull<arith::ArithDialect>(op->getDialect()) ||
                  isa<scf::ForOp, scf::YieldOp>(op);
  if (isScalar && llvm::none_of(op->getOperandTypes(), isMemRef))
    return;
  add(op, "has no counterpart in a graph, expected gpu.launch_func, "
          "memref.alloc, copy and dim, scf.for and arith [VYRE-GI-10]; fix: "
          "move it to a function of its own that is not imported");
}

bool HostChecker::checkOp(Operation *op) {
  size_t before = obstacles.size();
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](gpu::LaunchFuncOp launch) { checkLaunch(launch); })
      .Case([&](memref::AllocOp alloc) { checkAlloc(alloc); })
      .Case([&](memref::CopyOp copy) { checkCopy(copy); })
      .Case([&](memref::DimOp dim) { add(dim, explainDim(dim)); })
      .Case([&](memref::CastOp cast) { add(cast, explainCast(cast)); })
      .Case([&](arith::ConstantOp constant) {
        add(constant, explainConstant(constant));
      })
      .Case<func::ReturnOp, memref::DeallocOp>([](auto) {})
      .Default([&](Operation *other) { checkOther(other); });
  return obstacles.size() == before;
}

SmallVector<ImportObstacle> HostChecker::check(func::FuncOp function) {
  checkSignature(function);
  function.getBody().walk<WalkOrder::PreOrder>([&](Operation *op) {
    return checkOp(op) ? WalkResult::advance() : WalkResult::skip();
  });
  return std::move(obstacles);
}

SmallVector<func::FuncOp> mlir::vyre::collectHosts(ModuleOp module) {
  SmallVector<func::FuncOp> hosts;
  for (auto function : module.getOps<func::FuncOp>()) {
    WalkResult result = function.walk(
        [](gpu::LaunchFuncOp) { return WalkResult::interrupt(); });
    if (result.wasInterrupted())
      hosts.push_back(function);
  }
  return hosts;
}

SmallVector<ImportObstacle>
mlir::vyre::findHostObstacles(ModuleOp module, ArrayRef<func::FuncOp> hosts,
                              const GPUImportOptions &options) {
  SmallVector<ImportObstacle> obstacles;
  module.walk([&](gpu::LaunchOp op) {
    obstacles.push_back(
        {op, "holds its kernel, expected a gpu.launch_func [VYRE-GI-10]; fix: "
             "run --gpu-kernel-outlining before"});
  });
  for (func::FuncOp host : hosts)
    llvm::append_range(obstacles, HostChecker(options).check(host));
  return obstacles;
}
