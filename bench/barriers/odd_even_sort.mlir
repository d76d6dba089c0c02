// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Odd-even transposition sort: pairs at even places, then at odd ones.
// RUN-WITH: --grid=2 --input x=64xi32=random:8 --output x

!global = memref<64xi32>
!tile = memref<32xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @odd_even_sort(%x: !global {llvm.noalias, vyre.name = "x"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c16 = arith.constant 16 : index
    %c31 = arith.constant 31 : index
    %keys = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    %v = memref.load %x[%g] : !global
    memref.store %v, %keys[%t] : !tile
    gpu.barrier // needed: neighbours are read
    %odd = arith.andi %t, %c1 : index
    %isEven = arith.cmpi eq, %odd, %c0 : index
    %isOdd = arith.cmpi eq, %odd, %c1 : index
    %hasNext = arith.cmpi ult, %t, %c31 : index
    %swapsOdd = arith.andi %isOdd, %hasNext : i1
    %next = arith.addi %t, %c1 : index
    scf.for %round = %c0 to %c16 step %c1 {
      scf.if %isEven {
        %a = memref.load %keys[%t] : !tile
        %b = memref.load %keys[%next] : !tile
        %min = arith.minsi %a, %b : i32
        %max = arith.maxsi %a, %b : i32
        memref.store %min, %keys[%t] : !tile
        memref.store %max, %keys[%next] : !tile
      }
      gpu.barrier // needed: the odd pairs overlap the even ones
      scf.if %swapsOdd {
        %a = memref.load %keys[%t] : !tile
        %b = memref.load %keys[%next] : !tile
        %min = arith.minsi %a, %b : i32
        %max = arith.maxsi %a, %b : i32
        memref.store %min, %keys[%t] : !tile
        memref.store %max, %keys[%next] : !tile
      }
      gpu.barrier // needed: the next round has the even pairs again
    }
    %r = memref.load %keys[%t] : !tile
    memref.store %r, %x[%g] : !global
    gpu.barrier // redundant: each lane checks its own element
    %again = memref.load %x[%g] : !global
    memref.store %again, %x[%g] : !global
    gpu.return
  }
}
