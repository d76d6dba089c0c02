// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre.program(vyre-lower-exits,canonicalize))' --split-input-file | FileCheck %s

// Exits with barriers after them: everybody arrives, only active invocations
// write.

!b = !vyre.buffer<?xi32, read_write>
!s = !vyre.buffer<64xi32, workgroup>

// The code on both sides of the barrier is under the condition, the barrier is
// not, and the declaration stays at the top.
// CHECK-LABEL: vyre.program @keeps_barrier_outside
// CHECK:         %[[S:.*]] = vyre.workgroup_alloc
// CHECK:         %[[ACTIVE:.*]] = arith.cmpi ult
// CHECK-NEXT:    scf.if %[[ACTIVE]] {
// CHECK-NEXT:      %[[V:.*]] = vyre.load %b
// CHECK-NEXT:      vyre.store %[[V]], %[[S]]
// CHECK-NEXT:    }
// CHECK-NEXT:    vyre.barrier workgroup acq_rel
// CHECK-NEXT:    scf.if %[[ACTIVE]] {
// CHECK-NEXT:      %[[W:.*]] = vyre.load %[[S]]
// CHECK-NEXT:      vyre.store %[[W]], %b
// CHECK-NEXT:    }
// CHECK-NEXT:    vyre.return
vyre.program @keeps_barrier_outside(%b: !b) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %i = vyre.global_id x
  %l = vyre.local_id x
  %n = vyre.length %b : !b
  %out = arith.cmpi uge, %i, %n : index
  vyre.exit_if %out
  %s = vyre.workgroup_alloc : !s
  %v = vyre.load %b[%i] : !b
  vyre.store %v, %s[%l] : !s
  vyre.barrier workgroup acq_rel
  %w = vyre.load %s[%c0] : !s
  vyre.store %w, %b[%i] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>
!s = !vyre.buffer<64xi32, workgroup>

// A value that crosses the barrier is zero for who left; pure ops need no
// condition.
// CHECK-LABEL: vyre.program @carries_values_across
// CHECK:         %[[V:.*]] = scf.if %[[ACTIVE:.*]] -> (i32) {
// CHECK:         } else {
// CHECK-NEXT:      scf.yield %c0_i32 : i32
// CHECK-NEXT:    }
// CHECK-NEXT:    vyre.barrier workgroup acq_rel
// CHECK:         scf.if %[[ACTIVE]] {
// CHECK-NEXT:      vyre.store %[[V]], %b
vyre.program @carries_values_across(%b: !b) workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %n = vyre.length %b : !b
  %out = arith.cmpi uge, %i, %n : index
  vyre.exit_if %out
  %v = vyre.load %b[%i] : !b
  vyre.barrier workgroup acq_rel
  %c1 = arith.constant 1 : index
  %j = arith.addi %i, %c1 : index
  vyre.store %v, %b[%j] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// A counted loop around a barrier keeps its trip count for everybody; who left
