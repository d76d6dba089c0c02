// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two generations of a game of life on a torus of 8 x 8 cells.
// RUN-WITH: --grid=1 --input cells=64xi32=random:7 --output cells

!grid = memref<8x8xi32>
!tile = memref<8x8xi32, #gpu.address_space<workgroup>>

gpu.module @kernels {
  gpu.func @life(%cells: !grid {llvm.noalias, vyre.name = "cells"})
      kernel attributes {known_block_size = array<i32: 8, 8, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c3 = arith.constant 3 : index
    %c7 = arith.constant 7 : index
    %one = arith.constant 1 : i32
    %two = arith.constant 2 : i32
    %three = arith.constant 3 : i32
    %zero = arith.constant 0 : i32
    %tile = memref.alloc() : !tile
    %x = gpu.thread_id x
    %y = gpu.thread_id y
    %raw = memref.load %cells[%y, %x] : !grid
    memref.store %raw, %tile[%y, %x] : !tile
    gpu.barrier // redundant: each lane masks its own cell
    %unmasked = memref.load %tile[%y, %x] : !tile
    %start = arith.andi %unmasked, %one : i32
    memref.store %start, %tile[%y, %x] : !tile
    gpu.barrier // needed: neighbours are read
    scf.for %step = %c0 to %c2 step %c1 {
      %count = scf.for %dy = %c0 to %c3 step %c1 iter_args(%s = %zero) -> i32 {
        %n = scf.for %dx = %c0 to %c3 step %c1 iter_args(%r = %s) -> i32 {
          %yy = arith.addi %y, %dy : index
          %yd = arith.addi %yy, %c7 : index
          %ny = arith.andi %yd, %c7 : index
          %xx = arith.addi %x, %dx : index
          %xd = arith.addi %xx, %c7 : index
          %nx = arith.andi %xd, %c7 : index
          %v = memref.load %tile[%ny, %nx] : !tile
          %sum = arith.addi %r, %v : i32
          scf.yield %sum : i32
        }
        scf.yield %n : i32
      }
      %own = memref.load %tile[%y, %x] : !tile
      %around = arith.subi %count, %own : i32
      %born = arith.cmpi eq, %around, %three : i32
      %with = arith.addi %around, %own : i32
      %stays = arith.cmpi eq, %with, %three : i32
      %lives = arith.ori %born, %stays : i1
      %next = arith.extui %lives : i1 to i32
      gpu.barrier // needed: nobody writes before all have read
      memref.store %next, %tile[%y, %x] : !tile
      gpu.barrier // needed: the next generation reads neighbours
    }
    %result = memref.load %tile[%y, %x] : !tile
    memref.store %result, %cells[%y, %x] : !grid
    gpu.barrier // redundant: nothing follows
    gpu.return
  }
}
