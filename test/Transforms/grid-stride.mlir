// RUN: vyre-opt %s --vyre-grid-stride --split-input-file | FileCheck %s
// RUN: vyre-opt %s --vyre-grid-stride --split-input-file --remarks-filter='vyre-grid-stride' --remark-format=emitRemark -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// Ids and counts are those of the grid, not of what is started.
// CHECK-LABEL: vyre.program @line(
// CHECK-SAME: %{{.*}}: !vyre.buffer<?xi32, write>, %[[N:.*]]: index) workgroup [8, 1, 1]
// CHECK: %[[NUMBER:.*]] = vyre.workgroup_id x
// CHECK: %[[WORKERS:.*]] = vyre.num_workgroups x
// CHECK: %[[SHARE:.*]] = vyre.divui %{{.*}}, %[[WORKERS]]
// CHECK: %[[FIRST:.*]] = arith.muli %[[NUMBER]], %[[SHARE]]
// CHECK: %[[BEHIND:.*]] = arith.addi %[[FIRST]], %[[SHARE]]
// CHECK: %[[END:.*]] = arith.minui %[[BEHIND]], %[[N]]
// CHECK: scf.for %[[GROUP:.*]] = %[[FIRST]] to %[[END]] step %c1 {
// CHECK-NOT: vyre.global_id
// CHECK: %[[START:.*]] = arith.muli %[[GROUP]], %c8
// CHECK: %[[LOCAL:.*]] = vyre.local_id x
// CHECK: %[[I:.*]] = arith.addi %[[START]], %[[LOCAL]]
// CHECK: arith.addi %[[I]], %[[N]]
// CHECK: vyre.graph @main
// CHECK: %[[COUNT:.*]] = vyre.length
// CHECK: %[[GROUPS:.*]] = arith.ceildivui %[[COUNT]], %c8
// CHECK: %[[FEW:.*]] = vyre.stride_groups @line groups [%[[GROUPS]]]
// CHECK: %[[SOME:.*]] = arith.maxui %[[FEW]], %c1
// CHECK: vyre.dispatch @line groups [%[[SOME]]] (%{{.*}}, %[[GROUPS]]) {vyre.fixed_grid}
// REMARK: remark: [Passed] GridStride {{.*}}Function=line {{.*}}each workgroup works off several
vyre.program @line(%b: !vyre.buffer<?xi32, write>) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %n = vyre.num_workgroups x
  %s = arith.addi %i, %n : index
  %x = arith.index_cast %s : index to i32
  vyre.store %x, %b[%i] : !vyre.buffer<?xi32, write>
  vyre.return
}
vyre.graph @main(%b: !vyre.buffer<?xi32, read_write>) {
  %n = vyre.length %b : !vyre.buffer<?xi32, read_write>
  vyre.dispatch @line threads [%n] (%b) : (!vyre.buffer<?xi32, read_write>)
  vyre.return
}

// -----

// Two axes are one in the loop.
// CHECK-LABEL: vyre.program @plane(
// CHECK-SAME: %[[X:[^ ]*]]: index, %[[Y:[^ ]*]]: index) workgroup
// CHECK: %[[TOTAL:.*]] = arith.muli %[[X]], %[[Y]]
// CHECK: arith.minui %{{.*}}, %[[TOTAL]]
// CHECK: scf.for %[[GROUP:[^ ]*]] =
// CHECK: vyre.remui %[[GROUP]], %[[X]]
// CHECK: vyre.divui %[[GROUP]], %[[X]]
vyre.program @plane(%b: !vyre.buffer<?xi32, write>) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %j = vyre.workgroup_id y
  %s = arith.addi %i, %j : index
  %x = arith.index_cast %s : index to i32
  vyre.store %x, %b[%i] : !vyre.buffer<?xi32, write>
  vyre.return
}
vyre.graph @main(%b: !vyre.buffer<?xi32, read_write>, %n: index) {
  vyre.dispatch @plane groups [%n, %n] (%b) : (!vyre.buffer<?xi32, read_write>)
  vyre.return
}

// -----

// CHECK-LABEL: vyre.program @shared(%b: !vyre.buffer<?xi32, write>) workgroup
// REMARK: remark: [Missed] GridStride {{.*}}Function=shared {{.*}}it has workgroup memory
vyre.program @shared(%b: !vyre.buffer<?xi32, write>) workgroup [8, 1, 1] {
  %t = vyre.workgroup_alloc : !vyre.buffer<8xi32, workgroup>
  vyre.return
}
// CHECK-LABEL: vyre.program @waits(%b: !vyre.buffer<?xi32, write>) workgroup
// REMARK: remark: [Missed] GridStride {{.*}}Function=waits {{.*}}its workgroups wait for each other
vyre.program @waits(%b: !vyre.buffer<?xi32, write>) workgroup [8, 1, 1]
    attributes {vyre.grid_sync = 0 : i32} {
  vyre.return
}
// CHECK-LABEL: vyre.program @tiny(%b: !vyre.buffer<?xi32, write>) workgroup
// REMARK: remark: [Missed] GridStride {{.*}}Function=tiny {{.*}}a workgroup of one invocation may count beyond 2^31
vyre.program @tiny(%b: !vyre.buffer<?xi32, write>) workgroup [1, 1, 1] {
  vyre.return
}
// CHECK-LABEL: vyre.program @full(
// CHECK-NOT: vyre.groups_x
// REMARK: remark: [Missed] GridStride {{.*}}Function=full {{.*}}the size of the grid does not fit into the push constants
vyre.program @full(%a: i64, %b: i64, %c: i64, %d: i64, %e: i64, %f: i64, %g: i64,
                   %h: i64, %i: i64, %j: i64, %k: i64, %l: i64, %m: i64, %n: i64,
                   %o: i64, %p: i64) workgroup [8, 1, 1] {
  vyre.return
}
vyre.graph @main(%b: !vyre.buffer<?xi32, read_write>, %n: index, %x: i64) {
  vyre.dispatch @shared groups [%n] (%b) : (!vyre.buffer<?xi32, read_write>)
  vyre.dispatch @waits groups [%n] (%b) : (!vyre.buffer<?xi32, read_write>)
  vyre.dispatch @tiny groups [%n] (%b) : (!vyre.buffer<?xi32, read_write>)
  vyre.dispatch @full groups [%n]
      (%x, %x, %x, %x, %x, %x, %x, %x, %x, %x, %x, %x, %x, %x, %x, %x)
      : (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64,
         i64, i64)
  vyre.return
}

// -----

// A grid whose size the host does not know cannot be shared out.
// CHECK-LABEL: vyre.program @device(%b: !vyre.buffer<?xi32, write>) workgroup
// CHECK:         vyre.dispatch @device groups [%n] (%b) :
// CHECK:         vyre.indirect_dispatch @device from %c[%n] (%b) :
// REMARK: remark: [Missed] GridStride {{.*}}Function=device {{.*}}the size of one of its grids is known to the device only
vyre.program @device(%b: !vyre.buffer<?xi32, write>) workgroup [8, 1, 1] {
  vyre.return
}
vyre.graph @main(%b: !vyre.buffer<?xi32, write>, %c: !vyre.buffer<?xi32, read>, %n: index) {
  vyre.dispatch @device groups [%n] (%b) : (!vyre.buffer<?xi32, write>)
  vyre.indirect_dispatch @device from %c[%n] (%b) : !vyre.buffer<?xi32, read>, (!vyre.buffer<?xi32, write>)
  vyre.return
}
