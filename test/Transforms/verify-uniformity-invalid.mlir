// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre.program(vyre-verify-uniformity))' --split-input-file --verify-diagnostics

// Barriers that invocations of their scope may reach apart. Each program has a
// twin in verify-uniformity.mlir that differs in what makes it right.

// A branch that lanes decide differently.
vyre.program @vyre_br_01_branch(%n: index) workgroup [64, 1, 1] {
  // expected-note@below {{'vyre.local_id' differs between the invocations of a workgroup}}
  %l = vyre.local_id x
  // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
  %some = arith.cmpi ult, %l, %n : index
  // expected-note@below {{invocations part here: 'scf.if' depends on a value that may differ}}
  scf.if %some {
    // expected-error@below {{'vyre.barrier' op of scope workgroup stands in 'scf.if', and invocations of the workgroup may decide differently there, expected all of them to come here together [VYRE-BR-01]; fix: move the barrier out of the 'scf.if', or decide by a value that they share (one invocation can store it to workgroup memory, and all load it behind a barrier)}}
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// -----

// The two sides of a branch have two barriers: half of the workgroup waits at
// each. One error: the cause is one.
vyre.program @vyre_br_01_both_branches(%n: index) workgroup [64, 1, 1] {
  // expected-note@below {{'vyre.local_id' differs between the invocations of a workgroup}}
  %l = vyre.local_id x
  // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
  %some = arith.cmpi ult, %l, %n : index
  // expected-note@below {{invocations part here}}
  scf.if %some {
    // expected-error@below {{stands in 'scf.if'}}
    vyre.barrier workgroup acq_rel
  } else {
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// -----

// The else branch alone.
vyre.program @vyre_br_01_else(%n: index) workgroup [64, 1, 1] {
  // expected-note@below {{'vyre.global_id' differs between the invocations of a workgroup}}
  %g = vyre.global_id x
  // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
  %some = arith.cmpi ult, %g, %n : index
  // expected-note@below {{invocations part here}}
  scf.if %some {
  } else {
    // expected-error@below {{'vyre.barrier' op of scope workgroup stands in 'scf.if'}}
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// -----

// A loop with a bound of its own for each lane.
vyre.program @vyre_br_01_bound(%n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-note@below {{'vyre.local_id' differs between the invocations of a workgroup}}
  %l = vyre.local_id x
  // expected-note@below {{invocations part here: 'scf.for' depends on a value that may differ}}
  scf.for %i = %c0 to %l step %c1 {
    // expected-error@below {{'vyre.barrier' op of scope workgroup stands in 'scf.for', and invocations of the workgroup may differ in how often that runs, expected all of them to come here together [VYRE-BR-01]; fix: let all run the same iterations, and put what some must not do under a condition without a barrier; or bound the loop by a value that they share}}
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// -----

// The step counts like the bounds.
vyre.program @vyre_br_01_step(%n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-note@below {{'vyre.local_id' differs between the invocations of a workgroup}}
  %l = vyre.local_id x
  // expected-note@below {{'arith.addi' computes with a value that may differ}}
  %step = arith.addi %l, %c1 : index
  // expected-note@below {{invocations part here: 'scf.for' depends on a value that may differ}}
  scf.for %i = %c0 to %n step %step {
    // expected-error@below {{stands in 'scf.for'}}
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read>

// A scf.while that lanes leave one by one: a partial exit of the loop. The way
// leads through the load to the index.
vyre.program @vyre_br_01_partial_exit(%b: !b, %n: i32) workgroup [64, 1, 1] {
  // expected-note@below {{'vyre.local_id' differs between the invocations of a workgroup}}
  %l = vyre.local_id x
  // expected-note@below {{invocations part here: 'scf.while' depends on a value that may differ}}
  scf.while : () -> () {
    // expected-note@below {{'vyre.load' loads at an index that may differ}}
    %v = vyre.load %b[%l] : !b
    // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
    %go = arith.cmpi ult, %v, %n : i32
    scf.condition(%go)
  } do {
    // expected-error@below {{'vyre.barrier' op of scope workgroup stands in 'scf.while', and invocations of the workgroup may differ in how often that runs}}
    vyre.barrier workgroup acq_rel
    scf.yield
  }
  vyre.return
}

// -----

// The first region of a scf.while runs once more than the second, and again
// only for some.
vyre.program @vyre_br_01_condition_region(%n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-note@below {{'vyre.local_id' differs between the invocations of a workgroup}}
  %l = vyre.local_id x
  // expected-note@below {{invocations part here}}
  %r = scf.while (%x = %c0) : (index) -> index {
    // expected-error@below {{stands in 'scf.while'}}
    vyre.barrier workgroup acq_rel
    // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
    %go = arith.cmpi ult, %x, %l : index
    scf.condition(%go) %x : index
  } do {
  ^bb0(%x: index):
    %next = arith.addi %x, %c1 : index
    scf.yield %next : index
  }
  vyre.return
}

// -----

// A uniform branch in a divergent one: the outer one is to blame.
vyre.program @vyre_br_01_nested(%n: index) workgroup [64, 1, 1] {
  %c1 = arith.constant 1 : index
  // expected-note@below {{'vyre.local_id' differs between the invocations of a workgroup}}
  %l = vyre.local_id x
  // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
  %some = arith.cmpi ult, %l, %n : index
  %all = arith.cmpi ult, %c1, %n : index
  // expected-note@below {{invocations part here}}
  scf.if %some {
    scf.if %all {
      // expected-error@below {{stands in 'scf.if'}}
      vyre.barrier workgroup acq_rel
    }
  }
  vyre.return
}

// -----

// A loop with uniform bounds under a branch that is not.
vyre.program @vyre_br_01_loop_in_branch(%n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-note@below {{'vyre.local_id' differs between the invocations of a workgroup}}
  %l = vyre.local_id x
  // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
  %some = arith.cmpi ult, %l, %n : index
  // expected-note@below {{invocations part here}}
  scf.if %some {
    scf.for %i = %c0 to %n step %c1 {
      // expected-error@below {{stands in 'scf.if'}}
      vyre.barrier workgroup acq_rel
    }
  }
  vyre.return
}

// -----

// A switch over the lane.
vyre.program @vyre_br_01_switch() workgroup [64, 1, 1] {
  // expected-note@below {{'vyre.local_id' differs between the invocations of a workgroup}}
  %l = vyre.local_id x
  // expected-note@below {{invocations part here: 'scf.index_switch' depends on a value that may differ}}
  scf.index_switch %l
  case 0 {
    // expected-error@below {{'vyre.barrier' op of scope workgroup stands in 'scf.index_switch', and invocations of the workgroup may decide differently there}}
    vyre.barrier workgroup acq_rel
    scf.yield
  }
  default {
  }
  vyre.return
}

// -----

// A bound that depends on which branch ran, although both sides are constants.
vyre.program @vyre_br_01_control_dependence(%n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-note@below {{'vyre.local_id' differs between the invocations of a workgroup}}
  %l = vyre.local_id x
  // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
  %some = arith.cmpi ult, %l, %n : index
  // expected-note@below {{'scf.if' decides by a value that may differ}}
  %end = scf.if %some -> index {
    scf.yield %c0 : index
  } else {
    scf.yield %c1 : index
  }
  // expected-note@below {{invocations part here}}
  scf.for %i = %c0 to %end step %c1 {
    // expected-error@below {{stands in 'scf.for'}}
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// -----

// A count of iterations that differs: each value is the same in its iteration,
// but invocations leave the loop in different ones.
vyre.program @vyre_br_01_temporal(%n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-note@below {{'vyre.local_id' differs between the invocations of a workgroup}}
  %l = vyre.local_id x
  // expected-note@below {{'scf.for' ends in iterations that may differ}}
  %count = scf.for %i = %c0 to %l step %c1 iter_args(%k = %c0) -> index {
    %next = arith.addi %k, %c1 : index
    scf.yield %next : index
  }
  // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
  %many = arith.cmpi ugt, %count, %n : index
  // expected-note@below {{invocations part here}}
  scf.if %many {
    // expected-error@below {{stands in 'scf.if'}}
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// -----

// Divergent only from the second iteration on.
vyre.program @vyre_br_01_carried(%n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-note@below {{'vyre.local_id' differs between the invocations of a workgroup}}
  %l = vyre.local_id x
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%k = %c0) -> index {
    // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
    %odd = arith.cmpi ult, %k, %c1 : index
    // expected-note@below {{invocations part here}}
    scf.if %odd {
      // expected-error@below {{stands in 'scf.if'}}
      vyre.barrier workgroup acq_rel
    }
    // expected-note@below {{'scf.yield' passes on a value that may differ}}
    scf.yield %l : index
  }
  vyre.return
}

// -----

!b = !vyre.buffer<1xi32, read_write>

// What an atomic gives differs, also at the same index: a workgroup that asks
// who was last must ask once and share the answer.
vyre.program @vyre_br_01_atomic(%b: !b, %last: i32) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  // expected-note@below {{'vyre.atomic_rmw' gives each invocation what it finds at that moment}}
  %old = vyre.atomic_rmw add acq_rel %one, %b[%c0] : !b
  // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
  %is = arith.cmpi eq, %old, %last : i32
  // expected-note@below {{invocations part here}}
  scf.if %is {
    // expected-error@below {{stands in 'scf.if'}}
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// -----

!b = !vyre.buffer<2xi32, read_write>

// Behind an acquire, memory may be newer for one invocation than for another.
vyre.program @vyre_br_01_acquire(%b: !b, %k: i32) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  vyre.atomic_store release %k, %b[%c1] : !b
  %flag = vyre.atomic_load acquire %b[%c1] : !b
  // expected-note@below {{'vyre.load' may see memory before and after a write: an acquire stands between it and the last barrier of the scope}}
  %v = vyre.load %b[%c0] : !b
  // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
  %is = arith.cmpi eq, %v, %k : i32
  // expected-note@below {{invocations part here}}
  scf.if %is {
    // expected-error@below {{stands in 'scf.if'}}
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// -----

// What a workgroup shares is not enough for the grid.
vyre.program @vyre_br_01_grid(%n: index) workgroup [64, 1, 1] {
  // expected-note@below {{'vyre.workgroup_id' differs between the invocations of the grid}}
  %w = vyre.workgroup_id x
  // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
  %some = arith.cmpi ult, %w, %n : index
  // expected-note@below {{invocations part here}}
  scf.if %some {
    // expected-error@below {{'vyre.barrier' op of scope grid stands in 'scf.if', and invocations of the grid may decide differently there, expected all of them to come here together [VYRE-BR-01]; fix: move the barrier out of the 'scf.if', or decide by a value that they share: parameters, lengths, num_workgroups, loads at such an index}}
    vyre.barrier grid
  }
  vyre.return
}

// -----

!s = !vyre.buffer<1xi32, workgroup>

// Workgroup memory is another one in each workgroup.
vyre.program @vyre_br_01_grid_workgroup_memory(%k: i32) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  // expected-note@below {{'vyre.workgroup_alloc' differs between the invocations of the grid}}
  %s = vyre.workgroup_alloc : !s
  // expected-note@below {{'vyre.load' loads from memory that may differ}}
  %v = vyre.load %s[%c0] : !s
  // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
  %is = arith.cmpi eq, %v, %k : i32
  // expected-note@below {{invocations part here}}
  scf.if %is {
    // expected-error@below {{'vyre.barrier' op of scope grid stands in 'scf.if'}}
    vyre.barrier grid
  }
  vyre.return
}

// -----

// How a workgroup is cut into subgroups is up to the device.
vyre.program @vyre_br_01_subgroup(%n: index) workgroup [8, 8, 1] {
  // expected-note@below {{'vyre.local_id' differs between the invocations of a subgroup}}
  %row = vyre.local_id y
  // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
  %some = arith.cmpi ult, %row, %n : index
  // expected-note@below {{invocations part here}}
  scf.if %some {
    // expected-error@below {{'vyre.barrier' op of scope subgroup stands in 'scf.if'}}
    vyre.barrier subgroup acq_rel
  }
  vyre.return
}

// -----

// Who runs the region of an op that nobody described?
vyre.program @vyre_br_01_unknown_region() workgroup [64, 1, 1] {
  scf.execute_region {
    // expected-error@below {{'vyre.barrier' op of scope workgroup stands in 'scf.execute_region', and nothing is known about which invocations run that, expected all of them to come here together [VYRE-BR-01]; fix: use scf.if, scf.for, scf.while, scf.index_switch or vyre.region}}
    vyre.barrier workgroup acq_rel
    scf.yield
  }
  vyre.return
}

// -----

// A long way is cut in the middle; where it starts stays.
vyre.program @vyre_br_01_long_way(%n: index) workgroup [64, 1, 1] {
  // expected-note@below {{'vyre.local_id' differs between the invocations of a workgroup}}
  %l = vyre.local_id x
  // expected-note@below {{'arith.addi' computes with a value that may differ}}
  %0 = arith.addi %l, %n : index
  // expected-note@below {{'arith.addi' computes with a value that may differ}}
  %1 = arith.addi %0, %n : index
  // expected-note@below {{'arith.addi' computes with a value that may differ}}
  %2 = arith.addi %1, %n : index
  %3 = arith.addi %2, %n : index
  %4 = arith.addi %3, %n : index
  // expected-note@below {{3 steps from here are left out}}
  %5 = arith.addi %4, %n : index
  // expected-note@below {{'arith.addi' computes with a value that may differ}}
  %6 = arith.addi %5, %n : index
  // expected-note@below {{'arith.addi' computes with a value that may differ}}
  %7 = arith.addi %6, %n : index
  // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
  %some = arith.cmpi ult, %7, %n : index
  // expected-note@below {{invocations part here}}
  scf.if %some {
    // expected-error@below {{stands in 'scf.if'}}
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// -----

// A subgroup op is no other: some of a subgroup come to it.
vyre.program @vyre_sg_02_branch(%b: !vyre.buffer<64xi32, write>, %n: index, %v: i32) workgroup [64, 1, 1] {
  // expected-note@below {{'vyre.subgroup_local_id' differs between the invocations of a subgroup}}
  %lane = vyre.subgroup_local_id
  // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
  %some = arith.cmpi ult, %lane, %n : index
  // expected-note@below {{invocations part here: 'scf.if' depends on a value that may differ}}
  scf.if %some {
    // expected-error@below {{'vyre.subgroup_reduce' op of scope subgroup stands in 'scf.if', and invocations of the subgroup may decide differently there, expected all of them to come here together [VYRE-SG-02]; fix: move the subgroup op out of the 'scf.if', or decide by a value that they share}}
    %s = vyre.subgroup_reduce <add> %v : i32
    vyre.store %s, %b[%lane] : !vyre.buffer<64xi32, write>
  }
  vyre.return
}

// -----

// A loop that ends when a shuffled value says so; the lane is each one's own.
vyre.program @vyre_sg_02_loop(%b: !vyre.buffer<64xi32, write>, %v: i32) workgroup [64, 1, 1] {
  %zero = arith.constant 0 : i32
  // expected-note@below {{'vyre.subgroup_local_id' differs between the invocations of a subgroup}}
  %lane = vyre.subgroup_local_id
  // expected-note@below {{invocations part here: 'scf.while' depends on a value that may differ}}
  scf.while : () -> () {
    // expected-error@below {{'vyre.subgroup_shuffle' op of scope subgroup stands in 'scf.while', and invocations of the subgroup may differ in how often that runs, expected all of them to come here together [VYRE-SG-02]; fix: let all run the same iterations, and put what some must not do under a condition without a subgroup op; or bound the loop by a value that they share}}
    // expected-note@below {{'vyre.subgroup_shuffle' computes with a value that may differ}}
    %w = vyre.subgroup_shuffle %v, %lane : i32
    // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
    %go = arith.cmpi ne, %w, %zero : i32
    scf.condition(%go)
  } do {
    scf.yield
  }
  vyre.return
}
