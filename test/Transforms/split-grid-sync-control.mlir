// RUN: vyre-opt %s --vyre-infer-aliases --vyre-split-grid-sync --canonicalize --cse --split-input-file | sed "s, {vyre.noalias},,g" | FileCheck %s

// Control flow around grid barriers moves to the graph. Executed by
// test/Execution/grid-loops.mlir and grid-control.mlir.

!rw = !vyre.buffer<?xi32, read_write>

// A loop whose bounds are an argument and a length. Its counter becomes an
// argument of the segments that use it; an integer that it carries is carried
// by the loop of the graph; what only the device knows lies in hidden memory.
// CHECK-LABEL: vyre.program @loop_0(
// CHECK:         vyre.store %{{.*}}, %spill
// CHECK-LABEL: vyre.program @loop_1(
// CHECK-SAME:    %b: !vyre.buffer<?xi32, read_write>, %spill: !vyre.buffer<?xi32, read_write>, %carried: index, %carried_0: i32
// CHECK-LABEL: vyre.program @loop_2(
// CHECK-LABEL: vyre.graph @main(
// CHECK:         %[[SPILL:.*]] = vyre.alloc uninitialized
// CHECK:         vyre.dispatch @loop_0 groups [%n] (%b, %[[SPILL]])
// CHECK:         %[[END:.*]] = vyre.length %b
// CHECK:         scf.for %[[K:.*]] = %from to %[[END]] step %c1 iter_args(%[[W:.*]] = %c1_i32) -> (i32) {
// CHECK:           vyre.dispatch @loop_1 groups [%n] (%b, %[[SPILL]], %[[K]], %[[W]])
// CHECK:           %[[NEXT:.*]] = arith.muli %[[W]], %c3_i32
// CHECK:           scf.yield %[[NEXT]] : i32
// CHECK:         }
// CHECK:         vyre.dispatch @loop_2
vyre.program @loop(%b: !rw, %from: index) workgroup [4, 1, 1] {
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i32
  %three = arith.constant 3 : i32
  %n = vyre.length %b : !rw
  %i = vyre.global_id x
  %v = vyre.load %b[%i] : !rw
  %sum, %weight = scf.for %k = %from to %n step %c1 iter_args(%s = %v, %w = %one) -> (i32, i32) {
    %j = arith.addi %i, %k : index
    %x = vyre.load %b[%j] : !rw
    %y = arith.muli %x, %w : i32
    %t = arith.addi %s, %y : i32
    %next = arith.muli %w, %three : i32
    vyre.store %t, %b[%i] : !rw
    vyre.barrier grid
    scf.yield %t, %next : i32, i32
  }
  %r = arith.addi %sum, %weight : i32
  vyre.store %r, %b[%i] : !rw
  vyre.return
}
vyre.graph @main(%b: !rw, %from: index, %n: index) {
  vyre.dispatch @loop groups [%n] (%b, %from) : (!rw, index)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>

// A branch on an argument; its result is written by both sides.
// CHECK-LABEL: vyre.graph @main(
// CHECK:         %[[DO:.*]] = arith.cmpi ne, %do, %c0_i32
// CHECK:         scf.if %[[DO]] {
// CHECK-NEXT:      vyre.dispatch @branch_0
// CHECK-NEXT:      vyre.dispatch @branch_1
// CHECK-NEXT:    } else {
// CHECK-NEXT:      vyre.dispatch @branch_2
// CHECK-NEXT:    }
// CHECK-NEXT:    vyre.dispatch @branch_3
vyre.program @branch(%b: !rw, %do: i32) workgroup [4, 1, 1] {
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  %goes = arith.cmpi ne, %do, %zero : i32
  %r = scf.if %goes -> i32 {
    vyre.store %zero, %b[%i] : !rw
    vyre.barrier grid
    %v = vyre.load %b[%i] : !rw
    scf.yield %v : i32
  } else {
    scf.yield %do : i32
  }
  vyre.store %r, %b[%i] : !rw
  vyre.return
}
vyre.graph @main(%b: !rw, %do: i32, %n: index) {
  vyre.dispatch @branch groups [%n] (%b, %do) : (!rw, i32)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>

// Doubling strides: the whole loop control is the host's, nothing is read back.
// CHECK-LABEL: vyre.graph @main(
// CHECK-NOT:     vyre.read
// CHECK:         scf.while (%[[D:.*]] = %c1) : (index) -> index {
// CHECK:           %[[MORE:.*]] = arith.cmpi ult, %[[D]], %limit
// CHECK:           scf.condition(%[[MORE]]) %[[D]]
// CHECK:         } do {
// CHECK:         ^bb0(%[[D2:.*]]: index):
// CHECK:           vyre.dispatch @strides_0 groups [%n] (%b, %{{.*}}, %[[D2]])
// CHECK:           vyre.dispatch @strides_1 groups [%n]
// CHECK:           %[[NEXT:.*]] = arith.muli %[[D2]], %c2
// CHECK:           scf.yield %[[NEXT]]
vyre.program @strides(%b: !rw, %limit: index) workgroup [4, 1, 1] {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %i = vyre.global_id x
  %last = scf.while (%d = %c1) : (index) -> index {
    %more = arith.cmpi ult, %d, %limit : index
    scf.condition(%more) %d : index
  } do {
  ^bb0(%d: index):
    %at = arith.subi %i, %d : index
    %x = vyre.load %b[%at] : !rw
    vyre.barrier grid
    %old = vyre.atomic_rmw add relaxed %x, %b[%i] : !rw
    vyre.barrier grid
    %twice = arith.muli %d, %c2 : index
    scf.yield %twice : index
  }
  vyre.return
}
vyre.graph @main(%b: !rw, %limit: index, %n: index) {
  vyre.dispatch @strides groups [%n] (%b, %limit) : (!rw, index)
  vyre.return
}
