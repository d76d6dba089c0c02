// RUN: vyre-run %s --backend=reference --check-races

// A tree of sums in workgroup memory: the barrier behind the first store, and
// one behind each level.

!r16 = !vyre.buffer<16xi32, read>
!rw1 = !vyre.buffer<1xi32, read_write>
!w1 = !vyre.buffer<1xi32, write>
!wg16 = !vyre.buffer<16xi32, workgroup>

vyre.program @tree(%x: !r16, %out: !w1) workgroup [16, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %m = vyre.workgroup_alloc : !wg16
  %l = vyre.local_id x
  %v = vyre.load %x[%l] : !r16
  vyre.store %v, %m[%l] : !wg16
  vyre.barrier workgroup acq_rel
  scf.for %level = %c0 to %c4 step %c1 {
    %half = vyre.shrui %c8, %level : index
    %active = arith.cmpi ult, %l, %half : index
    scf.if %active {
      %p = arith.addi %l, %half : index
      %a = vyre.load %m[%l] : !wg16
      %b = vyre.load %m[%p] : !wg16
      %s = arith.addi %a, %b : i32
      vyre.store %s, %m[%l] : !wg16
    }
    vyre.barrier workgroup acq_rel
  }
  // Only lane 0 is in range of out.
  %sum = vyre.load %m[%c0] : !wg16
  vyre.store %sum, %out[%l] : !w1
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %x = vyre.constant dense<[1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 34, 37,
        40, 43, 46]> : tensor<16xi32> -> !r16
  %out = vyre.alloc : !rw1
  vyre.dispatch @tree groups [%c1] (%x, %out) : (!r16, !rw1)
  vyre.expect %out : !rw1 == dense<376> : tensor<1xi32>
  vyre.return
}
