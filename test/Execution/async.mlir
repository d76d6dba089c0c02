// RUN: vyre-run %s
// REQUIRES: vulkan

// What an async copy copies (VYRE-AS-02): offsets, ends, element types.

// The vectors of the format's seeds: bytes 10..17 from 2 on, and 21..24 to 3.
vyre.program @seeds(%a: !vyre.buffer<8xi8, read>, %b: !vyre.buffer<8xi8, write>,
                    %c: !vyre.buffer<4xi8, read>, %d: !vyre.buffer<8xi8, write>)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %t = vyre.async_load %a[%c2], %b[%c0], %c4 : !vyre.buffer<8xi8, read>, !vyre.buffer<8xi8, write>
  %u = vyre.async_store %c[%c0], %d[%c3], %c4 : !vyre.buffer<4xi8, read>, !vyre.buffer<8xi8, write>
  vyre.async_wait %u
  vyre.async_wait %t
  vyre.return
}

// Copies %n elements from %i to %j.
vyre.program @copy(%src: !vyre.buffer<?xi32, read>, %dst: !vyre.buffer<?xi32, read_write>,
                   %i: index, %j: index, %n: index) workgroup [1, 1, 1] {
  %t = vyre.async_load %src[%i], %dst[%j], %n
      : !vyre.buffer<?xi32, read>, !vyre.buffer<?xi32, read_write>
  vyre.async_wait %t
  vyre.return
}

