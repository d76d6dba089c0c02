// RUN: vyre-run %s --backend=reference --check-races

// Counts in workgroup memory, then one addition per bin.

!r32 = !vyre.buffer<32xi32, read>
!rw4 = !vyre.buffer<4xi32, read_write>
!wg4 = !vyre.buffer<4xi32, workgroup>

vyre.program @count(%x: !r32, %bins: !rw4) workgroup [8, 1, 1] {
  %c16 = arith.constant 16 : index
  %i1 = arith.constant 1 : i32
  %table = vyre.workgroup_alloc : !wg4
  %g = vyre.global_id x
  %l = vyre.local_id x
  %g2 = arith.addi %g, %c16 : index
  %v0 = vyre.load %x[%g] : !r32
  %v1 = vyre.load %x[%g2] : !r32
  %b0 = arith.index_castui %v0 : i32 to index
  %b1 = arith.index_castui %v1 : i32 to index
  %o0 = vyre.atomic_rmw add relaxed %i1, %table[%b0] : !wg4
  %o1 = vyre.atomic_rmw add relaxed %i1, %table[%b1] : !wg4
  vyre.barrier workgroup acq_rel
  %n = vyre.load %table[%l] : !wg4
  %o = vyre.atomic_rmw add relaxed %n, %bins[%l] : !rw4
  vyre.return
}

vyre.graph @main() {
  %c2 = arith.constant 2 : index
  %x = vyre.constant dense<[2, 3, 0, 2, 0, 3, 2, 3, 0, 2, 0, 3, 2, 3, 0, 2,
        0, 3, 2, 3, 0, 2, 0, 3, 2, 3, 0, 2, 0, 3, 2, 3]> : tensor<32xi32>
      -> !r32
  %bins = vyre.alloc : !rw4
  vyre.dispatch @count groups [%c2] (%x, %bins) : (!r32, !rw4)
  vyre.expect %bins : !rw4 == dense<[10, 0, 11, 11]> : tensor<4xi32>
  vyre.return
}
