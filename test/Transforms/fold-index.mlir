// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre.program(vyre-fold-index,canonicalize))' --split-input-file | FileCheck %s

!b = !vyre.buffer<8xi32, read_write>

// 0 - 1 is 2^32 - 1 on a device. By 7: 613566756, remainder 3. With 64 bits the
// remainder would be 1.
// CHECK-LABEL: vyre.program @difference_wraps
// CHECK-DAG:     %[[REMAINDER:.*]] = arith.constant 3 : i32
// CHECK-DAG:     %[[QUOTIENT:.*]] = arith.constant 613566756 : i32
// CHECK:         vyre.store %[[REMAINDER]]
// CHECK:         vyre.store %[[QUOTIENT]]
vyre.program @difference_wraps(%b: !b) workgroup [64, 1, 1] {
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %i = vyre.global_id x
  %zero = vyre.local_id y
  %minus = arith.subi %zero, %c1 : index
  %r = arith.remui %minus, %c7 : index
  %r32 = arith.index_castui %r : index to i32
  vyre.store %r32, %b[%i] : !b
  %q = arith.divui %minus, %c7 : index
  %q32 = arith.index_castui %q : index to i32
  vyre.store %q32, %b[%i] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<8xi32, read_write>

// Comparisons see 32 bits too: 2^32 - 1 + 2 is 1, which is below 2.
// CHECK-LABEL: vyre.program @sum_wraps
// CHECK-DAG:     %[[ONE:.*]] = arith.constant 1 : i32
// CHECK:         vyre.store %[[ONE]], %b
// CHECK-NOT:     vyre.store
vyre.program @sum_wraps(%b: !b) workgroup [64, 1, 1] {
  %c2 = arith.constant 2 : index
  %ones = arith.constant 4294967295 : index
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %i = vyre.global_id x
  %sum = arith.addi %ones, %c2 : index
  %below = arith.cmpi ult, %sum, %c2 : index
  scf.if %below {
    vyre.store %one, %b[%i] : !b
  } else {
    vyre.store %two, %b[%i] : !b
  }
  vyre.return
}

// -----

!b = !vyre.buffer<8xi32, read_write>

// A cast of -1 gives the greatest index; widening it adds zeros. A static
// length is a constant.
// CHECK-LABEL: vyre.program @casts
// CHECK-DAG:     %[[HIGH:.*]] = arith.constant 0 : i32
// CHECK-DAG:     %[[LENGTH:.*]] = arith.constant 7 : i32
// CHECK:         vyre.store %[[HIGH]]
// CHECK:         vyre.store %[[LENGTH]]
vyre.program @casts(%b: !b) workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %minus = arith.constant -1 : i32
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : i64
  %index = arith.index_cast %minus : i32 to index
  %wide = arith.index_cast %index : index to i64
  %high = arith.shrui %wide, %c32 : i64
  %high32 = arith.trunci %high : i64 to i32
  vyre.store %high32, %b[%i] : !b
  %n = vyre.length %b : !b
  %last = arith.subi %n, %c1 : index
  %last32 = arith.index_castui %last : index to i32
  vyre.store %last32, %b[%i] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<8xi32, read_write>

// What is not constant stays, and so does what is no index.
// CHECK-LABEL: vyre.program @stays
// CHECK:         arith.addi %global_x, %{{.*}} : index
// CHECK:         arith.subi %x, %{{.*}} : i32
vyre.program @stays(%b: !b, %x: i32) workgroup [64, 1, 1] {
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %j = arith.addi %i, %c1 : index
  %y = arith.subi %x, %one : i32
  vyre.store %y, %b[%j] : !b
  vyre.return
}
