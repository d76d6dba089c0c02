// RUN: vyre-opt %s --vyre-infer-aliases --vyre-split-grid-sync --canonicalize --cse --split-input-file | sed "s, {vyre.noalias},,g" | FileCheck %s

// What becomes of programs and of the graphs that dispatch them. The results
// are executed by test/Execution/grid-*.mlir.

!rw = !vyre.buffer<?xi32, read_write>

// Nothing to split, nothing to change.
// CHECK-LABEL: vyre.program @no_grid_barrier(
// CHECK:         vyre.barrier workgroup acq_rel
// CHECK:       vyre.graph @main(
// CHECK-NEXT:    vyre.dispatch @no_grid_barrier groups
vyre.program @no_grid_barrier(%b: !rw) workgroup [4, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %b[%i] : !rw
  vyre.barrier workgroup acq_rel
  vyre.store %v, %b[%i] : !rw
  vyre.return
}
vyre.graph @main(%b: !rw, %n: index) {
  vyre.dispatch @no_grid_barrier groups [%n] (%b) : (!rw)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>

// N barriers make N + 1 programs, which run in order and on the same grid.
// CHECK-LABEL: vyre.program @three_0(
// CHECK:         vyre.store %c0_i32
// CHECK-LABEL: vyre.program @three_1(
// CHECK:         vyre.store %c1_i32
// CHECK-LABEL: vyre.program @three_2(
// CHECK:         vyre.store %c2_i32
// CHECK-LABEL: vyre.program @three_3(
// CHECK:         vyre.store %c3_i32
// CHECK-NOT:   vyre.program
// CHECK-NOT:   vyre.alloc
// CHECK-LABEL: vyre.graph @main(
// CHECK-NEXT:    vyre.dispatch @three_0 threads [%n, %m] (%b)
// CHECK-NEXT:    vyre.dispatch @three_1 threads [%n, %m] (%b)
// CHECK-NEXT:    vyre.dispatch @three_2 threads [%n, %m] (%b)
// CHECK-NEXT:    vyre.dispatch @three_3 threads [%n, %m] (%b)
// CHECK-NEXT:    vyre.return
vyre.program @three(%b: !rw) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c2 = arith.constant 2 : i32
  %c3 = arith.constant 3 : i32
  %i = vyre.global_id x
  vyre.store %c0, %b[%i] : !rw
  vyre.barrier grid
  vyre.store %c1, %b[%i] : !rw
  vyre.barrier grid
  vyre.store %c2, %b[%i] : !rw
  vyre.barrier grid
  vyre.store %c3, %b[%i] : !rw
  vyre.return
}
vyre.graph @main(%b: !rw, %n: index, %m: index) {
  vyre.dispatch @three threads [%n, %m] (%b) : (!rw)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>

// Segments without effect are left out, and names that are taken are not used.
// CHECK-LABEL: vyre.program @taken_0(
// CHECK-LABEL: vyre.program @taken_1{{(_[0-9]+)?}}(
// CHECK-LABEL: vyre.graph @main(
// CHECK-NEXT:    vyre.dispatch @taken_0_0 groups [%n] (%b)
// CHECK-NEXT:    vyre.dispatch @taken_1 groups [%n] (%b)
// CHECK-NEXT:    vyre.dispatch @taken_0 groups [%n] (%b)
// CHECK-NEXT:    vyre.return
vyre.program @taken_0(%b: !rw) workgroup [4, 1, 1] {
  %i = vyre.global_id x
  %c = arith.constant 7 : i32
  vyre.store %c, %b[%i] : !rw
  vyre.return
}
vyre.program @taken(%b: !rw) workgroup [4, 1, 1] {
  %i = vyre.global_id x
  %c = arith.constant 7 : i32
  vyre.barrier grid
  vyre.store %c, %b[%i] : !rw
  vyre.barrier grid
  %unused = vyre.load %b[%i] : !rw
  vyre.barrier grid
  vyre.store %c, %b[%i] : !rw
  vyre.barrier grid
  vyre.return
}
vyre.graph @main(%b: !rw, %n: index) {
  vyre.dispatch @taken groups [%n] (%b) : (!rw)
  vyre.dispatch @taken_0 groups [%n] (%b) : (!rw)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>

// Each program takes what it uses, with the access that it needs; scalars and
// the workgroup size come along.
// CHECK-LABEL: vyre.program @access_0(
// CHECK-SAME:    %a: !vyre.buffer<?xi32, read>, %b: !vyre.buffer<?xi32, write>
// CHECK-SAME:    workgroup [4, 2, 1]
// CHECK-LABEL: vyre.program @access_1(
// CHECK-SAME:    %b: !vyre.buffer<?xi32, read_write>, %x: i32
// CHECK-LABEL: vyre.program @access_2(
// CHECK-SAME:    %a: !vyre.buffer<?xi32, write>, %b: !vyre.buffer<?xi32, read>
// CHECK-LABEL: vyre.graph @main(
// CHECK-NEXT:    vyre.dispatch @access_0 groups [%n] (%p, %q)
// CHECK-NEXT:    vyre.dispatch @access_1 groups [%n] (%q, %x)
// CHECK-NEXT:    vyre.dispatch @access_2 groups [%n] (%p, %q)
vyre.program @access(%a: !rw, %b: !rw, %x: i32) workgroup [4, 2, 1] {
  %i = vyre.global_id x
  %v = vyre.load %a[%i] : !rw
  vyre.store %v, %b[%i] : !rw
  vyre.barrier grid
  %old = vyre.atomic_rmw add relaxed %x, %b[%i] : !rw
  vyre.barrier grid
  %w = vyre.load %b[%i] : !rw
  vyre.store %w, %a[%i] : !rw
  vyre.return
}
vyre.graph @main(%p: !rw, %q: !rw, %x: i32, %n: index) {
  vyre.dispatch @access groups [%n] (%p, %q, %x) : (!rw, !rw, i32)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>

// One dispatch passes one buffer twice: a read argument would not show what is
// written under the other name (VYRE-MM-18).
// CHECK-LABEL: vyre.program @alias_0(
// CHECK-SAME:    %a: !vyre.buffer<?xi32, read_write>, %b: !vyre.buffer<?xi32, write>
vyre.program @alias(%a: !rw, %b: !rw) workgroup [4, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %a[%i] : !rw
  vyre.store %v, %b[%i] : !rw
  vyre.barrier grid
  vyre.store %v, %a[%i] : !rw
  vyre.return
}
vyre.graph @main(%p: !rw, %q: !rw, %n: index) {
  vyre.dispatch @alias groups [%n] (%p, %q) : (!rw, !rw)
  vyre.dispatch @alias groups [%n] (%p, %p) : (!rw, !rw)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>

// A region around a barrier becomes regions of its generator.
// CHECK-LABEL: vyre.program @region_0(
// CHECK:         vyre.region "front" {
// CHECK:           vyre.region "inner" {
// CHECK:             vyre.store
// CHECK-LABEL: vyre.program @region_1(
// CHECK:         vyre.region "front" {
// CHECK-NOT:       vyre.region
// CHECK:           vyre.store
vyre.program @region(%b: !rw) workgroup [4, 1, 1] {
  %i = vyre.global_id x
  %c = arith.constant 7 : i32
  vyre.region "front" {
    vyre.region "inner" {
      vyre.store %c, %b[%i] : !rw
      vyre.barrier grid
    }
    %v = vyre.load %b[%i] : !rw
    vyre.store %v, %b[%i] : !rw
  }
  vyre.return
}
vyre.graph @main(%b: !rw, %n: index) {
  vyre.dispatch @region groups [%n] (%b) : (!rw)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>

// Nothing would run the parts of a program that no graph dispatches.
// CHECK-LABEL: vyre.program @undispatched(
// CHECK:         vyre.barrier grid
vyre.program @undispatched(%b: !rw) workgroup [4, 1, 1] {
  vyre.barrier grid
  vyre.return
}
