// RUN: vyre-opt %s --cse --loop-invariant-code-motion --canonicalize --split-input-file | FileCheck %s

// What generic passes may and may not do with subgroup ops. What they give
// depends on who has left (VYRE-SG-02).

// Nobody leaves between the two, so they give the same.
// CHECK-LABEL: vyre.program @merges_neighbours(
vyre.program @merges_neighbours(%out: !vyre.buffer<8xi32, write>, %v: i32) workgroup [8, 1, 1] {
  %i = vyre.local_id x
  // CHECK: %[[V:.*]] = vyre.subgroup_reduce <add>
  // CHECK-NOT: vyre.subgroup_reduce
  // CHECK: arith.addi %[[V]], %[[V]]
  %a = vyre.subgroup_reduce <add> %v : i32
  %b = vyre.subgroup_reduce <add> %v : i32
  %s = arith.addi %a, %b : i32
  vyre.store %s, %out[%i] : !vyre.buffer<8xi32, write>
  vyre.return
}

// -----

// Those that leave count in the first and not in the second.
// CHECK-LABEL: vyre.program @keeps_both_around_exit(
vyre.program @keeps_both_around_exit(%out: !vyre.buffer<8xi32, write>, %v: i32, %n: index) workgroup [8, 1, 1] {
  %i = vyre.local_id x
  %out_of = arith.cmpi uge, %i, %n : index
  // CHECK: %[[A:.*]] = vyre.subgroup_reduce <add>
  // CHECK: vyre.exit_if
  // CHECK: %[[B:.*]] = vyre.subgroup_reduce <add>
  // CHECK: arith.addi %[[A]], %[[B]]
  %a = vyre.subgroup_reduce <add> %v : i32
  vyre.exit_if %out_of
  %b = vyre.subgroup_reduce <add> %v : i32
  %s = arith.addi %a, %b : i32
  vyre.store %s, %out[%i] : !vyre.buffer<8xi32, write>
  vyre.return
}

// -----

// The same, where the exit is in control flow.
// CHECK-LABEL: vyre.program @keeps_both_around_nested_exit(
vyre.program @keeps_both_around_nested_exit(%out: !vyre.buffer<8xi32, write>, %p: i32, %n: index) workgroup [8, 1, 1] {
  %zero = arith.constant 0 : i32
  %v = arith.cmpi ne, %p, %zero : i32
  %i = vyre.local_id x
  %out_of = arith.cmpi uge, %i, %n : index
  // CHECK: vyre.subgroup_ballot
  // CHECK: vyre.exit_if
  // CHECK: vyre.subgroup_ballot
  %a = vyre.subgroup_ballot %v
  %x = vector.extract %a[0] : i32 from vector<4xi32>
  scf.if %v {
    vyre.exit_if %out_of
  }
  %b = vyre.subgroup_ballot %v
  %y = vector.extract %b[0] : i32 from vector<4xi32>
  %s = arith.addi %x, %y : i32
  vyre.store %s, %out[%i] : !vyre.buffer<8xi32, write>
  vyre.return
}

// -----

// Operands do not change in the loop, but who is there may; and where the loop
// does not run nobody takes part.
// CHECK-LABEL: vyre.program @stays_in_loop(
vyre.program @stays_in_loop(%out: !vyre.buffer<8xi32, write>, %v: i32, %n: index) workgroup [8, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: scf.for
  // CHECK: vyre.subgroup_shuffle
  scf.for %k = %c0 to %n step %c1 {
    %a = vyre.subgroup_shuffle %v, %c0 : i32
    vyre.store %a, %out[%k] : !vyre.buffer<8xi32, write>
    %left = arith.cmpi uge, %k, %n : index
    vyre.exit_if %left
  }
  vyre.return
}

// -----

// One before a branch does not stand for one in it.
// CHECK-LABEL: vyre.program @keeps_both_around_branch(
vyre.program @keeps_both_around_branch(%out: !vyre.buffer<8xi32, write>, %v: i32, %p: i32) workgroup [8, 1, 1] {
  %c = arith.cmpi slt, %v, %p : i32
  %i = vyre.local_id x
  // CHECK: vyre.subgroup_reduce
  // CHECK: scf.if
  // CHECK: vyre.subgroup_reduce
  %a = vyre.subgroup_reduce <maxs> %v : i32
  vyre.store %a, %out[%i] : !vyre.buffer<8xi32, write>
  scf.if %c {
    %b = vyre.subgroup_reduce <maxs> %v : i32
    vyre.store %b, %out[%i] : !vyre.buffer<8xi32, write>
  }
  vyre.return
}

// -----

// It orders nothing: without a use it goes away. A load does not.
// CHECK-LABEL: vyre.program @dead(
// CHECK-NOT: vyre.subgroup
// CHECK: vyre.return
vyre.program @dead(%v: i32, %p: i32, %lane: index) workgroup [8, 1, 1] {
  %c = arith.cmpi slt, %v, %p : i32
  %a = vyre.subgroup_reduce <xor> %v : i32
  %b = vyre.subgroup_ballot %c
  %d = vyre.subgroup_shuffle %v, %lane : i32
  %e = vyre.subgroup_id
  vyre.return
}

// -----

// It orders no memory, so a load on both sides is one.
// CHECK-LABEL: vyre.program @merges_loads_around(
vyre.program @merges_loads_around(%in: !vyre.buffer<8xi32, read>, %out: !vyre.buffer<8xi32, write>) workgroup [8, 1, 1] {
  %i = vyre.local_id x
  // CHECK: %[[V:.*]] = vyre.load
  // CHECK: %[[S:.*]] = vyre.subgroup_reduce <add> %[[V]]
  // CHECK-NOT: vyre.load
  // CHECK: arith.addi %[[S]], %[[V]]
  %a = vyre.load %in[%i] : !vyre.buffer<8xi32, read>
  %r = vyre.subgroup_reduce <add> %a : i32
  %b = vyre.load %in[%i] : !vyre.buffer<8xi32, read>
  %s = arith.addi %r, %b : i32
  vyre.store %s, %out[%i] : !vyre.buffer<8xi32, write>
  vyre.return
}
