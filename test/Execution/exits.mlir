// RUN: vyre-run %s
// REQUIRES: vulkan

// Programs that invocations leave early. Expected values by hand, see each.

!b = !vyre.buffer<64xi32, read_write>

// Lane l stores 0, 1, 2, ... until the loop reaches it: l - 1 stays, lane 0
// keeps its 100. Nobody executes the store behind the loop.
vyre.program @leaves_loop(%b: !b) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %big = arith.constant 999 : i32
  %l = vyre.local_id x
  scf.for %i = %c0 to %c64 step %c1 {
    %reached = arith.cmpi eq, %i, %l : index
    vyre.exit_if %reached
    %i32 = arith.index_castui %i : index to i32
    vyre.store %i32, %b[%l] : !b
  }
  vyre.store %big, %b[%l] : !b
  vyre.return
}

// The inner exit leaves both loops and the branch around them: odd lanes leave
// at i = 1, j = 2, after adding 1 for (0,0..3), (1,0), (1,1): 6. Even lanes add
// all 16 and then 1000.
vyre.program @leaves_nest(%b: !b) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %one = arith.constant 1 : i32
  %more = arith.constant 1000 : i32
  %true = arith.constant true
  %l = vyre.local_id x
  %bit = arith.andi %l, %c1 : index
  %odd = arith.cmpi eq, %bit, %c1 : index
  scf.if %true {
    scf.for %i = %c0 to %c4 step %c1 {
      scf.for %j = %c0 to %c4 step %c1 {
        %isI = arith.cmpi eq, %i, %c1 : index
        %isJ = arith.cmpi eq, %j, %c2 : index
        %both = arith.andi %isI, %isJ : i1
        %leave = arith.andi %both, %odd : i1
        vyre.exit_if %leave
        %old = vyre.load %b[%l] : !b
        %new = arith.addi %old, %one : i32
        vyre.store %new, %b[%l] : !b
      }
    }
  }
  %old = vyre.load %b[%l] : !b
  %new = arith.addi %old, %more : i32
  vyre.store %new, %b[%l] : !b
  vyre.return
}

// Loops with an exit that is never taken. Without iterations the initial value
// stays: 77. From 2^32 - 16 to 2^32 - 1 in steps of 32 there is one iteration,
// although the next value wraps to 16: 77 + 1. Signed from -3 to 3 in steps of
// 2: -3, -1, 1 add up to -3.
vyre.program @counts_right(%b: !b, %n: index, %never: i32) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c32 = arith.constant 32 : index
  %from = arith.constant 4294967280 : index
  %to = arith.constant 4294967295 : index
  %init = arith.constant 77 : i32
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %low = arith.constant -3 : i32
  %high = arith.constant 3 : i32
  %0 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %init) -> i32 {
    %is = arith.cmpi eq, %a, %never : i32
    vyre.exit_if %is
    %s = arith.addi %a, %one : i32
    scf.yield %s : i32
  }
  vyre.store %0, %b[%c0] : !b
  %1 = scf.for %i = %from to %to step %c32 iter_args(%a = %init) -> i32 {
    %is = arith.cmpi eq, %a, %never : i32
    vyre.exit_if %is
    %s = arith.addi %a, %one : i32
    scf.yield %s : i32
  }
  vyre.store %1, %b[%c1] : !b
  %2 = scf.for %i = %low to %high step %two iter_args(%a = %zero) -> (i32) : i32 {
    %is = arith.cmpi eq, %a, %never : i32
    vyre.exit_if %is
    %s = arith.addi %a, %i : i32
    scf.yield %s : i32
  }
  vyre.store %2, %b[%c2] : !b
  vyre.return
}

// Lanes 40 to 63 leave in front of the barrier. Lane 0 then adds up what is in
// workgroup memory: 0 + 1 + ... + 39 = 780, the rest is zero.
vyre.program @leaves_before_barrier(%b: !b) workgroup [64, 1, 1] {
  %s = vyre.workgroup_alloc : !vyre.buffer<64xi32, workgroup>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c40 = arith.constant 40 : index
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0 : i32
  %l = vyre.local_id x
  %l32 = arith.index_castui %l : index to i32
  %out = arith.cmpi uge, %l, %c40 : index
  vyre.exit_if %out
  vyre.store %l32, %s[%l] : !vyre.buffer<64xi32, workgroup>
  vyre.barrier workgroup acq_rel
  %other = arith.cmpi ne, %l, %c0 : index
  vyre.exit_if %other
  %sum = scf.for %i = %c0 to %c64 step %c1 iter_args(%a = %zero) -> i32 {
    %v = vyre.load %s[%i] : !vyre.buffer<64xi32, workgroup>
    %t = arith.addi %a, %v : i32
    scf.yield %t : i32
  }
  vyre.store %sum, %b[%c0] : !b
  vyre.return
}

