// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Softmax of each row: the greatest element, the sum of exponentials, the
// quotients. A row has 64 elements, two for each lane.
// RUN-WITH: --grid=2 --input in=128xf32=iota --input out=128xf32=0 --output out

!matrix = memref<2x64xf32>
!tile = memref<32xf32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @softmax(%in: !matrix {llvm.noalias, vyre.name = "in"},
                    %out: !matrix {llvm.noalias, vyre.name = "out"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c5 = arith.constant 5 : index
    %c16 = arith.constant 16 : index
    %c32 = arith.constant 32 : index
    %tile = memref.alloc() : !tile
    %t = gpu.thread_id x
    %row = gpu.block_id x
    %t2 = arith.addi %t, %c32 : index
    %x0 = memref.load %in[%row, %t] : !matrix
    %x1 = memref.load %in[%row, %t2] : !matrix
    memref.store %x0, %tile[%t] : !tile
    gpu.barrier // redundant: each lane goes on with its own element
    %kept = memref.load %tile[%t] : !tile
    %m0 = arith.maximumf %kept, %x1 : f32
    memref.store %m0, %tile[%t] : !tile
    gpu.barrier // needed: the first step reads the other half
    scf.for %step = %c0 to %c5 step %c1 {
      %stride = arith.shrui %c16, %step : index
      %takes = arith.cmpi ult, %t, %stride : index
      scf.if %takes {
        %other = arith.addi %t, %stride : index
        %a = memref.load %tile[%t] : !tile
        %b = memref.load %tile[%other] : !tile
        %max = arith.maximumf %a, %b : f32
        memref.store %max, %tile[%t] : !tile
      }
      gpu.barrier // needed: the next step reads what this one wrote
    }
    %max = memref.load %tile[%c0] : !tile
    gpu.barrier // redundant: nothing writes the tile before the next one
    %d0 = arith.subf %x0, %max : f32
    %d1 = arith.subf %x1, %max : f32
    %e0 = math.exp %d0 : f32
    %e1 = math.exp %d1 : f32
    memref.store %e0, %out[%row, %t] : !matrix
    gpu.barrier // needed: the tile is used again
    memref.store %e1, %out[%row, %t2] : !matrix
    %s0 = arith.addf %e0, %e1 : f32
    memref.store %s0, %tile[%t] : !tile
    gpu.barrier // needed: the first step reads the other half
    scf.for %step = %c0 to %c5 step %c1 {
      %stride = arith.shrui %c16, %step : index
      %takes = arith.cmpi ult, %t, %stride : index
      scf.if %takes {
        %other = arith.addi %t, %stride : index
        %a = memref.load %tile[%t] : !tile
        %b = memref.load %tile[%other] : !tile
        %sum = arith.addf %a, %b : f32
        memref.store %sum, %tile[%t] : !tile
      }
      gpu.barrier // needed: the next step reads what this one wrote
    }
    %sum = memref.load %tile[%c0] : !tile
    gpu.barrier // redundant: each lane scales the elements that it wrote
    %u0 = memref.load %out[%row, %t] : !matrix
    %q0 = arith.divf %u0, %sum : f32
    memref.store %q0, %out[%row, %t] : !matrix
    %u1 = memref.load %out[%row, %t2] : !matrix
    %q1 = arith.divf %u1, %sum : f32
    memref.store %q1, %out[%row, %t2] : !matrix
    gpu.return
  }
}
