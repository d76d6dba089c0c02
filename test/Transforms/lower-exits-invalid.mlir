// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre.program(vyre-lower-exits))' --split-input-file --verify-diagnostics

// What an invocation that left cannot follow.

!b = !vyre.buffer<?xi32, read_write>

// Who left computes another condition and would not come to the barrier.
vyre.program @vyre_br_03_divergent_branch(%b: !b, %n: index) workgroup [64, 1, 1] {
  // expected-note@below {{'vyre.local_id' differs between the invocations of a workgroup}}
  %l = vyre.local_id x
  %out = arith.cmpi uge, %l, %n : index
  // expected-note@below {{invocations can leave here}}
  vyre.exit_if %out
  // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
  %in = arith.cmpi ult, %l, %n : index
  // expected-error@below {{'scf.if' op holds a barrier or subgroup op and can follow 'vyre.exit_if', but invocations may disagree on when it runs [VYRE-BR-03]; fix: compute its condition and bounds}}
  scf.if %in {
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// Who left does not add to the counter, so it does not know the result.
vyre.program @vyre_br_03_atomic_decides(%b: !b, %n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %l = vyre.local_id x
  %out = arith.cmpi uge, %l, %n : index
  // expected-note@below {{invocations can leave here}}
  vyre.exit_if %out
  // expected-error@below {{'vyre.atomic_rmw' op decides whether a barrier or subgroup op is reached, but invocations that left at 'vyre.exit_if' do not execute it [VYRE-BR-03]; fix: store the value to workgroup memory, pass a barrier, and load it}}
  %old = vyre.atomic_rmw add relaxed %one, %b[%c0] : !b
  %in = arith.cmpi ult, %old, %one : i32
  scf.if %in {
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// A loop might not end for who left, so it is not run, and its result is lost.
vyre.program @vyre_br_03_loop_decides(%b: !b, %n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i32
  %l = vyre.local_id x
  %out = arith.cmpi uge, %l, %n : index
  // expected-note@below {{invocations can leave here}}
  vyre.exit_if %out
  // expected-error@below {{'scf.for' op decides whether a barrier or subgroup op is reached}}
  %sum = scf.for %i = %c0 to %n step %c1 iter_args(%a = %one) -> i32 {
    %x = vyre.load %b[%i] : !b
    %y = arith.addi %x, %a : i32
    scf.yield %y : i32
  }
  %in = arith.cmpi ult, %sum, %one : i32
  scf.if %in {
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// Bounds of loops around barriers are looked at like conditions.
vyre.program @vyre_br_03_divergent_bounds(%b: !b, %n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-note@below {{'vyre.global_id' differs between the invocations of a workgroup}}
  %l = vyre.global_id x
  %out = arith.cmpi uge, %l, %n : index
  // expected-note@below {{invocations can leave here}}
  vyre.exit_if %out
  // expected-error@below {{'scf.for' op holds a barrier or subgroup op and can follow 'vyre.exit_if'}}
  scf.for %i = %c0 to %l step %c1 {
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// An exit in a while loop comes before its next condition.
vyre.program @vyre_br_03_divergent_while(%b: !b, %n: i32) workgroup [64, 1, 1] {
  // expected-note@below {{'vyre.local_id' differs between the invocations of a workgroup}}
  %l = vyre.local_id x
  // expected-error@below {{'scf.while' op holds a barrier or subgroup op and can follow 'vyre.exit_if'}}
  scf.while : () -> () {
    // expected-note@below {{'vyre.load' loads at an index that may differ}}
    %v = vyre.load %b[%l] : !b
    // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
    %go = arith.cmpi ult, %v, %n : i32
    scf.condition(%go)
  } do {
    vyre.barrier workgroup acq_rel
    %v = vyre.load %b[%l] : !b
    %is = arith.cmpi ult, %v, %n : i32
    // expected-note@below {{invocations can leave here}}
    vyre.exit_if %is
    scf.yield
  }
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// A condition around a subgroup op need only be shared by the subgroup, but this
// one is not.
vyre.program @vyre_br_03_subgroup_branch(%b: !b, %n: index) workgroup [64, 1, 1] {
  // expected-note@below {{'vyre.subgroup_local_id' differs between the invocations of a subgroup}}
  %lane = vyre.subgroup_local_id
  %out = arith.cmpi uge, %lane, %n : index
  // expected-note@below {{invocations can leave here}}
  vyre.exit_if %out
  // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
  %in = arith.cmpi ult, %lane, %n : index
  // expected-error@below {{'scf.if' op holds a barrier or subgroup op and can follow 'vyre.exit_if', but invocations may disagree on when it runs [VYRE-BR-03]; fix: compute its condition and bounds from values that the subgroup shares: parameters, lengths, workgroup_id, subgroup_id, ballots, loads at such an index}}
  scf.if %in {
    vyre.barrier subgroup acq_rel
  }
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// What a shuffle from various lanes gives differs in the subgroup.
vyre.program @vyre_br_03_shuffled_condition(%b: !b, %v: i32, %n: index) workgroup [64, 1, 1] {
  %zero = arith.constant 0 : i32
  // expected-note@below {{'vyre.subgroup_local_id' differs between the invocations of a subgroup}}
  %lane = vyre.subgroup_local_id
  %out = arith.cmpi uge, %lane, %n : index
  // expected-note@below {{invocations can leave here}}
  vyre.exit_if %out
  // expected-note@below {{'vyre.subgroup_shuffle' computes with a value that may differ}}
  %w = vyre.subgroup_shuffle %v, %lane : i32
  // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
  %go = arith.cmpi ne, %w, %zero : i32
  // expected-error@below {{'scf.if' op holds a barrier or subgroup op and can follow 'vyre.exit_if'}}
  scf.if %go {
    %s = vyre.subgroup_reduce <add> %v : i32
    vyre.store %s, %b[%lane] : !b
  }
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// What a subgroup shares is not enough for a barrier of the workgroup.
vyre.program @vyre_br_03_workgroup_barrier(%b: !b, %v: i32, %n: index) workgroup [64, 1, 1] {
  %zero = arith.constant 0 : index
  %l = vyre.local_id x
  %out = arith.cmpi uge, %l, %n : index
  // expected-note@below {{invocations can leave here}}
  vyre.exit_if %out
  // expected-note@below {{'vyre.subgroup_id' differs between the invocations of a workgroup}}
  %subgroup = vyre.subgroup_id
  // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
  %go = arith.cmpi eq, %subgroup, %zero : index
  // expected-error@below {{'scf.if' op holds a barrier or subgroup op and can follow 'vyre.exit_if'}}
  scf.if %go {
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// How often this op runs its region, and what it gives, is not known here.
vyre.program @vyre_pr_05_unknown_region(%b: !b, %n: index) workgroup [64, 1, 1] {
  %l = vyre.local_id x
  %out = arith.cmpi uge, %l, %n : index
  // expected-error@below {{'scf.execute_region' op holds 'vyre.exit_if' or follows one with a barrier inside, expected scf.if, scf.for, scf.while, scf.index_switch or vyre.region [VYRE-PR-05]; fix: use one of these}}
  scf.execute_region {
    vyre.exit_if %out
    scf.yield
  }
  vyre.return
}
