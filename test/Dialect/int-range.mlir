// RUN: vyre-opt %s --int-range-optimizations --canonicalize --split-input-file | FileCheck %s

// A comparison that the ranges decide goes away: its exit with it, or it
// becomes an exit on `true`. Bounds that are one too tight must stay.

// A local id is smaller than the workgroup size.
// CHECK-LABEL: vyre.program @local_id(
vyre.program @local_id() workgroup [64, 2, 1] {
  %c63 = arith.constant 63 : index
  %c64 = arith.constant 64 : index
  %x = vyre.local_id x
  // CHECK-COUNT-1: vyre.exit_if
  // CHECK-NOT: vyre.exit_if
  %decided = arith.cmpi uge, %x, %c64 : index
  vyre.exit_if %decided
  %open = arith.cmpi uge, %x, %c63 : index
  vyre.exit_if %open
  vyre.return
}

// -----

// Global ids have 32 bits and no tighter bound; the id of a workgroup is at
// most (2^32 - 1) / 64.
// CHECK-LABEL: vyre.program @wide_ids(
vyre.program @wide_ids() workgroup [64, 1, 1] {
  %max = arith.constant 4294967295 : index
  %groups = arith.constant 67108863 : index
  // CHECK: %global_x = vyre.global_id x
  // CHECK: arith.cmpi uge, %global_x
  // CHECK-NEXT: vyre.exit_if
  %g = vyre.global_id x
  %above = arith.cmpi ugt, %g, %max : index
  vyre.exit_if %above
  %at = arith.cmpi uge, %g, %max : index
  vyre.exit_if %at
  // CHECK: %workgroup_x = vyre.workgroup_id x
  // CHECK: arith.cmpi uge, %workgroup_x
  // CHECK-NEXT: vyre.exit_if
  // CHECK-NEXT: vyre.return
  %w = vyre.workgroup_id x
  %above_group = arith.cmpi ugt, %w, %groups : index
  vyre.exit_if %above_group
  %at_group = arith.cmpi uge, %w, %groups : index
  vyre.exit_if %at_group
  vyre.return
}

// -----

// There is at least one workgroup; a dynamic length can be 0 and is at most
// (2^32 - 1) / 4 for elements of 4 bytes.
// CHECK-LABEL: vyre.program @counts(
vyre.program @counts(%b: !vyre.buffer<?xi32, read>) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %most = arith.constant 1073741823 : index
  // CHECK-NOT: vyre.num_workgroups
  %g = vyre.num_workgroups x
  %none = arith.cmpi eq, %g, %c0 : index
  vyre.exit_if %none
  // CHECK: vyre.length
  // CHECK-COUNT-1: vyre.exit_if
  // CHECK-NOT: vyre.exit_if
  %n = vyre.length %b : !vyre.buffer<?xi32, read>
  %over = arith.cmpi ugt, %n, %most : index
  vyre.exit_if %over
  %empty = arith.cmpi eq, %n, %c0 : index
  vyre.exit_if %empty
  vyre.return
}

// -----

// Total division and remainder: a divisor that may be zero gives anything, one
// that cannot be gives a bound.
// CHECK-LABEL: vyre.program @division(
vyre.program @division() workgroup [64, 1, 1] {
  %c4 = arith.constant 4 : index
  %c16 = arith.constant 16 : index
  %x = vyre.local_id x
  %y = vyre.global_id x
  // CHECK-NOT: vyre.divui %{{.*}}, %c4
  %q = vyre.divui %x, %c4 : index
  %big = arith.cmpi uge, %q, %c16 : index
  vyre.exit_if %big
  %r = vyre.remui %y, %c4 : index
  %far = arith.cmpi uge, %r, %c4 : index
  vyre.exit_if %far
  // CHECK: vyre.divui %{{.*}}, %{{.*}}
  // CHECK-COUNT-1: vyre.exit_if
  // CHECK-NOT: vyre.exit_if
  %z = vyre.divui %c4, %x : index
  %ones = arith.cmpi ugt, %z, %c4 : index
  vyre.exit_if %ones
  vyre.return
}

// -----

// The analysis adds indices in 64 bits, where l + 4294967295 is never small; a
// program adds them in 32, where it is l - 1 for l > 0. Half of it may be 0.
// CHECK-LABEL: vyre.program @wrapped_sum(
vyre.program @wrapped_sum() workgroup [64, 1, 1] {
  %c2 = arith.constant 2 : index
  %max = arith.constant 4294967295 : index
  %l = vyre.local_id x
  // CHECK: %[[HALF:.*]] = vyre.divui
  // CHECK: %[[SMALL:.*]] = arith.cmpi ult, %[[HALF]]
  // CHECK: vyre.exit_if %[[SMALL]]
  %sum = arith.addi %l, %max : index
  %half = vyre.divui %sum, %c2 : index
  %small = arith.cmpi ult, %half, %c2 : index
  vyre.exit_if %small
  vyre.return
}

// -----

// A subgroup has at most 128 invocations, and a workgroup no more subgroups than
// invocations. Nothing else is known (VYRE-SG-01).
// CHECK-LABEL: vyre.program @subgroups(
vyre.program @subgroups() workgroup [8, 4, 1] {
  %c0 = arith.constant 0 : index
  %c31 = arith.constant 31 : index
  %c32 = arith.constant 32 : index
  %c127 = arith.constant 127 : index
  %c128 = arith.constant 128 : index
  %lane = vyre.subgroup_local_id
  %subgroup = vyre.subgroup_id
  %size = vyre.subgroup_size
  %count = vyre.num_subgroups
  // CHECK: %[[LANE:.*]] = arith.cmpi eq, %lane, %{{.*}} : index
  // CHECK-NEXT: vyre.exit_if %[[LANE]]
  %a = arith.cmpi uge, %lane, %c128 : index
  vyre.exit_if %a
  %b = arith.cmpi eq, %lane, %c127 : index
  vyre.exit_if %b
  // CHECK-NEXT: %[[SUBGROUP:.*]] = arith.cmpi eq, %subgroup, %{{.*}} : index
  // CHECK-NEXT: vyre.exit_if %[[SUBGROUP]]
  %c = arith.cmpi uge, %subgroup, %c32 : index
  vyre.exit_if %c
  %d = arith.cmpi eq, %subgroup, %c31 : index
  vyre.exit_if %d
  // CHECK-NEXT: %[[SIZE:.*]] = arith.cmpi eq, %subgroup_size, %{{.*}} : index
  // CHECK-NEXT: vyre.exit_if %[[SIZE]]
  %e = arith.cmpi ugt, %size, %c128 : index
  vyre.exit_if %e
  %f = arith.cmpi eq, %size, %c0 : index
  vyre.exit_if %f
  %g = arith.cmpi eq, %size, %c128 : index
  vyre.exit_if %g
  // CHECK-NEXT: %[[COUNT:.*]] = arith.cmpi eq, %subgroups, %{{.*}} : index
  // CHECK-NEXT: vyre.exit_if %[[COUNT]]
  // CHECK-NEXT: vyre.return
  %h = arith.cmpi ugt, %count, %c32 : index
  vyre.exit_if %h
  %j = arith.cmpi eq, %count, %c0 : index
  vyre.exit_if %j
  %k = arith.cmpi eq, %count, %c32 : index
  vyre.exit_if %k
  vyre.return
}
