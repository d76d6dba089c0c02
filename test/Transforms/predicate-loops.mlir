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
// CHECK:             vyre.dispatch @main_decide groups [%c1] (%flag, %[[GROUPS]], %[[COUNTS]]) {vyre.fixed_grid}
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
// CHECK:         vyre.dispatch @main_decide groups [%c1] (%flag, %[[X]], %[[Y]], %[[Z]], %{{.*}}) {vyre.fixed_grid}
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

// -----

// The program that stores what is read decides itself, in a copy: the counts of
// the next iteration are made behind the store.
!one = !vyre.buffer<1xi32, read_write>
!any = !vyre.buffer<?xi32, read_write>
vyre.program @step(%b: !any, %flag: !one, %x: i32) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %i = vyre.global_id x
  %v = vyre.load %b[%i] : !any
  %isFirst = arith.cmpi eq, %i, %c0 : index
  scf.if %isFirst {
    vyre.store %v, %flag[%c0] : !one
  }
  vyre.return
}
// CHECK-LABEL: vyre.program @step(
// CHECK-LABEL: vyre.program @step_decides(
// CHECK-SAME:    %b: {{[^,]*}}, read_write>, %flag: {{[^,]*}}, read_write>, %x: i32, %input_0: i32, %size_0x: index, %counts: !vyre.buffer<3xi32, write>)
// CHECK:         scf.if
// CHECK:           vyre.store %[[V:.*]], %flag[%c0]
// CHECK:           %[[GOES:.*]] = arith.cmpi ult, %[[V]], %input_0
// CHECK:           %[[X:.*]] = arith.index_castui %size_0x
// CHECK:           %[[COUNT:.*]] = arith.select %[[GOES]], %[[X]], %c0_i32
// CHECK:           vyre.store %[[COUNT]], %counts[%c0]
// CHECK:         }
// CHECK-LABEL: vyre.program @main_decide(
// CHECK-SAME:    %read_0: !vyre.buffer<1xi32, read>, %input_0: i32, %size_0x: index, %counts:

// CHECK-LABEL: vyre.graph @main(
// CHECK-COUNT-2: vyre.alloc uninitialized : !vyre.buffer<3xi32, read_write>
// In front of the loop it is the source that runs.
// CHECK:         vyre.dispatch @step threads [%n] (%b, %flag, %most)
// CHECK:         scf.while
// CHECK:         do {
// The counts are right although the store may not be reached.
// CHECK:           %[[LONG:.*]] = arith.cmpi ugt, %{{.*}}, %c1
// CHECK:           scf.if %[[LONG]] {
// CHECK:             vyre.dispatch @main_decide groups [%c1] (%flag, %most, %[[GROUPS:[^ ,]*]], %[[NEXT:[^ ,)]*]]) {vyre.fixed_grid}
// CHECK:           }
// CHECK:           vyre.dispatch @step_decides threads [%n] (%b, %flag, %most, %most, %[[GROUPS]], %[[NEXT]])
// CHECK:           scf.while
// CHECK:           do {
// CHECK:             vyre.copy %[[NEXT]], %[[COUNTS:[^ ]*]] : !vyre.buffer<3xi32
// CHECK:             vyre.indirect_dispatch @step_decides from %[[COUNTS]][%c0] (%b, %flag, %most, %most, %[[GROUPS]], %[[NEXT]])
vyre.graph @main(%b: !any, %flag: !one, %most: i32, %n: index) {
  scf.while : () -> () {
    vyre.dispatch @step threads [%n] (%b, %flag, %most) : (!any, !one, i32)
    %m = vyre.read %flag : !one
    %again = arith.cmpi ult, %m, %most : i32
    scf.condition(%again)
  } do {
    scf.yield
  }
  vyre.return
}

// -----

// Not so if the store is atomic, as several invocations might answer differently;
// or if something else writes the answer.
!one = !vyre.buffer<1xi32, read_write>
vyre.program @atomic(%flag: !one) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %i = vyre.global_id x
  %x = arith.index_castui %i : index to i32
  vyre.atomic_store relaxed %x, %flag[%c0] : !one
  vyre.return
}
vyre.program @plain(%flag: !one) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  vyre.store %one, %flag[%c0] : !one
  vyre.return
}
// CHECK-NOT:   _decides
// CHECK-LABEL: vyre.graph @main(
// CHECK:         vyre.dispatch @main_decide
// CHECK:         vyre.indirect_dispatch @atomic
// CHECK:         vyre.dispatch @main_decide_0
// CHECK:         vyre.indirect_dispatch @plain
vyre.graph @main(%flag: !one) {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  scf.while : () -> () {
    vyre.dispatch @atomic groups [%c1] (%flag) : (!one)
    %m = vyre.read %flag : !one
    %again = arith.cmpi ne, %m, %zero : i32
    scf.condition(%again)
  } do {
    scf.yield
  }
  scf.while : () -> () {
    vyre.fill %zero, %flag : !one
    vyre.dispatch @plain groups [%c1] (%flag) : (!one)
    %m = vyre.read %flag : !one
    %again = arith.cmpi ne, %m, %zero : i32
    scf.condition(%again)
  } do {
    scf.yield
  }
  vyre.return
}
