// RUN: vyre-opt %s --vyre-infer-aliases --vyre-split-grid-sync --canonicalize --cse --split-input-file | sed "s, {vyre.noalias},,g" | FileCheck %s
// RUN: vyre-opt %s --vyre-infer-aliases --vyre-split-grid-sync --split-input-file --remarks-filter='vyre-split-grid-sync' --remark-format=emitRemark -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// How values get across: what is computed again, and what is kept in hidden
// memory, with the number of bytes.

!in = !vyre.buffer<?xi32, read>
!rw = !vyre.buffer<?xi32, read_write>
!w = !vyre.buffer<?xi32, write>

// The result of an atomic is kept: a second one would add twice. The id is
// computed again. The size of hidden memory follows from the dispatch.
// CHECK-LABEL: vyre.program @atomic_0(
// CHECK-SAME:    %src: !vyre.buffer<?xi32, read>, %part: !vyre.buffer<?xi32, read_write>, %spill: !vyre.buffer<?xi32, write>
// CHECK:         %[[OLD:.*]] = vyre.atomic_rmw add relaxed
// CHECK:         vyre.store %[[OLD]], %spill[%global_x]
// CHECK-LABEL: vyre.program @atomic_1(
// CHECK-SAME:    %part: !vyre.buffer<?xi32, read>, %dst: !vyre.buffer<?xi32, write>, %spill: !vyre.buffer<?xi32, read>
// CHECK-NOT:     vyre.atomic_rmw
// CHECK:         %[[OLD:.*]] = vyre.load %spill[%global_x]
// CHECK:         arith.subi %{{.*}}, %[[OLD]]
// CHECK-LABEL: vyre.graph @main(
// CHECK:         arith.ceildivui %n, %c64
// CHECK:         %[[SPILL:.*]] = vyre.alloc uninitialized(%{{.*}}) : !vyre.buffer<?xi32, read_write>
// CHECK:         vyre.dispatch @atomic_0 threads [%n] (%s, %p, %[[SPILL]])
// CHECK:         vyre.dispatch @atomic_1 threads [%n] (%p, %d, %[[SPILL]])
// REMARK: Function=atomic | Barriers=1, BytesPerInvocation=4, BytesPerWorkgroup=0, Carried=0, Recomputed=0, {{.*}}Segments=2, Spilled=1
vyre.program @atomic(%src: !in, %part: !rw, %dst: !w) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %i = vyre.global_id x
  %v = vyre.load %src[%i] : !in
  %old = vyre.atomic_rmw add relaxed %v, %part[%c0] : !rw
  vyre.barrier grid
  %sum = vyre.load %part[%c0] : !rw
  %r = arith.subi %sum, %old : i32
  vyre.store %r, %dst[%i] : !w
  vyre.return
}
vyre.graph @main(%s: !in, %p: !rw, %d: !w, %n: index) {
  vyre.dispatch @atomic threads [%n] (%s, %p, %d) : (!in, !rw, !w)
  vyre.return
}

// -----

!in = !vyre.buffer<?xi32, read>
!rw = !vyre.buffer<?xi32, read_write>

// Loads of what nothing writes, lengths, and arithmetic are made again.
// CHECK-LABEL: vyre.program @pure_1(
// CHECK-SAME:    %x: !vyre.buffer<?xi32, read>, %y: !vyre.buffer<?xi32, read_write>, %s: i32
// CHECK:         vyre.length %x
// CHECK:         vyre.load %x
// CHECK:         arith.muli
// CHECK-NOT:   vyre.alloc
// REMARK: Function=pure | {{.*}}BytesPerInvocation=0, {{.*}}Recomputed=3, {{.*}}Spilled=0
vyre.program @pure(%x: !in, %y: !rw, %s: i32) workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %n = vyre.length %x : !in
  %j = vyre.remui %i, %n : index
  %v = vyre.load %x[%j] : !in
  %w = arith.muli %v, %s : i32
  vyre.store %w, %y[%i] : !rw
  vyre.barrier grid
  %old = vyre.load %y[%i] : !rw
  %sum = arith.addi %old, %w : i32
  vyre.store %sum, %y[%j] : !rw
  vyre.return
}
vyre.graph @main(%x: !in, %y: !rw, %s: i32, %n: index) {
  vyre.dispatch @pure groups [%n] (%x, %y, %s) : (!in, !rw, i32)
  vyre.return
}

// -----

!in = !vyre.buffer<?xi32, read>
!rw = !vyre.buffer<?xi32, read_write>

