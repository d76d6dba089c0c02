// RUN: vyre-opt %s --verify-roundtrip | FileCheck %s
// RUN: vyre-opt %s --mlir-print-op-generic | vyre-opt | FileCheck %s
// RUN: vyre-opt %s --emit-bytecode | vyre-opt | FileCheck %s

vyre.program @scale(%x: !vyre.buffer<?xf32, read>,
                    %y: !vyre.buffer<?xf32, write>, %a: f32) workgroup [64, 1, 1] {
  vyre.return
}

vyre.program @nothing() workgroup [1, 1, 1] {
  vyre.return
}

// Dispatches: threads and groups, one to three sizes, no arguments, and a
// read_write buffer passed where read and write are asked (VYRE-GR-03).
// CHECK-LABEL: vyre.graph @dispatches(
// CHECK-SAME:    %data: !vyre.buffer<?xf32, read_write>, %n: index) {
vyre.graph @dispatches(%data: !vyre.buffer<?xf32, read_write>, %n: index) {
  %a = arith.constant 2.0 : f32
  // CHECK: vyre.dispatch @scale threads [%n] (%data, %data, %{{.*}}) :
  // CHECK-SAME: (!vyre.buffer<?xf32, read_write>, !vyre.buffer<?xf32, read_write>, f32)
  vyre.dispatch @scale threads [%n] (%data, %data, %a)
      : (!vyre.buffer<?xf32, read_write>, !vyre.buffer<?xf32, read_write>, f32)
  // CHECK: vyre.dispatch @nothing groups [%n, %n, %n] () : ()
  vyre.dispatch @nothing groups [%n, %n, %n] () : ()
  // CHECK: vyre.dispatch @nothing groups [%n, %n] () {my.note = 1 : i32} : ()
  vyre.dispatch @nothing groups [%n, %n] () {my.note = 1 : i32} : ()
  vyre.return
}

// Buffers of a graph. Their default names say what they are.
// CHECK-LABEL: vyre.graph @buffers(%n: index)
vyre.graph @buffers(%n: index) {
  // CHECK: %buffer = vyre.alloc : !vyre.buffer<16xf32, read_write>
  %fixed = vyre.alloc : !vyre.buffer<16xf32, read_write>
  // CHECK: %[[ANY:.*]] = vyre.alloc(%n) : !vyre.buffer<?xf32, read_write>
  %any = vyre.alloc(%n) : !vyre.buffer<?xf32, read_write>
  // CHECK: vyre.alloc uninitialized(%n) : !vyre.buffer<?xi32, read_write>
  %dirty = vyre.alloc uninitialized(%n) : !vyre.buffer<?xi32, read_write>
  // CHECK: vyre.alloc uninitialized : !vyre.buffer<1xi32, read_write>
  %dirtyOne = vyre.alloc uninitialized : !vyre.buffer<1xi32, read_write>
  // CHECK: %constant = vyre.constant dense<[1, 2, 3, 4]> : tensor<4xi32> -> !vyre.buffer<4xi32, read_write>
  %numbers = vyre.constant dense<[1, 2, 3, 4]> : tensor<4xi32>
      -> !vyre.buffer<4xi32, read_write>
  // A buffer of vectors takes a tensor of shape COUNTxLANES.
  // CHECK: vyre.constant dense<1.000000e+00> : tensor<3x4xf32> -> !vyre.buffer<3xvector<4xf32>, read>
  %vectors = vyre.constant dense<1.0> : tensor<3x4xf32>
      -> !vyre.buffer<3xvector<4xf32>, read>
  // CHECK: vyre.copy %buffer, %[[ANY]] : !vyre.buffer<16xf32, read_write>, !vyre.buffer<?xf32, read_write>
  vyre.copy %fixed, %any
      : !vyre.buffer<16xf32, read_write>, !vyre.buffer<?xf32, read_write>
  %one = arith.constant 1.0 : f32
  // CHECK: vyre.fill %{{.*}}, %buffer : !vyre.buffer<16xf32, read_write>
  vyre.fill %one, %fixed : !vyre.buffer<16xf32, read_write>
  vyre.return
}

// What the host asks the caller and the device.
vyre.program @asked() workgroup [1, 1, 1] {
  vyre.return
}
// CHECK-LABEL: vyre.graph @questions(
vyre.graph @questions(%n: index, %flag: !vyre.buffer<1xi32, read_write>,
                      %wide: !vyre.buffer<1xi64, read>) {
  // CHECK: vyre.launch_groups z else %n
  %groups = vyre.launch_groups z else %n
  // CHECK: vyre.prefer_resident @asked groups [%n, %n]
  %one = vyre.prefer_resident @asked groups [%n, %n]
  // CHECK: vyre.stride_groups @asked groups [%n]
  %few = vyre.stride_groups @asked groups [%n]
  // CHECK: vyre.read %flag : !vyre.buffer<1xi32, read_write>
  %number = vyre.read %flag : !vyre.buffer<1xi32, read_write>
  // CHECK: vyre.read %wide : !vyre.buffer<1xi64, read>
  %long = vyre.read %wide : !vyre.buffer<1xi64, read>
  vyre.return
}

