// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One bit of a radix sort: zeros to the front, ones behind, in order.
// RUN-WITH: --grid=2 --input in=64xi32=random:6 --input out=64xi32=0 --output out

!global = memref<64xi32>
!tile = memref<32xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @radix_pass(%in: !global {llvm.noalias, vyre.name = "in"},
                       %out: !global {llvm.noalias, vyre.name = "out"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c5 = arith.constant 5 : index
    %c31 = arith.constant 31 : index
    %c32 = arith.constant 32 : index
    %zero = arith.constant 0 : i32
    %one = arith.constant 1 : i32
    %keys = memref.alloc() : !tile
    %sums = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    %w = gpu.block_id x
    %x = memref.load %in[%g] : !global
    memref.store %x, %keys[%t] : !tile
    gpu.barrier // redundant: each lane looks at its own key
    %key = memref.load %keys[%t] : !tile
    %bit = arith.andi %key, %one : i32
    %isZero = arith.subi %one, %bit : i32
    memref.store %isZero, %sums[%t] : !tile
    gpu.barrier // needed: the first step reads a neighbour
    scf.for %step = %c0 to %c5 step %c1 {
      %stride = arith.shli %c1, %step : index
      %adds = arith.cmpi uge, %t, %stride : index
      %more = scf.if %adds -> i32 {
        %left = arith.subi %t, %stride : index
        %v = memref.load %sums[%left] : !tile
        scf.yield %v : i32
      } else {
        scf.yield %zero : i32
      }
      gpu.barrier // needed: nobody writes before all have read
      %own = memref.load %sums[%t] : !tile
      %sum = arith.addi %own, %more : i32
      memref.store %sum, %sums[%t] : !tile
      gpu.barrier // needed: the next step reads what this one wrote
    }
    %zeros = memref.load %sums[%c31] : !tile
    %before = memref.load %sums[%t] : !tile
    %front = arith.subi %before, %one : i32
    %t32 = arith.index_cast %t : index to i32
    %ones = arith.subi %t32, %before : i32
    %back = arith.addi %zeros, %ones : i32
    %goesFront = arith.cmpi eq, %bit, %zero : i32
    %place = arith.select %goesFront, %front, %back : i32
    %offset = arith.index_cast %place : i32 to index
    %base = arith.muli %w, %c32 : index
    %target = arith.addi %base, %offset : index
    memref.store %key, %out[%target] : !global
    gpu.barrier // redundant: nothing follows
    gpu.return
  }
}
