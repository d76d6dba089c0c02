// RUN: vyre-run %s
// REQUIRES: vulkan

// Arithmetic and conversions in every element type: where a type were widened
// or narrowed silently, the expected bits would differ.

// 8 and 16 bits wrap: 100 + 100 = -56 in i8, 30000 + 30000 = -5536 in i16,
// and i64 carries beyond 32 bits.
vyre.program @integers(%a: !vyre.buffer<4xi8, read_write>,
                       %b: !vyre.buffer<4xi16, read_write>,
                       %c: !vyre.buffer<4xi64, read_write>)
    workgroup [4, 1, 1] {
  %i = vyre.global_id x
  %a0 = vyre.load %a[%i] : !vyre.buffer<4xi8, read_write>
  %a1 = arith.addi %a0, %a0 : i8
  vyre.store %a1, %a[%i] : !vyre.buffer<4xi8, read_write>
  %b0 = vyre.load %b[%i] : !vyre.buffer<4xi16, read_write>
  %b1 = arith.addi %b0, %b0 : i16
  vyre.store %b1, %b[%i] : !vyre.buffer<4xi16, read_write>
  %c0 = vyre.load %c[%i] : !vyre.buffer<4xi64, read_write>
  %c1 = arith.muli %c0, %c0 : i64
  vyre.store %c1, %c[%i] : !vyre.buffer<4xi64, read_write>
  vyre.return
}

// Widening: of -1, zeros above for extui and ones for extsi. Narrowing cuts.
vyre.program @resize(%from: !vyre.buffer<4xi8, read>,
                     %unsigned: !vyre.buffer<4xi32, write>,
                     %signed: !vyre.buffer<4xi64, write>,
                     %cut: !vyre.buffer<4xi16, write>) workgroup [4, 1, 1] {
  %big = arith.constant 66051 : i32 // 0x010203
  %i = vyre.global_id x
  %v = vyre.load %from[%i] : !vyre.buffer<4xi8, read>
  %u = arith.extui %v : i8 to i32
  vyre.store %u, %unsigned[%i] : !vyre.buffer<4xi32, write>
  %s = arith.extsi %v : i8 to i64
  vyre.store %s, %signed[%i] : !vyre.buffer<4xi64, write>
  %sum = arith.addi %u, %big : i32
  %t = arith.trunci %sum : i32 to i16
  vyre.store %t, %cut[%i] : !vyre.buffer<4xi16, write>
  vyre.return
}

// f16: 2048 + 1 needs 12 bits and rounds to even; 2049 is no f16. The same sum
// is exact in f32. f64 keeps 1 + 2**-40.
vyre.program @floats(%h: !vyre.buffer<3xf16, read_write>,
                     %d: !vyre.buffer<3xf64, read_write>,
                     %s: !vyre.buffer<3xf32, write>) workgroup [3, 1, 1] {
  %one16 = arith.constant 1.0 : f16
  %one32 = arith.constant 1.0 : f32
  %one64 = arith.constant 1.0 : f64
  %i = vyre.global_id x
  %h0 = vyre.load %h[%i] : !vyre.buffer<3xf16, read_write>
  %wide = arith.extf %h0 : f16 to f32
  %wide1 = arith.addf %wide, %one32 : f32
  vyre.store %wide1, %s[%i] : !vyre.buffer<3xf32, write>
  %h1 = arith.addf %h0, %one16 : f16
  vyre.store %h1, %h[%i] : !vyre.buffer<3xf16, read_write>
  %d0 = vyre.load %d[%i] : !vyre.buffer<3xf64, read_write>
  %d1 = arith.addf %d0, %one64 : f64
  vyre.store %d1, %d[%i] : !vyre.buffer<3xf64, read_write>
  vyre.return
}

