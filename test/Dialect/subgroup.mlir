// RUN: vyre-opt %s --verify-roundtrip | FileCheck %s
// RUN: vyre-opt %s --mlir-print-op-generic | vyre-opt | FileCheck %s
// RUN: vyre-opt %s --emit-bytecode | vyre-opt | FileCheck %s

// Ids are named after what they are.
// CHECK-LABEL: vyre.program @ids(
vyre.program @ids() workgroup [64, 1, 1] {
  // CHECK-NEXT: %subgroup = vyre.subgroup_id
  // CHECK-NEXT: %lane = vyre.subgroup_local_id
  // CHECK-NEXT: %subgroup_size = vyre.subgroup_size
  // CHECK-NEXT: %subgroups = vyre.num_subgroups {my.note}
  %s = vyre.subgroup_id
  %l = vyre.subgroup_local_id
  %n = vyre.subgroup_size
  %g = vyre.num_subgroups {my.note}
  vyre.return
}

// CHECK-LABEL: vyre.program @ballot(
vyre.program @ballot(%x: i32) workgroup [64, 1, 1] {
  %c = arith.cmpi eq, %x, %x : i32
  // CHECK: vyre.subgroup_ballot %{{.*}}
  %bits = vyre.subgroup_ballot %c
  // CHECK: vector.extract %{{.*}}[3] : i32 from vector<4xi32>
  %word = vector.extract %bits[3] : i32 from vector<4xi32>
  vyre.return
}

// The type is that of the value; the lane is an index.
// CHECK-LABEL: vyre.program @shuffle(
vyre.program @shuffle(%a: i32, %b: i64, %c: f32, %d: f64, %lane: index) workgroup [64, 1, 1] {
  // CHECK-NEXT: vyre.subgroup_shuffle %a, %lane : i32
  // CHECK-NEXT: vyre.subgroup_shuffle %b, %lane : i64
  // CHECK-NEXT: vyre.subgroup_shuffle %c, %lane : f32
  // CHECK-NEXT: vyre.subgroup_shuffle %d, %lane {my.note} : f64
  %0 = vyre.subgroup_shuffle %a, %lane : i32
  %1 = vyre.subgroup_shuffle %b, %lane : i64
  %2 = vyre.subgroup_shuffle %c, %lane : f32
  %3 = vyre.subgroup_shuffle %d, %lane {my.note} : f64
  vyre.return
}

// CHECK-LABEL: vyre.program @reduce(
vyre.program @reduce(%a: i32, %b: i64, %c: f32, %d: f64) workgroup [64, 1, 1] {
  // CHECK-NEXT: vyre.subgroup_reduce <add> %a : i32
  // CHECK-NEXT: vyre.subgroup_reduce <mul> %a : i32
  // CHECK-NEXT: vyre.subgroup_reduce <and> %a : i32
  // CHECK-NEXT: vyre.subgroup_reduce <or> %a : i32
  // CHECK-NEXT: vyre.subgroup_reduce <xor> %a : i32
  // CHECK-NEXT: vyre.subgroup_reduce <minu> %b : i64
  // CHECK-NEXT: vyre.subgroup_reduce <maxu> %b : i64
  // CHECK-NEXT: vyre.subgroup_reduce <mins> %b : i64
  // CHECK-NEXT: vyre.subgroup_reduce <maxs> %b : i64
  // CHECK-NEXT: vyre.subgroup_reduce <addf> %c : f32
  // CHECK-NEXT: vyre.subgroup_reduce <mulf> %c : f32
  // CHECK-NEXT: vyre.subgroup_reduce <minf> %d : f64
  // CHECK-NEXT: vyre.subgroup_reduce <maxf> %d {my.note} : f64
  %0 = vyre.subgroup_reduce <add> %a : i32
  %1 = vyre.subgroup_reduce <mul> %a : i32
  %2 = vyre.subgroup_reduce <and> %a : i32
  %3 = vyre.subgroup_reduce <or> %a : i32
  %4 = vyre.subgroup_reduce <xor> %a : i32
  %5 = vyre.subgroup_reduce <minu> %b : i64
  %6 = vyre.subgroup_reduce <maxu> %b : i64
  %7 = vyre.subgroup_reduce <mins> %b : i64
  %8 = vyre.subgroup_reduce <maxs> %b : i64
  %9 = vyre.subgroup_reduce <addf> %c : f32
  %10 = vyre.subgroup_reduce <mulf> %c : f32
  %11 = vyre.subgroup_reduce <minf> %d : f64
  %12 = vyre.subgroup_reduce <maxf> %d {my.note} : f64
  vyre.return
}
