// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre-infer-aliases,vyre.program(vyre-elide-barriers))' | FileCheck %s
// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre-infer-aliases,vyre.program(vyre-elide-barriers{reference}))' | FileCheck %s

// Barriers that go. elide-barriers-execution.test runs these kernels before and
// after the pass.

!b = !vyre.buffer<256xi32, read_write>
!r = !vyre.buffer<256xi32, read>
!wg = !vyre.buffer<64xi32, workgroup>
!wg2 = !vyre.buffer<128xi32, workgroup>

// Each invocation loads what it stored itself.
// CHECK-LABEL: @same_invocation
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @same_invocation(%a: !b, %b: !b) workgroup [64, 1, 1] {
  %c3 = arith.constant 3 : i32
  %l = vyre.local_id x
  vyre.store %c3, %a[%l] : !b
  vyre.barrier workgroup acq_rel
  %v = vyre.load %a[%l] : !b
  vyre.store %v, %b[%l] : !b
  vyre.return
}

// The store is to one buffer, the load from another.
// CHECK-LABEL: @distinct_buffers
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @distinct_buffers(%a: !b, %b: !b) workgroup [64, 1, 1] {
  %c3 = arith.constant 3 : i32
  %c63 = arith.constant 63 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  vyre.store %c3, %a[%l] : !b
  vyre.barrier workgroup acq_rel
  %v = vyre.load %b[%other] : !b
  vyre.store %v, %m[%l] : !wg
  vyre.return
}

// W a | W b | R a: the two barriers are redundant in turn, so one of them goes,
// and the other orders a.
// CHECK-LABEL: @transitive
// CHECK:         vyre.store %{{.*}}, %a
// CHECK-NEXT:    vyre.store %{{.*}}, %b
// CHECK-NEXT:    vyre.barrier workgroup acq_rel
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @transitive(%a: !b, %b: !b) workgroup [64, 1, 1] {
  %c3 = arith.constant 3 : i32
  %c63 = arith.constant 63 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  vyre.store %c3, %a[%l] : !b
  vyre.barrier workgroup acq_rel
  vyre.store %c3, %b[%l] : !b
  vyre.barrier workgroup acq_rel
  %v = vyre.load %a[%other] : !b
  vyre.store %v, %m[%l] : !wg
  vyre.return
}

// Two barriers in a branch with nothing between: the first has no access after
// it up to the second.
// CHECK-LABEL: @pair_in_if
// CHECK:         scf.if
// CHECK-COUNT-1: vyre.barrier
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @pair_in_if(%a: !b, %n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c63 = arith.constant 63 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  %i = arith.index_castui %l : index to i32
  %some = arith.cmpi ne, %n, %c0 : index
  scf.if %some {
    vyre.store %i, %m[%l] : !wg
    vyre.barrier workgroup acq_rel
    vyre.barrier workgroup acq_rel
    %v = vyre.load %m[%other] : !wg
    vyre.store %v, %a[%l] : !b
  }
  vyre.return
}

