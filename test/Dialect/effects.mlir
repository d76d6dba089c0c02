// RUN: vyre-opt %s --cse --split-input-file | FileCheck %s

// What generic passes may and may not do with memory ops: CSE.

// Two loads of one element with nothing in between are one load.
// CHECK-LABEL: vyre.program @merges_loads(
vyre.program @merges_loads(%in: !vyre.buffer<8xi32, read>,
                           %out: !vyre.buffer<8xi32, write>) workgroup [8, 1, 1] {
  %i = vyre.local_id x
  // CHECK: %[[V:.*]] = vyre.load %in
  // CHECK-NOT: vyre.load
  // CHECK: arith.addi %[[V]], %[[V]]
  %a = vyre.load %in[%i] : !vyre.buffer<8xi32, read>
  %b = vyre.load %in[%i] : !vyre.buffer<8xi32, read>
  %s = arith.addi %a, %b : i32
  vyre.store %s, %out[%i] : !vyre.buffer<8xi32, write>
  vyre.return
}

// -----

// A store may change what is loaded.
// CHECK-LABEL: vyre.program @keeps_load_after_store(
vyre.program @keeps_load_after_store(%b: !vyre.buffer<8xi32, read_write>) workgroup [8, 1, 1] {
  %i = vyre.local_id x
  // CHECK: %[[A:.*]] = vyre.load
  // CHECK: vyre.store
  // CHECK: %[[B:.*]] = vyre.load
  // CHECK: arith.addi %[[A]], %[[B]]
  %a = vyre.load %b[%i] : !vyre.buffer<8xi32, read_write>
  vyre.store %a, %b[%i] : !vyre.buffer<8xi32, read_write>
  %c = vyre.load %b[%i] : !vyre.buffer<8xi32, read_write>
  %s = arith.addi %a, %c : i32
  vyre.store %s, %b[%i] : !vyre.buffer<8xi32, read_write>
  vyre.return
}

// -----

// Behind a barrier other invocations' writes are visible (VYRE-MM-13). An access
// names its resource, not its buffer, so a read buffer is treated alike.
// CHECK-LABEL: vyre.program @keeps_load_after_barrier(
vyre.program @keeps_load_after_barrier(%in: !vyre.buffer<8xi32, read>,
                                       %out: !vyre.buffer<8xi32, write>) workgroup [8, 1, 1] {
  %i = vyre.local_id x
  // CHECK: %[[A:.*]] = vyre.load
  // CHECK: vyre.barrier
  // CHECK: %[[B:.*]] = vyre.load
  // CHECK: arith.addi %[[A]], %[[B]]
  %a = vyre.load %in[%i] : !vyre.buffer<8xi32, read>
  vyre.barrier workgroup acq_rel
  %b = vyre.load %in[%i] : !vyre.buffer<8xi32, read>
  %s = arith.addi %a, %b : i32
  vyre.store %s, %out[%i] : !vyre.buffer<8xi32, write>
  vyre.return
}

// -----

// An acquire orders later loads after it (VYRE-MM-12), in workgroup memory too.
// CHECK-LABEL: vyre.program @keeps_load_after_acquire(
vyre.program @keeps_load_after_acquire(%flag: !vyre.buffer<1xi32, read_write>,
                                       %out: !vyre.buffer<8xi32, write>) workgroup [8, 1, 1] {
  %shared = vyre.workgroup_alloc : !vyre.buffer<8xi32, workgroup>
  %i = vyre.local_id x
  %c0 = arith.constant 0 : index
  // CHECK: %[[A:.*]] = vyre.load %shared
  // CHECK: %[[F:.*]] = vyre.atomic_load acquire
  // CHECK: %[[B:.*]] = vyre.load %shared
  // CHECK: arith.addi %[[A]], %[[B]]
  %a = vyre.load %shared[%i] : !vyre.buffer<8xi32, workgroup>
  %f = vyre.atomic_load acquire %flag[%c0] : !vyre.buffer<1xi32, read_write>
  %b = vyre.load %shared[%i] : !vyre.buffer<8xi32, workgroup>
  %s = arith.addi %a, %b : i32
  %t = arith.addi %s, %f : i32
  vyre.store %t, %out[%i] : !vyre.buffer<8xi32, write>
  vyre.return
}

// -----

// Two relaxed atomic loads may see two values: a waiting loop rests on that.
// CHECK-LABEL: vyre.program @keeps_relaxed_loads(
vyre.program @keeps_relaxed_loads(%flag: !vyre.buffer<1xi32, read>,
                                  %out: !vyre.buffer<8xi32, write>) workgroup [8, 1, 1] {
  %c0 = arith.constant 0 : index
  // CHECK: %[[A:.*]] = vyre.atomic_load relaxed
  // CHECK: %[[B:.*]] = vyre.atomic_load relaxed
  // CHECK: arith.subi %[[A]], %[[B]]
  %a = vyre.atomic_load relaxed %flag[%c0] : !vyre.buffer<1xi32, read>
  %b = vyre.atomic_load relaxed %flag[%c0] : !vyre.buffer<1xi32, read>
  %s = arith.subi %a, %b : i32
  vyre.store %s, %out[%c0] : !vyre.buffer<8xi32, write>
  vyre.return
}

// -----

// An atomic without a use of its result still acts; so do a barrier and an exit.
// CHECK-LABEL: vyre.program @keeps_effects(
vyre.program @keeps_effects(%n: !vyre.buffer<1xi32, read_write>, %x: i32) workgroup [8, 1, 1] {
  %c0 = arith.constant 0 : index
  %out = arith.cmpi eq, %x, %x : i32
  // CHECK: vyre.atomic_rmw
  // CHECK: vyre.barrier
  // CHECK: vyre.exit_if
  // CHECK: vyre.atomic_load
  %old = vyre.atomic_rmw add relaxed %x, %n[%c0] : !vyre.buffer<1xi32, read_write>
  vyre.barrier workgroup acq_rel
  vyre.exit_if %out
  %again = vyre.atomic_load relaxed %n[%c0] : !vyre.buffer<1xi32, read_write>
  vyre.return
}

// -----

// Ids are constants of an invocation.
// CHECK-LABEL: vyre.program @merges_ids(
vyre.program @merges_ids(%b: !vyre.buffer<?xi32, write>) workgroup [8, 1, 1] {
  // CHECK: %global_x = vyre.global_id x
  // CHECK-NOT: vyre.global_id
  // CHECK: arith.addi %global_x, %global_x
  %i = vyre.global_id x
  %v = arith.constant 1 : i32
  vyre.store %v, %b[%i] : !vyre.buffer<?xi32, write>
  vyre.barrier workgroup acq_rel
  %j = vyre.global_id x
  %k = arith.addi %i, %j : index
  vyre.store %v, %b[%k] : !vyre.buffer<?xi32, write>
  vyre.return
}
