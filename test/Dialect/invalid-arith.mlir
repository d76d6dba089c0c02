// RUN: vyre-opt %s --split-input-file --verify-diagnostics

// A signed reading of an index does not exist: indices are unsigned (VYRE-IX-01).
vyre.program @signed_index(%n: index) workgroup [1, 1, 1] {
  // expected-error @below {{'vyre.divsi' op operand #0 must be i8, i16, i32, i64, or a vector of 2 or 4 i32, but got 'index'}}
  %0 = vyre.divsi %n, %n : index
  vyre.return
}

// -----

vyre.program @odd_width() workgroup [1, 1, 1] {
  %c = arith.constant 1 : i24
  // expected-error @below {{operand #0 must be i8, i16, i32, i64, index, or a vector of 2 or 4 i32, but got 'i24'}}
  %0 = vyre.divui %c, %c : i24
  vyre.return
}

// -----

vyre.program @odd_vector() workgroup [1, 1, 1] {
  %c = arith.constant dense<1> : vector<3xi32>
  // expected-error @below {{operand #0 must be i8, i16, i32, i64, or a vector of 2 or 4 i32, but got 'vector<3xi32>'}}
  %0 = vyre.uadd_sat %c, %c : vector<3xi32>
  vyre.return
}

// -----

vyre.program @same_types(%a: i32, %b: i64) workgroup [1, 1, 1] {
  // expected-error @below {{requires the same type for all operands and results}}
  %0 = "vyre.rotl"(%a, %b) : (i32, i64) -> i32
  vyre.return
}

// -----

vyre.program @no_float(%a: i32) workgroup [1, 1, 1] {
  // expected-error @below {{'vyre.fptoui_sat' op operand #0 must be 16-bit float or 32-bit float or 64-bit float, but got 'i32'}}
  %0 = vyre.fptoui_sat %a : i32 to i32
  vyre.return
}

// -----

vyre.program @canonicalize_double(%a: f64) workgroup [1, 1, 1] {
  // expected-error @below {{'vyre.canonicalize' op operand #0 must be 32-bit float, but got 'f64'}}
  %0 = vyre.canonicalize %a : f64
  vyre.return
}
