// RUN: vyre-opt %s --verify-roundtrip | FileCheck %s
// RUN: vyre-opt %s --mlir-print-op-generic | vyre-opt | FileCheck %s
// RUN: vyre-opt %s --emit-bytecode | vyre-opt | FileCheck %s

// Argument names are part of the program: they survive text, the generic form
// and bytecode, because a user types them after --input.

// CHECK-LABEL: vyre.program @saxpy(
// CHECK-SAME:    %x: !vyre.buffer<?xf32, read>,
// CHECK-SAME:    %y: !vyre.buffer<?xf32, read_write>,
// CHECK-SAME:    %a: f32) workgroup [64, 1, 1] {
vyre.program @saxpy(%x: !vyre.buffer<?xf32, read>,
                    %y: !vyre.buffer<?xf32, read_write>, %a: f32) workgroup [64, 1, 1] {
  // CHECK: vyre.global_id x
  %i = vyre.global_id x
  // CHECK: vyre.load %x[%global_x] : !vyre.buffer<?xf32, read>
  %xv = vyre.load %x[%i] : !vyre.buffer<?xf32, read>
  %yv = vyre.load %y[%i] : !vyre.buffer<?xf32, read_write>
  // CHECK: arith.mulf %a,
  %ax = arith.mulf %a, %xv : f32
  %s = arith.addf %ax, %yv : f32
  vyre.store %s, %y[%i] : !vyre.buffer<?xf32, read_write>
  // CHECK: vyre.return
  vyre.return
}

// A program without arguments, and one without any work.
// CHECK-LABEL: vyre.program @empty() workgroup [1, 1, 1] {
// CHECK-NEXT:    vyre.return
// CHECK-NEXT:  }
vyre.program @empty() workgroup [1, 1, 1] {
  vyre.return
}

// Every scalar type that a program takes.
// CHECK-LABEL: vyre.program @scalars(
// CHECK-SAME:    %a: i32, %b: i64, %c: f32, %d: f64, %n: index)
// CHECK-SAME:    workgroup [8, 4, 2]
vyre.program @scalars(%a: i32, %b: i64, %c: f32, %d: f64, %n: index)
    workgroup [8, 4, 2] {
  vyre.return
}

// Names with the characters that MLIR allows in them, and a name that an op
// result would otherwise get: the argument keeps it.
// CHECK-LABEL: vyre.program @names(
// CHECK-SAME:    %a_b.c$d-e: i32, %global_x: i32, %X1: i32)
vyre.program @names(%a_b.c$d-e: i32, %global_x: i32, %X1: i32)
    workgroup [1, 1, 1] {
  // CHECK: %global_x_0 = vyre.global_id x
  %i = vyre.global_id x
  vyre.return
}

// A number is no name that can be printed again.
// CHECK-LABEL: vyre.program @numbered(%arg0: i32, %arg1: f32)
vyre.program @numbered(%0: i32, %1: f32) workgroup [1, 1, 1] {
  vyre.return
}

// Visibility, attributes of the program, attributes of an argument.
// CHECK-LABEL: vyre.program private @attributed(
// CHECK-SAME:    %b: !vyre.buffer<4xi32, read> {my.note = "in"}, %n: i32)
// CHECK-SAME:    workgroup [1, 1, 1] attributes {my.level = 3 : i32} {
vyre.program private @attributed(%b: !vyre.buffer<4xi32, read> {my.note = "in"},
                                 %n: i32)
    workgroup [1, 1, 1] attributes {my.level = 3 : i32} {
  vyre.return
}

// Passes nest on programs and graphs.
// RUN: vyre-opt %s --pass-pipeline="builtin.module(vyre.program(cse),vyre.graph(cse))"
