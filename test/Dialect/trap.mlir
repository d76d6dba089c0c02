// RUN: vyre-opt %s --verify-roundtrip | FileCheck %s
// RUN: vyre-opt %s --mlir-print-op-generic | vyre-opt | FileCheck %s
// RUN: vyre-opt %s --canonicalize --cse | FileCheck %s

// A trap and a resume have no result, and nothing removes or merges them.
// CHECK-LABEL: vyre.program @traps(
vyre.program @traps(%i: index, %n: i32) workgroup [64, 1, 1] {
  // CHECK-NEXT: vyre.trap "bad index", %i : index
  vyre.trap "bad index", %i : index
  // CHECK-NEXT: vyre.trap "bad index", %i {my.note} : index
  vyre.trap "bad index", %i {my.note} : index
  // CHECK-NEXT: vyre.trap "overflow", %n : i32
  vyre.trap "overflow", %n : i32
  // CHECK-NEXT: vyre.resume "overflow"{{$}}
  vyre.resume "overflow"
  // CHECK-NEXT: vyre.return
  vyre.return
}
