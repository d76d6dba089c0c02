// RUN: vyre-opt %s --split-input-file --verify-diagnostics

vyre.program @vyre_at_01_float_kind(%b: !vyre.buffer<4xi32, read_write>, %v: i32) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  // expected-error @below {{'vyre.atomic_rmw' op of kind addf works on elements of type 'i32', expected f32 [VYRE-AT-01]; fix: use an integer kind or an f32 buffer}}
  %o = vyre.atomic_rmw addf relaxed %v, %b[%i] : !vyre.buffer<4xi32, read_write>
  vyre.return
}

// -----

vyre.program @vyre_at_01_integer_kind(%b: !vyre.buffer<4xf32, read_write>, %v: f32) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  // expected-error @below {{'vyre.atomic_rmw' op of kind add works on elements of type 'f32', expected i32 or i64 [VYRE-AT-01]; fix: use addf, minf or maxf for f32, or an integer buffer}}
  %o = vyre.atomic_rmw add relaxed %v, %b[%i] : !vyre.buffer<4xf32, read_write>
  vyre.return
}

// -----

vyre.program @vyre_at_01_double(%b: !vyre.buffer<4xf64, read_write>, %v: f64) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  // expected-error @below {{of kind minf works on elements of type 'f64', expected f32 [VYRE-AT-01]}}
  %o = vyre.atomic_rmw minf relaxed %v, %b[%i] : !vyre.buffer<4xf64, read_write>
  vyre.return
}

// -----

vyre.program @vyre_at_01_exchange(%b: !vyre.buffer<4xi16, read_write>) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  %v = arith.constant 0 : i16
  // expected-error @below {{of kind exchange works on elements of type 'i16', expected i32 or i64 or f32 [VYRE-AT-01]}}
  %o = vyre.atomic_rmw exchange relaxed %v, %b[%i] : !vyre.buffer<4xi16, read_write>
  vyre.return
}

// -----

vyre.program @vyre_at_02_float(%b: !vyre.buffer<4xf32, read_write>, %v: f32) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  // expected-error @below {{'vyre.atomic_cas' op works on elements of type 'f32', expected i32 or i64 [VYRE-AT-02]; fix: compare the bits in an integer buffer}}
  %o = vyre.atomic_cas relaxed %v, %v, %b[%i] : !vyre.buffer<4xf32, read_write>
  vyre.return
}

// -----

vyre.program @vyre_at_03_load_release(%b: !vyre.buffer<4xi32, read>) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  // expected-error @below {{'vyre.atomic_load' op has order release, expected relaxed, acquire or seq_cst: a load releases nothing [VYRE-AT-03]; fix: use acquire}}
  %v = vyre.atomic_load release %b[%i] : !vyre.buffer<4xi32, read>
  vyre.return
}

// -----

vyre.program @vyre_at_03_load_acq_rel(%b: !vyre.buffer<4xi32, read>) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  // expected-error @below {{has order acq_rel, expected relaxed, acquire or seq_cst}}
  %v = vyre.atomic_load acq_rel %b[%i] : !vyre.buffer<4xi32, read>
  vyre.return
}

// -----

vyre.program @vyre_at_03_store_acquire(%b: !vyre.buffer<4xi32, write>, %v: i32) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  // expected-error @below {{'vyre.atomic_store' op has order acquire, expected relaxed, release or seq_cst: a store acquires nothing [VYRE-AT-03]; fix: use release}}
  vyre.atomic_store acquire %v, %b[%i] : !vyre.buffer<4xi32, write>
  vyre.return
}

// -----

vyre.program @vyre_at_04_load_width(%b: !vyre.buffer<4xi8, read>) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  // expected-error @below {{'vyre.atomic_load' op works on elements of type 'i8', expected i32, i64, f32 or f64 [VYRE-AT-04]; fix: keep the value in a 32-bit element}}
  %v = vyre.atomic_load relaxed %b[%i] : !vyre.buffer<4xi8, read>
  vyre.return
}

// -----

vyre.program @vyre_at_04_store_vector(%b: !vyre.buffer<4xvector<2xi32>, write>) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  %v = arith.constant dense<0> : vector<2xi32>
  // expected-error @below {{'vyre.atomic_store' op works on elements of type 'vector<2xi32>', expected i32, i64, f32 or f64 [VYRE-AT-04]}}
  vyre.atomic_store relaxed %v, %b[%i] : !vyre.buffer<4xvector<2xi32>, write>
  vyre.return
}

// -----

// An atomic that reads and writes needs both.
vyre.program @vyre_bf_03_rmw(%b: !vyre.buffer<4xi32, write>, %v: i32) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  // expected-error @below {{'vyre.atomic_rmw' op reads from a buffer of access write}}
  %o = vyre.atomic_rmw add relaxed %v, %b[%i] : !vyre.buffer<4xi32, write>
  vyre.return
}

// -----

vyre.program @vyre_bf_04_cas(%b: !vyre.buffer<4xi32, read>, %v: i32) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  // expected-error @below {{'vyre.atomic_cas' op writes to a buffer of access read}}
  %o = vyre.atomic_cas relaxed %v, %v, %b[%i] : !vyre.buffer<4xi32, read>
  vyre.return
}
