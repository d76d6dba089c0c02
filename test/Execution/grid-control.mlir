// RUN: vyre-run %s

// Grid barriers in branches and in loops whose end the device finds.

!rw = !vyre.buffer<?xi32, read_write>
!in = !vyre.buffer<?xi32, read>
!ring = !vyre.buffer<12xi32, read_write>
!one = !vyre.buffer<1xi32, read_write>

// Whether the neighbours exchange is an argument, or a number in memory. Values
// leave the branch: what was loaded, or a constant.
vyre.program @branch(%b: !rw, %do: i32, %flag: !in) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %hundred = arith.constant 100 : i32
  %n = vyre.length %b : !rw
  %i = vyre.global_id x
  %up = arith.addi %i, %c1 : index
  %right = vyre.remui %up, %n : index
  %known = arith.cmpi ne, %do, %zero : i32
  %r = scf.if %known -> i32 {
    %x = vyre.load %b[%right] : !rw
    vyre.barrier grid
    %old = vyre.load %b[%i] : !rw
    vyre.store %x, %b[%i] : !rw
    scf.yield %old : i32
  } else {
    scf.yield %hundred : i32
  }
  vyre.barrier grid
  %f = vyre.load %flag[%c0] : !in
  %asked = arith.cmpi ne, %f, %zero : i32
  scf.if %asked {
    %x = vyre.load %b[%right] : !rw
    vyre.barrier grid
    vyre.store %x, %b[%i] : !rw
  }
  vyre.barrier grid
  %v = vyre.load %b[%i] : !rw
  %c1000 = arith.constant 1000 : i32
  %high = arith.muli %r, %c1000 : i32
  %w = arith.addi %v, %high : i32
  vyre.store %w, %b[%i] : !rw
  vyre.return
}

// Spreads a number over the ring until nothing changes; everybody sees the
// same flag. %changed[k mod 2] says whether iteration k changed something.
vyre.program @spread(%b: !rw, %changed: !rw, %rounds: !one) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %n = vyre.length %b : !rw
  %i = vyre.global_id x
  %nm1 = arith.subi %n, %c1 : index
  %down = arith.addi %i, %nm1 : index
  %left = vyre.remui %down, %n : index
  %total = scf.while (%k = %c0) : (index) -> index {
    %v = vyre.load %b[%i] : !rw
    %w = vyre.load %b[%left] : !rw
    %m = arith.maxui %v, %w : i32
    %slot = vyre.remui %k, %c2 : index
    %next = arith.addi %k, %c1 : index
    %other = vyre.remui %next, %c2 : index
    vyre.barrier grid
    %differs = arith.cmpi ne, %m, %v : i32
    scf.if %differs {
      vyre.atomic_store relaxed %one, %changed[%slot] : !rw
    }
    %first = arith.cmpi eq, %i, %c0 : index
    scf.if %first {
      vyre.atomic_store relaxed %zero, %changed[%other] : !rw
    }
    vyre.store %m, %b[%i] : !rw
    vyre.barrier grid
    %f = vyre.load %changed[%slot] : !rw
    %more = arith.cmpi ne, %f, %zero : i32
    vyre.barrier grid
    scf.condition(%more) %next : index
  } do {
  ^bb0(%k: index):
    scf.yield %k : index
  }
  %first = arith.cmpi eq, %i, %c0 : index
  scf.if %first {
    %t = arith.index_castui %total : index to i32
    vyre.store %t, %rounds[%c0] : !one
  }
  vyre.return
}

// A loop of the host: strides 1, 2, 4, 8 of a prefix sum; nobody reads back.
vyre.program @strides(%b: !rw) workgroup [4, 1, 1] {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %n = vyre.length %b : !rw
  %i = vyre.global_id x
  %v = vyre.load %b[%i] : !rw
  %last, %sum = scf.while (%d = %c1, %s = %v) : (index, i32) -> (index, i32) {
    %more = arith.cmpi ult, %d, %n : index
    scf.condition(%more) %d, %s : index, i32
  } do {
  ^bb0(%d: index, %s: i32):
    %at = arith.subi %i, %d : index
    %x = vyre.load %b[%at] : !rw
    vyre.barrier grid
    %t = arith.addi %s, %x : i32
    vyre.store %t, %b[%i] : !rw
    vyre.barrier grid
    %twice = arith.muli %d, %c2 : index
    scf.yield %twice, %t : index, i32
  }
  vyre.return
}

