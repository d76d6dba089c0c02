// RUN: not vyre-opt %s --vyre-interpret='check-races' \
// RUN:   -split-input-file -o /dev/null 2>&1 | FileCheck %s
// RUN: not vyre-opt %s --vyre-interpret='check-races schedule=in-order' \
// RUN:   -split-input-file -o /dev/null 2>&1 | FileCheck %s
// RUN: not vyre-opt %s --vyre-interpret='check-races schedule=reverse' \
// RUN:   -split-input-file -o /dev/null 2>&1 | FileCheck %s
// RUN: not vyre-opt %s --vyre-interpret='check-races schedule=random:1' \
// RUN:   -split-input-file -o /dev/null 2>&1 | FileCheck %s

// The programs of races-none.mlir with something taken away. A race is found
// under every schedule; which of its accesses comes first is the schedule's.

// Without the barrier.
// CHECK: error: data race on element {{[0-9]+}} of workgroup memory, {{(read after write|write after read)}}: {{.*}} [VYRE-MM-15]; fix: put 'vyre.barrier workgroup acq_rel' between the two accesses
// CHECK: note: earlier, invocation ({{[0-9]+}}, 0, 0) of workgroup (0, 0, 0) {{(stores|loads)}} element
// CHECK: note: the workgroup memory is allocated here
vyre.program @vyre_mm_15_turned(%x: !vyre.buffer<64xi32, read_write>)
    workgroup [64, 1, 1] {
  %tile = vyre.workgroup_alloc : !vyre.buffer<64xi32, workgroup>
  %c63 = arith.constant 63 : index
  %l = vyre.local_id x
  %v = vyre.load %x[%l] : !vyre.buffer<64xi32, read_write>
  vyre.store %v, %tile[%l] : !vyre.buffer<64xi32, workgroup>
  %m = arith.subi %c63, %l : index
  %w = vyre.load %tile[%m] : !vyre.buffer<64xi32, workgroup>
  vyre.store %w, %x[%l] : !vyre.buffer<64xi32, read_write>
  vyre.return
}
vyre.graph @main() {
  %groups = arith.constant 1 : index
  %x = vyre.alloc : !vyre.buffer<64xi32, read_write>
  vyre.dispatch @vyre_mm_15_turned groups [%groups] (%x)
      : (!vyre.buffer<64xi32, read_write>)
  vyre.return
}

// -----

// Without the atomic.
// CHECK: error: data race on element {{[0-3]}} of 'bins', {{.*}} [VYRE-MM-15]
vyre.program @vyre_mm_15_bins(%bins: !vyre.buffer<4xi32, read_write>)
    workgroup [64, 1, 1] {
  %c4 = arith.constant 4 : index
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %bin = vyre.remui %i, %c4 : index
  %old = vyre.load %bins[%bin] : !vyre.buffer<4xi32, read_write>
  %new = arith.addi %old, %one : i32
  vyre.store %new, %bins[%bin] : !vyre.buffer<4xi32, read_write>
  vyre.return
}
vyre.graph @main() {
  %groups = arith.constant 1 : index
  %x = vyre.alloc : !vyre.buffer<4xi32, read_write>
  vyre.dispatch @vyre_mm_15_bins groups [%groups] (%x)
      : (!vyre.buffer<4xi32, read_write>)
  vyre.return
}

// -----

// The count is relaxed.
// CHECK: error: data race on element {{[0-7]}} of 'parts', read after write: {{.*}} [VYRE-MM-15]; fix: split the program there and dispatch both parts, or order the accesses by an atomic write with release and an atomic read with acquire that reads it
vyre.program @vyre_mm_15_last(%parts: !vyre.buffer<8xi32, read_write>,
                              %state: !vyre.buffer<2xi32, read_write>)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %seven = arith.constant 7 : i32
  %g = vyre.workgroup_id x
  %word = arith.index_cast %g : index to i32
  vyre.store %word, %parts[%g] : !vyre.buffer<8xi32, read_write>
  %count = vyre.atomic_rmw add relaxed %one, %state[%c0]
      : !vyre.buffer<2xi32, read_write>
  %early = arith.cmpi ne, %count, %seven : i32
  vyre.exit_if %early
  %sum = scf.for %k = %c0 to %c8 step %c1 iter_args(%t = %zero) -> (i32) {
    %p = vyre.load %parts[%k] : !vyre.buffer<8xi32, read_write>
    %n = arith.addi %t, %p : i32
    scf.yield %n : i32
  }
  vyre.store %sum, %state[%c1] : !vyre.buffer<2xi32, read_write>
  vyre.return
}
vyre.graph @main() {
  %groups = arith.constant 8 : index
  %parts = vyre.alloc : !vyre.buffer<8xi32, read_write>
  %state = vyre.alloc : !vyre.buffer<2xi32, read_write>
  vyre.dispatch @vyre_mm_15_last groups [%groups] (%parts, %state)
      : (!vyre.buffer<8xi32, read_write>, !vyre.buffer<2xi32, read_write>)
  vyre.return
}

// -----

// The barrier is only of the workgroup.
// CHECK: error: data race on element {{[0-7]}} of 'x', {{.*}}: invocation ({{[0-7]}}, 0, 0) of workgroup ({{[01]}}, 0, 0) {{.*}} [VYRE-MM-15]; fix: split the program there
vyre.program @vyre_mm_15_swapped(%x: !vyre.buffer<8xi32, read_write>)
    workgroup [4, 1, 1] {
  %c7 = arith.constant 7 : index
  %i = vyre.global_id x
  %j = arith.subi %c7, %i : index
  %v = vyre.load %x[%j] : !vyre.buffer<8xi32, read_write>
  vyre.barrier workgroup acq_rel
  vyre.store %v, %x[%i] : !vyre.buffer<8xi32, read_write>
  vyre.return
}
vyre.graph @main() {
  %groups = arith.constant 2 : index
  %x = vyre.alloc : !vyre.buffer<8xi32, read_write>
  vyre.dispatch @vyre_mm_15_swapped groups [%groups] (%x)
      : (!vyre.buffer<8xi32, read_write>)
  vyre.return
}

