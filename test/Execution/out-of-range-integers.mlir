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

vyre.program @i8_static(
    %at: !vyre.buffer<12xi32, read>, %b: !vyre.buffer<8xi8, read_write>,
    %loaded: !vyre.buffer<12xi8, write>) workgroup [16, 1, 1] {
  %poison = arith.constant 99 : i8
  %c12 = arith.constant 12 : index
  %lane = vyre.global_id x
  %word = vyre.load %at[%lane] : !vyre.buffer<12xi32, read>
  %i = arith.index_castui %word : i32 to index
  %value = vyre.load %b[%i] : !vyre.buffer<8xi8, read_write>
  vyre.store %value, %loaded[%lane] : !vyre.buffer<12xi8, write>
  vyre.barrier workgroup acq_rel
  // Lanes beyond the list got index 0 from it; they must not store.
  %over = arith.cmpi uge, %lane, %c12 : index
  vyre.exit_if %over
  vyre.store %poison, %b[%i] : !vyre.buffer<8xi8, read_write>
  vyre.return
}

vyre.program @i8_dynamic(
    %at: !vyre.buffer<12xi32, read>, %b: !vyre.buffer<?xi8, read_write>,
    %loaded: !vyre.buffer<12xi8, write>) workgroup [16, 1, 1] {
  %poison = arith.constant 99 : i8
  %c12 = arith.constant 12 : index
  %lane = vyre.global_id x
  %word = vyre.load %at[%lane] : !vyre.buffer<12xi32, read>
  %i = arith.index_castui %word : i32 to index
  %value = vyre.load %b[%i] : !vyre.buffer<?xi8, read_write>
  vyre.store %value, %loaded[%lane] : !vyre.buffer<12xi8, write>
  vyre.barrier workgroup acq_rel
  // Lanes beyond the list got index 0 from it; they must not store.
  %over = arith.cmpi uge, %lane, %c12 : index
  vyre.exit_if %over
  vyre.store %poison, %b[%i] : !vyre.buffer<?xi8, read_write>
  vyre.return
}

vyre.program @i16_static(
    %at: !vyre.buffer<12xi32, read>, %b: !vyre.buffer<8xi16, read_write>,
    %loaded: !vyre.buffer<12xi16, write>) workgroup [16, 1, 1] {
  %poison = arith.constant 999 : i16
  %c12 = arith.constant 12 : index
  %lane = vyre.global_id x
  %word = vyre.load %at[%lane] : !vyre.buffer<12xi32, read>
  %i = arith.index_castui %word : i32 to index
  %value = vyre.load %b[%i] : !vyre.buffer<8xi16, read_write>
  vyre.store %value, %loaded[%lane] : !vyre.buffer<12xi16, write>
  vyre.barrier workgroup acq_rel
  // Lanes beyond the list got index 0 from it; they must not store.
  %over = arith.cmpi uge, %lane, %c12 : index
  vyre.exit_if %over
  vyre.store %poison, %b[%i] : !vyre.buffer<8xi16, read_write>
  vyre.return
}

vyre.program @i16_dynamic(
    %at: !vyre.buffer<12xi32, read>, %b: !vyre.buffer<?xi16, read_write>,
    %loaded: !vyre.buffer<12xi16, write>) workgroup [16, 1, 1] {
  %poison = arith.constant 999 : i16
  %c12 = arith.constant 12 : index
  %lane = vyre.global_id x
  %word = vyre.load %at[%lane] : !vyre.buffer<12xi32, read>
  %i = arith.index_castui %word : i32 to index
  %value = vyre.load %b[%i] : !vyre.buffer<?xi16, read_write>
  vyre.store %value, %loaded[%lane] : !vyre.buffer<12xi16, write>
  vyre.barrier workgroup acq_rel
  // Lanes beyond the list got index 0 from it; they must not store.
  %over = arith.cmpi uge, %lane, %c12 : index
  vyre.exit_if %over
  vyre.store %poison, %b[%i] : !vyre.buffer<?xi16, read_write>
  vyre.return
}

vyre.program @i32_static(
    %at: !vyre.buffer<12xi32, read>, %b: !vyre.buffer<8xi32, read_write>,
    %loaded: !vyre.buffer<12xi32, write>) workgroup [16, 1, 1] {
  %poison = arith.constant 99 : i32
  %c12 = arith.constant 12 : index
  %lane = vyre.global_id x
  %word = vyre.load %at[%lane] : !vyre.buffer<12xi32, read>
  %i = arith.index_castui %word : i32 to index
  %value = vyre.load %b[%i] : !vyre.buffer<8xi32, read_write>
  vyre.store %value, %loaded[%lane] : !vyre.buffer<12xi32, write>
  vyre.barrier workgroup acq_rel
  // Lanes beyond the list got index 0 from it; they must not store.
  %over = arith.cmpi uge, %lane, %c12 : index
  vyre.exit_if %over
  vyre.store %poison, %b[%i] : !vyre.buffer<8xi32, read_write>
  vyre.return
}

