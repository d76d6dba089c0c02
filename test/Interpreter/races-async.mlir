// RUN: not vyre-opt %s --vyre-interpret='check-races' \
// RUN:   -split-input-file -o /dev/null 2>&1 | FileCheck %s
// RUN: not vyre-opt %s --vyre-interpret='check-races schedule=in-order' \
// RUN:   -split-input-file -o /dev/null 2>&1 | FileCheck %s
// RUN: not vyre-opt %s --vyre-interpret='check-races schedule=all:100' \
// RUN:   -split-input-file -o /dev/null 2>&1 | FileCheck %s

// What races with an async copy, and what the message says to do.

// The invocation itself, before its wait.
// CHECK: error: data race on element 2 of 'y', write after write: invocation (0, 0, 0) of workgroup (0, 0, 0) stores, expected the wait for the async copy between the two [VYRE-MM-20]; fix: move this behind the 'vyre.async_wait' of the copy, or the copy to other elements
// CHECK: note: earlier, invocation (0, 0, 0) of workgroup (0, 0, 0) writes by an async copy element 2 of 'y' here
vyre.program @vyre_mm_20_own(%x: !vyre.buffer<4xi32, read>, %y: !vyre.buffer<4xi32, read_write>)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %v = arith.constant 1 : i32
  %t = vyre.async_load %x[%c0], %y[%c0], %c4
      : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, read_write>
  vyre.store %v, %y[%c2] : !vyre.buffer<4xi32, read_write>
  vyre.async_wait %t
  vyre.return
}
vyre.graph @main() {
  %groups = arith.constant 1 : index
  %x = vyre.alloc : !vyre.buffer<4xi32, read_write>
  %y = vyre.alloc : !vyre.buffer<4xi32, read_write>
  vyre.dispatch @vyre_mm_20_own groups [%groups] (%x, %y)
      : (!vyre.buffer<4xi32, read_write>, !vyre.buffer<4xi32, read_write>)
  vyre.return
}

// -----

// Another invocation, between barriers that come before the wait. They order the
// start of the copy only.
// CHECK: error: data race on element 1 of workgroup memory, read after write: invocation (1, 0, 0) of workgroup (0, 0, 0) loads, expected the wait for the async copy between the two [VYRE-MM-20]; fix: wait for the copy, then put a barrier between it and this access
// CHECK: note: earlier, invocation (0, 0, 0) of workgroup (0, 0, 0) writes by an async copy
// CHECK: note: the workgroup memory is allocated here
vyre.program @vyre_mm_20_barrier(%x: !vyre.buffer<4xi32, read>, %y: !vyre.buffer<4xi32, write>)
    workgroup [2, 1, 1] {
  %tile = vyre.workgroup_alloc : !vyre.buffer<4xi32, workgroup>
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %l = vyre.local_id x
  %leads = arith.cmpi eq, %l, %c0 : index
  %n = arith.select %leads, %c2, %c0 : index
  %t = vyre.async_load %x[%c0], %tile[%c0], %n
      : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, workgroup>
  vyre.barrier workgroup acq_rel
  scf.if %leads {
  } else {
    %v = vyre.load %tile[%l] : !vyre.buffer<4xi32, workgroup>
    vyre.store %v, %y[%l] : !vyre.buffer<4xi32, write>
  }
  vyre.barrier workgroup acq_rel
  vyre.async_wait %t
  vyre.return
}
vyre.graph @main() {
  %groups = arith.constant 1 : index
  %x = vyre.alloc : !vyre.buffer<4xi32, read_write>
  %y = vyre.alloc : !vyre.buffer<4xi32, read_write>
  vyre.dispatch @vyre_mm_20_barrier groups [%groups] (%x, %y)
      : (!vyre.buffer<4xi32, read_write>, !vyre.buffer<4xi32, read_write>)
  vyre.return
}

// -----

// No barrier at all: whoever comes first, the message is that of other races.
// CHECK: error: data race on element 1 of workgroup memory, {{.*}} [VYRE-MM-{{15|20}}]; fix:
vyre.program @vyre_mm_15_copy(%x: !vyre.buffer<4xi32, read>, %y: !vyre.buffer<4xi32, write>)
    workgroup [2, 1, 1] {
  %tile = vyre.workgroup_alloc : !vyre.buffer<4xi32, workgroup>
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %l = vyre.local_id x
  %leads = arith.cmpi eq, %l, %c0 : index
  scf.if %leads {
    %t = vyre.async_load %x[%c0], %tile[%c0], %c2
        : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, workgroup>
    vyre.async_wait %t
  } else {
    %v = vyre.load %tile[%l] : !vyre.buffer<4xi32, workgroup>
    vyre.store %v, %y[%l] : !vyre.buffer<4xi32, write>
  }
  vyre.return
}
vyre.graph @main() {
  %groups = arith.constant 1 : index
  %x = vyre.alloc : !vyre.buffer<4xi32, read_write>
  %y = vyre.alloc : !vyre.buffer<4xi32, read_write>
  vyre.dispatch @vyre_mm_15_copy groups [%groups] (%x, %y)
      : (!vyre.buffer<4xi32, read_write>, !vyre.buffer<4xi32, read_write>)
  vyre.return
}
