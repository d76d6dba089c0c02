// RUN: vyre-run %s --entry=static
// RUN: vyre-run %s --entry=dynamic
// REQUIRES: vulkan

// Access out of range: a load gives zero (VYRE-MM-01), a store is dropped
// (VYRE-MM-02). The indices come from a buffer, so nothing folds. Among them
// are those whose byte offset is a multiple of 2**32: drivers compute offsets
// in 32 bits, so an unguarded access there reaches the start of the buffer.
//
// Of the twelve indices only 0 and 7 are in range of 8 elements. So the loads
// give elements 0 and 7 and ten zeros, and the stores change elements 0 and 7
// only.

vyre.program @f16_static(
    %at: !vyre.buffer<12xi32, read>, %b: !vyre.buffer<8xf16, read_write>,
    %loaded: !vyre.buffer<12xf16, write>) workgroup [16, 1, 1] {
  %poison = arith.constant 99.0 : f16
  %c12 = arith.constant 12 : index
  %lane = vyre.global_id x
  %word = vyre.load %at[%lane] : !vyre.buffer<12xi32, read>
  %i = arith.index_castui %word : i32 to index
  %value = vyre.load %b[%i] : !vyre.buffer<8xf16, read_write>
  vyre.store %value, %loaded[%lane] : !vyre.buffer<12xf16, write>
  vyre.barrier workgroup acq_rel
  // Lanes beyond the list got index 0 from it; they must not store.
  %over = arith.cmpi uge, %lane, %c12 : index
  vyre.exit_if %over
  vyre.store %poison, %b[%i] : !vyre.buffer<8xf16, read_write>
  vyre.return
}

vyre.program @f16_dynamic(
    %at: !vyre.buffer<12xi32, read>, %b: !vyre.buffer<?xf16, read_write>,
    %loaded: !vyre.buffer<12xf16, write>) workgroup [16, 1, 1] {
  %poison = arith.constant 99.0 : f16
  %c12 = arith.constant 12 : index
  %lane = vyre.global_id x
  %word = vyre.load %at[%lane] : !vyre.buffer<12xi32, read>
  %i = arith.index_castui %word : i32 to index
  %value = vyre.load %b[%i] : !vyre.buffer<?xf16, read_write>
  vyre.store %value, %loaded[%lane] : !vyre.buffer<12xf16, write>
  vyre.barrier workgroup acq_rel
  // Lanes beyond the list got index 0 from it; they must not store.
  %over = arith.cmpi uge, %lane, %c12 : index
  vyre.exit_if %over
  vyre.store %poison, %b[%i] : !vyre.buffer<?xf16, read_write>
  vyre.return
}

vyre.program @f32_static(
    %at: !vyre.buffer<12xi32, read>, %b: !vyre.buffer<8xf32, read_write>,
    %loaded: !vyre.buffer<12xf32, write>) workgroup [16, 1, 1] {
  %poison = arith.constant 99.0 : f32
  %c12 = arith.constant 12 : index
  %lane = vyre.global_id x
  %word = vyre.load %at[%lane] : !vyre.buffer<12xi32, read>
  %i = arith.index_castui %word : i32 to index
  %value = vyre.load %b[%i] : !vyre.buffer<8xf32, read_write>
  vyre.store %value, %loaded[%lane] : !vyre.buffer<12xf32, write>
  vyre.barrier workgroup acq_rel
  // Lanes beyond the list got index 0 from it; they must not store.
  %over = arith.cmpi uge, %lane, %c12 : index
  vyre.exit_if %over
  vyre.store %poison, %b[%i] : !vyre.buffer<8xf32, read_write>
  vyre.return
}

vyre.program @f32_dynamic(
    %at: !vyre.buffer<12xi32, read>, %b: !vyre.buffer<?xf32, read_write>,
    %loaded: !vyre.buffer<12xf32, write>) workgroup [16, 1, 1] {
  %poison = arith.constant 99.0 : f32
  %c12 = arith.constant 12 : index
  %lane = vyre.global_id x
  %word = vyre.load %at[%lane] : !vyre.buffer<12xi32, read>
  %i = arith.index_castui %word : i32 to index
  %value = vyre.load %b[%i] : !vyre.buffer<?xf32, read_write>
  vyre.store %value, %loaded[%lane] : !vyre.buffer<12xf32, write>
  vyre.barrier workgroup acq_rel
  // Lanes beyond the list got index 0 from it; they must not store.
  %over = arith.cmpi uge, %lane, %c12 : index
  vyre.exit_if %over
  vyre.store %poison, %b[%i] : !vyre.buffer<?xf32, read_write>
  vyre.return
}

