// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// y = A x, 64 x 32: x is in workgroup memory, a lane computes a row.
// RUN-WITH: --grid=2 --input a=2048xi32=iota --input x=32xi32=iota --input y=64xi32=0 --output y

!matrix = memref<64x32xi32>
!vector = memref<32xi32>
!result = memref<64xi32>
!tile = memref<32xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @gemv(%a: !matrix {llvm.noalias, vyre.name = "a"},
                 %x: !vector {llvm.noalias, vyre.name = "x"},
                 %y: !result {llvm.noalias, vyre.name = "y"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c32 = arith.constant 32 : index
    %zero = arith.constant 0 : i32
    %tile = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    gpu.barrier // redundant: nothing came before
    %v = memref.load %x[%t] : !vector
    memref.store %v, %tile[%t] : !tile
    gpu.barrier // needed: all of x is read
    %sum = scf.for %i = %c0 to %c32 step %c1 iter_args(%s = %zero) -> i32 {
      %e = memref.load %a[%g, %i] : !matrix
      %f = memref.load %tile[%i] : !tile
      %p = arith.muli %e, %f : i32
      %n = arith.addi %s, %p : i32
      scf.yield %n : i32
    }
    memref.store %sum, %y[%g] : !result
    gpu.barrier // redundant: each lane adds to its own row
    %start = memref.load %y[%g] : !result
    %b = arith.addi %start, %v : i32
    memref.store %b, %y[%g] : !result
    gpu.return
  }
}
