// RUN: vyre-opt %s --vyre-interpret='check-races' -o /dev/null
// RUN: not vyre-opt %s --vyre-interpret='check-uninitialized' -o /dev/null \
// RUN:   2>&1 | FileCheck %s
// RUN: not vyre-opt %s \
// RUN:   --vyre-interpret='check-uninitialized check-races schedule=reverse' \
// RUN:   -o /dev/null 2>&1 | FileCheck %s

// Half of the tile is never written. It is zero (VYRE-MM-03), so this is an
// error only when it is asked for.
// CHECK: error: invocation ({{[4-7]}}, 0, 0) of workgroup (0, 0, 0) loads element {{[4-7]}} of workgroup memory, expected a write before that: it is zero only because memory starts as zeros [VYRE-MM-03]; fix: store to the element first, also if what is stored is zero
// CHECK: note: the workgroup memory is allocated here
vyre.program @vyre_mm_03_half(%x: !vyre.buffer<8xi32, read_write>)
    workgroup [8, 1, 1] {
  %tile = vyre.workgroup_alloc : !vyre.buffer<8xi32, workgroup>
  %c4 = arith.constant 4 : index
  %one = arith.constant 1 : i32
  %i = vyre.local_id x
  %low = arith.cmpi ult, %i, %c4 : index
  scf.if %low {
    vyre.store %one, %tile[%i] : !vyre.buffer<8xi32, workgroup>
  }
  vyre.barrier workgroup acq_rel
  %v = vyre.load %tile[%i] : !vyre.buffer<8xi32, workgroup>
  vyre.store %v, %x[%i] : !vyre.buffer<8xi32, read_write>
  vyre.return
}
vyre.graph @main() {
  %groups = arith.constant 1 : index
  %x = vyre.alloc : !vyre.buffer<8xi32, read_write>
  vyre.dispatch @vyre_mm_03_half groups [%groups] (%x)
      : (!vyre.buffer<8xi32, read_write>)
  vyre.expect %x : !vyre.buffer<8xi32, read_write>
      == dense<[1, 1, 1, 1, 0, 0, 0, 0]> : tensor<8xi32>
  vyre.return
}
