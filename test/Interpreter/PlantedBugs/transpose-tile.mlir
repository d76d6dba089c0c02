// RUN: vyre-run %s --backend=reference --check-races

// An 8 x 8 matrix, transposed in 4 x 4 tiles through workgroup memory.

!r64 = !vyre.buffer<64xi32, read>
!rw64 = !vyre.buffer<64xi32, read_write>
!w64 = !vyre.buffer<64xi32, write>
!wg16 = !vyre.buffer<16xi32, workgroup>

vyre.program @transpose(%x: !r64, %out: !w64) workgroup [4, 4, 1] {
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %m = vyre.workgroup_alloc : !wg16
  %lx = vyre.local_id x
  %ly = vyre.local_id y
  %wx = vyre.workgroup_id x
  %wy = vyre.workgroup_id y
  %gx = vyre.global_id x
  %gy = vyre.global_id y
  %grow = arith.muli %gy, %c8 : index
  %gat = arith.addi %grow, %gx : index
  %v = vyre.load %x[%gat] : !r64
  %row = arith.muli %ly, %c4 : index
  %at = arith.addi %row, %lx : index
  vyre.store %v, %m[%at] : !wg16
  vyre.barrier workgroup acq_rel
  %column = arith.muli %lx, %c4 : index
  %mirror = arith.addi %column, %ly : index
  %t = vyre.load %m[%mirror] : !wg16
  %wx4 = arith.muli %wx, %c4 : index
  %wy4 = arith.muli %wy, %c4 : index
  %oy = arith.addi %wx4, %ly : index
  %ox = arith.addi %wy4, %lx : index
  %orow = arith.muli %oy, %c8 : index
  %oat = arith.addi %orow, %ox : index
  vyre.store %t, %out[%oat] : !w64
  vyre.return
}

vyre.graph @main() {
  %c2 = arith.constant 2 : index
  %x = vyre.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
        15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32,
        33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50,
        51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63]>
        : tensor<64xi32> -> !r64
  %out = vyre.alloc : !rw64
  vyre.dispatch @transpose groups [%c2, %c2] (%x, %out) : (!r64, !rw64)
  vyre.expect %out : !rw64
      == dense<[0, 8, 16, 24, 32, 40, 48, 56, 1, 9, 17, 25, 33, 41, 49, 57, 2,
        10, 18, 26, 34, 42, 50, 58, 3, 11, 19, 27, 35, 43, 51, 59, 4, 12, 20,
        28, 36, 44, 52, 60, 5, 13, 21, 29, 37, 45, 53, 61, 6, 14, 22, 30, 38,
        46, 54, 62, 7, 15, 23, 31, 39, 47, 55, 63]> : tensor<64xi32>
  vyre.return
}
