// RUN: vyre-opt %s --vyre-split-grid-sync --split-input-file --verify-diagnostics

// What cannot be split.

!rw = !vyre.buffer<?xi32, read_write>

// The host has no such control flow.
vyre.program @vyre_gs_01_switch(%b: !rw, %n: index) workgroup [4, 1, 1] {
  // expected-error@below {{'scf.index_switch' op holds a grid barrier, expected scf.if, scf.for, scf.while or vyre.region around it [VYRE-GS-01]; fix: use one of these}}
  scf.index_switch %n
  case 1 {
    vyre.barrier grid
    scf.yield
  }
  default {
  }
  vyre.return
}
vyre.graph @main(%b: !rw, %n: index) {
  vyre.dispatch @vyre_gs_01_switch groups [%n] (%b, %n) : (!rw, index)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>

// A program without hidden memory may have any size in each iteration; one with
// values that live across needs to know the size before the loop.
vyre.program @vyre_gs_03_size(%b: !rw) workgroup [4, 1, 1] {
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %old = vyre.atomic_rmw add relaxed %one, %b[%i] : !rw
  vyre.barrier grid
  vyre.store %old, %b[%i] : !rw
  vyre.return
}
vyre.graph @main(%b: !rw, %n: index) {
  %c1 = arith.constant 1 : index
  // expected-note@below {{this is the size}}
  scf.for %k = %c1 to %n step %c1 {
    // expected-error@below {{'vyre.dispatch' op runs a program with values that live across grid barriers, with a size that a loop of the graph changes, expected one size for all iterations [VYRE-GS-03]; fix: dispatch the largest size, and let the rest exit}}
    vyre.dispatch @vyre_gs_03_size groups [%k] (%b) : (!rw)
  }
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>

// A copy in flight is nothing that memory holds. One that a loop carries cannot
// be waited for before the barrier either: the wait is of another iteration.
vyre.program @vyre_gs_02_token(%a: !rw, %b: !rw, %n: index) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %i = vyre.global_id x
  %first = vyre.async_load %a[%i], %b[%i], %c1 : !rw, !rw
  // expected-error@below {{a value of type '!vyre.token' lives across a grid barrier, expected numbers [VYRE-GS-02]; fix: use it before the barrier}}
  %last = scf.for %k = %c0 to %n step %c1 iter_args(%t = %first) -> (!vyre.token) {
    // expected-note@below {{it is used in what follows here}}
    vyre.async_wait %t
    vyre.barrier grid
    %next = vyre.async_load %a[%i], %b[%i], %c1 : !rw, !rw
    scf.yield %next : !vyre.token
  }
  vyre.async_wait %last
  vyre.return
}
vyre.graph @main(%a: !rw, %b: !rw, %n: index) {
  vyre.dispatch @vyre_gs_02_token groups [%n] (%a, %b, %n) : (!rw, !rw, index)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>

// Invocations disagree: those beyond the length do not come to the barrier.
vyre.program @vyre_br_01_divergent(%b: !rw) workgroup [4, 1, 1] {
  // expected-note@below {{'vyre.global_id' differs between the invocations of the grid}}
  %i = vyre.global_id x
  %n = vyre.length %b : !rw
  // expected-note@below {{'arith.cmpi' computes with a value that may differ}}
  %in = arith.cmpi ult, %i, %n : index
  // expected-note@below {{invocations part here: 'scf.if' depends on a value that may differ}}
  scf.if %in {
    // expected-error@below {{'vyre.barrier' op of scope grid stands in 'scf.if', and invocations of the grid may decide differently there}}
    vyre.barrier grid
  }
  vyre.return
}
vyre.graph @main(%b: !rw, %n: index) {
  vyre.dispatch @vyre_br_01_divergent groups [%n] (%b) : (!rw)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>

// expected-note@below {{the program is defined here}}
vyre.program @vyre_gs_06_indirect(%b: !rw) workgroup [4, 1, 1] {
  vyre.barrier grid
  vyre.return
}
vyre.graph @main(%b: !rw, %c: !rw, %n: index) {
  vyre.dispatch @vyre_gs_06_indirect groups [%n] (%b) : (!rw)
  // expected-error@below {{'vyre.indirect_dispatch' op runs a program with grid barriers over a grid that only the device knows, expected sizes that the host knows [VYRE-GS-06]; fix: dispatch the largest size with vyre.dispatch, and let the rest exit}}
  vyre.indirect_dispatch @vyre_gs_06_indirect from %c[%n] (%b) : !rw, (!rw)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>

// Nor one that keeps its barriers.
// expected-note@below {{the program is defined here}}
vyre.program @vyre_gs_06_resident(%b: !rw) workgroup [4, 1, 1] attributes {vyre.resident} {
  vyre.barrier grid
  vyre.return
}
vyre.graph @main(%b: !rw, %c: !rw, %n: index) {
  // expected-error@below {{runs a program with grid barriers over a grid that only the device knows, expected sizes that the host knows [VYRE-GS-06]}}
  vyre.indirect_dispatch @vyre_gs_06_resident from %c[%n] (%b) : !rw, (!rw)
  vyre.return
}
