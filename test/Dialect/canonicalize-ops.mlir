// RUN: vyre-opt %s --canonicalize --split-input-file | FileCheck %s

// A condition that never holds is no exit; one that may hold stays, and so does
// one that always holds: what follows it still stands in the program.
// CHECK-LABEL: vyre.program @exits(
vyre.program @exits(%c: i32) workgroup [1, 1, 1] {
  // CHECK-DAG: %[[TRUE:.*]] = arith.constant true
  %false = arith.constant false
  %true = arith.constant true
  %zero = arith.constant 0 : i32
  %maybe = arith.cmpi eq, %c, %zero : i32
  // CHECK: %[[MAYBE:.*]] = arith.cmpi
  // CHECK-NEXT: vyre.exit_if %[[MAYBE]]
  // CHECK-NEXT: vyre.exit_if %[[TRUE]]
  // CHECK-NEXT: vyre.return
  vyre.exit_if %false
  vyre.exit_if %maybe
  vyre.exit_if %true
  vyre.return
}

// -----

// A region that holds nothing goes away, one that holds an op stays.
// CHECK-LABEL: vyre.program @regions(
vyre.program @regions(%b: !vyre.buffer<8xi32, write>, %x: i32) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  // CHECK-NOT: "empty"
  vyre.region "empty" {
  }
  %v = vyre.region "empty" -> i32 {
    vyre.yield %x : i32
  }
  // CHECK: vyre.store %x, %b
  vyre.store %v, %b[%c0] : !vyre.buffer<8xi32, write>
  // CHECK: vyre.region "full" {
  // CHECK-NEXT: vyre.store
  vyre.region "full" {
    vyre.store %x, %b[%c0] : !vyre.buffer<8xi32, write>
  }
  vyre.return
}

// -----

// The length of a static count is known; that of `?` is not.
// CHECK-LABEL: vyre.program @lengths(
vyre.program @lengths(%four: !vyre.buffer<4xi32, write>,
                      %any: !vyre.buffer<?xi32, write>) workgroup [1, 1, 1] {
  // CHECK-DAG: %[[FOUR:.*]] = arith.constant 4 : index
  %v = arith.constant 1 : i32
  %n = vyre.length %four : !vyre.buffer<4xi32, write>
  // CHECK: %[[N:.*]] = vyre.length %any
  %m = vyre.length %any : !vyre.buffer<?xi32, write>
  // CHECK: vyre.store %{{.*}}, %any[%[[FOUR]]]
  vyre.store %v, %any[%n] : !vyre.buffer<?xi32, write>
  // CHECK: vyre.store %{{.*}}, %any[%[[N]]]
  vyre.store %v, %any[%m] : !vyre.buffer<?xi32, write>
  vyre.return
}

// -----

// Constants that folding makes stay inside the graph that uses them.
vyre.program @p() workgroup [1, 1, 1] {
  vyre.return
}
// CHECK-LABEL: vyre.graph @graph_length(
vyre.graph @graph_length(%b: !vyre.buffer<4xi32, read>) {
  // CHECK: %[[FOUR:.*]] = arith.constant 4 : index
  // CHECK: vyre.dispatch @p threads [%[[FOUR]]]
  %n = vyre.length %b : !vyre.buffer<4xi32, read>
  vyre.dispatch @p threads [%n] () : ()
  vyre.return
}

// -----

// Along an axis of size 1 every local id is 0; other ids stay.
// CHECK-LABEL: vyre.program @ids(
vyre.program @ids(%b: !vyre.buffer<64xi32, write>) workgroup [64, 1, 1] {
  // CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
  %v = arith.constant 1 : i32
  // CHECK: %local_x = vyre.local_id x
  %x = vyre.local_id x
  %y = vyre.local_id y
  %g = vyre.global_id y
  // CHECK: vyre.store %{{.*}}, %b[%local_x]
  vyre.store %v, %b[%x] : !vyre.buffer<64xi32, write>
  // CHECK: vyre.store %{{.*}}, %b[%[[C0]]]
  vyre.store %v, %b[%y] : !vyre.buffer<64xi32, write>
  // CHECK: vyre.store %{{.*}}, %b[%global_y]
  vyre.store %v, %b[%g] : !vyre.buffer<64xi32, write>
  vyre.return
}

// -----

// Memory without uses goes away, in programs and in graphs.
// CHECK-LABEL: vyre.program @unused_memory(
// CHECK-NEXT: vyre.return
vyre.program @unused_memory() workgroup [1, 1, 1] {
  %s = vyre.workgroup_alloc : !vyre.buffer<64xi32, workgroup>
  vyre.return
}
// CHECK-LABEL: vyre.graph @unused_buffers(
// CHECK-NEXT: vyre.return
vyre.graph @unused_buffers() {
  %a = vyre.alloc : !vyre.buffer<64xi32, read_write>
  %c = vyre.constant dense<1> : tensor<4xi32> -> !vyre.buffer<4xi32, read>
  vyre.return
}