vyre.program @wide(%a: !vyre.buffer<4xi64, read>, %b: !vyre.buffer<4xi64, write>,
                   %c: !vyre.buffer<4xf16, read>, %d: !vyre.buffer<4xf16, write>,
                   %e: !vyre.buffer<2xvector<4xf32>, read>,
                   %f: !vyre.buffer<2xvector<4xf32>, write>) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %t = vyre.async_load %a[%c1], %b[%c0], %c3 : !vyre.buffer<4xi64, read>, !vyre.buffer<4xi64, write>
  %u = vyre.async_load %c[%c0], %d[%c1], %c3 : !vyre.buffer<4xf16, read>, !vyre.buffer<4xf16, write>
  %v = vyre.async_store %e[%c0], %f[%c1], %c1
      : !vyre.buffer<2xvector<4xf32>, read>, !vyre.buffer<2xvector<4xf32>, write>
  vyre.async_wait %t
  vyre.async_wait %u
  vyre.async_wait %v
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %a = vyre.constant dense<[10, 11, 12, 13, 14, 15, 16, 17]> : tensor<8xi8> -> !vyre.buffer<8xi8, read_write>
  %b = vyre.alloc : !vyre.buffer<8xi8, read_write>
  %c = vyre.constant dense<[21, 22, 23, 24]> : tensor<4xi8> -> !vyre.buffer<4xi8, read_write>
  %d = vyre.alloc : !vyre.buffer<8xi8, read_write>
  vyre.dispatch @seeds groups [%c1] (%a, %b, %c, %d)
      : (!vyre.buffer<8xi8, read_write>, !vyre.buffer<8xi8, read_write>,
         !vyre.buffer<4xi8, read_write>, !vyre.buffer<8xi8, read_write>)
  vyre.expect %b : !vyre.buffer<8xi8, read_write> == dense<[12, 13, 14, 15, 0, 0, 0, 0]> : tensor<8xi8>
  vyre.expect %d : !vyre.buffer<8xi8, read_write> == dense<[0, 0, 0, 21, 22, 23, 24, 0]> : tensor<8xi8>

  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c6 = arith.constant 6 : index
  %most = arith.constant 4294967295 : index
  %nine = arith.constant 9 : i32
  %src = vyre.constant dense<[1, 2, 3, 4]> : tensor<4xi32> -> !vyre.buffer<4xi32, read_write>
  %dst = vyre.alloc : !vyre.buffer<8xi32, read_write>

  // Past the end of the source: zeros.
  vyre.fill %nine, %dst : !vyre.buffer<8xi32, read_write>
  vyre.dispatch @copy groups [%c1] (%src, %dst, %c2, %c0, %c6)
      : (!vyre.buffer<4xi32, read_write>, !vyre.buffer<8xi32, read_write>, index, index, index)
  vyre.expect %dst : !vyre.buffer<8xi32, read_write> == dense<[3, 4, 0, 0, 0, 0, 9, 9]> : tensor<8xi32>

  // Past the end of the target: dropped, whatever the count.
  vyre.fill %nine, %dst : !vyre.buffer<8xi32, read_write>
  vyre.dispatch @copy groups [%c1] (%src, %dst, %c0, %c6, %c6)
      : (!vyre.buffer<4xi32, read_write>, !vyre.buffer<8xi32, read_write>, index, index, index)
  vyre.expect %dst : !vyre.buffer<8xi32, read_write> == dense<[9, 9, 9, 9, 9, 9, 1, 2]> : tensor<8xi32>
  vyre.dispatch @copy groups [%c1] (%src, %dst, %c1, %c3, %most)
      : (!vyre.buffer<4xi32, read_write>, !vyre.buffer<8xi32, read_write>, index, index, index)
  vyre.expect %dst : !vyre.buffer<8xi32, read_write> == dense<[9, 9, 9, 2, 3, 4, 0, 0]> : tensor<8xi32>

  // Element numbers do not wrap: behind 2^32 - 1 there is nothing, not element 0.
  vyre.fill %nine, %dst : !vyre.buffer<8xi32, read_write>
  vyre.dispatch @copy groups [%c1] (%src, %dst, %c0, %most, %c3)
      : (!vyre.buffer<4xi32, read_write>, !vyre.buffer<8xi32, read_write>, index, index, index)
  vyre.expect %dst : !vyre.buffer<8xi32, read_write> == dense<9> : tensor<8xi32>
  vyre.dispatch @copy groups [%c1] (%src, %dst, %most, %c0, %c3)
      : (!vyre.buffer<4xi32, read_write>, !vyre.buffer<8xi32, read_write>, index, index, index)
  vyre.expect %dst : !vyre.buffer<8xi32, read_write> == dense<[0, 0, 0, 9, 9, 9, 9, 9]> : tensor<8xi32>

  // A copy of nothing.
  vyre.dispatch @copy groups [%c1] (%src, %dst, %c0, %c0, %c0)
      : (!vyre.buffer<4xi32, read_write>, !vyre.buffer<8xi32, read_write>, index, index, index)
  vyre.expect %dst : !vyre.buffer<8xi32, read_write> == dense<[0, 0, 0, 9, 9, 9, 9, 9]> : tensor<8xi32>

  // One buffer as both, apart.
  vyre.dispatch @copy groups [%c1] (%dst, %dst, %c3, %c0, %c2)
      : (!vyre.buffer<8xi32, read_write>, !vyre.buffer<8xi32, read_write>, index, index, index)
  vyre.expect %dst : !vyre.buffer<8xi32, read_write> == dense<[9, 9, 0, 9, 9, 9, 9, 9]> : tensor<8xi32>

  %p = vyre.constant dense<[1, -2, 4294967296, 9223372036854775807]> : tensor<4xi64> -> !vyre.buffer<4xi64, read_write>
  %q = vyre.alloc : !vyre.buffer<4xi64, read_write>
  %r = vyre.constant dense<[0x7E01, 1.5, -0.0, 4.0]> : tensor<4xf16> -> !vyre.buffer<4xf16, read_write>
  %s = vyre.alloc : !vyre.buffer<4xf16, read_write>
  %v = vyre.constant dense<[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]> : tensor<2x4xf32>
      -> !vyre.buffer<2xvector<4xf32>, read_write>
  %w = vyre.alloc : !vyre.buffer<2xvector<4xf32>, read_write>
  vyre.dispatch @wide groups [%c1] (%p, %q, %r, %s, %v, %w)
      : (!vyre.buffer<4xi64, read_write>, !vyre.buffer<4xi64, read_write>,
         !vyre.buffer<4xf16, read_write>, !vyre.buffer<4xf16, read_write>,
         !vyre.buffer<2xvector<4xf32>, read_write>, !vyre.buffer<2xvector<4xf32>, read_write>)
  vyre.expect %q : !vyre.buffer<4xi64, read_write> == dense<[-2, 4294967296, 9223372036854775807, 0]> : tensor<4xi64>
  // All bits, also of a NaN (VYRE-MM-05).
  vyre.expect %s : !vyre.buffer<4xf16, read_write> == dense<[0.0, 0x7E01, 1.5, -0.0]> : tensor<4xf16>
  vyre.expect %w : !vyre.buffer<2xvector<4xf32>, read_write>
      == dense<[[0.0, 0.0, 0.0, 0.0], [1.0, 2.0, 3.0, 4.0]]> : tensor<2x4xf32>
  vyre.return
}
