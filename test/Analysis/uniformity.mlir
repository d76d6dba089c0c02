// RUN: not vyre-opt %s --pass-pipeline='builtin.module(vyre.program(vyre-verify-uniformity{print-uniformity=true}))' --split-input-file -o /dev/null 2>&1 | FileCheck %s

!b = !vyre.buffer<?xi32, read_write>
!s = !vyre.buffer<64xi32, workgroup>

// What each source says about itself. The buffers are handles: all of the grid
// has the same storage, each workgroup memory of its own.
// CHECK-LABEL: uniformity of @sources
// CHECK-NEXT:    %b: grid
// CHECK-NEXT:    %n: grid
// CHECK-NEXT:    %shared: workgroup
// CHECK-NEXT:    %c1: grid
// CHECK-NEXT:    %groups_x: grid
// CHECK-NEXT:    %workgroup_x: workgroup
// CHECK-NEXT:    %local_x: divergent
// CHECK-NEXT:    %global_x: divergent
// CHECK-NEXT:    [[LENGTH:%.*]]: grid
// CHECK-NEXT:    [[SUM:%.*]]: workgroup
// CHECK-NEXT:    [[MIXED:%.*]]: divergent
vyre.program @sources(%b: !b, %n: index) workgroup [64, 1, 1] {
  %s = vyre.workgroup_alloc : !s
  %c1 = arith.constant 1 : index
  %groups = vyre.num_workgroups x
  %w = vyre.workgroup_id x
  %l = vyre.local_id x
  %g = vyre.global_id x
  %length = vyre.length %b : !b
  %sum = arith.addi %w, %n : index
  %mixed = arith.addi %sum, %l : index
  vyre.return
}

// -----

