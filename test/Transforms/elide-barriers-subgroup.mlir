// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre-infer-aliases,vyre.program(vyre-elide-barriers{subgroup-size=4}))' -o %t.mlir
// RUN: FileCheck %s --input-file=%t.mlir
// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre-infer-aliases,vyre.program(vyre-elide-barriers{subgroup-size=4 reference}))' | diff - %t.mlir

// Nothing is known of subgroups: no barrier becomes one of them.
// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre-infer-aliases,vyre.program(vyre-elide-barriers))' \
// RUN:   | FileCheck %s --check-prefix=UNKNOWN --implicit-check-not='barrier subgroup'
// UNKNOWN: vyre.barrier workgroup

// RUN: not vyre-opt %s --pass-pipeline='builtin.module(vyre.program(vyre-elide-barriers{subgroup-size=12}))' 2>&1 \
// RUN:   | FileCheck %s --check-prefix=SIZE
// SIZE: error: vyre-elide-barriers: found the subgroup size 12, expected a power of two up to 128 [VYRE-SG-01]; fix:

// With subgroups of 4 consecutive local ids, barriers of a workgroup of 16
// become barriers of the subgroup where all that they order is in one.
// elide-barriers-execution.test runs these kernels before and after the pass.

!b = !vyre.buffer<64xi32, read_write>
!wg = !vyre.buffer<16xi32, workgroup>

// A tree of sums. The steps of 8 and 4 read what other subgroups wrote; from then
// on only lanes 0 to 3 are there. The last barrier has one lane on both sides.
// CHECK-LABEL: @reduction
// CHECK-COUNT-2: vyre.barrier workgroup acq_rel workgroup_memory
// CHECK-COUNT-2: vyre.barrier subgroup acq_rel workgroup_memory
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @reduction(%a: !b, %b: !b) workgroup [16, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %own = vyre.load %a[%l] : !b
  vyre.store %own, %m[%l] : !wg
  vyre.barrier workgroup acq_rel
  %in8 = arith.cmpi ult, %l, %c8 : index
  scf.if %in8 {
    %far8 = arith.addi %l, %c8 : index
    %x8 = vyre.load %m[%far8] : !wg
    %y8 = vyre.load %m[%l] : !wg
    %z8 = arith.addi %x8, %y8 : i32
    vyre.store %z8, %m[%l] : !wg
  }
  vyre.barrier workgroup acq_rel
  %in4 = arith.cmpi ult, %l, %c4 : index
  scf.if %in4 {
    %far4 = arith.addi %l, %c4 : index
    %x4 = vyre.load %m[%far4] : !wg
    %y4 = vyre.load %m[%l] : !wg
    %z4 = arith.addi %x4, %y4 : i32
    vyre.store %z4, %m[%l] : !wg
  }
  vyre.barrier workgroup acq_rel
  %in2 = arith.cmpi ult, %l, %c2 : index
  scf.if %in2 {
    %far2 = arith.addi %l, %c2 : index
    %x2 = vyre.load %m[%far2] : !wg
    %y2 = vyre.load %m[%l] : !wg
    %z2 = arith.addi %x2, %y2 : i32
    vyre.store %z2, %m[%l] : !wg
  }
  vyre.barrier workgroup acq_rel
  %in1 = arith.cmpi ult, %l, %c1 : index
  scf.if %in1 {
    %far1 = arith.addi %l, %c1 : index
    %x1 = vyre.load %m[%far1] : !wg
    %y1 = vyre.load %m[%l] : !wg
    %z1 = arith.addi %x1, %y1 : i32
    vyre.store %z1, %m[%l] : !wg
  }
  vyre.barrier workgroup acq_rel
  %first = arith.cmpi eq, %l, %c0 : index
  scf.if %first {
    %v = vyre.load %m[%c0] : !wg
    vyre.store %v, %b[%c0] : !b
  }
  vyre.return
}

// Each subgroup turns its own row of 4.
// CHECK-LABEL: @rotated_row
// CHECK-NOT:     barrier workgroup
// CHECK:         vyre.barrier subgroup acq_rel workgroup_memory
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @rotated_row(%a: !b, %b: !b) workgroup [16, 1, 1] {
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %mask = arith.constant -4 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %own = vyre.load %a[%l] : !b
  vyre.store %own, %m[%l] : !wg
  vyre.barrier workgroup acq_rel
  %row = arith.andi %l, %mask : index
  %next = arith.addi %l, %c1 : index
  %lane = arith.andi %next, %c3 : index
  %at = arith.addi %row, %lane : index
  %v = vyre.load %m[%at] : !wg
  vyre.store %v, %b[%l] : !b
  vyre.return
}

