// RUN: vyre-opt %s --vyre-lower-traps | FileCheck %s

// A program that traps takes the record. The first trap writes it; then its
// invocation leaves.
// CHECK-LABEL: vyre.program @two(
// CHECK-SAME:    %n: index, %[[REC:.*]]: !vyre.buffer<6xi32, read_write>) workgroup [4, 2, 1]
// CHECK:         %[[NONE:.*]] = arith.constant 0 : i32
// CHECK:         %[[ID:.*]] = arith.constant 1 : i32
// CHECK:         %[[WORD:.*]] = arith.constant 0 : index
// CHECK:         %[[OLD:.*]] = vyre.atomic_cas relaxed %[[NONE]], %[[ID]], %[[REC]][%[[WORD]]]
// CHECK:         %[[FIRST:.*]] = arith.cmpi eq, %[[OLD]], %[[NONE]] : i32
// CHECK:         scf.if %[[FIRST]] {
// CHECK:           %[[ADDRESS:.*]] = arith.index_castui %n : index to i32
// CHECK:           %[[AT:.*]] = arith.constant 1 : index
// CHECK:           vyre.store %[[ADDRESS]], %[[REC]][%[[AT]]]
// The linear local id: (z * 2 + y) * 4 + x.
// CHECK:           %[[Z:.*]] = vyre.local_id z
// CHECK:           %[[Y:.*]] = vyre.local_id y
// CHECK:           %[[C2:.*]] = arith.constant 2 : index
// CHECK:           %[[ROWS:.*]] = arith.muli %[[Z]], %[[C2]]
// CHECK:           %[[ROW:.*]] = arith.addi %[[ROWS]], %[[Y]]
// CHECK:           %[[X:.*]] = vyre.local_id x
// CHECK:           %[[C4:.*]] = arith.constant 4 : index
// CHECK:           %[[BASE:.*]] = arith.muli %[[ROW]], %[[C4]]
// CHECK:           arith.addi %[[BASE]], %[[X]]
// CHECK:           vyre.workgroup_id x
// CHECK:           vyre.workgroup_id y
// CHECK:           vyre.workgroup_id z
// CHECK:         }
// CHECK-NEXT:    %[[TRUE:.*]] = arith.constant true
// CHECK-NEXT:    vyre.exit_if %[[TRUE]]
// The second trap has the next number.
// CHECK:         arith.constant 2 : i32
// CHECK:         vyre.atomic_cas
// CHECK:         vyre.exit_if
// CHECK-NEXT:    vyre.return
vyre.program @two(%n: index) workgroup [4, 2, 1] {
  vyre.trap "first", %n : index
  vyre.trap "second", %n : index
  vyre.return
}

// Programs without traps stay as they are.
// CHECK-LABEL: vyre.program @none(%n: index) workgroup [1, 1, 1] {
// CHECK-NEXT:    vyre.return
vyre.program @none(%n: index) workgroup [1, 1, 1] {
  vyre.return
}

// CHECK-LABEL: vyre.program @three(
// CHECK-SAME:    %vyre.trap: i32, %[[REC:vyre.trap.*]]: !vyre.buffer<6xi32, read_write>)
// CHECK:         arith.constant 3 : i32
// CHECK:         vyre.atomic_cas
vyre.program @three(%vyre.trap: i32) workgroup [1, 1, 1] {
  vyre.trap "third", %vyre.trap : i32
  vyre.return
}

// One record for all dispatches of a graph, also in loops.
// CHECK-LABEL: vyre.graph @main(%n: index) {
// CHECK-NEXT:    %[[REC:.*]] = vyre.alloc {vyre.trap_sites = [
// CHECK-SAME:      {loc = #loc{{[0-9]*}}, tag = "first"},
// CHECK-SAME:      {loc = #loc{{[0-9]*}}, tag = "second"},
// CHECK-SAME:      {loc = #loc{{[0-9]*}}, tag = "third"}]} : !vyre.buffer<6xi32, read_write>
// CHECK:         vyre.dispatch @two groups [%n] (%n, %[[REC]])
// CHECK:         vyre.dispatch @none groups [%n] (%n) : (index)
// CHECK:         scf.for
// CHECK:           vyre.dispatch @three groups [%n] (%{{.*}}, %[[REC]])
vyre.graph @main(%n: index) {
  %one = arith.constant 1 : index
  %v = arith.constant 1 : i32
  vyre.dispatch @two groups [%n] (%n) : (index)
  vyre.dispatch @none groups [%n] (%n) : (index)
  scf.for %k = %one to %n step %one {
    vyre.dispatch @three groups [%n] (%v) : (i32)
  }
  vyre.return
}

// A graph that dispatches none of them has no record.
// CHECK-LABEL: vyre.graph @other(%n: index) {
// CHECK-NEXT:    vyre.dispatch @none
vyre.graph @other(%n: index) {
  vyre.dispatch @none groups [%n] (%n) : (index)
  vyre.return
}