// -----

// Not in place but from the neighbour, through an argument that is only read.
// The barrier would do for a read_write one.
// CHECK: error: data race on element {{[0-3]}} of 'x', read after write: {{.*}} loads, expected a read_write argument: one that is only read shows no writes of other invocations [VYRE-MM-18]; fix: declare 'x' read_write, and order the accesses with a barrier
// CHECK: note: earlier, {{.*}} stores element {{[0-3]}} of 'y' here
vyre.program @vyre_mm_18_bump(%x: !vyre.buffer<4xi32, read>,
                              %y: !vyre.buffer<4xi32, read_write>)
    workgroup [4, 1, 1] {
  %c3 = arith.constant 3 : index
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  vyre.store %one, %y[%i] : !vyre.buffer<4xi32, read_write>
  vyre.barrier workgroup acq_rel
  %j = arith.subi %c3, %i : index
  %v = vyre.load %x[%j] : !vyre.buffer<4xi32, read>
  vyre.return
}
vyre.graph @main() {
  %groups = arith.constant 1 : index
  %x = vyre.alloc : !vyre.buffer<4xi32, read_write>
  vyre.dispatch @vyre_mm_18_bump groups [%groups] (%x, %x)
      : (!vyre.buffer<4xi32, read_write>, !vyre.buffer<4xi32, read_write>)
  vyre.return
}

// -----

// Invocation 3 leaves before the barrier: nothing orders its store.
// CHECK: error: data race on element 3 of 'x', {{.*}} [VYRE-MM-15]; fix: {{let the invocation come to the barrier and exit after it|put 'vyre.barrier}}
vyre.program @vyre_mm_15_exited(%x: !vyre.buffer<4xi32, read_write>)
    workgroup [4, 1, 1] {
  %c3 = arith.constant 3 : index
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  vyre.store %one, %x[%i] : !vyre.buffer<4xi32, read_write>
  %last = arith.cmpi eq, %i, %c3 : index
  vyre.exit_if %last
  vyre.barrier workgroup acq_rel
  %j = arith.subi %c3, %i : index
  %v = vyre.load %x[%j] : !vyre.buffer<4xi32, read_write>
  vyre.return
}
vyre.graph @main() {
  %groups = arith.constant 1 : index
  %x = vyre.alloc : !vyre.buffer<4xi32, read_write>
  vyre.dispatch @vyre_mm_15_exited groups [%groups] (%x)
      : (!vyre.buffer<4xi32, read_write>)
  vyre.return
}

// -----

// The barrier orders workgroup memory, and this is storage (VYRE-MM-21).
// CHECK: error: data race on element {{[0-9]+}} of 'x', {{.*}} [VYRE-MM-15]
vyre.program @vyre_mm_21_storage(%x: !vyre.buffer<64xi32, read_write>,
                                 %y: !vyre.buffer<64xi32, write>)
    workgroup [64, 1, 1] {
  %tile = vyre.workgroup_alloc : !vyre.buffer<64xi32, workgroup>
  %c63 = arith.constant 63 : index
  %l = vyre.local_id x
  %m = arith.subi %c63, %l : index
  %v = arith.index_castui %l : index to i32
  vyre.store %v, %tile[%l] : !vyre.buffer<64xi32, workgroup>
  vyre.store %v, %x[%l] : !vyre.buffer<64xi32, read_write>
  vyre.barrier workgroup acq_rel workgroup_memory
  %t = vyre.load %tile[%m] : !vyre.buffer<64xi32, workgroup>
  %u = vyre.load %x[%m] : !vyre.buffer<64xi32, read_write>
  %w = arith.addi %t, %u : i32
  vyre.store %w, %y[%l] : !vyre.buffer<64xi32, write>
  vyre.return
}
vyre.graph @main() {
  %groups = arith.constant 1 : index
  %x = vyre.alloc : !vyre.buffer<64xi32, read_write>
  %y = vyre.alloc : !vyre.buffer<64xi32, read_write>
  vyre.dispatch @vyre_mm_21_storage groups [%groups] (%x, %y)
      : (!vyre.buffer<64xi32, read_write>, !vyre.buffer<64xi32, read_write>)
  vyre.return
}

// -----

// Beside such a barrier, workgroup memory that it does not order is found, too.
// CHECK: error: data race on element {{[0-9]+}} of workgroup memory, {{.*}} [VYRE-MM-15]
vyre.program @vyre_mm_21_late() workgroup [64, 1, 1] {
  %tile = vyre.workgroup_alloc : !vyre.buffer<64xi32, workgroup>
  %c63 = arith.constant 63 : index
  %l = vyre.local_id x
  %m = arith.subi %c63, %l : index
  %v = arith.index_castui %l : index to i32
  vyre.barrier workgroup acq_rel workgroup_memory
  vyre.store %v, %tile[%l] : !vyre.buffer<64xi32, workgroup>
  %t = vyre.load %tile[%m] : !vyre.buffer<64xi32, workgroup>
  vyre.return
}
vyre.graph @main() {
  %groups = arith.constant 1 : index
  vyre.dispatch @vyre_mm_21_late groups [%groups] () : ()
  vyre.return
}
