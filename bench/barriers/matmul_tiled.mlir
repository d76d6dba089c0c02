// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// C = A B, 16 x 16, in tiles of 4 x 4.
// RUN-WITH: --grid=4,4 --input a=256xf32=iota --input b=256xf32=iota --input c=256xf32=0 --output c

!matrix = memref<16x16xf32>
!tile = memref<4x4xf32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @matmul_tiled(%a: !matrix {llvm.noalias, vyre.name = "a"},
                         %b: !matrix {llvm.noalias, vyre.name = "b"},
                         %c: !matrix {llvm.noalias, vyre.name = "c"})
      kernel attributes {known_block_size = array<i32: 4, 4, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %c16 = arith.constant 16 : index
    %zero = arith.constant 0.0 : f32
    %ta = memref.alloc() : !tile
    %tb = memref.alloc() : !tile
    %x = gpu.thread_id x
    %y = gpu.thread_id y
    %col = gpu.global_id x
    %row = gpu.global_id y
    %sum = scf.for %k = %c0 to %c16 step %c4 iter_args(%acc = %zero) -> f32 {
      %acol = arith.addi %k, %x : index
      %brow = arith.addi %k, %y : index
      %av = memref.load %a[%row, %acol] : !matrix
      memref.store %av, %ta[%y, %x] : !tile
      gpu.barrier // redundant: the tile of B is other memory
      %bv = memref.load %b[%brow, %col] : !matrix
      memref.store %bv, %tb[%y, %x] : !tile
      gpu.barrier // needed: a row and a column of other lanes are read
      %part = scf.for %i = %c0 to %c4 step %c1 iter_args(%p = %acc) -> f32 {
        %u = memref.load %ta[%y, %i] : !tile
        %v = memref.load %tb[%i, %x] : !tile
        %uv = arith.mulf %u, %v : f32
        %s = arith.addf %p, %uv : f32
        scf.yield %s : f32
      }
      gpu.barrier // needed: the next tile overwrites this one
      scf.yield %part : f32
    }
    memref.store %sum, %c[%row, %col] : !matrix
    gpu.barrier // redundant: each lane scales its own element
    %half = arith.constant 0.5 : f32
    %again = memref.load %c[%row, %col] : !matrix
    %scaled = arith.mulf %again, %half : f32
    memref.store %scaled, %c[%row, %col] : !matrix
    gpu.return
  }
}
