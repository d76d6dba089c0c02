//===----------------------------------------------------------------------===//
//
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_CONVERSION_PASSES_TD
#define VYRE_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

def ConvertGPUToVyrePass
    : Pass<"convert-gpu-to-vyre", "::mlir::ModuleOp"> {
  let summary = "make programs of kernels of the gpu dialect";
  let description = [{
    Each `gpu.func` that is a kernel becomes a `vyre.program` of the same name,
    and each `func.func` that launches one a `vyre.graph`. A memref becomes a
    buffer with its elements in row-major order, `gpu.barrier` a
    `vyre.barrier workgroup acq_rel`, `memref.atomic_rmw` an atomic of order
    `acq_rel`; arithmetic and structured control flow stay. docs/FromGPU.md has
    the table. What cannot be converted is an error with a fix, and all problems
    are reported before anything changes.

    Rules: VYRE-GI-01 to VYRE-GI-10.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::vyre::VyreDialect"];
  let options = [
    ListOption<"workgroupSize", "workgroup-size", "int32_t",
               "The workgroup size x,y,z of kernels without known_block_size">,
  ];
}

def ConvertVyreToGPUPass
    : Pass<"convert-vyre-to-gpu", "::mlir::ModuleOp"> {
  let summary = "put programs into gpu modules";
  let description = [{
    `vyre.program @p` becomes `gpu.module @p` with one kernel `gpu.func @p`. Ids
    become `gpu` ops, regions are inlined with their generator kept in the
    locations, total integer ops are expanded to guarded `arith` ops. Memory
    access, atomics and barriers stay `vyre` ops: their meaning (total access,
    scopes, orders) has no `gpu` or `memref` equivalent. Graphs are unchanged;
    the dictionary attribute `vyre.abi` of the gpu module keeps the signature.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::gpu::GPUDialect",
                           "::mlir::scf::SCFDialect"];
}

def ConvertVyreToSPIRVPass
    : Pass<"convert-vyre-to-spirv", "::mlir::ModuleOp"> {
  let summary = "lower gpu modules with vyre ops to SPIR-V for Vulkan";
  let description = [{
    Each gpu module becomes one `spirv.module` with the Vulkan memory model,
    SPIR-V 1.5 and exactly the capabilities it uses. The lowering table is in
    docs/Lowering.md. Expects programs without `vyre.exit_if`.
  }];
  let dependentDialects = ["::mlir::spirv::SPIRVDialect"];
}

#endif // VYRE_CONVERSION_PASSES_TD
