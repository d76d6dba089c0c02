// RUN: vyre-run %s --backend=reference --check-races

// The same with four lanes: a barrier before the count gathers their writes,
// one behind it tells all lanes whether theirs is the last workgroup.

!rw1 = !vyre.buffer<1xi32, read_write>
!rw4 = !vyre.buffer<4xi32, read_write>
!rw12 = !vyre.buffer<12xi32, read_write>
!wg1 = !vyre.buffer<1xi32, workgroup>

vyre.program @sum(%partial: !rw12, %counter: !rw1, %out: !rw4)
    workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c12 = arith.constant 12 : index
  %i0 = arith.constant 0 : i32
  %i1 = arith.constant 1 : i32
  %i2 = arith.constant 2 : i32
  %told = vyre.workgroup_alloc : !wg1
  %l = vyre.local_id x
  %g = vyre.global_id x
  %gi = arith.index_castui %g : index to i32
  %first = arith.cmpi eq, %l, %c0 : index
  vyre.store %gi, %partial[%g] : !rw12
  vyre.barrier workgroup acq_rel
  scf.if %first {
    %old = vyre.atomic_rmw add acq_rel %i1, %counter[%c0] : !rw1
    vyre.store %old, %told[%c0] : !wg1
  }
  vyre.barrier workgroup acq_rel
  %old = vyre.load %told[%c0] : !wg1
  %last = arith.cmpi eq, %old, %i2 : i32
  scf.if %last {
    %sum = scf.for %i = %c0 to %c12 step %c4 iter_args(%t = %i0) -> (i32) {
      %at = arith.addi %i, %l : index
      %a = vyre.load %partial[%at] : !rw12
      %n = arith.addi %t, %a : i32
      scf.yield %n : i32
    }
    vyre.store %sum, %out[%l] : !rw4
  }
  vyre.return
}

vyre.graph @main() {
  %c3 = arith.constant 3 : index
  %partial = vyre.alloc : !rw12
  %counter = vyre.alloc : !rw1
  %out = vyre.alloc : !rw4
  vyre.dispatch @sum groups [%c3] (%partial, %counter, %out)
      : (!rw12, !rw1, !rw4)
  vyre.expect %out : !rw4 == dense<[12, 15, 18, 21]> : tensor<4xi32>
  vyre.return
}
