// RUN: vyre-opt %s --vyre-predicate-loops --split-input-file --remarks-filter=vyre-predicate-loops \
// RUN:   --remark-format=emitRemark 2>&1 | FileCheck %s

// What keeps a loop from being changed is said with its place. Loops that do not
// read are nobody's business.

// The device can end this one.
// CHECK: remark: [Passed] LoopReadsInChunks | Category:vyre-predicate-loops | Function=main | LargestChunk=32, Remark="the device decides when the loop ends; the host reads once for a quarter of the iterations so far", Sizes=1, Steps=1
!one = !vyre.buffer<1xi32, read_write>
!any = !vyre.buffer<?xi32, read_write>
vyre.program @p(%b: !any, %flag: !one) workgroup [64, 1, 1] {
  vyre.return
}
vyre.graph @main(%b: !any, %flag: !one, %n: index) {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  scf.while : () -> () {
    vyre.dispatch @p threads [%n] (%b, %flag) : (!any, !one)
    %m = vyre.read %flag : !one
    %again = arith.cmpi ne, %m, %zero : i32
    scf.condition(%again)
  } do {
    scf.yield
  }
  vyre.return
}

// -----

// The host finds out how many iterations there were.
// CHECK: remark: [Passed] LoopReadsInChunks
!one = !vyre.buffer<1xi32, read_write>
!any = !vyre.buffer<?xi32, read_write>
vyre.program @p(%b: !any, %flag: !one) workgroup [64, 1, 1] {
  vyre.return
}
vyre.graph @main(%b: !any, %flag: !one, %n: index) {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %r = scf.while (%i = %zero) : (i32) -> (i32) {
    vyre.dispatch @p threads [%n] (%b, %flag) : (!any, !one)
    %m = vyre.read %flag : !one
    %again = arith.cmpi ne, %m, %zero : i32
    scf.condition(%again) %i : i32
  } do {
  ^bb0(%j: i32):
    %j1 = arith.addi %j, %one : i32
    scf.yield %j1 : i32
  }
  vyre.fill %r, %flag : !one
  vyre.return
}

// -----

// What is read is a number of the next iteration.
// CHECK: remark: [Missed] LoopReadsEachTime | Category:vyre-predicate-loops | Function=main | Reason="what is read is used for more than the condition"
!one = !vyre.buffer<1xi32, read_write>
!any = !vyre.buffer<?xi32, read_write>
vyre.program @p(%b: !any, %flag: !one) workgroup [64, 1, 1] {
  vyre.return
}
vyre.graph @main(%b: !any, %flag: !one, %n: index) {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  scf.while (%i = %zero) : (i32) -> (i32) {
    vyre.fill %i, %flag : !one
    vyre.dispatch @p threads [%n] (%b, %flag) : (!any, !one)
    %m = vyre.read %flag : !one
    %again = arith.cmpi ne, %m, %zero : i32
    scf.condition(%again) %m : i32
  } do {
  ^bb0(%j: i32):
    scf.yield %j : i32
  }
  vyre.return
}

// -----

// A step behind the read would be decided for before it ran.
// CHECK: remark: [Missed] LoopReadsEachTime | Category:vyre-predicate-loops | Function=main | Reason="'vyre.dispatch' stands between the read and the condition"
!one = !vyre.buffer<1xi32, read_write>
!any = !vyre.buffer<?xi32, read_write>
vyre.program @p(%b: !any, %flag: !one) workgroup [64, 1, 1] {
  vyre.return
}
vyre.graph @main(%b: !any, %flag: !one, %n: index) {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  scf.while : () -> () {

    %m = vyre.read %flag : !one
    vyre.dispatch @p threads [%n] (%b, %flag) : (!any, !one)
    %again = arith.cmpi ne, %m, %zero : i32
    scf.condition(%again)
  } do {
    scf.yield
  }
  vyre.return
}

// -----

// An expectation cannot be skipped.
// CHECK: remark: [Missed] LoopReadsEachTime | Category:vyre-predicate-loops | Function=main | Reason="'vyre.expect' in the loop cannot be skipped by the device"
!one = !vyre.buffer<1xi32, read_write>
!any = !vyre.buffer<?xi32, read_write>
vyre.program @p(%b: !any, %flag: !one) workgroup [64, 1, 1] {
  vyre.return
}
vyre.graph @main(%b: !any, %flag: !one, %n: index) {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  scf.while : () -> () {
    vyre.dispatch @p threads [%n] (%b, %flag) : (!any, !one)
    %m = vyre.read %flag : !one
    %again = arith.cmpi ne, %m, %zero : i32
    scf.condition(%again)
  } do {
    vyre.expect %flag : !one == dense<1> : tensor<1xi32>
    scf.yield
  }
  vyre.return
}

