// RUN: vyre-run %s
// REQUIRES: vulkan

// Dispatches, copies and fills that depend on each other through a buffer:
// read after write, write after read, write after write, in chains and across
// passes of a host loop; and one buffer passed for several parameters. Under
// the validation layer (make test) a missing barrier is an error as well.

!in = !vyre.buffer<?xi32, read>
!out = !vyre.buffer<?xi32, write>
!b = !vyre.buffer<1024xi32, read_write>

// to[i] = from[n - 1 - i] + 1: every element comes from far away.
vyre.program @turn(%from: !in, %to: !out) workgroup [64, 1, 1] {
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %n = vyre.length %from : !in
  %last = arith.subi %n, %c1 : index
  %at = arith.subi %last, %i : index
  %v = vyre.load %from[%at] : !in
  %w = arith.addi %v, %one : i32
  vyre.store %w, %to[%i] : !out
  vyre.return
}

vyre.program @sum(%a: !in, %b: !in, %to: !out) workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %a[%i] : !in
  %w = vyre.load %b[%i] : !in
  %s = arith.addi %v, %w : i32
  vyre.store %s, %to[%i] : !out
  vyre.return
}

vyre.program @iota(%to: !out) workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %v = arith.index_castui %i : index to i32
  vyre.store %v, %to[%i] : !out
  vyre.return
}

// Where b differs from 1023 - i + add or from i + add, count it.
vyre.program @differ(%b: !in, %turned: i32, %add: i32,
                     %count: !vyre.buffer<1xi32, read_write>)
    workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %last = arith.constant 1023 : i32
  %i = vyre.global_id x
  %id = arith.index_castui %i : index to i32
  %mirrored = arith.subi %last, %id : i32
  %is_turned = arith.cmpi ne, %turned, %zero : i32
  %base = arith.select %is_turned, %mirrored, %id : i32
  %expected = arith.addi %base, %add : i32
  %v = vyre.load %b[%i] : !in
  %wrong = arith.cmpi ne, %v, %expected : i32
  scf.if %wrong {
    %old = vyre.atomic_rmw add relaxed %one, %count[%c0]
        : !vyre.buffer<1xi32, read_write>
  }
  vyre.return
}

vyre.graph @main() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c10 = arith.constant 10 : index
  %n = arith.constant 1024 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %three = arith.constant 3 : i32
  %twenty = arith.constant 20 : i32
  %minus = arith.constant -5 : i32
  %a = vyre.alloc : !b
  %b = vyre.alloc : !b
  %c = vyre.alloc : !b
  %wrong = vyre.alloc : !vyre.buffer<1xi32, read_write>

  // Read after write, three in a row: a = iota, b = turned a + 1, c = a + 2,
  // a = turned + 3. The last is a write after read of a, too.
  vyre.dispatch @iota threads [%n] (%a) : (!b)
  vyre.dispatch @turn threads [%n] (%a, %b) : (!b, !b)
  vyre.dispatch @turn threads [%n] (%b, %c) : (!b, !b)
  vyre.dispatch @turn threads [%n] (%c, %a) : (!b, !b)
  vyre.dispatch @differ threads [%n] (%a, %one, %three, %wrong)
      : (!b, i32, i32, !vyre.buffer<1xi32, read_write>)

  // Back and forth in a host loop: 20 turns, so i + 20.
  vyre.dispatch @iota threads [%n] (%a) : (!b)
  scf.for %k = %c0 to %c10 step %c1 {
    vyre.dispatch @turn threads [%n] (%a, %b) : (!b, !b)
    vyre.dispatch @turn threads [%n] (%b, %a) : (!b, !b)
  }
  vyre.dispatch @differ threads [%n] (%a, %zero, %twenty, %wrong)
      : (!b, i32, i32, !vyre.buffer<1xi32, read_write>)

  // Write after write by fill, copy and dispatch: the last one stays.
  vyre.fill %minus, %c : !b
  vyre.copy %a, %c : !b, !b
  vyre.dispatch @iota threads [%n] (%c) : (!b)
  vyre.dispatch @differ threads [%n] (%c, %zero, %zero, %wrong)
      : (!b, i32, i32, !vyre.buffer<1xi32, read_write>)
  vyre.dispatch @iota threads [%n] (%c) : (!b)
  vyre.fill %minus, %c : !b
  vyre.expect %c : !b == dense<-5> : tensor<1024xi32>
  vyre.copy %a, %c : !b, !b
  vyre.dispatch @differ threads [%n] (%c, %zero, %twenty, %wrong)
      : (!b, i32, i32, !vyre.buffer<1xi32, read_write>)

  // An expect sees the buffer as it is there, not what comes later.
  vyre.expect %wrong : !vyre.buffer<1xi32, read_write>
      == dense<0> : tensor<1xi32>
  vyre.fill %three, %wrong : !vyre.buffer<1xi32, read_write>
  vyre.expect %wrong : !vyre.buffer<1xi32, read_write>
      == dense<3> : tensor<1xi32>
  vyre.fill %zero, %wrong : !vyre.buffer<1xi32, read_write>

  // The same buffer twice to read, and to read and write at one place: c
  // becomes 2 c, then 4 c. With iota and a in c: (i + (i + 20)) * 2.
  vyre.dispatch @iota threads [%n] (%b) : (!b)
  vyre.dispatch @sum threads [%n] (%b, %a, %c) : (!b, !b, !b)
  vyre.dispatch @sum threads [%n] (%c, %c, %c) : (!b, !b, !b)
  vyre.dispatch @sum threads [%n] (%b, %b, %a) : (!b, !b, !b)
  vyre.dispatch @sum threads [%n] (%a, %a, %a) : (!b, !b, !b)
  // c - a = 4 i + 40 - 4 i; checked as c = a + 40 element by element.
  %forty = vyre.alloc : !b
  %v40 = arith.constant 40 : i32
  vyre.fill %v40, %forty : !b
  vyre.dispatch @sum threads [%n] (%a, %forty, %b) : (!b, !b, !b)
  vyre.dispatch @unequal threads [%n] (%b, %c, %wrong)
      : (!b, !b, !vyre.buffer<1xi32, read_write>)
  vyre.expect %wrong : !vyre.buffer<1xi32, read_write>
      == dense<0> : tensor<1xi32>
  vyre.return
}

vyre.program @unequal(%a: !in, %b: !in,
                      %count: !vyre.buffer<1xi32, read_write>)
    workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %v = vyre.load %a[%i] : !in
  %w = vyre.load %b[%i] : !in
  %wrong = arith.cmpi ne, %v, %w : i32
  scf.if %wrong {
    %old = vyre.atomic_rmw add relaxed %one, %count[%c0]
        : !vyre.buffer<1xi32, read_write>
  }
  vyre.return
}
