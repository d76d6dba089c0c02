// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre-infer-aliases,vyre.program(vyre-elide-barriers))' | FileCheck %s
// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre-infer-aliases,vyre.program(vyre-elide-barriers{reference}))' | FileCheck %s

// Barriers that stay: the shapes for which other passes of this kind are, or
// were, wrong. elide-barriers-execution.test runs these kernels.

!b = !vyre.buffer<256xi32, read_write>
!r = !vyre.buffer<256xi32, read>
!wg = !vyre.buffer<64xi32, workgroup>

// A barrier at the end of a loop body orders this iteration with the next.
// CHECK-LABEL: @loop_carried
// CHECK:         scf.for
// CHECK-COUNT-2: vyre.barrier
vyre.program @loop_carried(%a: !b, %n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c63 = arith.constant 63 : index
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  scf.for %i = %c0 to %n step %c1 {
    %v = vyre.load %a[%other] : !b
    vyre.barrier workgroup acq_rel
    vyre.store %v, %a[%l] : !b
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// The only barrier of the loop: the accesses that it orders come from both
// sides of the back edge.
// CHECK-LABEL: @own_back_edge
// CHECK:         scf.for
// CHECK:           vyre.barrier
vyre.program @own_back_edge(%a: !b, %n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %c63 = arith.constant 63 : index
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  scf.for %i = %c0 to %n step %c1 {
    %half = arith.andi %i, %c1 : index
    %from = arith.muli %half, %c64 : index
    %to = arith.subi %c64, %from : index
    %src = arith.addi %from, %other : index
    %dst = arith.addi %to, %l : index
    %v = vyre.load %a[%src] : !b
    vyre.store %v, %a[%dst] : !b
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// Effects in the enclosing block, before the first and behind the last op of
// the branch.
// CHECK-LABEL: @enclosing
// CHECK:         scf.if
// CHECK:           vyre.barrier
vyre.program @enclosing(%a: !b, %n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c63 = arith.constant 63 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  %some = arith.cmpi ne, %n, %c0 : index
  %i = arith.index_castui %l : index to i32
  vyre.store %i, %m[%l] : !wg
  scf.if %some {
    vyre.barrier workgroup acq_rel
  }
  scf.if %some {
    %v = vyre.load %m[%other] : !wg
    vyre.store %v, %a[%l] : !b
  }
  vyre.return
}

// The two arguments are one buffer in a dispatch.
// CHECK-LABEL: @aliased
// CHECK:         vyre.barrier
vyre.program @aliased(%a: !b, %b: !b) workgroup [64, 1, 1] {
  %c63 = arith.constant 63 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  %i = arith.index_castui %l : index to i32
  vyre.store %i, %a[%l] : !b
  vyre.barrier workgroup acq_rel
  %v = vyre.load %b[%other] : !b
  vyre.store %v, %m[%l] : !wg
  vyre.return
}

// A `read` argument that may be the buffer that is stored to behind the
// barrier: the loads come first.
// CHECK-LABEL: @read_only_before
// CHECK:         vyre.barrier
vyre.program @read_only_before(%a: !b, %r: !r) workgroup [64, 1, 1] {
  %c63 = arith.constant 63 : index
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  %v = vyre.load %r[%other] : !r
  vyre.barrier workgroup acq_rel
  vyre.store %v, %a[%l] : !b
  vyre.return
}

// Neighbours of all kinds around: only the accesses count, not which op stands
// beside the barrier.
// CHECK-LABEL: @wrong_neighbours
// CHECK:         vyre.region
// CHECK:         vyre.barrier
// CHECK:         vyre.region
vyre.program @wrong_neighbours(%a: !b, %b: !b) workgroup [64, 1, 1] {
  %c63 = arith.constant 63 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  %i = arith.index_castui %l : index to i32
  vyre.store %i, %a[%l] : !b
  vyre.region "one" {
    vyre.store %i, %b[%l] : !b
  }
  vyre.barrier workgroup acq_rel
  vyre.region "two" {
    vyre.store %i, %m[%l] : !wg
  }
  %v = vyre.load %a[%other] : !b
  vyre.return
}

// Publication: the barrier is what makes the payload of the other invocations
// happen before the release of lane 0.
// CHECK-LABEL: @publication
// CHECK:         vyre.barrier workgroup acq_rel{{$}}
// CHECK:         vyre.atomic_store release
vyre.program @publication(%a: !b, %b: !b) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %l = vyre.local_id x
  %is0 = arith.cmpi eq, %l, %c0 : index
  vyre.store %one, %a[%l] : !b
  vyre.barrier workgroup acq_rel
  scf.if %is0 {
    vyre.atomic_store release %one, %b[%c0] : !b
  }
  vyre.return
}

// A release hands on reads as well: who acquires may overwrite what was read.
// @publication has left 1 in %b[0], so the last of two workgroups finds 2.
// CHECK-LABEL: @publication_of_reads
// CHECK:         vyre.barrier
// CHECK:         vyre.atomic_rmw add seq_cst
vyre.program @publication_of_reads(%a: !b, %b: !b, %c: !b) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : i32
  %c2 = arith.constant 2 : i32
  %g = vyre.global_id x
  %l = vyre.local_id x
  %is0 = arith.cmpi eq, %l, %c0 : index
  %v = vyre.load %a[%g] : !b
  vyre.barrier workgroup acq_rel
  scf.if %is0 {
    %old = vyre.atomic_rmw add seq_cst %c1, %b[%c0] : !b
    %last = arith.cmpi eq, %old, %c2 : i32
    scf.if %last {
      vyre.store %v, %a[%c0] : !b
    }
  }
  vyre.return
}

// The mirror image: lane 0 acquires, the barrier lets the others use it.
// CHECK-LABEL: @subscription
// CHECK:         vyre.atomic_load acquire
// CHECK:         vyre.barrier
vyre.program @subscription(%a: !b, %b: !b) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %l = vyre.local_id x
  %is0 = arith.cmpi eq, %l, %c0 : index
  scf.if %is0 {
    %v = vyre.atomic_load acquire %b[%c0] : !b
  }
  vyre.barrier workgroup acq_rel
  vyre.store %one, %a[%l] : !b
  vyre.return
}

// Atomics do not race, but the second sees the sum of the first.
// CHECK-LABEL: @phases
// CHECK:         vyre.barrier
vyre.program @phases(%a: !b, %b: !b) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %l = vyre.local_id x
  %m = vyre.workgroup_alloc : !vyre.buffer<1xi32, workgroup>
  %old = vyre.atomic_rmw add relaxed %one, %m[%c0] : !vyre.buffer<1xi32, workgroup>
  vyre.barrier workgroup acq_rel
  %sum = vyre.atomic_load relaxed %m[%c0] : !vyre.buffer<1xi32, workgroup>
  vyre.store %sum, %b[%l] : !b
  vyre.return
}

