// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre.program(vyre-coalesce-barriers))' | FileCheck %s
// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre.program(vyre-coalesce-barriers{report=%t.json}))' -o /dev/null
// RUN: FileCheck %s --check-prefix=JSON --input-file=%t.json

!b = !vyre.buffer<64xi32, read_write>

// Acquire and release together are acq_rel; the third joins, too. Pure ops
// between do not matter.
// JSON:        "program": "three_in_a_row",
// JSON-NEXT:   "total": 3,
// JSON-NEXT:   "coalesced": 2
// CHECK-LABEL: @three_in_a_row
// CHECK:         vyre.barrier workgroup acq_rel{{$}}
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @three_in_a_row(%a: !b) workgroup [64, 1, 1] {
  vyre.barrier workgroup acquire
  %l = vyre.local_id x
  vyre.barrier workgroup release
  %n = vyre.length %a : !b
  vyre.barrier workgroup acquire
  vyre.return
}

// seq_cst is above the others, whichever comes first.
// CHECK-LABEL: @seq_cst_wins
// CHECK:         vyre.barrier workgroup seq_cst
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @seq_cst_wins(%a: !b) workgroup [64, 1, 1] {
  vyre.barrier workgroup seq_cst
  vyre.barrier workgroup release
  vyre.return
}

// What is between two barriers is seen by others.
// JSON:        "program": "separated",
// JSON-NEXT:   "total": 2,
// JSON-NEXT:   "coalesced": 0
// CHECK-LABEL: @separated
// CHECK:         vyre.barrier workgroup acquire
// CHECK:         vyre.store
// CHECK:         vyre.barrier workgroup release
vyre.program @separated(%a: !b) workgroup [64, 1, 1] {
  %l = vyre.local_id x
  %v = arith.constant 1 : i32
  vyre.barrier workgroup acquire
  vyre.store %v, %a[%l] : !b
  vyre.barrier workgroup release
  vyre.return
}

// A wider scope takes in what stands on either side.
// CHECK-LABEL: @wider_scope
// CHECK:         vyre.barrier grid
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @wider_scope(%a: !b) workgroup [64, 1, 1] {
  vyre.barrier subgroup acq_rel
  vyre.barrier workgroup acq_rel
  vyre.barrier grid
  vyre.barrier workgroup acq_rel
  vyre.return
}

// A barrier with keep is not changed: it absorbs what it covers ...
// CHECK-LABEL: @keep_absorbs
// CHECK:         vyre.barrier workgroup acq_rel keep
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @keep_absorbs(%a: !b) workgroup [64, 1, 1] {
  vyre.barrier workgroup release
  vyre.barrier workgroup acq_rel keep
  vyre.barrier subgroup acq_rel
  vyre.return
}

// ... and is absorbed by nothing.
// CHECK-LABEL: @keep_stays
// CHECK:         vyre.barrier workgroup acq_rel keep
// CHECK-NEXT:    vyre.barrier grid
// CHECK-NEXT:    vyre.barrier workgroup acq_rel keep
// CHECK-NEXT:    vyre.return
vyre.program @keep_stays(%a: !b) workgroup [64, 1, 1] {
  vyre.barrier workgroup acq_rel keep
  vyre.barrier grid
  vyre.barrier workgroup acq_rel keep
  vyre.return
}

// Neighbours in a branch and in a loop are joined there; a barrier does not
// leave its block.
// CHECK-LABEL: @nested
// CHECK:         vyre.barrier workgroup acq_rel
// CHECK-NEXT:    scf.if
// CHECK-NEXT:      vyre.barrier workgroup acq_rel
// CHECK-NEXT:      scf.for
// CHECK-NEXT:        vyre.barrier workgroup acq_rel
// CHECK-NEXT:      }
// CHECK-NEXT:    }
vyre.program @nested(%a: !b, %n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %some = arith.cmpi ne, %n, %c0 : index
  vyre.barrier workgroup acq_rel
  scf.if %some {
    vyre.barrier workgroup acq_rel
    vyre.barrier workgroup acq_rel
    scf.for %i = %c0 to %n step %c1 {
      vyre.barrier workgroup acquire
      vyre.barrier workgroup acq_rel
    }
  }
  vyre.return
}