// -----

// Nor can a loop in the loop that reads; that one is changed itself.
// CHECK: remark: [Passed] LoopReadsInChunks | Category:vyre-predicate-loops | Function=main | LargestChunk=32, Remark="the device decides when the loop ends; the host reads once for a quarter of the iterations so far", Sizes=1, Steps=1
// CHECK: remark: [Missed] LoopReadsEachTime | Category:vyre-predicate-loops | Function=main | Reason="'scf.while' in the loop cannot be skipped by the device"
!one = !vyre.buffer<1xi32, read_write>
!any = !vyre.buffer<?xi32, read_write>
vyre.program @p(%b: !any, %flag: !one) workgroup [64, 1, 1] {
  vyre.return
}
vyre.graph @main(%b: !any, %flag: !one, %n: index) {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  scf.while : () -> () {
    vyre.dispatch @p threads [%n] (%b, %flag) : (!any, !one)
    scf.while : () -> () {
      vyre.dispatch @p threads [%c1] (%b, %flag) : (!any, !one)
      %m2 = vyre.read %flag : !one
      %again = arith.cmpi ne, %m2, %one : i32
      scf.condition(%again)
    } do {
      scf.yield
    }
    %m = vyre.read %flag : !one
    %more = arith.cmpi ne, %m, %zero : i32
    scf.condition(%more)
  } do {
    scf.yield
  }
  vyre.return
}

// -----

// Nobody could see that this grid fits on the device.
// CHECK: remark: [Missed] LoopReadsEachTime | Category:vyre-predicate-loops | Function=main | Reason="the program keeps its grid barriers, so the host has to see its grids"
!one = !vyre.buffer<1xi32, read_write>
!any = !vyre.buffer<?xi32, read_write>
vyre.program @p(%b: !any, %flag: !one) workgroup [64, 1, 1] attributes {vyre.resident} {
  vyre.return
}
vyre.graph @main(%b: !any, %flag: !one, %n: index) {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  scf.while : () -> () {
    vyre.dispatch @p threads [%n] (%b, %flag) : (!any, !one)
    %m = vyre.read %flag : !one
    %again = arith.cmpi ne, %m, %zero : i32
    scf.condition(%again)
  } do {
    scf.yield
  }
  vyre.return
}

// -----

// The grid grows.
// CHECK: remark: [Missed] LoopReadsEachTime | Category:vyre-predicate-loops | Function=main | Reason="the size of the dispatch changes in the loop"
!one = !vyre.buffer<1xi32, read_write>
!any = !vyre.buffer<?xi32, read_write>
vyre.program @p(%b: !any, %flag: !one) workgroup [64, 1, 1] {
  vyre.return
}
vyre.graph @main(%b: !any, %flag: !one, %n: index) {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  scf.while (%i = %n) : (index) -> (index) {
    vyre.dispatch @p threads [%i] (%b, %flag) : (!any, !one)
    %m = vyre.read %flag : !one
    %again = arith.cmpi ne, %m, %zero : i32
    scf.condition(%again) %i : index
  } do {
  ^bb0(%j: index):
    %j1 = arith.addi %j, %c1 : index
    scf.yield %j1 : index
  }
  vyre.return
}

// -----

// How often a part runs changes, so its first run may be one that nobody checked.
// CHECK: remark: [Missed] LoopReadsEachTime | Category:vyre-predicate-loops | Function=main | Reason="what 'scf.for' decides changes in the loop"
!one = !vyre.buffer<1xi32, read_write>
!any = !vyre.buffer<?xi32, read_write>
vyre.program @p(%b: !any, %flag: !one) workgroup [64, 1, 1] {
  vyre.return
}
vyre.graph @main(%b: !any, %flag: !one, %n: index) {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  scf.while (%i = %c1) : (index) -> (index) {
    scf.for %k = %c1 to %i step %c1 {
      vyre.dispatch @p threads [%n] (%b, %flag) : (!any, !one)
    }
    %m = vyre.read %flag : !one
    %again = arith.cmpi ne, %m, %zero : i32
    scf.condition(%again) %i : index
  } do {
  ^bb0(%j: index):
    %j1 = arith.addi %j, %c1 : index
    scf.yield %j1 : index
  }
  vyre.return
}

// -----

