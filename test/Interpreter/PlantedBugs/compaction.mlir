// RUN: vyre-run %s --backend=reference --check-races

// Numbers above 5 move to the front, in any order; lane 0 knows how many there
// are once all have taken a place, and then all can read the places.

!r16 = !vyre.buffer<16xi32, read>
!rw1 = !vyre.buffer<1xi32, read_write>
!rw16 = !vyre.buffer<16xi32, read_write>
!w1 = !vyre.buffer<1xi32, write>
!w16 = !vyre.buffer<16xi32, write>
!wg1 = !vyre.buffer<1xi32, workgroup>
!wg16 = !vyre.buffer<16xi32, workgroup>

vyre.program @compact(%x: !r16, %out: !w16, %count: !w1) workgroup [16, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %i0 = arith.constant 0 : i32
  %i1 = arith.constant 1 : i32
  %i5 = arith.constant 5 : i32
  %m = vyre.workgroup_alloc : !wg16
  %n = vyre.workgroup_alloc : !wg1
  %l = vyre.local_id x
  %v = vyre.load %x[%l] : !r16
  %keep = arith.cmpi ugt, %v, %i5 : i32
  scf.if %keep {
    %place = vyre.atomic_rmw add relaxed %i1, %n[%c0] : !wg1
    %p = arith.index_castui %place : i32 to index
    vyre.store %v, %m[%p] : !wg16
  }
  vyre.barrier workgroup acq_rel
  // The rank of a number is how many are smaller.
  %mine = vyre.load %m[%l] : !wg16
  %rank = scf.for %i = %c0 to %c16 step %c1 iter_args(%t = %c0) -> (index) {
    %o = vyre.load %m[%i] : !wg16
    %less = arith.cmpi ult, %o, %mine : i32
    %t1 = arith.addi %t, %c1 : index
    %next = arith.select %less, %t1, %t : index
    scf.yield %next : index
  }
  %found = arith.cmpi ne, %mine, %i0 : i32
  scf.if %found {
    vyre.store %mine, %out[%rank] : !w16
  }
  %first = arith.cmpi eq, %l, %c0 : index
  scf.if %first {
    %total = vyre.load %n[%c0] : !wg1
    vyre.store %total, %count[%c0] : !w1
  }
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %x = vyre.constant dense<[3, 14, 9, 4, 15, 10, 5, 0, 11, 6, 1, 12, 7, 2,
        13, 8]> : tensor<16xi32> -> !r16
  %out = vyre.alloc : !rw16
  %count = vyre.alloc : !rw1
  vyre.dispatch @compact groups [%c1] (%x, %out, %count) : (!r16, !rw16, !rw1)
  // Six empty places come first.
  vyre.expect %out : !rw16
      == dense<[0, 0, 0, 0, 0, 0, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]>
        : tensor<16xi32>
  vyre.expect %count : !rw1 == dense<10> : tensor<1xi32>
  vyre.return
}
