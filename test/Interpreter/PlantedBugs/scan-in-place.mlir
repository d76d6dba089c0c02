// RUN: vyre-run %s --backend=reference --check-races

// Inclusive sums, Hillis and Steele, in place: read, barrier, write, barrier.

!r16 = !vyre.buffer<16xi32, read>
!rw16 = !vyre.buffer<16xi32, read_write>
!w16 = !vyre.buffer<16xi32, write>
!wg16 = !vyre.buffer<16xi32, workgroup>

vyre.program @scan(%x: !r16, %out: !w16) workgroup [16, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %m = vyre.workgroup_alloc : !wg16
  %l = vyre.local_id x
  %v = vyre.load %x[%l] : !r16
  vyre.store %v, %m[%l] : !wg16
  scf.for %level = %c0 to %c4 step %c1 {
    vyre.barrier workgroup acq_rel
    %distance = vyre.shli %c1, %level : index
    // Out of range, so zero, where there is no such neighbour.
    %p = arith.subi %l, %distance : index
    %a = vyre.load %m[%l] : !wg16
    %b = vyre.load %m[%p] : !wg16
    vyre.barrier workgroup acq_rel
    %s = arith.addi %a, %b : i32
    vyre.store %s, %m[%l] : !wg16
  }
  %r = vyre.load %m[%l] : !wg16
  vyre.store %r, %out[%l] : !w16
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %x = vyre.constant dense<[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
        15, 16]> : tensor<16xi32> -> !r16
  %out = vyre.alloc : !rw16
  vyre.dispatch @scan groups [%c1] (%x, %out) : (!r16, !rw16)
  vyre.expect %out : !rw16
      == dense<[1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 66, 78, 91, 105, 120, 136]>
        : tensor<16xi32>
  vyre.return
}
