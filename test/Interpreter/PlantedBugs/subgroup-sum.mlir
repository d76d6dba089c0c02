// RUN: vyre-run %s --backend=reference --check-races

// Sums within subgroups of 32, the interpreter's width, with barriers of the
// subgroup, then the sum of the two, which needs one of the workgroup.

!rw1 = !vyre.buffer<1xi32, read_write>
!w1 = !vyre.buffer<1xi32, write>
!wg64 = !vyre.buffer<64xi32, workgroup>

vyre.program @sum(%out: !w1) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %c16 = arith.constant 16 : index
  %c32 = arith.constant 32 : index
  %m = vyre.workgroup_alloc : !wg64
  %l = vyre.local_id x
  %li = arith.index_castui %l : index to i32
  vyre.store %li, %m[%l] : !wg64
  %in = vyre.remui %l, %c32 : index
  scf.for %level = %c0 to %c5 step %c1 {
    vyre.barrier subgroup acq_rel
    %half = vyre.shrui %c16, %level : index
    %active = arith.cmpi ult, %in, %half : index
    scf.if %active {
      %p = arith.addi %l, %half : index
      %a = vyre.load %m[%l] : !wg64
      %b = vyre.load %m[%p] : !wg64
      %s = arith.addi %a, %b : i32
      vyre.store %s, %m[%l] : !wg64
    }
  }
  vyre.barrier workgroup acq_rel
  %first = arith.cmpi eq, %l, %c0 : index
  scf.if %first {
    %a = vyre.load %m[%c0] : !wg64
    %b = vyre.load %m[%c32] : !wg64
    %s = arith.addi %a, %b : i32
    vyre.store %s, %out[%c0] : !w1
  }
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %out = vyre.alloc : !rw1
  vyre.dispatch @sum groups [%c1] (%out) : (!rw1)
  vyre.expect %out : !rw1 == dense<2016> : tensor<1xi32>
  vyre.return
}