vyre.program @f64_static(
    %at: !vyre.buffer<12xi32, read>, %b: !vyre.buffer<8xf64, read_write>,
    %loaded: !vyre.buffer<12xf64, write>) workgroup [16, 1, 1] {
  %poison = arith.constant 99.0 : f64
  %c12 = arith.constant 12 : index
  %lane = vyre.global_id x
  %word = vyre.load %at[%lane] : !vyre.buffer<12xi32, read>
  %i = arith.index_castui %word : i32 to index
  %value = vyre.load %b[%i] : !vyre.buffer<8xf64, read_write>
  vyre.store %value, %loaded[%lane] : !vyre.buffer<12xf64, write>
  vyre.barrier workgroup acq_rel
  // Lanes beyond the list got index 0 from it; they must not store.
  %over = arith.cmpi uge, %lane, %c12 : index
  vyre.exit_if %over
  vyre.store %poison, %b[%i] : !vyre.buffer<8xf64, read_write>
  vyre.return
}

vyre.program @f64_dynamic(
    %at: !vyre.buffer<12xi32, read>, %b: !vyre.buffer<?xf64, read_write>,
    %loaded: !vyre.buffer<12xf64, write>) workgroup [16, 1, 1] {
  %poison = arith.constant 99.0 : f64
  %c12 = arith.constant 12 : index
  %lane = vyre.global_id x
  %word = vyre.load %at[%lane] : !vyre.buffer<12xi32, read>
  %i = arith.index_castui %word : i32 to index
  %value = vyre.load %b[%i] : !vyre.buffer<?xf64, read_write>
  vyre.store %value, %loaded[%lane] : !vyre.buffer<12xf64, write>
  vyre.barrier workgroup acq_rel
  // Lanes beyond the list got index 0 from it; they must not store.
  %over = arith.cmpi uge, %lane, %c12 : index
  vyre.exit_if %over
  vyre.store %poison, %b[%i] : !vyre.buffer<?xf64, read_write>
  vyre.return
}

vyre.graph @static() {
  %one = arith.constant 1 : index

  %at_f16 = vyre.constant dense<[
      0, 7, 8, 9, 0x80000000, 0x80000001, 0x80000007, 0x40000000, 0xC0000000,
      0xFFFFFFFF, 0xFFFFFFF8, 0x7FFFFFFF
    ]> : tensor<12xi32> -> !vyre.buffer<12xi32, read_write>
  %b_f16 = vyre.constant dense<[
      1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5
    ]> : tensor<8xf16> -> !vyre.buffer<8xf16, read_write>
  %loaded_f16 = vyre.alloc : !vyre.buffer<12xf16, read_write>
  vyre.dispatch @f16_static groups [%one] (%at_f16, %b_f16, %loaded_f16)
      : (!vyre.buffer<12xi32, read_write>, !vyre.buffer<8xf16, read_write>,
         !vyre.buffer<12xf16, read_write>)
  vyre.expect %loaded_f16 : !vyre.buffer<12xf16, read_write> == dense<[
      1.5, 8.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    ]> : tensor<12xf16>
  vyre.expect %b_f16 : !vyre.buffer<8xf16, read_write>
      == dense<[99.0, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 99.0]> : tensor<8xf16>

  %at_f32 = vyre.constant dense<[
      0, 7, 8, 9, 0x40000000, 0x40000001, 0x40000007, 0x80000000, 0xC0000000,
      0xFFFFFFFF, 0xFFFFFFF8, 0x7FFFFFFF
    ]> : tensor<12xi32> -> !vyre.buffer<12xi32, read_write>
  %b_f32 = vyre.constant dense<[
      1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5
    ]> : tensor<8xf32> -> !vyre.buffer<8xf32, read_write>
  %loaded_f32 = vyre.alloc : !vyre.buffer<12xf32, read_write>
  vyre.dispatch @f32_static groups [%one] (%at_f32, %b_f32, %loaded_f32)
      : (!vyre.buffer<12xi32, read_write>, !vyre.buffer<8xf32, read_write>,
         !vyre.buffer<12xf32, read_write>)
  vyre.expect %loaded_f32 : !vyre.buffer<12xf32, read_write> == dense<[
      1.5, 8.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    ]> : tensor<12xf32>
  vyre.expect %b_f32 : !vyre.buffer<8xf32, read_write>
      == dense<[99.0, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 99.0]> : tensor<8xf32>

  %at_f64 = vyre.constant dense<[
      0, 7, 8, 9, 0x20000000, 0x20000001, 0x20000007, 0x40000000, 0x80000000,
      0xC0000000, 0xFFFFFFFF, 0xFFFFFFF8
    ]> : tensor<12xi32> -> !vyre.buffer<12xi32, read_write>
  %b_f64 = vyre.constant dense<[
      1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5
    ]> : tensor<8xf64> -> !vyre.buffer<8xf64, read_write>
  %loaded_f64 = vyre.alloc : !vyre.buffer<12xf64, read_write>
  vyre.dispatch @f64_static groups [%one] (%at_f64, %b_f64, %loaded_f64)
      : (!vyre.buffer<12xi32, read_write>, !vyre.buffer<8xf64, read_write>,
         !vyre.buffer<12xf64, read_write>)
  vyre.expect %loaded_f64 : !vyre.buffer<12xf64, read_write> == dense<[
      1.5, 8.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    ]> : tensor<12xf64>
  vyre.expect %b_f64 : !vyre.buffer<8xf64, read_write>
      == dense<[99.0, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 99.0]> : tensor<8xf64>
  vyre.return
}

