// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Moves the odd elements of each workgroup to the front: flags, their prefix
// sums, a scatter.
// RUN-WITH: --grid=2 --input in=64xi32=random:4 --input out=64xi32=0 --output out

!global = memref<64xi32>
!tile = memref<32xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @compaction(%in: !global {llvm.noalias, vyre.name = "in"},
                       %out: !global {llvm.noalias, vyre.name = "out"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c5 = arith.constant 5 : index
    %c32 = arith.constant 32 : index
    %zero = arith.constant 0 : i32
    %one = arith.constant 1 : i32
    %flags = memref.alloc() : !tile
    %sums = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    %w = gpu.block_id x
    %x = memref.load %in[%g] : !global
    %flag = arith.andi %x, %one : i32
    memref.store %flag, %flags[%t] : !tile
    gpu.barrier // redundant: each lane copies its own flag
    %copy = memref.load %flags[%t] : !tile
    memref.store %copy, %sums[%t] : !tile
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
    %keep = memref.load %flags[%t] : !tile
    %kept = arith.cmpi ne, %keep, %zero : i32
    scf.if %kept {
      %last = memref.load %sums[%t] : !tile
      %position = arith.subi %last, %one : i32
      %offset = arith.index_cast %position : i32 to index
      %base = arith.muli %w, %c32 : index
      %target = arith.addi %base, %offset : index
      memref.store %x, %out[%target] : !global
    }
    gpu.barrier // redundant: nothing follows
    gpu.return
  }
}
