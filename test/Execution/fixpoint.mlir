// RUN: vyre-run %s
// RUN: vyre-opt %s --vyre-lower-fixpoint -o %t.mlir
// RUN: vyre-run %t.mlir --backend=reference
// RUN: vyre-opt %t.mlir --vyre-predicate-loops | vyre-run - --backend=reference --check-races

// Steps that are repeated until they change nothing.

!one = !vyre.buffer<1xi32, read_write>
!i8s = !vyre.buffer<8xi32, read_write>
!any = !vyre.buffer<?xi32, read_write>
!f4 = !vyre.buffer<4xf32, read_write>
!v = !vyre.buffer<2xvector<4xf32>, read_write>
!l3 = !vyre.buffer<3xi64, read_write>

// x = max(x - 1, 0), and counts the passes.
vyre.program @down(%b: !any, %passes: !one) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %v = vyre.load %b[%i] : !any
  %w = arith.subi %v, %one : i32
  %x = arith.maxsi %w, %zero : i32
  vyre.store %x, %b[%i] : !any
  %isFirst = arith.cmpi eq, %i, %c0 : index
  scf.if %isFirst {
    %p = vyre.load %passes[%c0] : !one
    %p1 = arith.addi %p, %one : i32
    vyre.store %p1, %passes[%c0] : !one
  }
  vyre.return
}

vyre.program @count(%passes: !one) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %p = vyre.load %passes[%c0] : !one
  %p1 = arith.addi %p, %one : i32
  vyre.store %p1, %passes[%c0] : !one
  vyre.return
}

// Negates, so that the zeros change their sign in each pass.
vyre.program @negate(%b: !f4) workgroup [4, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %b[%i] : !f4
  %w = arith.negf %v : f32
  vyre.store %w, %b[%i] : !f4
  vyre.return
}

// Halves what is above 1, lane by lane.
vyre.program @halve(%b: !v) workgroup [2, 1, 1] {
  %i = vyre.global_id x
  %half = arith.constant dense<0.5> : vector<4xf32>
  %top = arith.constant dense<1.0> : vector<4xf32>
  %v = vyre.load %b[%i] : !v
  %w = arith.mulf %v, %half : vector<4xf32>
  %above = arith.cmpf ogt, %v, %top : vector<4xf32>
  %x = arith.select %above, %w, %v : vector<4xi1>, vector<4xf32>
  vyre.store %x, %b[%i] : !v
  vyre.return
}

vyre.program @clear_high(%b: !l3) workgroup [3, 1, 1] {
  %i = vyre.global_id x
  %low = arith.constant 4294967295 : i64
  %v = vyre.load %b[%i] : !l3
  %w = arith.andi %v, %low : i64
  vyre.store %w, %b[%i] : !l3
  vyre.return
}

