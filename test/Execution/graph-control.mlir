// RUN: vyre-run %s

// Branches and condition-controlled loops of graphs, and numbers that the host
// reads back from the device.

!b4 = !vyre.buffer<4xi32, read_write>
!one = !vyre.buffer<1xi32, read_write>
!wide = !vyre.buffer<1xi64, read_write>

// Doubles the elements, and says in %flag whether one is below the limit.
vyre.program @double(%b: !b4, %flag: !one, %limit: i32) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %v = vyre.load %b[%i] : !b4
  %w = arith.addi %v, %v : i32
  vyre.store %w, %b[%i] : !b4
  %low = arith.cmpi slt, %w, %limit : i32
  scf.if %low {
    vyre.atomic_store relaxed %one, %flag[%c0] : !one
  }
  vyre.return
}

vyre.program @add(%b: !b4, %x: i32) workgroup [4, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %b[%i] : !b4
  %w = arith.addi %v, %x : i32
  vyre.store %w, %b[%i] : !b4
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %ten = arith.constant 10 : i32
  %hundred = arith.constant 100 : i32
  %true = arith.constant true
  %false = arith.constant false

  // Both sides of a branch, with results and without.
  %a = vyre.alloc : !b4
  %x = scf.if %true -> i32 {
    vyre.dispatch @add groups [%c1] (%a, %one) : (!b4, i32)
    scf.yield %two : i32
  } else {
    vyre.dispatch @add groups [%c1] (%a, %hundred) : (!b4, i32)
    scf.yield %hundred : i32
  }
  scf.if %false {
    vyre.dispatch @add groups [%c1] (%a, %hundred) : (!b4, i32)
  } else {
    vyre.dispatch @add groups [%c1] (%a, %x) : (!b4, i32)
  }
  scf.if %false {
    vyre.dispatch @add groups [%c1] (%a, %hundred) : (!b4, i32)
  }
  vyre.expect %a : !b4 == dense<3> : tensor<4xi32>

  // A loop over numbers of the host: adds 1, 2, 4, 8. The two carried values
  // change places each time.
  %b = vyre.alloc : !b4
  %power, %other = scf.while (%p = %one, %q = %zero) : (i32, i32) -> (i32, i32) {
    %more = arith.cmpi ult, %p, %ten : i32
    scf.condition(%more) %q, %p : i32, i32
  } do {
  ^bb0(%q: i32, %p: i32):
    vyre.dispatch @add groups [%c1] (%b, %p) : (!b4, i32)
    %next = arith.muli %p, %two : i32
    scf.yield %next, %p : i32, i32
  }
  vyre.expect %b : !b4 == dense<15> : tensor<4xi32>
  // %power is the last %q, 8, and %other the last %p, 16.
  vyre.dispatch @add groups [%c1] (%b, %power) : (!b4, i32)
  vyre.dispatch @add groups [%c1] (%b, %other) : (!b4, i32)
  vyre.expect %b : !b4 == dense<39> : tensor<4xi32>

  // The device decides: doubles until no element is below 10.
  %c = vyre.constant dense<[1, 3, 5, 7]> : tensor<4xi32> -> !b4
  %flag = vyre.alloc : !one
  %rounds = scf.while (%n = %zero) : (i32) -> i32 {
    vyre.fill %zero, %flag : !one
    vyre.dispatch @double groups [%c1] (%c, %flag, %ten) : (!b4, !one, i32)
    %low = vyre.read %flag : !one
    %more = arith.cmpi ne, %low, %zero : i32
    %m = arith.addi %n, %one : i32
    scf.condition(%more) %m : i32
  } do {
  ^bb0(%n: i32):
    scf.yield %n : i32
  }
  vyre.expect %c : !b4 == dense<[16, 48, 80, 112]> : tensor<4xi32>
  // Four rounds.
  vyre.fill %rounds, %flag : !one
  vyre.expect %flag : !one == dense<4> : tensor<1xi32>

  // A branch on what was read, and a number of 64 bits.
  %w = vyre.constant dense<0x1234567890> : tensor<1xi64> -> !wide
  %v = vyre.read %w : !wide
  %large = arith.constant 0x1000000000 : i64
  %isLarge = arith.cmpi ugt, %v, %large : i64
  scf.if %isLarge {
    %rest = arith.subi %v, %large : i64
    vyre.fill %rest, %w : !wide
  }
  vyre.expect %w : !wide == dense<0x234567890> : tensor<1xi64>
  vyre.return
}
