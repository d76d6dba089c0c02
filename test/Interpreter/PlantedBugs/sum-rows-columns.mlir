// RUN: vyre-run %s --backend=reference --check-races

// 4 x 4 numbers: one lane per row adds the row, then one lane adds the rows.

!r16 = !vyre.buffer<16xi32, read>
!rw1 = !vyre.buffer<1xi32, read_write>
!w1 = !vyre.buffer<1xi32, write>
!wg4 = !vyre.buffer<4xi32, workgroup>
!wg16 = !vyre.buffer<16xi32, workgroup>

vyre.program @rows(%x: !r16, %out: !w1) workgroup [4, 4, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %i0 = arith.constant 0 : i32
  %m = vyre.workgroup_alloc : !wg16
  %rows = vyre.workgroup_alloc : !wg4
  %lx = vyre.local_id x
  %ly = vyre.local_id y
  %row = arith.muli %ly, %c4 : index
  %at = arith.addi %row, %lx : index
  %v = vyre.load %x[%at] : !r16
  vyre.store %v, %m[%at] : !wg16
  vyre.barrier workgroup acq_rel
  %first = arith.cmpi eq, %lx, %c0 : index
  scf.if %first {
    %sum = scf.for %i = %c0 to %c4 step %c1 iter_args(%t = %i0) -> (i32) {
      %j = arith.addi %row, %i : index
      %a = vyre.load %m[%j] : !wg16
      %n = arith.addi %t, %a : i32
      scf.yield %n : i32
    }
    vyre.store %sum, %rows[%ly] : !wg4
  }
  vyre.barrier workgroup acq_rel
  %origin = arith.cmpi eq, %at, %c0 : index
  scf.if %origin {
    %sum = scf.for %i = %c0 to %c4 step %c1 iter_args(%t = %i0) -> (i32) {
      %a = vyre.load %rows[%i] : !wg4
      %n = arith.addi %t, %a : i32
      scf.yield %n : i32
    }
    vyre.store %sum, %out[%c0] : !w1
  }
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %x = vyre.constant dense<[0, 7, 3, 10, 6, 2, 9, 5, 1, 8, 4, 0, 7, 3, 10, 6]>
        : tensor<16xi32> -> !r16
  %out = vyre.alloc : !rw1
  vyre.dispatch @rows groups [%c1] (%x, %out) : (!r16, !rw1)
  vyre.expect %out : !rw1 == dense<81> : tensor<1xi32>
  vyre.return
}
