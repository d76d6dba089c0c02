// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inclusive prefix sums of each workgroup, in place: read, wait, write, wait.
// RUN-WITH: --grid=2 --input in=64xi32=iota --input out=64xi32=0 --output out

!global = memref<64xi32>
!tile = memref<32xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @scan_hillis_steele(%in: !global {llvm.noalias, vyre.name = "in"},
                               %out: !global {llvm.noalias, vyre.name = "out"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c5 = arith.constant 5 : index
    %zero = arith.constant 0 : i32
    %tile = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    %x = memref.load %in[%g] : !global
    memref.store %x, %tile[%t] : !tile
    gpu.barrier // needed: the first step reads a neighbour
    scf.for %step = %c0 to %c5 step %c1 {
      %stride = arith.shli %c1, %step : index
      %adds = arith.cmpi uge, %t, %stride : index
      %more = scf.if %adds -> i32 {
        %left = arith.subi %t, %stride : index
        %v = memref.load %tile[%left] : !tile
        scf.yield %v : i32
      } else {
        scf.yield %zero : i32
      }
      gpu.barrier // needed: nobody writes before all have read
      %own = memref.load %tile[%t] : !tile
      %sum = arith.addi %own, %more : i32
      memref.store %sum, %tile[%t] : !tile
      gpu.barrier // needed: the next step reads what this one wrote
    }
    gpu.barrier // redundant: the last step of the loop has waited
    %total = memref.load %tile[%t] : !tile
    memref.store %total, %out[%g] : !global
    gpu.barrier // redundant: each lane checks its own element
    %again = memref.load %out[%g] : !global
    %negative = arith.cmpi slt, %again, %zero : i32
    scf.if %negative {
      memref.store %zero, %out[%g] : !global
    }
    gpu.return
  }
}
