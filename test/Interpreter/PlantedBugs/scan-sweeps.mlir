// RUN: vyre-run %s --backend=reference --check-races

// Exclusive sums, Blelloch: up the tree and down again, 8 lanes for 16 numbers.

!r16 = !vyre.buffer<16xi32, read>
!rw16 = !vyre.buffer<16xi32, read_write>
!w16 = !vyre.buffer<16xi32, write>
!wg16 = !vyre.buffer<16xi32, workgroup>

vyre.program @scan(%x: !r16, %out: !w16) workgroup [8, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %c15 = arith.constant 15 : index
  %i0 = arith.constant 0 : i32
  %m = vyre.workgroup_alloc : !wg16
  %l = vyre.local_id x
  %lo = arith.muli %l, %c2 : index
  %hi = arith.addi %lo, %c1 : index
  %v0 = vyre.load %x[%lo] : !r16
  %v1 = vyre.load %x[%hi] : !r16
  vyre.store %v0, %m[%lo] : !wg16
  vyre.store %v1, %m[%hi] : !wg16
  scf.for %level = %c0 to %c4 step %c1 {
    vyre.barrier workgroup acq_rel
    %lanes = vyre.shrui %c8, %level : index
    %step = vyre.shli %c1, %level : index
    %active = arith.cmpi ult, %l, %lanes : index
    scf.if %active {
      %e = arith.muli %step, %hi : index
      %a = arith.subi %e, %c1 : index
      %b = arith.addi %a, %step : index
      %va = vyre.load %m[%a] : !wg16
      %vb = vyre.load %m[%b] : !wg16
      %s = arith.addi %va, %vb : i32
      vyre.store %s, %m[%b] : !wg16
    }
  }
  // Lane 0 was the last at this element.
  %first = arith.cmpi eq, %l, %c0 : index
  scf.if %first {
    vyre.store %i0, %m[%c15] : !wg16
  }
  scf.for %level = %c0 to %c4 step %c1 {
    vyre.barrier workgroup acq_rel
    %lanes = vyre.shli %c1, %level : index
    %step = vyre.shrui %c8, %level : index
    %active = arith.cmpi ult, %l, %lanes : index
    scf.if %active {
      %e = arith.muli %step, %hi : index
      %a = arith.subi %e, %c1 : index
      %b = arith.addi %a, %step : index
      %va = vyre.load %m[%a] : !wg16
      %vb = vyre.load %m[%b] : !wg16
      %s = arith.addi %va, %vb : i32
      vyre.store %vb, %m[%a] : !wg16
      vyre.store %s, %m[%b] : !wg16
    }
  }
  vyre.barrier workgroup acq_rel
  // Not the two numbers that this lane wrote last.
  %l8 = arith.addi %l, %c8 : index
  %r0 = vyre.load %m[%l] : !wg16
  %r1 = vyre.load %m[%l8] : !wg16
  vyre.store %r0, %out[%l] : !w16
  vyre.store %r1, %out[%l8] : !w16
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %x = vyre.constant dense<[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
        15, 16]> : tensor<16xi32> -> !r16
  %out = vyre.alloc : !rw16
  vyre.dispatch @scan groups [%c1] (%x, %out) : (!r16, !rw16)
  vyre.expect %out : !rw16
      == dense<[0, 1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 66, 78, 91, 105, 120]>
        : tensor<16xi32>
  vyre.return
}
