// RUN: vyre-run %s --backend=reference --check-races

// Lanes exchange numbers through a storage buffer; each workgroup has its own
// part of it.

!rw16 = !vyre.buffer<16xi32, read_write>
!w16 = !vyre.buffer<16xi32, write>

vyre.program @exchange(%b: !rw16, %out: !w16) workgroup [8, 1, 1] {
  %c7 = arith.constant 7 : index
  %i3 = arith.constant 3 : i32
  %g = vyre.global_id x
  %gi = arith.index_castui %g : index to i32
  %v = arith.muli %gi, %i3 : i32
  vyre.store %v, %b[%g] : !rw16
  vyre.barrier workgroup acq_rel
  %other = arith.xori %g, %c7 : index
  %w = vyre.load %b[%other] : !rw16
  vyre.store %w, %out[%g] : !w16
  vyre.return
}

vyre.graph @main() {
  %c2 = arith.constant 2 : index
  %b = vyre.alloc : !rw16
  %out = vyre.alloc : !rw16
  vyre.dispatch @exchange groups [%c2] (%b, %out) : (!rw16, !rw16)
  vyre.expect %out : !rw16
      == dense<[21, 18, 15, 12, 9, 6, 3, 0, 45, 42, 39, 36, 33, 30, 27, 24]>
        : tensor<16xi32>
  vyre.return
}
