// RUN: vyre-run %s
// REQUIRES: vulkan

// Total integer operations on 8 bits (VYRE-AR-01 to 09), for every pair of some
// numbers. The expected table was computed with Python's unbounded integers:
// the mathematical result, then reduced modulo 2^8 or cut to the range, and the
// rules for zero divisors and large amounts applied by hand.

!values = !vyre.buffer<8xi8, read_write>
!table = !vyre.buffer<1096xi8, read_write>

// Invocation i combines values i / 8 and i % 8; operation k writes table
// elements 64 k to 64 k + 63.
vyre.program @table(%values: !values, %table: !table) workgroup [64, 1, 1] {
  %c8 = arith.constant 8 : index
  %c64 = arith.constant 64 : index
  %i0 = vyre.local_id x
  %row = vyre.divui %i0, %c8 : index
  %column = vyre.remui %i0, %c8 : index
  %x = vyre.load %values[%row] : !values
  %y = vyre.load %values[%column] : !values
  %v0 = vyre.divui %x, %y : i8
  vyre.store %v0, %table[%i0] : !table
  %i1 = arith.addi %i0, %c64 : index
  %v1 = vyre.remui %x, %y : i8
  vyre.store %v1, %table[%i1] : !table
  %i2 = arith.addi %i1, %c64 : index
  %v2 = vyre.divsi %x, %y : i8
  vyre.store %v2, %table[%i2] : !table
  %i3 = arith.addi %i2, %c64 : index
  %v3 = vyre.remsi %x, %y : i8
  vyre.store %v3, %table[%i3] : !table
  %i4 = arith.addi %i3, %c64 : index
  %v4 = vyre.shli %x, %y : i8
  vyre.store %v4, %table[%i4] : !table
  %i5 = arith.addi %i4, %c64 : index
  %v5 = vyre.shrui %x, %y : i8
  vyre.store %v5, %table[%i5] : !table
  %i6 = arith.addi %i5, %c64 : index
  %v6 = vyre.shrsi %x, %y : i8
  vyre.store %v6, %table[%i6] : !table
  %i7 = arith.addi %i6, %c64 : index
  %v7 = vyre.rotl %x, %y : i8
  vyre.store %v7, %table[%i7] : !table
  %i8 = arith.addi %i7, %c64 : index
  %v8 = vyre.rotr %x, %y : i8
  vyre.store %v8, %table[%i8] : !table
  %i9 = arith.addi %i8, %c64 : index
  %v9 = vyre.uadd_sat %x, %y : i8
  vyre.store %v9, %table[%i9] : !table
  %i10 = arith.addi %i9, %c64 : index
  %v10 = vyre.sadd_sat %x, %y : i8
  vyre.store %v10, %table[%i10] : !table
  %i11 = arith.addi %i10, %c64 : index
  %v11 = vyre.usub_sat %x, %y : i8
  vyre.store %v11, %table[%i11] : !table
  %i12 = arith.addi %i11, %c64 : index
  %v12 = vyre.ssub_sat %x, %y : i8
  vyre.store %v12, %table[%i12] : !table
  %i13 = arith.addi %i12, %c64 : index
  %v13 = vyre.umul_sat %x, %y : i8
  vyre.store %v13, %table[%i13] : !table
  %i14 = arith.addi %i13, %c64 : index
  %v14 = vyre.smul_sat %x, %y : i8
  vyre.store %v14, %table[%i14] : !table
  %i15 = arith.addi %i14, %c64 : index
  %v15 = vyre.absdiffui %x, %y : i8
  vyre.store %v15, %table[%i15] : !table
  %i16 = arith.addi %i15, %c64 : index
  %v16 = vyre.absdiffsi %x, %y : i8
  vyre.store %v16, %table[%i16] : !table
  %i17 = arith.addi %i16, %c64 : index
  %first = arith.cmpi ult, %i0, %c8 : index
  scf.if %first {
    %z = vyre.load %values[%i0] : !values
    %reversed = vyre.bitreverse %z : i8
    vyre.store %reversed, %table[%i17] : !table
  }
  vyre.return
}

