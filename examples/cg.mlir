// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// cg: conjugate gradients in one program. Solves A x = b, where A is the
// Laplacian with 5 points on a grid, and outside of the grid x is zero:
//     4 x - ((left + right) + (up + down))
//
//   vyre-run examples/cg.mlir --entry=main --input b=65536xf32=random:1 \
//       --input width=index=256 --input x=65536xf32=0 \
//       --input iterations=1xi32=0 --output iterations --output x=@x.npy
//
// solves for 256 x 256 cells in 511 iterations. It ends when |b - A x| is at most 1e-5 |b|, which
// only the device knows, or after 2000 iterations.
//
//   vyre-run examples/cg.mlir --entry=check
//
// solves for 70 x 45 cells, and once more with a limit of 10 iterations. The
// number of iterations and the sums over the bits of x are those of
// examples/check/cg.py. A device whose division is not exact may give others.

!in = !vyre.buffer<?xf32, read>
!field = !vyre.buffer<?xf32, read_write>
!parts = !vyre.buffer<512xf32, read_write>
!state = !vyre.buffer<3xf32, read_write>
!one = !vyre.buffer<1xi32, read_write>
!tile = !vyre.buffer<256xf32, workgroup>

// A dot product is a sum in each workgroup, which goes to %parts. Behind a
// barrier of the grid, every workgroup adds all of them up, in the same order.
// Nothing depends on the order in which invocations run, so the bits of x do
// not either. There are at most 256 workgroups.
//
// %parts: those of p.q, from 256 on those of r.r. %state: r.r of this iteration
// and of the one before, which change places, and below which r.r it ends.
// %parts comes in with zeros, for workgroups that there are not.
vyre.program @cg(%b: !in, %x: !field, %r: !field, %p: !field, %q: !field,
                 %parts: !parts, %state: !state, %iterations: !one,
                 %width: index, %tolerance: f32, %limit: i32)
    workgroup [256, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c8 = arith.constant 8 : index
  %c128 = arith.constant 128 : index
  %c256 = arith.constant 256 : index
  %zero = arith.constant 0.0 : f32
  %four = arith.constant 4.0 : f32
  %none = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %tile = vyre.workgroup_alloc : !tile
  %first = vyre.global_id x
  %lane = vyre.local_id x
  %group = vyre.workgroup_id x
  %groups = vyre.num_workgroups x
  %all = arith.muli %groups, %c256 : index
  %n = vyre.length %b : !in
  %lastX = arith.subi %width, %c1 : index
  %squareAt = arith.addi %c256, %group : index
  %squareLane = arith.addi %c256, %lane : index
  %isFirst = arith.cmpi eq, %lane, %c0 : index
  %isAlone = arith.cmpi eq, %first, %c0 : index

  // x = 0, r = b, p = 0, and r.r.
  %start = scf.for %i = %first to %n step %all iter_args(%sum = %zero) -> f32 {
    %value = vyre.load %b[%i] : !in
    vyre.store %zero, %x[%i] : !field
    vyre.store %value, %r[%i] : !field
    vyre.store %zero, %p[%i] : !field
    %square = arith.mulf %value, %value : f32
    %next = arith.addf %sum, %square : f32
    scf.yield %next : f32
  }
  vyre.store %start, %tile[%lane] : !tile
  vyre.barrier workgroup acq_rel
  scf.for %level = %c0 to %c8 step %c1 {
    %half = vyre.shrui %c128, %level : index
    %active = arith.cmpi ult, %lane, %half : index
    scf.if %active {
      %partner = arith.addi %lane, %half : index
      %u = vyre.load %tile[%lane] : !tile
      %v = vyre.load %tile[%partner] : !tile
      %sum = arith.addf %u, %v : f32
      vyre.store %sum, %tile[%lane] : !tile
    }
    vyre.barrier workgroup acq_rel
  }
  scf.if %isFirst {
    %sum = vyre.load %tile[%c0] : !tile
    vyre.store %sum, %parts[%squareAt] : !parts
  }
  vyre.barrier grid

  %done, %o, %w = scf.while (%k = %none, %old = %c0, %new = %c1)
      : (i32, index, index) -> (i32, index, index) {
    // r.r, and the next direction: p = r + (r.r / r.r before) p.
    %part = vyre.load %parts[%squareLane] : !parts
    vyre.store %part, %tile[%lane] : !tile
    vyre.barrier workgroup acq_rel
    scf.for %level = %c0 to %c8 step %c1 {
      %half = vyre.shrui %c128, %level : index
      %active = arith.cmpi ult, %lane, %half : index
      scf.if %active {
        %partner = arith.addi %lane, %half : index
        %u = vyre.load %tile[%lane] : !tile
        %v = vyre.load %tile[%partner] : !tile
        %sum = arith.addf %u, %v : f32
        vyre.store %sum, %tile[%lane] : !tile
      }
      vyre.barrier workgroup acq_rel
    }
    %rr = vyre.load %tile[%c0] : !tile
    %rrBefore = vyre.load %state[%old] : !state
    %ratio = arith.divf %rr, %rrBefore : f32
    %isStart = arith.cmpi eq, %k, %none : i32
    %beta = arith.select %isStart, %zero, %ratio : f32
    scf.for %i = %first to %n step %all {
      %rest = vyre.load %r[%i] : !field
      %direction = vyre.load %p[%i] : !field
      %kept = arith.mulf %beta, %direction : f32
      %turned = arith.addf %rest, %kept : f32
      vyre.store %turned, %p[%i] : !field
    }
    scf.if %isAlone {
      vyre.store %rr, %state[%new] : !state
      scf.if %isStart {
        %allowed = arith.mulf %tolerance, %tolerance : f32
        %goal = arith.mulf %allowed, %rr : f32
        vyre.store %goal, %state[%c2] : !state
      }
    }
    vyre.barrier grid
    %square = vyre.load %state[%new] : !state
    %goal = vyre.load %state[%c2] : !state
    %isFar = arith.cmpf ogt, %square, %goal : f32
    %isAllowed = arith.cmpi slt, %k, %limit : i32
    %more = arith.andi %isFar, %isAllowed : i1
    scf.condition(%more) %k, %old, %new : i32, index, index
  } do {
  ^bb0(%k: i32, %old: index, %new: index):
    // q = A p, and p.q. What is out of range is zero, as above and below the
    // grid; left and right of it is another row.
    %own = scf.for %i = %first to %n step %all iter_args(%sum = %zero) -> f32 {
      %column = vyre.remui %i, %width : index
      %notLeft = arith.cmpi ne, %column, %c0 : index
      %notRight = arith.cmpi ne, %column, %lastX : index
      %leftAt = arith.subi %i, %c1 : index
      %rightAt = arith.addi %i, %c1 : index
      %upAt = arith.subi %i, %width : index
      %downAt = arith.addi %i, %width : index
      %here = vyre.load %p[%i] : !field
      %before = vyre.load %p[%leftAt] : !field
      %after = vyre.load %p[%rightAt] : !field
      %up = vyre.load %p[%upAt] : !field
      %down = vyre.load %p[%downAt] : !field
      %left = arith.select %notLeft, %before, %zero : f32
      %right = arith.select %notRight, %after, %zero : f32
      %sides = arith.addf %left, %right : f32
      %ends = arith.addf %up, %down : f32
      %around = arith.addf %sides, %ends : f32
      %fourfold = arith.mulf %four, %here : f32
      %product = arith.subf %fourfold, %around : f32
      vyre.store %product, %q[%i] : !field
      %term = arith.mulf %here, %product : f32
      %next = arith.addf %sum, %term : f32
      scf.yield %next : f32
    }
    vyre.store %own, %tile[%lane] : !tile
    vyre.barrier workgroup acq_rel
    scf.for %level = %c0 to %c8 step %c1 {
      %half = vyre.shrui %c128, %level : index
      %active = arith.cmpi ult, %lane, %half : index
      scf.if %active {
        %partner = arith.addi %lane, %half : index
        %u = vyre.load %tile[%lane] : !tile
        %v = vyre.load %tile[%partner] : !tile
        %sum = arith.addf %u, %v : f32
        vyre.store %sum, %tile[%lane] : !tile
      }
      vyre.barrier workgroup acq_rel
    }
    scf.if %isFirst {
      %sum = vyre.load %tile[%c0] : !tile
      vyre.store %sum, %parts[%group] : !parts
    }
    vyre.barrier grid

    // x and r one step further, and the new r.r.
    %part = vyre.load %parts[%lane] : !parts
    vyre.store %part, %tile[%lane] : !tile
    vyre.barrier workgroup acq_rel
    scf.for %level = %c0 to %c8 step %c1 {
      %half = vyre.shrui %c128, %level : index
      %active = arith.cmpi ult, %lane, %half : index
      scf.if %active {
        %partner = arith.addi %lane, %half : index
        %u = vyre.load %tile[%lane] : !tile
        %v = vyre.load %tile[%partner] : !tile
        %sum = arith.addf %u, %v : f32
        vyre.store %sum, %tile[%lane] : !tile
      }
      vyre.barrier workgroup acq_rel
    }
    %pq = vyre.load %tile[%c0] : !tile
    %rr = vyre.load %state[%new] : !state
    %alpha = arith.divf %rr, %pq : f32
    %rest = scf.for %i = %first to %n step %all iter_args(%sum = %zero) -> f32 {
      %direction = vyre.load %p[%i] : !field
      %image = vyre.load %q[%i] : !field
      %oldX = vyre.load %x[%i] : !field
      %oldR = vyre.load %r[%i] : !field
      %stepX = arith.mulf %alpha, %direction : f32
      %stepR = arith.mulf %alpha, %image : f32
      %newX = arith.addf %oldX, %stepX : f32
      %newR = arith.subf %oldR, %stepR : f32
      vyre.store %newX, %x[%i] : !field
      vyre.store %newR, %r[%i] : !field
      %square = arith.mulf %newR, %newR : f32
      %next = arith.addf %sum, %square : f32
      scf.yield %next : f32
    }
    // All have read p.q before the tile changes.
    vyre.barrier workgroup acq_rel
    vyre.store %rest, %tile[%lane] : !tile
    vyre.barrier workgroup acq_rel
    scf.for %level = %c0 to %c8 step %c1 {
      %half = vyre.shrui %c128, %level : index
      %active = arith.cmpi ult, %lane, %half : index
      scf.if %active {
        %partner = arith.addi %lane, %half : index
        %u = vyre.load %tile[%lane] : !tile
        %v = vyre.load %tile[%partner] : !tile
        %sum = arith.addf %u, %v : f32
        vyre.store %sum, %tile[%lane] : !tile
      }
      vyre.barrier workgroup acq_rel
    }
    scf.if %isFirst {
      %sum = vyre.load %tile[%c0] : !tile
      vyre.store %sum, %parts[%squareAt] : !parts
    }
    vyre.barrier grid
    %following = arith.addi %k, %one : i32
    scf.yield %following, %new, %old : i32, index, index
  }
  scf.if %isAlone {
    vyre.store %done, %iterations[%c0] : !one
  }
  vyre.return
}

