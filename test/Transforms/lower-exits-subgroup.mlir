// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre.program(vyre-lower-exits,canonicalize))' --split-input-file | FileCheck %s

// Exits with subgroup ops after them: everybody executes them, and those that
// left contribute what changes nothing.

!b = !vyre.buffer<?xi32, read_write>

// The op is outside of the condition. The least of unsigned numbers does not
// notice the greatest.
// CHECK-LABEL: vyre.program @masks_reduction
// CHECK:         %[[ACTIVE:.*]] = arith.cmpi ult
// CHECK:         %[[V:.*]] = scf.if %[[ACTIVE]] -> (i32) {
// CHECK:           scf.yield %c0_i32
// CHECK-NEXT:    }
// CHECK-NEXT:    %[[OWN:.*]] = arith.select %[[ACTIVE]], %[[V]], %c-1_i32 : i32
// CHECK-NEXT:    %[[MIN:.*]] = vyre.subgroup_reduce <minu> %[[OWN]] : i32
// CHECK-NEXT:    scf.if %[[ACTIVE]] {
// CHECK-NEXT:      vyre.store %[[MIN]], %b
// CHECK-NEXT:    }
// CHECK-NEXT:    vyre.return
vyre.program @masks_reduction(%b: !b) workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %n = vyre.length %b : !b
  %out = arith.cmpi uge, %i, %n : index
  vyre.exit_if %out
  %v = vyre.load %b[%i] : !b
  %s = vyre.subgroup_reduce <minu> %v : i32
  vyre.store %s, %b[%i] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// The neutral value of each kind; a ballot takes false, a shuffle zero.
