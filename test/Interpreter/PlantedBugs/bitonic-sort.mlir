// RUN: vyre-run %s --backend=reference --check-races

// 16 numbers, 8 lanes, one pair each; a barrier before every stage.

!rw16 = !vyre.buffer<16xi32, read_write>
!wg16 = !vyre.buffer<16xi32, workgroup>

vyre.program @sort(%b: !rw16) workgroup [8, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %c8 = arith.constant 8 : index
  %m = vyre.workgroup_alloc : !wg16
  %l = vyre.local_id x
  %l8 = arith.addi %l, %c8 : index
  %v0 = vyre.load %b[%l] : !rw16
  %v1 = vyre.load %b[%l8] : !rw16
  vyre.store %v0, %m[%l] : !wg16
  vyre.store %v1, %m[%l8] : !wg16
  scf.for %phase = %c1 to %c5 step %c1 {
    %size = vyre.shli %c1, %phase : index
    scf.for %stage = %c0 to %phase step %c1 {
      vyre.barrier workgroup acq_rel
      %stage1 = arith.addi %stage, %c1 : index
      %distance = vyre.shrui %size, %stage1 : index
      %mask = arith.subi %distance, %c1 : index
      %low = arith.andi %l, %mask : index
      %high = arith.subi %l, %low : index
      %high2 = arith.addi %high, %high : index
      %p = arith.addi %high2, %low : index
      %q = arith.addi %p, %distance : index
      %bit = arith.andi %p, %size : index
      %up = arith.cmpi eq, %bit, %c0 : index
      %vp = vyre.load %m[%p] : !wg16
      %vq = vyre.load %m[%q] : !wg16
      %small = arith.minui %vp, %vq : i32
      %large = arith.maxui %vp, %vq : i32
      %np = arith.select %up, %small, %large : i32
      %nq = arith.select %up, %large, %small : i32
      vyre.store %np, %m[%p] : !wg16
      vyre.store %nq, %m[%q] : !wg16
    }
  }
  vyre.barrier workgroup acq_rel
  %r0 = vyre.load %m[%l] : !wg16
  %r1 = vyre.load %m[%l8] : !wg16
  vyre.store %r0, %b[%l] : !rw16
  vyre.store %r1, %b[%l8] : !rw16
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %b = vyre.constant dense<[3, 14, 9, 4, 15, 10, 5, 0, 11, 6, 1, 12, 7, 2,
        13, 8]> : tensor<16xi32> -> !rw16
  vyre.dispatch @sort groups [%c1] (%b) : (!rw16)
  vyre.expect %b : !rw16
      == dense<[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]>
        : tensor<16xi32>
  vyre.return
}
