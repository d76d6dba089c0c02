// RUN: vyre-opt %s --split-input-file --verify-diagnostics

// expected-error @below {{buffer element type is 'i1', expected i8, i16, i32, i64, f16, bf16, f32, f64 or a vector of 2 or 4 elements of i32 or f32 [VYRE-BF-01]; fix: store the value as one of these}}
vyre.program @vyre_bf_01_bool(%b: !vyre.buffer<4xi1, read>) workgroup [1, 1, 1] {
  vyre.return
}

// -----

// expected-error @below {{buffer element type is 'vector<3xf32>'}}
vyre.program @vyre_bf_01_three_lanes(%b: !vyre.buffer<4xvector<3xf32>, read>) workgroup [1, 1, 1] {
  vyre.return
}

// -----

// expected-error @below {{buffer element type is 'vector<2xi64>'}}
vyre.program @vyre_bf_01_wide_lanes(%b: !vyre.buffer<4xvector<2xi64>, read>) workgroup [1, 1, 1] {
  vyre.return
}

// -----

// expected-error @below {{buffer element type is 'ui32'}}
vyre.program @vyre_bf_01_signedness(%b: !vyre.buffer<4xui32, read>) workgroup [1, 1, 1] {
  vyre.return
}

// -----

// expected-error @below {{buffer has 2 dimensions, expected 1: buffers are linear [VYRE-BF-01]}}
vyre.program @vyre_bf_01_dimensions(%b: !vyre.buffer<4x4xf32, read>) workgroup [1, 1, 1] {
  vyre.return
}

// -----

// expected-error @below {{buffer has 0 dimensions, expected 1}}
vyre.program @vyre_bf_01_no_count(%b: !vyre.buffer<f32, read>) workgroup [1, 1, 1] {
  vyre.return
}

// -----

// expected-error @below {{buffer has 2147483649 elements of 1 bytes, expected at most 2147483648 bytes [VYRE-BF-01]; fix: split the buffer}}
vyre.program @vyre_bf_01_count(%b: !vyre.buffer<2147483649xi8, read>) workgroup [1, 1, 1] {
  vyre.return
}

// -----

// 2^31 bytes is the limit, whatever the elements are.
// expected-error @below {{buffer has 536870913 elements of 4 bytes, expected at most 2147483648 bytes [VYRE-BF-01]; fix: split the buffer}}
vyre.program @vyre_bf_01_bytes(%b: !vyre.buffer<536870913xf32, read>) workgroup [1, 1, 1] {
  vyre.return
}

// -----

// expected-error @below {{workgroup buffer has count ?, expected a positive static count [VYRE-BF-02]; fix: write the number of elements in the type}}
vyre.program @vyre_bf_02_dynamic(%b: !vyre.buffer<?xf32, workgroup>) workgroup [1, 1, 1] {
  vyre.return
}

// -----

// expected-error @below {{workgroup buffer has count 0, expected a positive static count [VYRE-BF-02]}}
vyre.program @vyre_bf_02_zero(%b: !vyre.buffer<0xf32, workgroup>) workgroup [1, 1, 1] {
  vyre.return
}

// -----

// expected-error @below {{unknown access 'readwrite', expected read, write, read_write, uniform or workgroup}}
vyre.program @unknown_access(%b: !vyre.buffer<4xf32, readwrite>) workgroup [1, 1, 1] {
  vyre.return
}

// -----

// expected-error @below {{expected ','}}
vyre.program @no_access(%b: !vyre.buffer<4xf32>) workgroup [1, 1, 1] {
  vyre.return
}
