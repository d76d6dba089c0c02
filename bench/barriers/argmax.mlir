// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The place of the greatest element: two tiles that a tree reduces together.
// RUN-WITH: --grid=2 --input in=64xi32=random:9 --output out

!in = memref<64xi32>
!out = memref<2xi32>
!tile = memref<32xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @argmax(%in: !in {llvm.noalias, vyre.name = "in"},
                   %out: !out {llvm.noalias, vyre.name = "out"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c5 = arith.constant 5 : index
    %c16 = arith.constant 16 : index
    %values = memref.alloc() : !tile
    %places = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    %w = gpu.block_id x
    %first = arith.cmpi eq, %t, %c0 : index
    %x = memref.load %in[%g] : !in
    memref.store %x, %values[%t] : !tile
    gpu.barrier // redundant: the places are other memory
    %g32 = arith.index_cast %g : index to i32
    memref.store %g32, %places[%t] : !tile
    gpu.barrier // needed: the first step reads the other half
    scf.for %step = %c0 to %c5 step %c1 {
      %stride = arith.shrui %c16, %step : index
      %takes = arith.cmpi ult, %t, %stride : index
      scf.if %takes {
        %other = arith.addi %t, %stride : index
        %a = memref.load %values[%t] : !tile
        %b = memref.load %values[%other] : !tile
        %more = arith.cmpi sgt, %b, %a : i32
        scf.if %more {
          memref.store %b, %values[%t] : !tile
          %p = memref.load %places[%other] : !tile
          memref.store %p, %places[%t] : !tile
        }
      }
      gpu.barrier // needed: the next step reads what this one wrote
    }
    scf.if %first {
      %p = memref.load %places[%c0] : !tile
      memref.store %p, %values[%c0] : !tile
    }
    gpu.barrier // redundant: lane 0 alone goes on
    scf.if %first {
      %p = memref.load %values[%c0] : !tile
      memref.store %p, %out[%w] : !out
    }
    gpu.return
  }
}