vyre.program @i32_dynamic(
    %at: !vyre.buffer<12xi32, read>, %b: !vyre.buffer<?xi32, read_write>,
    %loaded: !vyre.buffer<12xi32, write>) workgroup [16, 1, 1] {
  %poison = arith.constant 99 : i32
  %c12 = arith.constant 12 : index
  %lane = vyre.global_id x
  %word = vyre.load %at[%lane] : !vyre.buffer<12xi32, read>
  %i = arith.index_castui %word : i32 to index
  %value = vyre.load %b[%i] : !vyre.buffer<?xi32, read_write>
  vyre.store %value, %loaded[%lane] : !vyre.buffer<12xi32, write>
  vyre.barrier workgroup acq_rel
  // Lanes beyond the list got index 0 from it; they must not store.
  %over = arith.cmpi uge, %lane, %c12 : index
  vyre.exit_if %over
  vyre.store %poison, %b[%i] : !vyre.buffer<?xi32, read_write>
  vyre.return
}

vyre.program @i64_static(
    %at: !vyre.buffer<12xi32, read>, %b: !vyre.buffer<8xi64, read_write>,
    %loaded: !vyre.buffer<12xi64, write>) workgroup [16, 1, 1] {
  %poison = arith.constant 99 : i64
  %c12 = arith.constant 12 : index
  %lane = vyre.global_id x
  %word = vyre.load %at[%lane] : !vyre.buffer<12xi32, read>
  %i = arith.index_castui %word : i32 to index
  %value = vyre.load %b[%i] : !vyre.buffer<8xi64, read_write>
  vyre.store %value, %loaded[%lane] : !vyre.buffer<12xi64, write>
  vyre.barrier workgroup acq_rel
  // Lanes beyond the list got index 0 from it; they must not store.
  %over = arith.cmpi uge, %lane, %c12 : index
  vyre.exit_if %over
  vyre.store %poison, %b[%i] : !vyre.buffer<8xi64, read_write>
  vyre.return
}

vyre.program @i64_dynamic(
    %at: !vyre.buffer<12xi32, read>, %b: !vyre.buffer<?xi64, read_write>,
    %loaded: !vyre.buffer<12xi64, write>) workgroup [16, 1, 1] {
  %poison = arith.constant 99 : i64
  %c12 = arith.constant 12 : index
  %lane = vyre.global_id x
  %word = vyre.load %at[%lane] : !vyre.buffer<12xi32, read>
  %i = arith.index_castui %word : i32 to index
  %value = vyre.load %b[%i] : !vyre.buffer<?xi64, read_write>
  vyre.store %value, %loaded[%lane] : !vyre.buffer<12xi64, write>
  vyre.barrier workgroup acq_rel
  // Lanes beyond the list got index 0 from it; they must not store.
  %over = arith.cmpi uge, %lane, %c12 : index
  vyre.exit_if %over
  vyre.store %poison, %b[%i] : !vyre.buffer<?xi64, read_write>
  vyre.return
}

