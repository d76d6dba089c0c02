// RUN: vyre-opt %s --verify-roundtrip | FileCheck %s
// RUN: vyre-opt %s --mlir-print-op-generic | vyre-opt | FileCheck %s
// RUN: vyre-opt %s --emit-bytecode | vyre-opt | FileCheck %s

// Every kind, each order once.
// CHECK-LABEL: vyre.program @kinds(
vyre.program @kinds(%b: !vyre.buffer<?xi32, read_write>,
                    %f: !vyre.buffer<8xf32, read_write>,
                    %v: i32, %x: f32) workgroup [64, 1, 1] {
  %i = vyre.global_id x
  // CHECK: %{{.*}} = vyre.atomic_rmw add relaxed %v, %b[%global_x] : !vyre.buffer<?xi32, read_write>
  %0 = vyre.atomic_rmw add relaxed %v, %b[%i] : !vyre.buffer<?xi32, read_write>
  // CHECK: vyre.atomic_rmw and acquire %v, %b
  %1 = vyre.atomic_rmw and acquire %v, %b[%i] : !vyre.buffer<?xi32, read_write>
  // CHECK: vyre.atomic_rmw or release %v, %b
  %2 = vyre.atomic_rmw or release %v, %b[%i] : !vyre.buffer<?xi32, read_write>
  // CHECK: vyre.atomic_rmw xor acq_rel %v, %b
  %3 = vyre.atomic_rmw xor acq_rel %v, %b[%i] : !vyre.buffer<?xi32, read_write>
  // CHECK: vyre.atomic_rmw minu seq_cst %v, %b
  %4 = vyre.atomic_rmw minu seq_cst %v, %b[%i] : !vyre.buffer<?xi32, read_write>
  // CHECK: vyre.atomic_rmw maxu relaxed
  %5 = vyre.atomic_rmw maxu relaxed %v, %b[%i] : !vyre.buffer<?xi32, read_write>
  // CHECK: vyre.atomic_rmw mins relaxed
  %6 = vyre.atomic_rmw mins relaxed %v, %b[%i] : !vyre.buffer<?xi32, read_write>
  // CHECK: vyre.atomic_rmw maxs relaxed
  %7 = vyre.atomic_rmw maxs relaxed %v, %b[%i] : !vyre.buffer<?xi32, read_write>
  // CHECK: vyre.atomic_rmw exchange relaxed %v
  %8 = vyre.atomic_rmw exchange relaxed %v, %b[%i] : !vyre.buffer<?xi32, read_write>
  // CHECK: vyre.atomic_rmw exchange relaxed %x, %f[%global_x] : !vyre.buffer<8xf32, read_write>
  %9 = vyre.atomic_rmw exchange relaxed %x, %f[%i] : !vyre.buffer<8xf32, read_write>
  // CHECK: vyre.atomic_rmw addf relaxed %x
  %10 = vyre.atomic_rmw addf relaxed %x, %f[%i] : !vyre.buffer<8xf32, read_write>
  // CHECK: vyre.atomic_rmw minf relaxed %x
  %11 = vyre.atomic_rmw minf relaxed %x, %f[%i] : !vyre.buffer<8xf32, read_write>
  // CHECK: vyre.atomic_rmw maxf relaxed %x, %f[%global_x] in_bounds : !vyre.buffer<8xf32, read_write>
  %12 = vyre.atomic_rmw maxf relaxed %x, %f[%i] in_bounds : !vyre.buffer<8xf32, read_write>
  vyre.return
}

// Compare and exchange, on storage and on workgroup memory, 32 and 64 bits.
// CHECK-LABEL: vyre.program @cas(
vyre.program @cas(%b: !vyre.buffer<4xi64, read_write>, %old: i64, %new: i64,
                  %w: i32) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  // CHECK: vyre.atomic_cas acq_rel %old, %new, %b[%global_x] : !vyre.buffer<4xi64, read_write>
  %0 = vyre.atomic_cas acq_rel %old, %new, %b[%i] : !vyre.buffer<4xi64, read_write>
  %s = vyre.workgroup_alloc : !vyre.buffer<4xi32, workgroup>
  // CHECK: vyre.atomic_cas relaxed %w, %w, %shared[%global_x] in_bounds : !vyre.buffer<4xi32, workgroup>
  %1 = vyre.atomic_cas relaxed %w, %w, %s[%i] in_bounds : !vyre.buffer<4xi32, workgroup>
  vyre.return
}

// Atomic loads take a read buffer, atomic stores a write buffer.
// CHECK-LABEL: vyre.program @load_store(
vyre.program @load_store(%in: !vyre.buffer<?xi32, read>,
                         %out: !vyre.buffer<?xi32, write>,
                         %f: !vyre.buffer<?xf32, read_write>) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  // CHECK: %[[A:.*]] = vyre.atomic_load relaxed %in[%global_x] : !vyre.buffer<?xi32, read>
  %a = vyre.atomic_load relaxed %in[%i] : !vyre.buffer<?xi32, read>
  // CHECK: vyre.atomic_load acquire %in[%global_x] in_bounds : !vyre.buffer<?xi32, read>
  %b = vyre.atomic_load acquire %in[%i] in_bounds : !vyre.buffer<?xi32, read>
  // CHECK: %[[F:.*]] = vyre.atomic_load seq_cst %f[%global_x] : !vyre.buffer<?xf32, read_write>
  %c = vyre.atomic_load seq_cst %f[%i] : !vyre.buffer<?xf32, read_write>
  // CHECK: vyre.atomic_store relaxed %[[A]], %out[%global_x] : !vyre.buffer<?xi32, write>
  vyre.atomic_store relaxed %a, %out[%i] : !vyre.buffer<?xi32, write>
  // CHECK: vyre.atomic_store release %[[A]], %out[%global_x] in_bounds : !vyre.buffer<?xi32, write>
  vyre.atomic_store release %a, %out[%i] in_bounds : !vyre.buffer<?xi32, write>
  // CHECK: vyre.atomic_store seq_cst %[[F]], %f[%global_x] : !vyre.buffer<?xf32, read_write>
  vyre.atomic_store seq_cst %c, %f[%i] : !vyre.buffer<?xf32, read_write>
  vyre.return
}