// The same, but one dispatch passes a buffer that it writes: the load is kept.
// CHECK-LABEL: vyre.program @aliased_0(
// CHECK:         vyre.load %x
// CHECK-LABEL: vyre.program @aliased_1(
// CHECK-NOT:     %x
// CHECK:         vyre.load %spill
// REMARK: Function=aliased | {{.*}}BytesPerInvocation=4, {{.*}}Recomputed=0, {{.*}}Spilled=1
vyre.program @aliased(%x: !in, %y: !rw) workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !in
  vyre.barrier grid
  vyre.store %v, %y[%i] : !rw
  vyre.return
}
vyre.graph @main(%x: !rw, %y: !rw, %n: index) {
  vyre.dispatch @aliased groups [%n] (%x, %y) : (!rw, !rw)
  vyre.dispatch @aliased groups [%n] (%x, %x) : (!rw, !rw)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>

// The cut is the narrow place: four values follow from one loaded number, so
// that number is kept and the rest is made again.
// CHECK-LABEL: vyre.program @narrow_0(
// CHECK:         %[[V:.*]] = vyre.load %b
// CHECK:         vyre.store %[[V]], %spill[%global_x]
// CHECK-LABEL: vyre.program @narrow_1(
// CHECK:         %[[V:.*]] = vyre.load %spill[%global_x]
// CHECK-COUNT-4: arith.muli
// REMARK: Function=narrow | {{.*}}BytesPerInvocation=4, {{.*}}Recomputed=4, {{.*}}Spilled=1
vyre.program @narrow(%b: !rw) workgroup [64, 1, 1] {
  %two = arith.constant 2 : i32
  %three = arith.constant 3 : i32
  %five = arith.constant 5 : i32
  %seven = arith.constant 7 : i32
  %i = vyre.global_id x
  %v = vyre.load %b[%i] : !rw
  %v2 = arith.muli %v, %two : i32
  %v3 = arith.muli %v, %three : i32
  %v5 = arith.muli %v, %five : i32
  %v7 = arith.muli %v, %seven : i32
  vyre.barrier grid
  vyre.store %v2, %b[%i] : !rw
  vyre.store %v3, %b[%i] : !rw
  vyre.store %v5, %b[%i] : !rw
  vyre.store %v7, %b[%i] : !rw
  vyre.return
}
vyre.graph @main(%b: !rw, %n: index) {
  vyre.dispatch @narrow groups [%n] (%b) : (!rw)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>

// The other way around: one number follows from four, so it is kept.
// REMARK: Function=wide | {{.*}}BytesPerInvocation=4, {{.*}}Recomputed=0, {{.*}}Spilled=1
vyre.program @wide(%b: !rw) workgroup [64, 1, 1] {
  %c1 = arith.constant 1 : index
  %i = vyre.global_id x
  %j = arith.addi %i, %c1 : index
  %k = arith.addi %j, %c1 : index
  %v = vyre.load %b[%i] : !rw
  %w = vyre.load %b[%j] : !rw
  %x = vyre.load %b[%k] : !rw
  %s = arith.addi %v, %w : i32
  %t = arith.addi %s, %x : i32
  vyre.barrier grid
  vyre.store %t, %b[%i] : !rw
  vyre.return
}
vyre.graph @main(%b: !rw, %n: index) {
  vyre.dispatch @wide groups [%n] (%b) : (!rw)
  vyre.return
}

// -----

!rw = !vyre.buffer<?xi32, read_write>

// Small values share words: two truth values, two of 8 and one of 16 bits take
// two. A float takes one, and so does the number of 32 bits from which one of
// 64 bits is made: 16 bytes in all.
// REMARK: Function=packed | {{.*}}BytesPerInvocation=16, {{.*}}Recomputed=2, {{.*}}Spilled=7
vyre.program @packed(%b: !rw, %o: !rw) workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %one = arith.constant 1 : i32
  %a = vyre.atomic_rmw add relaxed %one, %b[%i] : !rw
  %c = vyre.atomic_rmw add relaxed %one, %b[%i] : !rw
  %d = vyre.atomic_rmw add relaxed %one, %b[%i] : !rw
  %e = vyre.atomic_rmw add relaxed %one, %b[%i] : !rw
  %f = vyre.atomic_rmw add relaxed %one, %b[%i] : !rw
  %g = vyre.atomic_rmw add relaxed %one, %b[%i] : !rw
  %h = vyre.atomic_rmw add relaxed %one, %b[%i] : !rw
  %t0 = arith.trunci %a : i32 to i1
  %t1 = arith.trunci %c : i32 to i1
  %t2 = arith.trunci %d : i32 to i8
  %t3 = arith.trunci %e : i32 to i8
  %t4 = arith.trunci %f : i32 to i16
  %t5 = arith.sitofp %g : i32 to f32
  %t6 = arith.extsi %h : i32 to i64
  %t7 = arith.muli %t6, %t6 : i64
  %t8 = arith.divf %t5, %t5 : f32
  vyre.barrier grid
  %u0 = arith.extui %t0 : i1 to i32
  %u1 = arith.extui %t1 : i1 to i32
  %u2 = arith.extui %t2 : i8 to i32
  %u3 = arith.extui %t3 : i8 to i32
  %u4 = arith.extui %t4 : i16 to i32
  %u5 = arith.fptosi %t8 : f32 to i32
  %u6 = arith.trunci %t7 : i64 to i32
  vyre.store %u0, %o[%i] : !rw
  vyre.store %u1, %o[%i] : !rw
  vyre.store %u2, %o[%i] : !rw
  vyre.store %u3, %o[%i] : !rw
  vyre.store %u4, %o[%i] : !rw
  vyre.store %u5, %o[%i] : !rw
  vyre.store %u6, %o[%i] : !rw
  vyre.return
}
vyre.graph @main(%b: !rw, %o: !rw, %n: index) {
  vyre.dispatch @packed groups [%n] (%b, %o) : (!rw, !rw)
  vyre.return
}
