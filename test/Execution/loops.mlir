// RUN: vyre-run %s
// REQUIRES: vulkan

// scf.for, scf.while and scf.if on the device: loops without a pass, carried
// values, unsigned bounds, nests, steps, divergent trip counts.

!out = !vyre.buffer<8xi32, write>

// Bounds from memory. The carried values of a loop without a pass are the
// initial ones; the second one is swapped in each pass.
vyre.program @zero_trip(%bounds: !vyre.buffer<16xi32, read>,
                        %first: !out, %second: !out) workgroup [8, 1, 1] {
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %ten = arith.constant 10 : i32
  %twenty = arith.constant 20 : i32
  %one = arith.constant 1 : i32
  %l = vyre.global_id x
  %upper_at = arith.addi %l, %c8 : index
  %lo32 = vyre.load %bounds[%l] : !vyre.buffer<16xi32, read>
  %hi32 = vyre.load %bounds[%upper_at] : !vyre.buffer<16xi32, read>
  %lo = arith.index_castui %lo32 : i32 to index
  %hi = arith.index_castui %hi32 : i32 to index
  %r:2 = scf.for %i = %lo to %hi step %c1
      iter_args(%a = %ten, %b = %twenty) -> (i32, i32) {
    %b1 = arith.addi %b, %one : i32
    scf.yield %b1, %a : i32, i32
  }
  vyre.store %r#0, %first[%l] : !out
  vyre.store %r#1, %second[%l] : !out
  vyre.return
}

// Signed loops over i32 count from below zero; `scf.for unsigned` does not.
vyre.program @signed(%out: !out, %unsigned: !out) workgroup [8, 1, 1] {
  %minus3 = arith.constant -3 : i32
  %two = arith.constant 2 : i32
  %one = arith.constant 1 : i32
  %zero = arith.constant 0 : i32
  %l = vyre.global_id x
  %l32 = arith.index_castui %l : index to i32
  %sum = scf.for %i = %minus3 to %l32 step %two iter_args(%s = %zero)
      -> (i32) : i32 {
    %n = arith.addi %s, %i : i32
    scf.yield %n : i32
  }
  vyre.store %sum, %out[%l] : !out
  // From 4294967293 to l: never.
  %never = scf.for unsigned %i = %minus3 to %l32 step %two iter_args(%s = %one)
      -> (i32) : i32 {
    %n = arith.addi %s, %i : i32
    scf.yield %n : i32
  }
  vyre.store %never, %unsigned[%l] : !out
  vyre.return
}

// Index bounds are unsigned: from 2**31 - 2 to 2**31 + 2 are four passes, and
// a signed comparison would make none. From 2**32 - 3 to 2**32 - 1 are two.
vyre.program @unsigned(%bounds: !vyre.buffer<4xi32, read>, %out: !out)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %w0 = vyre.load %bounds[%c0] : !vyre.buffer<4xi32, read>
  %w1 = vyre.load %bounds[%c1] : !vyre.buffer<4xi32, read>
  %w2 = vyre.load %bounds[%c2] : !vyre.buffer<4xi32, read>
  %w3 = vyre.load %bounds[%c3] : !vyre.buffer<4xi32, read>
  %b0 = arith.index_castui %w0 : i32 to index
  %b1 = arith.index_castui %w1 : i32 to index
  %b2 = arith.index_castui %w2 : i32 to index
  %b3 = arith.index_castui %w3 : i32 to index
  %n = scf.for %i = %b0 to %b1 step %c1 iter_args(%s = %zero) -> (i32) {
    %s1 = arith.addi %s, %one : i32
    scf.yield %s1 : i32
  }
  %m = scf.for %i = %b2 to %b3 step %c1 iter_args(%s = %zero) -> (i32) {
    %s1 = arith.addi %s, %one : i32
    scf.yield %s1 : i32
  }
  vyre.store %n, %out[%c0] : !out
  vyre.store %m, %out[%c1] : !out
  vyre.return
}

// A nest with carried values at both levels and a bound that depends on the
// outer variable: the sum of 100 i + j for j <= i < l.
vyre.program @nest(%out: !out) workgroup [8, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %hundred = arith.constant 100 : i32
  %l = vyre.global_id x
  %sum = scf.for %i = %c0 to %l step %c1 iter_args(%s = %zero) -> (i32) {
    %i1 = arith.addi %i, %c1 : index
    %i32 = arith.index_castui %i : index to i32
    %base = arith.muli %i32, %hundred : i32
    %inner = scf.for %j = %c0 to %i1 step %c1 iter_args(%t = %s) -> (i32) {
      %j32 = arith.index_castui %j : index to i32
      %v = arith.addi %base, %j32 : i32
      %t1 = arith.addi %t, %v : i32
      scf.yield %t1 : i32
    }
    scf.yield %inner : i32
  }
  vyre.store %sum, %out[%l] : !out
  vyre.return
}

