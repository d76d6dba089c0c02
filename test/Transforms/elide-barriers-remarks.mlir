// Each barrier gets one remark.
// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre.program(vyre-coalesce-barriers,vyre-elide-barriers{report=%t.json}))' \
// RUN:   --remarks-filter='vyre-.*-barriers' --remark-format=emitRemark -o /dev/null 2>&1 | FileCheck %s
// RUN: FileCheck %s --check-prefix=JSON --input-file=%t.json
// RUN: %python -c "import json, sys; p = json.load(open(sys.argv[1]))['programs']; \
// RUN:   assert all(e['total'] == e['kept'] + e['removed'] and len(e['keptBarriers']) == e['kept'] for e in p); \
// RUN:   print(len(p), sum(e['total'] for e in p))" %t.json | FileCheck %s --check-prefix=SUM
// Without a filter the pass says nothing.
// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre.program(vyre-elide-barriers))' -o /dev/null 2>&1 | count 0
// RUN: not vyre-opt %s --pass-pipeline='builtin.module(vyre.program(vyre-elide-barriers{report=%t.missing/x}))' 2>&1 | FileCheck %s --check-prefix=FILE
// FILE: error: cannot write the report '{{.*}}x': {{.*}}; fix: name a file in a folder that exists and is writable
// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre.program(vyre-elide-barriers{print-accesses}))' -o /dev/null 2>&1 | FileCheck %s --check-prefix=PRINT

!b = !vyre.buffer<256xi32, read_write>
!u = !vyre.buffer<256xi32, read_write>

// JSON:      "programs": [

// CHECK: remarks.mlir:[[# @LINE + 49]]:3: remark: [Passed] BarrierRemoved | Category:vyre-elide-barriers |
// CHECK-SAME: After=1, Apart=1, Before=1,
// CHECK-SAME: Reason="accesses before and after it touch different elements or are of the same invocation",
// CHECK-SAME: Remark="removed barrier of scope workgroup"
// CHECK: remarks.mlir:[[# @LINE + 47]]:3: remark: [Missed] BarrierKept | Category:vyre-elide-barriers |
// CHECK-SAME: Hazard=RAW,
// CHECK-SAME: Reason="RAW on '%a': store at {{.*}}remarks.mlir:[[# @LINE + 42]]:3 before, load at {{.*}}remarks.mlir:[[# @LINE + 46]]:8 after",
// CHECK-SAME: Remark="kept barrier of scope workgroup",
// CHECK-SAME: Suggestion="access different elements, or by each invocation the same one on both sides, with an index that is linear in its id"
// CHECK: remarks.mlir:[[# @LINE + 44]]:3: remark: [Missed] BarrierKept
// CHECK-SAME: Reason="it is marked keep", Remark="kept barrier of scope workgroup", Suggestion="leave 'keep' out"

// JSON:        "program": "hazards",
// JSON-NEXT:   "total": 3,
// JSON-NEXT:   "kept": 2,
// JSON-NEXT:   "removed": 1,
// JSON-NEXT:   "narrowed": 0,
// JSON-NEXT:   "restricted": 0,
// JSON-NEXT:   "removedByOrdering": {
// JSON-NEXT:     "acquire": 0,
// JSON-NEXT:     "release": 0,
// JSON-NEXT:     "acq_rel": 1,
// JSON-NEXT:     "seq_cst": 0,
// JSON-NEXT:     "grid": 0
// JSON-NEXT:   },
// JSON-NEXT:   "unknownBlocked": 0,
// JSON:          "conflict": "RAW",
// JSON-NEXT:     "buffer": "'%a'",
// JSON-NEXT:     "before": "{{.*}}remarks.mlir:[[# @LINE + 20]]:3",
// JSON-NEXT:     "after": "{{.*}}remarks.mlir:[[# @LINE + 23]]:8",
// JSON:          "conflict": "keep"

// PRINT-LABEL: barriers of @hazards
// PRINT:         vyre.barrier
// PRINT-NEXT:    before
// PRINT-NEXT:      write '%a'[local_id x]
// PRINT-NEXT:    after
// PRINT-NEXT:      read '%a'[local_id x]
// PRINT:         vyre.barrier
// PRINT-NEXT:    before
// PRINT-NEXT:      read '%a'[local_id x]
// PRINT:         after
// PRINT-NEXT:      read '%a'[-1 * local_id x + 63]
vyre.program @hazards(%a: !b {vyre.noalias}) workgroup [64, 1, 1] {
  %c3 = arith.constant 3 : i32
  %c63 = arith.constant 63 : index
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  vyre.store %c3, %a[%l] : !b
  vyre.barrier workgroup acq_rel
  %u = vyre.load %a[%l] : !b
  vyre.barrier workgroup acq_rel
  %v = vyre.load %a[%other] : !b
  vyre.barrier workgroup acq_rel keep
  vyre.return
}

// CHECK: remarks.mlir:[[# @LINE + 15]]:3: remark: [Missed] BarrierKept
// CHECK-SAME: Reason="WAW on '%a': store
// CHECK-SAME: Suggestion="the two arguments may be one buffer: pass different buffers in every dispatch of the module"
// CHECK: remarks.mlir:[[# @LINE + 14]]:3: remark: [Missed] BarrierKept
// CHECK-SAME: Reason="release on '%b': store at
// CHECK-SAME: atomic at
// CHECK-SAME: Suggestion="it publishes what others did before it
// CHECK: remarks.mlir:[[# @LINE + 12]]:3: remark: [Missed] BarrierKept
// CHECK-SAME: Reason="atomic on '%b': atomic
// JSON:        "program": "more",
vyre.program @more(%a: !b, %b: !u) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : i32
  %l = vyre.local_id x
  vyre.store %c3, %a[%l] : !b
  vyre.barrier workgroup acq_rel
  vyre.store %c3, %b[%c0] : !u
  vyre.barrier workgroup acq_rel
  vyre.atomic_store release %c3, %b[%c0] : !u
  vyre.barrier workgroup acq_rel
  %v = vyre.atomic_load relaxed %b[%c0] : !u
  vyre.return
}

// CHECK: remarks.mlir:[[# @LINE + 16]]:3: remark: [Passed] BarrierCoalesced | Category:vyre-coalesce-barriers | Remark="joined with the barrier beside it, of scope grid"
// CHECK: remarks.mlir:[[# @LINE + 16]]:3: remark: [Passed] BarrierNarrowed | Category:vyre-elide-barriers |
// CHECK-SAME: Reason="all that it orders is inside one workgroup, as RAW on workgroup memory: store
// CHECK-SAME: Remark="narrowed barrier from grid to workgroup"
// CHECK: remarks.mlir:[[# @LINE + 13]]:3: remark: [Passed] BarrierRestricted | Category:vyre-elide-barriers |
// CHECK-SAME: Reason="no access to a storage buffer needs it; kept for RAW on workgroup memory: store
// CHECK-SAME: Remark="restricted barrier of scope workgroup to workgroup memory"
// JSON:        "narrowed": 1,
// JSON-NEXT:   "restricted": 1,
vyre.program @grid() workgroup [64, 1, 1] {
  %m = vyre.workgroup_alloc : !vyre.buffer<64xi32, workgroup>
  %c3 = arith.constant 3 : i32
  %c63 = arith.constant 63 : index
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  vyre.store %c3, %m[%l] : !vyre.buffer<64xi32, workgroup>
  vyre.barrier workgroup acq_rel
  vyre.barrier grid
  %v = vyre.load %m[%other] : !vyre.buffer<64xi32, workgroup>
  vyre.return
}
// SUM: 3 7
