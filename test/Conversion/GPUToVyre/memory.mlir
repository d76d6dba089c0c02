// RUN: vyre-opt %s --convert-gpu-to-vyre --split-input-file | FileCheck %s
// RUN: vyre-opt %s --convert-gpu-to-vyre --split-input-file \
// RUN:   | vyre-opt --split-input-file --vyre-to-spirv -o /dev/null

// Elements are in row-major order: [i, j, k] of 2x3x4 is (i * 3 + j) * 4 + k.
// CHECK-LABEL: vyre.program @static_shape(
// CHECK-SAME:    %arg0: !vyre.buffer<24xf32, read_write>)
gpu.module @kernels {
  gpu.func @static_shape(%a: memref<2x3x4xf32>)
      kernel attributes {known_block_size = array<i32: 2, 3, 4>} {
    // CHECK: %[[I:.*]] = vyre.local_id x
    // CHECK: %[[J:.*]] = vyre.local_id y
    // CHECK: %[[K:.*]] = vyre.local_id z
    %i = gpu.thread_id x
    %j = gpu.thread_id y
    %k = gpu.thread_id z
    // CHECK: %[[C3:.*]] = arith.constant 3 : index
    // CHECK: %[[I3:.*]] = arith.muli %[[I]], %[[C3]] : index
    // CHECK: %[[IJ:.*]] = arith.addi %[[I3]], %[[J]] : index
    // CHECK: %[[C4:.*]] = arith.constant 4 : index
    // CHECK: %[[IJ4:.*]] = arith.muli %[[IJ]], %[[C4]] : index
    // CHECK: %[[AT:.*]] = arith.addi %[[IJ4]], %[[K]] : index
    // CHECK: vyre.load %arg0[%[[AT]]]
    %v = memref.load %a[%i, %j, %k] : memref<2x3x4xf32>
    memref.store %v, %a[%i, %j, %k] : memref<2x3x4xf32>
    gpu.return
  }
}

// -----

// The dynamic sizes of a memref of more than one dimension are arguments behind
// all others; the length of the buffer says the only size of a vector. A static
// size is a constant.
// CHECK-LABEL: vyre.program @dynamic_shape(
// CHECK-SAME:    %m: !vyre.buffer<?xf32, read>, %arg1: !vyre.buffer<?xf32, write>,
// CHECK-SAME:    %n: index, %m_dim0: index, %m_dim2: index)
gpu.module @kernels {
  gpu.func @dynamic_shape(%m: memref<?x8x?xf32> {vyre.name = "m"},
                          %v: memref<?xf32>, %n: index {vyre.name = "n"})
      kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %rows = memref.dim %m, %c0 : memref<?x8x?xf32>
    %mid = memref.dim %m, %c1 : memref<?x8x?xf32>
    %cols = memref.dim %m, %c2 : memref<?x8x?xf32>
    // CHECK: %[[EIGHT:.*]] = arith.constant 8 : index
    // CHECK: %[[LENGTH:.*]] = vyre.length %arg1
    %length = memref.dim %v, %c0 : memref<?xf32>
    // CHECK: %[[C8:.*]] = arith.constant 8 : index
    // CHECK: %[[ROW:.*]] = arith.muli %m_dim0, %[[C8]] : index
    // CHECK: %[[PLANE:.*]] = arith.addi %[[ROW]], %[[EIGHT]] : index
    // CHECK: %[[START:.*]] = arith.muli %[[PLANE]], %m_dim2 : index
    // CHECK: %[[AT:.*]] = arith.addi %[[START]], %m_dim2 : index
    // CHECK: vyre.load %m[%[[AT]]]
    %x = memref.load %m[%rows, %mid, %cols] : memref<?x8x?xf32>
    // CHECK: vyre.store %{{.*}}, %arg1[%[[LENGTH]]]
    memref.store %x, %v[%length] : memref<?xf32>
    gpu.return
  }
}

// -----

// A cast names the same memory; the size that it forgets is still known. A
// memref without dimensions has one element.
// CHECK-LABEL: vyre.program @casts(
// CHECK-SAME:    %arg0: !vyre.buffer<32xf32, read_write>, %arg1: !vyre.buffer<1xf32, read>)
gpu.module @kernels {
  gpu.func @casts(%a: memref<4x8xf32>, %s: memref<f32>)
      kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
    %i = gpu.thread_id x
    // CHECK: %[[ZERO:.*]] = arith.constant 0 : index
    // CHECK: %[[X:.*]] = vyre.load %arg1[%[[ZERO]]]
    %x = memref.load %s[] : memref<f32>
    %b = memref.cast %a : memref<4x8xf32> to memref<?x?xf32>
    // CHECK: arith.constant 8 : index
    // CHECK: vyre.store %[[X]], %arg0
    memref.store %x, %b[%i, %i] : memref<?x?xf32>
    %y = memref.load %b[%i, %i] : memref<?x?xf32>
    memref.store %y, %a[%i, %i] : memref<4x8xf32>
    gpu.return
  }
}

// -----