// The same in a loop. The barrier behind the loads orders them with the stores
// of the next iteration.
// CHECK-LABEL: @pair_in_loop
// CHECK:         scf.for
// CHECK-COUNT-2: vyre.barrier
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @pair_in_loop(%a: !b, %n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c63 = arith.constant 63 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  scf.for %i = %c0 to %n step %c1 {
    %u = vyre.load %a[%l] : !b
    vyre.store %u, %m[%l] : !wg
    vyre.barrier workgroup acq_rel
    %v = vyre.load %m[%other] : !wg
    vyre.store %v, %a[%l] : !b
    vyre.barrier workgroup acq_rel
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// The last level of the tree leaves the sum with lane 0, which reads it itself;
// nothing follows the barrier at the end.
// CHECK-LABEL: @trailing
// CHECK-COUNT-2: vyre.barrier
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @trailing(%a: !b, %b: !b) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %m = vyre.workgroup_alloc : !vyre.buffer<4xi32, workgroup>
  %l = vyre.local_id x
  %v = vyre.load %a[%l] : !b
  vyre.store %v, %m[%l] : !vyre.buffer<4xi32, workgroup>
  vyre.barrier workgroup acq_rel
  %is2 = arith.cmpi ult, %l, %c2 : index
  scf.if %is2 {
    %p = arith.addi %l, %c2 : index
    %x = vyre.load %m[%l] : !vyre.buffer<4xi32, workgroup>
    %y = vyre.load %m[%p] : !vyre.buffer<4xi32, workgroup>
    %s = arith.addi %x, %y : i32
    vyre.store %s, %m[%l] : !vyre.buffer<4xi32, workgroup>
  }
  vyre.barrier workgroup acq_rel
  %is1 = arith.cmpi ult, %l, %c1 : index
  scf.if %is1 {
    %x = vyre.load %m[%c0] : !vyre.buffer<4xi32, workgroup>
    %y = vyre.load %m[%c1] : !vyre.buffer<4xi32, workgroup>
    %s = arith.addi %x, %y : i32
    vyre.store %s, %m[%c0] : !vyre.buffer<4xi32, workgroup>
  }
  vyre.barrier workgroup acq_rel
  %is0 = arith.cmpi eq, %l, %c0 : index
  scf.if %is0 {
    %s = vyre.load %m[%c0] : !vyre.buffer<4xi32, workgroup>
    vyre.store %s, %b[%c0] : !b
  }
  vyre.barrier workgroup acq_rel
  vyre.return
}

// Two halves in turn: what is loaded in this iteration is stored to in the next
// but one, so one barrier per iteration is enough.
// CHECK-LABEL: @double_buffer
// CHECK:         scf.for
// CHECK-COUNT-1: vyre.barrier
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @double_buffer(%a: !b, %b: !b, %n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c63 = arith.constant 63 : index
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0 : i32
  %m = vyre.workgroup_alloc : !wg2
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  %sum = scf.for %i = %c0 to %n step %c1 iter_args(%t = %zero) -> (i32) {
    %half = arith.andi %i, %c1 : index
    %base = arith.muli %half, %c64 : index
    %mine = arith.addi %base, %l : index
    %its = arith.addi %base, %other : index
    %v = vyre.load %a[%l] : !b
    vyre.store %v, %m[%mine] : !wg2
    vyre.barrier workgroup acq_rel
    %w = vyre.load %m[%its] : !wg2
    %u = arith.addi %t, %w : i32
    vyre.barrier workgroup acq_rel
    scf.yield %u : i32
  }
  vyre.store %sum, %b[%l] : !b
  vyre.return
}

// Each invocation has the elements l, l + 64, l + 128 for itself, whatever the
// iteration.
// CHECK-LABEL: @strided
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @strided(%a: !b) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c256 = arith.constant 256 : index
  %one = arith.constant 1 : i32
  %l = vyre.local_id x
  scf.for %i = %l to %c256 step %c64 {
    %v = vyre.load %a[%i] : !b
    %w = arith.addi %v, %one : i32
    vyre.store %w, %a[%i] : !b
  }
  vyre.barrier workgroup acq_rel
  scf.for %k = %c0 to %c256 step %c64 {
    %i = arith.addi %k, %l : index
    %v = vyre.load %a[%i] : !b
    %w = arith.addi %v, %one : i32
    vyre.store %w, %a[%i] : !b
  }
  vyre.return
}

