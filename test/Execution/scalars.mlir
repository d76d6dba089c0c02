// RUN: vyre-run %s
// REQUIRES: vulkan

// Scalars of every type reach a program. The order forces gaps in the block of
// push constants (a 64-bit field behind a 32-bit one), and lengths of dynamic
// buffers follow. A wrong offset gives a neighbour's bits.

vyre.program @mixed(%a: i32, %b: i64, %out32: !vyre.buffer<?xi32, write>,
                    %c: f32, %d: f64, %e: index,
                    %out64: !vyre.buffer<?xi64, write>, %f: i32, %g: f64,
                    %outf: !vyre.buffer<?xf32, write>,
                    %outd: !vyre.buffer<?xf64, write>, %h: f32)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %e32 = arith.index_castui %e : index to i32
  %n = vyre.length %outd : !vyre.buffer<?xf64, write>
  %n32 = arith.index_castui %n : index to i32
  vyre.store %a, %out32[%c0] : !vyre.buffer<?xi32, write>
  vyre.store %e32, %out32[%c1] : !vyre.buffer<?xi32, write>
  vyre.store %f, %out32[%c2] : !vyre.buffer<?xi32, write>
  vyre.store %n32, %out32[%c3] : !vyre.buffer<?xi32, write>
  vyre.store %b, %out64[%c0] : !vyre.buffer<?xi64, write>
  vyre.store %c, %outf[%c0] : !vyre.buffer<?xf32, write>
  vyre.store %h, %outf[%c1] : !vyre.buffer<?xf32, write>
  vyre.store %d, %outd[%c0] : !vyre.buffer<?xf64, write>
  vyre.store %g, %outd[%c1] : !vyre.buffer<?xf64, write>
  vyre.return
}

