// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each row minus its mean. Lane 0 adds up, as small kernels do.
// RUN-WITH: --grid=2 --input x=64xf32=iota --output x

!matrix = memref<2x32xf32>
!row = memref<32xf32, #gpu.address_space<workgroup>>
!one = memref<1xf32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @layernorm(%x: !matrix {llvm.noalias, vyre.name = "x"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c32 = arith.constant 32 : index
    %zero = arith.constant 0.0 : f32
    %scale = arith.constant 0.03125 : f32
    %values = memref.alloc() : !row
    %mean = memref.alloc() : !one
    %t = gpu.thread_id x
    %row = gpu.block_id x
    %first = arith.cmpi eq, %t, %c0 : index
    %v = memref.load %x[%row, %t] : !matrix
    memref.store %v, %values[%t] : !row
    gpu.barrier // needed: lane 0 reads all
    scf.if %first {
      %sum = scf.for %i = %c0 to %c32 step %c1 iter_args(%s = %zero) -> f32 {
        %e = memref.load %values[%i] : !row
        %n = arith.addf %s, %e : f32
        scf.yield %n : f32
      }
      memref.store %sum, %mean[%c0] : !one
    }
    gpu.barrier // redundant: lane 0 goes on with what it wrote
    scf.if %first {
      %sum = memref.load %mean[%c0] : !one
      %m = arith.mulf %sum, %scale : f32
      memref.store %m, %mean[%c0] : !one
    }
    gpu.barrier // needed: all read what lane 0 wrote
    %m = memref.load %mean[%c0] : !one
    %d = arith.subf %v, %m : f32
    memref.store %d, %x[%row, %t] : !matrix
    gpu.barrier // redundant: each lane halves its own element
    %half = arith.constant 0.5 : f32
    %again = memref.load %x[%row, %t] : !matrix
    %h = arith.mulf %again, %half : f32
    memref.store %h, %x[%row, %t] : !matrix
    gpu.return
  }
}