// The device would need the number of the iteration.
// CHECK: remark: [Missed] LoopReadsEachTime | Category:vyre-predicate-loops | Function=main | Reason="one comparison of the condition mixes what is read with a value that changes in the loop"
!one = !vyre.buffer<1xi32, read_write>
!any = !vyre.buffer<?xi32, read_write>
vyre.program @p(%b: !any, %flag: !one) workgroup [64, 1, 1] {
  vyre.return
}
vyre.graph @main(%b: !any, %flag: !one, %n: index) {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  scf.while (%i = %zero) : (i32) -> (i32) {
    vyre.dispatch @p threads [%n] (%b, %flag) : (!any, !one)
    %m = vyre.read %flag : !one
    %again = arith.cmpi ne, %m, %i : i32
    scf.condition(%again) %i : i32
  } do {
  ^bb0(%j: i32):
    %j1 = arith.addi %j, %one : i32
    scf.yield %j1 : i32
  }
  vyre.return
}

// -----

// A program cannot fill this buffer: the device may have no such store.
// CHECK: remark: [Missed] LoopReadsEachTime | Category:vyre-predicate-loops | Function=main | Reason="'vyre.fill' is on a buffer that a program cannot move for it"
!one = !vyre.buffer<1xi32, read_write>
!any = !vyre.buffer<?xi32, read_write>
vyre.program @p(%b: !any, %flag: !one) workgroup [64, 1, 1] {
  vyre.return
}
vyre.graph @main(%b: !any, %flag: !one, %n: index, %bytes: !vyre.buffer<4xi8, read_write>) {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %tiny = arith.constant 0 : i8
  scf.while : () -> () {
    vyre.fill %tiny, %bytes : !vyre.buffer<4xi8, read_write>
    vyre.dispatch @p threads [%n] (%b, %flag) : (!any, !one)
    %m = vyre.read %flag : !one
    %again = arith.cmpi ne, %m, %zero : i32
    scf.condition(%again)
  } do {
    scf.yield
  }
  vyre.return
}

// -----

// A division by what is read may fail.
// CHECK: remark: [Missed] LoopReadsEachTime | Category:vyre-predicate-loops | Function=main | Reason="'arith.divui' of the condition may fail on the device"
!one = !vyre.buffer<1xi32, read_write>
!any = !vyre.buffer<?xi32, read_write>
vyre.program @p(%b: !any, %flag: !one) workgroup [64, 1, 1] {
  vyre.return
}
vyre.graph @main(%b: !any, %flag: !one, %n: index) {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  scf.while : () -> () {
    vyre.dispatch @p threads [%n] (%b, %flag) : (!any, !one)
    %m = vyre.read %flag : !one
    %q = arith.divui %one, %m : i32
    %again = arith.cmpi ne, %q, %zero : i32
    scf.condition(%again)
  } do {
    scf.yield
  }
  vyre.return
}

// -----

// Floats: the device may flush what the host keeps.
// CHECK: remark: [Missed] LoopReadsEachTime | Category:vyre-predicate-loops | Function=main | Reason="the condition is computed with a type that the device may not have"
!one = !vyre.buffer<1xi32, read_write>
!any = !vyre.buffer<?xi32, read_write>
vyre.program @p(%b: !any, %flag: !one) workgroup [64, 1, 1] {
  vyre.return
}
vyre.graph @main(%b: !any, %flag: !one, %n: index) {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  scf.while : () -> () {
    vyre.dispatch @p threads [%n] (%b, %flag) : (!any, !one)
    %m = vyre.read %flag : !one
    %f = arith.sitofp %m : i32 to f32
    %z = arith.constant 0.0 : f32
    %again = arith.cmpf one, %f, %z : f32
    scf.condition(%again)
  } do {
    scf.yield
  }
  vyre.return
}

// -----

// What is read decides nothing.
// CHECK: remark: [Missed] LoopReadsEachTime | Category:vyre-predicate-loops | Function=main | Reason="the condition does not need what is read"
!one = !vyre.buffer<1xi32, read_write>
!any = !vyre.buffer<?xi32, read_write>
vyre.program @p(%b: !any, %flag: !one) workgroup [64, 1, 1] {
  vyre.return
}
vyre.graph @main(%b: !any, %flag: !one, %n: index) {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  scf.while (%i = %zero) : (i32) -> (i32) {
    vyre.dispatch @p threads [%n] (%b, %flag) : (!any, !one)
    %m = vyre.read %flag : !one
    %again = arith.cmpi ult, %i, %one : i32
    scf.condition(%again) %i : i32
  } do {
  ^bb0(%j: i32):
    %j1 = arith.addi %j, %one : i32
    scf.yield %j1 : i32
  }
  vyre.return
}

