// RUN: vyre-run %s
// REQUIRES: vulkan

// Loads and stores of every element type. @copy_T moves values through
// registers unchanged, so the bits must survive: signs, subnormals, NaN
// payloads as far as vyre.expect looks (integers) and both zeros. Narrow
// elements share words of memory; each invocation writes one of them, and a
// store that wrote its whole word would lose its neighbours.

vyre.program @copy_i8(%from: !vyre.buffer<?xi8, read>,
                    %to: !vyre.buffer<?xi8, write>)
    workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %from[%i] : !vyre.buffer<?xi8, read>
  vyre.store %v, %to[%i] : !vyre.buffer<?xi8, write>
  vyre.return
}

vyre.program @copy_i16(%from: !vyre.buffer<?xi16, read>,
                    %to: !vyre.buffer<?xi16, write>)
    workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %from[%i] : !vyre.buffer<?xi16, read>
  vyre.store %v, %to[%i] : !vyre.buffer<?xi16, write>
  vyre.return
}

vyre.program @copy_i32(%from: !vyre.buffer<?xi32, read>,
                    %to: !vyre.buffer<?xi32, write>)
    workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %from[%i] : !vyre.buffer<?xi32, read>
  vyre.store %v, %to[%i] : !vyre.buffer<?xi32, write>
  vyre.return
}

vyre.program @copy_i64(%from: !vyre.buffer<?xi64, read>,
                    %to: !vyre.buffer<?xi64, write>)
    workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %from[%i] : !vyre.buffer<?xi64, read>
  vyre.store %v, %to[%i] : !vyre.buffer<?xi64, write>
  vyre.return
}

vyre.program @copy_f16(%from: !vyre.buffer<?xf16, read>,
                    %to: !vyre.buffer<?xf16, write>)
    workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %from[%i] : !vyre.buffer<?xf16, read>
  vyre.store %v, %to[%i] : !vyre.buffer<?xf16, write>
  vyre.return
}

vyre.program @copy_bf16(%from: !vyre.buffer<?xbf16, read>,
                    %to: !vyre.buffer<?xbf16, write>)
    workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %from[%i] : !vyre.buffer<?xbf16, read>
  vyre.store %v, %to[%i] : !vyre.buffer<?xbf16, write>
  vyre.return
}

vyre.program @copy_f32(%from: !vyre.buffer<?xf32, read>,
                    %to: !vyre.buffer<?xf32, write>)
    workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %from[%i] : !vyre.buffer<?xf32, read>
  vyre.store %v, %to[%i] : !vyre.buffer<?xf32, write>
  vyre.return
}

vyre.program @copy_f64(%from: !vyre.buffer<?xf64, read>,
                    %to: !vyre.buffer<?xf64, write>)
    workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %from[%i] : !vyre.buffer<?xf64, read>
  vyre.store %v, %to[%i] : !vyre.buffer<?xf64, write>
  vyre.return
}

vyre.program @copy_v2xi32(%from: !vyre.buffer<?xvector<2xi32>, read>,
                    %to: !vyre.buffer<?xvector<2xi32>, write>)
    workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %from[%i] : !vyre.buffer<?xvector<2xi32>, read>
  vyre.store %v, %to[%i] : !vyre.buffer<?xvector<2xi32>, write>
  vyre.return
}

vyre.program @copy_v4xi32(%from: !vyre.buffer<?xvector<4xi32>, read>,
                    %to: !vyre.buffer<?xvector<4xi32>, write>)
    workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %from[%i] : !vyre.buffer<?xvector<4xi32>, read>
  vyre.store %v, %to[%i] : !vyre.buffer<?xvector<4xi32>, write>
  vyre.return
}

vyre.program @copy_v2xf32(%from: !vyre.buffer<?xvector<2xf32>, read>,
                    %to: !vyre.buffer<?xvector<2xf32>, write>)
    workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %from[%i] : !vyre.buffer<?xvector<2xf32>, read>
  vyre.store %v, %to[%i] : !vyre.buffer<?xvector<2xf32>, write>
  vyre.return
}

