// RUN: vyre-run %s
// REQUIRES: vulkan

// Functions of `math` and float arithmetic: the exact ones bit for bit, the
// approximate ones within the error that Vulkan allows. Inputs come from
// memory, so nothing folds.

!f = !vyre.buffer<12xf32, read_write>

// Exact functions, one result each: floor, ceil, trunc, round (ties away from
// zero), roundeven, absf.
vyre.program @exact(%x: !f, %floor: !f, %ceil: !f, %trunc: !f, %round: !f,
                    %even: !f, %abs: !f) workgroup [16, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !f
  %a = math.floor %v : f32
  %b = math.ceil %v : f32
  %c = math.trunc %v : f32
  %d = math.round %v : f32
  %e = math.roundeven %v : f32
  %g = math.absf %v : f32
  vyre.store %a, %floor[%i] : !f
  vyre.store %b, %ceil[%i] : !f
  vyre.store %c, %trunc[%i] : !f
  vyre.store %d, %round[%i] : !f
  vyre.store %e, %even[%i] : !f
  vyre.store %g, %abs[%i] : !f
  vyre.return
}

// exp2, exp, log, log2, sqrt, sin, cos, tanh.
vyre.program @approximate(%x: !vyre.buffer<6xf32, read>,
                          %out: !vyre.buffer<48xf32, write>)
    workgroup [6, 1, 1] {
  %c6 = arith.constant 6 : index
  %i0 = vyre.global_id x
  %v = vyre.load %x[%i0] : !vyre.buffer<6xf32, read>
  %a = math.exp2 %v : f32
  %b = math.exp %v : f32
  %c = math.log %v : f32
  %d = math.log2 %v : f32
  %e = math.sqrt %v : f32
  %f = math.sin %v : f32
  %g = math.cos %v : f32
  %h = math.tanh %v : f32
  vyre.store %a, %out[%i0] : !vyre.buffer<48xf32, write>
  %i1 = arith.addi %i0, %c6 : index
  vyre.store %b, %out[%i1] : !vyre.buffer<48xf32, write>
  %i2 = arith.addi %i1, %c6 : index
  vyre.store %c, %out[%i2] : !vyre.buffer<48xf32, write>
  %i3 = arith.addi %i2, %c6 : index
  vyre.store %d, %out[%i3] : !vyre.buffer<48xf32, write>
  %i4 = arith.addi %i3, %c6 : index
  vyre.store %e, %out[%i4] : !vyre.buffer<48xf32, write>
  %i5 = arith.addi %i4, %c6 : index
  vyre.store %f, %out[%i5] : !vyre.buffer<48xf32, write>
  %i6 = arith.addi %i5, %c6 : index
  vyre.store %g, %out[%i6] : !vyre.buffer<48xf32, write>
  %i7 = arith.addi %i6, %c6 : index
  vyre.store %h, %out[%i7] : !vyre.buffer<48xf32, write>
  vyre.return
}

// popcount, leading and trailing zeros; of 0 they are the width.
vyre.program @bits(%x: !vyre.buffer<8xi32, read>,
                   %pop: !vyre.buffer<8xi32, write>,
                   %lead: !vyre.buffer<8xi32, write>,
                   %trail: !vyre.buffer<8xi32, write>) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !vyre.buffer<8xi32, read>
  %a = math.ctpop %v : i32
  %b = math.ctlz %v : i32
  %c = math.cttz %v : i32
  vyre.store %a, %pop[%i] : !vyre.buffer<8xi32, write>
  vyre.store %b, %lead[%i] : !vyre.buffer<8xi32, write>
  vyre.store %c, %trail[%i] : !vyre.buffer<8xi32, write>
  vyre.return
}

// a b + c in one rounding and in two.
vyre.program @fused(%a: !vyre.buffer<4xf32, read>,
                    %b: !vyre.buffer<4xf32, read>,
                    %c: !vyre.buffer<4xf32, read>,
                    %one: !vyre.buffer<4xf32, write>,
                    %two: !vyre.buffer<4xf32, write>,
                    %minus: !vyre.buffer<4xf32, write>) workgroup [4, 1, 1] {
  %i = vyre.global_id x
  %x = vyre.load %a[%i] : !vyre.buffer<4xf32, read>
  %y = vyre.load %b[%i] : !vyre.buffer<4xf32, read>
  %z = vyre.load %c[%i] : !vyre.buffer<4xf32, read>
  %fma = math.fma %x, %y, %z : f32
  %xy = arith.mulf %x, %y : f32
  %sum = arith.addf %xy, %z : f32
  %minus_z = arith.negf %z : f32
  %difference = arith.subf %xy, %minus_z : f32
  vyre.store %fma, %one[%i] : !vyre.buffer<4xf32, write>
  vyre.store %sum, %two[%i] : !vyre.buffer<4xf32, write>
  vyre.store %difference, %minus[%i] : !vyre.buffer<4xf32, write>
  vyre.return
}

