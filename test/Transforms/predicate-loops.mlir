// RUN: vyre-opt %s --vyre-predicate-loops --canonicalize --cse --split-input-file | FileCheck %s

// Loops that read become loops over chunks. Executed by
// test/Execution/predicated-loops.mlir, before and after.

!one = !vyre.buffer<1xi32, read_write>
!any = !vyre.buffer<?xi32, read_write>

vyre.program @steps(%b: !any, %flag: !one) workgroup [64, 1, 1] {
  vyre.return
}
vyre.program @rest(%b: !any, %x: i32) workgroup [64, 1, 1] {
  vyre.return
}

// The program that decides takes what the host would read, and the sizes that
// are not constant. Both dispatches over %n share a size.
// CHECK-LABEL: vyre.program @main_decide(
// CHECK-SAME:    %read_0: !vyre.buffer<1xi32, read>, %size_0x: index, %counts: !vyre.buffer<6xi32, write>) workgroup [1, 1, 1]
// CHECK:         %[[N:.*]] = vyre.load %read_0
// CHECK:         %[[GOES:.*]] = arith.cmpi sgt, %[[N]],
// CHECK:         %[[X:.*]] = arith.index_castui %size_0x : index to i32
// CHECK:         %[[COUNT:.*]] = arith.select %[[GOES]], %[[X]], %c0_i32 : i32
// CHECK:         vyre.store %[[COUNT]], %counts[%c0]

// CHECK-LABEL: vyre.graph @main(
// CHECK:         %[[GROUPS:.*]] = arith.ceildivui %n, %c64
// CHECK:         %[[COUNTS:.*]] = vyre.alloc uninitialized : !vyre.buffer<6xi32, read_write>
// One iteration before anything is read: a direct dispatch.
// CHECK:         vyre.dispatch @steps threads [%n] (%b, %flag)
// CHECK:         scf.while (%[[TOTAL:[^ ]*]] = %c1, %[[I:[^ ]*]] = %c0_i32)
// CHECK-NEXT:      %[[READ:.*]] = vyre.read %flag
// CHECK:           %[[GOES:.*]] = arith.cmpi sgt, %[[READ]],
// CHECK:           scf.condition(%[[GOES]]) %[[TOTAL]], %[[I]]
// A chunk is a quarter of what ran; its first iteration is what the loop was.
// CHECK:         do {
// CHECK:           %[[QUARTER:.*]] = arith.divui %[[TOTAL2:.*]], %c4 : index
// CHECK:           %[[SOME:.*]] = arith.maxui %[[QUARTER]], %c1 : index
// CHECK:           %[[SIZE:.*]] = arith.minui %[[SOME]], %c32 : index
// CHECK:           vyre.dispatch @rest threads [%n] (%b, %{{.*}})
// CHECK:           vyre.dispatch @rest groups [%c3] (%b, %{{.*}})
// CHECK:           vyre.dispatch @steps threads [%n] (%b, %flag)
// CHECK:           %[[NEXT:.*]] = arith.addi %[[TOTAL2]], %[[SIZE]] : index
// The others decide first.
// CHECK:           scf.while (%[[J:[^ ]*]] = %c1, %{{.*}} = %{{.*}})
// CHECK:             arith.cmpi ult, %[[J]], %[[SIZE]] : index
// CHECK:           do {
// CHECK:             vyre.dispatch @main_decide groups [%c1] (%flag, %[[GROUPS]], %[[COUNTS]])
// CHECK:             vyre.indirect_dispatch @rest from %[[COUNTS]][%c0] (%b, %{{.*}})
// CHECK:             vyre.indirect_dispatch @rest from %[[COUNTS]][%c12] (%b, %{{.*}})
// CHECK:             vyre.indirect_dispatch @steps from %[[COUNTS]][%c0] (%b, %flag)
// CHECK:             scf.yield
// CHECK:           scf.yield %[[NEXT]],
vyre.graph @main(%b: !any, %flag: !one, %n: index) {
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  scf.while (%i = %zero) : (i32) -> (i32) {
    vyre.dispatch @steps threads [%n] (%b, %flag) : (!any, !one)
    %m = vyre.read %flag : !one
    %again = arith.cmpi sgt, %m, %one : i32
    scf.condition(%again) %i : i32
  } do {
  ^bb0(%i: i32):
    %i1 = arith.addi %i, %one : i32
    vyre.dispatch @rest threads [%n] (%b, %i) : (!any, i32)
    vyre.dispatch @rest groups [%c3] (%b, %i1) : (!any, i32)
    scf.yield %i1 : i32
  }
  vyre.return
}

// -----

// A program without a graph of its own: the caller may choose the size.
!one = !vyre.buffer<1xi32, read_write>
vyre.program @p(%flag: !one) workgroup [1, 1, 1] {
  vyre.return
}
// CHECK-LABEL: vyre.graph @main(
// CHECK:         %[[X:.*]] = vyre.launch_groups x else %c1
// CHECK:         %[[Y:.*]] = vyre.launch_groups y else %c1
// CHECK:         %[[Z:.*]] = vyre.launch_groups z else %c1
// CHECK:         vyre.dispatch @main_decide groups [%c1] (%flag, %[[X]], %[[Y]], %[[Z]], %{{.*}})
vyre.graph @main(%flag: !one) attributes {vyre.implicit} {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  scf.while : () -> () {
    vyre.dispatch @p groups [%c1] (%flag) : (!one)
    %m = vyre.read %flag : !one
    %again = arith.cmpi ne, %m, %zero : i32
    scf.condition(%again)
  } do {
    scf.yield
  }
  vyre.return
}
