// RUN: vyre-opt %s --vyre-lower-grid-sync --split-input-file | FileCheck %s

// Workgroup memory stays a declaration at the top level; everything else runs
// if this is no probe. The last workgroup lets the others go.
// CHECK-LABEL: vyre.program @p(
// CHECK-SAME: %[[SYNC:[^ ]*]]: !vyre.buffer<8xi32, read_write>) workgroup [8, 1, 1] attributes {vyre.grid_sync = 1 : i32} {
// CHECK-NEXT: vyre.workgroup_alloc
// CHECK: %[[FIRST:.*]] = arith.cmpi eq
// CHECK: %[[GROUPS:.*]] = arith.index_castui
// CHECK: %[[OTHERS:.*]] = arith.cmpi ne, %[[GROUPS]]
// CHECK: %[[MODE:.*]] = vyre.atomic_load relaxed %[[SYNC]]
// CHECK: %[[RUNS:.*]] = arith.cmpi eq, %[[MODE]]
// CHECK: scf.if %[[RUNS]] {
// CHECK: vyre.store
// CHECK: vyre.barrier workgroup acq_rel
// CHECK-NEXT: scf.if %[[OTHERS]] {
// CHECK-NEXT: scf.if %[[FIRST]] {
// CHECK: vyre.atomic_rmw add acq_rel
// CHECK: scf.if
// CHECK: vyre.atomic_store relaxed
// CHECK-NEXT: vyre.atomic_store release
// CHECK-NEXT: } else {
// CHECK-NEXT: scf.while
// CHECK-NEXT: vyre.atomic_load relaxed
// CHECK: vyre.atomic_load acquire
// CHECK: vyre.barrier workgroup acq_rel
// CHECK: vyre.load
// CHECK: } else {
// CHECK: vyre.atomic_cas relaxed
// CHECK: vyre.return
// CHECK: vyre.graph @main
// CHECK-NEXT: %[[WORDS:.*]] = vyre.alloc : !vyre.buffer<8xi32, read_write>
// CHECK: vyre.dispatch @p groups {{.*}}(%{{.*}}, %[[WORDS]])
// CHECK: vyre.dispatch @p groups {{.*}}(%{{.*}}, %[[WORDS]])
vyre.program @p(%b: !vyre.buffer<?xi32, read_write>) workgroup [8, 1, 1]
    attributes {vyre.resident} {
  %i = vyre.global_id x
  %t = vyre.workgroup_alloc : !vyre.buffer<8xi32, workgroup>
  %c0 = arith.constant 0 : index
  %c1_i32 = arith.constant 1 : i32
  vyre.store %c1_i32, %t[%c0] : !vyre.buffer<8xi32, workgroup>
  vyre.barrier grid
  %x = vyre.load %b[%c0] : !vyre.buffer<?xi32, read_write>
  vyre.return
}
vyre.graph @main(%b: !vyre.buffer<?xi32, read_write>) {
  %n = arith.constant 2 : index
  vyre.dispatch @p groups [%n] (%b) : (!vyre.buffer<?xi32, read_write>)
  vyre.dispatch @p groups [%n] (%b) : (!vyre.buffer<?xi32, read_write>)
  vyre.return
}

// -----

// The barrier was removed: any grid will do, and nothing is added.
// CHECK-LABEL: vyre.program @none(%b: !vyre.buffer<?xi32, read_write>) workgroup [8, 1, 1] {
// CHECK-NEXT: vyre.return
vyre.program @none(%b: !vyre.buffer<?xi32, read_write>) workgroup [8, 1, 1]
    attributes {vyre.resident} {
  vyre.return
}

// -----

// Who left does not know whether the loop goes on: the grid votes. In the body
// whoever left does nothing but come to the barrier.
// CHECK-LABEL: vyre.program @votes(
// CHECK: scf.while
// CHECK: %[[ON:.*]] = arith.andi
// CHECK: %[[GENERATION:.*]] = vyre.atomic_load relaxed
// CHECK: %[[YES:.*]] = arith.addi %[[GENERATION]],
// CHECK: scf.if %[[ON]] {
// CHECK-NEXT: vyre.atomic_store relaxed %[[YES]]
// CHECK: vyre.atomic_rmw add acq_rel
// CHECK: vyre.atomic_load acquire
// CHECK: vyre.barrier workgroup acq_rel
// CHECK: %[[VOTE:.*]] = vyre.atomic_load relaxed
// CHECK-NEXT: %[[ANY:.*]] = arith.cmpi eq, %[[VOTE]], %[[YES]]
// CHECK: scf.condition(%[[ANY]])
vyre.program @votes(%b: !vyre.buffer<?xi32, read_write>) workgroup [8, 1, 1]
    attributes {vyre.resident} {
  %i = vyre.global_id x
  %c0 = arith.constant 0 : index
  %c5 = arith.constant 5 : index
  %c9 = arith.constant 9 : i32
  %c1_i32 = arith.constant 1 : i32
  %leaves = arith.cmpi ugt, %i, %c5 : index
  vyre.exit_if %leaves
  scf.while : () -> () {
    %x = vyre.load %b[%c0] : !vyre.buffer<?xi32, read_write>
    %less = arith.cmpi slt, %x, %c9 : i32
    scf.condition(%less)
  } do {
    vyre.barrier grid
    %first = arith.cmpi eq, %i, %c0 : index
    scf.if %first {
      %x = vyre.load %b[%c0] : !vyre.buffer<?xi32, read_write>
      %y = arith.addi %x, %c1_i32 : i32
      vyre.store %y, %b[%c0] : !vyre.buffer<?xi32, read_write>
    }
    vyre.barrier grid
    scf.yield
  }
  vyre.return
}
