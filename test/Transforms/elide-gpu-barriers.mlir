// RUN: vyre-opt %s \
// RUN:   --pass-pipeline='builtin.module(gpu.module(gpu.func(vyre-elide-gpu-barriers)))' \
// RUN:   | FileCheck %s
// RUN: vyre-opt %s -o /dev/null \
// RUN:   --pass-pipeline='builtin.module(gpu.module(gpu.func(vyre-elide-gpu-barriers)))' \
// RUN:   --remarks-filter=vyre-elide-barriers 2>&1 | FileCheck --check-prefix=REMARK %s
// RUN: vyre-opt %s \
// RUN:   --pass-pipeline='builtin.module(gpu.module(gpu.func(vyre-elide-gpu-barriers{workgroup-size=8,1,1})))' \
// RUN:   | FileCheck --check-prefix=SIZE %s

// The first barrier orders only what each lane does to its own element, the
// third one nothing. The rest of the kernel stays as it is, the attributes of
// the barrier that is left included.
// CHECK-LABEL: gpu.func @own_element
// CHECK:         memref.store
// CHECK-NEXT:    memref.load
// CHECK:         memref.store
// CHECK-NEXT:    gpu.barrier {note = 2 : i32}
// CHECK-NEXT:    arith.subi
// CHECK-NEXT:    memref.load
// CHECK-NEXT:    memref.store
// CHECK-NEXT:    gpu.return
// REMARK:      [[#@LINE+13]]:5: remark: [Passed] BarrierRemoved
// REMARK:      [[#@LINE+16]]:5: remark: [Missed] BarrierKept
// REMARK-SAME: RAW on workgroup memory
// REMARK:      [[#@LINE+18]]:5: remark: [Passed] BarrierRemoved
!tile = memref<8xi32, #gpu.address_space<workgroup>>
gpu.module @plain {
  gpu.func @own_element(%x: memref<8xi32>)
      kernel attributes {known_block_size = array<i32: 8, 1, 1>} {
    %c7 = arith.constant 7 : index
    %tile = memref.alloc() : !tile
    %t = gpu.thread_id x
    %v = memref.load %x[%t] : memref<8xi32>
    memref.store %v, %tile[%t] : !tile
    gpu.barrier {note = 1 : i32}
    %own = memref.load %tile[%t] : !tile
    %s = arith.muli %own, %own : i32
    memref.store %s, %tile[%t] : !tile
    gpu.barrier {note = 2 : i32}
    %r = arith.subi %c7, %t : index
    %w = memref.load %tile[%r] : !tile
    memref.store %w, %x[%t] : memref<8xi32>
    gpu.barrier {note = 3 : i32}
    gpu.return
  }
}

// Two arguments may be one memory, unless one of them says that it is not.
// CHECK-LABEL: gpu.func @may_alias
// CHECK:         gpu.barrier
// CHECK-LABEL: gpu.func @no_alias
// CHECK-NOT:     gpu.barrier
// CHECK:         gpu.return
gpu.module @aliases {
  gpu.func @may_alias(%a: memref<8xi32>, %b: memref<8xi32>)
      kernel attributes {known_block_size = array<i32: 8, 1, 1>} {
    %c7 = arith.constant 7 : index
    %t = gpu.thread_id x
    %r = arith.subi %c7, %t : index
    %v = memref.load %a[%t] : memref<8xi32>
    gpu.barrier
    memref.store %v, %b[%r] : memref<8xi32>
    gpu.return
  }
  gpu.func @no_alias(%a: memref<8xi32>, %b: memref<8xi32> {llvm.noalias})
      kernel attributes {known_block_size = array<i32: 8, 1, 1>} {
    %c7 = arith.constant 7 : index
    %t = gpu.thread_id x
    %r = arith.subi %c7, %t : index
    %v = memref.load %a[%t] : memref<8xi32>
    gpu.barrier
    memref.store %v, %b[%r] : memref<8xi32>
    gpu.return
  }
}

// A barrier that is marked stays.
// CHECK-LABEL: gpu.func @kept
// CHECK-NEXT:    gpu.barrier {vyre.keep}
gpu.module @kept {
  gpu.func @kept()
      kernel attributes {known_block_size = array<i32: 8, 1, 1>} {
    gpu.barrier {vyre.keep}
    gpu.barrier
    gpu.return
  }
}

// What the conversion does not take is left alone, and a remark says why.
// CHECK-LABEL: gpu.func @not_converted
// CHECK:         gpu.barrier
// REMARK:      [[#@LINE+7]]:5: remark: [Missed] KernelNotAnalysed
// REMARK-SAME: 'gpu.printf' op has no counterpart in a program
// REMARK-SAME: kept 1 barriers of a kernel that is no program
gpu.module @other {
  gpu.func @not_converted()
      kernel attributes {known_block_size = array<i32: 8, 1, 1>} {
    gpu.barrier
    gpu.printf "hello"
    gpu.return
  }
}

// Without a workgroup size nothing can be said about lanes.
// CHECK-LABEL: gpu.func @no_size
// CHECK:         gpu.barrier
// SIZE-LABEL:  gpu.func @no_size
// SIZE-NOT:      gpu.barrier
gpu.module @sizes {
  gpu.func @no_size() kernel {
    gpu.barrier
    gpu.return
  }
}