// Comparisons with NaN, and minimum and maximum that prefer the number.
vyre.program @nan(%x: !vyre.buffer<4xf32, read>, %y: !vyre.buffer<4xf32, read>,
                  %flags: !vyre.buffer<4xi32, write>,
                  %least: !vyre.buffer<4xf32, write>,
                  %most: !vyre.buffer<4xf32, write>) workgroup [4, 1, 1] {
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %four = arith.constant 4 : i32
  %eight = arith.constant 8 : i32
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  %a = vyre.load %x[%i] : !vyre.buffer<4xf32, read>
  %b = vyre.load %y[%i] : !vyre.buffer<4xf32, read>
  %lt = arith.cmpf olt, %a, %b : f32
  %ult = arith.cmpf ult, %a, %b : f32
  %ne = arith.cmpf une, %a, %b : f32
  %uno = arith.cmpf uno, %a, %b : f32
  %v0 = arith.select %lt, %one, %zero : i32
  %v1 = arith.select %ult, %two, %zero : i32
  %v2 = arith.select %ne, %four, %zero : i32
  %v3 = arith.select %uno, %eight, %zero : i32
  %s0 = arith.addi %v0, %v1 : i32
  %s1 = arith.addi %s0, %v2 : i32
  %s2 = arith.addi %s1, %v3 : i32
  %least_v = arith.minnumf %a, %b : f32
  %most_v = arith.maxnumf %a, %b : f32
  vyre.store %s2, %flags[%i] : !vyre.buffer<4xi32, write>
  vyre.store %least_v, %least[%i] : !vyre.buffer<4xf32, write>
  vyre.store %most_v, %most[%i] : !vyre.buffer<4xf32, write>
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %x = vyre.constant dense<[
      0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 0.49999997, -0.49999997, 8388609.0,
      -1.0e+30, 0.0, 3.999
    ]> : tensor<12xf32> -> !f
  %floor = vyre.alloc : !f
  %ceil = vyre.alloc : !f
  %trunc = vyre.alloc : !f
  %round = vyre.alloc : !f
  %even = vyre.alloc : !f
  %abs = vyre.alloc : !f
  vyre.dispatch @exact groups [%c1] (%x, %floor, %ceil, %trunc, %round, %even,
                                     %abs) : (!f, !f, !f, !f, !f, !f, !f)
  vyre.expect %floor : !f == dense<[
      0.0, -1.0, 1.0, -2.0, 2.0, -3.0, 0.0, -1.0, 8388609.0, -1.0e+30, 0.0, 3.0
    ]> : tensor<12xf32>
  vyre.expect %ceil : !f == dense<[
      1.0, -0.0, 2.0, -1.0, 3.0, -2.0, 1.0, -0.0, 8388609.0, -1.0e+30, 0.0, 4.0
    ]> : tensor<12xf32>
  vyre.expect %trunc : !f == dense<[
      0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.0, -0.0, 8388609.0, -1.0e+30, 0.0, 3.0
    ]> : tensor<12xf32>
  // 0.49999997 + 0.5 rounds to 1 in f32: adding a half and cutting is wrong.
  vyre.expect %round : !f == dense<[
      1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 0.0, -0.0, 8388609.0, -1.0e+30, 0.0, 4.0
    ]> : tensor<12xf32>
  vyre.expect %even : !f == dense<[
      0.0, -0.0, 2.0, -2.0, 2.0, -2.0, 0.0, -0.0, 8388609.0, -1.0e+30, 0.0, 4.0
    ]> : tensor<12xf32>
  vyre.expect %abs : !f == dense<[
      0.5, 0.5, 1.5, 1.5, 2.5, 2.5, 0.49999997, 0.49999997, 8388609.0, 1.0e+30,
      0.0, 3.999
    ]> : tensor<12xf32>

  // Expected: math of Python in double precision, rounded. The bound is
  // generous: sin and cos may be 2**-11 off in absolute terms, so their
  // inputs have results near 1/2 and above.
  %y = vyre.constant dense<[0.5, 1.0, 2.25, 4.0, 0.75, 6.0]> : tensor<6xf32>
      -> !vyre.buffer<6xf32, read_write>
  %results = vyre.alloc : !vyre.buffer<48xf32, read_write>
  vyre.dispatch @approximate groups [%c1] (%y, %results)
      : (!vyre.buffer<6xf32, read_write>, !vyre.buffer<48xf32, read_write>)
  vyre.expect %results : !vyre.buffer<48xf32, read_write> == dense<[
      1.4142135, 2.0, 4.7568283, 16.0, 1.6817929, 64.0, 1.6487212, 2.7182817,
      9.487736, 54.59815, 2.117, 403.4288, -0.6931472, 0.0, 0.8109302,
      1.3862944, -0.2876821, 1.7917595, -1.0, 0.0, 1.169925, 2.0, -0.4150375,
      2.5849626, 0.70710677, 1.0, 1.5, 2.0, 0.8660254, 2.4494898, 0.47942555,
      0.84147096, 0.7780732, -0.7568025, 0.6816388, -0.2794155, 0.87758255,
      0.5403023, -0.62817365, -0.6536436, 0.73168886, 0.96017027, 0.46211717,
      0.7615942, 0.9780261, 0.9993293, 0.63514894, 0.9999877
    ]> : tensor<48xf32> ulp 512

  %words = vyre.constant dense<[
      0, 1, 0xFFFFFFFF, 0x80000000, 0x00010000, 0x7FFFFFFF, 0x12345678, 6
    ]> : tensor<8xi32> -> !vyre.buffer<8xi32, read_write>
  %pop = vyre.alloc : !vyre.buffer<8xi32, read_write>
  %lead = vyre.alloc : !vyre.buffer<8xi32, read_write>
  %trail = vyre.alloc : !vyre.buffer<8xi32, read_write>
  vyre.dispatch @bits groups [%c1] (%words, %pop, %lead, %trail)
      : (!vyre.buffer<8xi32, read_write>, !vyre.buffer<8xi32, read_write>,
         !vyre.buffer<8xi32, read_write>, !vyre.buffer<8xi32, read_write>)
  vyre.expect %pop : !vyre.buffer<8xi32, read_write>
      == dense<[0, 1, 32, 1, 1, 31, 13, 2]> : tensor<8xi32>
  vyre.expect %lead : !vyre.buffer<8xi32, read_write>
      == dense<[32, 31, 0, 0, 15, 1, 3, 29]> : tensor<8xi32>
  vyre.expect %trail : !vyre.buffer<8xi32, read_write>
      == dense<[32, 0, 0, 31, 16, 0, 3, 1]> : tensor<8xi32>

  // What a product loses when it is rounded is only there with one rounding:
  // (1 + 2**-13)(1 - 2**-13) is 1 - 2**-26 and rounds to 1; (1 + 2**-12)**2
  // loses 2**-24 and (1 + 2**-23)**2 loses 2**-46. 3 * 5 + 7 loses nothing.
  %a = vyre.constant dense<[0x3F800400, 0x3F800800, 0x3F800001, 3.0]>
      : tensor<4xf32> -> !vyre.buffer<4xf32, read_write>
  %b = vyre.constant dense<[0x3F7FF800, 0x3F800800, 0x3F800001, 5.0]>
      : tensor<4xf32> -> !vyre.buffer<4xf32, read_write>
  %c = vyre.constant dense<[-1.0, 0xBF801000, 0xBF800002, 7.0]>
      : tensor<4xf32> -> !vyre.buffer<4xf32, read_write>
  %one = vyre.alloc : !vyre.buffer<4xf32, read_write>
  %two = vyre.alloc : !vyre.buffer<4xf32, read_write>
  %minus = vyre.alloc : !vyre.buffer<4xf32, read_write>
  vyre.dispatch @fused groups [%c1] (%a, %b, %c, %one, %two, %minus)
      : (!vyre.buffer<4xf32, read_write>, !vyre.buffer<4xf32, read_write>,
         !vyre.buffer<4xf32, read_write>, !vyre.buffer<4xf32, read_write>,
         !vyre.buffer<4xf32, read_write>, !vyre.buffer<4xf32, read_write>)
  vyre.expect %one : !vyre.buffer<4xf32, read_write>
      == dense<[0xB2800000, 0x33800000, 0x28800000, 22.0]> : tensor<4xf32>
  vyre.expect %two : !vyre.buffer<4xf32, read_write>
      == dense<[0.0, 0.0, 0.0, 22.0]> : tensor<4xf32>
  vyre.expect %minus : !vyre.buffer<4xf32, read_write>
      == dense<[0.0, 0.0, 0.0, 22.0]> : tensor<4xf32>

  // NaN compares unordered with everything, and loses against numbers.
  %p = vyre.constant dense<[0x7FC00000, 1.0, 1.0, 0x7FC00000]> : tensor<4xf32>
      -> !vyre.buffer<4xf32, read_write>
  %q = vyre.constant dense<[1.0, 0x7FC00000, 2.0, 0x7FC00000]> : tensor<4xf32>
      -> !vyre.buffer<4xf32, read_write>
  %flags = vyre.alloc : !vyre.buffer<4xi32, read_write>
  %least = vyre.alloc : !vyre.buffer<4xf32, read_write>
  %most = vyre.alloc : !vyre.buffer<4xf32, read_write>
  vyre.dispatch @nan groups [%c1] (%p, %q, %flags, %least, %most)
      : (!vyre.buffer<4xf32, read_write>, !vyre.buffer<4xf32, read_write>,
         !vyre.buffer<4xi32, read_write>, !vyre.buffer<4xf32, read_write>,
         !vyre.buffer<4xf32, read_write>)
  vyre.expect %flags : !vyre.buffer<4xi32, read_write>
      == dense<[14, 14, 7, 14]> : tensor<4xi32>
  vyre.expect %least : !vyre.buffer<4xf32, read_write>
      == dense<[1.0, 1.0, 1.0, 0x7FC00000]> : tensor<4xf32>
  vyre.expect %most : !vyre.buffer<4xf32, read_write>
      == dense<[1.0, 1.0, 2.0, 0x7FC00000]> : tensor<4xf32>
  vyre.return
}