// CHECK-LABEL: vyre.program @neutral_values
// CHECK-DAG:     %[[ONE:.*]] = arith.constant 1 : i32
// CHECK-DAG:     %[[ZERO:.*]] = arith.constant 0 : i32
// CHECK-DAG:     %[[ONES:.*]] = arith.constant -1 : i32
// CHECK-DAG:     %[[MAX:.*]] = arith.constant 2147483647 : i32
// CHECK-DAG:     %[[MIN:.*]] = arith.constant -2147483648 : i32
// CHECK-DAG:     %[[ONEF:.*]] = arith.constant 1.000000e+00 : f32
// CHECK-DAG:     %[[NEGZERO:.*]] = arith.constant -0.000000e+00 : f32
// CHECK-DAG:     %[[INF:.*]] = arith.constant 0x7F800000 : f32
// CHECK-DAG:     %[[NEGINF:.*]] = arith.constant 0xFF800000 : f32
// CHECK:         %[[ACTIVE:.*]] = arith.cmpi ult, %local_x, %n
// CHECK:         arith.select %[[ACTIVE]], %v, %[[ZERO]]
// CHECK-NEXT:    vyre.subgroup_reduce <add>
// CHECK:         arith.select %[[ACTIVE]], %v, %[[ONE]]
// CHECK-NEXT:    vyre.subgroup_reduce <mul>
// CHECK:         arith.select %[[ACTIVE]], %v, %[[ONES]]
// CHECK-NEXT:    vyre.subgroup_reduce <and>
// CHECK:         arith.select %[[ACTIVE]], %v, %[[ZERO]]
// CHECK-NEXT:    vyre.subgroup_reduce <or>
// CHECK:         arith.select %[[ACTIVE]], %v, %[[ZERO]]
// CHECK-NEXT:    vyre.subgroup_reduce <xor>
// CHECK:         arith.select %[[ACTIVE]], %v, %[[ZERO]]
// CHECK-NEXT:    vyre.subgroup_reduce <maxu>
// CHECK:         arith.select %[[ACTIVE]], %v, %[[MAX]]
// CHECK-NEXT:    vyre.subgroup_reduce <mins>
// CHECK:         arith.select %[[ACTIVE]], %v, %[[MIN]]
// CHECK-NEXT:    vyre.subgroup_reduce <maxs>
// CHECK:         arith.select %[[ACTIVE]], %f, %[[NEGZERO]]
// CHECK-NEXT:    vyre.subgroup_reduce <addf>
// CHECK:         arith.select %[[ACTIVE]], %f, %[[ONEF]]
// CHECK-NEXT:    vyre.subgroup_reduce <mulf>
// CHECK:         arith.select %[[ACTIVE]], %f, %[[INF]]
// CHECK-NEXT:    vyre.subgroup_reduce <minf>
// CHECK:         arith.select %[[ACTIVE]], %f, %[[NEGINF]]
// CHECK-NEXT:    vyre.subgroup_reduce <maxf>
// CHECK:         arith.select %[[ACTIVE]], %v, %[[ZERO]]
// CHECK-NEXT:    vyre.subgroup_shuffle
// CHECK:         vyre.subgroup_ballot %[[ACTIVE]]
vyre.program @neutral_values(%b: !b, %n: index, %v: i32, %f: f32) workgroup [64, 1, 1] {
  %true = arith.constant true
  %l = vyre.local_id x
  %out = arith.cmpi uge, %l, %n : index
  vyre.exit_if %out
  %0 = vyre.subgroup_reduce <add> %v : i32
  vyre.store %0, %b[%l] : !b
  %1 = vyre.subgroup_reduce <mul> %v : i32
  vyre.store %1, %b[%l] : !b
  %2 = vyre.subgroup_reduce <and> %v : i32
  vyre.store %2, %b[%l] : !b
  %3 = vyre.subgroup_reduce <or> %v : i32
  vyre.store %3, %b[%l] : !b
  %4 = vyre.subgroup_reduce <xor> %v : i32
  vyre.store %4, %b[%l] : !b
  %5 = vyre.subgroup_reduce <maxu> %v : i32
  vyre.store %5, %b[%l] : !b
  %6 = vyre.subgroup_reduce <mins> %v : i32
  vyre.store %6, %b[%l] : !b
  %7 = vyre.subgroup_reduce <maxs> %v : i32
  vyre.store %7, %b[%l] : !b
  %8 = vyre.subgroup_reduce <addf> %f : f32
  %i8 = arith.fptosi %8 : f32 to i32
  vyre.store %i8, %b[%l] : !b
  %9 = vyre.subgroup_reduce <mulf> %f : f32
  %i9 = arith.fptosi %9 : f32 to i32
  vyre.store %i9, %b[%l] : !b
  %10 = vyre.subgroup_reduce <minf> %f : f32
  %i10 = arith.fptosi %10 : f32 to i32
  vyre.store %i10, %b[%l] : !b
  %11 = vyre.subgroup_reduce <maxf> %f : f32
  %i11 = arith.fptosi %11 : f32 to i32
  vyre.store %i11, %b[%l] : !b
  %12 = vyre.subgroup_shuffle %v, %n : i32
  vyre.store %12, %b[%l] : !b
  %13 = vyre.subgroup_ballot %true
  %w = vector.extract %13[0] : i32 from vector<4xi32>
  vyre.store %w, %b[%l] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// Before an exit nothing changes.
// CHECK-LABEL: vyre.program @before_exit
// CHECK-NOT:     arith.select
// CHECK:         vyre.subgroup_reduce <add> %v : i32
// CHECK-NEXT:    %[[ACTIVE:.*]] = arith.cmpi ult
// CHECK-NEXT:    scf.if %[[ACTIVE]] {
vyre.program @before_exit(%b: !b, %n: index, %v: i32) workgroup [64, 1, 1] {
  %l = vyre.local_id x
  %s = vyre.subgroup_reduce <add> %v : i32
  %out = arith.cmpi uge, %l, %n : index
  vyre.exit_if %out
  vyre.store %s, %b[%l] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// Those that left know their subgroup, and what ballots and reductions give:
// they follow the others.
// CHECK-LABEL: vyre.program @subgroup_shares_condition
// CHECK:         %[[ACTIVE:.*]] = arith.cmpi ult
// CHECK:         scf.if %{{.*}} {
// CHECK-NEXT:      %[[OWN:.*]] = arith.select %[[ACTIVE]], %v, %c0_i32
// CHECK-NEXT:      %[[SUM:.*]] = vyre.subgroup_reduce <add> %[[OWN]]
// CHECK-NEXT:      %[[ANY:.*]] = arith.cmpi ne, %[[SUM]], %c0_i32
// CHECK-NEXT:      scf.if %[[ANY]] {
// CHECK-NEXT:        vyre.barrier subgroup acq_rel
// CHECK-NEXT:      }
// CHECK-NEXT:    }
vyre.program @subgroup_shares_condition(%b: !b, %n: index, %v: i32) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %l = vyre.local_id x
  %out = arith.cmpi uge, %l, %n : index
  vyre.exit_if %out
  %subgroup = vyre.subgroup_id
  %isFirst = arith.cmpi eq, %subgroup, %c0 : index
  scf.if %isFirst {
    %sum = vyre.subgroup_reduce <add> %v : i32
    %any = arith.cmpi ne, %sum, %zero : i32
    scf.if %any {
      vyre.barrier subgroup acq_rel
    }
  }
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// A loop in which only a subgroup meets ends when all of the subgroup left: it
// votes without memory and without a barrier of the workgroup.
// CHECK-LABEL: vyre.program @subgroup_votes
// CHECK-NOT:     vyre.workgroup_alloc
// CHECK:         scf.while (%[[ALIVE:.*]] = %true)
// CHECK-NEXT:      %[[V:.*]] = vyre.load %b
// CHECK-NEXT:      %[[COND:.*]] = arith.cmpi ult, %[[V]]
// CHECK-NEXT:      %[[OWN:.*]] = arith.extui %[[ALIVE]] : i1 to i32
// CHECK-NEXT:      %[[BITS:.*]] = vyre.subgroup_reduce <or> %[[OWN]] : i32
// CHECK-NEXT:      %[[ANY:.*]] = arith.cmpi ne, %[[BITS]], %c0_i32
// CHECK-NEXT:      %[[GO:.*]] = arith.andi %[[COND]], %[[ANY]]
// CHECK-NEXT:      scf.condition(%[[GO]])
vyre.program @subgroup_votes(%b: !b, %n: i32) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %i = vyre.local_id x
  scf.while : () -> () {
    %v = vyre.load %b[%c0] : !b
    %go = arith.cmpi ult, %v, %n : i32
    scf.condition(%go)
  } do {
    vyre.barrier subgroup acq_rel
    %v = vyre.load %b[%i] : !b
    %is = arith.cmpi ult, %v, %n : i32
    vyre.exit_if %is
    scf.yield
  }
  vyre.return
}
