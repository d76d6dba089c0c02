// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Eight smoothing steps of a rod whose ends stay fixed, between two tiles.
// RUN-WITH: --grid=2 --input in=64xi32=random:2 --output out

!global = memref<64xi32>
!tile = memref<32xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @jacobi(%in: !global {llvm.noalias, vyre.name = "in"},
                   %out: !global {llvm.noalias, vyre.name = "out"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %c31 = arith.constant 31 : index
    %two = arith.constant 2 : i32
    %u = memref.alloc() : !tile
    %v = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    %x = memref.load %in[%g] : !global
    memref.store %x, %u[%t] : !tile
    gpu.barrier // redundant: each lane copies its own element
    %own = memref.load %u[%t] : !tile
    memref.store %own, %v[%t] : !tile
    gpu.barrier // needed: neighbours are read
    %afterFirst = arith.cmpi ugt, %t, %c0 : index
    %beforeLast = arith.cmpi ult, %t, %c31 : index
    %inner = arith.andi %afterFirst, %beforeLast : i1
    %left = arith.subi %t, %c1 : index
    %right = arith.addi %t, %c1 : index
    scf.for %step = %c0 to %c4 step %c1 {
      scf.if %inner {
        %a = memref.load %u[%left] : !tile
        %b = memref.load %u[%right] : !tile
        %ah = arith.divsi %a, %two : i32
        %bh = arith.divsi %b, %two : i32
        %mean = arith.addi %ah, %bh : i32
        memref.store %mean, %v[%t] : !tile
      }
      gpu.barrier // needed: neighbours of the second tile are read
      scf.if %inner {
        %a = memref.load %v[%left] : !tile
        %b = memref.load %v[%right] : !tile
        %ah = arith.divsi %a, %two : i32
        %bh = arith.divsi %b, %two : i32
        %mean = arith.addi %ah, %bh : i32
        memref.store %mean, %u[%t] : !tile
      }
      gpu.barrier // needed: the next step reads neighbours of the first tile
    }
    gpu.barrier // redundant: the last step of the loop has waited
    %result = memref.load %u[%t] : !tile
    memref.store %result, %out[%g] : !global
    gpu.return
  }
}