// The last step would leave the type: 2**32 - 16 and 2**32 - 6 are two passes,
// and so are 2**31 - 8 and 2**31 - 3 in a signed loop. A variable that wrapped
// would start again from below.
vyre.program @edge(%bounds: !vyre.buffer<6xi32, read>, %out: !out)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %w0 = vyre.load %bounds[%c0] : !vyre.buffer<6xi32, read>
  %w1 = vyre.load %bounds[%c1] : !vyre.buffer<6xi32, read>
  %w2 = vyre.load %bounds[%c2] : !vyre.buffer<6xi32, read>
  %lower = arith.index_castui %w0 : i32 to index
  %upper = arith.index_castui %w1 : i32 to index
  %step = arith.index_castui %w2 : i32 to index
  %n = scf.for %i = %lower to %upper step %step iter_args(%s = %zero)
      -> (i32) {
    %s1 = arith.addi %s, %one : i32
    scf.yield %s1 : i32
  }
  %l32 = vyre.load %bounds[%c3] : !vyre.buffer<6xi32, read>
  %u32 = vyre.load %bounds[%c4] : !vyre.buffer<6xi32, read>
  %s32 = vyre.load %bounds[%c5] : !vyre.buffer<6xi32, read>
  %m = scf.for %i = %l32 to %u32 step %s32 iter_args(%s = %zero)
      -> (i32) : i32 {
    %s1 = arith.addi %s, %one : i32
    scf.yield %s1 : i32
  }
  vyre.store %n, %out[%c0] : !out
  vyre.store %m, %out[%c1] : !out
  vyre.return
}

// Steps of 3, and of l + 1: how many passes from 0 to 20.
vyre.program @steps(%out: !out, %varying: !out) workgroup [8, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c20 = arith.constant 20 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %l = vyre.global_id x
  %l1 = arith.addi %l, %c1 : index
  %n = scf.for %i = %l to %c20 step %c3 iter_args(%s = %zero) -> (i32) {
    %s1 = arith.addi %s, %one : i32
    scf.yield %s1 : i32
  }
  %m = scf.for %i = %c0 to %c20 step %l1 iter_args(%s = %zero) -> (i32) {
    %s1 = arith.addi %s, %one : i32
    scf.yield %s1 : i32
  }
  vyre.store %n, %out[%l] : !out
  vyre.store %m, %varying[%l] : !out
  vyre.return
}

// Collatz: how many steps from l + 1 to 1. A while loop with two carried
// values, an if with results in it, and a trip count that differs by lane.
vyre.program @collatz(%out: !out) workgroup [8, 1, 1] {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %three = arith.constant 3 : i32
  %l = vyre.global_id x
  %l1 = arith.addi %l, %c1 : index
  %start = arith.index_castui %l1 : index to i32
  %r:2 = scf.while (%n = %start, %steps = %zero) : (i32, i32) -> (i32, i32) {
    %more = arith.cmpi ne, %n, %one : i32
    scf.condition(%more) %n, %steps : i32, i32
  } do {
  ^bb0(%n: i32, %steps: i32):
    %bit = arith.andi %n, %one : i32
    %odd = arith.cmpi eq, %bit, %one : i32
    %next = scf.if %odd -> (i32) {
      %n3 = arith.muli %n, %three : i32
      %n31 = arith.addi %n3, %one : i32
      scf.yield %n31 : i32
    } else {
      %half = vyre.shrui %n, %one : i32
      scf.yield %half : i32
    }
    %count = arith.addi %steps, %one : i32
    scf.yield %next, %count : i32, i32
  }
  vyre.store %r#1, %out[%l] : !out
  vyre.return
}

