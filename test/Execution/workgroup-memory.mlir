// RUN: vyre-run %s
// REQUIRES: vulkan

// Memory of a workgroup: zero at the start of every workgroup (VYRE-MM-03),
// shared by its invocations, separate between workgroups.

// Adds up what it finds, then leaves garbage for the workgroups that come
// later on the same core: 64 workgroups must all find zeros.
vyre.program @zero(%sum: !vyre.buffer<1xi32, read_write>,
                   %sink: !vyre.buffer<?xi32, write>) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c63 = arith.constant 63 : index
  %garbage = arith.constant -559038737 : i32
  %big = vyre.workgroup_alloc : !vyre.buffer<64xi32, workgroup>
  %bytes = vyre.workgroup_alloc : !vyre.buffer<3xi32, workgroup>
  %l = vyre.local_id x
  %a = vyre.load %big[%l] : !vyre.buffer<64xi32, workgroup>
  %b = vyre.load %bytes[%l] : !vyre.buffer<3xi32, workgroup>
  %found = arith.ori %a, %b : i32
  %old = vyre.atomic_rmw or relaxed %found, %sum[%c0]
      : !vyre.buffer<1xi32, read_write>
  vyre.barrier workgroup acq_rel
  vyre.store %garbage, %big[%l] : !vyre.buffer<64xi32, workgroup>
  vyre.store %garbage, %bytes[%l] : !vyre.buffer<3xi32, workgroup>
  vyre.barrier workgroup acq_rel
  %other = arith.subi %c63, %l : index
  %back = vyre.load %big[%other] : !vyre.buffer<64xi32, workgroup>
  %g = vyre.global_id x
  vyre.store %back, %sink[%g] : !vyre.buffer<?xi32, write>
  vyre.return
}

// Every invocation of a workgroup of 37 (no multiple of any subgroup) and a
// memory of 100 words, more than invocations: all words are zero.
vyre.program @zero_odd(%seen: !vyre.buffer<?xi32, read_write>)
    workgroup [37, 1, 1] {
  %c37 = arith.constant 37 : index
  %c74 = arith.constant 74 : index
  %one = arith.constant 1 : i32
  %m = vyre.workgroup_alloc : !vyre.buffer<100xi32, workgroup>
  %l = vyre.local_id x
  %l1 = arith.addi %l, %c37 : index
  %l2 = arith.addi %l, %c74 : index
  %a = vyre.load %m[%l] : !vyre.buffer<100xi32, workgroup>
  %b = vyre.load %m[%l1] : !vyre.buffer<100xi32, workgroup>
  %c = vyre.load %m[%l2] : !vyre.buffer<100xi32, workgroup>
  %ab = arith.ori %a, %b : i32
  %abc = arith.ori %ab, %c : i32
  %v = arith.addi %abc, %one : i32
  %g = vyre.global_id x
  vyre.store %v, %seen[%g] : !vyre.buffer<?xi32, read_write>
  vyre.return
}

// Each workgroup reverses its 16 numbers through workgroup memory.
vyre.program @reverse(%b: !vyre.buffer<?xi32, read_write>)
    workgroup [16, 1, 1] {
  %c15 = arith.constant 15 : index
  %m = vyre.workgroup_alloc : !vyre.buffer<16xi32, workgroup>
  %l = vyre.local_id x
  %g = vyre.global_id x
  %v = vyre.load %b[%g] : !vyre.buffer<?xi32, read_write>
  vyre.store %v, %m[%l] : !vyre.buffer<16xi32, workgroup>
  vyre.barrier workgroup acq_rel
  %other = arith.subi %c15, %l : index
  %w = vyre.load %m[%other] : !vyre.buffer<16xi32, workgroup>
  vyre.store %w, %b[%g] : !vyre.buffer<?xi32, read_write>
  vyre.return
}

