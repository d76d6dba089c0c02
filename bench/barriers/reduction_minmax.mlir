// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Smallest and greatest element of each workgroup, two trees side by side.
// RUN-WITH: --grid=2 --input in=64xi32=random:1 --output low --output high

!in = memref<64xi32>
!out = memref<2xi32>
!tile = memref<32xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @reduction_minmax(%in: !in {llvm.noalias, vyre.name = "in"},
                             %low: !out {llvm.noalias, vyre.name = "low"},
                             %high: !out {llvm.noalias, vyre.name = "high"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c5 = arith.constant 5 : index
    %c16 = arith.constant 16 : index
    %lows = memref.alloc() : !tile
    %highs = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    %w = gpu.block_id x
    %x = memref.load %in[%g] : !in
    memref.store %x, %lows[%t] : !tile
    gpu.barrier // redundant: each lane copies its own element
    %copy = memref.load %lows[%t] : !tile
    memref.store %copy, %highs[%t] : !tile
    gpu.barrier // needed: the first step reads the other half
    scf.for %step = %c0 to %c5 step %c1 {
      %stride = arith.shrui %c16, %step : index
      %takes = arith.cmpi ult, %t, %stride : index
      %other = arith.addi %t, %stride : index
      scf.if %takes {
        %a = memref.load %lows[%t] : !tile
        %b = memref.load %lows[%other] : !tile
        %min = arith.minsi %a, %b : i32
        memref.store %min, %lows[%t] : !tile
      }
      gpu.barrier // redundant: the two trees are different memory
      scf.if %takes {
        %a = memref.load %highs[%t] : !tile
        %b = memref.load %highs[%other] : !tile
        %max = arith.maxsi %a, %b : i32
        memref.store %max, %highs[%t] : !tile
      }
      gpu.barrier // needed: the next step reads what this one wrote
    }
    %first = arith.cmpi eq, %t, %c0 : index
    scf.if %first {
      %min = memref.load %lows[%c0] : !tile
      memref.store %min, %low[%w] : !out
      %max = memref.load %highs[%c0] : !tile
      memref.store %max, %high[%w] : !out
    }
    gpu.return
  }
}