vyre.graph @static() {
  %one = arith.constant 1 : index

  %at_i8 = vyre.constant dense<[
      0, 7, 8, 9, 0x40000000, 0x80000000, 0xC0000000, 0xFFFFFFFF, 0xFFFFFFF8,
      0x7FFFFFFF, 0xFFFFFF0A, 0xFFFFFF0B
    ]> : tensor<12xi32> -> !vyre.buffer<12xi32, read_write>
  %b_i8 = vyre.constant dense<[11, 12, 13, 14, 15, 16, 17, 18]> : tensor<8xi8>
      -> !vyre.buffer<8xi8, read_write>
  %loaded_i8 = vyre.alloc : !vyre.buffer<12xi8, read_write>
  vyre.dispatch @i8_static groups [%one] (%at_i8, %b_i8, %loaded_i8)
      : (!vyre.buffer<12xi32, read_write>, !vyre.buffer<8xi8, read_write>,
         !vyre.buffer<12xi8, read_write>)
  vyre.expect %loaded_i8 : !vyre.buffer<12xi8, read_write>
      == dense<[11, 18, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]> : tensor<12xi8>
  vyre.expect %b_i8 : !vyre.buffer<8xi8, read_write>
      == dense<[99, 12, 13, 14, 15, 16, 17, 99]> : tensor<8xi8>

  %at_i16 = vyre.constant dense<[
      0, 7, 8, 9, 0x80000000, 0x80000001, 0x80000007, 0x40000000, 0xC0000000,
      0xFFFFFFFF, 0xFFFFFFF8, 0x7FFFFFFF
    ]> : tensor<12xi32> -> !vyre.buffer<12xi32, read_write>
  %b_i16 = vyre.constant dense<[
      1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008
    ]> : tensor<8xi16> -> !vyre.buffer<8xi16, read_write>
  %loaded_i16 = vyre.alloc : !vyre.buffer<12xi16, read_write>
  vyre.dispatch @i16_static groups [%one] (%at_i16, %b_i16, %loaded_i16)
      : (!vyre.buffer<12xi32, read_write>, !vyre.buffer<8xi16, read_write>,
         !vyre.buffer<12xi16, read_write>)
  vyre.expect %loaded_i16 : !vyre.buffer<12xi16, read_write>
      == dense<[1001, 1008, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]> : tensor<12xi16>
  vyre.expect %b_i16 : !vyre.buffer<8xi16, read_write>
      == dense<[999, 1002, 1003, 1004, 1005, 1006, 1007, 999]> : tensor<8xi16>

  %at_i32 = vyre.constant dense<[
      0, 7, 8, 9, 0x40000000, 0x40000001, 0x40000007, 0x80000000, 0xC0000000,
      0xFFFFFFFF, 0xFFFFFFF8, 0x7FFFFFFF
    ]> : tensor<12xi32> -> !vyre.buffer<12xi32, read_write>
  %b_i32 = vyre.constant dense<[
      100001, 100002, 100003, 100004, 100005, 100006, 100007, 100008
    ]> : tensor<8xi32> -> !vyre.buffer<8xi32, read_write>
  %loaded_i32 = vyre.alloc : !vyre.buffer<12xi32, read_write>
  vyre.dispatch @i32_static groups [%one] (%at_i32, %b_i32, %loaded_i32)
      : (!vyre.buffer<12xi32, read_write>, !vyre.buffer<8xi32, read_write>,
         !vyre.buffer<12xi32, read_write>)
  vyre.expect %loaded_i32 : !vyre.buffer<12xi32, read_write>
      == dense<[100001, 100008, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]> : tensor<12xi32>
  vyre.expect %b_i32 : !vyre.buffer<8xi32, read_write> == dense<[
      99, 100002, 100003, 100004, 100005, 100006, 100007, 99
    ]> : tensor<8xi32>

  %at_i64 = vyre.constant dense<[
      0, 7, 8, 9, 0x20000000, 0x20000001, 0x20000007, 0x40000000, 0x80000000,
      0xC0000000, 0xFFFFFFFF, 0xFFFFFFF8
    ]> : tensor<12xi32> -> !vyre.buffer<12xi32, read_write>
  %b_i64 = vyre.constant dense<[
      10000000001, 2, 3, 4, 5, 6, 7, 10000000008
    ]> : tensor<8xi64> -> !vyre.buffer<8xi64, read_write>
  %loaded_i64 = vyre.alloc : !vyre.buffer<12xi64, read_write>
  vyre.dispatch @i64_static groups [%one] (%at_i64, %b_i64, %loaded_i64)
      : (!vyre.buffer<12xi32, read_write>, !vyre.buffer<8xi64, read_write>,
         !vyre.buffer<12xi64, read_write>)
  vyre.expect %loaded_i64 : !vyre.buffer<12xi64, read_write> == dense<[
      10000000001, 10000000008, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    ]> : tensor<12xi64>
  vyre.expect %b_i64 : !vyre.buffer<8xi64, read_write>
      == dense<[99, 2, 3, 4, 5, 6, 7, 99]> : tensor<8xi64>
  vyre.return
}

