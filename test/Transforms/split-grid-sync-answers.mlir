// RUN: vyre-opt %s --vyre-split-grid-sync --canonicalize --cse --split-input-file | FileCheck %s

// What the device tells the host is the same in all invocations, so one
// workgroup is enough to find it out, if the segment does nothing else. Executed
// by test/Execution/grid-control.mlir and grid-empty.mlir.

!rw = !vyre.buffer<?xi32, read_write>

// The dispatches have workgroups. An error about none of them stays one.
// CHECK-LABEL: vyre.graph @main(
// CHECK:         vyre.alloc uninitialized : !vyre.buffer<1xi32, read_write>
// CHECK:         scf.while
// CHECK:           %[[ONE:.*]] = arith.minui %n, %c1
// CHECK:           vyre.dispatch @flag_0 groups [%[[ONE]]]
// CHECK:           vyre.read
// CHECK:         } do {
// CHECK:           vyre.dispatch @flag_1 groups [%n]
vyre.program @flag(%b: !rw) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  scf.while : () -> () {
    %f = vyre.load %b[%c0] : !rw
    %more = arith.cmpi ne, %f, %zero : i32
    scf.condition(%more)
  } do {
    vyre.barrier grid
    vyre.store %zero, %b[%i] : !rw
    vyre.barrier grid
    scf.yield
  }
  vyre.return
}
vyre.graph @main(%b: !rw, %n: index) {
  vyre.dispatch @flag groups [%n] (%b) : (!rw)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>

// The dispatches have invocations, maybe none: then the segment has none either,
// and the host finds the zero that was there.
// CHECK-LABEL: vyre.graph @main(
// CHECK:         vyre.alloc : !vyre.buffer<1xi32, read_write>
// CHECK:         scf.while
// CHECK:           %[[SOME:.*]] = arith.minui %n, %c4
// CHECK:           vyre.dispatch @flag_0 threads [%[[SOME]]]
// CHECK:         } do {
// CHECK:           vyre.dispatch @flag_1 threads [%n]
vyre.program @flag(%b: !rw) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  scf.while : () -> () {
    %f = vyre.load %b[%c0] : !rw
    %more = arith.cmpi ne, %f, %zero : i32
    scf.condition(%more)
  } do {
    vyre.barrier grid
    vyre.store %zero, %b[%i] : !rw
    vyre.barrier grid
    scf.yield
  }
  vyre.return
}
vyre.graph @main(%b: !rw, %n: index) {
  vyre.dispatch @flag threads [%n] (%b) : (!rw)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>

// The number of workgroups must stay what it is.
// CHECK-LABEL: vyre.graph @main(
// CHECK:         scf.while
// CHECK:           vyre.dispatch @counts_0 groups [%n]
vyre.program @counts(%b: !rw) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  %groups = vyre.num_workgroups x
  scf.while : () -> () {
    %f = vyre.load %b[%c0] : !rw
    %limit = arith.index_castui %groups : index to i32
    %more = arith.cmpi ugt, %f, %limit : i32
    scf.condition(%more)
  } do {
    vyre.barrier grid
    vyre.store %zero, %b[%i] : !rw
    vyre.barrier grid
    scf.yield
  }
  vyre.return
}
vyre.graph @main(%b: !rw, %n: index) {
  vyre.dispatch @counts groups [%n] (%b) : (!rw)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>

// The segment also does something in all workgroups.
// CHECK-LABEL: vyre.graph @main(
// CHECK:         scf.while
// CHECK:           vyre.dispatch @works_0 groups [%n]
// CHECK:           vyre.dispatch @works_1 groups [%n]
vyre.program @works(%b: !rw, %c: !rw) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  scf.while : () -> () {
    vyre.store %zero, %b[%i] : !rw
    vyre.barrier grid
    %f = vyre.load %b[%c0] : !rw
    vyre.store %f, %c[%i] : !rw
    %more = arith.cmpi ne, %f, %zero : i32
    scf.condition(%more)
  } do {
    vyre.barrier grid
    scf.yield
  }
  vyre.return
}
vyre.graph @main(%b: !rw, %c: !rw, %n: index) {
  vyre.dispatch @works groups [%n] (%b, %c) : (!rw, !rw)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>

// Invocations may have left, so anybody may be the one who answers.
// CHECK-LABEL: vyre.graph @main(
// CHECK:         scf.while
// CHECK:           vyre.dispatch @left_0 groups [%n]
vyre.program @left(%b: !rw) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %c7 = arith.constant 7 : index
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  %out = arith.cmpi ult, %i, %c7 : index
  vyre.exit_if %out
  scf.while : () -> () {
    %f = vyre.load %b[%c0] : !rw
    %more = arith.cmpi ne, %f, %zero : i32
    scf.condition(%more)
  } do {
    vyre.barrier grid
    vyre.store %zero, %b[%i] : !rw
    vyre.barrier grid
    scf.yield
  }
  vyre.return
}
vyre.graph @main(%b: !rw, %n: index) {
  vyre.dispatch @left groups [%n] (%b) : (!rw)
  vyre.return
}
