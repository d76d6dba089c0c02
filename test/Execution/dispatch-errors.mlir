// RUN: vyre-run %s --entry=nothing
// RUN: not vyre-run %s --entry=zero 2>&1 | FileCheck %s --check-prefix=ZERO
// RUN: %python %S/Inputs/exit-code.py 6 vyre-run %s --entry=zero
// RUN: not vyre-run %s --entry=huge 2>&1 | FileCheck %s --check-prefix=HUGE
// RUN: %python %S/Inputs/exit-code.py 6 vyre-run %s --entry=huge
// RUN: not vyre-run %s --entry=negative 2>&1 \
// RUN:   | FileCheck %s --check-prefix=NEGATIVE
// REQUIRES: vulkan

// The size of a dispatch that no device can run is an error with its place;
// `threads` of no element at all is not, for a loop over nothing is fine.

vyre.program @add(%b: !vyre.buffer<1xi32, read_write>) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %old = vyre.atomic_rmw add relaxed %one, %b[%c0]
      : !vyre.buffer<1xi32, read_write>
  vyre.return
}

vyre.graph @nothing() {
  %c0 = arith.constant 0 : index
  %c5 = arith.constant 5 : index
  %b = vyre.alloc : !vyre.buffer<1xi32, read_write>
  %none = vyre.alloc(%c0) : !vyre.buffer<?xi32, read_write>
  %n = vyre.length %none : !vyre.buffer<?xi32, read_write>
  vyre.dispatch @add threads [%n] (%b) : (!vyre.buffer<1xi32, read_write>)
  vyre.dispatch @add threads [%c5, %n] (%b) : (!vyre.buffer<1xi32, read_write>)
  vyre.expect %b : !vyre.buffer<1xi32, read_write> == dense<0> : tensor<1xi32>
  vyre.return
}

vyre.graph @zero() {
  %c0 = arith.constant 0 : index
  %b = vyre.alloc : !vyre.buffer<1xi32, read_write>
  // ZERO: dispatch-errors.mlir:[[#@LINE+1]]:3: error: {{.*}}'add' has 0 workgroups{{.*}}expected at least 1; fix: {{.+}}
  vyre.dispatch @add groups [%c0] (%b) : (!vyre.buffer<1xi32, read_write>)
  vyre.return
}

// More workgroups than lavapipe and most devices take along y.
vyre.graph @huge() {
  %c1 = arith.constant 1 : index
  %c70000 = arith.constant 70000 : index
  %b = vyre.alloc : !vyre.buffer<1xi32, read_write>
  // HUGE: dispatch-errors.mlir:[[#@LINE+1]]:3: error: {{.*}}'add' has 70000 workgroups in y, the device allows {{[0-9]+}}; fix: {{.+}}
  vyre.dispatch @add groups [%c1, %c70000] (%b)
      : (!vyre.buffer<1xi32, read_write>)
  vyre.return
}

// 0 - 1 is 4294967295.
vyre.graph @negative() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %b = vyre.alloc : !vyre.buffer<1xi32, read_write>
  %none = vyre.alloc(%c0) : !vyre.buffer<?xi32, read_write>
  %n = vyre.length %none : !vyre.buffer<?xi32, read_write>
  %less = arith.subi %n, %c1 : index
  // NEGATIVE: dispatch-errors.mlir:[[#@LINE+1]]:3: error: {{.*}}'add' has 274877906880 invocations in x, ids have 32 bits; fix: {{.+}}
  vyre.dispatch @add groups [%less] (%b) : (!vyre.buffer<1xi32, read_write>)
  vyre.return
}
