// RUN: vyre-opt %s --split-input-file --verify-diagnostics

vyre.program @vyre_sg_06_shuffle(%v: i32, %lane: index) workgroup [64, 1, 1] {
  %w = arith.trunci %v : i32 to i16
  // expected-error @below {{'vyre.subgroup_shuffle' op works on 'i16', expected i32, i64, f32 or f64 [VYRE-SG-06]; fix: convert to 32 bits, and take vectors apart}}
  %r = vyre.subgroup_shuffle %w, %lane : i16
  vyre.return
}

// -----

vyre.program @vyre_sg_06_reduce(%v: f32) workgroup [64, 1, 1] {
  %w = vector.broadcast %v : f32 to vector<4xf32>
  // expected-error @below {{'vyre.subgroup_reduce' op works on 'vector<4xf32>', expected i32, i64, f32 or f64 [VYRE-SG-06]; fix: convert to 32 bits, and take vectors apart}}
  %r = vyre.subgroup_reduce <addf> %w : vector<4xf32>
  vyre.return
}

// -----

// An index is 32 bits wide, but its width is no part of the type.
vyre.program @vyre_sg_06_index(%v: index) workgroup [64, 1, 1] {
  // expected-error @below {{'vyre.subgroup_reduce' op works on 'index', expected i32, i64, f32 or f64 [VYRE-SG-06]; fix: convert to 32 bits, and take vectors apart}}
  %r = vyre.subgroup_reduce <add> %v : index
  vyre.return
}

// -----

vyre.program @vyre_sg_07_integer_kind(%v: f32) workgroup [64, 1, 1] {
  // expected-error @below {{'vyre.subgroup_reduce' op of kind and works on 'f32', expected i32 or i64 [VYRE-SG-07]; fix: use addf, mulf, minf or maxf for floats}}
  %r = vyre.subgroup_reduce <and> %v : f32
  vyre.return
}

// -----

vyre.program @vyre_sg_07_float_kind(%v: i64) workgroup [64, 1, 1] {
  // expected-error @below {{'vyre.subgroup_reduce' op of kind addf works on 'i64', expected f32 or f64 [VYRE-SG-07]; fix: use add, mul, and, or, xor, minu, maxu, mins or maxs for integers}}
  %r = vyre.subgroup_reduce <addf> %v : i64
  vyre.return
}

// -----

vyre.program @kind(%v: i32) workgroup [64, 1, 1] {
  // expected-error @below {{found 'sum', expected one of add, mul, and, or, xor, minu, maxu, mins, maxs, addf, mulf, minf, maxf}}
  %r = vyre.subgroup_reduce <sum> %v : i32
  vyre.return
}

// -----

vyre.graph @vyre_pr_03_size() {
  // expected-error @below {{'vyre.subgroup_size' op stands in a graph, expected inside a program [VYRE-PR-03]; fix: move it into a vyre.program and dispatch that}}
  %n = vyre.subgroup_size
  vyre.return
}

// -----

vyre.graph @vyre_pr_03_ballot() {
  %true = arith.constant true
  // expected-error @below {{'vyre.subgroup_ballot' op stands in a graph, expected inside a program [VYRE-PR-03]; fix: move it into a vyre.program and dispatch that}}
  %n = vyre.subgroup_ballot %true
  vyre.return
}

// -----

vyre.graph @vyre_pr_03_reduce(%v: f32) {
  // expected-error @below {{'vyre.subgroup_reduce' op stands in a graph, expected inside a program [VYRE-PR-03]; fix: move it into a vyre.program and dispatch that}}
  %n = vyre.subgroup_reduce <addf> %v : f32
  vyre.return
}
