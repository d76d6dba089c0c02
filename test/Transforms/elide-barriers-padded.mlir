// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre.program(vyre-elide-barriers))' | FileCheck %s

// Rows of a tile are often padded, so that columns spread over banks.

!tile = !vyre.buffer<128xi32, workgroup>

// Rows of 9 for 8 lanes: y * 9 + x is another element for each lane.
// CHECK-LABEL: @padded
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @padded() workgroup [8, 8, 1] {
  %c3 = arith.constant 3 : i32
  %c9 = arith.constant 9 : index
  %m = vyre.workgroup_alloc : !tile
  %x = vyre.local_id x
  %y = vyre.local_id y
  %row = arith.muli %y, %c9 : index
  %i = arith.addi %row, %x : index
  vyre.store %c3, %m[%i] : !tile
  vyre.barrier workgroup acq_rel
  %v = vyre.load %m[%i] : !tile
  vyre.store %v, %m[%i] : !tile
  vyre.return
}

// Rows of 7 for 8 lanes overlap: (7, 0) and (0, 1) are one element.
// CHECK-LABEL: @overlapping
// CHECK:         vyre.barrier
vyre.program @overlapping() workgroup [8, 8, 1] {
  %c3 = arith.constant 3 : i32
  %c7 = arith.constant 7 : index
  %m = vyre.workgroup_alloc : !tile
  %x = vyre.local_id x
  %y = vyre.local_id y
  %row = arith.muli %y, %c7 : index
  %i = arith.addi %row, %x : index
  vyre.store %c3, %m[%i] : !tile
  vyre.barrier workgroup acq_rel
  %v = vyre.load %m[%i] : !tile
  vyre.store %v, %m[%i] : !tile
  vyre.return
}

// Rows of 2^31 - 1 elements wrap around: lane (6, 2) and lane (4, 0) are at
// element 4, because 6 + 2 * (2^31 - 1) is 2^32 + 4. Out of range as they may
// be, the proof must not say that rows of an odd length keep lanes apart.
// CHECK-LABEL: @wraps
// CHECK:         vyre.barrier
vyre.program @wraps() workgroup [8, 8, 1] {
  %c3 = arith.constant 3 : i32
  %length = arith.constant 2147483647 : index
  %m = vyre.workgroup_alloc : !tile
  %x = vyre.local_id x
  %y = vyre.local_id y
  %row = arith.muli %y, %length : index
  %i = arith.addi %row, %x : index
  vyre.store %c3, %m[%i] : !tile
  vyre.barrier workgroup acq_rel
  %v = vyre.load %m[%i] : !tile
  vyre.store %v, %m[%i] : !tile
  vyre.return
}