// is carried along. An exit condition on values of the body may use zeros.
// CHECK-LABEL: vyre.program @barrier_in_loop
// CHECK:         %[[LOOP:.*]]:2 = scf.for %{{.*}} = %c0 to %t step %c1 iter_args(%[[ACC:.*]] = %{{.*}}, %[[ALIVE:.*]] = %true) -> (i32, i1) {
// CHECK-NEXT:      %[[X:.*]]:2 = scf.if %[[ALIVE]] -> (i32, i32) {
// CHECK:           vyre.barrier workgroup acq_rel
// CHECK:           %[[STAYS:.*]] = arith.andi %[[ALIVE]]
// CHECK-NEXT:      scf.yield %{{.*}}, %[[STAYS]] : i32, i1
// CHECK:         scf.if %[[LOOP]]#1 {
// CHECK-NEXT:      vyre.store %[[LOOP]]#0
vyre.program @barrier_in_loop(%b: !b, %t: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  %sum = scf.for %k = %c0 to %t step %c1 iter_args(%a = %zero) -> i32 {
    %v = vyre.load %b[%k] : !b
    %s = arith.addi %a, %v : i32
    vyre.barrier workgroup acq_rel
    %is = arith.cmpi eq, %v, %zero : i32
    vyre.exit_if %is
    scf.yield %s : i32
  }
  vyre.store %sum, %b[%i] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// What decides whether a barrier runs is computed by everybody: the load loses
// its proof, because the proof came from the exit. The write in front of it
// keeps its order.
// CHECK-LABEL: vyre.program @keeps_control_outside
// CHECK:         scf.if %[[ACTIVE:.*]] {
// CHECK-NEXT:      vyre.store %{{.*}}, %b[%global_x] in_bounds
// CHECK-NEXT:    }
// CHECK-NEXT:    %[[V:.*]] = vyre.load %b[%workgroup_x] :
// CHECK-NEXT:    %[[GO:.*]] = arith.cmpi eq, %[[V]]
// CHECK-NEXT:    scf.if %[[GO]] {
// CHECK-NEXT:      vyre.barrier workgroup acq_rel
// CHECK-NEXT:      scf.if %[[ACTIVE]] {
// CHECK-NEXT:        vyre.store
vyre.program @keeps_control_outside(%b: !b, %p: i32) workgroup [64, 1, 1] {
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  %g = vyre.workgroup_id x
  %n = vyre.length %b : !b
  %far = arith.cmpi uge, %g, %n : index
  vyre.exit_if %far
  vyre.store %p, %b[%i] in_bounds : !b
  %v = vyre.load %b[%g] in_bounds : !b
  %go = arith.cmpi eq, %v, %zero : i32
  scf.if %go {
    vyre.barrier workgroup acq_rel
    vyre.store %zero, %b[%i] : !b
  }
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// A while loop around a barrier may end only because of what the others write.
// The workgroup votes whether anybody is left, so that it ends when all left.
// CHECK-LABEL: vyre.program @votes_in_while
// CHECK:         %[[BALLOT:.*]] = vyre.workgroup_alloc : !vyre.buffer<1xi32, workgroup>
// CHECK:         scf.while (%[[ALIVE:.*]] = %true)
// CHECK-NEXT:      %[[V:.*]] = vyre.load %b
// CHECK-NEXT:      %[[COND:.*]] = arith.cmpi ne, %[[V]]
// CHECK-NEXT:      scf.if %[[ALIVE]] {
// CHECK-NEXT:        vyre.atomic_rmw add relaxed %c1_i32, %[[BALLOT]]
// CHECK-NEXT:      }
// CHECK-NEXT:      vyre.barrier workgroup acq_rel
// CHECK-NEXT:      %[[SUM:.*]] = vyre.atomic_load relaxed %[[BALLOT]]
// CHECK-NEXT:      vyre.barrier workgroup acq_rel
// CHECK-NEXT:      scf.if %[[ALIVE]] {
// CHECK-NEXT:        vyre.atomic_rmw add relaxed %c-1_i32, %[[BALLOT]]
// CHECK-NEXT:      }
// CHECK-NEXT:      %[[ANY:.*]] = arith.cmpi ne, %[[SUM]]
// CHECK-NEXT:      %[[GO:.*]] = arith.andi %[[COND]], %[[ANY]]
// CHECK-NEXT:      scf.condition(%[[GO]])
vyre.program @votes_in_while(%b: !b) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  scf.while : () -> () {
    %v = vyre.load %b[%c0] : !b
    %go = arith.cmpi ne, %v, %zero : i32
    scf.condition(%go)
  } do {
    vyre.barrier workgroup acq_rel
    %w = vyre.load %b[%i] : !b
    %done = arith.cmpi eq, %w, %zero : i32
    vyre.exit_if %done
    vyre.store %zero, %b[%i] : !b
    scf.yield
  }
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// If nobody leaves inside the loop, one vote in front of it is enough.
// CHECK-LABEL: vyre.program @votes_before_while
// CHECK:         %[[SUM:.*]] = vyre.atomic_load relaxed
// CHECK:         %[[ANY:.*]] = arith.cmpi ne, %[[SUM]]
// CHECK-NEXT:    scf.while
// CHECK-NOT:       vyre.atomic_load
// CHECK:           %[[GO:.*]] = arith.andi %{{.*}}, %[[ANY]]
// CHECK-NEXT:      scf.condition(%[[GO]])
vyre.program @votes_before_while(%b: !b) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  %n = vyre.length %b : !b
  %out = arith.cmpi uge, %i, %n : index
  vyre.exit_if %out
  scf.while : () -> () {
    %v = vyre.load %b[%c0] : !b
    %go = arith.cmpi ne, %v, %zero : i32
    scf.condition(%go)
  } do {
    vyre.store %zero, %b[%i] : !b
    vyre.barrier workgroup acq_rel
    scf.yield
  }
  vyre.return
}
