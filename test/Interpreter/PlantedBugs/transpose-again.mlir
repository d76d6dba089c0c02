// RUN: vyre-run %s --backend=reference --check-races

// Transposes a tile three times in the same memory: a barrier behind the write
// and one before the next.

!rw16 = !vyre.buffer<16xi32, read_write>
!wg16 = !vyre.buffer<16xi32, workgroup>

vyre.program @transpose(%b: !rw16) workgroup [4, 4, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %m = vyre.workgroup_alloc : !wg16
  %lx = vyre.local_id x
  %ly = vyre.local_id y
  %row = arith.muli %ly, %c4 : index
  %at = arith.addi %row, %lx : index
  %column = arith.muli %lx, %c4 : index
  %mirror = arith.addi %column, %ly : index
  %v = vyre.load %b[%at] : !rw16
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%now = %v) -> (i32) {
    vyre.store %now, %m[%at] : !wg16
    vyre.barrier workgroup acq_rel
    %next = vyre.load %m[%mirror] : !wg16
    vyre.barrier workgroup acq_rel
    scf.yield %next : i32
  }
  vyre.store %r, %b[%at] : !rw16
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %b = vyre.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
        15]> : tensor<16xi32> -> !rw16
  vyre.dispatch @transpose groups [%c1] (%b) : (!rw16)
  vyre.expect %b : !rw16
      == dense<[0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15]>
        : tensor<16xi32>
  vyre.return
}
