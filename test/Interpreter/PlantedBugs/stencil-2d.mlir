// RUN: vyre-run %s --backend=reference --check-races

// Sums over 3 x 3 neighbours of a 4 x 4 tile whose 6 x 6 halo all lanes bring
// together, 16 elements at a time.

!r36 = !vyre.buffer<36xi32, read>
!rw16 = !vyre.buffer<16xi32, read_write>
!w16 = !vyre.buffer<16xi32, write>
!wg36 = !vyre.buffer<36xi32, workgroup>

vyre.program @stencil(%x: !r36, %out: !w16) workgroup [4, 4, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c6 = arith.constant 6 : index
  %c16 = arith.constant 16 : index
  %c36 = arith.constant 36 : index
  %i0 = arith.constant 0 : i32
  %m = vyre.workgroup_alloc : !wg36
  %lx = vyre.local_id x
  %ly = vyre.local_id y
  %row = arith.muli %ly, %c4 : index
  %at = arith.addi %row, %lx : index
  scf.for %i = %at to %c36 step %c16 {
    %v = vyre.load %x[%i] : !r36
    vyre.store %v, %m[%i] : !wg36
  }
  vyre.barrier workgroup acq_rel
  %sum = scf.for %dy = %c0 to %c3 step %c1 iter_args(%t = %i0) -> (i32) {
    %y = arith.addi %ly, %dy : index
    %y6 = arith.muli %y, %c6 : index
    %start = arith.addi %y6, %lx : index
    %part = scf.for %dx = %c0 to %c3 step %c1 iter_args(%u = %t) -> (i32) {
      %j = arith.addi %start, %dx : index
      %v = vyre.load %m[%j] : !wg36
      %n = arith.addi %u, %v : i32
      scf.yield %n : i32
    }
    scf.yield %part : i32
  }
  vyre.store %sum, %out[%at] : !w16
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %x = vyre.constant dense<[0, 5, 10, 15, 3, 8, 13, 1, 6, 11, 16, 4, 9, 14,
        2, 7, 12, 0, 5, 10, 15, 3, 8, 13, 1, 6, 11, 16, 4, 9, 14, 2, 7, 12, 0,
        5]> : tensor<36xi32> -> !r36
  %out = vyre.alloc : !rw16
  vyre.dispatch @stencil groups [%c1] (%x, %out) : (!r36, !rw16)
  vyre.expect %out : !rw16
      == dense<[60, 71, 82, 76, 75, 69, 80, 74, 73, 84, 78, 72, 71, 82, 76, 70]>
        : tensor<16xi32>
  vyre.return
}
