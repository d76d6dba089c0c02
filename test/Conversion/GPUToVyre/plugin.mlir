// A stock mlir-opt converts and removes barriers.

// REQUIRES: plugin
// RUN: mlir-opt %s --load-dialect-plugin=%vyre_plugin \
// RUN:   --load-pass-plugin=%vyre_plugin --pass-pipeline='builtin.module(gpu-kernel-outlining,convert-gpu-to-vyre,vyre.program(vyre-elide-barriers))' \
// RUN:   | FileCheck %s

// The first barrier orders only what each lane does to its own element.
// CHECK-LABEL: vyre.program @main_kernel
// CHECK:         vyre.store
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.load %{{.*}} : !vyre.buffer<8xi32, workgroup>
// CHECK:         vyre.store
// CHECK-NEXT:    vyre.barrier workgroup acq_rel
// CHECK:         vyre.load %{{.*}} : !vyre.buffer<8xi32, workgroup>
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
!tile = memref<8xi32, #gpu.address_space<workgroup>>
func.func @main(%x: memref<8xi32>) {
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %c8 = arith.constant 8 : index
  gpu.launch blocks(%bx, %by, %bz) in (%gx = %c1, %gy = %c1, %gz = %c1)
             threads(%t, %ty, %tz) in (%sx = %c8, %sy = %c1, %sz = %c1) {
    %tile = memref.alloc() : !tile
    %v = memref.load %x[%t] : memref<8xi32>
    memref.store %v, %tile[%t] : !tile
    gpu.barrier
    %own = memref.load %tile[%t] : !tile
    %s = arith.muli %own, %own : i32
    memref.store %s, %tile[%t] : !tile
    gpu.barrier
    %r = arith.subi %c7, %t : index
    %w = memref.load %tile[%r] : !tile
    memref.store %w, %x[%t] : memref<8xi32>
    gpu.barrier
    gpu.terminator
  }
  return
}
