// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rows of four lanes: each lane keeps a private strip of workgroup memory and
// adds it to that of its left neighbour at the end.
// RUN-WITH: --grid=2 --input in=256xi32=iota --output out

!in = memref<256xi32>
!out = memref<64xi32>
!tile = memref<32x4xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @segments(%in: !in {llvm.noalias, vyre.name = "in"},
                     %out: !out {llvm.noalias, vyre.name = "out"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %c31 = arith.constant 31 : index
    %zero = arith.constant 0 : i32
    %strips = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    %start = arith.muli %g, %c4 : index
    scf.for %i = %c0 to %c4 step %c1 {
      %at = arith.addi %start, %i : index
      %x = memref.load %in[%at] : !in
      memref.store %x, %strips[%t, %i] : !tile
    }
    gpu.barrier // redundant: each lane sums its own strip
    %sum = scf.for %i = %c0 to %c4 step %c1 iter_args(%s = %zero) -> i32 {
      %x = memref.load %strips[%t, %i] : !tile
      %n = arith.addi %s, %x : i32
      scf.yield %n : i32
    }
    memref.store %sum, %strips[%t, %c0] : !tile
    gpu.barrier // needed: the left neighbour's sum is read
    %before = arith.addi %t, %c31 : index
    %left = arith.andi %before, %c31 : index
    %other = memref.load %strips[%left, %c0] : !tile
    %both = arith.addi %sum, %other : i32
    memref.store %both, %out[%g] : !out
    gpu.barrier // redundant: nothing follows
    gpu.return
  }
}
