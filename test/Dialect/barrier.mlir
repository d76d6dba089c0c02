// RUN: vyre-opt %s --verify-roundtrip | FileCheck %s
// RUN: vyre-opt %s --mlir-print-op-generic | vyre-opt | FileCheck %s
// RUN: vyre-opt %s --emit-bytecode | vyre-opt | FileCheck %s

// CHECK-LABEL: vyre.program @barriers(
vyre.program @barriers(%b: !vyre.buffer<64xi32, read_write>) workgroup [64, 1, 1] {
  // CHECK-NEXT: vyre.barrier workgroup acquire{{$}}
  vyre.barrier workgroup acquire
  // CHECK-NEXT: vyre.barrier workgroup release{{$}}
  vyre.barrier workgroup release
  // CHECK-NEXT: vyre.barrier workgroup acq_rel{{$}}
  vyre.barrier workgroup acq_rel
  // CHECK-NEXT: vyre.barrier workgroup seq_cst keep{{$}}
  vyre.barrier workgroup seq_cst keep
  // CHECK-NEXT: vyre.barrier subgroup acq_rel{{$}}
  vyre.barrier subgroup acq_rel
  // CHECK-NEXT: vyre.barrier workgroup acq_rel workgroup_memory{{$}}
  vyre.barrier workgroup acq_rel workgroup_memory
  // CHECK-NEXT: vyre.barrier subgroup release workgroup_memory keep{{$}}
  vyre.barrier subgroup release workgroup_memory keep
  // A grid barrier has no order: it is always seq_cst.
  // CHECK-NEXT: vyre.barrier grid{{$}}
  vyre.barrier grid
  // CHECK-NEXT: vyre.barrier grid keep {my.note}
  vyre.barrier grid keep {my.note}
  // CHECK-NEXT: vyre.return
  vyre.return
}
