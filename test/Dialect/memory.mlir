// RUN: vyre-opt %s --verify-roundtrip | FileCheck %s
// RUN: vyre-opt %s --mlir-print-op-generic | vyre-opt | FileCheck %s
// RUN: vyre-opt %s --emit-bytecode | vyre-opt | FileCheck %s

// Loads, stores and lengths spell the whole buffer type, and keep the proof.
// CHECK-LABEL: vyre.program @access(
vyre.program @access(%in: !vyre.buffer<?xf32, read>,
                     %out: !vyre.buffer<?xf32, write>,
                     %both: !vyre.buffer<16xi64, read_write>,
                     %table: !vyre.buffer<4xbf16, uniform>) workgroup [64, 1, 1] {
  %i = vyre.global_id x
  // CHECK: %[[F:.*]] = vyre.load %in[%global_x] : !vyre.buffer<?xf32, read>
  %f = vyre.load %in[%i] : !vyre.buffer<?xf32, read>
  // CHECK: vyre.store %[[F]], %out[%global_x] : !vyre.buffer<?xf32, write>
  vyre.store %f, %out[%i] : !vyre.buffer<?xf32, write>
  // CHECK: %[[L:.*]] = vyre.load %both[%global_x] in_bounds : !vyre.buffer<16xi64, read_write>
  %l = vyre.load %both[%i] in_bounds : !vyre.buffer<16xi64, read_write>
  // CHECK: vyre.store %[[L]], %both[%global_x] in_bounds {my.note} : !vyre.buffer<16xi64, read_write>
  vyre.store %l, %both[%i] in_bounds {my.note} : !vyre.buffer<16xi64, read_write>
  // CHECK: vyre.load %table[%global_x] : !vyre.buffer<4xbf16, uniform>
  %t = vyre.load %table[%i] : !vyre.buffer<4xbf16, uniform>
  // CHECK: vyre.length %in : !vyre.buffer<?xf32, read>
  %n = vyre.length %in : !vyre.buffer<?xf32, read>
  // CHECK: vyre.length %out : !vyre.buffer<?xf32, write>
  %m = vyre.length %out : !vyre.buffer<?xf32, write>
  vyre.return
}

// Workgroup memory is declared at the top level and used like any buffer.
// CHECK-LABEL: vyre.program @shared(
vyre.program @shared(%out: !vyre.buffer<64xi32, write>) workgroup [64, 1, 1] {
  // CHECK: %shared = vyre.workgroup_alloc : !vyre.buffer<64xi32, workgroup>
  %s = vyre.workgroup_alloc : !vyre.buffer<64xi32, workgroup>
  // CHECK: %[[MORE:.*]] = vyre.workgroup_alloc : !vyre.buffer<16xvector<4xf32>, workgroup>
  %more = vyre.workgroup_alloc : !vyre.buffer<16xvector<4xf32>, workgroup>
  %i = vyre.local_id x
  // CHECK: %[[V:.*]] = vyre.load %shared[%local_x] : !vyre.buffer<64xi32, workgroup>
  %v = vyre.load %s[%i] : !vyre.buffer<64xi32, workgroup>
  vyre.store %v, %out[%i] : !vyre.buffer<64xi32, write>
  // CHECK: %[[W:.*]] = vyre.load %[[MORE]][%local_x] : !vyre.buffer<16xvector<4xf32>, workgroup>
  %w = vyre.load %more[%i] : !vyre.buffer<16xvector<4xf32>, workgroup>
  // CHECK: vyre.store %[[W]], %[[MORE]][%local_x] : !vyre.buffer<16xvector<4xf32>, workgroup>
  vyre.store %w, %more[%i] : !vyre.buffer<16xvector<4xf32>, workgroup>
  vyre.return
}