// The same with a quotient and a remainder.
// CHECK-LABEL: @rotated_row_by_division
// CHECK-NOT:     barrier workgroup
// CHECK:         vyre.barrier subgroup acq_rel workgroup_memory
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @rotated_row_by_division(%a: !b, %b: !b) workgroup [16, 1, 1] {
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %own = vyre.load %a[%l] : !b
  vyre.store %own, %m[%l] : !wg
  vyre.barrier workgroup acq_rel
  %number = arith.divui %l, %c4 : index
  %row = arith.muli %number, %c4 : index
  %next = arith.addi %l, %c1 : index
  %lane = arith.remui %next, %c4 : index
  %at = arith.addi %row, %lane : index
  %v = vyre.load %m[%at] : !wg
  vyre.store %v, %b[%l] : !b
  vyre.return
}

// The partner has another bit of the lane.
// CHECK-LABEL: @butterfly
// CHECK-NOT:     barrier workgroup
// CHECK:         vyre.barrier subgroup acq_rel workgroup_memory
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @butterfly(%a: !b, %b: !b) workgroup [16, 1, 1] {
  %c2 = arith.constant 2 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %own = vyre.load %a[%l] : !b
  vyre.store %own, %m[%l] : !wg
  vyre.barrier workgroup acq_rel
  %at = arith.xori %l, %c2 : index
  %v = vyre.load %m[%at] : !wg
  vyre.store %v, %b[%l] : !b
  vyre.return
}

// Half of each row adds the other half.
// CHECK-LABEL: @row_sums
// CHECK-NOT:     barrier workgroup
// CHECK:         vyre.barrier subgroup acq_rel workgroup_memory
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @row_sums(%a: !b, %b: !b) workgroup [16, 1, 1] {
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %own = vyre.load %a[%l] : !b
  vyre.store %own, %m[%l] : !wg
  vyre.barrier workgroup acq_rel
  %lane = arith.andi %l, %c3 : index
  %low = arith.cmpi ult, %lane, %c2 : index
  scf.if %low {
    %far = arith.addi %l, %c2 : index
    %x = vyre.load %m[%far] : !wg
    %v = arith.addi %x, %own : i32
    vyre.store %v, %b[%l] : !b
  }
  vyre.return
}

// The first lane of each subgroup writes a slot that the others read.
// CHECK-LABEL: @one_slot_each
// CHECK-NOT:     barrier workgroup
// CHECK:         vyre.barrier subgroup acq_rel workgroup_memory
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @one_slot_each(%a: !b, %b: !b) workgroup [16, 1, 1] {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %m = vyre.workgroup_alloc : !vyre.buffer<4xi32, workgroup>
  %l = vyre.local_id x
  %slot = arith.divui %l, %c4 : index
  %lane = arith.remui %l, %c4 : index
  %first = arith.cmpi eq, %lane, %c0 : index
  scf.if %first {
    %own = vyre.load %a[%l] : !b
    vyre.store %own, %m[%slot] : !vyre.buffer<4xi32, workgroup>
  }
  vyre.barrier workgroup acq_rel
  %v = vyre.load %m[%slot] : !vyre.buffer<4xi32, workgroup>
  vyre.store %v, %b[%l] : !b
  vyre.return
}

// Rows of a storage buffer, by the global id. An order of grid scope becomes one
// of the workgroup first.
// CHECK-LABEL: @storage_rows
// CHECK-NOT:     barrier workgroup
// CHECK:         vyre.barrier subgroup acq_rel{{$}}
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @storage_rows(%a: !b, %b: !b) workgroup [16, 1, 1] {
  %c1 = arith.constant 1 : index
  %i = vyre.global_id x
  %v0 = vyre.load %a[%i] : !b
  vyre.store %v0, %b[%i] : !b
  vyre.barrier grid
  %at = arith.xori %i, %c1 : index
  %v = vyre.load %b[%at] : !b
  vyre.store %v, %a[%i] : !b
  vyre.return
}

// All of the workgroup is one subgroup.
// CHECK-LABEL: @whole_workgroup
// CHECK-NOT:     barrier workgroup
// CHECK:         vyre.barrier subgroup acq_rel workgroup_memory
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @whole_workgroup(%a: !b, %b: !b) workgroup [2, 2, 1] {
  %c3 = arith.constant 3 : index
  %m = vyre.workgroup_alloc : !vyre.buffer<4xi32, workgroup>
  %x = vyre.local_id x
  %y = vyre.local_id y
  %y2 = arith.addi %y, %y : index
  %l = arith.addi %x, %y2 : index
  %own = vyre.load %a[%l] : !b
  vyre.store %own, %m[%l] : !vyre.buffer<4xi32, workgroup>
  vyre.barrier workgroup acq_rel
  %at = arith.subi %c3, %l : index
  %v = vyre.load %m[%at] : !vyre.buffer<4xi32, workgroup>
  vyre.store %v, %b[%l] : !b
  vyre.return
}

