// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Forces between all bodies in one dimension, a tile of bodies at a time.
// RUN-WITH: --grid=2 --input position=64xf32=iota --input force=64xf32=0 --output force

!global = memref<64xf32>
!tile = memref<32xf32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @nbody(%position: !global {llvm.noalias, vyre.name = "position"},
                  %force: !global {llvm.noalias, vyre.name = "force"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c32 = arith.constant 32 : index
    %c64 = arith.constant 64 : index
    %zero = arith.constant 0.0 : f32
    %tile = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    %own = memref.load %position[%g] : !global
    memref.store %zero, %force[%g] : !global
    gpu.barrier // redundant: each lane adds to its own force
    scf.for %base = %c0 to %c64 step %c32 {
      %i = arith.addi %base, %t : index
      %x = memref.load %position[%i] : !global
      memref.store %x, %tile[%t] : !tile
      gpu.barrier // needed: all of the tile is read
      %start = memref.load %force[%g] : !global
      %sum = scf.for %j = %c0 to %c32 step %c1 iter_args(%f = %start) -> f32 {
        %y = memref.load %tile[%j] : !tile
        %d = arith.subf %y, %own : f32
        %n = arith.addf %f, %d : f32
        scf.yield %n : f32
      }
      memref.store %sum, %force[%g] : !global
      gpu.barrier // needed: the next tile overwrites this one
    }
    gpu.barrier // redundant: each lane halves its own force
    %half = arith.constant 0.5 : f32
    %total = memref.load %force[%g] : !global
    %halved = arith.mulf %total, %half : f32
    memref.store %halved, %force[%g] : !global
    gpu.return
  }
}
