// RUN: vyre-run %s
// REQUIRES: vulkan

// Atomic loads and stores of every type and order; atomics out of range; and
// plain access to a buffer that atomics touch too.

!i32s = !vyre.buffer<64xi32, read_write>
!i64s = !vyre.buffer<64xi64, read_write>
!f32s = !vyre.buffer<64xf32, read_write>

// Lane l stores, lane 63 - l loads.
vyre.program @mirror(%a: !i32s, %b: !i64s, %c: !f32s,
                     %ra: !vyre.buffer<64xi32, write>,
                     %rb: !vyre.buffer<64xi64, write>,
                     %rc: !vyre.buffer<64xf32, write>) workgroup [64, 1, 1] {
  %c63 = arith.constant 63 : index
  %high = arith.constant 4294967296 : i64
  %half = arith.constant 0.5 : f32
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  %i = arith.index_castui %l : index to i32
  %wide = arith.extui %i : i32 to i64
  %j = arith.addi %wide, %high : i64
  %x = arith.sitofp %i : i32 to f32
  %k = arith.addf %x, %half : f32
  vyre.atomic_store release %i, %a[%l] : !i32s
  vyre.atomic_store relaxed %j, %b[%l] : !i64s
  vyre.atomic_store seq_cst %k, %c[%l] : !f32s
  vyre.barrier workgroup acq_rel
  %va = vyre.atomic_load acquire %a[%other] : !i32s
  %vb = vyre.atomic_load relaxed %b[%other] : !i64s
  %vc = vyre.atomic_load seq_cst %c[%other] : !f32s
  vyre.store %va, %ra[%l] : !vyre.buffer<64xi32, write>
  vyre.store %vb, %rb[%l] : !vyre.buffer<64xi64, write>
  vyre.store %vc, %rc[%l] : !vyre.buffer<64xf32, write>
  vyre.return
}

// The same through workgroup memory.
vyre.program @mirror_shared(%ra: !vyre.buffer<64xi32, write>,
                            %rc: !vyre.buffer<64xf32, write>)
    workgroup [64, 1, 1] {
  %c63 = arith.constant 63 : index
  %half = arith.constant 0.5 : f32
  %a = vyre.workgroup_alloc : !vyre.buffer<64xi32, workgroup>
  %c = vyre.workgroup_alloc : !vyre.buffer<64xf32, workgroup>
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  %i = arith.index_castui %l : index to i32
  %x = arith.sitofp %i : i32 to f32
  %k = arith.addf %x, %half : f32
  vyre.atomic_store release %i, %a[%l] : !vyre.buffer<64xi32, workgroup>
  vyre.atomic_store relaxed %k, %c[%l] : !vyre.buffer<64xf32, workgroup>
  vyre.barrier workgroup acq_rel
  %va = vyre.atomic_load acquire %a[%other] : !vyre.buffer<64xi32, workgroup>
  %vc = vyre.atomic_load relaxed %c[%other] : !vyre.buffer<64xf32, workgroup>
  vyre.store %va, %ra[%l] : !vyre.buffer<64xi32, write>
  vyre.store %vc, %rc[%l] : !vyre.buffer<64xf32, write>
  vyre.return
}

