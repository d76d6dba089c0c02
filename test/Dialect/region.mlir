// RUN: vyre-opt %s --verify-roundtrip | FileCheck %s
// RUN: vyre-opt %s --mlir-print-op-generic | vyre-opt | FileCheck %s
// RUN: vyre-opt %s --emit-bytecode | vyre-opt | FileCheck %s

// CHECK-LABEL: vyre.program @regions(
vyre.program @regions(%b: !vyre.buffer<8xi32, read_write>) workgroup [8, 1, 1] {
  %i = vyre.local_id x
  // A region without values has an implicit terminator.
  // CHECK: vyre.region "frontend.clear" {
  // CHECK-NEXT: %[[ZERO:.*]] = arith.constant 0 : i32
  // CHECK-NEXT: vyre.store %[[ZERO]], %b[%local_x]
  // CHECK-NEXT: }
  vyre.region "frontend.clear" {
    %zero = arith.constant 0 : i32
    vyre.store %zero, %b[%i] : !vyre.buffer<8xi32, read_write>
  }
  // Regions yield values, nest, and carry attributes.
  // CHECK: %[[V:.*]]:2 = vyre.region "outer" -> i32, index {
  // CHECK-NEXT: %[[C:.*]] = vyre.region "inner" -> i32 {
  // CHECK: vyre.yield %{{.*}} : i32
  // CHECK: vyre.yield %[[C]], %local_x : i32, index
  // CHECK-NEXT: } {my.note}
  %v:2 = vyre.region "outer" -> i32, index {
    %c = vyre.region "inner" -> i32 {
      %one = arith.constant 1 : i32
      vyre.yield %one : i32
    }
    vyre.yield %c, %i : i32, index
  } {my.note}
  // CHECK: vyre.store %[[V]]#0, %b[%[[V]]#1]
  vyre.store %v#0, %b[%v#1] : !vyre.buffer<8xi32, read_write>
  vyre.return
}

// An invocation can leave from any depth.
// CHECK-LABEL: vyre.program @exits(
vyre.program @exits(%c: i32, %n: index) workgroup [8, 1, 1] {
  %zero = arith.constant 0 : i32
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %out = arith.cmpi eq, %c, %zero : i32
  // CHECK: %[[OUT:.*]] = arith.cmpi
  // CHECK-NEXT: vyre.exit_if %[[OUT]]
  vyre.exit_if %out
  scf.for %k = %c0 to %n step %c1 {
    vyre.region "deep" {
      scf.if %out {
        // CHECK: vyre.exit_if %[[OUT]] {my.note}
        vyre.exit_if %out {my.note}
      }
    }
  }
  vyre.return
}
