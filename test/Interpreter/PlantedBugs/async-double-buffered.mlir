// RUN: vyre-run %s --backend=reference --check-races

// Four tiles of four numbers, added up. Each lane copies one number of the next
// tile while the others are read; a barrier after the wait shows the tile to all,
// and one more keeps the next copy out of what is still read.

!r16 = !vyre.buffer<16xi32, read>
!rw16 = !vyre.buffer<16xi32, read_write>
!rw4 = !vyre.buffer<4xi32, read_write>
!wg8 = !vyre.buffer<8xi32, workgroup>

vyre.program @add(%in: !r16, %out: !rw4) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %i0 = arith.constant 0 : i32
  %tiles = vyre.workgroup_alloc : !wg8
  %l = vyre.local_id x
  %mirror = arith.subi %c3, %l : index
  %first = vyre.async_load %in[%l], %tiles[%l], %c1 : !r16, !wg8
  %sum, %last = scf.for %k = %c0 to %c4 step %c1
      iter_args(%total = %i0, %here = %first) -> (i32, !vyre.token) {
    %odd = arith.andi %k, %c1 : index
    %half = arith.muli %odd, %c4 : index
    %other = arith.subi %c4, %half : index
    %next = arith.addi %k, %c1 : index
    %row = arith.muli %next, %c4 : index
    %from = arith.addi %row, %l : index
    %to = arith.addi %other, %l : index
    %ahead = vyre.async_load %in[%from], %tiles[%to], %c1 : !r16, !wg8
    vyre.async_wait %here
    vyre.barrier workgroup acq_rel
    %at = arith.addi %half, %mirror : index
    %v = vyre.load %tiles[%at] : !wg8
    %t = arith.addi %total, %v : i32
    vyre.barrier workgroup acq_rel
    scf.yield %t, %ahead : i32, !vyre.token
  }
  vyre.async_wait %last
  vyre.store %sum, %out[%l] : !rw4
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %in = vyre.constant dense<[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]>
      : tensor<16xi32> -> !rw16
  %out = vyre.alloc : !rw4
  vyre.dispatch @add groups [%c1] (%in, %out) : (!rw16, !rw4)
  vyre.expect %out : !rw4 == dense<[40, 36, 32, 28]> : tensor<4xi32>
  vyre.return
}
