// RUN: vyre-opt %s --split-input-file --verify-diagnostics

// expected-error @below {{expected a body with at least 'vyre.return'; fix: add it}}
vyre.program @no_body() workgroup [1, 1, 1] {
}

// -----

// expected-error @below {{op expects region #0 to have 0 or 1 blocks}}
vyre.program @two_blocks() workgroup [1, 1, 1] {
  cf.br ^next
^next:
  vyre.return
}

// -----

vyre.program @nothing_from_above() workgroup [1, 1, 1] {
  %c = arith.constant 0 : i32
  vyre.return
}
vyre.program @isolated(%b: !vyre.buffer<1xi32, read_write>) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  // expected-error @below {{use of undeclared SSA value name}}
  vyre.store %c, %b[%i] : !vyre.buffer<1xi32, read_write>
  vyre.return
}

// -----

// expected-note @below {{see existing symbol definition here}}
vyre.program @twice() workgroup [1, 1, 1] {
  vyre.return
}
// expected-error @below {{redefinition of symbol named 'twice'}}
vyre.graph @twice() {
  vyre.return
}

// -----

vyre.program @axis() workgroup [1, 1, 1] {
  // expected-error @below {{found 'w', expected one of x, y, z}}
  %i = vyre.global_id w
  vyre.return
}

// -----

vyre.program @return_depth(%c: i32) workgroup [1, 1, 1] {
  %zero = arith.constant 0 : i32
  %is = arith.cmpi eq, %c, %zero : i32
  scf.if %is {
    // expected-error @below {{'vyre.return' op expects parent op to be one of 'vyre.program, vyre.graph'}}
    vyre.return
  }
  vyre.return
}

// -----

vyre.program @region_terminator(%c: i32) workgroup [1, 1, 1] {
  %is = arith.cmpi eq, %c, %c : i32
  "vyre.region"() <{generator = "g"}> ({
    // expected-error @below {{block with no terminator}}
    "vyre.exit_if"(%is) : (i1) -> ()
  }) : () -> ()
  vyre.return
}

// -----

// expected-error @below {{'vyre.program' op expects a non-empty block}}
"vyre.program"() <{arg_names = [], function_type = () -> (), sym_name = "no_ops", workgroup_size = array<i32: 1, 1, 1>}> ({
^bb0:
}) : () -> ()

// -----

// expected-error @below {{'vyre.graph' op ends in 'ub.unreachable', expected 'vyre.return' [VYRE-PR-06]}}
vyre.graph @vyre_pr_06_graph() {
  ub.unreachable
}
