// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre-infer-aliases,vyre.program(vyre-elide-barriers{subgroup-size=4}))' -o %t.mlir
// RUN: FileCheck %s --input-file=%t.mlir
// RUN: vyre-run %t.mlir --verify
// RUN: vyre-run %t.mlir --backend=reference --subgroup-size=4 --check-races
// REQUIRES: vulkan

// Barriers of the subgroup that vyre-elide-barriers made order workgroup memory
// on a device, too. Software devices have subgroups of 4 or 8.

!wg = !vyre.buffer<64xi32, workgroup>

// Each row of 4 is turned by one place, three times.
// CHECK-LABEL:   @turn
// CHECK-COUNT-6: vyre.barrier subgroup acq_rel workgroup_memory
// CHECK-NOT:     vyre.barrier
vyre.program @turn(%out: !vyre.buffer<64xi32, write>) workgroup [64, 1, 1] {
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %mask = arith.constant -4 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %row = arith.andi %l, %mask : index
  %next = arith.addi %l, %c1 : index
  %lane = arith.andi %next, %c3 : index
  %at = arith.addi %row, %lane : index
  %v0 = arith.index_castui %l : index to i32
  vyre.store %v0, %m[%l] : !wg
  vyre.barrier workgroup acq_rel
  %v1 = vyre.load %m[%at] : !wg
  vyre.barrier workgroup acq_rel
  vyre.store %v1, %m[%l] : !wg
  vyre.barrier workgroup acq_rel
  %v2 = vyre.load %m[%at] : !wg
  vyre.barrier workgroup acq_rel
  vyre.store %v2, %m[%l] : !wg
  vyre.barrier workgroup acq_rel
  %v3 = vyre.load %m[%at] : !wg
  vyre.barrier workgroup acq_rel
  vyre.store %v3, %m[%at] : !wg
  vyre.store %v3, %out[%l] : !vyre.buffer<64xi32, write>
  vyre.return
}

vyre.graph @main() {
  %out = vyre.alloc : !vyre.buffer<64xi32, read_write>
  %one = arith.constant 1 : index
  vyre.dispatch @turn groups [%one] (%out) : (!vyre.buffer<64xi32, read_write>)
  // Lane i of a row ends with what lane i + 3 had.
  vyre.expect %out : !vyre.buffer<64xi32, read_write> == dense<[
    3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14,
    19, 16, 17, 18, 23, 20, 21, 22, 27, 24, 25, 26, 31, 28, 29, 30,
    35, 32, 33, 34, 39, 36, 37, 38, 43, 40, 41, 42, 47, 44, 45, 46,
    51, 48, 49, 50, 55, 52, 53, 54, 59, 56, 57, 58, 63, 60, 61, 62
  ]> : tensor<64xi32>
  vyre.return
}
