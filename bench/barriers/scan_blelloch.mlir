// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exclusive prefix sums of each workgroup: up-sweep, clear, down-sweep.
// RUN-WITH: --grid=2 --input in=64xi32=iota --output out

!global = memref<64xi32>
!tile = memref<32xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @scan_blelloch(%in: !global {llvm.noalias, vyre.name = "in"},
                          %out: !global {llvm.noalias, vyre.name = "out"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    %c5 = arith.constant 5 : index
    %c31 = arith.constant 31 : index
    %c32 = arith.constant 32 : index
    %zero = arith.constant 0 : i32
    %tile = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    gpu.barrier // redundant: nothing came before
    %x = memref.load %in[%g] : !global
    memref.store %x, %tile[%t] : !tile
    gpu.barrier // needed: the first step reads a neighbour
    scf.for %step = %c0 to %c5 step %c1 {
      %half = arith.shli %c1, %step : index
      %whole = arith.shli %c2, %step : index
      %pairs = arith.divui %c32, %whole : index
      %takes = arith.cmpi ult, %t, %pairs : index
      scf.if %takes {
        %start = arith.muli %t, %whole : index
        %next = arith.addi %start, %whole : index
        %right = arith.subi %next, %c1 : index
        %left = arith.subi %right, %half : index
        %a = memref.load %tile[%left] : !tile
        %b = memref.load %tile[%right] : !tile
        %sum = arith.addi %a, %b : i32
        memref.store %sum, %tile[%right] : !tile
      }
      gpu.barrier // needed: the next step reads what this one wrote
    }
    %last = arith.cmpi eq, %t, %c31 : index
    scf.if %last {
      memref.store %zero, %tile[%c31] : !tile
    }
    gpu.barrier // redundant: lane 31 alone goes on
    scf.if %last {
      %left = memref.load %tile[%c31] : !tile
      %mixed = arith.addi %left, %zero : i32
      memref.store %mixed, %tile[%c31] : !tile
    }
    gpu.barrier // needed: lane 0 takes the first step down
    scf.for %step = %c0 to %c5 step %c1 {
      %level = arith.subi %c4, %step : index
      %half = arith.shli %c1, %level : index
      %whole = arith.shli %c2, %level : index
      %pairs = arith.divui %c32, %whole : index
      %takes = arith.cmpi ult, %t, %pairs : index
      scf.if %takes {
        %start = arith.muli %t, %whole : index
        %next = arith.addi %start, %whole : index
        %right = arith.subi %next, %c1 : index
        %left = arith.subi %right, %half : index
        %a = memref.load %tile[%left] : !tile
        %b = memref.load %tile[%right] : !tile
        memref.store %b, %tile[%left] : !tile
        %sum = arith.addi %a, %b : i32
        memref.store %sum, %tile[%right] : !tile
      }
      gpu.barrier // needed: the next step reads what this one wrote
    }
    %total = memref.load %tile[%t] : !tile
    memref.store %total, %out[%g] : !global
    gpu.barrier // redundant: nothing follows
    gpu.return
  }
}
