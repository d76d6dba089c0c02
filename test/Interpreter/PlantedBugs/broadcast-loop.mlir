// RUN: vyre-run %s --backend=reference --check-races

// Lane 0 announces a number to all, four times: a barrier before it is read and
// one before the next.

!r4 = !vyre.buffer<4xi32, read>
!rw8 = !vyre.buffer<8xi32, read_write>
!w8 = !vyre.buffer<8xi32, write>
!wg1 = !vyre.buffer<1xi32, workgroup>

vyre.program @broadcast(%x: !r4, %out: !w8) workgroup [8, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %m = vyre.workgroup_alloc : !wg1
  %l = vyre.local_id x
  %first = arith.cmpi eq, %l, %c0 : index
  %li = arith.index_castui %l : index to i32
  %sum = scf.for %i = %c0 to %c4 step %c1 iter_args(%t = %li) -> (i32) {
    scf.if %first {
      %v = vyre.load %x[%i] : !r4
      vyre.store %v, %m[%c0] : !wg1
    }
    vyre.barrier workgroup acq_rel
    %v = vyre.load %m[%c0] : !wg1
    vyre.barrier workgroup acq_rel
    %n = arith.addi %t, %v : i32
    scf.yield %n : i32
  }
  vyre.store %sum, %out[%l] : !w8
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %x = vyre.constant dense<[3, 10, 20, 40]> : tensor<4xi32> -> !r4
  %out = vyre.alloc : !rw8
  vyre.dispatch @broadcast groups [%c1] (%x, %out) : (!r4, !rw8)
  vyre.expect %out : !rw8
      == dense<[73, 74, 75, 76, 77, 78, 79, 80]> : tensor<8xi32>
  vyre.return
}