// Out of range (VYRE-MM-04): nothing is written, zero comes back. The last
// two indices are byte 2**32 of a buffer of words.
vyre.program @outside(%at: !vyre.buffer<4xi32, read>,
                      %b: !vyre.buffer<4xi32, read_write>,
                      %f: !vyre.buffer<?xf32, read_write>,
                      %old: !vyre.buffer<24xi32, read_write>)
    workgroup [4, 1, 1] {
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %c12 = arith.constant 12 : index
  %c16 = arith.constant 16 : index
  %c20 = arith.constant 20 : index
  %seven = arith.constant 7 : i32
  %hundred = arith.constant 100 : i32
  %x = arith.constant 2.0 : f32
  %l = vyre.local_id x
  %word = vyre.load %at[%l] : !vyre.buffer<4xi32, read>
  %i = arith.index_castui %word : i32 to index
  %m = vyre.workgroup_alloc : !vyre.buffer<4xi32, workgroup>
  vyre.store %hundred, %m[%l] : !vyre.buffer<4xi32, workgroup>
  vyre.barrier workgroup acq_rel
  %o0 = vyre.atomic_rmw add relaxed %seven, %b[%i]
      : !vyre.buffer<4xi32, read_write>
  %o1 = vyre.atomic_cas acq_rel %hundred, %seven, %b[%i]
      : !vyre.buffer<4xi32, read_write>
  %o2 = vyre.atomic_load relaxed %b[%i] : !vyre.buffer<4xi32, read_write>
  vyre.atomic_store relaxed %seven, %b[%i] : !vyre.buffer<4xi32, read_write>
  %o3 = vyre.atomic_rmw maxu relaxed %seven, %m[%i]
      : !vyre.buffer<4xi32, workgroup>
  vyre.atomic_store relaxed %seven, %m[%i] : !vyre.buffer<4xi32, workgroup>
  %o4f = vyre.atomic_rmw addf relaxed %x, %f[%i]
      : !vyre.buffer<?xf32, read_write>
  %o4 = arith.bitcast %o4f : f32 to i32
  vyre.barrier workgroup acq_rel
  %o5 = vyre.load %m[%l] : !vyre.buffer<4xi32, workgroup>
  %l1 = arith.addi %l, %c4 : index
  %l2 = arith.addi %l, %c8 : index
  %l3 = arith.addi %l, %c12 : index
  %l4 = arith.addi %l, %c16 : index
  %l5 = arith.addi %l, %c20 : index
  vyre.store %o0, %old[%l] : !vyre.buffer<24xi32, read_write>
  vyre.store %o1, %old[%l1] : !vyre.buffer<24xi32, read_write>
  vyre.store %o2, %old[%l2] : !vyre.buffer<24xi32, read_write>
  vyre.store %o3, %old[%l3] : !vyre.buffer<24xi32, read_write>
  vyre.store %o4, %old[%l4] : !vyre.buffer<24xi32, read_write>
  vyre.store %o5, %old[%l5] : !vyre.buffer<24xi32, read_write>
  vyre.return
}