// Elements of every kind of width in workgroup memory: each lane writes its
// value and reads that of its neighbour.
vyre.program @types(%i8: !vyre.buffer<8xi8, read_write>,
                    %i64: !vyre.buffer<8xi64, read_write>,
                    %f16: !vyre.buffer<8xf16, read_write>,
                    %f64: !vyre.buffer<8xf64, read_write>,
                    %v4: !vyre.buffer<8xvector<4xf32>, read_write>)
    workgroup [8, 1, 1] {
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %m8 = vyre.workgroup_alloc : !vyre.buffer<8xi8, workgroup>
  %m64 = vyre.workgroup_alloc : !vyre.buffer<8xi64, workgroup>
  %mh = vyre.workgroup_alloc : !vyre.buffer<8xf16, workgroup>
  %md = vyre.workgroup_alloc : !vyre.buffer<8xf64, workgroup>
  %mv = vyre.workgroup_alloc : !vyre.buffer<8xvector<4xf32>, workgroup>
  %l = vyre.local_id x
  %l1 = arith.addi %l, %c1 : index
  %next = vyre.remui %l1, %c8 : index
  %a = vyre.load %i8[%l] : !vyre.buffer<8xi8, read_write>
  %b = vyre.load %i64[%l] : !vyre.buffer<8xi64, read_write>
  %c = vyre.load %f16[%l] : !vyre.buffer<8xf16, read_write>
  %d = vyre.load %f64[%l] : !vyre.buffer<8xf64, read_write>
  %e = vyre.load %v4[%l] : !vyre.buffer<8xvector<4xf32>, read_write>
  vyre.store %a, %m8[%l] : !vyre.buffer<8xi8, workgroup>
  vyre.store %b, %m64[%l] : !vyre.buffer<8xi64, workgroup>
  vyre.store %c, %mh[%l] : !vyre.buffer<8xf16, workgroup>
  vyre.store %d, %md[%l] : !vyre.buffer<8xf64, workgroup>
  vyre.store %e, %mv[%l] : !vyre.buffer<8xvector<4xf32>, workgroup>
  vyre.barrier workgroup acq_rel
  %ra = vyre.load %m8[%next] : !vyre.buffer<8xi8, workgroup>
  %rb = vyre.load %m64[%next] : !vyre.buffer<8xi64, workgroup>
  %rc = vyre.load %mh[%next] : !vyre.buffer<8xf16, workgroup>
  %rd = vyre.load %md[%next] : !vyre.buffer<8xf64, workgroup>
  %re = vyre.load %mv[%next] : !vyre.buffer<8xvector<4xf32>, workgroup>
  vyre.store %ra, %i8[%l] : !vyre.buffer<8xi8, read_write>
  vyre.store %rb, %i64[%l] : !vyre.buffer<8xi64, read_write>
  vyre.store %rc, %f16[%l] : !vyre.buffer<8xf16, read_write>
  vyre.store %rd, %f64[%l] : !vyre.buffer<8xf64, read_write>
  vyre.store %re, %v4[%l] : !vyre.buffer<8xvector<4xf32>, read_write>
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c64 = arith.constant 64 : index
  %sum = vyre.alloc : !vyre.buffer<1xi32, read_write>
  %sink = vyre.alloc : !vyre.buffer<4096xi32, read_write>
  vyre.dispatch @zero groups [%c64] (%sum, %sink)
      : (!vyre.buffer<1xi32, read_write>, !vyre.buffer<4096xi32, read_write>)
  vyre.expect %sum : !vyre.buffer<1xi32, read_write>
      == dense<[0]> : tensor<1xi32>
  vyre.expect %sink : !vyre.buffer<4096xi32, read_write>
      == dense<-559038737> : tensor<4096xi32>

  %seen = vyre.alloc : !vyre.buffer<111xi32, read_write>
  vyre.dispatch @zero_odd groups [%c3] (%seen)
      : (!vyre.buffer<111xi32, read_write>)
  vyre.expect %seen : !vyre.buffer<111xi32, read_write>
      == dense<1> : tensor<111xi32>

  // Three workgroups: 16 .. 1, 32 .. 17, 48 .. 33.
  %b = vyre.constant dense<[
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
      22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39,
      40, 41, 42, 43, 44, 45, 46, 47, 48
    ]> : tensor<48xi32> -> !vyre.buffer<48xi32, read_write>
  vyre.dispatch @reverse groups [%c3] (%b) : (!vyre.buffer<48xi32, read_write>)
  vyre.expect %b : !vyre.buffer<48xi32, read_write> == dense<[
      16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 32, 31, 30, 29, 28,
      27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 48, 47, 46, 45, 44, 43, 42,
      41, 40, 39, 38, 37, 36, 35, 34, 33
    ]> : tensor<48xi32>

  // Everything moves one place down, the first to the end.
  %i8 = vyre.constant dense<[-1, 2, -3, 4, -5, 6, -7, 8]> : tensor<8xi8>
      -> !vyre.buffer<8xi8, read_write>
  %i64 = vyre.constant dense<[-10000000001, 2, 3, 4, 5, 6, 7, 10000000008]>
      : tensor<8xi64> -> !vyre.buffer<8xi64, read_write>
  %f16 = vyre.constant dense<[0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, -7.5]>
      : tensor<8xf16> -> !vyre.buffer<8xf16, read_write>
  %f64 = vyre.constant dense<[0.1, 1.1, 2.1, 3.1, 4.1, 5.1, 6.1, -7.1]>
      : tensor<8xf64> -> !vyre.buffer<8xf64, read_write>
  %v4 = vyre.constant dense<[
      [0.0, 0.1, 0.2, 0.3], [1.0, 1.1, 1.2, 1.3], [2.0, 2.1, 2.2, 2.3],
      [3.0, 3.1, 3.2, 3.3], [4.0, 4.1, 4.2, 4.3], [5.0, 5.1, 5.2, 5.3],
      [6.0, 6.1, 6.2, 6.3], [7.0, 7.1, 7.2, 7.3]
    ]> : tensor<8x4xf32> -> !vyre.buffer<8xvector<4xf32>, read_write>
  vyre.dispatch @types groups [%c1] (%i8, %i64, %f16, %f64, %v4)
      : (!vyre.buffer<8xi8, read_write>, !vyre.buffer<8xi64, read_write>,
         !vyre.buffer<8xf16, read_write>, !vyre.buffer<8xf64, read_write>,
         !vyre.buffer<8xvector<4xf32>, read_write>)
  vyre.expect %i8 : !vyre.buffer<8xi8, read_write>
      == dense<[2, -3, 4, -5, 6, -7, 8, -1]> : tensor<8xi8>
  vyre.expect %i64 : !vyre.buffer<8xi64, read_write>
      == dense<[2, 3, 4, 5, 6, 7, 10000000008, -10000000001]> : tensor<8xi64>
  vyre.expect %f16 : !vyre.buffer<8xf16, read_write>
      == dense<[1.5, 2.5, 3.5, 4.5, 5.5, 6.5, -7.5, 0.5]> : tensor<8xf16>
  vyre.expect %f64 : !vyre.buffer<8xf64, read_write>
      == dense<[1.1, 2.1, 3.1, 4.1, 5.1, 6.1, -7.1, 0.1]> : tensor<8xf64>
  vyre.expect %v4 : !vyre.buffer<8xvector<4xf32>, read_write> == dense<[
      [1.0, 1.1, 1.2, 1.3], [2.0, 2.1, 2.2, 2.3], [3.0, 3.1, 3.2, 3.3],
      [4.0, 4.1, 4.2, 4.3], [5.0, 5.1, 5.2, 5.3], [6.0, 6.1, 6.2, 6.3],
      [7.0, 7.1, 7.2, 7.3], [0.0, 0.1, 0.2, 0.3]
    ]> : tensor<8x4xf32>
  vyre.return
}
