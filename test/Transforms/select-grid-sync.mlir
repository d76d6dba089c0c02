// RUN: vyre-opt %s --vyre-select-grid-sync=way=auto --split-input-file | FileCheck %s
// RUN: vyre-opt %s --vyre-select-grid-sync=way=auto --split-input-file --remarks-filter='vyre-select-grid-sync' --remark-format=emitRemark -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: vyre-opt %s --vyre-select-grid-sync=way=software --split-input-file | FileCheck %s --check-prefix=SOFTWARE
// RUN: vyre-opt %s --vyre-select-grid-sync=way=auto --vyre-infer-aliases --vyre-split-grid-sync --split-input-file | FileCheck %s --check-prefix=SPLIT

// The runtime chooses; the sizes count workgroups.
// CHECK-LABEL: vyre.program @both(
// CHECK-NOT: vyre.resident
// CHECK: vyre.program @both_resident({{.*}} attributes {vyre.resident}
// CHECK: vyre.graph @main
// CHECK: %[[N:.*]] = vyre.length
// CHECK: %[[G:.*]] = arith.ceildivui %[[N]], %c8
// CHECK: %[[R:.*]] = vyre.prefer_resident @both_resident groups{{ ?}}[%[[G]]]
// CHECK: scf.if %[[R]] {
// CHECK-NEXT: vyre.dispatch @both_resident threads [%[[N]]] (%{{.*}})
// CHECK-NEXT: } else {
// CHECK-NEXT: vyre.dispatch @both threads [%[[N]]] (%{{.*}})
// REMARK: remark: {{.*}}Function=both {{.*}}the runtime takes the barrier of atomics {{.*}}Remark="grid barriers by a barrier of atomics or a split"
// SOFTWARE-LABEL: vyre.program @both({{.*}} attributes {vyre.resident}
// SOFTWARE-NOT: vyre.prefer_resident
// SPLIT-LABEL: vyre.program @both_0(
// SPLIT: vyre.program @both_1(
// SPLIT: vyre.program @both_resident(
// SPLIT: vyre.barrier grid
vyre.program @both(%b: !vyre.buffer<?xi32, read_write>) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %c0 = arith.constant 0 : index
  %x = vyre.load %b[%c0] : !vyre.buffer<?xi32, read_write>
  vyre.barrier grid
  vyre.store %x, %b[%i] : !vyre.buffer<?xi32, read_write>
  vyre.return
}
vyre.graph @main(%b: !vyre.buffer<?xi32, read_write>) {
  %n = vyre.length %b : !vyre.buffer<?xi32, read_write>
  vyre.dispatch @both threads [%n] (%b) : (!vyre.buffer<?xi32, read_write>)
  vyre.return
}

// -----

// 8 invocations are one workgroup.
// CHECK-LABEL: vyre.program @alone({{.*}} attributes {vyre.resident}
// CHECK-NOT: vyre.prefer_resident
// REMARK: remark: {{.*}}Function=alone {{.*}}a grid of one workgroup is always resident{{.*}}Remark="grid barriers by a barrier of atomics"
vyre.program @alone(%b: !vyre.buffer<?xi32, read_write>) workgroup [8, 1, 1] {
  vyre.barrier grid
  vyre.return
}
vyre.graph @main(%b: !vyre.buffer<?xi32, read_write>) {
  %n = arith.constant 8 : index
  vyre.dispatch @alone threads [%n] (%b) : (!vyre.buffer<?xi32, read_write>)
  vyre.return
}

// -----

// 2^17 workgroups are on no device at once.
// CHECK-LABEL: vyre.program @many(
// CHECK-NOT: vyre.resident
// CHECK-NOT: vyre.prefer_resident
// REMARK: remark: {{.*}}Function=many {{.*}}no device holds so many workgroups at once{{.*}}Remark="grid barriers by a split"
vyre.program @many(%b: !vyre.buffer<?xi32, read_write>) workgroup [8, 1, 1] {
  vyre.barrier grid
  vyre.return
}
vyre.graph @main(%b: !vyre.buffer<?xi32, read_write>) {
  %x = arith.constant 512 : index
  %y = arith.constant 256 : index
  vyre.dispatch @many groups [%x, %y] (%b) : (!vyre.buffer<?xi32, read_write>)
  vyre.return
}

// -----

// Without grid barriers there is nothing to choose.
// CHECK-LABEL: vyre.program @none(
// CHECK-NOT: vyre.resident
// SOFTWARE-LABEL: vyre.program @none(
// SOFTWARE-NOT: vyre.resident
vyre.program @none(%b: !vyre.buffer<?xi32, read_write>) workgroup [8, 1, 1] {
  vyre.barrier workgroup acq_rel
  vyre.return
}
vyre.graph @main(%b: !vyre.buffer<?xi32, read_write>) {
  %n = vyre.length %b : !vyre.buffer<?xi32, read_write>
  vyre.dispatch @none threads [%n] (%b) : (!vyre.buffer<?xi32, read_write>)
  vyre.return
}
