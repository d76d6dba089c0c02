// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Five taps over a signal with a halo of two on each side. The taps are in
// workgroup memory too.
// RUN-WITH: --grid=2 --input in=68xi32=iota --input taps=5xi32=1,2,3,2,1 --output out

!in = memref<68xi32>
!taps = memref<5xi32>
!out = memref<64xi32>
!tile = memref<36xi32, #gpu.address_space<workgroup>>
!few = memref<5xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @convolution(%in: !in {llvm.noalias, vyre.name = "in"},
                        %taps: !taps {llvm.noalias, vyre.name = "taps"},
                        %out: !out {llvm.noalias, vyre.name = "out"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %c5 = arith.constant 5 : index
    %c32 = arith.constant 32 : index
    %zero = arith.constant 0 : i32
    %tile = memref.alloc() : !tile
    %k = memref.alloc() : !few
    %t = gpu.thread_id x
    %g = gpu.global_id x
    %v = memref.load %in[%g] : !in
    memref.store %v, %tile[%t] : !tile
    gpu.barrier // redundant: the halo is other elements
    %loadsHalo = arith.cmpi ult, %t, %c4 : index
    scf.if %loadsHalo {
      %far = arith.addi %t, %c32 : index
      %gfar = arith.addi %g, %c32 : index
      %h = memref.load %in[%gfar] : !in
      memref.store %h, %tile[%far] : !tile
    }
    gpu.barrier // redundant: the taps are other memory
    %loadsTap = arith.cmpi ult, %t, %c5 : index
    scf.if %loadsTap {
      %w = memref.load %taps[%t] : !taps
      memref.store %w, %k[%t] : !few
    }
    gpu.barrier // needed: neighbours and all taps are read
    %sum = scf.for %i = %c0 to %c5 step %c1 iter_args(%s = %zero) -> i32 {
      %j = arith.addi %t, %i : index
      %a = memref.load %tile[%j] : !tile
      %b = memref.load %k[%i] : !few
      %p = arith.muli %a, %b : i32
      %n = arith.addi %s, %p : i32
      scf.yield %n : i32
    }
    gpu.barrier // redundant: the result is other memory
    memref.store %sum, %out[%g] : !out
    gpu.return
  }
}
