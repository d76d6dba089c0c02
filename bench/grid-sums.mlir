// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sums over the grid, by workgroup memory that each part fills anew; and the
// same written by hand as one program per part. See grid.mlir.

!data = !vyre.buffer<?xi32, read_write>
!in = !vyre.buffer<?xi32, read>
!out = !vyre.buffer<?xi32, write>
!one = !vyre.buffer<1xi32, read_write>
!tile = !vyre.buffer<64xi32, workgroup>

// Each step, all numbers x become 3 x + the sum of all. 64 workgroups, each with
// every 4096th number from its own on; the sum of a workgroup goes to %parts.
vyre.program @total(%x: !data, %parts: !data, %steps: i32) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %c32 = arith.constant 32 : index
  %c4096 = arith.constant 4096 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %three = arith.constant 3 : i32
  %tile = vyre.workgroup_alloc : !tile
  %i = vyre.global_id x
  %l = vyre.local_id x
  %g = vyre.workgroup_id x
  %n = vyre.length %x : !data
  %first = arith.cmpi eq, %l, %c0 : index
  scf.for %k = %zero to %steps step %one : i32 {
    %own = scf.for %at = %i to %n step %c4096 iter_args(%sum = %zero) -> i32 {
      %v = vyre.load %x[%at] : !data
      %next = arith.addi %sum, %v : i32
      scf.yield %next : i32
    }
    vyre.store %own, %tile[%l] : !tile
    vyre.barrier workgroup acq_rel
    scf.for %level = %c0 to %c6 step %c1 {
      %half = vyre.shrui %c32, %level : index
      %active = arith.cmpi ult, %l, %half : index
      scf.if %active {
        %partner = arith.addi %l, %half : index
        %a = vyre.load %tile[%l] : !tile
        %b = vyre.load %tile[%partner] : !tile
        %sum = arith.addi %a, %b : i32
        vyre.store %sum, %tile[%l] : !tile
      }
      vyre.barrier workgroup acq_rel
    }
    scf.if %first {
      %sum = vyre.load %tile[%c0] : !tile
      vyre.store %sum, %parts[%g] : !data
    }
    vyre.barrier grid
    %part = vyre.load %parts[%l] : !data
    vyre.store %part, %tile[%l] : !tile
    vyre.barrier workgroup acq_rel
    scf.for %level = %c0 to %c6 step %c1 {
      %half = vyre.shrui %c32, %level : index
      %active = arith.cmpi ult, %l, %half : index
      scf.if %active {
        %partner = arith.addi %l, %half : index
        %a = vyre.load %tile[%l] : !tile
        %b = vyre.load %tile[%partner] : !tile
        %sum = arith.addi %a, %b : i32
        vyre.store %sum, %tile[%l] : !tile
      }
      vyre.barrier workgroup acq_rel
    }
    %all = vyre.load %tile[%c0] : !tile
    scf.for %at = %i to %n step %c4096 {
      %v = vyre.load %x[%at] : !data
      %tripled = arith.muli %v, %three : i32
      %next = arith.addi %tripled, %all : i32
      vyre.store %next, %x[%at] : !data
    }
    vyre.barrier grid
  }
  vyre.return
}

vyre.program @total_sum(%x: !in, %parts: !out) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %c32 = arith.constant 32 : index
  %c4096 = arith.constant 4096 : index
  %zero = arith.constant 0 : i32
  %tile = vyre.workgroup_alloc : !tile
  %i = vyre.global_id x
  %l = vyre.local_id x
  %g = vyre.workgroup_id x
  %n = vyre.length %x : !in
  %first = arith.cmpi eq, %l, %c0 : index
  %own = scf.for %at = %i to %n step %c4096 iter_args(%sum = %zero) -> i32 {
    %v = vyre.load %x[%at] : !in
    %next = arith.addi %sum, %v : i32
    scf.yield %next : i32
  }
  vyre.store %own, %tile[%l] : !tile
  vyre.barrier workgroup acq_rel
  scf.for %level = %c0 to %c6 step %c1 {
    %half = vyre.shrui %c32, %level : index
    %active = arith.cmpi ult, %l, %half : index
    scf.if %active {
      %partner = arith.addi %l, %half : index
      %a = vyre.load %tile[%l] : !tile
      %b = vyre.load %tile[%partner] : !tile
      %sum = arith.addi %a, %b : i32
      vyre.store %sum, %tile[%l] : !tile
    }
    vyre.barrier workgroup acq_rel
  }
  scf.if %first {
    %sum = vyre.load %tile[%c0] : !tile
    vyre.store %sum, %parts[%g] : !out
  }
  vyre.return
}

