// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The dot product of two vectors, one partial sum for each workgroup.
// RUN-WITH: --grid=2 --input a=64xi32=iota --input b=64xi32=iota --output out

!in = memref<64xi32>
!out = memref<2xi32>
!tile = memref<32xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @dot(%a: !in {llvm.noalias, vyre.name = "a"},
                %b: !in {llvm.noalias, vyre.name = "b"},
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
    %first = arith.cmpi eq, %t, %c0 : index
    %x = memref.load %a[%g] : !in
    memref.store %x, %tile[%t] : !tile
    gpu.barrier // redundant: each lane multiplies its own element
    %y = memref.load %b[%g] : !in
    %u = memref.load %tile[%t] : !tile
    %p = arith.muli %u, %y : i32
    memref.store %p, %tile[%t] : !tile
    gpu.barrier // needed: the first step reads the other half
    scf.for %step = %c0 to %c5 step %c1 {
      %stride = arith.shrui %c16, %step : index
      %takes = arith.cmpi ult, %t, %stride : index
      scf.if %takes {
        %other = arith.addi %t, %stride : index
        %l = memref.load %tile[%t] : !tile
        %r = memref.load %tile[%other] : !tile
        %sum = arith.addi %l, %r : i32
        memref.store %sum, %tile[%t] : !tile
      }
      gpu.barrier // needed: the next step reads what this one wrote
    }
    scf.if %first {
      %sum = memref.load %tile[%c0] : !tile
      %twice = arith.addi %sum, %sum : i32
      memref.store %twice, %tile[%c0] : !tile
    }
    gpu.barrier // redundant: lane 0 alone goes on
    scf.if %first {
      %sum = memref.load %tile[%c0] : !tile
      memref.store %sum, %out[%w] : !out
    }
    gpu.return
  }
}
