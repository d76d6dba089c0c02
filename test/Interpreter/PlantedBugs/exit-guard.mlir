// RUN: vyre-run %s --backend=reference --check-races

// The lanes beyond the end leave first: 12 of 16 remain, nobody waits for the
// others. Each of the 12 takes the number of its neighbour.

!r12 = !vyre.buffer<12xi32, read>
!rw12 = !vyre.buffer<12xi32, read_write>
!w12 = !vyre.buffer<12xi32, write>
!wg8 = !vyre.buffer<8xi32, workgroup>

vyre.program @rotate(%x: !r12, %out: !w12) workgroup [8, 1, 1] {
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %c12 = arith.constant 12 : index
  %m = vyre.workgroup_alloc : !wg8
  %g = vyre.global_id x
  %l = vyre.local_id x
  %w = vyre.workgroup_id x
  %out_of = arith.cmpi uge, %g, %c12 : index
  vyre.exit_if %out_of
  %v = vyre.load %x[%g] : !r12
  vyre.store %v, %m[%l] : !wg8
  vyre.barrier workgroup acq_rel
  %l1 = arith.addi %l, %c1 : index
  // 8 in the first workgroup, 4 in the second.
  %four = arith.muli %w, %c4 : index
  %live = arith.subi %c8, %four : index
  %n = vyre.remui %l1, %live : index
  %r = vyre.load %m[%n] : !wg8
  vyre.store %r, %out[%g] : !w12
  vyre.return
}

vyre.graph @main() {
  %c2 = arith.constant 2 : index
  %x = vyre.constant dense<[10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]>
        : tensor<12xi32> -> !r12
  %out = vyre.alloc : !rw12
  vyre.dispatch @rotate groups [%c2] (%x, %out) : (!r12, !rw12)
  vyre.expect %out : !rw12
      == dense<[11, 12, 13, 14, 15, 16, 17, 10, 19, 20, 21, 18]>
        : tensor<12xi32>
  vyre.return
}
