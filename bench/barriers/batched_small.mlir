// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Four small element-wise steps, each with a barrier before the next, as a
// generator that fuses kernels writes them.
// RUN-WITH: --grid=2 --input a=64xi32=iota --input b=64xi32=iota --input c=64xi32=iota --output a --output b --output c

!global = memref<64xi32>
!tile = memref<32xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @batched_small(%a: !global {llvm.noalias, vyre.name = "a"},
                          %b: !global {llvm.noalias, vyre.name = "b"},
                          %c: !global {llvm.noalias, vyre.name = "c"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c31 = arith.constant 31 : index
    %tile = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    %x = memref.load %a[%g] : !global
    %x2 = arith.addi %x, %x : i32
    memref.store %x2, %a[%g] : !global
    gpu.barrier // redundant: another buffer follows
    %y = memref.load %b[%g] : !global
    %y2 = arith.muli %y, %y : i32
    memref.store %y2, %b[%g] : !global
    gpu.barrier // redundant: each lane reads its own elements
    %x3 = memref.load %a[%g] : !global
    %y3 = memref.load %b[%g] : !global
    %xy = arith.addi %x3, %y3 : i32
    memref.store %xy, %tile[%t] : !tile
    gpu.barrier // needed: the tile is read from the other end
    %mirror = arith.subi %c31, %t : index
    %m = memref.load %tile[%mirror] : !tile
    %z = memref.load %c[%g] : !global
    %mz = arith.addi %m, %z : i32
    memref.store %mz, %c[%g] : !global
    gpu.barrier // redundant: each lane reads its own element
    %z2 = memref.load %c[%g] : !global
    %z3 = arith.addi %z2, %x2 : i32
    memref.store %z3, %c[%g] : !global
    gpu.barrier // redundant: nothing follows
    gpu.return
  }
}