// All ways to have workgroup memory; two names of one global are one memory.
// CHECK-LABEL: vyre.program @workgroup_memory
// CHECK-DAG:     %[[A:.*]] = vyre.workgroup_alloc : !vyre.buffer<16xf32, workgroup>
// CHECK-DAG:     %[[B:.*]] = vyre.workgroup_alloc : !vyre.buffer<17xf32, workgroup>
// CHECK-DAG:     %[[C:.*]] = vyre.workgroup_alloc : !vyre.buffer<18xf32, workgroup>
// CHECK-DAG:     %[[D:.*]] = vyre.workgroup_alloc : !vyre.buffer<19xf32, workgroup>
// CHECK-DAG:     %[[E:.*]] = vyre.workgroup_alloc : !vyre.buffer<20xf32, workgroup>
// CHECK-NOT:     workgroup_alloc
// CHECK:         vyre.load %[[A]]
// CHECK:         vyre.load %[[B]]
// CHECK:         vyre.load %[[C]]
// CHECK:         vyre.load %[[D]]
// CHECK:         vyre.store %{{.*}}, %[[D]]
// CHECK:         vyre.store %{{.*}}, %[[E]]
!a = memref<16xf32, #gpu.address_space<workgroup>>
!b = memref<17xf32, 3>
!c = memref<18xf32, #gpu.address_space<workgroup>>
!d = memref<19xf32, #gpu.address_space<workgroup>>
!e = memref<20xf32, #gpu.address_space<workgroup>>
gpu.module @kernels {
  memref.global "private" @d : !d = uninitialized
  memref.global "private" @e : !e
  gpu.func @workgroup_memory() workgroup(%a: !a)
      kernel attributes {known_block_size = array<i32: 16, 1, 1>} {
    %i = gpu.thread_id x
    %b = memref.alloca() : !b
    %c = memref.alloc() : !c
    %d = memref.get_global @d : !d
    %d2 = memref.get_global @d : !d
    %0 = memref.load %a[%i] : !a
    %1 = memref.load %b[%i] : !b
    %2 = memref.load %c[%i] : !c
    %3 = memref.load %d[%i] : !d
    memref.store %3, %d2[%i] : !d
    %e = memref.get_global @e : !e
    memref.store %3, %e[%i] : !e
    memref.dealloc %c : !c
    gpu.return
  }
}

// -----

// Every atomic is acquire and release, as upstream's lowerings make it.
// CHECK-LABEL: vyre.program @atomics
// CHECK:         vyre.atomic_rmw add acq_rel %arg2, %arg0
// CHECK-NEXT:    vyre.atomic_rmw and acq_rel
// CHECK-NEXT:    vyre.atomic_rmw or acq_rel
// CHECK-NEXT:    vyre.atomic_rmw xor acq_rel
// CHECK-NEXT:    vyre.atomic_rmw mins acq_rel
// CHECK-NEXT:    vyre.atomic_rmw maxs acq_rel
// CHECK-NEXT:    vyre.atomic_rmw minu acq_rel
// CHECK-NEXT:    vyre.atomic_rmw maxu acq_rel
// CHECK-NEXT:    vyre.atomic_rmw exchange acq_rel
// CHECK-NEXT:    vyre.atomic_rmw addf acq_rel %arg3, %arg1
// CHECK-NEXT:    vyre.atomic_rmw minf acq_rel
// CHECK-NEXT:    vyre.atomic_rmw maxf acq_rel
// CHECK-NEXT:    vyre.atomic_rmw exchange acq_rel
!m = memref<8xi32>
!f = memref<8xf32>
gpu.module @kernels {
  gpu.func @atomics(%m: !m, %f: !f, %x: i32, %y: f32)
      kernel attributes {known_block_size = array<i32: 16, 1, 1>} {
    %i = gpu.thread_id x
    %0 = memref.atomic_rmw addi %x, %m[%i] : (i32, !m) -> i32
    %1 = memref.atomic_rmw andi %x, %m[%i] : (i32, !m) -> i32
    %2 = memref.atomic_rmw ori %x, %m[%i] : (i32, !m) -> i32
    %3 = memref.atomic_rmw xori %x, %m[%i] : (i32, !m) -> i32
    %4 = memref.atomic_rmw mins %x, %m[%i] : (i32, !m) -> i32
    %5 = memref.atomic_rmw maxs %x, %m[%i] : (i32, !m) -> i32
    %6 = memref.atomic_rmw minu %x, %m[%i] : (i32, !m) -> i32
    %7 = memref.atomic_rmw maxu %x, %m[%i] : (i32, !m) -> i32
    %8 = memref.atomic_rmw assign %x, %m[%i] : (i32, !m) -> i32
    %9 = memref.atomic_rmw addf %y, %f[%i] : (f32, !f) -> f32
    %10 = memref.atomic_rmw minnumf %y, %f[%i] : (f32, !f) -> f32
    %11 = memref.atomic_rmw maxnumf %y, %f[%i] : (f32, !f) -> f32
    %12 = memref.atomic_rmw assign %y, %f[%i] : (f32, !f) -> f32
    gpu.return
  }
}