// Along an axis of size 1 the local id is 0 and the global id that of the
// workgroup.
// CHECK-LABEL: uniformity of @axis_of_size_one
// CHECK:         %local_y: grid
// CHECK-NEXT:    %global_y: workgroup
// CHECK-NEXT:    %local_x: divergent
vyre.program @axis_of_size_one() workgroup [64, 1, 1] {
  %l = vyre.local_id y
  %g = vyre.global_id y
  %x = vyre.local_id x
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// Nothing differs between one invocation and itself, not even what atomics
// give; workgroups still differ.
// CHECK-LABEL: uniformity of @one_invocation
// CHECK:         %global_x: workgroup
// CHECK-NEXT:    [[OLD:%.*]]: workgroup
vyre.program @one_invocation(%b: !b, %n: i32) workgroup [1, 1, 1] {
  %g = vyre.global_id x
  %old = vyre.atomic_rmw add relaxed %n, %b[%g] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>
!r = !vyre.buffer<?xi32, read>
!s = !vyre.buffer<64xi32, workgroup>

// Loads inherit from the index, whoever writes the buffer (VYRE-MM-15), and
// from workgroup memory that it is one per workgroup. Atomics do not.
// CHECK-LABEL: uniformity of @loads
// CHECK:         %local_x: divergent
// CHECK-NEXT:    [[READ_SAME:%.*]]: grid
// CHECK-NEXT:    [[READ_GROUP:%.*]]: workgroup
// CHECK-NEXT:    [[READ_LANE:%.*]]: divergent
// CHECK-NEXT:    [[WRITTEN_SAME:%.*]]: grid
// CHECK-NEXT:    [[WRITTEN_LANE:%.*]]: divergent
// CHECK-NEXT:    [[SHARED_SAME:%.*]]: workgroup
// CHECK-NEXT:    [[OLD:%.*]]: divergent
// CHECK-NEXT:    [[ATOMIC:%.*]]: divergent
vyre.program @loads(%r: !r, %b: !b, %v: i32) workgroup [64, 1, 1] {
  %s = vyre.workgroup_alloc : !s
  %c0 = arith.constant 0 : index
  %w = vyre.workgroup_id x
  %l = vyre.local_id x
  %0 = vyre.load %r[%c0] : !r
  %1 = vyre.load %r[%w] : !r
  %2 = vyre.load %r[%l] : !r
  %3 = vyre.load %b[%c0] : !b
  vyre.store %v, %b[%l] : !b
  %4 = vyre.load %b[%l] : !b
  %5 = vyre.load %s[%c0] : !s
  %6 = vyre.atomic_rmw add relaxed %v, %b[%c0] : !b
  %7 = vyre.atomic_load relaxed %b[%c0] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>
!r = !vyre.buffer<?xi32, read>
!s = !vyre.buffer<1xi32, workgroup>

// Behind an acquire an invocation may see what others released after their own
// load. A barrier brings its scope together again; a buffer that nobody may
// write needs none.
// CHECK-LABEL: uniformity of @acquires
// CHECK:         %c0: grid
// CHECK-NEXT:    [[BEFORE:%.*]]: grid
// CHECK-NEXT:    [[OLD:%.*]]: divergent
// CHECK-NEXT:    [[AFTER:%.*]]: divergent
// CHECK-NEXT:    [[READ:%.*]]: grid
// CHECK-NEXT:    vyre.barrier: together in grid
// CHECK-NEXT:    [[SUBGROUP:%.*]]: subgroup
// CHECK-NEXT:    vyre.barrier: together in grid
// CHECK-NEXT:    [[WORKGROUP:%.*]]: workgroup
// CHECK-NEXT:    [[SHARED:%.*]]: workgroup
vyre.program @acquires(%b: !b, %r: !r, %v: i32) workgroup [64, 1, 1] {
  %s = vyre.workgroup_alloc : !s
  %c0 = arith.constant 0 : index
  %0 = vyre.load %b[%c0] : !b
  %1 = vyre.atomic_rmw add acq_rel %v, %b[%c0] : !b
  %2 = vyre.load %b[%c0] : !b
  %3 = vyre.load %r[%c0] : !r
  vyre.barrier subgroup acq_rel
  %4 = vyre.load %b[%c0] : !b
  vyre.barrier workgroup acq_rel
  %5 = vyre.load %b[%c0] : !b
  %6 = vyre.load %s[%c0] : !s
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// An acquire reads nothing that orders where nothing is released.
// CHECK-LABEL: uniformity of @acquires_without_release
// CHECK:         %c0: grid
// CHECK-NEXT:    [[FLAG:%.*]]: divergent
// CHECK-NEXT:    [[LOADED:%.*]]: grid
vyre.program @acquires_without_release(%b: !b, %v: i32) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %0 = vyre.atomic_load acquire %b[%c0] : !b
  %1 = vyre.load %b[%c0] : !b
  vyre.atomic_store relaxed %v, %b[%c0] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// The acquire at the end of one iteration comes before the load of the next
// one; the barrier in the other loop stands in between.
// CHECK-LABEL: uniformity of @acquire_around_the_back
// CHECK:         scf.for: control grid
// CHECK-NEXT:      [[I:%.*]]: grid
// CHECK-NEXT:      [[OPEN:%.*]]: divergent
// CHECK-NEXT:      [[OLD:%.*]]: divergent
// CHECK-NEXT:    vyre.barrier: together in grid
// CHECK-NEXT:    scf.for: control grid
// CHECK-NEXT:      [[J:%.*]]: grid
// CHECK-NEXT:      vyre.barrier: together in grid
// CHECK-NEXT:      [[SHUT:%.*]]: workgroup
// CHECK-NEXT:      [[OLD2:%.*]]: divergent
vyre.program @acquire_around_the_back(%b: !b, %n: index, %v: i32)
    workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %0 = vyre.load %b[%c0] : !b
    %1 = vyre.atomic_rmw add acq_rel %v, %b[%c0] : !b
  }
  vyre.barrier workgroup acq_rel
  scf.for %j = %c0 to %n step %c1 {
    vyre.barrier workgroup acq_rel
    %0 = vyre.load %b[%c0] : !b
    %1 = vyre.atomic_rmw add acq_rel %v, %b[%c0] : !b
  }
  vyre.return
}

// -----

// A result of a branch inherits from the condition, unless both sides are the
// same; inside of the branch nothing does.
// CHECK-LABEL: uniformity of @branches
// CHECK:         %local_x: divergent
// CHECK-NEXT:    [[LANE:%.*]]: divergent
// CHECK-NEXT:    [[MIXED:%.*]]#0: divergent
// CHECK-NEXT:    [[MIXED]]#1: grid
// CHECK-NEXT:    [[MIXED]]#2: grid
// CHECK-NEXT:    scf.if: control divergent
// CHECK-NEXT:      [[INSIDE:%.*]]: grid
// CHECK-NEXT:      [[SEVEN:%.*]]: grid
// CHECK-NEXT:      [[OTHER:%.*]]: grid
// CHECK-NEXT:    [[GROUP:%.*]]: workgroup
// CHECK-NEXT:    [[PICKED:%.*]]: workgroup
// CHECK-NEXT:    scf.index_switch: control workgroup
vyre.program @branches(%n: index) workgroup [64, 1, 1] {
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %l = vyre.local_id x
  %lane = arith.cmpi ult, %l, %n : index
  %0:3 = scf.if %lane -> (index, index, index) {
    %inside = arith.addi %n, %c1 : index
    %seven = arith.constant 7 : index
    scf.yield %inside, %n, %seven : index, index, index
  } else {
    %other = arith.constant 7 : index
    scf.yield %c1, %n, %other : index, index, index
  }
  %w = vyre.workgroup_id x
  %1 = scf.index_switch %w -> index
  case 1 {
    scf.yield %c1 : index
  }
  default {
    scf.yield %c7 : index
  }
  vyre.return
}

// -----

// Inside of a loop with divergent bounds those who run an iteration together
// agree on what is computed from it; who leaves takes the value of another
// iteration along, unless it is the same in all.
// CHECK-LABEL: uniformity of @temporal_divergence
// CHECK:         %local_x: divergent
// CHECK-NEXT:    [[R:%.*]]#0: divergent
// CHECK-NEXT:    [[R]]#1: grid
// CHECK-NEXT:    scf.for: control divergent
// CHECK-NEXT:      [[I:%.*]]: grid
// CHECK-NEXT:      [[SUM:%.*]]: grid
// CHECK-NEXT:      [[KEPT:%.*]]: grid
// CHECK-NEXT:      [[NEXT:%.*]]: grid
// CHECK-NEXT:    [[S:%.*]]: divergent
// CHECK-NEXT:    scf.for: control divergent
// CHECK-NEXT:      [[J:%.*]]: divergent
vyre.program @temporal_divergence(%n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %l = vyre.local_id x
  %r:2 = scf.for %i = %c0 to %l step %c1 iter_args(%sum = %c0, %kept = %n)
      -> (index, index) {
    %next = arith.addi %sum, %i : index
    scf.yield %next, %kept : index, index
  }
  %s = scf.for %j = %l to %n step %c1 iter_args(%sum = %c0) -> (index) {
    scf.yield %c1 : index
  }
  vyre.return
}

// -----

// What one iteration makes divergent is divergent in the next.
// CHECK-LABEL: uniformity of @carried
// CHECK:         scf.for: control grid
// CHECK-NEXT:      [[I:%.*]]: grid
// CHECK-NEXT:      [[A:%.*]]: divergent
// CHECK-NEXT:      [[B:%.*]]: divergent
// CHECK-NEXT:      [[C:%.*]]: grid
vyre.program @carried(%n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %l = vyre.local_id x
  %r:3 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %c0, %b = %c0, %c = %c0)
      -> (index, index, index) {
    scf.yield %b, %l, %n : index, index, index
  }
  vyre.return
}

// -----

// The condition of a scf.while decides about both of its regions, and about
// the results unless they are from outside.
// CHECK-LABEL: uniformity of @while_loops
// CHECK:         [[R:%.*]]#0: divergent
// CHECK-NEXT:    [[R]]#1: grid
// CHECK-NEXT:    scf.while: control divergent
// CHECK-NEXT:      [[X:%.*]]: grid
// CHECK-NEXT:      [[GO:%.*]]: divergent
// CHECK-NEXT:      [[Y:%.*]]: grid
// CHECK-NEXT:      [[N:%.*]]: grid
// CHECK-NEXT:      [[NEXT:%.*]]: grid
vyre.program @while_loops(%n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %l = vyre.local_id x
  %r:2 = scf.while (%x = %c0) : (index) -> (index, index) {
    %go = arith.cmpi ult, %x, %l : index
    scf.condition(%go) %x, %n : index, index
  } do {
  ^bb0(%y: index, %m: index):
    %next = arith.addi %y, %c1 : index
    scf.yield %next : index
  }
  vyre.return
}

// -----

// A region runs once. Of an op that nobody described, nothing is known.
// CHECK-LABEL: uniformity of @regions
// CHECK:         %n: grid
// CHECK-NEXT:    [[ONCE:%.*]]: grid
// CHECK-NEXT:    vyre.region: control grid
// CHECK:         [[UNKNOWN:%.*]]: divergent
// CHECK-NEXT:    scf.execute_region: control divergent
vyre.program @regions(%n: index) workgroup [64, 1, 1] {
  %0 = vyre.region "part" -> index {
    %c1 = arith.constant 1 : index
    vyre.yield %c1 : index
  }
  %1 = scf.execute_region -> index {
    scf.yield %n : index
  }
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// Who has left executes nothing: a partial exit makes nothing divergent.
// CHECK-LABEL: uniformity of @exits
// CHECK:         %local_x: divergent
// CHECK-NEXT:    [[OUT:%.*]]: divergent
// CHECK-NEXT:    [[V:%.*]]: grid
// CHECK:         scf.if: control grid
// CHECK-NEXT:      vyre.barrier: together in grid
vyre.program @exits(%b: !b, %n: index, %k: i32) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %l = vyre.local_id x
  %out = arith.cmpi uge, %l, %n : index
  vyre.exit_if %out
  %v = vyre.load %b[%c0] : !b
  %more = arith.cmpi ult, %v, %k : i32
  scf.if %more {
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// -----

// An op of another dialect may ask who executes it, and has no effect either.
// CHECK-LABEL: uniformity of @foreign
// CHECK:         %thread_id_x: divergent
// CHECK-NEXT:    %c1: grid
vyre.program @foreign() workgroup [64, 1, 1] {
  %t = gpu.thread_id x
  %c1 = arith.constant 1 : index
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// Collective results are those of one subgroup, whatever the operands are; a
// shuffle gives what its lane says. None is shared by those that do not come
// together.
// CHECK-LABEL: uniformity of @subgroups
// CHECK:         %subgroup: subgroup
// CHECK-NEXT:    %lane: divergent
// CHECK-NEXT:    %subgroup_size: grid
// CHECK-NEXT:    %subgroups: grid
// CHECK:         [[SUM:%.*]]: subgroup
// CHECK-NEXT:    vyre.subgroup_reduce: together in grid
// CHECK-NEXT:    [[TOLD:%.*]]: subgroup
// CHECK-NEXT:    vyre.subgroup_shuffle: together in grid
// CHECK-NEXT:    [[OTHER:%.*]]: divergent
// CHECK-NEXT:    vyre.subgroup_shuffle: together in grid
// CHECK:         scf.if: control divergent
// CHECK-NEXT:    [[IN:%.*]]: divergent
// CHECK-NEXT:    vyre.subgroup_reduce: together in divergent
vyre.program @subgroups(%b: !b, %v: i32) workgroup [64, 1, 1] {
  %subgroup = vyre.subgroup_id
  %lane = vyre.subgroup_local_id
  %size = vyre.subgroup_size
  %count = vyre.num_subgroups
  %x = vyre.load %b[%lane] : !b
  %sum = vyre.subgroup_reduce <add> %x : i32
  %told = vyre.subgroup_shuffle %x, %subgroup : i32
  %other = vyre.subgroup_shuffle %v, %lane : i32
  %some = arith.cmpi ult, %lane, %subgroup : index
  scf.if %some {
    %in = vyre.subgroup_reduce <add> %v : i32
    vyre.store %in, %b[%lane] : !b
  }
  vyre.return
}
