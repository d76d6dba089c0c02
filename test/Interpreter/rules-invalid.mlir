// RUN: vyre-opt %s --vyre-interpret -split-input-file -verify-diagnostics

// What only an execution shows, and what the interpreter does not take.

vyre.program @vyre_br_01_two_barriers(%b: !vyre.buffer<8xi32, read_write>)
    workgroup [8, 1, 1] {
  %i = vyre.local_id x
  %four = arith.constant 4 : index
  %low = arith.cmpi ult, %i, %four : index
  scf.if %low {
    // expected-error @+1 {{invocations 0 to 3 of workgroup (0, 0, 0) wait here and others do not [VYRE-BR-01]}}
    vyre.barrier workgroup acq_rel
  } else {
    // expected-note @+1 {{invocations 4 to 7 of workgroup (0, 0, 0) wait at this barrier}}
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}
vyre.graph @main() {
  %one = arith.constant 1 : index
  %b = vyre.alloc : !vyre.buffer<8xi32, read_write>
  // expected-note @+1 {{dispatched here}}
  vyre.dispatch @vyre_br_01_two_barriers groups [%one] (%b)
      : (!vyre.buffer<8xi32, read_write>)
  vyre.return
}

// -----

vyre.program @vyre_fp_01_rounding(%b: !vyre.buffer<8xf32, read_write>)
    workgroup [8, 1, 1] {
  %i = vyre.local_id x
  %v = vyre.load %b[%i] : !vyre.buffer<8xf32, read_write>
  // expected-error @+1 {{rounds in another way than to nearest with ties to even [VYRE-FP-01]}}
  %h = arith.truncf %v toward_zero : f32 to f16
  vyre.return
}
vyre.graph @main() {
  %one = arith.constant 1 : index
  %b = vyre.alloc : !vyre.buffer<8xf32, read_write>
  vyre.dispatch @vyre_fp_01_rounding groups [%one] (%b)
      : (!vyre.buffer<8xf32, read_write>)
  vyre.return
}

// -----

vyre.program @vyre_fp_05_arithmetic(%b: !vyre.buffer<8xbf16, read_write>)
    workgroup [8, 1, 1] {
  %i = vyre.local_id x
  %v = vyre.load %b[%i] : !vyre.buffer<8xbf16, read_write>
  // expected-error @+1 {{computes in a format that is only stored and converted, expected f16, f32 or f64 [VYRE-FP-05]}}
  %w = arith.addf %v, %v : bf16
  vyre.return
}
vyre.graph @main() {
  %one = arith.constant 1 : index
  %b = vyre.alloc : !vyre.buffer<8xbf16, read_write>
  vyre.dispatch @vyre_fp_05_arithmetic groups [%one] (%b)
      : (!vyre.buffer<8xbf16, read_write>)
  vyre.return
}

// -----

// expected-error @+1 {{is dispatched with more than 2^32 - 1 invocations [VYRE-IX-04]}}
vyre.program @vyre_ix_04_too_many(%b: !vyre.buffer<8xi32, read_write>)
    workgroup [1, 1, 1] {
  vyre.return
}
vyre.graph @main() {
  %many = arith.constant 65536 : index
  %b = vyre.alloc : !vyre.buffer<8xi32, read_write>
  // expected-note @+1 {{dispatched here}}
  vyre.dispatch @vyre_ix_04_too_many groups [%many, %many] (%b)
      : (!vyre.buffer<8xi32, read_write>)
  vyre.return
}

// -----

vyre.program @vyre_mm_06_false_proof(%b: !vyre.buffer<8xi32, read_write>)
    workgroup [16, 1, 1] {
  %i = vyre.local_id x
  // expected-error @+1 {{says in_bounds and accesses element 8 of 8 for invocation 8 of workgroup (0, 0, 0) [VYRE-MM-06]}}
  %v = vyre.load %b[%i] in_bounds : !vyre.buffer<8xi32, read_write>
  vyre.return
}
vyre.graph @main() {
  %one = arith.constant 1 : index
  %b = vyre.alloc : !vyre.buffer<8xi32, read_write>
  // expected-note @+1 {{dispatched here}}
  vyre.dispatch @vyre_mm_06_false_proof groups [%one] (%b)
      : (!vyre.buffer<8xi32, read_write>)
  vyre.return
}

// -----

// Subgroups are of 32: the second half of the first one never comes.
vyre.program @vyre_sg_02_divergent(%b: !vyre.buffer<64xi32, read_write>)
    workgroup [64, 1, 1] {
  %i = vyre.local_id x
  %sixteen = arith.constant 16 : index
  %low = arith.cmpi ult, %i, %sixteen : index
  scf.if %low {
    %v = vyre.load %b[%i] : !vyre.buffer<64xi32, read_write>
    // expected-error @+1 {{not all invocations of the subgroup come to this subgroup op: invocations 0 to 15 of workgroup (0, 0, 0) wait here and others do not [VYRE-SG-02]; fix: move the subgroup op out of the branch or loop that only some of them take}}
    %s = vyre.subgroup_reduce <add> %v : i32
    vyre.store %s, %b[%i] : !vyre.buffer<64xi32, read_write>
  }
  // expected-note @+1 {{invocations 16 to 31 of workgroup (0, 0, 0) came to the end here without this subgroup op}}
  vyre.return
}
vyre.graph @main() {
  %one = arith.constant 1 : index
  %b = vyre.alloc : !vyre.buffer<64xi32, read_write>
  // expected-note @+1 {{dispatched here}}
  vyre.dispatch @vyre_sg_02_divergent groups [%one] (%b)
      : (!vyre.buffer<64xi32, read_write>)
  vyre.return
}
