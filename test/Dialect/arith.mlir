// RUN: vyre-opt %s --verify-roundtrip | FileCheck %s
// RUN: vyre-opt %s --mlir-print-op-generic | vyre-opt | FileCheck %s
// RUN: vyre-opt %s --emit-bytecode | vyre-opt | FileCheck %s

// Total ops on a scalar.
// CHECK-LABEL: vyre.program @scalars(%a: i32, %b: i32)
vyre.program @scalars(%a: i32, %b: i32) workgroup [1, 1, 1] {
  // CHECK: vyre.divui %a, %b : i32
  %0 = vyre.divui %a, %b : i32
  // CHECK: vyre.remui %a, %b : i32
  %1 = vyre.remui %a, %b : i32
  // CHECK: vyre.divsi %a, %b : i32
  %2 = vyre.divsi %a, %b : i32
  // CHECK: vyre.remsi %a, %b : i32
  %3 = vyre.remsi %a, %b : i32
  // CHECK: vyre.shli %a, %b : i32
  %4 = vyre.shli %a, %b : i32
  // CHECK: vyre.shrui %a, %b : i32
  %5 = vyre.shrui %a, %b : i32
  // CHECK: vyre.shrsi %a, %b : i32
  %6 = vyre.shrsi %a, %b : i32
  // CHECK: vyre.rotl %a, %b : i32
  %7 = vyre.rotl %a, %b : i32
  // CHECK: vyre.rotr %a, %b : i32
  %8 = vyre.rotr %a, %b : i32
  // CHECK: vyre.uadd_sat %a, %b : i32
  %9 = vyre.uadd_sat %a, %b : i32
  // CHECK: vyre.sadd_sat %a, %b : i32
  %10 = vyre.sadd_sat %a, %b : i32
  // CHECK: vyre.usub_sat %a, %b : i32
  %11 = vyre.usub_sat %a, %b : i32
  // CHECK: vyre.ssub_sat %a, %b : i32
  %12 = vyre.ssub_sat %a, %b : i32
  // CHECK: vyre.umul_sat %a, %b : i32
  %13 = vyre.umul_sat %a, %b : i32
  // CHECK: vyre.smul_sat %a, %b : i32
  %14 = vyre.smul_sat %a, %b : i32
  // CHECK: vyre.absdiffui %a, %b : i32
  %15 = vyre.absdiffui %a, %b : i32
  // CHECK: vyre.absdiffsi %a, %b {my.note} : i32
  %16 = vyre.absdiffsi %a, %b {my.note} : i32
  // CHECK: vyre.bitreverse %a : i32
  %17 = vyre.bitreverse %a : i32
  vyre.return
}

// Widths, indices and vectors.
// CHECK-LABEL: vyre.program @types(
vyre.program @types(%l: i64, %n: index) workgroup [1, 1, 1] {
  // CHECK: vyre.divsi %l, %l : i64
  %0 = vyre.divsi %l, %l : i64
  // CHECK: vyre.divui %n, %n : index
  %1 = vyre.divui %n, %n : index
  // CHECK: vyre.remui %n, %n : index
  %2 = vyre.remui %n, %n : index
  // CHECK: vyre.shli %n, %n : index
  %3 = vyre.shli %n, %n : index
  // CHECK: vyre.shrui %n, %n : index
  %4 = vyre.shrui %n, %n : index
  %b = arith.constant 7 : i8
  // CHECK: vyre.uadd_sat %{{.*}}, %{{.*}} : i8
  %5 = vyre.uadd_sat %b, %b : i8
  %s = arith.constant 7 : i16
  // CHECK: vyre.rotl %{{.*}}, %{{.*}} : i16
  %6 = vyre.rotl %s, %s : i16
  %v = arith.constant dense<[1, 2, 3, 4]> : vector<4xi32>
  // CHECK: vyre.smul_sat %{{.*}}, %{{.*}} : vector<4xi32>
  %7 = vyre.smul_sat %v, %v : vector<4xi32>
  %w = arith.constant dense<[1, 2]> : vector<2xi32>
  // CHECK: vyre.bitreverse %{{.*}} : vector<2xi32>
  %8 = vyre.bitreverse %w : vector<2xi32>
  vyre.return
}

// Conversions.
// CHECK-LABEL: vyre.program @conversions(
vyre.program @conversions(%f: f32, %d: f64) workgroup [1, 1, 1] {
  // CHECK: vyre.fptoui_sat %f : f32 to i32
  %0 = vyre.fptoui_sat %f : f32 to i32
  // CHECK: vyre.fptosi_sat %f : f32 to i8
  %1 = vyre.fptosi_sat %f : f32 to i8
  // CHECK: vyre.fptosi_sat %d : f64 to i64
  %2 = vyre.fptosi_sat %d : f64 to i64
  // CHECK: vyre.canonicalize %f : f32
  %3 = vyre.canonicalize %f : f32
  vyre.return
}
