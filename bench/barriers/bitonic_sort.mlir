// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sorts the 32 elements of each workgroup.
// RUN-WITH: --grid=2 --input in=64xi32=random:3 --output out

!global = memref<64xi32>
!tile = memref<32xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @bitonic_sort(%in: !global {llvm.noalias, vyre.name = "in"},
                         %out: !global {llvm.noalias, vyre.name = "out"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c6 = arith.constant 6 : index
    %one = arith.constant 1 : i32
    %keys = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    %x = memref.load %in[%g] : !global
    memref.store %x, %keys[%t] : !tile
    gpu.barrier // redundant: each lane marks its own key
    %own = memref.load %keys[%t] : !tile
    %marked = arith.ori %own, %one : i32
    memref.store %marked, %keys[%t] : !tile
    gpu.barrier // needed: partners are read
    scf.for %stage = %c1 to %c6 step %c1 {
      %size = arith.shli %c1, %stage : index
      scf.for %pass = %c0 to %stage step %c1 {
        %level = arith.subi %stage, %pass : index
        %below = arith.subi %level, %c1 : index
        %distance = arith.shli %c1, %below : index
        %partner = arith.xori %t, %distance : index
        %leads = arith.cmpi ugt, %partner, %t : index
        scf.if %leads {
          %a = memref.load %keys[%t] : !tile
          %b = memref.load %keys[%partner] : !tile
          %bit = arith.andi %t, %size : index
          %up = arith.cmpi eq, %bit, %c0 : index
          %min = arith.minsi %a, %b : i32
          %max = arith.maxsi %a, %b : i32
          %first = arith.select %up, %min, %max : i32
          %second = arith.select %up, %max, %min : i32
          memref.store %first, %keys[%t] : !tile
          memref.store %second, %keys[%partner] : !tile
        }
        gpu.barrier // needed: the next pass reads what this one wrote
      }
      gpu.barrier // redundant: the last pass has waited
    }
    %key = memref.load %keys[%t] : !tile
    memref.store %key, %out[%g] : !global
    gpu.return
  }
}
