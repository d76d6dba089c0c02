// RUN: vyre-opt %s --loop-invariant-code-motion --split-input-file | FileCheck %s

// What generic passes may and may not do with memory ops: moving them.

// A load stays behind the barrier of its iteration, though its index does not
// change; the total division, which cannot trap, leaves the loop.
// CHECK-LABEL: vyre.program @load_and_barrier(
vyre.program @load_and_barrier(%b: !vyre.buffer<8xi32, read_write>, %n: index) workgroup [8, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: %[[Q:.*]] = vyre.divui %n, %local_x
  // CHECK: scf.for
  // CHECK-NEXT: vyre.barrier
  // CHECK-NEXT: %[[V:.*]] = vyre.load %b[%[[Q]]]
  // CHECK-NEXT: vyre.store %[[V]], %b
  %i = vyre.local_id x
  scf.for %k = %c0 to %n step %c1 {
    vyre.barrier workgroup acq_rel
    %q = vyre.divui %n, %i : index
    %v = vyre.load %b[%q] : !vyre.buffer<8xi32, read_write>
    vyre.store %v, %b[%i] : !vyre.buffer<8xi32, read_write>
  }
  vyre.return
}

// -----

// A loop that waits for another invocation loads again and again.
// CHECK-LABEL: vyre.program @waiting(
vyre.program @waiting(%flag: !vyre.buffer<1xi32, read>) workgroup [8, 1, 1] {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  // CHECK: scf.while
  // CHECK-NEXT: vyre.atomic_load relaxed
  scf.while : () -> () {
    %v = vyre.atomic_load relaxed %flag[%c0] : !vyre.buffer<1xi32, read>
    %again = arith.cmpi eq, %v, %zero : i32
    scf.condition(%again)
  } do {
    scf.yield
  }
  vyre.return
}

// -----

// Nothing moves out of a loop past an exit that comes before it.
// CHECK-LABEL: vyre.program @exit(
vyre.program @exit(%b: !vyre.buffer<8xi32, read_write>, %n: index, %x: i32) workgroup [8, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %out = arith.cmpi eq, %x, %zero : i32
  // CHECK: scf.for
  // CHECK-NEXT: vyre.exit_if
  // CHECK-NEXT: vyre.store
  scf.for %k = %c0 to %n step %c1 {
    vyre.exit_if %out
    vyre.store %x, %b[%c0] : !vyre.buffer<8xi32, read_write>
  }
  vyre.return
}
