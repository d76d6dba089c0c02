// RUN: vyre-run %s --stop-after=input | FileCheck %s --implicit-check-not='barrier grid'
// RUN: vyre-run %s
// RUN: vyre-run %s --backend=reference --check-races --schedule=random:7

// Grid barriers that the split does not see: one that nothing needs is gone, one
// that orders only what a workgroup does becomes narrower. Both programs stay
// whole.

// CHECK: vyre.program @own_element(
// CHECK-NOT: vyre.barrier
// CHECK: vyre.program @own_row(
// CHECK: vyre.barrier workgroup acq_rel
// CHECK: vyre.graph @main
// CHECK: vyre.dispatch @own_element threads
// CHECK-NEXT: vyre.dispatch @own_row groups
// CHECK-NEXT: vyre.expect

vyre.program @own_element(%b: !vyre.buffer<?xi32, read_write>)
    workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %one = arith.constant 1 : i32
  vyre.store %one, %b[%i] : !vyre.buffer<?xi32, read_write>
  vyre.barrier grid
  %v = vyre.load %b[%i] : !vyre.buffer<?xi32, read_write>
  %w = arith.addi %v, %one : i32
  vyre.store %w, %b[%i] : !vyre.buffer<?xi32, read_write>
  vyre.return
}

// Each workgroup turns its own row of 8 elements around.
vyre.program @own_row(%b: !vyre.buffer<?xi32, read_write>,
                      %out: !vyre.buffer<?xi32, write>) workgroup [8, 1, 1] {
  %lane = vyre.local_id x
  %group = vyre.workgroup_id x
  %c7 = arith.constant 7 : index
  %c8 = arith.constant 8 : index
  %row = arith.muli %group, %c8 : index
  %i = arith.addi %row, %lane : index
  %v = vyre.load %b[%i] : !vyre.buffer<?xi32, read_write>
  %x = arith.index_cast %lane : index to i32
  %w = arith.addi %v, %x : i32
  vyre.store %w, %b[%i] : !vyre.buffer<?xi32, read_write>
  vyre.barrier grid
  %other = arith.subi %c7, %lane : index
  %j = arith.addi %row, %other : index
  %u = vyre.load %b[%j] : !vyre.buffer<?xi32, read_write>
  vyre.store %u, %out[%i] : !vyre.buffer<?xi32, write>
  vyre.return
}

vyre.graph @main() {
  %n = arith.constant 16 : index
  %groups = arith.constant 2 : index
  %b = vyre.alloc : !vyre.buffer<16xi32, read_write>
  %out = vyre.alloc : !vyre.buffer<16xi32, read_write>
  vyre.dispatch @own_element threads [%n] (%b)
      : (!vyre.buffer<16xi32, read_write>)
  vyre.dispatch @own_row groups [%groups] (%b, %out)
      : (!vyre.buffer<16xi32, read_write>, !vyre.buffer<16xi32, read_write>)
  vyre.expect %out : !vyre.buffer<16xi32, read_write>
      == dense<[9, 8, 7, 6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]>
      : tensor<16xi32>
  vyre.return
}
