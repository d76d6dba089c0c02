// RUN: vyre-opt %s --convert-vyre-to-gpu --split-input-file | FileCheck %s
// RUN: vyre-opt %s --convert-vyre-to-gpu --split-input-file --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s --check-prefix=LOC

!x = !vyre.buffer<?xf32, read>
!y = !vyre.buffer<8xi32, read_write>

// A program becomes a gpu.module with one kernel of the same name. The buffers
// stay; the signature goes into the attribute that later stages read.
// CHECK-LABEL: gpu.module @saxpy attributes {vyre.abi = {arg_names = ["x", "y", "a"],
// CHECK-SAME:    arg_types = [!vyre.buffer<?xf32, read>, !vyre.buffer<8xi32, read_write>, f32],
// CHECK-SAME:    reads = array<i1: true, false, false>,
// CHECK-SAME:    workgroup_size = array<i32: 8, 4, 2>,
// CHECK-SAME:    writes = array<i1: false, true, false>}} {
// CHECK-NEXT:    gpu.func @saxpy(%[[X:.*]]: !vyre.buffer<?xf32, read>, %[[Y:.*]]: !vyre.buffer<8xi32, read_write>, %[[A:.*]]: f32) kernel attributes {known_block_size = array<i32: 8, 4, 2>} {
// CHECK:           vyre.load %[[X]]
// CHECK:           vyre.length %[[X]]
// CHECK:           gpu.return
// CHECK-NOT:     vyre.program
vyre.program @saxpy(%x: !x, %y: !y, %a: f32) workgroup [8, 4, 2] {
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !x
  %n = vyre.length %x : !x
  %n32 = arith.index_castui %n : index to i32
  vyre.store %n32, %y[%i] : !y
  vyre.return
}

// -----

// Ids become the gpu dialect's.
// CHECK-LABEL: gpu.func @ids
// CHECK-NEXT:    gpu.global_id x
// CHECK-NEXT:    gpu.thread_id y
// CHECK-NEXT:    gpu.block_id z
// CHECK-NEXT:    gpu.grid_dim x
vyre.program @ids() workgroup [8, 4, 2] {
  %a = vyre.global_id x
  %b = vyre.local_id y
  %c = vyre.workgroup_id z
  %d = vyre.num_workgroups x
  vyre.return
}

// -----

// CHECK-LABEL: gpu.func @subgroup_ids
// CHECK-NEXT:    gpu.subgroup_id : index
// CHECK-NEXT:    gpu.lane_id
// CHECK-NEXT:    gpu.subgroup_size : index
// CHECK-NEXT:    gpu.num_subgroups : index
vyre.program @subgroup_ids() workgroup [8, 4, 2] {
  %a = vyre.subgroup_id
  %b = vyre.subgroup_local_id
  %c = vyre.subgroup_size
  %d = vyre.num_subgroups
  vyre.return
}

// -----

!y = !vyre.buffer<8xi32, read_write>

// A region is inlined, also within another and with results. Its generator is
// the name of the locations of what it held.
// CHECK-LABEL: gpu.func @regions
// CHECK-NOT:     vyre.region
// CHECK:         %[[ONE:.*]] = arith.constant 1 : i32
// CHECK:         %[[TWO:.*]] = arith.constant 2 : i32
// CHECK:         %[[SUM:.*]] = arith.addi %[[ONE]], %[[TWO]]
// CHECK:         vyre.store %[[SUM]]
// LOC-LABEL: gpu.func @regions
// LOC:         arith.constant 1 : i32 loc("outer"(
// LOC:         arith.constant 2 : i32 loc("outer"("inner"(
// LOC:         vyre.store {{.*}} loc("{{.*}}program.mlir"
vyre.program @regions(%y: !y) workgroup [8, 1, 1] {
  %i = vyre.local_id x
  %r = vyre.region "outer" -> i32 {
    %one = arith.constant 1 : i32
    %two = vyre.region "inner" -> i32 {
      %c = arith.constant 2 : i32
      vyre.yield %c : i32
    }
    %sum = arith.addi %one, %two : i32
    vyre.yield %sum : i32
  }
  vyre.store %r, %y[%i] : !y
  vyre.return
}

// -----

!y = !vyre.buffer<8xi32, read_write>

// Index constants are reduced modulo 2^32; accesses, atomics, barriers and
// proofs are left alone. A graph stays as it is.
// CHECK-LABEL: gpu.func @memory
// CHECK-DAG:     arith.constant 4294967295 : index
// CHECK:         vyre.workgroup_alloc
// CHECK:         vyre.store %{{.*}} in_bounds
// CHECK:         vyre.atomic_rmw add relaxed
// CHECK:         vyre.barrier workgroup acq_rel
// CHECK:       vyre.graph @main
// CHECK:         vyre.dispatch @memory
vyre.program @memory(%y: !y) workgroup [8, 1, 1] {
  %minus = arith.constant -1 : index
  %i = vyre.local_id x
  %k = arith.addi %i, %minus : index
  %s = vyre.workgroup_alloc : !vyre.buffer<8xi32, workgroup>
  %v = vyre.load %y[%k] : !y
  vyre.store %v, %s[%i] in_bounds : !vyre.buffer<8xi32, workgroup>
  %old = vyre.atomic_rmw add relaxed %v, %y[%i] : !y
  vyre.barrier workgroup acq_rel
  vyre.return
}
vyre.graph @main(%y: !y) {
  %one = arith.constant 1 : index
  vyre.dispatch @memory groups [%one] (%y) : (!y)
  vyre.return
}