vyre.graph @dynamic() {
  %one = arith.constant 1 : index

  %at_f16 = vyre.constant dense<[
      0, 7, 8, 9, 0x80000000, 0x80000001, 0x80000007, 0x40000000, 0xC0000000,
      0xFFFFFFFF, 0xFFFFFFF8, 0x7FFFFFFF
    ]> : tensor<12xi32> -> !vyre.buffer<12xi32, read_write>
  %b_f16 = vyre.constant dense<[
      1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5
    ]> : tensor<8xf16> -> !vyre.buffer<8xf16, read_write>
  %loaded_f16 = vyre.alloc : !vyre.buffer<12xf16, read_write>
  vyre.dispatch @f16_dynamic groups [%one] (%at_f16, %b_f16, %loaded_f16)
      : (!vyre.buffer<12xi32, read_write>, !vyre.buffer<8xf16, read_write>,
         !vyre.buffer<12xf16, read_write>)
  vyre.expect %loaded_f16 : !vyre.buffer<12xf16, read_write> == dense<[
      1.5, 8.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    ]> : tensor<12xf16>
  vyre.expect %b_f16 : !vyre.buffer<8xf16, read_write>
      == dense<[99.0, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 99.0]> : tensor<8xf16>

  %at_f32 = vyre.constant dense<[
      0, 7, 8, 9, 0x40000000, 0x40000001, 0x40000007, 0x80000000, 0xC0000000,
      0xFFFFFFFF, 0xFFFFFFF8, 0x7FFFFFFF
    ]> : tensor<12xi32> -> !vyre.buffer<12xi32, read_write>
  %b_f32 = vyre.constant dense<[
      1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5
    ]> : tensor<8xf32> -> !vyre.buffer<8xf32, read_write>
  %loaded_f32 = vyre.alloc : !vyre.buffer<12xf32, read_write>
  vyre.dispatch @f32_dynamic groups [%one] (%at_f32, %b_f32, %loaded_f32)
      : (!vyre.buffer<12xi32, read_write>, !vyre.buffer<8xf32, read_write>,
         !vyre.buffer<12xf32, read_write>)
  vyre.expect %loaded_f32 : !vyre.buffer<12xf32, read_write> == dense<[
      1.5, 8.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    ]> : tensor<12xf32>
  vyre.expect %b_f32 : !vyre.buffer<8xf32, read_write>
      == dense<[99.0, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 99.0]> : tensor<8xf32>

  %at_f64 = vyre.constant dense<[
      0, 7, 8, 9, 0x20000000, 0x20000001, 0x20000007, 0x40000000, 0x80000000,
      0xC0000000, 0xFFFFFFFF, 0xFFFFFFF8
    ]> : tensor<12xi32> -> !vyre.buffer<12xi32, read_write>
  %b_f64 = vyre.constant dense<[
      1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5
    ]> : tensor<8xf64> -> !vyre.buffer<8xf64, read_write>
  %loaded_f64 = vyre.alloc : !vyre.buffer<12xf64, read_write>
  vyre.dispatch @f64_dynamic groups [%one] (%at_f64, %b_f64, %loaded_f64)
      : (!vyre.buffer<12xi32, read_write>, !vyre.buffer<8xf64, read_write>,
         !vyre.buffer<12xf64, read_write>)
  vyre.expect %loaded_f64 : !vyre.buffer<12xf64, read_write> == dense<[
      1.5, 8.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    ]> : tensor<12xf64>
  vyre.expect %b_f64 : !vyre.buffer<8xf64, read_write>
      == dense<[99.0, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 99.0]> : tensor<8xf64>
  vyre.return
}
