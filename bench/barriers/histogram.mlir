// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counts of eight values: in workgroup memory first, then added up in global
// memory.
// RUN-WITH: --grid=2 --input in=64xi32=iota --input bins=8xi32=0 --output bins

!in = memref<64xi32>
!bins = memref<8xi32>
!tile = memref<8xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @histogram(%in: !in {llvm.noalias, vyre.name = "in"},
                      %bins: !bins {llvm.noalias, vyre.name = "bins"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c8 = arith.constant 8 : index
    %zero = arith.constant 0 : i32
    %one = arith.constant 1 : i32
    %seven = arith.constant 7 : i32
    %counts = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    %clears = arith.cmpi ult, %t, %c8 : index
    scf.if %clears {
      memref.store %zero, %counts[%t] : !tile
    }
    gpu.barrier // redundant: each lane checks the bin that it cleared
    scf.if %clears {
      %check = memref.load %counts[%t] : !tile
      memref.store %check, %counts[%t] : !tile
    }
    gpu.barrier // needed: all bins are cleared before anybody counts
    %x = memref.load %in[%g] : !in
    %low = arith.andi %x, %seven : i32
    %bin = arith.index_cast %low : i32 to index
    %old = memref.atomic_rmw addi %one, %counts[%bin] : (i32, !tile) -> i32
    gpu.barrier // needed: all have counted
    scf.if %clears {
      %count = memref.load %counts[%t] : !tile
      %before = memref.atomic_rmw addi %count, %bins[%t] : (i32, !bins) -> i32
    }
    gpu.barrier // redundant: nothing follows
    gpu.return
  }
}