// The number of iterations stands in memory that the loop overwrites.
vyre.program @loaded(%b: !rw, %count: !one) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %n = vyre.load %count[%c0] : !one
  vyre.barrier grid
  scf.for %k = %zero to %n step %one : i32 {
    %first = arith.cmpi eq, %i, %c0 : index
    scf.if %first {
      vyre.store %k, %count[%c0] : !one
    }
    vyre.barrier grid
    %x = vyre.load %count[%c0] : !one
    %v = vyre.load %b[%i] : !rw
    %w = arith.addi %v, %x : i32
    vyre.store %w, %b[%i] : !rw
    vyre.barrier grid
  }
  vyre.return
}

// Invocations leave a loop that the device controls, the first one first, and
// in the end all: then the loop is over, although its flag still says go on.
vyre.program @leave(%b: !rw, %go: !one) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %end = scf.while (%k = %c0) : (index) -> index {
    %f = vyre.load %go[%c0] : !one
    %more = arith.cmpi ne, %f, %zero : i32
    scf.condition(%more) %k : index
  } do {
  ^bb0(%k: index):
    %done = arith.cmpi eq, %i, %k : index
    vyre.exit_if %done
    %v = vyre.load %b[%i] : !rw
    %w = arith.addi %v, %one : i32
    vyre.store %w, %b[%i] : !rw
    vyre.barrier grid
    %next = arith.addi %k, %c1 : index
    scf.yield %next : index
  }
  // Nobody comes here.
  vyre.store %zero, %b[%i] : !rw
  vyre.return
}

vyre.graph @main() {
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %no = vyre.constant dense<0> : tensor<1xi32> -> !one
  %yes = vyre.constant dense<1> : tensor<1xi32> -> !one

  // r = old = i; the ring moves by one, and by two where both are asked.
  %a = vyre.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]> : tensor<12xi32> -> !ring
  vyre.dispatch @branch groups [%c3] (%a, %one, %no) : (!ring, i32, !one)
  vyre.expect %a : !ring == dense<[1, 1002, 2003, 3004, 4005, 5006, 6007, 7008, 8009, 9010, 10011, 11000]> : tensor<12xi32>
  %a2 = vyre.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]> : tensor<12xi32> -> !ring
  vyre.dispatch @branch groups [%c3] (%a2, %zero, %yes) : (!ring, i32, !one)
  vyre.expect %a2 : !ring == dense<[100001, 100002, 100003, 100004, 100005, 100006, 100007, 100008, 100009, 100010, 100011, 100000]> : tensor<12xi32>

  // 9 stands in place 2 and reaches place 1 in 11 rounds; one more sees that
  // nothing changes.
  %s = vyre.constant dense<[0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0]> : tensor<12xi32> -> !ring
  %changed = vyre.alloc : !vyre.buffer<2xi32, read_write>
  %rounds = vyre.alloc : !one
  vyre.dispatch @spread groups [%c3] (%s, %changed, %rounds)
      : (!ring, !vyre.buffer<2xi32, read_write>, !one)
  vyre.expect %s : !ring == dense<9> : tensor<12xi32>
  vyre.expect %rounds : !one == dense<12> : tensor<1xi32>

  %p = vyre.constant dense<1> : tensor<12xi32> -> !ring
  vyre.dispatch @strides groups [%c3] (%p) : (!ring)
  vyre.expect %p : !ring == dense<[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]> : tensor<12xi32>

  // 0 + 1 + 2 + 3.
  %l = vyre.alloc : !ring
  %count = vyre.constant dense<4> : tensor<1xi32> -> !one
  vyre.dispatch @loaded groups [%c3] (%l, %count) : (!ring, !one)
  vyre.expect %l : !ring == dense<6> : tensor<12xi32>

  %e = vyre.alloc : !ring
  vyre.dispatch @leave groups [%c3] (%e, %yes) : (!ring, !one)
  vyre.expect %e : !ring == dense<[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]> : tensor<12xi32>
  vyre.return
}
