// RUN: vyre-run %s

// Who left before a grid barrier stays gone behind it. 10 of 12 invocations
// have an element.

!rw = !vyre.buffer<?xi32, read_write>

// The usual guard: what decides can be computed again.
vyre.program @guard(%b: !rw, %n: index) workgroup [4, 1, 1] {
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %out = arith.cmpi uge, %i, %n : index
  vyre.exit_if %out
  %old = vyre.atomic_rmw add relaxed %one, %b[%i] : !rw
  vyre.barrier grid
  %sum = arith.addi %old, %old : i32
  vyre.store %sum, %b[%i] : !rw
  vyre.return
}

// What decides is overwritten, so it cannot be computed again. Odd values
// leave, then those below 4 leave, then the rest is doubled.
vyre.program @data(%b: !rw) workgroup [4, 1, 1] {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %four = arith.constant 4 : i32
  %hundred = arith.constant 100 : i32
  %i = vyre.global_id x
  %v = vyre.load %b[%i] : !rw
  %odd = arith.trunci %v : i32 to i1
  vyre.store %hundred, %b[%i] : !rw
  vyre.exit_if %odd
  vyre.store %zero, %b[%i] : !rw
  vyre.barrier grid
  %low = arith.cmpi ult, %v, %four : i32
  vyre.exit_if %low
  vyre.store %one, %b[%i] : !rw
  vyre.barrier grid
  %twice = arith.addi %v, %v : i32
  vyre.store %twice, %b[%i] : !rw
  vyre.return
}

// Exits in a branch and in a loop before the barrier.
vyre.program @nested(%b: !rw) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %one = arith.constant 1 : i32
  %six = arith.constant 6 : i32
  %i = vyre.global_id x
  %v = vyre.load %b[%i] : !rw
  %odd = arith.trunci %v : i32 to i1
  scf.if %odd {
    scf.for %k = %c0 to %c3 step %c1 {
      %w = vyre.load %b[%i] : !rw
      %x = arith.addi %w, %one : i32
      vyre.store %x, %b[%i] : !rw
      %done = arith.cmpi uge, %x, %six : i32
      vyre.exit_if %done
    }
  }
  vyre.barrier grid
  %w = vyre.load %b[%i] : !rw
  %hundred = arith.constant 100 : i32
  %x = arith.addi %w, %hundred : i32
  vyre.store %x, %b[%i] : !rw
  vyre.return
}

// Everybody leaves.
vyre.program @all(%b: !rw) workgroup [4, 1, 1] {
  %true = arith.constant true
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  vyre.exit_if %true
  vyre.barrier grid
  vyre.store %one, %b[%i] : !rw
  vyre.return
}

vyre.graph @main() {
  %c3 = arith.constant 3 : index
  %c10 = arith.constant 10 : index
  %a = vyre.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]> : tensor<12xi32>
      -> !vyre.buffer<12xi32, read_write>
  vyre.dispatch @guard threads [%c10] (%a, %c10)
      : (!vyre.buffer<12xi32, read_write>, index)
  vyre.expect %a : !vyre.buffer<12xi32, read_write>
      == dense<[0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 10, 11]> : tensor<12xi32>

  %d = vyre.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]> : tensor<12xi32>
      -> !vyre.buffer<12xi32, read_write>
  vyre.dispatch @data groups [%c3] (%d) : (!vyre.buffer<12xi32, read_write>)
  vyre.expect %d : !vyre.buffer<12xi32, read_write>
      == dense<[0, 100, 0, 100, 8, 100, 12, 100, 16, 100, 20, 100]> : tensor<12xi32>

  // Odd values count up at most three times, and leave from 6 on.
  %e = vyre.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]> : tensor<12xi32>
      -> !vyre.buffer<12xi32, read_write>
  vyre.dispatch @nested groups [%c3] (%e) : (!vyre.buffer<12xi32, read_write>)
  vyre.expect %e : !vyre.buffer<12xi32, read_write>
      == dense<[100, 104, 102, 6, 104, 6, 106, 8, 108, 10, 110, 12]> : tensor<12xi32>

  %f = vyre.alloc : !vyre.buffer<12xi32, read_write>
  vyre.dispatch @all groups [%c3] (%f) : (!vyre.buffer<12xi32, read_write>)
  vyre.expect %f : !vyre.buffer<12xi32, read_write> == dense<0> : tensor<12xi32>
  vyre.return
}