// As many as fit: 31 words and one length make 128 bytes.
vyre.program @full(%out: !vyre.buffer<?xi32, write>,
                   %s0: i32, %s1: i32, %s2: i32, %s3: i32, %s4: i32, %s5: i32,
                   %s6: i32, %s7: i32, %s8: i32, %s9: i32, %s10: i32, %s11: i32,
                   %s12: i32, %s13: i32, %s14: i32, %s15: i32, %s16: i32, %s17:
                   i32, %s18: i32, %s19: i32, %s20: i32, %s21: i32, %s22: i32,
                   %s23: i32, %s24: i32, %s25: i32, %s26: i32, %s27: i32, %s28:
                   i32, %s29: i32, %s30: i32)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  vyre.store %s0, %out[%c0] : !vyre.buffer<?xi32, write>
  %c1 = arith.constant 1 : index
  vyre.store %s1, %out[%c1] : !vyre.buffer<?xi32, write>
  %c2 = arith.constant 2 : index
  vyre.store %s2, %out[%c2] : !vyre.buffer<?xi32, write>
  %c3 = arith.constant 3 : index
  vyre.store %s3, %out[%c3] : !vyre.buffer<?xi32, write>
  %c4 = arith.constant 4 : index
  vyre.store %s4, %out[%c4] : !vyre.buffer<?xi32, write>
  %c5 = arith.constant 5 : index
  vyre.store %s5, %out[%c5] : !vyre.buffer<?xi32, write>
  %c6 = arith.constant 6 : index
  vyre.store %s6, %out[%c6] : !vyre.buffer<?xi32, write>
  %c7 = arith.constant 7 : index
  vyre.store %s7, %out[%c7] : !vyre.buffer<?xi32, write>
  %c8 = arith.constant 8 : index
  vyre.store %s8, %out[%c8] : !vyre.buffer<?xi32, write>
  %c9 = arith.constant 9 : index
  vyre.store %s9, %out[%c9] : !vyre.buffer<?xi32, write>
  %c10 = arith.constant 10 : index
  vyre.store %s10, %out[%c10] : !vyre.buffer<?xi32, write>
  %c11 = arith.constant 11 : index
  vyre.store %s11, %out[%c11] : !vyre.buffer<?xi32, write>
  %c12 = arith.constant 12 : index
  vyre.store %s12, %out[%c12] : !vyre.buffer<?xi32, write>
  %c13 = arith.constant 13 : index
  vyre.store %s13, %out[%c13] : !vyre.buffer<?xi32, write>
  %c14 = arith.constant 14 : index
  vyre.store %s14, %out[%c14] : !vyre.buffer<?xi32, write>
  %c15 = arith.constant 15 : index
  vyre.store %s15, %out[%c15] : !vyre.buffer<?xi32, write>
  %c16 = arith.constant 16 : index
  vyre.store %s16, %out[%c16] : !vyre.buffer<?xi32, write>
  %c17 = arith.constant 17 : index
  vyre.store %s17, %out[%c17] : !vyre.buffer<?xi32, write>
  %c18 = arith.constant 18 : index
  vyre.store %s18, %out[%c18] : !vyre.buffer<?xi32, write>
  %c19 = arith.constant 19 : index
  vyre.store %s19, %out[%c19] : !vyre.buffer<?xi32, write>
  %c20 = arith.constant 20 : index
  vyre.store %s20, %out[%c20] : !vyre.buffer<?xi32, write>
  %c21 = arith.constant 21 : index
  vyre.store %s21, %out[%c21] : !vyre.buffer<?xi32, write>
  %c22 = arith.constant 22 : index
  vyre.store %s22, %out[%c22] : !vyre.buffer<?xi32, write>
  %c23 = arith.constant 23 : index
  vyre.store %s23, %out[%c23] : !vyre.buffer<?xi32, write>
  %c24 = arith.constant 24 : index
  vyre.store %s24, %out[%c24] : !vyre.buffer<?xi32, write>
  %c25 = arith.constant 25 : index
  vyre.store %s25, %out[%c25] : !vyre.buffer<?xi32, write>
  %c26 = arith.constant 26 : index
  vyre.store %s26, %out[%c26] : !vyre.buffer<?xi32, write>
  %c27 = arith.constant 27 : index
  vyre.store %s27, %out[%c27] : !vyre.buffer<?xi32, write>
  %c28 = arith.constant 28 : index
  vyre.store %s28, %out[%c28] : !vyre.buffer<?xi32, write>
  %c29 = arith.constant 29 : index
  vyre.store %s29, %out[%c29] : !vyre.buffer<?xi32, write>
  %c30 = arith.constant 30 : index
  vyre.store %s30, %out[%c30] : !vyre.buffer<?xi32, write>
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %a = arith.constant -7 : i32
  %b = arith.constant -1234567890123456789 : i64
  %c = arith.constant 0.1 : f32
  %d = arith.constant 0.1 : f64
  %e = arith.constant 4294967295 : index
  %f = arith.constant 1431655765 : i32
  %g = arith.constant -1.0e+300 : f64
  %h = arith.constant -2.5 : f32
  %out32 = vyre.alloc : !vyre.buffer<4xi32, read_write>
  %out64 = vyre.alloc : !vyre.buffer<1xi64, read_write>
  %outf = vyre.alloc : !vyre.buffer<2xf32, read_write>
  %outd = vyre.alloc : !vyre.buffer<2xf64, read_write>
  vyre.dispatch @mixed groups [%c1] (%a, %b, %out32, %c, %d, %e, %out64, %f, %g,
                                     %outf, %outd, %h)
      : (i32, i64, !vyre.buffer<4xi32, read_write>, f32, f64, index,
         !vyre.buffer<1xi64, read_write>, i32, f64,
         !vyre.buffer<2xf32, read_write>, !vyre.buffer<2xf64, read_write>, f32)
  vyre.expect %out32 : !vyre.buffer<4xi32, read_write>
      == dense<[-7, -1, 1431655765, 2]> : tensor<4xi32>
  vyre.expect %out64 : !vyre.buffer<1xi64, read_write>
      == dense<[-1234567890123456789]> : tensor<1xi64>
  vyre.expect %outf : !vyre.buffer<2xf32, read_write>
      == dense<[0.1, -2.5]> : tensor<2xf32>
  vyre.expect %outd : !vyre.buffer<2xf64, read_write>
      == dense<[0.1, -1.0e+300]> : tensor<2xf64>

  %s0 = arith.constant -100 : i32
  %s1 = arith.constant -99 : i32
  %s2 = arith.constant -96 : i32
  %s3 = arith.constant -91 : i32
  %s4 = arith.constant -84 : i32
  %s5 = arith.constant -75 : i32
  %s6 = arith.constant -64 : i32
  %s7 = arith.constant -51 : i32
  %s8 = arith.constant -36 : i32
  %s9 = arith.constant -19 : i32
  %s10 = arith.constant 0 : i32
  %s11 = arith.constant 21 : i32
  %s12 = arith.constant 44 : i32
  %s13 = arith.constant 69 : i32
  %s14 = arith.constant 96 : i32
  %s15 = arith.constant 125 : i32
  %s16 = arith.constant 156 : i32
  %s17 = arith.constant 189 : i32
  %s18 = arith.constant 224 : i32
  %s19 = arith.constant 261 : i32
  %s20 = arith.constant 300 : i32
  %s21 = arith.constant 341 : i32
  %s22 = arith.constant 384 : i32
  %s23 = arith.constant 429 : i32
  %s24 = arith.constant 476 : i32
  %s25 = arith.constant 525 : i32
  %s26 = arith.constant 576 : i32
  %s27 = arith.constant 629 : i32
  %s28 = arith.constant 684 : i32
  %s29 = arith.constant 741 : i32
  %s30 = arith.constant 800 : i32
  %out = vyre.alloc : !vyre.buffer<31xi32, read_write>
  vyre.dispatch @full groups [%c1] (%out, %s0, %s1, %s2, %s3, %s4, %s5, %s6,
                                    %s7, %s8, %s9, %s10, %s11, %s12, %s13,
                                    %s14, %s15, %s16, %s17, %s18, %s19, %s20,
                                    %s21, %s22, %s23, %s24, %s25, %s26, %s27,
                                    %s28, %s29, %s30)
      : (!vyre.buffer<31xi32, read_write>, i32, i32, i32, i32, i32, i32, i32,
         i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32, i32,
         i32, i32, i32, i32, i32, i32, i32, i32, i32, i32)
  vyre.expect %out : !vyre.buffer<31xi32, read_write> == dense<[
      -100, -99, -96, -91, -84, -75, -64, -51, -36, -19, 0, 21, 44, 69, 96, 125,
      156, 189, 224, 261, 300, 341, 384, 429, 476, 525, 576, 629, 684, 741, 800
    ]> : tensor<31xi32>
  vyre.return
}
