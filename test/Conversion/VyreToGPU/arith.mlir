// RUN: vyre-opt %s --convert-vyre-to-gpu --split-input-file | FileCheck %s
// RUN: vyre-opt %s --vyre-to-spirv --split-input-file -o /dev/null

!h = !vyre.buffer<8xbf16, read_write>
!b = !vyre.buffer<8xi32, read_write>

// An integer becomes bf16 through f32, also where the canonicalizer joined the
// two steps, and back through f32.
// CHECK-LABEL: gpu.func @bf16_through_f32
// CHECK:         %[[WIDE:.*]] = arith.uitofp %{{.*}} : i32 to f32
// CHECK-NEXT:    arith.truncf %[[WIDE]] : f32 to bf16
// CHECK:         %[[BACK:.*]] = arith.extf %{{.*}} : bf16 to f32
// CHECK-NEXT:    arith.fptosi %[[BACK]] : f32 to i32
vyre.program @bf16_through_f32(%h: !h, %b: !b, %x: i32) workgroup [1, 1, 1] {
  %i = vyre.global_id y
  %0 = arith.uitofp %x : i32 to bf16
  vyre.store %0, %h[%i] : !h
  %1 = vyre.load %h[%i] : !h
  %2 = arith.fptosi %1 : bf16 to i32
  vyre.store %2, %b[%i] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<8xf32, read_write>

// A truth value is extended with its own sign: true is 1 unsigned, -1 signed.
// CHECK-LABEL: gpu.func @i1_through_i32
// CHECK:         %[[ONE:.*]] = arith.extui %[[C:.*]] : i1 to i32
// CHECK-NEXT:    arith.uitofp %[[ONE]] : i32 to f32
// CHECK:         %[[MINUS:.*]] = arith.extsi %[[C]] : i1 to i32
// CHECK-NEXT:    arith.sitofp %[[MINUS]] : i32 to f32
// CHECK:         %[[WIDE:.*]] = arith.fptoui %{{.*}} : f32 to i32
// CHECK-NEXT:    arith.trunci %[[WIDE]] : i32 to i1
vyre.program @i1_through_i32(%b: !b, %x: f32) workgroup [1, 1, 1] {
  %i = vyre.global_id y
  %zero = arith.constant 0.0 : f32
  %c = arith.cmpf olt, %x, %zero : f32
  %0 = arith.uitofp %c : i1 to f32
  vyre.store %0, %b[%i] : !b
  %1 = arith.sitofp %c : i1 to f32
  vyre.store %1, %b[%i] : !b
  %2 = arith.fptoui %x : f32 to i1
  %3 = arith.select %2, %0, %1 : f32
  vyre.store %3, %b[%i] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<8xf32, read_write>

// There is no instruction that compares to a constant result.
// CHECK-LABEL: gpu.func @constant_comparisons
// CHECK:         arith.constant true
// CHECK:         arith.constant dense<false> : vector<2xi1>
// CHECK-NOT:     arith.cmpf
// CHECK:         gpu.return
vyre.program @constant_comparisons(%b: !b, %x: f32, %y: f32) workgroup [1, 1, 1] {
  %i = vyre.global_id y
  %0 = arith.cmpf true, %x, %y : f32
  %1 = arith.select %0, %x, %y : f32
  vyre.store %1, %b[%i] : !b
  %v = vector.broadcast %x : f32 to vector<2xf32>
  %2 = arith.cmpf false, %v, %v : vector<2xf32>
  %3 = vector.extract %2[0] : i1 from vector<2xi1>
  %4 = arith.select %3, %x, %y : f32
  vyre.store %4, %b[%i] : !b
  vyre.return
}
