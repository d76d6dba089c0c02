// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a kernel must not hold, said before anything is converted. Kernels that
// come from vyre programs passed vyre-verify-input; this also serves kernels
// that come from elsewhere.
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"

using namespace mlir;
using namespace mlir::vyre;

/// Whether every use of a buffer is an op that the patterns look up by value.
static LogicalResult verifyBuffer(Value buffer) {
  for (Operation *user : buffer.getUsers()) {
    if (isa<AccessOpInterface, LengthOp>(user))
      continue;
    return user->emitOpError("takes a buffer as a value, expected buffers to "
                             "be used only by loads, stores, atomics and "
                             "lengths; fix: choose between loaded values "
                             "instead of between buffers");
  }
  return success();
}

/// What KernelABI knows how to pass (VYRE-PR-01).
static bool isArgument(Type type) {
  if (auto buffer = dyn_cast<BufferType>(type))
    return !buffer.isWorkgroup();
  return type.isInteger(32) || type.isInteger(64) || type.isF32() ||
         type.isF64() || type.isIndex();
}

LogicalResult vyre::verifyKernel(gpu::GPUFuncOp kernel) {
  if (!kernel.getBody().hasOneBlock())
    return kernel.emitOpError("has ")
           << kernel.getBody().getBlocks().size()
           << " blocks, expected structured control flow; fix: run "
              "lift-cf-to-scf first";
  for (BlockArgument argument : kernel.getArguments()) {
    if (!isArgument(argument.getType()))
      return kernel.emitOpError("has argument #")
             << argument.getArgNumber() << " of type " << argument.getType()
             << ", expected a buffer of storage, i32, i64, f32, f64 or index; "
                "fix: pass it in a !vyre.buffer";
    if (isa<BufferType>(argument.getType()) && failed(verifyBuffer(argument)))
      return failure();
  }
  WalkResult result = kernel.walk([&](Operation *op) {
    if (auto alloc = dyn_cast<WorkgroupAllocOp>(op))
      return WalkResult(verifyBuffer(alloc.getResult()));
    if (auto barrier = dyn_cast<BarrierOp>(op);
        barrier && barrier.getScope() == Scope::Grid) {
      barrier.emitOpError(
          "has scope grid, expected workgroup or subgroup: one Vulkan dispatch "
          "cannot wait for the whole grid; fix: split the program at this "
          "point into two and dispatch them one after the other");
      return WalkResult::interrupt();
    }
    if (isa<ExitIfOp>(op)) {
      op->emitOpError("is left over, expected structured control flow; fix: "
                      "run vyre-lower-exits first");
      return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

/// Drivers give up somewhere: lavapipe computes wrong results from about 80
/// levels on and crashes at 100, without a word. SPIR-V 1.5, 2.17 "Universal
/// Limits" asks implementations for 1,023, so nothing else would refuse it.
static constexpr unsigned kMaxNesting = 64;

LogicalResult vyre::verifyNesting(spirv::FuncOp function) {
  auto isNest = [](Operation *op) {
    return isa<spirv::SelectionOp, spirv::LoopOp>(op);
  };
  WalkResult result = function.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (!isNest(op))
      return WalkResult::advance();
    unsigned depth = 0;
    for (Operation *each = op; each != function; each = each->getParentOp())
      depth += isNest(each);
    if (depth <= kMaxNesting)
      return WalkResult::advance();
    emitError(op->getLoc())
        << "control flow is nested deeper than " << kMaxNesting
        << " levels, expected at most " << kMaxNesting
        << ": drivers compute wrong results beyond [VYRE-LW-07]; fix: combine "
           "conditions with arith.andi, or leave early with vyre.exit_if";
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}
