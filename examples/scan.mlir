// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// scan: the inclusive prefix sum of an i32 buffer of any length, in place, by
// one program.
//
//   vyre-run examples/scan.mlir --entry=main --input data=8xi32=1 --output data
//
// prints 1, 2, 3 .. 8. Each of 64 workgroups has a part of the buffer. First it
// sums its part; behind a grid barrier one workgroup makes prefix sums of the
// 64 sums; behind another, each adds up its part again, from the sum of what
// comes before.
//
//   vyre-run examples/scan.mlir --entry=check
//
// scans 4000037, 257, 1 and 0 numbers. Neighbouring results must differ by the
// number between them, and the last one is that of examples/check/scan.py.

!data = !vyre.buffer<?xi32, read_write>
!sums = !vyre.buffer<64xi32, read_write>
!tile = !vyre.buffer<256xi32, workgroup>

vyre.program @scan(%data: !data, %sums: !sums) workgroup [256, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  %c255 = arith.constant 255 : index
  %c256 = arith.constant 256 : index
  %zero = arith.constant 0 : i32
  %tile = vyre.workgroup_alloc : !tile
  %lane = vyre.local_id x
  %group = vyre.workgroup_id x
  %n = vyre.length %data : !data
  %tiles = arith.ceildivui %n, %c256 : index
  %perGroup = arith.ceildivui %tiles, %c64 : index
  %chunk = arith.muli %perGroup, %c256 : index
  %begin = arith.muli %group, %chunk : index
  %limit = arith.addi %begin, %chunk : index
  %end = arith.minui %limit, %n : index

  // The sum of the part: every 256th number, then 256 sums in pairs.
  %first = arith.addi %begin, %lane : index
  %own = scf.for %i = %first to %end step %c256 iter_args(%total = %zero) -> i32 {
    %value = vyre.load %data[%i] : !data
    %next = arith.addi %total, %value : i32
    scf.yield %next : i32
  }
  vyre.store %own, %tile[%lane] : !tile
  vyre.barrier workgroup acq_rel
  scf.for %level = %c0 to %c8 step %c1 {
    %half = vyre.shrui %c128, %level : index
    %active = arith.cmpi ult, %lane, %half : index
    scf.if %active {
      %partner = arith.addi %lane, %half : index
      %a = vyre.load %tile[%lane] : !tile
      %b = vyre.load %tile[%partner] : !tile
      %sum = arith.addi %a, %b : i32
      vyre.store %sum, %tile[%lane] : !tile
    }
    vyre.barrier workgroup acq_rel
  }
  %isFirst = arith.cmpi eq, %lane, %c0 : index
  scf.if %isFirst {
    %sum = vyre.load %tile[%c0] : !tile
    vyre.store %sum, %sums[%group] : !sums
  }
  vyre.barrier grid

  // The sums of what comes before each part.
  %isLeader = arith.cmpi eq, %group, %c0 : index
  %isAlone = arith.andi %isLeader, %isFirst : i1
  scf.if %isAlone {
    %all = scf.for %g = %c0 to %c64 step %c1 iter_args(%before = %zero) -> i32 {
      %sum = vyre.load %sums[%g] : !sums
      vyre.store %before, %sums[%g] : !sums
      %next = arith.addi %before, %sum : i32
      scf.yield %next : i32
    }
  }
  vyre.barrier grid

  // Tile by tile, with what all tiles before make.
  %start = vyre.load %sums[%group] : !sums
  %total = scf.for %base = %begin to %end step %c256 iter_args(%before = %start) -> i32 {
    %i = arith.addi %base, %lane : index
    // Beyond the end of the buffer there are zeros.
    %value = vyre.load %data[%i] : !data
    vyre.store %value, %tile[%lane] : !tile
    vyre.barrier workgroup acq_rel
    scf.for %level = %c0 to %c8 step %c1 {
      %distance = vyre.shli %c1, %level : index
      %at = arith.subi %lane, %distance : index
      %left = vyre.load %tile[%at] : !tile
      vyre.barrier workgroup acq_rel
      %mine = vyre.load %tile[%lane] : !tile
      %sum = arith.addi %mine, %left : i32
      vyre.store %sum, %tile[%lane] : !tile
      vyre.barrier workgroup acq_rel
    }
    %inTile = vyre.load %tile[%lane] : !tile
    %result = arith.addi %inTile, %before : i32
    vyre.store %result, %data[%i] : !data
    %last = vyre.load %tile[%c255] : !tile
    %next = arith.addi %before, %last : i32
    vyre.barrier workgroup acq_rel
    scf.yield %next : i32
  }
  vyre.return
}

