// RUN: vyre-opt %s --convert-gpu-to-vyre --split-input-file | FileCheck %s
// RUN: vyre-opt %s --convert-gpu-to-vyre --split-input-file \
// RUN:   | vyre-opt --split-input-file --vyre-to-spirv -o /dev/null

// Names are those of the attribute, else argN. An argument that is only loaded
// is `read`, one that is only stored is `write`, also without llvm.noalias:
// nothing orders invocations, so nobody can rely on a write of another one.
// CHECK-LABEL: vyre.program @arguments(
// CHECK-SAME:    %in: !vyre.buffer<64xf32, read>,
// CHECK-SAME:    %arg1: !vyre.buffer<?xf32, write>,
// CHECK-SAME:    %both: !vyre.buffer<?xf32, read_write>,
// CHECK-SAME:    %arg3: f32) workgroup [64, 1, 1] {
gpu.module @kernels {
  gpu.func @arguments(%in: memref<64xf32> {vyre.name = "in"},
                      %out: memref<?xf32>,
                      %both: memref<?xf32, #gpu.address_space<global>>
                          {vyre.name = "both"},
                      %scale: f32)
      kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
    // CHECK: %[[I:.*]] = vyre.global_id x
    %i = gpu.global_id x
    // CHECK-NEXT: vyre.load %in[%[[I]]]
    %v = memref.load %in[%i] : memref<64xf32>
    // CHECK-NEXT: vyre.load %both[%[[I]]]
    %w = memref.load %both[%i] : memref<?xf32, #gpu.address_space<global>>
    %s = arith.mulf %v, %scale : f32
    // CHECK: vyre.store %{{.*}}, %arg1[%[[I]]]
    memref.store %s, %out[%i] : memref<?xf32>
    // CHECK-NEXT: vyre.store %{{.*}}, %both[%[[I]]]
    memref.store %w, %both[%i] : memref<?xf32, #gpu.address_space<global>>
    // CHECK-NEXT: vyre.return
    gpu.return
  }
}

// -----

// All ids; a dimension of the workgroup is a constant.
// CHECK-LABEL: vyre.program @ids
gpu.module @kernels {
  gpu.func @ids(%out: memref<?xi32>)
      kernel attributes {known_block_size = array<i32: 4, 2, 1>} {
    // CHECK-NEXT: vyre.local_id x
    %t = gpu.thread_id x
    // CHECK-NEXT: vyre.workgroup_id y
    %b = gpu.block_id y
    // CHECK-NEXT: vyre.num_workgroups z
    %n = gpu.grid_dim z
    // CHECK-NEXT: vyre.global_id y
    %g = gpu.global_id y
    // CHECK-NEXT: %[[TWO:.*]] = arith.constant 2 : index
    %d = gpu.block_dim y
    %0 = arith.addi %t, %b : index
    %1 = arith.addi %0, %n : index
    %2 = arith.addi %1, %g : index
    // CHECK: arith.addi %{{.*}}, %[[TWO]]
    %3 = arith.addi %2, %d : index
    %v = arith.index_cast %3 : index to i32
    memref.store %v, %out[%3] : memref<?xi32>
    gpu.return
  }
}

// -----

// Subgroups.
// CHECK-LABEL: vyre.program @subgroups
// CHECK-NEXT:    vyre.subgroup_local_id
// CHECK-NEXT:    vyre.subgroup_id
// CHECK-NEXT:    vyre.subgroup_size
// CHECK-NEXT:    vyre.num_subgroups
gpu.module @kernels {
  gpu.func @subgroups(%out: memref<?xi32>)
      kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
    %lane = gpu.lane_id
    %subgroup = gpu.subgroup_id : index
    %size = gpu.subgroup_size : index
    %number = gpu.num_subgroups : index
    %0 = arith.addi %lane, %subgroup : index
    %1 = arith.addi %0, %size : index
    %2 = arith.addi %1, %number : index
    %v = arith.index_cast %2 : index to i32
    memref.store %v, %out[%2] : memref<?xi32>
    gpu.return
  }
}

// -----

// With a barrier the written argument could be the other one, whose new
// elements are loaded behind it: `read` would not show them (VYRE-MM-18). With
// llvm.noalias it is another one, and the program says so.
// CHECK-LABEL: vyre.program @may_alias(
// CHECK-SAME:    %arg0: !vyre.buffer<?xi32, read_write>,
// CHECK-SAME:    %arg1: !vyre.buffer<?xi32, write>) workgroup
// CHECK-LABEL: vyre.program @no_alias(
// CHECK-SAME:    %arg0: !vyre.buffer<?xi32, read>,
// CHECK-SAME:    %arg1: !vyre.buffer<?xi32, write> {vyre.noalias}) workgroup
!m = memref<?xi32>
gpu.module @kernels {
  gpu.func @may_alias(%a: !m, %b: !m)
      kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
    %i = gpu.thread_id x
    %j = gpu.block_id x
    %c = arith.constant 1 : i32
    memref.store %c, %b[%i] : !m
    gpu.barrier
    %v = memref.load %a[%j] : !m
    memref.store %v, %b[%i] : !m
    gpu.return
  }
  gpu.func @no_alias(%a: !m, %b: !m {llvm.noalias})
      kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
    %i = gpu.thread_id x
    %j = gpu.block_id x
    %c = arith.constant 1 : i32
    memref.store %c, %b[%i] : !m
    gpu.barrier
    %v = memref.load %a[%j] : !m
    memref.store %v, %b[%i] : !m
    gpu.return
  }
}

// -----

// A barrier orders all memory that the workgroup shares. It keeps its
// attributes; `vyre.keep` tells passes to leave it.
// CHECK-LABEL: vyre.program @barriers
// CHECK-NEXT:    vyre.barrier workgroup acq_rel{{$}}
// CHECK-NEXT:    vyre.barrier workgroup acq_rel keep{{$}}
// CHECK-NEXT:    vyre.barrier workgroup acq_rel {note = 1 : i32}
// CHECK-NEXT:    vyre.return
gpu.module @kernels {
  gpu.func @barriers()
      kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
    gpu.barrier
    gpu.barrier {vyre.keep}
    gpu.barrier {note = 1 : i32}
    gpu.return
  }
}

// -----

// Two gpu.modules may have kernels of one name, and one of them may be that of
// the module itself. What is no kernel goes away with its gpu.module.
// CHECK-NOT:   helper
// CHECK:       vyre.program @a_k(
// CHECK-NOT:   helper
// CHECK:       vyre.program @b_k(
// CHECK-NOT:   helper
// CHECK:       vyre.program @c(
// CHECK-NOT:   gpu.module
gpu.module @a {
  gpu.func @k() kernel attributes {known_block_size = array<i32: 1, 1, 1>} {
    gpu.return
  }
  gpu.func @helper() {
    gpu.return
  }
}
gpu.module @b {
  gpu.func @k() kernel attributes {known_block_size = array<i32: 1, 1, 1>} {
    gpu.return
  }
}
gpu.module @c {
  gpu.func @c() kernel attributes {known_block_size = array<i32: 1, 1, 1>} {
    gpu.return
  }
}
