// RUN: vyre-opt %s --split-input-file --verify-diagnostics

// An argument is a buffer or one of five scalars.
// expected-error @below {{'vyre.program' op argument '%x' has type 'i8', expected a buffer or i32, i64, f32, f64 or index [VYRE-PR-01]; fix: pass it in a buffer or convert it}}
vyre.program @vyre_pr_01_argument_type(%x: i8) workgroup [1, 1, 1] {
  vyre.return
}

// -----

// expected-error @below {{argument '%v' has type 'vector<4xf32>', expected a buffer or i32, i64, f32, f64 or index [VYRE-PR-01]}}
vyre.program @vyre_pr_01_vector(%v: vector<4xf32>) workgroup [1, 1, 1] {
  vyre.return
}

// -----

// Workgroup memory belongs to a workgroup; nobody can pass it in.
// expected-error @below {{argument '%s' is workgroup memory, expected a storage buffer [VYRE-PR-01]; fix: use 'vyre.workgroup_alloc' in the program}}
vyre.program @vyre_pr_01_workgroup(%s: !vyre.buffer<4xi32, workgroup>) workgroup [1, 1, 1] {
  vyre.return
}

// -----

// Names that are not one per argument, or not different, cannot be typed.
// expected-error @below {{has 1 argument names, expected 2, one per argument [VYRE-PR-01]}}
"vyre.program"() <{arg_names = ["a"], function_type = (i32, i32) -> (), sym_name = "vyre_pr_01_names", workgroup_size = array<i32: 1, 1, 1>}> ({
^bb0(%a: i32, %b: i32):
  "vyre.return"() : () -> ()
}) : () -> ()

// -----

// expected-error @below {{has two arguments named 'a', expected different names [VYRE-PR-01]; fix: rename one}}
"vyre.program"() <{arg_names = ["a", "a"], function_type = (i32, i32) -> (), sym_name = "vyre_pr_01_same_name", workgroup_size = array<i32: 1, 1, 1>}> ({
^bb0(%a: i32, %b: i32):
  "vyre.return"() : () -> ()
}) : () -> ()

// -----

// expected-error @below {{has an argument named '7 up', expected letters, digits, '_', '$', '.' and '-', not starting with a digit [VYRE-PR-01]; fix: rename it}}
"vyre.program"() <{arg_names = ["7 up"], function_type = (i32) -> (), sym_name = "vyre_pr_01_spelling", workgroup_size = array<i32: 1, 1, 1>}> ({
^bb0(%a: i32):
  "vyre.return"() : () -> ()
}) : () -> ()

// -----

// expected-error @below {{has results, expected none [VYRE-PR-01]; fix: write results to a buffer}}
"vyre.program"() <{arg_names = [], function_type = () -> i32, sym_name = "vyre_pr_01_result", workgroup_size = array<i32: 1, 1, 1>}> ({
  "vyre.return"() : () -> ()
}) : () -> ()

// -----

// expected-error @below {{type of entry block argument #0('f32') must match the type of the corresponding argument in function signature('i32')}}
"vyre.program"() <{arg_names = ["a"], function_type = (i32) -> (), sym_name = "function_type", workgroup_size = array<i32: 1, 1, 1>}> ({
^bb0(%a: f32):
  "vyre.return"() : () -> ()
}) : () -> ()

// -----

// expected-error @below {{workgroup size is [64, 0, 1], expected three positive numbers [VYRE-PR-02]; fix: use 1 for an axis without extent}}
vyre.program @vyre_pr_02_zero() workgroup [64, 0, 1] {
  vyre.return
}

// -----

// expected-error @below {{workgroup size is [-1, 1, 1], expected three positive numbers [VYRE-PR-02]}}
vyre.program @vyre_pr_02_negative() workgroup [-1, 1, 1] {
  vyre.return
}

// -----

// expected-error @below {{workgroup has 2 sizes, expected 3 [VYRE-PR-02]; fix: write [x, y, z]}}
vyre.program @vyre_pr_02_two() workgroup [8, 8] {
  vyre.return
}

// -----

// expected-error @below {{expected 'workgroup': a program states its workgroup size, as in 'workgroup [64, 1, 1]'}}
vyre.program @no_workgroup_size() {
  vyre.return
}

// -----

// Ops of a kernel have no meaning on the host.
vyre.graph @vyre_pr_03_id() {
  // expected-error @below {{'vyre.global_id' op stands in a graph, expected inside a program [VYRE-PR-03]; fix: move it into a vyre.program and dispatch that}}
  %i = vyre.global_id x
  vyre.return
}

// -----

vyre.graph @vyre_pr_03_exit(%n: i32) {
  %c = arith.cmpi eq, %n, %n : i32
  // expected-error @below {{'vyre.exit_if' op stands in a graph, expected inside a program [VYRE-PR-03]}}
  vyre.exit_if %c
  vyre.return
}

// -----

vyre.graph @vyre_pr_03_load(%b: !vyre.buffer<4xi32, read_write>, %i: index) {
  // expected-error @below {{'vyre.load' op stands in a graph, expected inside a program [VYRE-PR-03]}}
  %v = vyre.load %b[%i] : !vyre.buffer<4xi32, read_write>
  vyre.return
}

// -----

vyre.graph @vyre_pr_03_barrier() {
  // expected-error @below {{'vyre.barrier' op stands in a graph, expected inside a program [VYRE-PR-03]}}
  vyre.barrier workgroup acq_rel
  vyre.return
}

// -----

vyre.program @vyre_pr_04_yields() workgroup [1, 1, 1] {
  %v = vyre.region "g" -> f32 {
    %c = arith.constant 0 : i32
    // expected-error @below {{'vyre.yield' op yields i32, expected f32, the result types of the region [VYRE-PR-04]; fix: correct the types after '->'}}
    vyre.yield %c : i32
  }
  vyre.return
}

// -----

vyre.program @vyre_pr_04_nothing() workgroup [1, 1, 1] {
  vyre.region "g" {
    %c = arith.constant 0 : i32
    // expected-error @below {{'vyre.yield' op yields i32, expected nothing, the result types of the region [VYRE-PR-04]}}
    vyre.yield %c : i32
  }
  vyre.return
}

// -----

// expected-error @below {{'vyre.program' op ends in 'ub.unreachable', expected 'vyre.return' [VYRE-PR-06]; fix: end it in 'vyre.return'}}
vyre.program @vyre_pr_06_terminator() workgroup [1, 1, 1] {
  ub.unreachable
}
