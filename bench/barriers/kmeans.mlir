// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One step of k-means in one dimension: the nearest of four centres, then the
// sum and the number of the points of each.
// RUN-WITH: --grid=2 --input points=64xi32=iota --input centres=4xi32=5,20,40,60 --input sums=4xi32=0 --input counts=4xi32=0 --output sums --output counts

!points = memref<64xi32>
!four = memref<4xi32>
!tile = memref<4xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @kmeans(%points: !points {llvm.noalias, vyre.name = "points"},
                   %centres: !four {llvm.noalias, vyre.name = "centres"},
                   %sums: !four {llvm.noalias, vyre.name = "sums"},
                   %counts: !four {llvm.noalias, vyre.name = "counts"})
      kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %zero = arith.constant 0 : i32
    %one = arith.constant 1 : i32
    %far = arith.constant 1000000 : i32
    %s = memref.alloc() : !tile
    %n = memref.alloc() : !tile
    %t = gpu.thread_id x
    %g = gpu.global_id x
    %isCentre = arith.cmpi ult, %t, %c4 : index
    scf.if %isCentre {
      memref.store %zero, %s[%t] : !tile
    }
    gpu.barrier // redundant: each lane reads what it cleared
    scf.if %isCentre {
      %z = memref.load %s[%t] : !tile
      memref.store %z, %n[%t] : !tile
    }
    gpu.barrier // needed: all are cleared before anybody adds
    %x = memref.load %points[%g] : !points
    %best:2 = scf.for %i = %c0 to %c4 step %c1
        iter_args(%d = %far, %at = %c0) -> (i32, index) {
      %c = memref.load %centres[%i] : !four
      %diff = arith.subi %x, %c : i32
      %square = arith.muli %diff, %diff : i32
      %closer = arith.cmpi slt, %square, %d : i32
      %nd = arith.select %closer, %square, %d : i32
      %nat = arith.select %closer, %i, %at : index
      scf.yield %nd, %nat : i32, index
    }
    %o0 = memref.atomic_rmw addi %x, %s[%best#1] : (i32, !tile) -> i32
    %o1 = memref.atomic_rmw addi %one, %n[%best#1] : (i32, !tile) -> i32
    gpu.barrier // needed: all have added
    scf.if %isCentre {
      %sum = memref.load %s[%t] : !tile
      %o2 = memref.atomic_rmw addi %sum, %sums[%t] : (i32, !four) -> i32
      %count = memref.load %n[%t] : !tile
      %o3 = memref.atomic_rmw addi %count, %counts[%t] : (i32, !four) -> i32
    }
    gpu.barrier // redundant: nothing follows
    gpu.return
  }
}