vyre.graph @main() {
  %one = arith.constant 1 : index
  %values = vyre.constant dense<[0, 1, -1, -128, 127, 7, -3, 9]>
      : tensor<8xi8> -> !values
  %table = vyre.alloc : !table
  vyre.dispatch @table groups [%one] (%values, %table) : (!values, !table)
  vyre.expect %table : !table == dense<[
    // divui
    -1, 0, 0, 0, 0, 0, 0, 0, -1, 1, 0, 0, 0, 0, 0, 0, -1, -1, 1, 1, 2, 36, 1,
    28, -1, -128, 0, 1, 1, 18, 0, 14, -1, 127, 0, 0, 1, 18, 0, 14, -1, 7, 0, 0,
    0, 1, 0, 0, -1, -3, 0, 1, 1, 36, 1, 28, -1, 9, 0, 0, 0, 1, 0, 1,
    // remui
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 127, 1, 3, 2, 3, 0,
    0, -128, 0, 1, 2, -128, 2, 0, 0, 127, 127, 0, 1, 127, 1, 0, 0, 7, 7, 7, 0,
    7, 7, 0, 0, -3, 125, 126, 1, 0, 1, 0, 0, 9, 9, 9, 2, 9, 0,
    // divsi
    -1, 0, 0, 0, 0, 0, 0, 0, -1, 1, -1, 0, 0, 0, 0, 0, -1, -1, 1, 0, 0, 0, 0, 0,
    -1, -128, -128, 1, -1, -18, 42, -14, -1, 127, -127, 0, 1, 18, -42, 14, -1,
    7, -7, 0, 0, 1, -2, 0, -1, -3, 3, 0, 0, 0, 1, 0, -1, 9, -9, 0, 0, 1, -3, 1,
    // remsi
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, -1, -1, -1, -1, -1,
    0, 0, 0, 0, -1, -2, -2, -2, 0, 0, 0, 127, 0, 1, 1, 1, 0, 0, 0, 7, 7, 0, 1,
    7, 0, 0, 0, -3, -3, -3, 0, -3, 0, 0, 0, 9, 9, 2, 0, 0,
    // shli
    0, 0, 0, 0, 0, 0, 0, 0, 1, 2, -128, 1, -128, -128, 32, 2, -1, -2, -128, -1,
    -128, -128, -32, -2, -128, 0, 0, -128, 0, 0, 0, 0, 127, -2, -128, 127, -128,
    -128, -32, -2, 7, 14, -128, 7, -128, -128, -32, 14, -3, -6, -128, -3, -128,
    -128, -96, -6, 9, 18, -128, 9, -128, -128, 32, 18,
    // shrui
    0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, -1, 127, 1, -1, 1, 1, 7,
    127, -128, 64, 1, -128, 1, 1, 4, 64, 127, 63, 0, 127, 0, 0, 3, 63, 7, 3, 0,
    7, 0, 0, 0, 3, -3, 126, 1, -3, 1, 1, 7, 126, 9, 4, 0, 9, 0, 0, 0, 4,
    // shrsi
    0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1,
    -1, -128, -64, -1, -128, -1, -1, -4, -64, 127, 63, 0, 127, 0, 0, 3, 63, 7,
    3, 0, 7, 0, 0, 0, 3, -3, -2, -1, -3, -1, -1, -1, -2, 9, 4, 0, 9, 0, 0, 0, 4,
    // rotl
    0, 0, 0, 0, 0, 0, 0, 0, 1, 2, -128, 1, -128, -128, 32, 2, -1, -1, -1, -1,
    -1, -1, -1, -1, -128, 1, 64, -128, 64, 64, 16, 1, 127, -2, -65, 127, -65,
    -65, -17, -2, 7, 14, -125, 7, -125, -125, -32, 14, -3, -5, -2, -3, -2, -2,
    -65, -5, 9, 18, -124, 9, -124, -124, 33, 18,
    // rotr
    0, 0, 0, 0, 0, 0, 0, 0, 1, -128, 2, 1, 2, 2, 8, -128, -1, -1, -1, -1, -1,
    -1, -1, -1, -128, 64, 1, -128, 1, 1, 4, 64, 127, -65, -2, 127, -2, -2, -5,
    -65, 7, -125, 14, 7, 14, 14, 56, -125, -3, -2, -5, -3, -5, -5, -17, -2, 9,
    -124, 18, 9, 18, 18, 72, -124,
    // uadd_sat
    0, 1, -1, -128, 127, 7, -3, 9, 1, 2, -1, -127, -128, 8, -2, 10, -1, -1, -1,
    -1, -1, -1, -1, -1, -128, -127, -1, -1, -1, -121, -1, -119, 127, -128, -1,
    -1, -2, -122, -1, -120, 7, 8, -1, -121, -122, 14, -1, 16, -3, -2, -1, -1,
    -1, -1, -1, -1, 9, 10, -1, -119, -120, 16, -1, 18,
    // sadd_sat
    0, 1, -1, -128, 127, 7, -3, 9, 1, 2, 0, -127, 127, 8, -2, 10, -1, 0, -2,
    -128, 126, 6, -4, 8, -128, -127, -128, -128, -1, -121, -128, -119, 127, 127,
    126, -1, 127, 127, 124, 127, 7, 8, 6, -121, 127, 14, 4, 16, -3, -2, -4,
    -128, 124, 4, -6, 6, 9, 10, 8, -119, 127, 16, 6, 18,
    // usub_sat
    0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, -1, -2, 0, 127, -128, -8, 2,
    -10, -128, 127, 0, 0, 1, 121, 0, 119, 127, 126, 0, 0, 0, 120, 0, 118, 7, 6,
    0, 0, 0, 0, 0, 0, -3, -4, 0, 125, 126, -10, 0, -12, 9, 8, 0, 0, 0, 2, 0, 0,
    // ssub_sat
    0, -1, 1, 127, -127, -7, 3, -9, 1, 0, 2, 127, -126, -6, 4, -8, -1, -2, 0,
    127, -128, -8, 2, -10, -128, -128, -127, 0, -128, -128, -125, -128, 127,
    126, 127, 127, 0, 120, 127, 118, 7, 6, 8, 127, -120, 0, 10, -2, -3, -4, -2,
    125, -128, -10, 0, -12, 9, 8, 10, 127, -118, 2, 12, 0,
    // umul_sat
    0, 0, 0, 0, 0, 0, 0, 0, 0, 1, -1, -128, 127, 7, -3, 9, 0, -1, -1, -1, -1,
    -1, -1, -1, 0, -128, -1, -1, -1, -1, -1, -1, 0, 127, -1, -1, -1, -1, -1, -1,
    0, 7, -1, -1, -1, 49, -1, 63, 0, -3, -1, -1, -1, -1, -1, -1, 0, 9, -1, -1,
    -1, 63, -1, 81,
    // smul_sat
    0, 0, 0, 0, 0, 0, 0, 0, 0, 1, -1, -128, 127, 7, -3, 9, 0, -1, 1, 127, -127,
    -7, 3, -9, 0, -128, 127, 127, -128, -128, 127, -128, 0, 127, -127, -128,
    127, 127, -128, 127, 0, 7, -7, -128, 127, 49, -21, 63, 0, -3, 3, 127, -128,
    -21, 9, -27, 0, 9, -9, -128, 127, 63, -27, 81,
    // absdiffui
    0, 1, -1, -128, 127, 7, -3, 9, 1, 0, -2, 127, 126, 6, -4, 8, -1, -2, 0, 127,
    -128, -8, 2, -10, -128, 127, 127, 0, 1, 121, 125, 119, 127, 126, -128, 1, 0,
    120, 126, 118, 7, 6, -8, 121, 120, 0, -10, 2, -3, -4, 2, 125, 126, -10, 0,
    -12, 9, 8, -10, 119, 118, 2, -12, 0,
    // absdiffsi
    0, 1, 1, -128, 127, 7, 3, 9, 1, 0, 2, -127, 126, 6, 4, 8, 1, 2, 0, 127,
    -128, 8, 2, 10, -128, -127, 127, 0, -1, -121, 125, -119, 127, 126, -128, -1,
    0, 120, -126, 118, 7, 6, 8, -121, 120, 0, 10, 2, 3, 4, 2, 125, -126, 10, 0,
    12, 9, 8, 10, -119, 118, 2, 12, 0,
    // bitreverse
    0, -128, -1, 1, -2, -32, -65, -112
  ]> : tensor<1096xi8>
  vyre.return
}
