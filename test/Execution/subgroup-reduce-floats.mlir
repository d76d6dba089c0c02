// RUN: vyre-run %s
// REQUIRES: vulkan

// Reductions of floats (VYRE-SG-05): addf, mulf, minf, maxf. The first of each
// subgroup adds, multiplies and compares in workgroup memory; the values are
// such that no order rounds.

// Sum of 0 .. 76: 2926. Product: 2 where i % 16 is 0 (5 times), 0.5 where i is 70:
// 16. Least and greatest of i - 40 where i % 3 is not 0 and NaN otherwise: -39 and
// 36. NaN alone: +inf and -inf.
vyre.program @floats32(%out: !vyre.buffer<6xf32, write>) workgroup [77, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c6 = arith.constant 6 : index
  %c16 = arith.constant 16 : index
  %c70 = arith.constant 70 : index
  %forty = arith.constant 40.0 : f32
  %nan = arith.constant 0x7FC00000 : f32
  %two = arith.constant 2.0 : f32
  %half = arith.constant 0.5 : f32
  %one = arith.constant 1.0 : f32
  %zero = arith.constant 0.0 : f32
  %least = arith.constant 0xFF800000 : f32
  %most = arith.constant 0x7F800000 : f32
  %partial = vyre.workgroup_alloc : !vyre.buffer<462xf32, workgroup>
  %i = vyre.local_id x
  %i32 = arith.index_castui %i : index to i32
  %number = arith.uitofp %i32 : i32 to f32
  %mod16 = vyre.remui %i, %c16 : index
  %isTwo = arith.cmpi eq, %mod16, %c0 : index
  %isHalf = arith.cmpi eq, %i, %c70 : index
  %factor0 = arith.select %isTwo, %two, %one : f32
  %factor = arith.select %isHalf, %half, %factor0 : f32
  %mod3 = vyre.remui %i, %c3 : index
  %isNaN = arith.cmpi eq, %mod3, %c0 : index
  %shifted = arith.subf %number, %forty : f32
  %some = arith.select %isNaN, %nan, %shifted : f32

  %sum = vyre.subgroup_reduce <addf> %number : f32
  %product = vyre.subgroup_reduce <mulf> %factor : f32
  %min = vyre.subgroup_reduce <minf> %some : f32
  %max = vyre.subgroup_reduce <maxf> %some : f32
  %minNaN = vyre.subgroup_reduce <minf> %nan : f32
  %maxNaN = vyre.subgroup_reduce <maxf> %nan : f32

  %lane = vyre.subgroup_local_id
  %lane32 = arith.index_castui %lane : index to i32
  %first = vyre.subgroup_reduce <minu> %lane32 : i32
  %isFirst = arith.cmpi eq, %lane32, %first : i32
  %subgroup = vyre.subgroup_id
  %p0 = arith.muli %subgroup, %c6 : index
  %p1 = arith.addi %p0, %c1 : index
  %p2 = arith.addi %p1, %c1 : index
  %p3 = arith.addi %p2, %c1 : index
  %p4 = arith.addi %p3, %c1 : index
  %p5 = arith.addi %p4, %c1 : index
  scf.if %isFirst {
    vyre.store %sum, %partial[%p0] : !vyre.buffer<462xf32, workgroup>
    vyre.store %product, %partial[%p1] : !vyre.buffer<462xf32, workgroup>
    vyre.store %min, %partial[%p2] : !vyre.buffer<462xf32, workgroup>
    vyre.store %max, %partial[%p3] : !vyre.buffer<462xf32, workgroup>
    vyre.store %minNaN, %partial[%p4] : !vyre.buffer<462xf32, workgroup>
    vyre.store %maxNaN, %partial[%p5] : !vyre.buffer<462xf32, workgroup>
  }
  vyre.barrier workgroup acq_rel
  %others = arith.cmpi ugt, %i, %c0 : index
  vyre.exit_if %others
  %count = vyre.num_subgroups
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %r:6 = scf.for %s = %c0 to %count step %c1
      iter_args(%a0 = %zero, %a1 = %one, %a2 = %most, %a3 = %least, %a4 = %most, %a5 = %least)
      -> (f32, f32, f32, f32, f32, f32) {
    %q0 = arith.muli %s, %c6 : index
    %q1 = arith.addi %q0, %c1 : index
    %q2 = arith.addi %q0, %c2 : index
    %q3 = arith.addi %q0, %c3 : index
    %q4 = arith.addi %q0, %c4 : index
    %q5 = arith.addi %q0, %c5 : index
    %v0 = vyre.load %partial[%q0] : !vyre.buffer<462xf32, workgroup>
    %v1 = vyre.load %partial[%q1] : !vyre.buffer<462xf32, workgroup>
    %v2 = vyre.load %partial[%q2] : !vyre.buffer<462xf32, workgroup>
    %v3 = vyre.load %partial[%q3] : !vyre.buffer<462xf32, workgroup>
    %v4 = vyre.load %partial[%q4] : !vyre.buffer<462xf32, workgroup>
    %v5 = vyre.load %partial[%q5] : !vyre.buffer<462xf32, workgroup>
    %b0 = arith.addf %a0, %v0 : f32
    %b1 = arith.mulf %a1, %v1 : f32
    %b2 = arith.minimumf %a2, %v2 : f32
    %b3 = arith.maximumf %a3, %v3 : f32
    %b4 = arith.minimumf %a4, %v4 : f32
    %b5 = arith.maximumf %a5, %v5 : f32
    scf.yield %b0, %b1, %b2, %b3, %b4, %b5 : f32, f32, f32, f32, f32, f32
  }
  vyre.store %r#0, %out[%c0] : !vyre.buffer<6xf32, write>
  vyre.store %r#1, %out[%c1] : !vyre.buffer<6xf32, write>
  vyre.store %r#2, %out[%c2] : !vyre.buffer<6xf32, write>
  vyre.store %r#3, %out[%c3] : !vyre.buffer<6xf32, write>
  vyre.store %r#4, %out[%c4] : !vyre.buffer<6xf32, write>
  vyre.store %r#5, %out[%c5] : !vyre.buffer<6xf32, write>
  vyre.return
}

