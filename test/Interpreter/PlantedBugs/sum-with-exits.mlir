// RUN: vyre-run %s --backend=reference --check-races

// The upper half leaves after it has brought its numbers, the lower half goes
// on; the second barrier is one of those that remain.

!r16 = !vyre.buffer<16xi32, read>
!rw1 = !vyre.buffer<1xi32, read_write>
!w1 = !vyre.buffer<1xi32, write>
!wg16 = !vyre.buffer<16xi32, workgroup>

vyre.program @sums(%x: !r16, %out: !w1) workgroup [16, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %i0 = arith.constant 0 : i32
  %m = vyre.workgroup_alloc : !wg16
  %l = vyre.local_id x
  %v = vyre.load %x[%l] : !r16
  vyre.store %v, %m[%l] : !wg16
  vyre.barrier workgroup acq_rel
  %upper = arith.cmpi uge, %l, %c8 : index
  vyre.exit_if %upper
  %p = arith.addi %l, %c8 : index
  %a = vyre.load %m[%l] : !wg16
  %b = vyre.load %m[%p] : !wg16
  %s = arith.addi %a, %b : i32
  vyre.store %s, %m[%l] : !wg16
  vyre.barrier workgroup acq_rel
  %others = arith.cmpi ne, %l, %c0 : index
  vyre.exit_if %others
  %sum = scf.for %i = %c0 to %c8 step %c1 iter_args(%t = %i0) -> (i32) {
    %w = vyre.load %m[%i] : !wg16
    %n = arith.addi %t, %w : i32
    scf.yield %n : i32
  }
  vyre.store %sum, %out[%c0] : !w1
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %x = vyre.constant dense<[5, 4, 7, 6, 1, 0, 3, 2, 13, 12, 15, 14, 9, 8, 11,
        10]> : tensor<16xi32> -> !r16
  %out = vyre.alloc : !rw1
  vyre.dispatch @sums groups [%c1] (%x, %out) : (!r16, !rw1)
  vyre.expect %out : !rw1 == dense<120> : tensor<1xi32>
  vyre.return
}