// bf16 is f32 without its low 16 bits; truncf rounds to nearest, ties to even:
// 1.00390625 = 0x3F808000 is a tie and goes to 0x3F80, 1.01171875 =
// 0x3F818000 is one and goes to 0x3F82, 0x3F808001 is above and goes up.
vyre.program @bf16(%from: !vyre.buffer<6xf32, read>,
                   %to: !vyre.buffer<6xbf16, write>,
                   %back: !vyre.buffer<6xf32, write>) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %from[%i] : !vyre.buffer<6xf32, read>
  %n = arith.truncf %v : f32 to bf16
  vyre.store %n, %to[%i] : !vyre.buffer<6xbf16, write>
  %w = arith.extf %n : bf16 to f32
  vyre.store %w, %back[%i] : !vyre.buffer<6xf32, write>
  vyre.return
}

// Vectors: elementwise.
vyre.program @vectors(%f: !vyre.buffer<2xvector<4xf32>, read_write>,
                      %n: !vyre.buffer<2xvector<2xi32>, read_write>)
    workgroup [2, 1, 1] {
  %half = arith.constant dense<[0.5, 1.0, 2.0, 4.0]> : vector<4xf32>
  %step = arith.constant dense<[10, -10]> : vector<2xi32>
  %i = vyre.global_id x
  %f0 = vyre.load %f[%i] : !vyre.buffer<2xvector<4xf32>, read_write>
  %f1 = arith.mulf %f0, %half : vector<4xf32>
  vyre.store %f1, %f[%i] : !vyre.buffer<2xvector<4xf32>, read_write>
  %n0 = vyre.load %n[%i] : !vyre.buffer<2xvector<2xi32>, read_write>
  %n1 = arith.addi %n0, %step : vector<2xi32>
  vyre.store %n1, %n[%i] : !vyre.buffer<2xvector<2xi32>, read_write>
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %a = vyre.constant dense<[100, -100, 64, -1]> : tensor<4xi8>
      -> !vyre.buffer<4xi8, read_write>
  %b = vyre.constant dense<[30000, -30000, 16384, -1]> : tensor<4xi16>
      -> !vyre.buffer<4xi16, read_write>
  %c = vyre.constant dense<[65536, -65537, 4294967296, 3037000499]>
      : tensor<4xi64> -> !vyre.buffer<4xi64, read_write>
  vyre.dispatch @integers groups [%c1] (%a, %b, %c)
      : (!vyre.buffer<4xi8, read_write>, !vyre.buffer<4xi16, read_write>,
         !vyre.buffer<4xi64, read_write>)
  vyre.expect %a : !vyre.buffer<4xi8, read_write>
      == dense<[-56, 56, -128, -2]> : tensor<4xi8>
  vyre.expect %b : !vyre.buffer<4xi16, read_write>
      == dense<[-5536, 5536, -32768, -2]> : tensor<4xi16>
  // 2**32; 2**32 + 2**17 + 1; 2**64 wraps to 0; just below 2**63.
  vyre.expect %c : !vyre.buffer<4xi64, read_write>
      == dense<[4294967296, 4295098369, 0, 9223372030926249001]> : tensor<4xi64>

  %narrow = vyre.constant dense<[-1, 127, -128, 0]> : tensor<4xi8>
      -> !vyre.buffer<4xi8, read_write>
  %unsigned = vyre.alloc : !vyre.buffer<4xi32, read_write>
  %signed = vyre.alloc : !vyre.buffer<4xi64, read_write>
  %cut = vyre.alloc : !vyre.buffer<4xi16, read_write>
  vyre.dispatch @resize groups [%c1] (%narrow, %unsigned, %signed, %cut)
      : (!vyre.buffer<4xi8, read_write>, !vyre.buffer<4xi32, read_write>,
         !vyre.buffer<4xi64, read_write>, !vyre.buffer<4xi16, read_write>)
  vyre.expect %unsigned : !vyre.buffer<4xi32, read_write>
      == dense<[255, 127, 128, 0]> : tensor<4xi32>
  vyre.expect %signed : !vyre.buffer<4xi64, read_write>
      == dense<[-1, 127, -128, 0]> : tensor<4xi64>
  // 0x0203 = 515 plus the unsigned value.
  vyre.expect %cut : !vyre.buffer<4xi16, read_write>
      == dense<[770, 642, 643, 515]> : tensor<4xi16>

  %h = vyre.constant dense<[2048.0, 2050.0, 0.5]> : tensor<3xf16>
      -> !vyre.buffer<3xf16, read_write>
  %d = vyre.constant dense<[0x3D70000000000000, 4503599627370496.0, -1.0]>
      : tensor<3xf64> -> !vyre.buffer<3xf64, read_write>
  %s = vyre.alloc : !vyre.buffer<3xf32, read_write>
  vyre.dispatch @floats groups [%c1] (%h, %d, %s)
      : (!vyre.buffer<3xf16, read_write>, !vyre.buffer<3xf64, read_write>,
         !vyre.buffer<3xf32, read_write>)
  // 2049 is halfway between 2048 and 2050, 2051 between 2050 and 2052; the
  // even significand wins.
  vyre.expect %h : !vyre.buffer<3xf16, read_write>
      == dense<[2048.0, 2052.0, 1.5]> : tensor<3xf16>
  vyre.expect %s : !vyre.buffer<3xf32, read_write>
      == dense<[2049.0, 2051.0, 1.5]> : tensor<3xf32>
  // 2**-40 + 1 has bit 12 of the significand set; 2**52 + 1 is exact.
  vyre.expect %d : !vyre.buffer<3xf64, read_write>
      == dense<[0x3FF0000000001000, 4503599627370497.0, 0.0]> : tensor<3xf64>

  %wide = vyre.constant dense<[0x3F808000, 0x3F818000, 0x3F808001, 0xBF807FFF,
                               0x7F800000, 0x40490FDB]>
      : tensor<6xf32> -> !vyre.buffer<6xf32, read_write>
  %brain = vyre.alloc : !vyre.buffer<6xbf16, read_write>
  %back = vyre.alloc : !vyre.buffer<6xf32, read_write>
  vyre.dispatch @bf16 groups [%c1] (%wide, %brain, %back)
      : (!vyre.buffer<6xf32, read_write>, !vyre.buffer<6xbf16, read_write>,
         !vyre.buffer<6xf32, read_write>)
  vyre.expect %brain : !vyre.buffer<6xbf16, read_write>
      == dense<[0x3F80, 0x3F82, 0x3F81, 0xBF80, 0x7F80, 0x4049]>
      : tensor<6xbf16>
  vyre.expect %back : !vyre.buffer<6xf32, read_write>
      == dense<[0x3F800000, 0x3F820000, 0x3F810000, 0xBF800000, 0x7F800000,
                0x40490000]> : tensor<6xf32>

  %f = vyre.constant dense<[[1.0, 2.0, 3.0, 4.0], [-1.0, -2.0, -3.0, -4.0]]>
      : tensor<2x4xf32> -> !vyre.buffer<2xvector<4xf32>, read_write>
  %n = vyre.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi32>
      -> !vyre.buffer<2xvector<2xi32>, read_write>
  vyre.dispatch @vectors groups [%c1] (%f, %n)
      : (!vyre.buffer<2xvector<4xf32>, read_write>,
         !vyre.buffer<2xvector<2xi32>, read_write>)
  vyre.expect %f : !vyre.buffer<2xvector<4xf32>, read_write>
      == dense<[[0.5, 2.0, 6.0, 16.0], [-0.5, -2.0, -6.0, -16.0]]>
      : tensor<2x4xf32>
  vyre.expect %n : !vyre.buffer<2xvector<2xi32>, read_write>
      == dense<[[11, -8], [13, -6]]> : tensor<2x2xi32>
  vyre.return
}