// Lane 0 alone on both sides, and lane 5 by its linear id.
// CHECK-LABEL: @one_lane
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @one_lane(%a: !b, %b: !b) workgroup [8, 8, 1] {
  %c0 = arith.constant 0 : index
  %c5 = arith.constant 5 : index
  %c8 = arith.constant 8 : index
  %one = arith.constant 1 : i32
  %x = vyre.local_id x
  %y = vyre.local_id y
  %rows = arith.muli %y, %c8 : index
  %l = arith.addi %rows, %x : index
  %x0 = arith.cmpi eq, %x, %c0 : index
  %y0 = arith.cmpi eq, %y, %c0 : index
  %is0 = arith.andi %x0, %y0 : i1
  %is5 = arith.cmpi eq, %l, %c5 : index
  scf.if %is0 {
    vyre.store %one, %a[%c5] : !b
  }
  scf.if %is5 {
    vyre.store %one, %b[%c8] : !b
  }
  vyre.barrier workgroup acq_rel
  scf.if %is0 {
    %v = vyre.load %a[%c5] : !b
    vyre.store %v, %a[%c0] : !b
  }
  scf.if %is5 {
    %v = vyre.load %b[%c8] : !b
    vyre.store %v, %b[%c0] : !b
  }
  vyre.return
}

// A tile of a workgroup of two axes, row by row.
// CHECK-LABEL: @two_axes
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @two_axes(%a: !b) workgroup [16, 4, 1] {
  %c16 = arith.constant 16 : index
  %one = arith.constant 1 : i32
  %x = vyre.local_id x
  %y = vyre.local_id y
  %rows = arith.muli %y, %c16 : index
  %i = arith.addi %rows, %x : index
  vyre.store %one, %a[%i] : !b
  vyre.barrier workgroup acq_rel
  %v = vyre.load %a[%i] : !b
  %w = arith.addi %v, %one : i32
  vyre.store %w, %a[%i] : !b
  vyre.return
}

// The lower half is stored to, the upper half is loaded from.
// CHECK-LABEL: @halves
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @halves(%a: !b, %b: !b) workgroup [64, 1, 1] {
  %c7 = arith.constant 7 : index
  %c64 = arith.constant 64 : index
  %one = arith.constant 1 : i32
  %l = vyre.local_id x
  %few = arith.andi %l, %c7 : index
  %up = arith.addi %few, %c64 : index
  vyre.store %one, %a[%l] : !b
  vyre.barrier workgroup acq_rel
  %v = vyre.load %a[%up] : !b
  vyre.store %v, %b[%l] : !b
  vyre.return
}

// An offset that the workgroup shares cancels out, known or not.
// CHECK-LABEL: @shared_offset
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @shared_offset(%a: !b, %n: index) workgroup [64, 1, 1] {
  %one = arith.constant 1 : i32
  %c3 = arith.constant 3 : index
  %l = vyre.local_id x
  %square = arith.muli %n, %n : index
  %at = arith.remui %square, %c3 : index
  %i = arith.addi %at, %l : index
  vyre.store %one, %a[%i] : !b
  vyre.barrier workgroup acq_rel
  %v = vyre.load %a[%i] : !b
  %w = arith.addi %v, %one : i32
  vyre.store %w, %a[%i] : !b
  vyre.return
}

// Sums whose values nobody looks at come out the same in any order.
// CHECK-LABEL: @sums
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @sums(%a: !b) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %old = vyre.atomic_rmw add relaxed %one, %a[%c0] : !b
  vyre.barrier workgroup acq_rel
  %new = vyre.atomic_rmw add relaxed %two, %a[%c0] : !b
  vyre.return
}

// A relaxed flag publishes nothing, so there is nothing to order.
// CHECK-LABEL: @relaxed_flag
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @relaxed_flag(%a: !b, %b: !b) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %l = vyre.local_id x
  %is0 = arith.cmpi eq, %l, %c0 : index
  vyre.store %one, %a[%l] : !b
  vyre.barrier workgroup acq_rel
  scf.if %is0 {
    vyre.atomic_store relaxed %one, %b[%c0] : !b
  }
  vyre.return
}

// A `read` argument shows no write of another invocation, behind a barrier
// either (VYRE-MM-18): the barrier does nothing for this load.
// CHECK-LABEL: @read_only
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @read_only(%a: !b, %r: !r) workgroup [64, 1, 1] {
  %one = arith.constant 1 : i32
  %l = vyre.local_id x
  vyre.store %one, %a[%l] : !b
  vyre.barrier workgroup acq_rel
  %v = vyre.load %r[%l] : !r
  vyre.store %v, %a[%l] : !b
  vyre.return
}

