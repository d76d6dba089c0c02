// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Workgroup 0 fills a message and raises a flag; the last to arrive reads it.
// The barrier in front of the flag makes the stores of all lanes part of what
// the flag publishes, though flag and message are different memory.
// RUN-WITH: --grid=2 --input message=64xi32=0 --input arrived=1xi32=0 --input sum=32xi32=0 --output sum

!message = memref<64xi32>
!one = memref<1xi32>
!sum = memref<32xi32>
!tile = memref<1xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @publication(%message: !message {llvm.noalias, vyre.name = "message"},
                        %arrived: !one {llvm.noalias, vyre.name = "arrived"},
                        %sum: !sum {llvm.noalias, vyre.name = "sum"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c32 = arith.constant 32 : index
    %one = arith.constant 1 : i32
    %last = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    %first = arith.cmpi eq, %t, %c0 : index
    %g32 = arith.index_cast %g : index to i32
    memref.store %g32, %message[%g] : !message
    gpu.barrier // redundant: each lane adds to its own element
    %own = memref.load %message[%g] : !message
    %more = arith.addi %own, %one : i32
    memref.store %more, %message[%g] : !message
    gpu.barrier // needed: the flag publishes the stores of all lanes
    scf.if %first {
      %order = memref.atomic_rmw addi %one, %arrived[%c0] : (i32, !one) -> i32
      memref.store %order, %last[%c0] : !tile
    }
    gpu.barrier // needed: all read what lane 0 learned
    %order = memref.load %last[%c0] : !tile
    %isLast = arith.cmpi eq, %order, %one : i32
    scf.if %isLast {
      %far = arith.addi %t, %c32 : index
      %a = memref.load %message[%t] : !message
      %b = memref.load %message[%far] : !message
      %ab = arith.addi %a, %b : i32
      memref.store %ab, %sum[%t] : !sum
      gpu.barrier // redundant: each lane doubles its own element
      %again = memref.load %sum[%t] : !sum
      %twice = arith.addi %again, %again : i32
      memref.store %twice, %sum[%t] : !sum
    }
    gpu.return
  }
}