vyre.graph @main() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c8 = arith.constant 8 : index

  // Settled after two passes, so there are three of two steps each: 6 dispatches
  // of 20 that would be allowed.
  %a = vyre.constant dense<[0, 1, 2, 2, 1, 0, 2, 1]> : tensor<8xi32> -> !i8s
  %passes = vyre.alloc : !one
  vyre.fixpoint (%a) at_most 10 : (!i8s) {
    vyre.dispatch @down threads [%c8] (%a, %passes) : (!i8s, !one)
    vyre.dispatch @count groups [%c1] (%passes) : (!one)
  }
  vyre.expect %a : !i8s == dense<0> : tensor<8xi32>
  vyre.expect %passes : !one == dense<6> : tensor<1xi32>

  // What never settles runs as often as allowed: 3 passes of 2 dispatches, also
  // where only one buffer of two changes; and once. The counter is in the list.
  %p3 = vyre.alloc : !one
  vyre.fixpoint (%a, %p3) at_most 3 : (!i8s, !one) {
    vyre.dispatch @down threads [%c8] (%a, %p3) : (!i8s, !one)
    vyre.dispatch @count groups [%c1] (%p3) : (!one)
  }
  vyre.expect %p3 : !one == dense<6> : tensor<1xi32>
  %p1 = vyre.alloc : !one
  vyre.fixpoint (%p1) at_most 1 : (!one) {
    vyre.dispatch @count groups [%c1] (%p1) : (!one)
  }
  vyre.expect %p1 : !one == dense<1> : tensor<1xi32>

  // 50 passes and one more, over several chunks; 300 elements, of which the last
  // one settles last.
  %c300 = arith.constant 300 : index
  %c299 = arith.constant 299 : index
  %large = vyre.alloc(%c300) : !any
  %fifty = vyre.constant dense<50> : tensor<300xi32>
      -> !vyre.buffer<300xi32, read_write>
  vyre.copy %fifty, %large : !vyre.buffer<300xi32, read_write>, !any
  %p50 = vyre.alloc : !one
  vyre.fixpoint (%large) at_most 1000 : (!any) {
    vyre.dispatch @down threads [%c300] (%large, %p50) : (!any, !one)
  }
  vyre.expect %p50 : !one == dense<51> : tensor<1xi32>

  // Bits are compared: the two zeros differ, so this ends at the limit of 4; a
  // NaN alone would be settled.
  %z = vyre.constant dense<[0.0, 0x7FC00000, 1.0, -0.0]> : tensor<4xf32> -> !f4
  %p4 = vyre.alloc : !one
  vyre.fixpoint (%z) at_most 4 : (!f4) {
    vyre.dispatch @negate groups [%c1] (%z) : (!f4)
    vyre.dispatch @count groups [%c1] (%p4) : (!one)
  }
  vyre.expect %p4 : !one == dense<4> : tensor<1xi32>
  %nan = vyre.constant dense<0x7FC00000> : tensor<4xf32> -> !f4
  %pn = vyre.alloc : !one
  vyre.fixpoint (%nan) at_most 4 : (!f4) {
    vyre.dispatch @count groups [%c1] (%pn) : (!one)
  }
  vyre.expect %pn : !one == dense<1> : tensor<1xi32>

  // Vectors: 16 takes 4 passes to 1, and a 5th shows it. Integers of 64 bits: a
  // change in the high half counts.
  %v = vyre.constant dense<[[1.0, 2.0, 1.0, 1.0], [1.0, 1.0, 1.0, 16.0]]>
      : tensor<2x4xf32> -> !v
  %pv = vyre.alloc : !one
  vyre.fixpoint (%v) at_most 40 : (!v) {
    vyre.dispatch @halve groups [%c1] (%v) : (!v)
    vyre.dispatch @count groups [%c1] (%pv) : (!one)
  }
  vyre.expect %pv : !one == dense<5> : tensor<1xi32>
  vyre.expect %v : !v == dense<1.0> : tensor<2x4xf32>
  %l = vyre.constant dense<[1, 4294967298, 3]> : tensor<3xi64> -> !l3
  %pl = vyre.alloc : !one
  vyre.fixpoint (%l) at_most 40 : (!l3) {
    vyre.dispatch @clear_high groups [%c1] (%l) : (!l3)
    vyre.dispatch @count groups [%c1] (%pl) : (!one)
  }
  vyre.expect %pl : !one == dense<2> : tensor<1xi32>
  vyre.expect %l : !l3 == dense<[1, 2, 3]> : tensor<3xi64>

  // A fixpoint in a fixpoint, and in a loop. The inner one settles at once in
  // the second pass of the outer one: 4 passes, then 1, per round.
  %b = vyre.alloc : !i8s
  %three = arith.constant 3 : i32
  %pin = vyre.alloc : !one
  %pout = vyre.alloc : !one
  scf.for %k = %c0 to %c2 step %c1 {
    vyre.fill %three, %b : !i8s
    vyre.fixpoint (%b) at_most 9 : (!i8s) {
      vyre.dispatch @count groups [%c1] (%pout) : (!one)
      vyre.fixpoint (%b) at_most 9 : (!i8s) {
        vyre.dispatch @down threads [%c8] (%b, %pin) : (!i8s, !one)
      }
    }
  }
  vyre.expect %pout : !one == dense<4> : tensor<1xi32>
  vyre.expect %pin : !one == dense<10> : tensor<1xi32>

  // No elements: the first pass changes nothing.
  %empty = vyre.alloc(%c0) : !any
  %pe = vyre.alloc : !one
  vyre.fixpoint (%empty) at_most 9 : (!any) {
    vyre.dispatch @count groups [%c1] (%pe) : (!one)
  }
  vyre.expect %pe : !one == dense<1> : tensor<1xi32>
  vyre.return
}