// Of two kinds, the last decides.
// CHECK-LABEL: @two_kinds
// CHECK:         vyre.barrier
vyre.program @two_kinds(%a: !b) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %old = vyre.atomic_rmw add relaxed %one, %a[%c0] : !b
  vyre.barrier workgroup acq_rel
  %new = vyre.atomic_rmw and relaxed %one, %a[%c0] : !b
  vyre.return
}

// An index of x alone is shared by all rows.
// CHECK-LABEL: @x_of_two_axes
// CHECK:         vyre.barrier
vyre.program @x_of_two_axes(%a: !b) workgroup [16, 4, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i32
  %x = vyre.local_id x
  %y = vyre.local_id y
  %row0 = arith.cmpi eq, %y, %c0 : index
  %row1 = arith.cmpi eq, %y, %c1 : index
  scf.if %row0 {
    vyre.store %one, %a[%x] : !b
  }
  vyre.barrier workgroup acq_rel
  scf.if %row1 {
    %v = vyre.load %a[%x] : !b
    %w = arith.addi %v, %one : i32
    vyre.store %w, %a[%x] : !b
  }
  vyre.return
}

// The counter is another number on the two sides, and steps by less than the
// workgroup has invocations.
// CHECK-LABEL: @induction
// CHECK:         vyre.barrier
vyre.program @induction(%a: !b, %b: !b, %n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %l = vyre.local_id x
  scf.for %i = %c0 to %n step %c1 {
    %at = arith.addi %i, %l : index
    %li = arith.index_castui %l : index to i32
    vyre.store %li, %a[%at] : !b
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// The neighbour's element.
// CHECK-LABEL: @neighbour
// CHECK:         vyre.barrier
vyre.program @neighbour(%a: !b, %b: !b) workgroup [64, 1, 1] {
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i32
  %l = vyre.local_id x
  %next = arith.addi %l, %c1 : index
  vyre.store %one, %a[%l] : !b
  vyre.barrier workgroup acq_rel
  %v = vyre.load %a[%next] : !b
  vyre.store %v, %b[%l] : !b
  vyre.return
}

// l and l + 2^26 * 64 are one element, because indices wrap.
// CHECK-LABEL: @wrap
// CHECK:         vyre.barrier
vyre.program @wrap(%a: !b, %b: !b) workgroup [64, 1, 1] {
  %c26 = arith.constant 26 : index
  %one = arith.constant 1 : i32
  %l = vyre.local_id x
  // 0 for every lane below 64, 2^26 times l.
  %high = vyre.shli %l, %c26 : index
  %twice = arith.addi %high, %high : index
  vyre.store %one, %a[%l] : !b
  vyre.barrier workgroup acq_rel
  %v = vyre.load %a[%twice] : !b
  vyre.store %v, %b[%l] : !b
  vyre.return
}

// Lane 1 leaves behind the first barrier. The second does not wait for it, so
// only the first orders its store with the loads.
// CHECK-LABEL: @exit_between
// CHECK:         vyre.barrier
// CHECK:         vyre.exit_if
// CHECK:         vyre.barrier
vyre.program @exit_between(%a: !b, %b: !b) workgroup [64, 1, 1] {
  %c1 = arith.constant 1 : index
  %c63 = arith.constant 63 : index
  %one = arith.constant 1 : i32
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  %is1 = arith.cmpi eq, %l, %c1 : index
  vyre.store %one, %a[%l] : !b
  vyre.barrier workgroup acq_rel
  vyre.exit_if %is1
  vyre.barrier workgroup acq_rel keep
  %v = vyre.load %a[%other] : !b
  vyre.store %v, %b[%l] : !b
  vyre.return
}

// keep means keep.
// CHECK-LABEL: @keep
// CHECK:         vyre.barrier workgroup acq_rel keep
vyre.program @keep(%a: !b) workgroup [64, 1, 1] {
  vyre.barrier workgroup acq_rel keep
  vyre.return
}

// Other workgroups load what this one stored.
// CHECK-LABEL: @grid
// CHECK:         vyre.barrier grid
vyre.program @grid(%a: !b, %b: !b) workgroup [64, 1, 1] {
  %c255 = arith.constant 255 : index
  %one = arith.constant 1 : i32
  %g = vyre.global_id x
  %other = arith.subi %c255, %g : index
  vyre.store %one, %a[%g] : !b
  vyre.barrier grid
  %v = vyre.load %a[%other] : !b
  vyre.store %v, %b[%g] : !b
  vyre.return
}

// A grid may have more axes than the index: two workgroups share a[g].
// CHECK-LABEL: @grid_axes
// CHECK:         vyre.barrier grid
vyre.program @grid_axes(%a: !b, %b: !b) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i32
  %g = vyre.global_id x
  %y = vyre.workgroup_id y
  %row0 = arith.cmpi eq, %y, %c0 : index
  %row1 = arith.cmpi eq, %y, %c1 : index
  scf.if %row0 {
    vyre.store %one, %a[%g] : !b
  }
  vyre.barrier grid
  scf.if %row1 {
    %v = vyre.load %a[%g] : !b
    vyre.store %v, %b[%g] : !b
  }
  vyre.return
}

// {copy issued; ..} {wait} barrier {load}: the wait carries the effect.
// CHECK-LABEL: @async
// CHECK:         vyre.async_wait
// CHECK:         vyre.barrier
vyre.program @async(%a: !b, %b: !b) workgroup [64, 1, 1] {
  %c1 = arith.constant 1 : index
  %c63 = arith.constant 63 : index
  %m = vyre.workgroup_alloc : !wg
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  %t = vyre.async_load %a[%l], %m[%l], %c1 : !b, !wg
  vyre.barrier workgroup acq_rel keep
  vyre.async_wait %t
  vyre.barrier workgroup acq_rel
  %v = vyre.load %m[%other] : !wg
  vyre.store %v, %b[%l] : !b
  vyre.return
}

// One barrier per turn of a double buffer is needed: the half that is stored to
// is loaded from in the next turn.
// CHECK-LABEL: @double_buffer_needs_one
// CHECK:         scf.for
// CHECK:           vyre.barrier
vyre.program @double_buffer_needs_one(%a: !b, %b: !b, %n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c63 = arith.constant 63 : index
  %c64 = arith.constant 64 : index
  %m = vyre.workgroup_alloc : !vyre.buffer<128xi32, workgroup>
  %l = vyre.local_id x
  %other = arith.subi %c63, %l : index
  scf.for %i = %c0 to %n step %c1 {
    %half = arith.andi %i, %c1 : index
    %from = arith.muli %half, %c64 : index
    %to = arith.subi %c64, %from : index
    %src = arith.addi %from, %other : index
    %dst = arith.addi %to, %l : index
    %v = vyre.load %m[%src] : !vyre.buffer<128xi32, workgroup>
    vyre.store %v, %m[%dst] : !vyre.buffer<128xi32, workgroup>
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

vyre.graph @main(%a: !b, %b: !b, %c: !b) {
  %one = arith.constant 1 : index
  %two = arith.constant 2 : index
  %four = arith.constant 4 : index
  %n = arith.constant 5 : index
  vyre.dispatch @loop_carried groups [%one] (%a, %n) : (!b, index)
  vyre.dispatch @own_back_edge groups [%one] (%b, %n) : (!b, index)
  vyre.dispatch @enclosing groups [%one] (%a, %n) : (!b, index)
  vyre.dispatch @aliased groups [%one] (%a, %a) : (!b, !b)
  vyre.dispatch @read_only_before groups [%one] (%a, %a) : (!b, !b)
  vyre.dispatch @wrong_neighbours groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @publication groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @publication_of_reads groups [%two] (%a, %b, %c) : (!b, !b, !b)
  vyre.dispatch @subscription groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @phases groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @two_kinds groups [%one] (%a) : (!b)
  vyre.dispatch @x_of_two_axes groups [%one] (%a) : (!b)
  vyre.dispatch @induction groups [%one] (%a, %b, %n) : (!b, !b, index)
  vyre.dispatch @neighbour groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @wrap groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @exit_between groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @keep groups [%one] (%a) : (!b)
  vyre.dispatch @grid groups [%four] (%a, %b) : (!b, !b)
  vyre.dispatch @grid_axes groups [%one, %two] (%a, %b) : (!b, !b)
  vyre.dispatch @async groups [%one] (%a, %b) : (!b, !b)
  vyre.dispatch @double_buffer_needs_one groups [%one] (%a, %b, %n) : (!b, !b, index)
  vyre.return
}