// Two rows of 2 are a subgroup.
// CHECK-LABEL: @two_axes
// CHECK-NOT:     barrier workgroup
// CHECK:         vyre.barrier subgroup acq_rel workgroup_memory
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @two_axes(%a: !b, %b: !b) workgroup [2, 8, 1] {
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %m = vyre.workgroup_alloc : !wg
  %x = vyre.local_id x
  %y = vyre.local_id y
  %row = arith.muli %y, %c2 : index
  %l = arith.addi %x, %row : index
  %own = vyre.load %a[%l] : !b
  vyre.store %own, %m[%l] : !wg
  vyre.barrier workgroup acq_rel
  %at = arith.xori %l, %c3 : index
  %v = vyre.load %m[%at] : !wg
  vyre.store %v, %b[%l] : !b
  vyre.return
}

// The last lane of a row reads from the next one.
// CHECK-LABEL: @next_row
// CHECK-NOT:     barrier subgroup
// CHECK:         vyre.barrier workgroup acq_rel workgroup_memory
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @next_row(%a: !b, %b: !b) workgroup [16, 1, 1] {
  %c1 = arith.constant 1 : index
  %c15 = arith.constant 15 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %own = vyre.load %a[%l] : !b
  vyre.store %own, %m[%l] : !wg
  vyre.barrier workgroup acq_rel
  %next = arith.addi %l, %c1 : index
  %at = arith.andi %next, %c15 : index
  %v = vyre.load %m[%at] : !wg
  vyre.store %v, %b[%l] : !b
  vyre.return
}

// The partner is in another subgroup.
// CHECK-LABEL: @wide_butterfly
// CHECK-NOT:     barrier subgroup
// CHECK:         vyre.barrier workgroup acq_rel workgroup_memory
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @wide_butterfly(%a: !b, %b: !b) workgroup [16, 1, 1] {
  %c4 = arith.constant 4 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %own = vyre.load %a[%l] : !b
  vyre.store %own, %m[%l] : !wg
  vyre.barrier workgroup acq_rel
  %at = arith.xori %l, %c4 : index
  %v = vyre.load %m[%at] : !wg
  vyre.store %v, %b[%l] : !b
  vyre.return
}

// A slot for two subgroups.
// CHECK-LABEL: @wide_slots
// CHECK-NOT:     barrier subgroup
// CHECK:         vyre.barrier workgroup acq_rel workgroup_memory
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @wide_slots(%a: !b, %b: !b) workgroup [16, 1, 1] {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %slot = arith.divui %l, %c8 : index
  %lane = arith.remui %l, %c8 : index
  %first = arith.cmpi eq, %lane, %c0 : index
  scf.if %first {
    %own = vyre.load %a[%l] : !b
    vyre.store %own, %m[%slot] : !wg
  }
  vyre.barrier workgroup acq_rel
  %v = vyre.load %m[%slot] : !wg
  vyre.store %v, %b[%l] : !b
  vyre.return
}

// Rows of 3 are no part of a subgroup of 4, so it is not known who shares one.
// CHECK-LABEL: @unaligned
// CHECK-NOT:     barrier subgroup
// CHECK:         vyre.barrier workgroup acq_rel workgroup_memory
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @unaligned(%a: !b, %b: !b) workgroup [3, 4, 1] {
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %m = vyre.workgroup_alloc : !wg
  %x = vyre.local_id x
  %y = vyre.local_id y
  %row = arith.muli %y, %c3 : index
  %l = arith.addi %x, %row : index
  %own = vyre.load %a[%l] : !b
  vyre.store %own, %m[%l] : !wg
  vyre.barrier workgroup acq_rel
  %at = arith.xori %l, %c1 : index
  %in = arith.andi %at, %c3 : index
  %v = vyre.load %m[%in] : !wg
  vyre.store %v, %b[%l] : !b
  vyre.return
}

// Marked keep.
// CHECK-LABEL: @kept
// CHECK:         vyre.barrier workgroup acq_rel keep
// CHECK:         vyre.return
vyre.program @kept(%a: !b, %b: !b) workgroup [16, 1, 1] {
  %c1 = arith.constant 1 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %own = vyre.load %a[%l] : !b
  vyre.store %own, %m[%l] : !wg
  vyre.barrier workgroup acq_rel keep
  %at = arith.xori %l, %c1 : index
  %v = vyre.load %m[%at] : !wg
  vyre.store %v, %b[%l] : !b
  vyre.return
}

vyre.graph @main(%a: !b, %b: !b) {
  %one = arith.constant 1 : index
  vyre.dispatch @reduction groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @rotated_row groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @rotated_row_by_division groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @butterfly groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @row_sums groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @one_slot_each groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @storage_rows groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @whole_workgroup groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @two_axes groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @next_row groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @wide_butterfly groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @wide_slots groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @unaligned groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @kept groups [%one] (%a, %b) : (!b, !b)
  vyre.return
}
