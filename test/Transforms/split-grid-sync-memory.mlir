// RUN: vyre-opt %s --vyre-split-grid-sync --canonicalize --cse --split-input-file | FileCheck %s

// Workgroup memory across grid barriers: what is copied to hidden memory, and
// what a segment fills anew before it reads. Executed by
// test/Execution/grid-workgroup-memory.mlir.

!rw = !vyre.buffer<?xi32, read_write>
!s4 = !vyre.buffer<4xi32, workgroup>

// Both segments fill it and wait. Nothing lives across.
// CHECK-LABEL: vyre.program @fresh_0(%b: !vyre.buffer<?xi32, read_write>)
// CHECK-LABEL: vyre.program @fresh_1(%b: !vyre.buffer<?xi32, read_write>)
vyre.program @fresh(%b: !rw) workgroup [4, 1, 1] {
  %s = vyre.workgroup_alloc : !s4
  %c3 = arith.constant 3 : index
  %i = vyre.global_id x
  %l = vyre.local_id x
  %other = arith.subi %c3, %l : index
  %v = vyre.load %b[%i] : !rw
  vyre.store %v, %s[%l] : !s4
  vyre.barrier workgroup acq_rel
  %w = vyre.load %s[%other] : !s4
  vyre.store %w, %b[%i] : !rw
  vyre.barrier grid
  %j = arith.addi %i, %c3 : index
  %x = vyre.load %b[%j] : !rw
  vyre.store %x, %s[%l] : !s4
  vyre.barrier workgroup acq_rel
  %y = vyre.load %s[%other] : !s4
  vyre.store %y, %b[%i] : !rw
  vyre.return
}
vyre.graph @main(%b: !rw, %n: index) {
  vyre.dispatch @fresh groups [%n] (%b) : (!rw)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>
!s4 = !vyre.buffer<4xi32, workgroup>

// The second segment reads before it fills.
// CHECK-LABEL: vyre.program @late_0(
// CHECK-SAME:    %workgroup_spill: !vyre.buffer<?xi32, write>
// CHECK-LABEL: vyre.program @late_1(
// CHECK-SAME:    %workgroup_spill: !vyre.buffer<?xi32, read>
vyre.program @late(%b: !rw) workgroup [4, 1, 1] {
  %s = vyre.workgroup_alloc : !s4
  %c3 = arith.constant 3 : index
  %i = vyre.global_id x
  %l = vyre.local_id x
  %other = arith.subi %c3, %l : index
  %v = vyre.load %b[%i] : !rw
  vyre.store %v, %s[%l] : !s4
  vyre.barrier grid
  %x = vyre.load %s[%other] : !s4
  vyre.barrier workgroup acq_rel
  vyre.store %x, %s[%l] : !s4
  vyre.barrier workgroup acq_rel
  %y = vyre.load %s[%l] : !s4
  vyre.store %y, %b[%i] : !rw
  vyre.return
}
vyre.graph @main(%b: !rw, %n: index) {
  vyre.dispatch @late groups [%n] (%b) : (!rw)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>
!s5 = !vyre.buffer<5xi32, workgroup>

// Four invocations leave one of five elements as it was; and where only some
// store, or nobody waits, the old contents may be read as well.
// CHECK-LABEL: vyre.program @part_0(
// CHECK-SAME:    %workgroup_spill: !vyre.buffer<?xi32, write>
// CHECK-LABEL: vyre.program @part_1(
// CHECK-SAME:    %workgroup_spill: !vyre.buffer<?xi32, read_write>
// CHECK-LABEL: vyre.program @part_2(
// CHECK-SAME:    %workgroup_spill: !vyre.buffer<?xi32, read>
vyre.program @part(%b: !rw) workgroup [4, 1, 1] {
  %s = vyre.workgroup_alloc : !s5
  %c4 = arith.constant 4 : index
  %i = vyre.global_id x
  %l = vyre.local_id x
  %other = arith.subi %c4, %l : index
  %v = vyre.load %b[%i] : !rw
  vyre.store %v, %s[%other] : !s5
  vyre.barrier grid
  vyre.store %v, %s[%l] : !s5
  vyre.barrier workgroup acq_rel
  %x = vyre.load %s[%other] : !s5
  vyre.store %x, %b[%i] : !rw
  vyre.barrier grid
  %y = vyre.load %s[%c4] : !s5
  vyre.store %y, %b[%i] : !rw
  vyre.return
}
vyre.graph @main(%b: !rw, %n: index) {
  vyre.dispatch @part groups [%n] (%b) : (!rw)
  vyre.return
}