// In iteration i the lanes below i have left, and the others count themselves:
// element i is 64 - i, for 16 iterations with two barriers each.
vyre.program @leaves_barrier_loop(%b: !b) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %one = arith.constant 1 : i32
  %l = vyre.local_id x
  scf.for %i = %c0 to %c16 step %c1 {
    %old = vyre.atomic_rmw add relaxed %one, %b[%i] : !b
    vyre.barrier workgroup acq_rel keep
    %reached = arith.cmpi eq, %i, %l : index
    vyre.exit_if %reached
    vyre.barrier workgroup acq_rel keep
  }
  vyre.return
}

// Nothing but the exits ends this loop: lane l leaves in iteration l, after
// adding l + 1 to its element. All have left after 64.
vyre.program @ends_when_all_left(%b: !b) workgroup [64, 1, 1] {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %true = arith.constant true
  %l = vyre.local_id x
  %l32 = arith.index_castui %l : index to i32
  scf.while (%i = %zero) : (i32) -> i32 {
    scf.condition(%true) %i : i32
  } do {
  ^bb0(%i: i32):
    vyre.barrier workgroup acq_rel keep
    %old = vyre.load %b[%l] : !b
    %new = arith.addi %old, %one : i32
    vyre.store %new, %b[%l] : !b
    %reached = arith.cmpi eq, %i, %l32 : i32
    vyre.exit_if %reached
    %next = arith.addi %i, %one : i32
    scf.yield %next : i32
  }
  vyre.return
}

vyre.graph @main() {
  %one = arith.constant 1 : index
  %none = arith.constant 0 : index
  %never = arith.constant -99 : i32
  %hundred = arith.constant 100 : i32

  %b0 = vyre.alloc : !b
  vyre.fill %hundred, %b0 : !b
  vyre.dispatch @leaves_loop groups [%one] (%b0) : (!b)
  vyre.expect %b0 : !b == dense<[
    100, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
    20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38,
    39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57,
    58, 59, 60, 61, 62
  ]> : tensor<64xi32>

  %b1 = vyre.alloc : !b
  vyre.dispatch @leaves_nest groups [%one] (%b1) : (!b)
  vyre.expect %b1 : !b == dense<[
    1016, 6, 1016, 6, 1016, 6, 1016, 6, 1016, 6, 1016, 6, 1016, 6, 1016, 6,
    1016, 6, 1016, 6, 1016, 6, 1016, 6, 1016, 6, 1016, 6, 1016, 6, 1016, 6,
    1016, 6, 1016, 6, 1016, 6, 1016, 6, 1016, 6, 1016, 6, 1016, 6, 1016, 6,
    1016, 6, 1016, 6, 1016, 6, 1016, 6, 1016, 6, 1016, 6, 1016, 6, 1016, 6
  ]> : tensor<64xi32>

  %b2 = vyre.alloc : !b
  vyre.dispatch @counts_right groups [%one] (%b2, %none, %never)
      : (!b, index, i32)
  vyre.expect %b2 : !b == dense<[
    77, 78, -3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  ]> : tensor<64xi32>

  %b3 = vyre.alloc : !b
  vyre.dispatch @leaves_before_barrier groups [%one] (%b3) : (!b)
  vyre.expect %b3 : !b == dense<[
    780, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  ]> : tensor<64xi32>

  %b4 = vyre.alloc : !b
  vyre.dispatch @leaves_barrier_loop groups [%one] (%b4) : (!b)
  vyre.expect %b4 : !b == dense<[
    64, 63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  ]> : tensor<64xi32>

  %b5 = vyre.alloc : !b
  vyre.dispatch @ends_when_all_left groups [%one] (%b5) : (!b)
  vyre.expect %b5 : !b == dense<[
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59,
    60, 61, 62, 63, 64
  ]> : tensor<64xi32>
  vyre.return
}
