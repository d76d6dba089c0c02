// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Three-point sums with a halo on both sides.
// RUN-WITH: --grid=2 --input in=66xi32=iota --output out

!in = memref<66xi32>
!out = memref<64xi32>
!tile = memref<34xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @stencil(%in: !in {llvm.noalias, vyre.name = "in"},
                    %out: !out {llvm.noalias, vyre.name = "out"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c31 = arith.constant 31 : index
    %c33 = arith.constant 33 : index
    %tile = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    %mid = arith.addi %t, %c1 : index
    %gmid = arith.addi %g, %c1 : index
    %v = memref.load %in[%gmid] : !in
    memref.store %v, %tile[%mid] : !tile
    gpu.barrier // redundant: the two ends are other elements
    %isFirst = arith.cmpi eq, %t, %c0 : index
    scf.if %isFirst {
      %l = memref.load %in[%g] : !in
      memref.store %l, %tile[%c0] : !tile
    }
    gpu.barrier // redundant: the right end is another element
    %isLast = arith.cmpi eq, %t, %c31 : index
    scf.if %isLast {
      %gright = arith.addi %g, %c2 : index
      %r = memref.load %in[%gright] : !in
      memref.store %r, %tile[%c33] : !tile
    }
    gpu.barrier // needed: neighbours are read
    %right = arith.addi %t, %c2 : index
    %a = memref.load %tile[%t] : !tile
    %b = memref.load %tile[%mid] : !tile
    %c = memref.load %tile[%right] : !tile
    %ab = arith.addi %a, %b : i32
    %sum = arith.addi %ab, %c : i32
    gpu.barrier // redundant: the result is other memory
    memref.store %sum, %out[%g] : !out
    gpu.return
  }
}
