// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Transposes a matrix through a tile, so that both sides are read in rows.
// RUN-WITH: --grid=2,2 --input in=256xi32=iota --output out

!matrix = memref<16x16xi32>
!tile = memref<8x9xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @transpose(%in: !matrix {llvm.noalias, vyre.name = "in"},
                      %out: !matrix {llvm.noalias, vyre.name = "out"})
      kernel attributes {known_block_size = array<i32: 8, 8, 1>} {
    %c8 = arith.constant 8 : index
    %one = arith.constant 1 : i32
    %tile = memref.alloc() : !tile
    %x = gpu.thread_id x
    %y = gpu.thread_id y
    %bx = gpu.block_id x
    %by = gpu.block_id y
    %col = gpu.global_id x
    %row = gpu.global_id y
    %v = memref.load %in[%row, %col] : !matrix
    memref.store %v, %tile[%y, %x] : !tile
    gpu.barrier // redundant: each lane goes on with its own element
    %own = memref.load %tile[%y, %x] : !tile
    %more = arith.addi %own, %one : i32
    memref.store %more, %tile[%y, %x] : !tile
    gpu.barrier // needed: the tile is read in the other direction
    %turned = memref.load %tile[%x, %y] : !tile
    %r0 = arith.muli %bx, %c8 : index
    %c0 = arith.muli %by, %c8 : index
    %r = arith.addi %r0, %y : index
    %c = arith.addi %c0, %x : index
    memref.store %turned, %out[%r, %c] : !matrix
    gpu.barrier // redundant: nothing follows
    gpu.return
  }
}
