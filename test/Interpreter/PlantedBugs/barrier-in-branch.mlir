// RUN: vyre-run %s --backend=reference --check-races

// A barrier in a branch that whole workgroups take or leave.

!rw16 = !vyre.buffer<16xi32, read_write>
!w16 = !vyre.buffer<16xi32, write>
!wg8 = !vyre.buffer<8xi32, workgroup>

vyre.program @branch(%out: !w16) workgroup [8, 1, 1] {
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %m = vyre.workgroup_alloc : !wg8
  %l = vyre.local_id x
  %g = vyre.global_id x
  %w = vyre.workgroup_id x
  %gi = arith.index_castui %g : index to i32
  vyre.store %gi, %m[%l] : !wg8
  %odd = arith.cmpi eq, %w, %c1 : index
  scf.if %odd {
    vyre.barrier workgroup acq_rel
    %p = arith.subi %c7, %l : index
    %v = vyre.load %m[%p] : !wg8
    vyre.store %v, %out[%g] : !w16
  } else {
    %v = vyre.load %m[%l] : !wg8
    vyre.store %v, %out[%g] : !w16
  }
  vyre.return
}

vyre.graph @main() {
  %c2 = arith.constant 2 : index
  %out = vyre.alloc : !rw16
  vyre.dispatch @branch groups [%c2] (%out) : (!rw16)
  vyre.expect %out : !rw16
      == dense<[0, 1, 2, 3, 4, 5, 6, 7, 15, 14, 13, 12, 11, 10, 9, 8]>
        : tensor<16xi32>
  vyre.return
}