// data[i] = (37 i) mod 101 - 40.
vyre.program @numbers(%data: !vyre.buffer<?xi32, write>) workgroup [64, 1, 1] {
  %c37 = arith.constant 37 : index
  %c101 = arith.constant 101 : index
  %forty = arith.constant 40 : i32
  %i = vyre.global_id x
  %product = arith.muli %i, %c37 : index
  %rest = vyre.remui %product, %c101 : index
  %word = arith.index_castui %rest : index to i32
  %value = arith.subi %word, %forty : i32
  vyre.store %value, %data[%i] : !vyre.buffer<?xi32, write>
  vyre.return
}

// Counts the results that are not the one before plus the number.
vyre.program @compare(%numbers: !vyre.buffer<?xi32, read>,
                      %data: !vyre.buffer<?xi32, read>,
                      %wrong: !vyre.buffer<1xi32, read_write>,
                      %last: !vyre.buffer<1xi32, write>) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %n = vyre.length %data : !vyre.buffer<?xi32, read>
  %out = arith.cmpi uge, %i, %n : index
  vyre.exit_if %out
  // In front of the first there is nothing, which counts as zero.
  %at = arith.subi %i, %c1 : index
  %before = vyre.load %data[%at] : !vyre.buffer<?xi32, read>
  %result = vyre.load %data[%i] : !vyre.buffer<?xi32, read>
  %number = vyre.load %numbers[%i] : !vyre.buffer<?xi32, read>
  %expected = arith.addi %before, %number : i32
  %differs = arith.cmpi ne, %result, %expected : i32
  scf.if %differs {
    %old = vyre.atomic_rmw add relaxed %one, %wrong[%c0]
        : !vyre.buffer<1xi32, read_write>
  }
  %next = arith.addi %i, %c1 : index
  %isLast = arith.cmpi eq, %next, %n : index
  scf.if %isLast {
    vyre.store %result, %last[%c0] : !vyre.buffer<1xi32, write>
  }
  vyre.return
}

vyre.graph @main(%data: !data) {
  %c64 = arith.constant 64 : index
  %sums = vyre.alloc : !sums
  vyre.dispatch @scan groups [%c64] (%data, %sums) : (!data, !sums)
  vyre.return
}

vyre.graph @check() {
  %c64 = arith.constant 64 : index
  %n0 = arith.constant 4000037 : index
  %n1 = arith.constant 257 : index
  %n2 = arith.constant 1 : index
  %n3 = arith.constant 0 : index
  %sums = vyre.alloc : !sums
  %wrong = vyre.alloc : !vyre.buffer<1xi32, read_write>
  %last = vyre.alloc : !vyre.buffer<1xi32, read_write>
  %numbers0 = vyre.alloc(%n0) : !data
  %data0 = vyre.alloc(%n0) : !data
  vyre.dispatch @numbers threads [%n0] (%numbers0) : (!data)
  vyre.copy %numbers0, %data0 : !data, !data
  vyre.dispatch @scan groups [%c64] (%data0, %sums) : (!data, !sums)
  vyre.dispatch @compare threads [%n0] (%numbers0, %data0, %wrong, %last)
      : (!data, !data, !vyre.buffer<1xi32, read_write>, !vyre.buffer<1xi32, read_write>)
  vyre.expect %wrong : !vyre.buffer<1xi32, read_write> == dense<0> : tensor<1xi32>
  vyre.expect %last : !vyre.buffer<1xi32, read_write> == dense<40000379> : tensor<1xi32>

  %numbers1 = vyre.alloc(%n1) : !data
  %data1 = vyre.alloc(%n1) : !data
  vyre.dispatch @numbers threads [%n1] (%numbers1) : (!data)
  vyre.copy %numbers1, %data1 : !data, !data
  vyre.dispatch @scan groups [%c64] (%data1, %sums) : (!data, !sums)
  vyre.dispatch @compare threads [%n1] (%numbers1, %data1, %wrong, %last)
      : (!data, !data, !vyre.buffer<1xi32, read_write>, !vyre.buffer<1xi32, read_write>)
  vyre.expect %wrong : !vyre.buffer<1xi32, read_write> == dense<0> : tensor<1xi32>
  vyre.expect %last : !vyre.buffer<1xi32, read_write> == dense<2548> : tensor<1xi32>

  %data2 = vyre.alloc(%n2) : !data
  vyre.dispatch @numbers threads [%n2] (%data2) : (!data)
  vyre.dispatch @scan groups [%c64] (%data2, %sums) : (!data, !sums)
  vyre.copy %data2, %last : !data, !vyre.buffer<1xi32, read_write>
  vyre.expect %last : !vyre.buffer<1xi32, read_write> == dense<-40> : tensor<1xi32>

  %data3 = vyre.alloc(%n3) : !data
  vyre.dispatch @scan groups [%c64] (%data3, %sums) : (!data, !sums)
  vyre.return
}
