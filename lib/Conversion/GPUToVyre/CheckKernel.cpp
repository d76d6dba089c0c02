// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds what of a kernel of the gpu dialect has no counterpart in vyre.
//
// What passes here is converted: the conversion has no failing case of its own.
// Arithmetic and structured control flow pass as they are; vyre-verify-input
// says which of them run on Vulkan.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Conversion/GPUToVyre.h"

#include "KernelMemory.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::vyre;

namespace {

class KernelChecker {
public:
  explicit KernelChecker(gpu::GPUFuncOp kernel) : kernel(kernel) {}

  SmallVector<ImportObstacle> check(const GPUImportOptions &options);

private:
  void checkWorkgroupSize(const GPUImportOptions &options);
  void checkAttributions();
  /// Returns false when nested ops are not worth a look.
  bool checkOp(Operation *op);
  void checkAllocation(Operation *op, MemRefType type);
  void checkGetGlobal(memref::GetGlobalOp op);
  void checkAtomic(memref::AtomicRMWOp op);
  void checkOther(Operation *op);
  /// Whether the op has nothing to do with memrefs.
  bool isFreeOfMemRefs(Operation *op);
  /// An empty reason is none.
  void add(Operation *op, const Twine &reason) {
    if (std::string text = reason.str(); !text.empty())
      obstacles.push_back({op, std::move(text)});
  }

  gpu::GPUFuncOp kernel;
  SmallVector<ImportObstacle> obstacles;
};

} // namespace

//===----------------------------------------------------------------------===//
// The signature
//===----------------------------------------------------------------------===//

void KernelChecker::checkWorkgroupSize(const GPUImportOptions &options) {
  ArrayRef<int32_t> size = getWorkgroupSize(kernel, options.workgroupSize);
  if (size.empty())
    return add(kernel, "has no 'known_block_size', expected three numbers "
                       "[VYRE-GI-02]; fix: add the attribute, or give "
                       "workgroup-size=X,Y,Z to the pass");
  if (llvm::any_of(size, [](int32_t axis) { return axis <= 0; }))
    add(kernel, "has a workgroup size that is zero or negative along an axis, "
                "expected three positive numbers [VYRE-GI-02]; fix: use 1 for "
                "an axis without extent");
}