// b[i] = (37 i) mod 101 - 50.
vyre.program @numbers(%b: !vyre.buffer<?xf32, write>) workgroup [64, 1, 1] {
  %c37 = arith.constant 37 : index
  %c101 = arith.constant 101 : index
  %fifty = arith.constant 50 : i32
  %i = vyre.global_id x
  %product = arith.muli %i, %c37 : index
  %rest = vyre.remui %product, %c101 : index
  %word = arith.index_castui %rest : index to i32
  %centred = arith.subi %word, %fifty : i32
  %value = arith.sitofp %centred : i32 to f32
  vyre.store %value, %b[%i] : !vyre.buffer<?xf32, write>
  vyre.return
}

// The sum of the bits of all cells.
vyre.program @sum(%x: !in, %sum: !one) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %i = vyre.global_id x
  %value = vyre.load %x[%i] : !in
  %bits = arith.bitcast %value : f32 to i32
  %old = vyre.atomic_rmw add relaxed %bits, %sum[%c0] : !one
  vyre.return
}

vyre.graph @main(%b: !in, %width: index, %x: !field, %iterations: !one) {
  %c1 = arith.constant 1 : index
  %c256 = arith.constant 256 : index
  %c4096 = arith.constant 4096 : index
  %tolerance = arith.constant 1.0e-5 : f32
  %limit = arith.constant 2000 : i32
  // 16 cells for an invocation, unless that makes too many workgroups.
  %n = vyre.length %b : !in
  %needed = arith.ceildivui %n, %c4096 : index
  %some = arith.maxui %needed, %c1 : index
  %groups = arith.minui %some, %c256 : index
  %r = vyre.alloc(%n) : !field
  %p = vyre.alloc(%n) : !field
  %q = vyre.alloc(%n) : !field
  %parts = vyre.alloc : !parts
  %state = vyre.alloc : !state
  vyre.dispatch @cg groups [%groups]
      (%b, %x, %r, %p, %q, %parts, %state, %iterations, %width, %tolerance, %limit)
      : (!in, !field, !field, !field, !field, !parts, !state, !one, index, f32, i32)
  vyre.return
}

