// RUN: vyre-run %s

// Grid barriers in loops, whose bounds the host computes.

!rw = !vyre.buffer<?xi32, read_write>
!ring = !vyre.buffer<12xi32, read_write>

// Steps of x[i - 1] + x[i + 1] on a ring; the barriers of an iteration keep
// neighbours from overtaking. The number of steps is an argument.
vyre.program @ring(%b: !rw, %steps: index) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = vyre.length %b : !rw
  %i = vyre.global_id x
  %up = arith.addi %i, %c1 : index
  %right = vyre.remui %up, %n : index
  %nm1 = arith.subi %n, %c1 : index
  %down = arith.addi %i, %nm1 : index
  %left = vyre.remui %down, %n : index
  scf.for %k = %c0 to %steps step %c1 {
    %a = vyre.load %b[%left] : !rw
    %c = vyre.load %b[%right] : !rw
    %s = arith.addi %a, %c : i32
    vyre.barrier grid
    vyre.store %s, %b[%i] : !rw
    vyre.barrier grid
  }
  vyre.return
}

// Carried values: one that only the device knows, a counter that the host
// carries, and both are used behind the loop. The bounds come from a length
// and from the number of workgroups: 3 iterations of 1, 4, 7.
vyre.program @carried(%b: !rw) workgroup [4, 1, 1] {
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0 : i32
  %g = vyre.num_workgroups x
  %n = vyre.length %b : !rw
  %end = arith.subi %n, %g : index
  %i = vyre.global_id x
  %v = vyre.load %b[%i] : !rw
  %sum, %weight = scf.for %k = %c1 to %end step %c3
      iter_args(%s = %v, %w = %zero) -> (i32, i32) {
    vyre.barrier grid
    %j = arith.addi %i, %k : index
    %at = vyre.remui %j, %n : index
    %x = vyre.load %b[%at] : !rw
    %s1 = arith.addi %s, %x : i32
    vyre.barrier grid
    %two = arith.constant 2 : i32
    %k32 = arith.index_castui %k : index to i32
    %w1 = arith.muli %w, %two : i32
    %w2 = arith.addi %w1, %k32 : i32
    scf.yield %s1, %w2 : i32, i32
  }
  vyre.barrier grid
  // weight = ((1 * 2) + 4) * 2 + 7 = 19.
  %r = arith.addi %sum, %weight : i32
  vyre.store %r, %b[%i] : !rw
  vyre.return
}

// A loop in a loop, the inner bound from the outer counter, and a loop that
// runs zero times. swap carries two values across each other.
vyre.program @nested(%b: !rw, %none: i32) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c4 = arith.constant 4 : i32
  %i = vyre.global_id x
  %v = vyre.load %b[%i] : !rw
  %w = arith.addi %v, %c1 : i32
  %x, %y = scf.for %k = %c0 to %c4 step %c1 iter_args(%p = %v, %q = %w)
      -> (i32, i32) : i32 {
    %t = scf.for %m = %c0 to %k step %c1 iter_args(%u = %p) -> i32 : i32 {
      vyre.barrier grid
      %u1 = arith.addi %u, %c1 : i32
      scf.yield %u1 : i32
    }
    scf.yield %q, %t : i32, i32
  }
  %z = scf.for %k = %c0 to %none step %c1 iter_args(%u = %x) -> i32 : i32 {
    vyre.barrier grid
    scf.yield %c0 : i32
  }
  // p, q = v, v+1 -> v+1, v -> v, v+2 -> v+2, v+2 -> v+2, v+5.
  %ten = arith.constant 10 : i32
  %y10 = arith.muli %y, %ten : i32
  %r = arith.addi %y10, %z : i32
  vyre.store %r, %b[%i] : !rw
  vyre.return
}

// Exits in the loop: invocation i leaves in iteration i, and no barrier waits.
vyre.program @leave(%b: !rw, %total: !vyre.buffer<1xi32, read_write>)
    workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  scf.for %k = %c0 to %c8 step %c1 {
    %done = arith.cmpi eq, %i, %k : index
    vyre.exit_if %done
    %old = vyre.atomic_rmw add relaxed %one, %total[%c0]
        : !vyre.buffer<1xi32, read_write>
    vyre.barrier grid
    %v = vyre.load %b[%i] : !rw
    %t = vyre.atomic_load relaxed %total[%c0] : !vyre.buffer<1xi32, read_write>
    %w = arith.addi %v, %t : i32
    vyre.store %w, %b[%i] : !rw
    vyre.barrier grid
  }
  vyre.return
}

vyre.graph @main() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %none = arith.constant 0 : i32
  %r = vyre.constant dense<[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]> : tensor<12xi32> -> !ring
  vyre.dispatch @ring groups [%c3] (%r, %c3) : (!ring, index)
  vyre.expect %r : !ring == dense<[0, 3, 0, 1, 0, 0, 0, 0, 0, 1, 0, 3]> : tensor<12xi32>
  // From a loop of the graph too, and with no step at all.
  scf.for %k = %c1 to %c3 step %c1 {
    vyre.dispatch @ring groups [%c3] (%r, %c1) : (!ring, index)
  }
  vyre.dispatch @ring groups [%c3] (%r, %c0) : (!ring, index)
  vyre.expect %r : !ring == dense<[0, 10, 0, 5, 0, 1, 0, 1, 0, 5, 0, 10]> : tensor<12xi32>

  %c = vyre.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]> : tensor<12xi32> -> !ring
  vyre.dispatch @carried groups [%c3] (%c) : (!ring)
  vyre.expect %c : !ring
      == dense<[31, 35, 39, 43, 47, 39, 43, 47, 39, 43, 47, 39]> : tensor<12xi32>

  %d = vyre.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]> : tensor<12xi32> -> !ring
  vyre.dispatch @nested groups [%c3] (%d, %none) : (!ring, i32)
  vyre.expect %d : !ring
      == dense<[52, 63, 74, 85, 96, 107, 118, 129, 140, 151, 162, 173]> : tensor<12xi32>

  %e = vyre.alloc : !ring
  %total = vyre.alloc : !vyre.buffer<1xi32, read_write>
  vyre.dispatch @leave groups [%c3] (%e, %total)
      : (!ring, !vyre.buffer<1xi32, read_write>)
  vyre.expect %e : !ring
      == dense<[0, 11, 32, 62, 100, 145, 196, 252, 312, 312, 312, 312]> : tensor<12xi32>
  vyre.return
}
