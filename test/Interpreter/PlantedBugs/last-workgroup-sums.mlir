// RUN: vyre-run %s --backend=reference --check-races

// Each workgroup of one lane leaves a partial sum and counts itself; the last
// to count adds the partial sums up.

!rw1 = !vyre.buffer<1xi32, read_write>
!rw4 = !vyre.buffer<4xi32, read_write>

vyre.program @sum(%partial: !rw4, %counter: !rw1, %out: !rw1)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %i0 = arith.constant 0 : i32
  %i1 = arith.constant 1 : i32
  %i3 = arith.constant 3 : i32
  %w = vyre.workgroup_id x
  %wi = arith.index_castui %w : index to i32
  %v = arith.muli %wi, %wi : i32
  vyre.store %v, %partial[%w] : !rw4
  %old = vyre.atomic_rmw add acq_rel %i1, %counter[%c0] : !rw1
  %last = arith.cmpi eq, %old, %i3 : i32
  scf.if %last {
    %sum = scf.for %i = %c0 to %c4 step %c1 iter_args(%t = %i0) -> (i32) {
      %a = vyre.load %partial[%i] : !rw4
      %n = arith.addi %t, %a : i32
      scf.yield %n : i32
    }
    vyre.store %sum, %out[%c0] : !rw1
  }
  vyre.return
}

vyre.graph @main() {
  %c4 = arith.constant 4 : index
  %partial = vyre.alloc : !rw4
  %counter = vyre.alloc : !rw1
  %out = vyre.alloc : !rw1
  vyre.dispatch @sum groups [%c4] (%partial, %counter, %out)
      : (!rw4, !rw1, !rw1)
  vyre.expect %out : !rw1 == dense<14> : tensor<1xi32>
  vyre.return
}
