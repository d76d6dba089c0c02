// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The sum of squares of each workgroup: a tree in workgroup memory.
// RUN-WITH: --grid=2 --input in=64xi32=iota --output out

!in = memref<64xi32>
!out = memref<2xi32>
!tile = memref<32xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @reduction(%in: !in {llvm.noalias, vyre.name = "in"},
                      %out: !out {llvm.noalias, vyre.name = "out"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c5 = arith.constant 5 : index
    %c16 = arith.constant 16 : index
    %tile = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    %w = gpu.block_id x
    %x = memref.load %in[%g] : !in
    memref.store %x, %tile[%t] : !tile
    gpu.barrier // redundant: each lane goes on with its own element
    %y = memref.load %tile[%t] : !tile
    %square = arith.muli %y, %y : i32
    memref.store %square, %tile[%t] : !tile
    gpu.barrier // needed: the first step reads the other half
    scf.for %step = %c0 to %c5 step %c1 {
      %stride = arith.shrui %c16, %step : index
      %takes = arith.cmpi ult, %t, %stride : index
      scf.if %takes {
        %other = arith.addi %t, %stride : index
        %a = memref.load %tile[%t] : !tile
        %b = memref.load %tile[%other] : !tile
        %sum = arith.addi %a, %b : i32
        memref.store %sum, %tile[%t] : !tile
      }
      gpu.barrier // needed: the next step reads what this one wrote
    }
    %first = arith.cmpi eq, %t, %c0 : index
    scf.if %first {
      %sum = memref.load %tile[%c0] : !tile
      memref.store %sum, %out[%w] : !out
    }
    gpu.barrier // redundant: nothing follows
    gpu.return
  }
}