// A buffer with atomics has plain loads and stores as well, as f32.
vyre.program @both(%f: !vyre.buffer<4xf32, read_write>) workgroup [4, 1, 1] {
  %three = arith.constant 3.0 : f32
  %half = arith.constant 0.5 : f32
  %l = vyre.local_id x
  %v = vyre.load %f[%l] : !vyre.buffer<4xf32, read_write>
  %w = arith.mulf %v, %three : f32
  vyre.store %w, %f[%l] : !vyre.buffer<4xf32, read_write>
  %old = vyre.atomic_rmw addf relaxed %half, %f[%l]
      : !vyre.buffer<4xf32, read_write>
  %now = vyre.load %f[%l] : !vyre.buffer<4xf32, read_write>
  %sum = arith.addf %now, %old : f32
  vyre.store %sum, %f[%l] : !vyre.buffer<4xf32, read_write>
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %a = vyre.alloc : !i32s
  %b = vyre.alloc : !i64s
  %c = vyre.alloc : !f32s
  %ra = vyre.alloc : !i32s
  %rb = vyre.alloc : !i64s
  %rc = vyre.alloc : !f32s
  vyre.dispatch @mirror groups [%c1] (%a, %b, %c, %ra, %rb, %rc)
      : (!i32s, !i64s, !f32s, !i32s, !i64s, !f32s)
  vyre.expect %ra : !i32s == dense<[
      63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46,
      45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28,
      27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9,
      8, 7, 6, 5, 4, 3, 2, 1, 0
    ]> : tensor<64xi32>
  vyre.expect %rb : !i64s == dense<[
      4294967359, 4294967358, 4294967357, 4294967356, 4294967355, 4294967354,
      4294967353, 4294967352, 4294967351, 4294967350, 4294967349, 4294967348,
      4294967347, 4294967346, 4294967345, 4294967344, 4294967343, 4294967342,
      4294967341, 4294967340, 4294967339, 4294967338, 4294967337, 4294967336,
      4294967335, 4294967334, 4294967333, 4294967332, 4294967331, 4294967330,
      4294967329, 4294967328, 4294967327, 4294967326, 4294967325, 4294967324,
      4294967323, 4294967322, 4294967321, 4294967320, 4294967319, 4294967318,
      4294967317, 4294967316, 4294967315, 4294967314, 4294967313, 4294967312,
      4294967311, 4294967310, 4294967309, 4294967308, 4294967307, 4294967306,
      4294967305, 4294967304, 4294967303, 4294967302, 4294967301, 4294967300,
      4294967299, 4294967298, 4294967297, 4294967296
    ]> : tensor<64xi64>
  vyre.expect %rc : !f32s == dense<[
      63.5, 62.5, 61.5, 60.5, 59.5, 58.5, 57.5, 56.5, 55.5, 54.5, 53.5, 52.5,
      51.5, 50.5, 49.5, 48.5, 47.5, 46.5, 45.5, 44.5, 43.5, 42.5, 41.5, 40.5,
      39.5, 38.5, 37.5, 36.5, 35.5, 34.5, 33.5, 32.5, 31.5, 30.5, 29.5, 28.5,
      27.5, 26.5, 25.5, 24.5, 23.5, 22.5, 21.5, 20.5, 19.5, 18.5, 17.5, 16.5,
      15.5, 14.5, 13.5, 12.5, 11.5, 10.5, 9.5, 8.5, 7.5, 6.5, 5.5, 4.5, 3.5,
      2.5, 1.5, 0.5
    ]> : tensor<64xf32>

  %sa = vyre.alloc : !i32s
  %sc = vyre.alloc : !f32s
  vyre.dispatch @mirror_shared groups [%c1] (%sa, %sc) : (!i32s, !f32s)
  vyre.expect %sa : !i32s == dense<[
      63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46,
      45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28,
      27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9,
      8, 7, 6, 5, 4, 3, 2, 1, 0
    ]> : tensor<64xi32>
  vyre.expect %sc : !f32s == dense<[
      63.5, 62.5, 61.5, 60.5, 59.5, 58.5, 57.5, 56.5, 55.5, 54.5, 53.5, 52.5,
      51.5, 50.5, 49.5, 48.5, 47.5, 46.5, 45.5, 44.5, 43.5, 42.5, 41.5, 40.5,
      39.5, 38.5, 37.5, 36.5, 35.5, 34.5, 33.5, 32.5, 31.5, 30.5, 29.5, 28.5,
      27.5, 26.5, 25.5, 24.5, 23.5, 22.5, 21.5, 20.5, 19.5, 18.5, 17.5, 16.5,
      15.5, 14.5, 13.5, 12.5, 11.5, 10.5, 9.5, 8.5, 7.5, 6.5, 5.5, 4.5, 3.5,
      2.5, 1.5, 0.5
    ]> : tensor<64xf32>

  %at = vyre.constant dense<[2, 4, 0x40000000, 0x40000001]> : tensor<4xi32>
      -> !vyre.buffer<4xi32, read_write>
  %cells = vyre.constant dense<[1, 2, 93, 4]> : tensor<4xi32>
      -> !vyre.buffer<4xi32, read_write>
  %floats = vyre.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
      -> !vyre.buffer<4xf32, read_write>
  %old = vyre.constant dense<-1> : tensor<24xi32>
      -> !vyre.buffer<24xi32, read_write>
  vyre.dispatch @outside groups [%c1] (%at, %cells, %floats, %old)
      : (!vyre.buffer<4xi32, read_write>, !vyre.buffer<4xi32, read_write>,
         !vyre.buffer<4xf32, read_write>, !vyre.buffer<24xi32, read_write>)
  // Lane 0 is in range: 93 + 7 = 100, which the compare and exchange finds
  // and makes 7. In f32 its element 3.0 is 0x40400000.
  vyre.expect %cells : !vyre.buffer<4xi32, read_write>
      == dense<[1, 2, 7, 4]> : tensor<4xi32>
  vyre.expect %floats : !vyre.buffer<4xf32, read_write>
      == dense<[1.0, 2.0, 5.0, 4.0]> : tensor<4xf32>
  vyre.expect %old : !vyre.buffer<24xi32, read_write> == dense<[
      93, 0, 0, 0, 100, 0, 0, 0, 7, 0, 0, 0, 100, 0, 0, 0, 0x40400000, 0, 0, 0,
      100, 100, 7, 100
    ]> : tensor<24xi32>

  // 3 v, then plus 0.5, then plus the old 3 v: 6 v + 0.5.
  %f = vyre.constant dense<[1.0, 2.0, 3.0, -4.0]> : tensor<4xf32>
      -> !vyre.buffer<4xf32, read_write>
  vyre.dispatch @both groups [%c1] (%f) : (!vyre.buffer<4xf32, read_write>)
  vyre.expect %f : !vyre.buffer<4xf32, read_write>
      == dense<[6.5, 12.5, 18.5, -23.5]> : tensor<4xf32>
  vyre.return
}
