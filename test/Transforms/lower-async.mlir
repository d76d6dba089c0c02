// RUN: vyre-opt %s --split-input-file \
// RUN:   --pass-pipeline='builtin.module(vyre.program(vyre-lower-async))' \
// RUN:   | FileCheck %s

// A copy is a loop where it started. It starts at the smaller of index and
// length, so that no sum wraps.
// CHECK-LABEL: vyre.program @copy(
// CHECK:         %[[SRC:.*]] = vyre.length %src
// CHECK:         %[[DST:.*]] = vyre.length %dst
// CHECK:         %[[FIRST:.*]] = arith.minui %i, %[[SRC]] : index
// CHECK:         %[[START:.*]] = arith.minui %j, %[[DST]] : index
// CHECK:         %[[LEFT:.*]] = arith.subi %[[DST]], %[[START]] : index
// CHECK:         %[[KEPT:.*]] = arith.minui %n, %[[LEFT]] : index
// CHECK:         scf.for %[[K:.*]] = %{{.*}} to %[[KEPT]] step
// CHECK:           %[[FROM:.*]] = arith.addi %[[FIRST]], %[[K]] : index
// CHECK:           %[[TO:.*]] = arith.addi %[[START]], %[[K]] : index
// CHECK:           %[[V:.*]] = vyre.load %src[%[[FROM]]]
// CHECK:           vyre.store %[[V]], %dst[%[[TO]]]
// CHECK:         }
// CHECK-NEXT:    vyre.barrier workgroup acq_rel
// CHECK-NEXT:    vyre.return
vyre.program @copy(%src: !vyre.buffer<?xi32, read>, %dst: !vyre.buffer<?xi32, write>,
                   %i: index, %j: index, %n: index) workgroup [1, 1, 1] {
  %t = vyre.async_load %src[%i], %dst[%j], %n
      : !vyre.buffer<?xi32, read>, !vyre.buffer<?xi32, write>
  vyre.barrier workgroup acq_rel
  vyre.async_wait %t
  vyre.return
}

// -----

// Tokens leave loops, and the other values stay; so do flags of the loop.
// CHECK-LABEL: vyre.program @loops(
// CHECK:         %[[R:.*]] = scf.for unsigned %{{.*}} iter_args(%[[ACC:.*]] = %n) -> (i32)
// CHECK:           scf.for
// CHECK:             vyre.load
// CHECK:             vyre.store
// CHECK:           }
// CHECK:           %[[SUM:.*]] = arith.addi %[[ACC]], %n
// CHECK:           scf.yield %[[SUM]] : i32
// CHECK:         scf.while : () -> ()
// CHECK:           scf.condition(%{{.*}}){{$}}
// CHECK:         } do {
// CHECK:           scf.yield
// CHECK-NOT:     token
// CHECK:         vyre.return
vyre.program @loops(%src: !vyre.buffer<?xi32, read>, %dst: !vyre.buffer<?xi32, write>,
                    %i: index, %n: i32, %m: i32) workgroup [1, 1, 1] {
  %t = vyre.async_load %src[%i], %dst[%i], %i
      : !vyre.buffer<?xi32, read>, !vyre.buffer<?xi32, write>
  %one = arith.constant 1 : i32
  %r, %u = scf.for unsigned %k = %one to %m step %one
      iter_args(%acc = %n, %here = %t) -> (i32, !vyre.token) : i32 {
    vyre.async_wait %here
    %next = vyre.async_load %src[%i], %dst[%i], %i
        : !vyre.buffer<?xi32, read>, !vyre.buffer<?xi32, write>
    %sum = arith.addi %acc, %n : i32
    scf.yield %sum, %next : i32, !vyre.token
  }
  %c = arith.trunci %r : i32 to i1
  %v = scf.while (%p = %u) : (!vyre.token) -> !vyre.token {
    scf.condition(%c) %p : !vyre.token
  } do {
  ^bb0(%p: !vyre.token):
    scf.yield %p : !vyre.token
  }
  vyre.async_wait %v
  vyre.return
}

// -----

// The same for branches and regions.
// CHECK-LABEL: vyre.program @branches(
// CHECK:         %[[A:.*]] = vyre.region "copy" -> index {
// CHECK:           vyre.yield %i : index
// CHECK-NEXT:    } {my.note}
// CHECK:         %[[B:.*]] = scf.if %{{.*}} -> (index) {
// CHECK:           scf.yield %[[A]] : index
// CHECK:         } else {
// CHECK:           scf.yield %i : index
// CHECK:         scf.index_switch %[[B]]
// CHECK-NEXT:    case 0 {
// CHECK-NEXT:      scf.yield
// CHECK-NEXT:    }
// CHECK-NEXT:    default {
// CHECK-NEXT:    }
// CHECK-NEXT:    vyre.return
vyre.program @branches(%src: !vyre.buffer<?xi32, read>, %dst: !vyre.buffer<?xi32, write>,
                       %i: index, %n: i32) workgroup [1, 1, 1] {
  %a, %t = vyre.region "copy" -> index, !vyre.token {
    %u = vyre.async_load %src[%i], %dst[%i], %i
        : !vyre.buffer<?xi32, read>, !vyre.buffer<?xi32, write>
    vyre.yield %i, %u : index, !vyre.token
  } {my.note}
  %c = arith.trunci %n : i32 to i1
  %v, %b = scf.if %c -> (!vyre.token, index) {
    scf.yield %t, %a : !vyre.token, index
  } else {
    scf.yield %t, %i : !vyre.token, index
  }
  %w = scf.index_switch %b -> !vyre.token
  case 0 {
    scf.yield %v : !vyre.token
  }
  default {
    scf.yield %v : !vyre.token
  }
  vyre.async_wait %w
  vyre.return
}

// -----

// With known numbers vyre-infer-bounds proves what it can.
// RUN: vyre-opt %s --split-input-file --vyre-optimize | FileCheck %s --check-prefix=PROVED
// PROVED-LABEL: vyre.program @known(
// PROVED:         scf.for
// PROVED:           vyre.load %src[%{{.*}}] :
// PROVED:           vyre.store %{{.*}}, %shared[%{{.*}}] in_bounds :
vyre.program @known(%src: !vyre.buffer<?xi32, read>, %dst: !vyre.buffer<?xi32, write>,
                    %i: index) workgroup [1, 1, 1] {
  %tile = vyre.workgroup_alloc : !vyre.buffer<64xi32, workgroup>
  %zero = arith.constant 0 : index
  %n = arith.constant 32 : index
  %t = vyre.async_load %src[%i], %tile[%n], %n
      : !vyre.buffer<?xi32, read>, !vyre.buffer<64xi32, workgroup>
  vyre.async_wait %t
  %v = vyre.load %tile[%i] : !vyre.buffer<64xi32, workgroup>
  vyre.store %v, %dst[%i] : !vyre.buffer<?xi32, write>
  vyre.return
}
