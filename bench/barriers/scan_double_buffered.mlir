// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inclusive prefix sums of each workgroup between two buffers.
// RUN-WITH: --grid=2 --input in=64xi32=iota --input out=64xi32=0 --output out

!global = memref<64xi32>
!tile = memref<2x32xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @scan_double_buffered(%in: !global {llvm.noalias, vyre.name = "in"},
                                 %out: !global {llvm.noalias, vyre.name = "out"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c5 = arith.constant 5 : index
    %tile = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    %x = memref.load %in[%g] : !global
    memref.store %x, %tile[%c0, %t] : !tile
    gpu.barrier // needed: the first step reads a neighbour
    %last = scf.for %step = %c0 to %c5 step %c1 iter_args(%from = %c0) -> index {
      %to = arith.subi %c1, %from : index
      %stride = arith.shli %c1, %step : index
      %own = memref.load %tile[%from, %t] : !tile
      %adds = arith.cmpi uge, %t, %stride : index
      %sum = scf.if %adds -> i32 {
        %left = arith.subi %t, %stride : index
        %v = memref.load %tile[%from, %left] : !tile
        %s = arith.addi %own, %v : i32
        scf.yield %s : i32
      } else {
        scf.yield %own : i32
      }
      memref.store %sum, %tile[%to, %t] : !tile
      gpu.barrier // needed: the next step reads what this one wrote
      scf.yield %to : index
    }
    gpu.barrier // redundant: the last step of the loop has waited
    %total = memref.load %tile[%last, %t] : !tile
    memref.store %total, %out[%g] : !global
    gpu.barrier // redundant: each lane doubles its own element
    %again = memref.load %out[%g] : !global
    %twice = arith.addi %again, %again : i32
    memref.store %twice, %out[%g] : !global
    gpu.return
  }
}
