// RUN: vyre-opt %s --convert-gpu-to-vyre --split-input-file | FileCheck %s
// RUN: vyre-opt %s --convert-gpu-to-vyre --split-input-file \
// RUN:   | vyre-opt --split-input-file --vyre-to-spirv -o /dev/null

// A host function that launches becomes a graph. The grid is a value, the
// workgroup size the constant of the kernel. What is only read stays `read`. A
// buffer of the host is zero at first, where upstream says nothing.
// CHECK-NOT:   gpu.container_module
// CHECK-LABEL: vyre.graph @main(
// CHECK-SAME:    %x: !vyre.buffer<?xf32, read>, %y: !vyre.buffer<?xf32, read_write>, %n: index)
// CHECK:         %[[TMP:.*]] = vyre.alloc(%n) : !vyre.buffer<?xf32, read_write>
// CHECK:         %[[GROUPS:.*]] = arith.ceildivui %n
// CHECK:         scf.for %{{.*}} = %{{.*}} to %[[BOUND:.*]] step
// CHECK-NEXT:      vyre.dispatch @copy groups [%[[GROUPS]], %[[ONE:.*]], %[[ONE]]] (%x, %[[TMP]])
// CHECK-NEXT:    }
// CHECK-NEXT:    vyre.dispatch @copy groups [%[[GROUPS]], %[[ONE]], %[[ONE]]] (%[[TMP]], %y)
// CHECK-NEXT:    vyre.copy %y, %[[TMP]]
// CHECK-NEXT:    vyre.return
// CHECK-LABEL: vyre.program @copy(
module attributes {gpu.container_module} {
  func.func @main(%x: memref<?xf32> {vyre.name = "x"},
                  %y: memref<?xf32> {vyre.name = "y"},
                  %n: index {vyre.name = "n"}) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c64 = arith.constant 64 : index
    %tmp = memref.alloc(%n) : memref<?xf32>
    %groups = arith.ceildivui %n, %c64 : index
    scf.for %i = %c0 to %c64 step %c1 {
      gpu.launch_func @kernels::@copy
          blocks in (%groups, %c1, %c1) threads in (%c64, %c1, %c1)
          args(%x : memref<?xf32>, %tmp : memref<?xf32>)
    }
    gpu.launch_func @kernels::@copy
        blocks in (%groups, %c1, %c1) threads in (%c64, %c1, %c1)
        args(%tmp : memref<?xf32>, %y : memref<?xf32>)
    memref.copy %y, %tmp : memref<?xf32> to memref<?xf32>
    memref.dealloc %tmp : memref<?xf32>
    return
  }
  gpu.module @kernels {
    gpu.func @copy(%from: memref<?xf32>, %to: memref<?xf32>)
        kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
      %i = gpu.global_id x
      %v = memref.load %from[%i] : memref<?xf32>
      memref.store %v, %to[%i] : memref<?xf32>
      gpu.return
    }
  }
}

// -----

// A kernel that asks for the dynamic sizes of a matrix gets them from where the
// memory was made: an argument of the graph, an operand of the allocation, or
// the type in front of a cast.
// CHECK-LABEL: vyre.graph @main(
// CHECK-SAME:    %m: !vyre.buffer<?xi32, read_write>, %m_dim0: index, %m_dim1: index)
// CHECK:         %[[C8:.*]] = arith.constant 8 : index
// CHECK:         %[[COUNT:.*]] = arith.muli %m_dim0, %{{.*}} : index
// CHECK:         %[[TMP:.*]] = vyre.alloc(%[[COUNT]])
// CHECK:         vyre.dispatch @step groups [%{{.*}}] (%m, %m_dim0, %m_dim1)
// CHECK:         vyre.dispatch @step groups [%{{.*}}] (%[[TMP]], %m_dim0, %{{.*}})
// CHECK-LABEL: vyre.program @step(
// CHECK-SAME:    %arg0: !vyre.buffer<?xi32, read_write>, %arg0_dim0: index, %arg0_dim1: index)
module attributes {gpu.container_module} {
  func.func @main(%m: memref<?x?xi32> {vyre.name = "m"}) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c8 = arith.constant 8 : index
    %rows = memref.dim %m, %c0 : memref<?x?xi32>
    %tmp = memref.alloc(%rows) : memref<?x8xi32>
    %view = memref.cast %tmp : memref<?x8xi32> to memref<?x?xi32>
    gpu.launch_func @kernels::@step
        blocks in (%rows, %c1, %c1) threads in (%c8, %c1, %c1)
        args(%m : memref<?x?xi32>)
    gpu.launch_func @kernels::@step
        blocks in (%rows, %c1, %c1) threads in (%c8, %c1, %c1)
        args(%view : memref<?x?xi32>)
    return
  }
  gpu.module @kernels {
    gpu.func @step(%m: memref<?x?xi32>)
        kernel attributes {known_block_size = array<i32: 8, 1, 1>} {
      %i = gpu.block_id x
      %j = gpu.thread_id x
      %v = memref.load %m[%i, %j] : memref<?x?xi32>
      %w = arith.addi %v, %v : i32
      memref.store %w, %m[%i, %j] : memref<?x?xi32>
      gpu.return
    }
  }
}