// An if with two results of different types, without an else branch that
// computes, and one inside the other.
vyre.program @branches(%out: !out, %floats: !vyre.buffer<8xf32, write>)
    workgroup [8, 1, 1] {
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %a = arith.constant 1 : i32
  %b = arith.constant 2 : i32
  %c = arith.constant 3 : i32
  %x = arith.constant 1.5 : f32
  %y = arith.constant -2.5 : f32
  %l = vyre.global_id x
  %low = arith.cmpi ult, %l, %c4 : index
  %lowest = arith.cmpi ult, %l, %c2 : index
  %r:2 = scf.if %low -> (i32, f32) {
    %inner = scf.if %lowest -> (i32) {
      scf.yield %a : i32
    } else {
      scf.yield %b : i32
    }
    scf.yield %inner, %x : i32, f32
  } else {
    scf.yield %c, %y : i32, f32
  }
  vyre.store %r#0, %out[%l] : !out
  vyre.store %r#1, %floats[%l] : !vyre.buffer<8xf32, write>
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %bounds = vyre.constant dense<[
      0, 0, 0, 5, 5, 7, 0xFFFFFFFF, 1,
      0, 1, 2, 5, 4, 10, 0, 0
    ]> : tensor<16xi32> -> !vyre.buffer<16xi32, read_write>
  %first = vyre.alloc : !vyre.buffer<8xi32, read_write>
  %second = vyre.alloc : !vyre.buffer<8xi32, read_write>
  vyre.dispatch @zero_trip groups [%c1] (%bounds, %first, %second)
      : (!vyre.buffer<16xi32, read_write>, !vyre.buffer<8xi32, read_write>,
         !vyre.buffer<8xi32, read_write>)
  // Passes: 0 1 2 0 0 3 0 0. From (10, 20): (21, 10), (11, 21), (22, 11).
  vyre.expect %first : !vyre.buffer<8xi32, read_write>
      == dense<[10, 21, 11, 10, 10, 22, 10, 10]> : tensor<8xi32>
  vyre.expect %second : !vyre.buffer<8xi32, read_write>
      == dense<[20, 10, 21, 20, 20, 11, 20, 20]> : tensor<8xi32>

  // -3 - 1 + 1 + 3 + 5, as far as below l.
  vyre.dispatch @signed groups [%c1] (%first, %second)
      : (!vyre.buffer<8xi32, read_write>, !vyre.buffer<8xi32, read_write>)
  vyre.expect %first : !vyre.buffer<8xi32, read_write>
      == dense<[-4, -4, -3, -3, 0, 0, 5, 5]> : tensor<8xi32>
  vyre.expect %second : !vyre.buffer<8xi32, read_write>
      == dense<1> : tensor<8xi32>

  %far = vyre.constant dense<[0x7FFFFFFE, 0x80000002, 0xFFFFFFFD, 0xFFFFFFFF]>
      : tensor<4xi32> -> !vyre.buffer<4xi32, read_write>
  %counts = vyre.alloc : !vyre.buffer<8xi32, read_write>
  vyre.dispatch @unsigned groups [%c1] (%far, %counts)
      : (!vyre.buffer<4xi32, read_write>, !vyre.buffer<8xi32, read_write>)
  vyre.expect %counts : !vyre.buffer<8xi32, read_write>
      == dense<[4, 2, 0, 0, 0, 0, 0, 0]> : tensor<8xi32>

  %last = vyre.constant dense<[0xFFFFFFF0, 0xFFFFFFFF, 10,
                               2147483640, 2147483647, 5]>
      : tensor<6xi32> -> !vyre.buffer<6xi32, read_write>
  vyre.dispatch @edge groups [%c1] (%last, %counts)
      : (!vyre.buffer<6xi32, read_write>, !vyre.buffer<8xi32, read_write>)
  vyre.expect %counts : !vyre.buffer<8xi32, read_write>
      == dense<[2, 2, 0, 0, 0, 0, 0, 0]> : tensor<8xi32>

  // Row i has i + 1 terms: 100 i (i + 1) + i (i + 1) / 2 = 0, 201, 603, 1206,
  // 2010, 3015, 4221, added up.
  vyre.dispatch @nest groups [%c1] (%first) : (!vyre.buffer<8xi32, read_write>)
  vyre.expect %first : !vyre.buffer<8xi32, read_write>
      == dense<[0, 0, 201, 804, 2010, 4020, 7035, 11256]> : tensor<8xi32>

  // ceil((20 - l) / 3) and ceil(20 / (l + 1)).
  vyre.dispatch @steps groups [%c1] (%first, %second)
      : (!vyre.buffer<8xi32, read_write>, !vyre.buffer<8xi32, read_write>)
  vyre.expect %first : !vyre.buffer<8xi32, read_write>
      == dense<[7, 7, 6, 6, 6, 5, 5, 5]> : tensor<8xi32>
  vyre.expect %second : !vyre.buffer<8xi32, read_write>
      == dense<[20, 10, 7, 5, 4, 4, 3, 3]> : tensor<8xi32>

  // 1; 2 1; 3 10 5 16 8 4 2 1; 4 2 1; 5 16 8 4 2 1; ...
  vyre.dispatch @collatz groups [%c1] (%first)
      : (!vyre.buffer<8xi32, read_write>)
  vyre.expect %first : !vyre.buffer<8xi32, read_write>
      == dense<[0, 1, 7, 2, 5, 8, 16, 3]> : tensor<8xi32>

  %floats = vyre.alloc : !vyre.buffer<8xf32, read_write>
  vyre.dispatch @branches groups [%c1] (%first, %floats)
      : (!vyre.buffer<8xi32, read_write>, !vyre.buffer<8xf32, read_write>)
  vyre.expect %first : !vyre.buffer<8xi32, read_write>
      == dense<[1, 1, 2, 2, 3, 3, 3, 3]> : tensor<8xi32>
  vyre.expect %floats : !vyre.buffer<8xf32, read_write>
      == dense<[1.5, 1.5, 1.5, 1.5, -2.5, -2.5, -2.5, -2.5]> : tensor<8xf32>
  vyre.return
}
