// RUN: vyre-opt %s --split-input-file --verify-diagnostics

vyre.program @vyre_tr_01_trap(%n: i32) workgroup [1, 1, 1] {
  // expected-error @below {{'vyre.trap' op has an empty tag, expected a name for what went wrong [VYRE-TR-01]; fix: write one, as in 'vyre.trap "overflow"'}}
  vyre.trap "", %n : i32
  vyre.return
}

// -----

vyre.program @vyre_tr_01_resume() workgroup [1, 1, 1] {
  // expected-error @below {{'vyre.resume' op has an empty tag, expected a name for what went wrong [VYRE-TR-01]; fix: write one, as in 'vyre.resume "overflow"'}}
  vyre.resume ""
  vyre.return
}

// -----

vyre.graph @vyre_pr_03_trap(%n: i32) {
  // expected-error @below {{'vyre.trap' op stands in a graph, expected inside a program [VYRE-PR-03]}}
  vyre.trap "overflow", %n : i32
  vyre.return
}

// -----

vyre.program @address(%n: i64) workgroup [1, 1, 1] {
  // expected-error @below {{operand #0 must be 32-bit signless integer or index, but got 'i64'}}
  vyre.trap "overflow", %n : i64
  vyre.return
}
