// RUN: vyre-run %s --backend=reference --check-races

// 8 x 8 matrices in 4 x 4 tiles: a barrier before the tiles are used, and one
// before they are overwritten.

!r64 = !vyre.buffer<64xi32, read>
!rw64 = !vyre.buffer<64xi32, read_write>
!w64 = !vyre.buffer<64xi32, write>
!wg16 = !vyre.buffer<16xi32, workgroup>

vyre.program @multiply(%a: !r64, %b: !r64, %c: !w64) workgroup [4, 4, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %i0 = arith.constant 0 : i32
  %ta = vyre.workgroup_alloc : !wg16
  %tb = vyre.workgroup_alloc : !wg16
  %x = vyre.local_id x
  %y = vyre.local_id y
  %gx = vyre.global_id x
  %gy = vyre.global_id y
  %row = arith.muli %y, %c4 : index
  %at = arith.addi %row, %x : index
  %grow = arith.muli %gy, %c8 : index
  %sum = scf.for %tile = %c0 to %c8 step %c4 iter_args(%total = %i0) -> (i32) {
    %ax = arith.addi %tile, %x : index
    %ia = arith.addi %grow, %ax : index
    %va = vyre.load %a[%ia] : !r64
    vyre.store %va, %ta[%at] : !wg16
    %by = arith.addi %tile, %y : index
    %brow = arith.muli %by, %c8 : index
    %ib = arith.addi %brow, %gx : index
    %vb = vyre.load %b[%ib] : !r64
    vyre.store %vb, %tb[%at] : !wg16
    vyre.barrier workgroup acq_rel
    %part = scf.for %k = %c0 to %c4 step %c1 iter_args(%t = %total) -> (i32) {
      %ja = arith.addi %row, %k : index
      %k4 = arith.muli %k, %c4 : index
      %jb = arith.addi %k4, %x : index
      %ea = vyre.load %ta[%ja] : !wg16
      %eb = vyre.load %tb[%jb] : !wg16
      %p = arith.muli %ea, %eb : i32
      %n = arith.addi %t, %p : i32
      scf.yield %n : i32
    }
    vyre.barrier workgroup acq_rel
    scf.yield %part : i32
  }
  %o = arith.addi %grow, %gx : index
  vyre.store %sum, %c[%o] : !w64
  vyre.return
}

vyre.graph @main() {
  %c2 = arith.constant 2 : index
  %a = vyre.constant dense<[0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1,
        2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4,
        5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0]>
        : tensor<64xi32> -> !r64
  %b = vyre.constant dense<[0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0,
        1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4,
        0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3]>
        : tensor<64xi32> -> !r64
  %c = vyre.alloc : !rw64
  vyre.dispatch @multiply groups [%c2, %c2] (%a, %b, %c) : (!r64, !r64, !rw64)
  vyre.expect %c : !rw64
      == dense<[43, 49, 35, 36, 47, 43, 49, 35, 36, 38, 50, 47, 49, 36, 38, 50,
        50, 48, 51, 44, 37, 50, 48, 51, 50, 44, 38, 62, 46, 50, 44, 38, 36, 61,
        46, 66, 41, 36, 61, 46, 43, 64, 40, 56, 57, 43, 64, 40, 36, 53, 55, 67,
        59, 36, 53, 55, 43, 49, 35, 36, 47, 43, 49, 35]>
        : tensor<64xi32>
  vyre.return
}
