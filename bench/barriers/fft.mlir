// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The butterflies of a Hadamard transform: each lane computes its own element
// from its own and its partner's, between two barriers.
// RUN-WITH: --grid=2 --input x=64xi32=iota --output x

!global = memref<64xi32>
!tile = memref<32xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @fft(%x: !global {llvm.noalias, vyre.name = "x"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c5 = arith.constant 5 : index
    %tile = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    %v = memref.load %x[%g] : !global
    memref.store %v, %tile[%t] : !tile
    gpu.barrier // needed: partners are read
    scf.for %stage = %c0 to %c5 step %c1 {
      %distance = arith.shli %c1, %stage : index
      %partner = arith.xori %t, %distance : index
      %bit = arith.andi %t, %distance : index
      %low = arith.cmpi eq, %bit, %c0 : index
      %a = memref.load %tile[%t] : !tile
      %b = memref.load %tile[%partner] : !tile
      %sum = arith.addi %a, %b : i32
      %difference = arith.subi %b, %a : i32
      %next = arith.select %low, %sum, %difference : i32
      gpu.barrier // needed: nobody writes before all have read
      memref.store %next, %tile[%t] : !tile
      gpu.barrier // needed: the next stage reads what this one wrote
    }
    %r = memref.load %tile[%t] : !tile
    memref.store %r, %x[%g] : !global
    gpu.barrier // redundant: each lane shifts its own element
    %one = arith.constant 1 : i32
    %again = memref.load %x[%g] : !global
    %shifted = arith.shrsi %again, %one : i32
    memref.store %shifted, %x[%g] : !global
    gpu.return
  }
}