// Everything that the grid barrier orders is in workgroup memory, or in a block
// of its own for each workgroup.
// CHECK-LABEL: @narrowed
// CHECK-NOT:     vyre.barrier grid
// CHECK:         vyre.barrier workgroup acq_rel
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @narrowed(%a: !b) workgroup [64, 1, 1] {
  %c63 = arith.constant 63 : index
  %c64 = arith.constant 64 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %w = vyre.workgroup_id x
  %other = arith.subi %c63, %l : index
  %block = arith.muli %w, %c64 : index
  %mine = arith.addi %block, %l : index
  %its = arith.addi %block, %other : index
  %u = arith.index_castui %mine : index to i32
  vyre.store %u, %m[%l] : !wg
  vyre.store %u, %a[%mine] : !b
  vyre.barrier grid
  %v = vyre.load %m[%other] : !wg
  %x = vyre.load %a[%its] : !b
  vyre.return
}

// A grid barrier between different buffers goes, and with it a kernel split.
// CHECK-LABEL: @grid_distinct
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @grid_distinct(%a: !b, %b: !b) workgroup [64, 1, 1] {
  %one = arith.constant 1 : i32
  %g = vyre.global_id x
  vyre.store %one, %a[%g] : !b
  vyre.barrier grid
  vyre.store %one, %b[%g] : !b
  vyre.return
}

// All dispatches have one axis, so the global id along it names an invocation.
// CHECK-LABEL: @grid_same_invocation
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @grid_same_invocation(%a: !b) workgroup [16, 1, 1] {
  %one = arith.constant 1 : i32
  %g = vyre.global_id x
  vyre.store %one, %a[%g] : !b
  vyre.barrier grid
  %v = vyre.load %a[%g] : !b
  %w = arith.addi %v, %one : i32
  vyre.store %w, %a[%g] : !b
  vyre.return
}

// The halves of a double buffer, as a carried value that flips.
// CHECK-LABEL: @carried_half
// CHECK:         scf.for
// CHECK-COUNT-1: vyre.barrier
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @carried_half(%a: !b, %b: !b, %n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c63 = arith.constant 63 : index
  %c64 = arith.constant 64 : index
  %m = vyre.workgroup_alloc : !wg2
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  %v0 = vyre.load %a[%l] : !b
  vyre.store %v0, %m[%l] : !wg2
  vyre.barrier workgroup acq_rel
  %last = scf.for %i = %c0 to %n step %c1 iter_args(%half = %c0) -> (index) {
    %next = arith.subi %c1, %half : index
    %from = arith.muli %half, %c64 : index
    %to = arith.muli %next, %c64 : index
    %src = arith.addi %from, %other : index
    %dst = arith.addi %to, %l : index
    %v = vyre.load %m[%src] : !wg2
    vyre.barrier workgroup acq_rel
    vyre.store %v, %m[%dst] : !wg2
    vyre.barrier workgroup acq_rel
    scf.yield %next : index
  }
  vyre.return
}

// The tile of the next round is copied while this one is used.
// CHECK-LABEL: @async_tile
// CHECK:         vyre.async_wait
// CHECK-COUNT-1: vyre.barrier
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @async_tile(%a: !b, %b: !b) workgroup [64, 1, 1] {
  %c1 = arith.constant 1 : index
  %c63 = arith.constant 63 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  %t = vyre.async_load %a[%l], %m[%l], %c1 : !b, !wg
  // Nothing that is in flight touches %b.
  vyre.barrier workgroup acq_rel
  %old = vyre.load %b[%l] : !b
  vyre.async_wait %t
  vyre.barrier workgroup acq_rel
  %v = vyre.load %m[%other] : !wg
  %w = arith.addi %v, %old : i32
  vyre.store %w, %b[%l] : !b
  vyre.return
}