// -----

// Twelve different sizes of three axes do not fit.
// CHECK: remark: [Missed] LoopReadsEachTime | Category:vyre-predicate-loops | Function=main | Reason="the sizes of its dispatches take 144 bytes of push constants, expected at most 128"
!one = !vyre.buffer<1xi32, read_write>
!any = !vyre.buffer<?xi32, read_write>
vyre.program @p(%b: !any, %flag: !one) workgroup [64, 1, 1] {
  vyre.return
}
vyre.graph @main(%b: !any, %flag: !one, %n0: index, %n1: index, %n2: index, %n3: index, %n4: index, %n5: index, %n6: index, %n7: index, %n8: index, %n9: index, %n10: index, %n11: index, %n12: index, %n13: index, %n14: index, %n15: index, %n16: index, %n17: index, %n18: index, %n19: index, %n20: index, %n21: index, %n22: index, %n23: index, %n24: index, %n25: index, %n26: index, %n27: index, %n28: index, %n29: index, %n30: index, %n31: index, %n32: index, %n33: index, %n34: index, %n35: index) {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  scf.while : () -> () {
    vyre.dispatch @p groups [%n0, %n1, %n2] (%b, %flag) : (!any, !one)
    vyre.dispatch @p groups [%n3, %n4, %n5] (%b, %flag) : (!any, !one)
    vyre.dispatch @p groups [%n6, %n7, %n8] (%b, %flag) : (!any, !one)
    vyre.dispatch @p groups [%n9, %n10, %n11] (%b, %flag) : (!any, !one)
    vyre.dispatch @p groups [%n12, %n13, %n14] (%b, %flag) : (!any, !one)
    vyre.dispatch @p groups [%n15, %n16, %n17] (%b, %flag) : (!any, !one)
    vyre.dispatch @p groups [%n18, %n19, %n20] (%b, %flag) : (!any, !one)
    vyre.dispatch @p groups [%n21, %n22, %n23] (%b, %flag) : (!any, !one)
    vyre.dispatch @p groups [%n24, %n25, %n26] (%b, %flag) : (!any, !one)
    vyre.dispatch @p groups [%n27, %n28, %n29] (%b, %flag) : (!any, !one)
    vyre.dispatch @p groups [%n30, %n31, %n32] (%b, %flag) : (!any, !one)
    vyre.dispatch @p groups [%n33, %n34, %n35] (%b, %flag) : (!any, !one)
    %m = vyre.read %flag : !one
    %again = arith.cmpi ne, %m, %zero : i32
    scf.condition(%again)
  } do {
    scf.yield
  }
  vyre.return
}

// -----

// Four answers and the counts are more buffers than every device takes.
// CHECK: remark: [Missed] LoopReadsEachTime | Category:vyre-predicate-loops | Function=main | Reason="the program that decides would take 5 buffers, and every device takes 4"
!one = !vyre.buffer<1xi32, read_write>
vyre.program @p(%b: !one) workgroup [64, 1, 1] {
  vyre.return
}
vyre.graph @main(%b: !one, %c: !one, %d: !one, %e: !one) {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  scf.while : () -> () {
    vyre.dispatch @p groups [%c1] (%b) : (!one)
    %w = vyre.read %b : !one
    %x = vyre.read %c : !one
    %y = vyre.read %d : !one
    %z = vyre.read %e : !one
    %wx = arith.ori %w, %x : i32
    %yz = arith.ori %y, %z : i32
    %any = arith.ori %wx, %yz : i32
    %again = arith.cmpi ne, %any, %zero : i32
    scf.condition(%again)
  } do {
    scf.yield
  }
  vyre.return
}

// -----

// CHECK-NOT: remark
!one = !vyre.buffer<1xi32, read_write>
!any = !vyre.buffer<?xi32, read_write>
vyre.program @p(%b: !any, %flag: !one) workgroup [64, 1, 1] {
  vyre.return
}
vyre.graph @main(%b: !any, %flag: !one, %n: index) {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  scf.while (%i = %zero) : (i32) -> (i32) {
    %again = arith.cmpi ult, %i, %one : i32
    scf.condition(%again) %i : i32
  } do {
  ^bb0(%j: i32):
    vyre.dispatch @p threads [%n] (%b, %flag) : (!any, !one)
    %j1 = arith.addi %j, %one : i32
    scf.yield %j1 : i32
  }
  vyre.return
}