vyre.program @total_apply(%x: !data, %parts: !in) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %c32 = arith.constant 32 : index
  %c4096 = arith.constant 4096 : index
  %three = arith.constant 3 : i32
  %tile = vyre.workgroup_alloc : !tile
  %i = vyre.global_id x
  %l = vyre.local_id x
  %n = vyre.length %x : !data
  %part = vyre.load %parts[%l] : !in
  vyre.store %part, %tile[%l] : !tile
  vyre.barrier workgroup acq_rel
  scf.for %level = %c0 to %c6 step %c1 {
    %half = vyre.shrui %c32, %level : index
    %active = arith.cmpi ult, %l, %half : index
    scf.if %active {
      %partner = arith.addi %l, %half : index
      %a = vyre.load %tile[%l] : !tile
      %b = vyre.load %tile[%partner] : !tile
      %sum = arith.addi %a, %b : i32
      vyre.store %sum, %tile[%l] : !tile
    }
    vyre.barrier workgroup acq_rel
  }
  %all = vyre.load %tile[%c0] : !tile
  scf.for %at = %i to %n step %c4096 {
    %v = vyre.load %x[%at] : !data
    %tripled = arith.muli %v, %three : i32
    %next = arith.addi %tripled, %all : i32
    vyre.store %next, %x[%at] : !data
  }
  vyre.return
}

// All are 1 at first, so after k steps all are (n + 3)^k, modulo 2^32.
vyre.program @check_total(%x: !in, %steps: i32, %wrong: !one) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %three = arith.constant 3 : i32
  %i = vyre.global_id x
  %n = vyre.length %x : !in
  %out = arith.cmpi uge, %i, %n : index
  vyre.exit_if %out
  %count = arith.index_castui %n : index to i32
  %factor = arith.addi %count, %three : i32
  %expected = scf.for %k = %zero to %steps step %one iter_args(%f = %one) -> i32 : i32 {
    %next = arith.muli %f, %factor : i32
    scf.yield %next : i32
  }
  %v = vyre.load %x[%i] : !in
  %differs = arith.cmpi ne, %v, %expected : i32
  scf.if %differs {
    %old = vyre.atomic_rmw add relaxed %one, %wrong[%c0] : !one
  }
  vyre.return
}

vyre.graph @total_split(%n: index, %steps: i32, %wrong: !one) {
  %c64 = arith.constant 64 : index
  %one = arith.constant 1 : i32
  %x = vyre.alloc(%n) : !data
  %parts = vyre.alloc(%c64) : !data
  vyre.fill %one, %x : !data
  vyre.dispatch @total groups [%c64] (%x, %parts, %steps) : (!data, !data, i32)
  vyre.dispatch @check_total threads [%n] (%x, %steps, %wrong) : (!data, i32, !one)
  vyre.expect %wrong : !one == dense<0> : tensor<1xi32>
  vyre.return
}

vyre.graph @total_by_hand(%n: index, %steps: i32, %wrong: !one) {
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %x = vyre.alloc(%n) : !data
  %parts = vyre.alloc(%c64) : !data
  vyre.fill %one, %x : !data
  scf.for %k = %zero to %steps step %one : i32 {
    vyre.dispatch @total_sum groups [%c64] (%x, %parts) : (!data, !data)
    vyre.dispatch @total_apply groups [%c64] (%x, %parts) : (!data, !data)
  }
  vyre.dispatch @check_total threads [%n] (%x, %steps, %wrong) : (!data, i32, !one)
  vyre.expect %wrong : !one == dense<0> : tensor<1xi32>
  vyre.return
}
