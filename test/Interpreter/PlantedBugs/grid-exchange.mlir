// RUN: vyre-run %s --backend=reference --check-races

// All workgroups exchange numbers through storage behind a barrier of the grid.

!rw16 = !vyre.buffer<16xi32, read_write>
!w16 = !vyre.buffer<16xi32, write>

vyre.program @exchange(%b: !rw16, %out: !w16) workgroup [4, 1, 1] {
  %c15 = arith.constant 15 : index
  %g = vyre.global_id x
  %gi = arith.index_castui %g : index to i32
  vyre.store %gi, %b[%g] : !rw16
  vyre.barrier grid
  %p = arith.subi %c15, %g : index
  %v = vyre.load %b[%p] : !rw16
  vyre.store %v, %out[%g] : !w16
  vyre.return
}

vyre.graph @main() {
  %c4 = arith.constant 4 : index
  %b = vyre.alloc : !rw16
  %out = vyre.alloc : !rw16
  vyre.dispatch @exchange groups [%c4] (%b, %out) : (!rw16, !rw16)
  vyre.expect %out : !rw16
      == dense<[15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]>
        : tensor<16xi32>
  vyre.return
}
