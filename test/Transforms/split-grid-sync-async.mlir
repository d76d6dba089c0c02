// RUN: vyre-opt %s --vyre-infer-aliases --vyre-split-grid-sync | sed "s, {vyre.noalias},,g" | FileCheck %s
// RUN: vyre-opt %s --vyre-infer-aliases --vyre-split-grid-sync --remarks-filter='vyre-split-grid-sync' --remark-format=emitRemark -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// A copy in flight across a grid barrier is waited for in front of it: a copy
// may happen as soon as it is started (VYRE-MM-20).

!in = !vyre.buffer<?xi32, read>
!rw = !vyre.buffer<?xi32, read_write>

// CHECK-LABEL: vyre.program @copy_0(
// CHECK:         %[[T:.*]] = vyre.async_load %source
// CHECK:         vyre.store
// CHECK:         vyre.async_wait %[[T]]
// CHECK-NEXT:    vyre.return
// CHECK-LABEL: vyre.program @copy_1(
// CHECK-NOT:     vyre.async_wait
// CHECK:         vyre.return
// REMARK: :[[#@LINE+11]]:3: remark: {{.*}}WaitBeforeBarrier{{.*}}a copy in flight cannot cross a grid barrier
vyre.program @copy(%source: !in, %target: !rw, %other: !rw) workgroup [4, 1, 1] {
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %t = vyre.async_load %source[%i], %target[%i], %c1 : !in, !rw
  vyre.store %one, %other[%i] : !rw
  vyre.barrier grid
  %next = arith.addi %i, %c1 : index
  %v = vyre.load %other[%next] : !rw
  vyre.store %v, %other[%i] : !rw
  vyre.async_wait %t
  %w = vyre.load %target[%i] : !rw
  vyre.store %w, %other[%i] : !rw
  vyre.return
}
vyre.graph @main(%source: !in, %target: !rw, %other: !rw, %n: index) {
  vyre.dispatch @copy groups [%n] (%source, %target, %other)
      : (!in, !rw, !rw)
  vyre.return
}
