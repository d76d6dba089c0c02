// RUN: vyre-opt %s --convert-gpu-to-vyre --split-input-file | FileCheck %s
// RUN: vyre-opt %s --convert-gpu-to-vyre --split-input-file \
// RUN:   | vyre-opt --split-input-file --vyre-to-spirv -o /dev/null

// An index of upstream is signed. A loop over index compares unsigned in vyre,
// which is the same if both bounds are known to be zero or more.
// CHECK-LABEL: vyre.program @known_bounds
// CHECK:         %[[N:.*]] = vyre.length
// CHECK-NOT:     arith.maxsi
// CHECK:         scf.for %[[I:.*]] = %{{.*}} to %[[N]] step
// CHECK-NOT:     arith.maxsi
// CHECK:           scf.for %{{.*}} = %[[I]] to %[[N]] step
gpu.module @kernels {
  gpu.func @known_bounds(%a: memref<?xi32>)
      kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %n = memref.dim %a, %c0 : memref<?xi32>
    scf.for %i = %c0 to %n step %c1 {
      scf.for %j = %i to %n step %c1 {
        %v = memref.load %a[%j] : memref<?xi32>
        memref.store %v, %a[%j] : memref<?xi32>
      }
    }
    gpu.return
  }
}

// -----

// n - 1 of an empty vector is -1, so the loop does not run. Unsigned, it would
// run 2^32 - 1 times.
// CHECK-LABEL: vyre.program @bound_may_be_negative
// CHECK:         %[[LAST:.*]] = arith.subi
// CHECK:         %[[BOUND:.*]] = arith.maxsi %[[LAST]], %[[ZERO:.*]] : index
// CHECK:         scf.for %{{.*}} = %[[ZERO]] to %[[BOUND]] step
gpu.module @kernels {
  gpu.func @bound_may_be_negative(%a: memref<?xi32>)
      kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %n = memref.dim %a, %c0 : memref<?xi32>
    %last = arith.subi %n, %c1 : index
    scf.for %i = %c0 to %last step %c1 {
      %v = memref.load %a[%i] : memref<?xi32>
      memref.store %v, %a[%i] : memref<?xi32>
    }
    gpu.return
  }
}

// -----

// From -2 to 2: over i32, a loop compares signed.
// CHECK-LABEL: vyre.program @start_is_negative
// CHECK:         %[[FROM:.*]] = arith.index_cast %{{.*}} : index to i32
// CHECK:         %[[TO:.*]] = arith.index_cast %{{.*}} : index to i32
// CHECK:         %[[STEP:.*]] = arith.index_cast %{{.*}} : index to i32
// CHECK:         scf.for %[[I:.*]] = %[[FROM]] to %[[TO]] step %[[STEP]] : i32 {
// CHECK-NEXT:      %[[INDEX:.*]] = arith.index_cast %[[I]] : i32 to index
// CHECK-NEXT:      arith.addi %[[INDEX]],
gpu.module @kernels {
  gpu.func @start_is_negative(%a: memref<?xi32>)
      kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
    %c-2 = arith.constant -2 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    scf.for %i = %c-2 to %c2 step %c1 {
      %j = arith.addi %i, %c2 : index
      %v = memref.load %a[%j] : memref<?xi32>
      memref.store %v, %a[%j] : memref<?xi32>
    }
    gpu.return
  }
}

// -----

// -1 is 2^32 - 1 in 32 bits. A cast to i64 extends the sign, as upstream does.
// A loop that says `unsigned` needs nothing.
// CHECK-LABEL: vyre.program @constants_and_casts
// CHECK:         %[[MINUS:.*]] = arith.constant 4294967295 : index
// CHECK:         %[[I:.*]] = arith.addi %{{.*}}, %[[MINUS]] : index
// CHECK:         %[[NARROW:.*]] = arith.index_cast %[[I]] : index to i32
// CHECK-NEXT:    arith.extsi %[[NARROW]] : i32 to i64
// CHECK:         scf.for unsigned %{{.*}} = %{{.*}} to %[[MINUS]] step %[[MINUS]] {
gpu.module @kernels {
  gpu.func @constants_and_casts(%a: memref<?xi64>)
      kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
    %t = gpu.thread_id x
    %m1 = arith.constant -1 : index
    %i = arith.addi %t, %m1 : index
    %v = arith.index_cast %i : index to i64
    memref.store %v, %a[%t] : memref<?xi64>
    scf.for unsigned %j = %t to %m1 step %m1 {
      memref.store %v, %a[%j] : memref<?xi64>
    }
    gpu.return
  }
}