void KernelChecker::checkAttributions() {
  for (BlockArgument memory : kernel.getWorkgroupAttributions())
    checkAllocation(kernel, cast<MemRefType>(memory.getType()));
  if (kernel.getNumPrivateAttributions() != 0)
    add(kernel, "has memory of a single invocation, expected none "
                "[VYRE-GI-06]; fix: run --sroa --mem2reg on an alloca, or use "
                "values that loops carry");
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

void KernelChecker::checkAllocation(Operation *op, MemRefType type) {
  if (!type.hasStaticShape() || type.getNumElements() == 0)
    return add(op, "allocates " + toText(type) +
                       ", expected a static size greater than zero "
                       "[VYRE-GI-06]; fix: allocate the largest size");
  if (std::string reason = explainNoBuffer(type); !reason.empty())
    return add(op, reason);
  if (op == kernel)
    return;
  if (!isWorkgroupSpace(type.getMemorySpace()))
    return add(op, "makes memory of a single invocation, expected the memory "
                   "space #gpu.address_space<workgroup> [VYRE-GI-06]; fix: run "
                   "--sroa --mem2reg, or use values that loops carry");
  if (op->getParentOp() != kernel)
    add(op, "stands in control flow, expected at the top level of the kernel "
            "[VYRE-GI-06]; fix: move it to the start of the kernel");
}

void KernelChecker::checkGetGlobal(memref::GetGlobalOp op) {
  memref::GlobalOp global = getWorkgroupGlobal(op);
  if (!global)
    return add(op, "names '@" + op.getName() +
                       "', expected an uninitialised memref.global in "
                       "#gpu.address_space<workgroup> [VYRE-GI-06]; fix: pass "
                       "the data as an argument of the kernel");
  // The type is that of the global, so the checks are the same.
  add(op, explainNoBuffer(op.getType()));
}

void KernelChecker::checkAtomic(memref::AtomicRMWOp op) {
  Type element = op.getMemRefType().getElementType();
  if (getAtomicKind(op.getKind(), element))
    return;
  add(op, "'" + stringifyAtomicRMWKind(op.getKind()) + "' on " +
              toText(element) +
              " has no atomic, expected addi, andi, ori, xori, mins, maxs, "
              "minu, maxu or assign on i32 or i64, or addf, minnumf, maxnumf "
              "or assign on f32 [VYRE-GI-07]; fix: use one of these, or "
              "reduce in workgroup memory");
}

//===----------------------------------------------------------------------===//
// Other ops
//===----------------------------------------------------------------------===//

/// What to do about an op that is not converted.
static StringRef suggestFix(Operation *op) {
  StringRef name = op->getName().getStringRef();
  return llvm::StringSwitch<StringRef>(name)
      .StartsWith("affine.", "run --lower-affine before")
      .StartsWith("cf.", "run --lift-cf-to-scf before")
      .StartsWith("linalg.", "run --convert-linalg-to-loops before")
      .Cases({"func.call", "func.call_indirect"}, "run --inline before")
      .Cases({"memref.subview", "memref.expand_shape", "memref.collapse_shape"},
             "run --fold-memref-alias-ops before")
      .StartsWith("memref.", "access the memory with memref.load and "
                             "memref.store")
      .StartsWith("vector.", "run --convert-vector-to-scf before, or access "
                             "single elements")
      .Case("gpu.all_reduce", "reduce in workgroup memory")
      .Case("gpu.dynamic_shared_memory",
            "allocate workgroup memory of a static size")
      .Cases({"gpu.shuffle", "gpu.rotate", "gpu.subgroup_reduce"},
             "exchange values through workgroup memory")
      .Case("gpu.printf", "store what you want to see in a memref")
      .Default("write it with arith, math, scf, memref and gpu ops that "
               "docs/FromGPU.md lists");
}

bool KernelChecker::isFreeOfMemRefs(Operation *op) {
  auto isMemRef = [](Type type) { return isa<BaseMemRefType>(type); };
  if (llvm::any_of(op->getOperandTypes(), isMemRef) ||
      llvm::any_of(op->getResultTypes(), isMemRef))
    return false;
  for (Region &region : op->getRegions())
    for (Block &block : region)
      if (llvm::any_of(block.getArgumentTypes(), isMemRef))
        return false;
  return true;
}

void KernelChecker::checkOther(Operation *op) {
  bool isKnown =
      isa_and_nonnull<arith::ArithDialect, math::MathDialect, scf::SCFDialect,
                      ub::UBDialect, vector::VectorDialect>(op->getDialect());
  if (isKnown && isFreeOfMemRefs(op))
    return;
  if (isKnown || isa_and_nonnull<memref::MemRefDialect>(op->getDialect()))
    return add(op, Twine("makes, passes on or accesses a memref in a way that "
                         "a buffer does not have, expected memref.load, store, "
                         "atomic_rmw, dim or cast [VYRE-GI-05]; fix: ") +
                       suggestFix(op));
  add(op, Twine("has no counterpart in a program, expected arith, math, scf, "
                "memref and gpu ops that docs/FromGPU.md lists [VYRE-GI-08]; "
                "fix: ") +
              suggestFix(op));
}

bool KernelChecker::checkOp(Operation *op) {
  size_t before = obstacles.size();
  llvm::TypeSwitch<Operation *>(op)
      .Case<memref::AllocOp, memref::AllocaOp>(
          [&](auto alloc) { checkAllocation(alloc, alloc.getType()); })
      .Case([&](memref::GetGlobalOp get) { checkGetGlobal(get); })
      .Case([&](memref::DimOp dim) { add(dim, explainDim(dim)); })
      .Case([&](memref::CastOp cast) { add(cast, explainCast(cast)); })
      .Case([&](memref::AtomicRMWOp atomic) { checkAtomic(atomic); })
      .Case([&](arith::ConstantOp constant) {
        add(constant, explainConstant(constant));
      })
      .Case<memref::LoadOp, memref::StoreOp, memref::DeallocOp, gpu::BarrierOp,
            gpu::BlockDimOp, gpu::BlockIdOp, gpu::GlobalIdOp, gpu::GridDimOp,
            gpu::LaneIdOp, gpu::NumSubgroupsOp, gpu::ReturnOp,
            gpu::SubgroupIdOp, gpu::SubgroupSizeOp, gpu::ThreadIdOp>(
          [](auto) {})
      .Default([&](Operation *other) { checkOther(other); });
  return obstacles.size() == before;
}

SmallVector<ImportObstacle>
KernelChecker::check(const GPUImportOptions &options) {
  if (!kernel.isKernel())
    add(kernel, "is called by other code, expected a kernel [VYRE-GI-01]; fix: "
                "run --inline before");
  checkWorkgroupSize(options);
  for (const std::string &reason : explainArguments(kernel))
    add(kernel, reason);
  checkAttributions();
  if (!kernel.getBody().hasOneBlock()) {
    add(kernel, "has branches between blocks, expected structured control "
                "flow [VYRE-GI-01]; fix: run --lift-cf-to-scf before");
    return std::move(obstacles);
  }
  kernel.getBody().walk<WalkOrder::PreOrder>([&](Operation *op) {
    return checkOp(op) ? WalkResult::advance() : WalkResult::skip();
  });
  return std::move(obstacles);
}

SmallVector<ImportObstacle>
mlir::vyre::findImportObstacles(gpu::GPUFuncOp kernel,
                                const GPUImportOptions &options) {
  return KernelChecker(kernel).check(options);
}