vyre.graph @check() {
  %width = arith.constant 70 : index
  %cells = arith.constant 3150 : index
  %groups = arith.constant 4 : index
  %tolerance = arith.constant 1.0e-5 : f32
  %limit = arith.constant 500 : i32
  %few = arith.constant 10 : i32
  %none = arith.constant 0 : i32
  %b = vyre.alloc(%cells) : !field
  %x = vyre.alloc(%cells) : !field
  %r = vyre.alloc(%cells) : !field
  %p = vyre.alloc(%cells) : !field
  %q = vyre.alloc(%cells) : !field
  %parts = vyre.alloc : !parts
  %state = vyre.alloc : !state
  %iterations = vyre.alloc : !one
  %sum = vyre.alloc : !one
  vyre.dispatch @numbers threads [%cells] (%b) : (!field)
  vyre.dispatch @cg groups [%groups]
      (%b, %x, %r, %p, %q, %parts, %state, %iterations, %width, %tolerance, %limit)
      : (!field, !field, !field, !field, !field, !parts, !state, !one, index, f32, i32)
  vyre.dispatch @sum threads [%cells] (%x, %sum) : (!field, !one)
  vyre.expect %iterations : !one == dense<97> : tensor<1xi32>
  vyre.expect %sum : !one == dense<2027366261> : tensor<1xi32>

  vyre.dispatch @cg groups [%groups]
      (%b, %x, %r, %p, %q, %parts, %state, %iterations, %width, %tolerance, %few)
      : (!field, !field, !field, !field, !field, !parts, !state, !one, index, f32, i32)
  vyre.fill %none, %sum : !one
  vyre.dispatch @sum threads [%cells] (%x, %sum) : (!field, !one)
  vyre.expect %iterations : !one == dense<10> : tensor<1xi32>
  vyre.expect %sum : !one == dense<-445863710> : tensor<1xi32>
  vyre.return
}
