// RUN: vyre-run %s --backend=reference --check-races

// The last of 8 lanes to count itself, in workgroup memory, adds up what the
// others left. No barrier.

!rw1 = !vyre.buffer<1xi32, read_write>
!wg1 = !vyre.buffer<1xi32, workgroup>
!wg8 = !vyre.buffer<8xi32, workgroup>

vyre.program @sum(%out: !rw1) workgroup [8, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %i0 = arith.constant 0 : i32
  %i1 = arith.constant 1 : i32
  %i7 = arith.constant 7 : i32
  %m = vyre.workgroup_alloc : !wg8
  %counter = vyre.workgroup_alloc : !wg1
  %l = vyre.local_id x
  %li = arith.index_castui %l : index to i32
  vyre.store %li, %m[%l] : !wg8
  %old = vyre.atomic_rmw add acq_rel %i1, %counter[%c0] : !wg1
  %last = arith.cmpi eq, %old, %i7 : i32
  scf.if %last {
    %sum = scf.for %i = %c0 to %c8 step %c1 iter_args(%t = %i0) -> (i32) {
      %a = vyre.load %m[%i] : !wg8
      %n = arith.addi %t, %a : i32
      scf.yield %n : i32
    }
    vyre.store %sum, %out[%c0] : !rw1
  }
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %out = vyre.alloc : !rw1
  vyre.dispatch @sum groups [%c1] (%out) : (!rw1)
  vyre.expect %out : !rw1 == dense<28> : tensor<1xi32>
  vyre.return
}