vyre.graph @dynamic() {
  %one = arith.constant 1 : index

  %at_i8 = vyre.constant dense<[
      0, 7, 8, 9, 0x40000000, 0x80000000, 0xC0000000, 0xFFFFFFFF, 0xFFFFFFF8,
      0x7FFFFFFF, 0xFFFFFF0A, 0xFFFFFF0B
    ]> : tensor<12xi32> -> !vyre.buffer<12xi32, read_write>
  %b_i8 = vyre.constant dense<[11, 12, 13, 14, 15, 16, 17, 18]> : tensor<8xi8>
      -> !vyre.buffer<8xi8, read_write>
  %loaded_i8 = vyre.alloc : !vyre.buffer<12xi8, read_write>
  vyre.dispatch @i8_dynamic groups [%one] (%at_i8, %b_i8, %loaded_i8)
      : (!vyre.buffer<12xi32, read_write>, !vyre.buffer<8xi8, read_write>,
         !vyre.buffer<12xi8, read_write>)
  vyre.expect %loaded_i8 : !vyre.buffer<12xi8, read_write>
      == dense<[11, 18, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]> : tensor<12xi8>
  vyre.expect %b_i8 : !vyre.buffer<8xi8, read_write>
      == dense<[99, 12, 13, 14, 15, 16, 17, 99]> : tensor<8xi8>

  %at_i16 = vyre.constant dense<[
      0, 7, 8, 9, 0x80000000, 0x80000001, 0x80000007, 0x40000000, 0xC0000000,
      0xFFFFFFFF, 0xFFFFFFF8, 0x7FFFFFFF
    ]> : tensor<12xi32> -> !vyre.buffer<12xi32, read_write>
  %b_i16 = vyre.constant dense<[
      1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008
    ]> : tensor<8xi16> -> !vyre.buffer<8xi16, read_write>
  %loaded_i16 = vyre.alloc : !vyre.buffer<12xi16, read_write>
  vyre.dispatch @i16_dynamic groups [%one] (%at_i16, %b_i16, %loaded_i16)
      : (!vyre.buffer<12xi32, read_write>, !vyre.buffer<8xi16, read_write>,
         !vyre.buffer<12xi16, read_write>)
  vyre.expect %loaded_i16 : !vyre.buffer<12xi16, read_write>
      == dense<[1001, 1008, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]> : tensor<12xi16>
  vyre.expect %b_i16 : !vyre.buffer<8xi16, read_write>
      == dense<[999, 1002, 1003, 1004, 1005, 1006, 1007, 999]> : tensor<8xi16>

  %at_i32 = vyre.constant dense<[
      0, 7, 8, 9, 0x40000000, 0x40000001, 0x40000007, 0x80000000, 0xC0000000,
      0xFFFFFFFF, 0xFFFFFFF8, 0x7FFFFFFF
    ]> : tensor<12xi32> -> !vyre.buffer<12xi32, read_write>
  %b_i32 = vyre.constant dense<[
      100001, 100002, 100003, 100004, 100005, 100006, 100007, 100008
    ]> : tensor<8xi32> -> !vyre.buffer<8xi32, read_write>
  %loaded_i32 = vyre.alloc : !vyre.buffer<12xi32, read_write>
  vyre.dispatch @i32_dynamic groups [%one] (%at_i32, %b_i32, %loaded_i32)
      : (!vyre.buffer<12xi32, read_write>, !vyre.buffer<8xi32, read_write>,
         !vyre.buffer<12xi32, read_write>)
  vyre.expect %loaded_i32 : !vyre.buffer<12xi32, read_write>
      == dense<[100001, 100008, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]> : tensor<12xi32>
  vyre.expect %b_i32 : !vyre.buffer<8xi32, read_write> == dense<[
      99, 100002, 100003, 100004, 100005, 100006, 100007, 99
    ]> : tensor<8xi32>

  %at_i64 = vyre.constant dense<[
      0, 7, 8, 9, 0x20000000, 0x20000001, 0x20000007, 0x40000000, 0x80000000,
      0xC0000000, 0xFFFFFFFF, 0xFFFFFFF8
    ]> : tensor<12xi32> -> !vyre.buffer<12xi32, read_write>
  %b_i64 = vyre.constant dense<[
      10000000001, 2, 3, 4, 5, 6, 7, 10000000008
    ]> : tensor<8xi64> -> !vyre.buffer<8xi64, read_write>
  %loaded_i64 = vyre.alloc : !vyre.buffer<12xi64, read_write>
  vyre.dispatch @i64_dynamic groups [%one] (%at_i64, %b_i64, %loaded_i64)
      : (!vyre.buffer<12xi32, read_write>, !vyre.buffer<8xi64, read_write>,
         !vyre.buffer<12xi64, read_write>)
  vyre.expect %loaded_i64 : !vyre.buffer<12xi64, read_write> == dense<[
      10000000001, 10000000008, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    ]> : tensor<12xi64>
  vyre.expect %b_i64 : !vyre.buffer<8xi64, read_write>
      == dense<[99, 2, 3, 4, 5, 6, 7, 99]> : tensor<8xi64>
  vyre.return
}