// Sum of 0 .. 76: 2926. Product: 2 where i % 16 is 0 (5 times), 0.5 where i is 70:
// 16. Least and greatest of i - 40 where i % 3 is not 0 and NaN otherwise: -39 and
// 36. NaN alone: +inf and -inf.
vyre.program @floats64(%out: !vyre.buffer<6xf64, write>) workgroup [77, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c6 = arith.constant 6 : index
  %c16 = arith.constant 16 : index
  %c70 = arith.constant 70 : index
  %forty = arith.constant 40.0 : f64
  %nan = arith.constant 0x7FF8000000000000 : f64
  %two = arith.constant 2.0 : f64
  %half = arith.constant 0.5 : f64
  %one = arith.constant 1.0 : f64
  %zero = arith.constant 0.0 : f64
  %least = arith.constant 0xFFF0000000000000 : f64
  %most = arith.constant 0x7FF0000000000000 : f64
  %partial = vyre.workgroup_alloc : !vyre.buffer<462xf64, workgroup>
  %i = vyre.local_id x
  %i32 = arith.index_castui %i : index to i32
  %number = arith.uitofp %i32 : i32 to f64
  %mod16 = vyre.remui %i, %c16 : index
  %isTwo = arith.cmpi eq, %mod16, %c0 : index
  %isHalf = arith.cmpi eq, %i, %c70 : index
  %factor0 = arith.select %isTwo, %two, %one : f64
  %factor = arith.select %isHalf, %half, %factor0 : f64
  %mod3 = vyre.remui %i, %c3 : index
  %isNaN = arith.cmpi eq, %mod3, %c0 : index
  %shifted = arith.subf %number, %forty : f64
  %some = arith.select %isNaN, %nan, %shifted : f64

  %sum = vyre.subgroup_reduce <addf> %number : f64
  %product = vyre.subgroup_reduce <mulf> %factor : f64
  %min = vyre.subgroup_reduce <minf> %some : f64
  %max = vyre.subgroup_reduce <maxf> %some : f64
  %minNaN = vyre.subgroup_reduce <minf> %nan : f64
  %maxNaN = vyre.subgroup_reduce <maxf> %nan : f64

  %lane = vyre.subgroup_local_id
  %lane32 = arith.index_castui %lane : index to i32
  %first = vyre.subgroup_reduce <minu> %lane32 : i32
  %isFirst = arith.cmpi eq, %lane32, %first : i32
  %subgroup = vyre.subgroup_id
  %p0 = arith.muli %subgroup, %c6 : index
  %p1 = arith.addi %p0, %c1 : index
  %p2 = arith.addi %p1, %c1 : index
  %p3 = arith.addi %p2, %c1 : index
  %p4 = arith.addi %p3, %c1 : index
  %p5 = arith.addi %p4, %c1 : index
  scf.if %isFirst {
    vyre.store %sum, %partial[%p0] : !vyre.buffer<462xf64, workgroup>
    vyre.store %product, %partial[%p1] : !vyre.buffer<462xf64, workgroup>
    vyre.store %min, %partial[%p2] : !vyre.buffer<462xf64, workgroup>
    vyre.store %max, %partial[%p3] : !vyre.buffer<462xf64, workgroup>
    vyre.store %minNaN, %partial[%p4] : !vyre.buffer<462xf64, workgroup>
    vyre.store %maxNaN, %partial[%p5] : !vyre.buffer<462xf64, workgroup>
  }
  vyre.barrier workgroup acq_rel
  %others = arith.cmpi ugt, %i, %c0 : index
  vyre.exit_if %others
  %count = vyre.num_subgroups
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %r:6 = scf.for %s = %c0 to %count step %c1
      iter_args(%a0 = %zero, %a1 = %one, %a2 = %most, %a3 = %least, %a4 = %most, %a5 = %least)
      -> (f64, f64, f64, f64, f64, f64) {
    %q0 = arith.muli %s, %c6 : index
    %q1 = arith.addi %q0, %c1 : index
    %q2 = arith.addi %q0, %c2 : index
    %q3 = arith.addi %q0, %c3 : index
    %q4 = arith.addi %q0, %c4 : index
    %q5 = arith.addi %q0, %c5 : index
    %v0 = vyre.load %partial[%q0] : !vyre.buffer<462xf64, workgroup>
    %v1 = vyre.load %partial[%q1] : !vyre.buffer<462xf64, workgroup>
    %v2 = vyre.load %partial[%q2] : !vyre.buffer<462xf64, workgroup>
    %v3 = vyre.load %partial[%q3] : !vyre.buffer<462xf64, workgroup>
    %v4 = vyre.load %partial[%q4] : !vyre.buffer<462xf64, workgroup>
    %v5 = vyre.load %partial[%q5] : !vyre.buffer<462xf64, workgroup>
    %b0 = arith.addf %a0, %v0 : f64
    %b1 = arith.mulf %a1, %v1 : f64
    %b2 = arith.minimumf %a2, %v2 : f64
    %b3 = arith.maximumf %a3, %v3 : f64
    %b4 = arith.minimumf %a4, %v4 : f64
    %b5 = arith.maximumf %a5, %v5 : f64
    scf.yield %b0, %b1, %b2, %b3, %b4, %b5 : f64, f64, f64, f64, f64, f64
  }
  vyre.store %r#0, %out[%c0] : !vyre.buffer<6xf64, write>
  vyre.store %r#1, %out[%c1] : !vyre.buffer<6xf64, write>
  vyre.store %r#2, %out[%c2] : !vyre.buffer<6xf64, write>
  vyre.store %r#3, %out[%c3] : !vyre.buffer<6xf64, write>
  vyre.store %r#4, %out[%c4] : !vyre.buffer<6xf64, write>
  vyre.store %r#5, %out[%c5] : !vyre.buffer<6xf64, write>
  vyre.return
}

vyre.graph @main() {
  %one = arith.constant 1 : index
  %a = vyre.alloc : !vyre.buffer<6xf32, read_write>
  %b = vyre.alloc : !vyre.buffer<6xf64, read_write>
  vyre.dispatch @floats32 groups [%one] (%a) : (!vyre.buffer<6xf32, read_write>)
  vyre.dispatch @floats64 groups [%one] (%b) : (!vyre.buffer<6xf64, read_write>)
  vyre.expect %a : !vyre.buffer<6xf32, read_write> == dense<[2926.0, 16.0, -39.0, 36.0, 0x7F800000, 0xFF800000]> : tensor<6xf32>
  vyre.expect %b : !vyre.buffer<6xf64, read_write> == dense<[2926.0, 16.0, -39.0, 36.0, 0x7FF0000000000000, 0xFFF0000000000000]> : tensor<6xf64>
  vyre.return
}
