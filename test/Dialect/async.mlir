// RUN: vyre-opt %s --verify-roundtrip | FileCheck %s
// RUN: vyre-opt %s --mlir-print-op-generic | vyre-opt | FileCheck %s
// RUN: vyre-opt %s --emit-bytecode | vyre-opt | FileCheck %s

// Both directions: storage to workgroup memory and back, and from storage to
// storage.
// CHECK-LABEL: vyre.program @copies(
vyre.program @copies(%in: !vyre.buffer<?xf32, read>, %out: !vyre.buffer<64xf32, write>,
                     %i: index, %j: index, %n: index) workgroup [64, 1, 1] {
  // CHECK: %[[TILE:.*]] = vyre.workgroup_alloc
  %tile = vyre.workgroup_alloc : !vyre.buffer<64xf32, workgroup>
  // CHECK-NEXT: %[[TOKEN:token.*]] = vyre.async_load %in[%i], %[[TILE]][%j], %n : !vyre.buffer<?xf32, read>, !vyre.buffer<64xf32, workgroup>
  %t = vyre.async_load %in[%i], %tile[%j], %n
      : !vyre.buffer<?xf32, read>, !vyre.buffer<64xf32, workgroup>
  // CHECK-NEXT: vyre.async_wait %[[TOKEN]]{{$}}
  vyre.async_wait %t
  // CHECK-NEXT: %[[BACK:token.*]] = vyre.async_store %[[TILE]][%j], %out[%i], %n {my.note} : !vyre.buffer<64xf32, workgroup>, !vyre.buffer<64xf32, write>
  %u = vyre.async_store %tile[%j], %out[%i], %n {my.note}
      : !vyre.buffer<64xf32, workgroup>, !vyre.buffer<64xf32, write>
  // CHECK-NEXT: vyre.async_wait %[[BACK]]
  vyre.async_wait %u
  // CHECK-NEXT: %[[DIRECT:token.*]] = vyre.async_load %in[%i], %out[%j], %n : !vyre.buffer<?xf32, read>, !vyre.buffer<64xf32, write>
  %v = vyre.async_load %in[%i], %out[%j], %n
      : !vyre.buffer<?xf32, read>, !vyre.buffer<64xf32, write>
  vyre.async_wait %v
  vyre.return
}

// The next tile is on its way while this one is used: a loop carries the token.
// CHECK-LABEL: vyre.program @carried(
vyre.program @carried(%in: !vyre.buffer<?xf32, read>, %out: !vyre.buffer<?xf32, write>,
                      %n: index) workgroup [1, 1, 1] {
  %tiles = vyre.workgroup_alloc : !vyre.buffer<8xf32, workgroup>
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %four = arith.constant 4 : index
  %first = vyre.async_load %in[%zero], %tiles[%zero], %four
      : !vyre.buffer<?xf32, read>, !vyre.buffer<8xf32, workgroup>
  // CHECK: %[[LAST:.*]] = scf.for {{.*}} iter_args(%[[HERE:.*]] = %{{.*}}) -> (!vyre.token)
  %last = scf.for %k = %zero to %n step %one iter_args(%here = %first) -> (!vyre.token) {
    %next = arith.addi %k, %one : index
    %from = arith.muli %next, %four : index
    %odd = arith.andi %next, %one : index
    %to = arith.muli %odd, %four : index
    // CHECK: %[[NEXT:token.*]] = vyre.async_load
    %ahead = vyre.async_load %in[%from], %tiles[%to], %four
        : !vyre.buffer<?xf32, read>, !vyre.buffer<8xf32, workgroup>
    // CHECK: vyre.async_wait %[[HERE]]
    vyre.async_wait %here
    %even = arith.subi %four, %to : index
    %v = vyre.load %tiles[%even] : !vyre.buffer<8xf32, workgroup>
    vyre.store %v, %out[%k] : !vyre.buffer<?xf32, write>
    // CHECK: scf.yield %[[NEXT]] : !vyre.token
    scf.yield %ahead : !vyre.token
  }
  // CHECK: vyre.async_wait %[[LAST]]
  vyre.async_wait %last
  vyre.return
}

// Each branch may wait, or pass the copy on; regions and while loops as well.
// CHECK-LABEL: vyre.program @branches(
vyre.program @branches(%in: !vyre.buffer<?xf32, read>, %out: !vyre.buffer<?xf32, write>,
                       %n: index, %c: i32) workgroup [1, 1, 1] {
  %b = arith.trunci %c : i32 to i1
  %t = vyre.async_load %in[%n], %out[%n], %n
      : !vyre.buffer<?xf32, read>, !vyre.buffer<?xf32, write>
  scf.if %b {
    // CHECK: vyre.async_wait
    vyre.async_wait %t
  } else {
    // CHECK: vyre.async_wait
    vyre.async_wait %t
  }
  // An exit where nothing is pending.
  vyre.exit_if %b
  // CHECK: vyre.region "copy" -> !vyre.token
  %u = vyre.region "copy" -> !vyre.token {
    %in_region = vyre.async_load %in[%n], %out[%n], %n
        : !vyre.buffer<?xf32, read>, !vyre.buffer<?xf32, write>
    vyre.yield %in_region : !vyre.token
  }
  // CHECK: scf.if {{.*}} -> (!vyre.token)
  %v = scf.if %b -> (!vyre.token) {
    scf.yield %u : !vyre.token
  } else {
    vyre.async_wait %u
    %other = vyre.async_load %in[%n], %out[%n], %n
        : !vyre.buffer<?xf32, read>, !vyre.buffer<?xf32, write>
    scf.yield %other : !vyre.token
  }
  // CHECK: scf.while {{.*}} : (!vyre.token) -> !vyre.token
  %w = scf.while (%before = %v) : (!vyre.token) -> !vyre.token {
    scf.condition(%b) %before : !vyre.token
  } do {
  ^bb0(%after: !vyre.token):
    vyre.async_wait %after
    %again = vyre.async_load %in[%n], %out[%n], %n
        : !vyre.buffer<?xf32, read>, !vyre.buffer<?xf32, write>
    scf.yield %again : !vyre.token
  }
  // CHECK: vyre.async_wait
  scf.index_switch %n
  case 0 {
    vyre.async_wait %w
    scf.yield
  }
  default {
    vyre.async_wait %w
  }
  vyre.return
}