// Self-checks.
// CHECK-LABEL: vyre.graph @checks(
vyre.graph @checks(%b: !vyre.buffer<4xi32, read_write>,
                   %f: !vyre.buffer<2xf32, read_write>,
                   %v: !vyre.buffer<1xvector<2xi32>, read>) {
  // CHECK: vyre.expect %b : !vyre.buffer<4xi32, read_write> == dense<[1, 2, 3, 4]> : tensor<4xi32>
  vyre.expect %b : !vyre.buffer<4xi32, read_write> == dense<[1, 2, 3, 4]> : tensor<4xi32>
  // CHECK: vyre.expect %f : !vyre.buffer<2xf32, read_write> == dense<[5.000000e-01, 1.000000e+00]> : tensor<2xf32> ulp 2
  vyre.expect %f : !vyre.buffer<2xf32, read_write> == dense<[0.5, 1.0]> : tensor<2xf32> ulp 2
  // `ulp 0` is the default and does not print.
  // CHECK: vyre.expect %f : !vyre.buffer<2xf32, read_write> == dense<0.000000e+00> : tensor<2xf32>{{$}}
  vyre.expect %f : !vyre.buffer<2xf32, read_write> == dense<0.0> : tensor<2xf32> ulp 0
  // CHECK: vyre.expect %v : !vyre.buffer<1xvector<2xi32>, read> == dense<{{.*}}> : tensor<1x2xi32> {my.note}
  vyre.expect %v : !vyre.buffer<1xvector<2xi32>, read> == dense<[[1, 2]]> : tensor<1x2xi32> {my.note}
  vyre.return
}

// Host control flow is scf; steps may stand in it.
// CHECK-LABEL: vyre.graph @loop(
vyre.graph @loop(%b: !vyre.buffer<8xi32, read_write>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c10 = arith.constant 10 : index
  // CHECK: scf.for
  scf.for %k = %c0 to %c10 step %c1 {
    // CHECK-NEXT: %[[N:.*]] = vyre.length %b : !vyre.buffer<8xi32, read_write>
    %n = vyre.length %b : !vyre.buffer<8xi32, read_write>
    // CHECK-NEXT: vyre.dispatch @nothing threads [%[[N]]] () : ()
    vyre.dispatch @nothing threads [%n] () : ()
  }
  vyre.return
}

// Sizes that the device has: any readable buffer of 32-bit integers, any offset.
// CHECK-LABEL: vyre.graph @indirect(
vyre.graph @indirect(%counts: !vyre.buffer<?xi32, read>,
                     %wide: !vyre.buffer<2xvector<4xi32>, read_write>,
                     %data: !vyre.buffer<?xf32, read_write>, %at: index) {
  %a = arith.constant 2.0 : f32
  // CHECK: vyre.indirect_dispatch @scale from %counts[%at] (%data, %data, %{{.*}}) :
  // CHECK-SAME: !vyre.buffer<?xi32, read>, (!vyre.buffer<?xf32, read_write>, !vyre.buffer<?xf32, read_write>, f32)
  vyre.indirect_dispatch @scale from %counts[%at] (%data, %data, %a)
      : !vyre.buffer<?xi32, read>,
        (!vyre.buffer<?xf32, read_write>, !vyre.buffer<?xf32, read_write>, f32)
  %last = arith.constant 20 : index
  // CHECK: vyre.indirect_dispatch @nothing from %wide[%{{.*}}] () {my.note = 1 : i32} : !vyre.buffer<2xvector<4xi32>, read_write>, ()
  vyre.indirect_dispatch @nothing from %wide[%last] () {my.note = 1 : i32}
      : !vyre.buffer<2xvector<4xi32>, read_write>, ()
  vyre.return
}

// Steps that are repeated.
// CHECK-LABEL: vyre.graph @repeated(
vyre.graph @repeated(%a: !vyre.buffer<?xf32, read_write>,
                     %b: !vyre.buffer<4xi32, read_write>) {
  // CHECK: vyre.fixpoint (%a, %b) at_most 7 : (!vyre.buffer<?xf32, read_write>, !vyre.buffer<4xi32, read_write>) {
  // CHECK-NEXT: vyre.dispatch @nothing
  // CHECK-NEXT: } {my.note = 1 : i32}
  %one = arith.constant 1 : index
  vyre.fixpoint (%a, %b) at_most 7
      : (!vyre.buffer<?xf32, read_write>, !vyre.buffer<4xi32, read_write>) {
    vyre.dispatch @nothing groups [%one] () : ()
  } {my.note = 1 : i32}
  vyre.return
}
