// RUN: vyre-opt %s --cse --loop-invariant-code-motion --split-input-file | FileCheck %s

// What generic passes may not do around async copies.

// The copy may write what is loaded, until the wait.
// CHECK-LABEL: vyre.program @keeps_loads_around_copy(
vyre.program @keeps_loads_around_copy(%in: !vyre.buffer<8xi32, read_write>,
                                      %out: !vyre.buffer<8xi32, read_write>) workgroup [8, 1, 1] {
  %i = vyre.local_id x
  %one = arith.constant 1 : index
  // CHECK: %[[BEFORE:.*]] = vyre.load %out
  %a = vyre.load %out[%i] : !vyre.buffer<8xi32, read_write>
  %t = vyre.async_load %in[%i], %out[%i], %one
      : !vyre.buffer<8xi32, read_write>, !vyre.buffer<8xi32, read_write>
  // CHECK: vyre.async_wait
  vyre.async_wait %t
  // CHECK: %[[AFTER:.*]] = vyre.load %out
  %b = vyre.load %out[%i] : !vyre.buffer<8xi32, read_write>
  // CHECK: arith.addi %[[BEFORE]], %[[AFTER]]
  %s = arith.addi %a, %b : i32
  vyre.store %s, %out[%i] : !vyre.buffer<8xi32, read_write>
  vyre.return
}

// -----

// A wait may be for a copy to any buffer, also to workgroup memory.
// CHECK-LABEL: vyre.program @keeps_loads_around_wait(
vyre.program @keeps_loads_around_wait(%in: !vyre.buffer<8xi32, read>,
                                      %out: !vyre.buffer<8xi32, write>) workgroup [1, 1, 1] {
  %s = vyre.workgroup_alloc : !vyre.buffer<8xi32, workgroup>
  %i = vyre.local_id x
  %one = arith.constant 1 : index
  %t = vyre.async_load %in[%i], %s[%i], %one
      : !vyre.buffer<8xi32, read>, !vyre.buffer<8xi32, workgroup>
  // CHECK: %[[BEFORE:.*]] = vyre.load %shared
  %a = vyre.load %s[%one] : !vyre.buffer<8xi32, workgroup>
  // CHECK: vyre.async_wait
  vyre.async_wait %t
  // CHECK: %[[AFTER:.*]] = vyre.load %shared
  %b = vyre.load %s[%one] : !vyre.buffer<8xi32, workgroup>
  // CHECK: arith.addi %[[BEFORE]], %[[AFTER]]
  %sum = arith.addi %a, %b : i32
  vyre.store %sum, %out[%i] : !vyre.buffer<8xi32, write>
  vyre.return
}

// -----

// Two equal copies stay two copies, and a load stays in a loop that copies.
// CHECK-LABEL: vyre.program @keeps_copies(
vyre.program @keeps_copies(%in: !vyre.buffer<8xi32, read>, %out: !vyre.buffer<8xi32, read_write>,
                           %sum: !vyre.buffer<8xi32, write>, %n: index) workgroup [1, 1, 1] {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  // CHECK: scf.for
  scf.for %k = %zero to %n step %one {
    // CHECK: vyre.async_load
    %t = vyre.async_load %in[%zero], %out[%zero], %one
        : !vyre.buffer<8xi32, read>, !vyre.buffer<8xi32, read_write>
    // CHECK: vyre.async_wait
    vyre.async_wait %t
    // CHECK: vyre.async_load
    %u = vyre.async_load %in[%zero], %out[%zero], %one
        : !vyre.buffer<8xi32, read>, !vyre.buffer<8xi32, read_write>
    // CHECK: vyre.async_wait
    vyre.async_wait %u
    // CHECK: vyre.load %out
    %v = vyre.load %out[%zero] : !vyre.buffer<8xi32, read_write>
    vyre.store %v, %sum[%k] : !vyre.buffer<8xi32, write>
  }
  vyre.return
}
