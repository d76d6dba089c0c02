// RUN: vyre-opt %s --canonicalize --split-input-file | FileCheck %s

// Folds of total ops that are not both constant, on vectors, and the cases a
// reader wants to see spelled out. total-ops.test covers the values.

// CHECK-LABEL: vyre.program @edges(
vyre.program @edges(%out: !vyre.buffer<8xi32, write>) workgroup [1, 1, 1] {
  // CHECK-DAG: %[[ONES:.*]] = arith.constant -1 : i32
  // CHECK-DAG: %[[ZERO:.*]] = arith.constant 0 : i32
  // CHECK-DAG: %[[MIN:.*]] = arith.constant -2147483648 : i32
  // CHECK-DAG: %[[TWO:.*]] = arith.constant 2 : i32
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %answer = arith.constant 42 : i32
  %min = arith.constant 0x80000000 : i32
  %ones = arith.constant -1 : i32
  // x / 0 is all ones.
  // CHECK: vyre.store %[[ONES]], %out
  %a = vyre.divui %answer, %zero : i32
  vyre.store %a, %out[%c0] : !vyre.buffer<8xi32, write>
  // CHECK: vyre.store %[[ONES]], %out
  %b = vyre.divsi %answer, %zero : i32
  vyre.store %b, %out[%c0] : !vyre.buffer<8xi32, write>
  // x % 0 is 0.
  // CHECK: vyre.store %[[ZERO]], %out
  %c = vyre.remui %answer, %zero : i32
  vyre.store %c, %out[%c0] : !vyre.buffer<8xi32, write>
  // MIN / -1 is MIN.
  // CHECK: vyre.store %[[MIN]], %out
  %d = vyre.divsi %min, %ones : i32
  vyre.store %d, %out[%c0] : !vyre.buffer<8xi32, write>
  // 1 << 33 is 1 << 1.
  // CHECK: vyre.store %[[TWO]], %out
  %amount = arith.constant 33 : i32
  %e = vyre.shli %one, %amount : i32
  vyre.store %e, %out[%c0] : !vyre.buffer<8xi32, write>
  vyre.return
}

// -----

// An index has 32 bits: 0 - 1 is 4294967295, as a division by zero shows, and a
// shift amount is taken modulo 32.
// CHECK-LABEL: vyre.program @index_width(
vyre.program @index_width(%out: !vyre.buffer<?xi32, write>) workgroup [1, 1, 1] {
  // CHECK-DAG: %[[ONES:.*]] = arith.constant 4294967295 : index
  // CHECK-DAG: %[[BIT:.*]] = arith.constant 2147483648 : index
  // CHECK-DAG: %[[ONE:.*]] = arith.constant 1 : index
  %v = arith.constant 0 : i32
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c31 = arith.constant 31 : index
  %c32 = arith.constant 32 : index
  // CHECK: vyre.store %{{.*}}, %out[%[[ONES]]]
  %a = vyre.divui %c1, %c0 : index
  vyre.store %v, %out[%a] : !vyre.buffer<?xi32, write>
  // CHECK: vyre.store %{{.*}}, %out[%[[BIT]]]
  %b = vyre.shli %c1, %c31 : index
  vyre.store %v, %out[%b] : !vyre.buffer<?xi32, write>
  // CHECK: vyre.store %{{.*}}, %out[%[[ONE]]]
  %c = vyre.shli %c1, %c32 : index
  vyre.store %v, %out[%c] : !vyre.buffer<?xi32, write>
  vyre.return
}

// -----

// A neutral right operand leaves the left one; the same operand on the left is
// no reason to fold.
// CHECK-LABEL: vyre.program @neutral(
vyre.program @neutral(%out: !vyre.buffer<8xi32, write>, %x: i32) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %a = vyre.divui %x, %one : i32
  %b = vyre.divsi %a, %one : i32
  %c = vyre.shli %b, %zero : i32
  %d = vyre.shrui %c, %zero : i32
  %e = vyre.shrsi %d, %zero : i32
  %f = vyre.rotl %e, %zero : i32
  %g = vyre.rotr %f, %zero : i32
  // CHECK: vyre.store %x, %out
  vyre.store %g, %out[%c0] : !vyre.buffer<8xi32, write>
  // x / x is not 1 for zero.
  // CHECK: %[[SELF:.*]] = vyre.divui %x, %x : i32
  // CHECK: vyre.store %[[SELF]], %out
  %h = vyre.divui %x, %x : i32
  vyre.store %h, %out[%c0] : !vyre.buffer<8xi32, write>
  vyre.return
}

// -----

// Vectors fold lane by lane, splats too.
// CHECK-LABEL: vyre.program @vectors(
vyre.program @vectors(%out: !vyre.buffer<8xvector<4xi32>, write>, %x: i32) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  // CHECK-DAG: %[[DIV:.*]] = arith.constant dense<[-1, 2, 1, 0]> : vector<4xi32>
  // CHECK-DAG: %[[SAT:.*]] = arith.constant dense<-1> : vector<4xi32>
  %a = arith.constant dense<[7, 5, 3, 1]> : vector<4xi32>
  %b = arith.constant dense<[0, 2, 3, 4]> : vector<4xi32>
  %ones = arith.constant dense<-1> : vector<4xi32>
  // CHECK: vyre.store %[[DIV]], %out
  %q = vyre.divui %a, %b : vector<4xi32>
  vyre.store %q, %out[%c0] : !vyre.buffer<8xvector<4xi32>, write>
  // CHECK: vyre.store %[[SAT]], %out
  %s = vyre.uadd_sat %ones, %ones : vector<4xi32>
  vyre.store %s, %out[%c0] : !vyre.buffer<8xvector<4xi32>, write>
  vyre.return
}

// -----

// Canonical bits stay canonical; a constant moves to the right of an op that
// commutes.
// CHECK-LABEL: vyre.program @shape(
vyre.program @shape(%out: !vyre.buffer<8xf32, write>, %i: !vyre.buffer<8xi32, write>,
                    %f: f32, %x: i32) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %three = arith.constant 3 : i32
  // CHECK: %[[C:.*]] = vyre.canonicalize %f : f32
  // CHECK-NOT: vyre.canonicalize
  // CHECK: vyre.store %[[C]], %out
  %once = vyre.canonicalize %f : f32
  %twice = vyre.canonicalize %once : f32
  vyre.store %twice, %out[%c0] : !vyre.buffer<8xf32, write>
  // CHECK: vyre.uadd_sat %x, %{{.*}} : i32
  %s = vyre.uadd_sat %three, %x : i32
  vyre.store %s, %i[%c0] : !vyre.buffer<8xi32, write>
  vyre.return
}
