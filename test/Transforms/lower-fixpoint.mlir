// RUN: vyre-opt %s --vyre-lower-fixpoint --canonicalize --split-input-file | FileCheck %s

// A fixpoint becomes a loop that reads. Executed by test/Execution/fixpoint.mlir,
// before and after.

!any = !vyre.buffer<?xf32, read_write>
!four = !vyre.buffer<4xi32, read_write>

vyre.program @step(%a: !any, %b: !four) workgroup [4, 1, 1] {
  vyre.return
}

// All bits of an element count, and the copy is renewed where it differs. The
// grid shares the elements.
// CHECK-LABEL: vyre.program @main_compare(
// CHECK-SAME:    %now: !vyre.buffer<?xf32, read>, %old: !vyre.buffer<?xf32, read_write>, %changed: !vyre.buffer<1xi32, read_write>) workgroup [64, 1, 1]
// CHECK:         scf.for %[[I:.*]] = %global_x to %{{.*}} step
// CHECK:           %[[NOW:.*]] = vyre.load %now[%[[I]]]
// CHECK:           %[[OLD:.*]] = vyre.load %old[%[[I]]]
// CHECK:           %[[A:.*]] = arith.bitcast %[[NOW]] : f32 to i32
// CHECK:           %[[B:.*]] = arith.bitcast %[[OLD]] : f32 to i32
// CHECK:           %[[DIFFERS:.*]] = arith.cmpi ne, %[[A]], %[[B]] : i32
// CHECK:           scf.if %[[DIFFERS]] {
// CHECK:             vyre.store %[[NOW]], %old[%[[I]]]
// CHECK:             vyre.atomic_store relaxed %c1_i32, %changed[%c0]
// CHECK-LABEL: vyre.program @main_compare_0(
// CHECK-SAME:    %now: !vyre.buffer<?xi32, read>

// CHECK-LABEL: vyre.graph @main(
// CHECK:         %[[CHANGED:.*]] = vyre.alloc uninitialized : !vyre.buffer<1xi32, read_write>
// CHECK:         %[[N:.*]] = vyre.length %a
// CHECK:         %[[OLDA:.*]] = vyre.alloc uninitialized(%[[N]])
// CHECK:         %[[GROUPS:.*]] = arith.maxui
// CHECK:         %[[OLDB:.*]] = vyre.alloc uninitialized : !vyre.buffer<4xi32, read_write>
// The copies are made where the fixpoint stands, the buffers at the top level.
// CHECK:         scf.for
// CHECK:           vyre.copy %a, %[[OLDA]]
// CHECK:           vyre.copy %b, %[[OLDB]]
// CHECK:           scf.while (%[[PASS:.*]] = %c0)
// CHECK:             vyre.dispatch @step
// CHECK:             vyre.fill %c0_i32, %[[CHANGED]]
// CHECK:             vyre.dispatch @main_compare groups [%[[GROUPS]]] (%a, %[[OLDA]], %[[CHANGED]])
// CHECK:             vyre.dispatch @main_compare_0 groups [%c1] (%b, %[[OLDB]], %[[CHANGED]])
// CHECK:             %[[NEXT:.*]] = arith.addi %[[PASS]], %c1
// CHECK:             %[[MORE:.*]] = arith.cmpi ult, %[[NEXT]], %c7
// CHECK:             %[[ANY:.*]] = vyre.read %[[CHANGED]]
// CHECK:             %[[CHANGES:.*]] = arith.cmpi ne, %[[ANY]], %c0_i32
// CHECK:             %[[GOES:.*]] = arith.andi %[[CHANGES]], %[[MORE]]
// CHECK:             scf.condition(%[[GOES]]) %[[NEXT]]
vyre.graph @main(%a: !any, %b: !four, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %k = %c0 to %n step %c1 {
    vyre.fixpoint (%a, %b) at_most 7 : (!any, !four) {
      vyre.dispatch @step groups [%c1] (%a, %b) : (!any, !four)
    }
  }
  vyre.return
}

// -----

// One pass needs no comparison.
!four = !vyre.buffer<4xi32, read_write>
vyre.program @step(%b: !four) workgroup [4, 1, 1] {
  vyre.return
}
// CHECK-NOT:   compare
// CHECK-LABEL: vyre.graph @main(
// CHECK-NEXT:    %c1 = arith.constant 1 : index
// CHECK-NEXT:    vyre.dispatch @step
// CHECK-NEXT:    vyre.return
vyre.graph @main(%b: !four) {
  %c1 = arith.constant 1 : index
  vyre.fixpoint (%b) at_most 1 : (!four) {
    vyre.dispatch @step groups [%c1] (%b) : (!four)
  }
  vyre.return
}
