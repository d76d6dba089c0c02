// RUN: vyre-run %s --backend=reference --check-races

// The table of counts is emptied for the next round by other lanes than those
// that count next: a barrier behind the counting, one behind the emptying.

!r16 = !vyre.buffer<16xi32, read>
!rw8 = !vyre.buffer<8xi32, read_write>
!w8 = !vyre.buffer<8xi32, write>
!wg4 = !vyre.buffer<4xi32, workgroup>

vyre.program @count(%x: !r16, %out: !w8) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %i0 = arith.constant 0 : i32
  %i1 = arith.constant 1 : i32
  %table = vyre.workgroup_alloc : !wg4
  %l = vyre.local_id x
  scf.for %round = %c0 to %c2 step %c1 {
    %base = arith.muli %round, %c8 : index
    scf.for %i = %c0 to %c8 step %c4 {
      %bi = arith.addi %base, %i : index
      %at = arith.addi %bi, %l : index
      %v = vyre.load %x[%at] : !r16
      %b = arith.index_castui %v : i32 to index
      %o = vyre.atomic_rmw add relaxed %i1, %table[%b] : !wg4
    }
    vyre.barrier workgroup acq_rel
    %n = vyre.load %table[%l] : !wg4
    vyre.store %i0, %table[%l] : !wg4
    %r4 = arith.muli %round, %c4 : index
    %q = arith.addi %r4, %l : index
    vyre.store %n, %out[%q] : !w8
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %x = vyre.constant dense<[2, 1, 0, 2, 0, 1, 2, 1, 0, 2, 0, 1, 2, 1, 0, 2]>
        : tensor<16xi32> -> !r16
  %out = vyre.alloc : !rw8
  vyre.dispatch @count groups [%c1] (%x, %out) : (!r16, !rw8)
  vyre.expect %out : !rw8 == dense<[2, 3, 3, 0, 3, 2, 3, 0]> : tensor<8xi32>
  vyre.return
}
