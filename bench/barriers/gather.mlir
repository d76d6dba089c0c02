// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A permutation by a table, through workgroup memory.
// RUN-WITH: --grid=2 --input in=64xi32=iota --input table=64xi32=random:5 --output out

!global = memref<64xi32>
!tile = memref<32xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @gather(%in: !global {llvm.noalias, vyre.name = "in"},
                   %table: !global {llvm.noalias, vyre.name = "table"},
                   %out: !global {llvm.noalias, vyre.name = "out"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %mask = arith.constant 31 : i32
    %values = memref.alloc() : !tile
    %places = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    %x = memref.load %in[%g] : !global
    memref.store %x, %values[%t] : !tile
    gpu.barrier // redundant: the table is other memory
    %p = memref.load %table[%g] : !global
    memref.store %p, %places[%t] : !tile
    gpu.barrier // redundant: each lane masks its own entry
    %q = memref.load %places[%t] : !tile
    %low = arith.andi %q, %mask : i32
    memref.store %low, %places[%t] : !tile
    gpu.barrier // needed: any value is read
    %r = memref.load %places[%t] : !tile
    %i = arith.index_cast %r : i32 to index
    %y = memref.load %values[%i] : !tile
    memref.store %y, %out[%g] : !global
    gpu.barrier // redundant: nothing follows
    gpu.return
  }
}