// What others see is in workgroup memory; each invocation has its own elements
// of storage. The second barrier orders storage as well.
// CHECK-LABEL: @restricted
// CHECK:         vyre.barrier workgroup acq_rel workgroup_memory
// CHECK:         vyre.barrier workgroup acq_rel{{$}}
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @restricted(%a: !b, %b: !b) workgroup [64, 1, 1] {
  %c63 = arith.constant 63 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  %u = vyre.load %a[%l] : !b
  vyre.store %u, %m[%l] : !wg
  vyre.barrier workgroup acq_rel
  %v = vyre.load %m[%other] : !wg
  vyre.store %v, %a[%l] : !b
  vyre.barrier workgroup acq_rel
  %w = vyre.load %a[%other] : !b
  vyre.store %w, %b[%l] : !b
  vyre.return
}

// A restricted barrier is not there for storage: the one behind it stays whole.
// CHECK-LABEL: @restricted_already
// CHECK:         vyre.barrier workgroup acq_rel workgroup_memory keep
// CHECK-NEXT:    vyre.barrier workgroup acq_rel{{$}}
// CHECK-NOT:     vyre.barrier
// CHECK:         vyre.return
vyre.program @restricted_already(%a: !b, %b: !b) workgroup [64, 1, 1] {
  %c63 = arith.constant 63 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  %u = vyre.load %b[%l] : !b
  vyre.store %u, %a[%l] : !b
  vyre.barrier workgroup acq_rel workgroup_memory keep
  vyre.barrier workgroup acq_rel
  %v = vyre.load %a[%other] : !b
  vyre.store %v, %b[%l] : !b
  vyre.return
}

// An offset that the workgroup shares, from a loop that carries it.
// CHECK-LABEL: @carried_offset
// CHECK:         scf.for
// CHECK-NOT:       vyre.barrier workgroup acq_rel{{$}}
// CHECK:           vyre.barrier workgroup acq_rel keep
// CHECK:         vyre.return
vyre.program @carried_offset(%a: !b, %n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %one = arith.constant 1 : i32
  %l = vyre.local_id x
  %end = scf.for %i = %c0 to %n step %c1 iter_args(%at = %n) -> (index) {
    %e = arith.addi %at, %l : index
    vyre.store %one, %a[%e] : !b
    vyre.barrier workgroup acq_rel
    %v = vyre.load %a[%e] : !b
    %w = arith.addi %v, %one : i32
    vyre.store %w, %a[%e] : !b
    vyre.barrier workgroup acq_rel keep
    %product = arith.muli %at, %c3 : index
    %next = arith.addi %product, %i : index
    scf.yield %next : index
  }
  vyre.return
}

vyre.graph @main(%a: !b, %b: !b, %c: !b) {
  %one = arith.constant 1 : index
  %n = arith.constant 5 : index
  vyre.dispatch @same_invocation groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @distinct_buffers groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @transitive groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @pair_in_if groups [%one] (%a, %n) : (!b, index)
  vyre.dispatch @pair_in_loop groups [%one] (%a, %n) : (!b, index)
  vyre.dispatch @trailing groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @double_buffer groups [%one] (%a, %b, %n) : (!b, !b, index)
  vyre.dispatch @strided groups [%one] (%a) : (!b)
  vyre.dispatch @one_lane groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @two_axes groups [%one] (%a) : (!b)
  vyre.dispatch @halves groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @shared_offset groups [%one] (%a, %n) : (!b, index)
  vyre.dispatch @sums groups [%one] (%a) : (!b)
  vyre.dispatch @relaxed_flag groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @read_only groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @narrowed groups [%n] (%a) : (!b)
  vyre.dispatch @grid_distinct groups [%n] (%a, %c) : (!b, !b)
  vyre.dispatch @grid_same_invocation groups [%n] (%a) : (!b)
  vyre.dispatch @carried_half groups [%one] (%a, %b, %n) : (!b, !b, index)
  vyre.dispatch @async_tile groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @restricted groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @restricted_already groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @carried_offset groups [%one] (%a, %n) : (!b, index)
  vyre.return
}
