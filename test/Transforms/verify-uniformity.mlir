// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre.program(vyre-verify-uniformity))' --verify-diagnostics | FileCheck %s

// Barriers that all invocations of their scope reach together, the twins of the
// programs in verify-uniformity-invalid.mlir. The pass changes nothing.

!b = !vyre.buffer<?xi32, read_write>
!r = !vyre.buffer<?xi32, read>
!s = !vyre.buffer<64xi32, workgroup>

// Branches that whole workgroups decide alike: on a parameter, on the
// workgroup id, on a length; also the else side, and one in another.
// CHECK-LABEL: vyre.program @branch
// CHECK-COUNT-4: vyre.barrier workgroup acq_rel
// CHECK:         vyre.return
vyre.program @branch(%b: !b, %n: index) workgroup [64, 1, 1] {
  %w = vyre.workgroup_id x
  %some = arith.cmpi ult, %w, %n : index
  %length = vyre.length %b : !b
  %all = arith.cmpi ult, %length, %n : index
  scf.if %some {
    vyre.barrier workgroup acq_rel
    scf.if %all {
      vyre.barrier workgroup acq_rel
    }
  } else {
    vyre.barrier workgroup acq_rel
  }
  %size = vyre.load %b[%w] : !b
  %wide = arith.index_castui %size : i32 to index
  %more = arith.cmpi ult, %wide, %n : index
  scf.if %more {
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// Loops whose bounds and step the workgroup shares, with a barrier next to a
// divergent branch and behind a divergent loop.
// CHECK-LABEL: vyre.program @loops
// CHECK-COUNT-3: vyre.barrier workgroup acq_rel
// CHECK:         vyre.return
vyre.program @loops(%b: !b, %n: index, %v: i32) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %l = vyre.local_id x
  %w = vyre.workgroup_id x
  scf.for %i = %w to %n step %c1 {
    %mine = arith.cmpi ult, %l, %i : index
    scf.if %mine {
      vyre.store %v, %b[%l] : !b
    }
    vyre.barrier workgroup acq_rel
    scf.for %j = %c0 to %l step %c1 {
      vyre.store %v, %b[%j] : !b
    }
    vyre.barrier workgroup acq_rel
  }
  scf.for %i = %c0 to %n step %n {
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// A scf.while that the workgroup leaves together: a counter, and a flag in
// memory that one lane writes between two barriers. A divergent load in the
// body takes no part in the decision.
// CHECK-LABEL: vyre.program @while_loops
// CHECK-COUNT-4: vyre.barrier workgroup acq_rel
// CHECK:         vyre.return
vyre.program @while_loops(%b: !b, %n: index, %v: i32) workgroup [64, 1, 1] {
  %s = vyre.workgroup_alloc : !s
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %i0 = arith.constant 0 : i32
  %l = vyre.local_id x
  %first = arith.cmpi eq, %l, %c0 : index
  %r = scf.while (%x = %c0) : (index) -> index {
    vyre.barrier workgroup acq_rel
    %go = arith.cmpi ult, %x, %n : index
    scf.condition(%go) %x : index
  } do {
  ^bb0(%x: index):
    %mine = vyre.load %b[%l] : !b
    vyre.store %mine, %s[%l] : !s
    vyre.barrier workgroup acq_rel
    %next = arith.addi %x, %c1 : index
    scf.yield %next : index
  }
  scf.while : () -> () {
    %flag = vyre.load %s[%c0] : !s
    %go = arith.cmpi ne, %flag, %i0 : i32
    scf.condition(%go)
  } do {
    vyre.barrier workgroup acq_rel
    scf.if %first {
      vyre.store %v, %s[%c0] : !s
    }
    vyre.barrier workgroup acq_rel
    scf.yield
  }
  vyre.return
}

// A switch over the workgroup.
// CHECK-LABEL: vyre.program @switch
// CHECK-COUNT-2: vyre.barrier workgroup acq_rel
// CHECK:         vyre.return
vyre.program @switch() workgroup [64, 1, 1] {
  %w = vyre.workgroup_id x
  scf.index_switch %w
  case 0 {
    vyre.barrier workgroup acq_rel
    scf.yield
  }
  default {
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// The values of a divergent branch and of a divergent loop may decide if they
// are the same whatever ran.
// CHECK-LABEL: vyre.program @free_of_control
// CHECK:         vyre.barrier workgroup acq_rel
vyre.program @free_of_control(%n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %l = vyre.local_id x
  %some = arith.cmpi ult, %l, %n : index
  %end:2 = scf.if %some -> (index, index) {
    %p = arith.addi %l, %c1 : index
    scf.yield %n, %p : index, index
  } else {
    scf.yield %n, %l : index, index
  }
  %kept:2 = scf.for %i = %c0 to %l step %c1 iter_args(%k = %end#0, %q = %c0)
      -> (index, index) {
    %next = arith.addi %q, %i : index
    scf.yield %k, %next : index, index
  }
  scf.for %i = %c0 to %kept#0 step %c1 {
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// The answer of an atomic, asked once and shared: what a workgroup does that
// wants to know whether it is the last one.
// CHECK-LABEL: vyre.program @atomic_shared
// CHECK-COUNT-2: vyre.barrier workgroup acq_rel
// CHECK:         vyre.return
vyre.program @atomic_shared(%b: !b, %last: i32) workgroup [64, 1, 1] {
  %s = vyre.workgroup_alloc : !s
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %l = vyre.local_id x
  %first = arith.cmpi eq, %l, %c0 : index
  scf.if %first {
    %old = vyre.atomic_rmw add acq_rel %one, %b[%c0] : !b
    vyre.store %old, %s[%c0] : !s
  }
  vyre.barrier workgroup acq_rel
  %old = vyre.load %s[%c0] : !s
  %is = arith.cmpi eq, %old, %last : i32
  scf.if %is {
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// A barrier of a scope asks for no more than that scope.
// CHECK-LABEL: vyre.program @scopes
// CHECK:         vyre.barrier grid
// CHECK:         vyre.barrier subgroup acq_rel
// CHECK:         vyre.barrier grid
vyre.program @scopes(%r: !r, %b: !b, %n: i32) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %v = vyre.load %r[%c0] : !r
  %all = arith.cmpi ult, %v, %n : i32
  scf.if %all {
    vyre.barrier grid
  }
  %w = vyre.workgroup_id x
  %one = arith.cmpi eq, %w, %c0 : index
  scf.if %one {
    vyre.barrier subgroup acq_rel
  }
  // Written in the dispatch, but each element by one invocation, or it is a
  // race (VYRE-MM-15).
  %x = vyre.load %b[%c0] : !b
  %again = arith.cmpi ult, %x, %n : i32
  scf.if %again {
    vyre.barrier grid
  }
  vyre.return
}

// Exits leave nobody waiting (VYRE-PR-05), so they may be as divergent as they
// like, in loops with barriers too.
// CHECK-LABEL: vyre.program @exits
// CHECK-COUNT-3: vyre.barrier workgroup acq_rel
// CHECK:         vyre.return
vyre.program @exits(%b: !b, %n: index, %k: i32) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %l = vyre.local_id x
  %out = arith.cmpi uge, %l, %n : index
  vyre.exit_if %out
  vyre.barrier workgroup acq_rel
  scf.for %i = %c0 to %n step %c1 {
    vyre.barrier workgroup acq_rel
    %v = vyre.load %b[%l] : !b
    %done = arith.cmpi eq, %v, %k : i32
    vyre.exit_if %done
  }
  vyre.barrier workgroup acq_rel
  vyre.return
}

// -----

// What a subgroup shares: its id, ballots, reductions, and the value of one lane
// for all.
// CHECK-LABEL: vyre.program @subgroup_shares
vyre.program @subgroup_shares(%b: !vyre.buffer<64xi32, read_write>, %v: i32, %n: index) workgroup [64, 1, 1] {
  %zero = arith.constant 0 : i32
  %c0 = arith.constant 0 : index
  %lane = vyre.subgroup_local_id
  %subgroup = vyre.subgroup_id
  %isFirst = arith.cmpi eq, %subgroup, %c0 : index
  scf.if %isFirst {
    %x = vyre.load %b[%lane] : !vyre.buffer<64xi32, read_write>
    %told = vyre.subgroup_shuffle %x, %subgroup : i32
    %any = arith.cmpi ne, %told, %zero : i32
    scf.if %any {
      vyre.barrier subgroup acq_rel
    }
  }
  scf.while (%left = %v) : (i32) -> () {
    %x = vyre.load %b[%lane] : !vyre.buffer<64xi32, read_write>
    %sum = vyre.subgroup_reduce <add> %x : i32
    %go = arith.cmpi ult, %sum, %left : i32
    scf.condition(%go)
  } do {
    scf.yield %v : i32
  }
  vyre.return
}
