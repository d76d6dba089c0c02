// RUN: vyre-opt %s --verify-roundtrip | FileCheck %s
// RUN: vyre-opt %s --mlir-print-op-generic | vyre-opt | FileCheck %s
// RUN: vyre-opt %s --emit-bytecode | vyre-opt | FileCheck %s

// Ids are named after what they are, each along each axis.
// CHECK-LABEL: vyre.program @ids(
vyre.program @ids() workgroup [4, 4, 4] {
  // CHECK-NEXT: %global_x = vyre.global_id x
  // CHECK-NEXT: %global_y = vyre.global_id y
  // CHECK-NEXT: %global_z = vyre.global_id z
  %gx = vyre.global_id x
  %gy = vyre.global_id y
  %gz = vyre.global_id z
  // CHECK-NEXT: %local_x = vyre.local_id x
  // CHECK-NEXT: %local_y = vyre.local_id y
  // CHECK-NEXT: %local_z = vyre.local_id z
  %lx = vyre.local_id x
  %ly = vyre.local_id y
  %lz = vyre.local_id z
  // CHECK-NEXT: %workgroup_x = vyre.workgroup_id x
  // CHECK-NEXT: %workgroup_y = vyre.workgroup_id y
  // CHECK-NEXT: %workgroup_z = vyre.workgroup_id z
  %wx = vyre.workgroup_id x
  %wy = vyre.workgroup_id y
  %wz = vyre.workgroup_id z
  // CHECK-NEXT: %groups_x = vyre.num_workgroups x
  // CHECK-NEXT: %groups_y = vyre.num_workgroups y
  // CHECK-NEXT: %groups_z = vyre.num_workgroups z {my.note}
  %nx = vyre.num_workgroups x
  %ny = vyre.num_workgroups y
  %nz = vyre.num_workgroups z {my.note}
  vyre.return
}
