// RUN: vyre-run %s --backend=reference --check-races

// Sums of three neighbours: a tile of 8 with a halo of one on both sides, which
// the first and the last lane bring. Outside there are zeros.

!r16 = !vyre.buffer<16xi32, read>
!rw16 = !vyre.buffer<16xi32, read_write>
!w16 = !vyre.buffer<16xi32, write>
!wg10 = !vyre.buffer<10xi32, workgroup>

vyre.program @stencil(%x: !r16, %out: !w16) workgroup [8, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c7 = arith.constant 7 : index
  %c9 = arith.constant 9 : index
  %m = vyre.workgroup_alloc : !wg10
  %l = vyre.local_id x
  %g = vyre.global_id x
  %l1 = arith.addi %l, %c1 : index
  %v = vyre.load %x[%g] : !r16
  vyre.store %v, %m[%l1] : !wg10
  %first = arith.cmpi eq, %l, %c0 : index
  scf.if %first {
    %p = arith.subi %g, %c1 : index
    %h = vyre.load %x[%p] : !r16
    vyre.store %h, %m[%c0] : !wg10
  }
  %last = arith.cmpi eq, %l, %c7 : index
  scf.if %last {
    %p = arith.addi %g, %c1 : index
    %h = vyre.load %x[%p] : !r16
    vyre.store %h, %m[%c9] : !wg10
  }
  vyre.barrier workgroup acq_rel
  %l2 = arith.addi %l, %c2 : index
  %a = vyre.load %m[%l] : !wg10
  %b = vyre.load %m[%l1] : !wg10
  %c = vyre.load %m[%l2] : !wg10
  %ab = arith.addi %a, %b : i32
  %abc = arith.addi %ab, %c : i32
  vyre.store %abc, %out[%g] : !w16
  vyre.return
}

vyre.graph @main() {
  %c2 = arith.constant 2 : index
  %x = vyre.constant dense<[0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121,
        144, 169, 196, 225]> : tensor<16xi32> -> !r16
  %out = vyre.alloc : !rw16
  vyre.dispatch @stencil groups [%c2] (%x, %out) : (!r16, !rw16)
  vyre.expect %out : !rw16
      == dense<[1, 5, 14, 29, 50, 77, 110, 149, 194, 245, 302, 365, 434, 509,
        590, 421]> : tensor<16xi32>
  vyre.return
}
