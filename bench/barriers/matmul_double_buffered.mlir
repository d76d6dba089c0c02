// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// C = A B, 16 x 16, in tiles of 4 x 4; while one pair of tiles is used, the
// next one is loaded, so that one barrier in the loop is enough.
// RUN-WITH: --grid=4,4 --input a=256xf32=iota --input b=256xf32=iota --output c

!matrix = memref<16x16xf32>
!tile = memref<2x4x4xf32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @matmul_double_buffered(%a: !matrix {llvm.noalias, vyre.name = "a"},
                                   %b: !matrix {llvm.noalias, vyre.name = "b"},
                                   %c: !matrix {llvm.noalias, vyre.name = "c"})
      kernel attributes {known_block_size = array<i32: 4, 4, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %c12 = arith.constant 12 : index
    %zero = arith.constant 0.0 : f32
    %ta = memref.alloc() : !tile
    %tb = memref.alloc() : !tile
    %x = gpu.thread_id x
    %y = gpu.thread_id y
    %col = gpu.global_id x
    %row = gpu.global_id y
    %a0 = memref.load %a[%row, %x] : !matrix
    memref.store %a0, %ta[%c0, %y, %x] : !tile
    gpu.barrier // redundant: the tile of B is other memory
    %b0 = memref.load %b[%y, %col] : !matrix
    memref.store %b0, %tb[%c0, %y, %x] : !tile
    gpu.barrier // redundant: each lane looks at its own element
    %own = memref.load %ta[%c0, %y, %x] : !tile
    %minus = arith.negf %own : f32
    %start = arith.addf %own, %minus : f32
    gpu.barrier // needed: a row and a column of other lanes are read
    %last:2 = scf.for %k = %c0 to %c12 step %c4
        iter_args(%acc = %start, %now = %c0) -> (f32, index) {
      %then = arith.subi %c1, %now : index
      %next = arith.addi %k, %c4 : index
      %acol = arith.addi %next, %x : index
      %brow = arith.addi %next, %y : index
      %av = memref.load %a[%row, %acol] : !matrix
      memref.store %av, %ta[%then, %y, %x] : !tile
      %bv = memref.load %b[%brow, %col] : !matrix
      memref.store %bv, %tb[%then, %y, %x] : !tile
      %part = scf.for %i = %c0 to %c4 step %c1 iter_args(%p = %acc) -> f32 {
        %u = memref.load %ta[%now, %y, %i] : !tile
        %v = memref.load %tb[%now, %i, %x] : !tile
        %uv = arith.mulf %u, %v : f32
        %s = arith.addf %p, %uv : f32
        scf.yield %s : f32
      }
      gpu.barrier // needed: the two halves change places
      scf.yield %part, %then : f32, index
    }
    %sum = scf.for %i = %c0 to %c4 step %c1 iter_args(%p = %last#0) -> f32 {
      %u = memref.load %ta[%last#1, %y, %i] : !tile
      %v = memref.load %tb[%last#1, %i, %x] : !tile
      %uv = arith.mulf %u, %v : f32
      %s = arith.addf %p, %uv : f32
      scf.yield %s : f32
    }
    gpu.barrier // redundant: only reads came before, and the result is other memory
    memref.store %sum, %c[%row, %col] : !matrix
    gpu.return
  }
}