vyre.program @copy_v4xf32(%from: !vyre.buffer<?xvector<4xf32>, read>,
                    %to: !vyre.buffer<?xvector<4xf32>, write>)
    workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %from[%i] : !vyre.buffer<?xvector<4xf32>, read>
  vyre.store %v, %to[%i] : !vyre.buffer<?xvector<4xf32>, write>
  vyre.return
}

vyre.graph @main() {

  %i8 = vyre.constant dense<[
      0, 1, -1, 127, -128, 85, -86, 16, 33, 7, 99
    ]> : tensor<11xi8> -> !vyre.buffer<11xi8, read_write>
  %i8_to = vyre.alloc : !vyre.buffer<11xi8, read_write>
  %i8_n = vyre.length %i8 : !vyre.buffer<11xi8, read_write>
  vyre.dispatch @copy_i8 threads [%i8_n] (%i8, %i8_to)
      : (!vyre.buffer<11xi8, read_write>, !vyre.buffer<11xi8, read_write>)
  vyre.expect %i8_to : !vyre.buffer<11xi8, read_write>
      == dense<[0, 1, -1, 127, -128, 85, -86, 16, 33, 7, 99]> : tensor<11xi8>

  %i16 = vyre.constant dense<[
      0, 1, -1, 32767, -32768, 21845, -21846, 4096, 8193, 77, 12345
    ]> : tensor<11xi16> -> !vyre.buffer<11xi16, read_write>
  %i16_to = vyre.alloc : !vyre.buffer<11xi16, read_write>
  %i16_n = vyre.length %i16 : !vyre.buffer<11xi16, read_write>
  vyre.dispatch @copy_i16 threads [%i16_n] (%i16, %i16_to)
      : (!vyre.buffer<11xi16, read_write>, !vyre.buffer<11xi16, read_write>)
  vyre.expect %i16_to : !vyre.buffer<11xi16, read_write> == dense<[
      0, 1, -1, 32767, -32768, 21845, -21846, 4096, 8193, 77, 12345
    ]> : tensor<11xi16>

  %i32 = vyre.constant dense<[
      0, 1, -1, 2147483647, -2147483648, 1431655765, -1431655766, 65536, 65537,
      77, 123456789
    ]> : tensor<11xi32> -> !vyre.buffer<11xi32, read_write>
  %i32_to = vyre.alloc : !vyre.buffer<11xi32, read_write>
  %i32_n = vyre.length %i32 : !vyre.buffer<11xi32, read_write>
  vyre.dispatch @copy_i32 threads [%i32_n] (%i32, %i32_to)
      : (!vyre.buffer<11xi32, read_write>, !vyre.buffer<11xi32, read_write>)
  vyre.expect %i32_to : !vyre.buffer<11xi32, read_write> == dense<[
      0, 1, -1, 2147483647, -2147483648, 1431655765, -1431655766, 65536, 65537,
      77, 123456789
    ]> : tensor<11xi32>

  %i64 = vyre.constant dense<[
      0, 1, -1, 9223372036854775807, -9223372036854775808, 4294967296,
      -4294967297, 65536, 1099511627776, 77, 1234567890123
    ]> : tensor<11xi64> -> !vyre.buffer<11xi64, read_write>
  %i64_to = vyre.alloc : !vyre.buffer<11xi64, read_write>
  %i64_n = vyre.length %i64 : !vyre.buffer<11xi64, read_write>
  vyre.dispatch @copy_i64 threads [%i64_n] (%i64, %i64_to)
      : (!vyre.buffer<11xi64, read_write>, !vyre.buffer<11xi64, read_write>)
  vyre.expect %i64_to : !vyre.buffer<11xi64, read_write> == dense<[
      0, 1, -1, 9223372036854775807, -9223372036854775808, 4294967296,
      -4294967297, 65536, 1099511627776, 77, 1234567890123
    ]> : tensor<11xi64>

  %f16 = vyre.constant dense<[
      0.0, -0.0, 1.0, -65504.0, 0x0001, 0x8001, 0x7C00, 0xFC00, 0x03FF, 3.14,
      0.1
    ]> : tensor<11xf16> -> !vyre.buffer<11xf16, read_write>
  %f16_to = vyre.alloc : !vyre.buffer<11xf16, read_write>
  %f16_n = vyre.length %f16 : !vyre.buffer<11xf16, read_write>
  vyre.dispatch @copy_f16 threads [%f16_n] (%f16, %f16_to)
      : (!vyre.buffer<11xf16, read_write>, !vyre.buffer<11xf16, read_write>)
  vyre.expect %f16_to : !vyre.buffer<11xf16, read_write> == dense<[
      0.0, -0.0, 1.0, -65504.0, 0x0001, 0x8001, 0x7C00, 0xFC00, 0x03FF, 3.14,
      0.1
    ]> : tensor<11xf16>

  %bf16 = vyre.constant dense<[
      0.0, -0.0, 1.0, -3.0e+38, 0x0001, 0x8001, 0x7F80, 0xFF80, 0x007F, 3.14,
      0.1
    ]> : tensor<11xbf16> -> !vyre.buffer<11xbf16, read_write>
  %bf16_to = vyre.alloc : !vyre.buffer<11xbf16, read_write>
  %bf16_n = vyre.length %bf16 : !vyre.buffer<11xbf16, read_write>
  vyre.dispatch @copy_bf16 threads [%bf16_n] (%bf16, %bf16_to)
      : (!vyre.buffer<11xbf16, read_write>, !vyre.buffer<11xbf16, read_write>)
  vyre.expect %bf16_to : !vyre.buffer<11xbf16, read_write> == dense<[
      0.0, -0.0, 1.0, -3.0e+38, 0x0001, 0x8001, 0x7F80, 0xFF80, 0x007F, 3.14,
      0.1
    ]> : tensor<11xbf16>

  %f32 = vyre.constant dense<[
      0.0, -0.0, 1.0, -3.0e+38, 1.0e-38, 0x80000001, 0x7F800000, 0xFF800000,
      0x007FFFFF, 3.14, 0.1
    ]> : tensor<11xf32> -> !vyre.buffer<11xf32, read_write>
  %f32_to = vyre.alloc : !vyre.buffer<11xf32, read_write>
  %f32_n = vyre.length %f32 : !vyre.buffer<11xf32, read_write>
  vyre.dispatch @copy_f32 threads [%f32_n] (%f32, %f32_to)
      : (!vyre.buffer<11xf32, read_write>, !vyre.buffer<11xf32, read_write>)
  vyre.expect %f32_to : !vyre.buffer<11xf32, read_write> == dense<[
      0.0, -0.0, 1.0, -3.0e+38, 1.0e-38, 0x80000001, 0x7F800000, 0xFF800000,
      0x007FFFFF, 3.14, 0.1
    ]> : tensor<11xf32>

  %f64 = vyre.constant dense<[
      0.0, -0.0, 1.0, -1.0e+308, 2.5e-308, 0x8000000000000001,
      0x7FF0000000000000, 0xFFF0000000000000, 0x000FFFFFFFFFFFFF, 3.14, 0.1
    ]> : tensor<11xf64> -> !vyre.buffer<11xf64, read_write>
  %f64_to = vyre.alloc : !vyre.buffer<11xf64, read_write>
  %f64_n = vyre.length %f64 : !vyre.buffer<11xf64, read_write>
  vyre.dispatch @copy_f64 threads [%f64_n] (%f64, %f64_to)
      : (!vyre.buffer<11xf64, read_write>, !vyre.buffer<11xf64, read_write>)
  vyre.expect %f64_to : !vyre.buffer<11xf64, read_write> == dense<[
      0.0, -0.0, 1.0, -1.0e+308, 2.5e-308, 0x8000000000000001,
      0x7FF0000000000000, 0xFFF0000000000000, 0x000FFFFFFFFFFFFF, 3.14, 0.1
    ]> : tensor<11xf64>

  %v2xi32 = vyre.constant dense<[[1, -2], [3, -4], [5, 2147483647]]>
      : tensor<3x2xi32> -> !vyre.buffer<3xvector<2xi32>, read_write>
  %v2xi32_to = vyre.alloc : !vyre.buffer<3xvector<2xi32>, read_write>
  %v2xi32_n = vyre.length %v2xi32 : !vyre.buffer<3xvector<2xi32>, read_write>
  vyre.dispatch @copy_v2xi32 threads [%v2xi32_n] (%v2xi32, %v2xi32_to)
      : (!vyre.buffer<3xvector<2xi32>, read_write>,
         !vyre.buffer<3xvector<2xi32>, read_write>)
  vyre.expect %v2xi32_to : !vyre.buffer<3xvector<2xi32>, read_write>
      == dense<[[1, -2], [3, -4], [5, 2147483647]]>
      : tensor<3x2xi32>

  %v4xi32 = vyre.constant dense<[
      [1, -2, 3, -4], [5, 6, 7, -8], [9, 10, 11, 12]
    ]>
      : tensor<3x4xi32> -> !vyre.buffer<3xvector<4xi32>, read_write>
  %v4xi32_to = vyre.alloc : !vyre.buffer<3xvector<4xi32>, read_write>
  %v4xi32_n = vyre.length %v4xi32 : !vyre.buffer<3xvector<4xi32>, read_write>
  vyre.dispatch @copy_v4xi32 threads [%v4xi32_n] (%v4xi32, %v4xi32_to)
      : (!vyre.buffer<3xvector<4xi32>, read_write>,
         !vyre.buffer<3xvector<4xi32>, read_write>)
  vyre.expect %v4xi32_to : !vyre.buffer<3xvector<4xi32>, read_write>
      == dense<[[1, -2, 3, -4], [5, 6, 7, -8], [9, 10, 11, 12]]>
      : tensor<3x4xi32>

  %v2xf32 = vyre.constant dense<[[1.5, -2.5], [3.25, -4.0], [5.0, 6.0]]>
      : tensor<3x2xf32> -> !vyre.buffer<3xvector<2xf32>, read_write>
  %v2xf32_to = vyre.alloc : !vyre.buffer<3xvector<2xf32>, read_write>
  %v2xf32_n = vyre.length %v2xf32 : !vyre.buffer<3xvector<2xf32>, read_write>
  vyre.dispatch @copy_v2xf32 threads [%v2xf32_n] (%v2xf32, %v2xf32_to)
      : (!vyre.buffer<3xvector<2xf32>, read_write>,
         !vyre.buffer<3xvector<2xf32>, read_write>)
  vyre.expect %v2xf32_to : !vyre.buffer<3xvector<2xf32>, read_write>
      == dense<[[1.5, -2.5], [3.25, -4.0], [5.0, 6.0]]>
      : tensor<3x2xf32>

  %v4xf32 = vyre.constant dense<[[1.5, -2.5, 3.0, -4.0], [5.0, 6.0, 7.0, -8.0],
              [9.0, 10.0, 11.0, 12.0]]>
      : tensor<3x4xf32> -> !vyre.buffer<3xvector<4xf32>, read_write>
  %v4xf32_to = vyre.alloc : !vyre.buffer<3xvector<4xf32>, read_write>
  %v4xf32_n = vyre.length %v4xf32 : !vyre.buffer<3xvector<4xf32>, read_write>
  vyre.dispatch @copy_v4xf32 threads [%v4xf32_n] (%v4xf32, %v4xf32_to)
      : (!vyre.buffer<3xvector<4xf32>, read_write>,
         !vyre.buffer<3xvector<4xf32>, read_write>)
  vyre.expect %v4xf32_to : !vyre.buffer<3xvector<4xf32>, read_write>
      == dense<[[1.5, -2.5, 3.0, -4.0], [5.0, 6.0, 7.0, -8.0],
              [9.0, 10.0, 11.0, 12.0]]>
      : tensor<3x4xf32>
  vyre.return
}
