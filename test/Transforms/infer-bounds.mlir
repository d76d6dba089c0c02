// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre.program(vyre-infer-bounds))' --split-input-file | FileCheck %s
// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre.program(vyre-infer-bounds{print-proofs=true}))' --split-input-file -o /dev/null 2>&1 | FileCheck %s --check-prefix=PROOF

!b = !vyre.buffer<?xi32, read_write>
!s = !vyre.buffer<64xi32, workgroup>
!t = !vyre.buffer<63xi32, workgroup>

// Ids are bounded by the workgroup size: 64 elements are enough, 63 are not.
// CHECK-LABEL: vyre.program @id_below_count
// CHECK:         vyre.store %{{.*}}, %{{.*}}[%local_x] in_bounds : !vyre.buffer<64xi32, workgroup>
// CHECK:         vyre.store %{{.*}}, %{{.*}}[%local_x] : !vyre.buffer<63xi32, workgroup>
// PROOF:       bounds of @id_below_count: 1 of 2 proved
// PROOF-NEXT:  #0 vyre.store !vyre.buffer<64xi32, workgroup>: index at most 63
// PROOF-NEXT:  #1 vyre.store !vyre.buffer<63xi32, workgroup>: may be out of range
vyre.program @id_below_count(%v: i32) workgroup [64, 1, 1] {
  %s = vyre.workgroup_alloc : !s
  %t = vyre.workgroup_alloc : !t
  %l = vyre.local_id x
  vyre.store %v, %s[%l] : !s
  vyre.store %v, %t[%l] : !t
  vyre.return
}

// -----

!s = !vyre.buffer<256xi32, workgroup>

// Arithmetic on ids, as in a tile of 16 by 16.
// CHECK-LABEL: vyre.program @tile_index
// CHECK:         vyre.store %{{.*}} in_bounds
// CHECK:         scf.for
// CHECK:           vyre.load %{{.*}} in_bounds
vyre.program @tile_index(%v: i32) workgroup [16, 16, 1] {
  %s = vyre.workgroup_alloc : !s
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %x = vyre.local_id x
  %y = vyre.local_id y
  %row = arith.muli %y, %c16 : index
  %i = arith.addi %row, %x : index
  vyre.store %v, %s[%i] : !s
  scf.for %k = %c0 to %c16 step %c1 {
    %j = arith.addi %row, %k : index
    %w = vyre.load %s[%j] : !s
    vyre.store %w, %s[%j] : !s
  }
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// In the branch where the same index is below the length of the same buffer.
// CHECK-LABEL: vyre.program @checked_in_branch
// CHECK:         scf.if
// CHECK:           vyre.load %b[%global_x] in_bounds
// CHECK:           vyre.load %c[%global_x] :
// CHECK:         else
// CHECK:           vyre.load %b[%global_x] :
// CHECK:         vyre.load %b[%global_x] :
// PROOF:       bounds of @checked_in_branch: 1 of 4 proved
// PROOF-NEXT:  #0 vyre.load !vyre.buffer<?xi32, read_write>: checked against the length
vyre.program @checked_in_branch(%b: !b, %c: !b) workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %n = vyre.length %b : !b
  %in = arith.cmpi ult, %i, %n : index
  scf.if %in {
    %0 = vyre.load %b[%i] : !b
    %1 = vyre.load %c[%i] : !b
  } else {
    %2 = vyre.load %b[%i] : !b
  }
  %3 = vyre.load %b[%i] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// The else region of the negated comparison, in either order of operands.
// CHECK-LABEL: vyre.program @checked_in_else
// CHECK:         else
// CHECK:           vyre.load %b[%global_x] in_bounds
// CHECK:         else
// CHECK:           vyre.load %b[%global_x] in_bounds
vyre.program @checked_in_else(%b: !b) workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %n = vyre.length %b : !b
  %out = arith.cmpi uge, %i, %n : index
  scf.if %out {
  } else {
    %0 = vyre.load %b[%i] : !b
  }
  %swapped = arith.cmpi ule, %n, %i : index
  scf.if %swapped {
  } else {
    %1 = vyre.load %b[%i] : !b
  }
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// "<=" the length is not enough, and neither is a signed comparison: -1 is
// below every length.
// CHECK-LABEL: vyre.program @wrong_comparison
// CHECK-NOT:     in_bounds
// CHECK:         vyre.return
vyre.program @wrong_comparison(%b: !b) workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %n = vyre.length %b : !b
  %le = arith.cmpi ule, %i, %n : index
  scf.if %le {
    %0 = vyre.load %b[%i] : !b
  }
  %slt = arith.cmpi slt, %i, %n : index
  scf.if %slt {
    %1 = vyre.load %b[%i] : !b
  }
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// After an exit; one condition can check two buffers. An exit in a branch says
// nothing afterwards, one in a region does.
// CHECK-LABEL: vyre.program @checked_by_exit
// CHECK:         vyre.load %b[%global_x] in_bounds
// CHECK:         vyre.load %c[%global_x] in_bounds
// CHECK:         scf.if
// CHECK:           vyre.load %d[%global_x] in_bounds
// CHECK:         vyre.load %d[%global_x] :
// CHECK:         vyre.region
// CHECK:         vyre.load %e[%global_x] in_bounds
vyre.program @checked_by_exit(%b: !b, %c: !b, %d: !b, %e: !b) workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %nb = vyre.length %b : !b
  %nc = vyre.length %c : !b
  %nd = vyre.length %d : !b
  %ne = vyre.length %e : !b
  %ob = arith.cmpi uge, %i, %nb : index
  %oc = arith.cmpi uge, %i, %nc : index
  %od = arith.cmpi uge, %i, %nd : index
  %oe = arith.cmpi uge, %i, %ne : index
  %either = arith.ori %ob, %oc : i1
  vyre.exit_if %either
  %0 = vyre.load %b[%i] : !b
  %1 = vyre.load %c[%i] : !b
  scf.if %oe {
    vyre.exit_if %od
    %2 = vyre.load %d[%i] : !b
  }
  %3 = vyre.load %d[%i] : !b
  vyre.region "check" {
    vyre.exit_if %oe
  }
  %4 = vyre.load %e[%i] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// A conjunction, the smaller of two lengths, and a negation by xor.
// CHECK-LABEL: vyre.program @compound_conditions
// CHECK:         vyre.load %b[%global_x] in_bounds
// CHECK:         vyre.load %b[%global_x] in_bounds
// CHECK:         vyre.load %c[%global_x] in_bounds
// CHECK:         vyre.load %c[%global_x] in_bounds
vyre.program @compound_conditions(%b: !b, %c: !b, %p: i32) workgroup [64, 1, 1] {
  %true = arith.constant true
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  %nb = vyre.length %b : !b
  %nc = vyre.length %c : !b
  %ib = arith.cmpi ult, %i, %nb : index
  %is = arith.cmpi eq, %p, %zero : i32
  %both = arith.andi %is, %ib : i1
  scf.if %both {
    %0 = vyre.load %b[%i] : !b
  }
  %least = arith.minui %nb, %nc : index
  %il = arith.cmpi ult, %i, %least : index
  scf.if %il {
    %1 = vyre.load %b[%i] : !b
    %2 = vyre.load %c[%i] : !b
  }
  %oc = arith.cmpi uge, %i, %nc : index
  %ic = arith.xori %oc, %true : i1
  scf.if %ic {
    %3 = vyre.load %c[%i] : !b
  }
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>
!s = !vyre.buffer<8xi32, read_write>

// A loop that ends at the length; a while loop whose condition checks the value
// that it passes on; a comparison with a constant.
// CHECK-LABEL: vyre.program @checked_by_loop
// CHECK:         scf.for
// CHECK:           vyre.load %b[%{{.*}}] in_bounds
// CHECK:         scf.while
// CHECK:           vyre.load %b[%{{.*}}] :
// CHECK:         do
// CHECK:           vyre.load %b[%{{.*}}] in_bounds
// CHECK:         scf.if
// CHECK:           vyre.load %s[%global_x] in_bounds
// CHECK:           vyre.load %s[%global_x] :
vyre.program @checked_by_loop(%b: !b, %s: !s) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %c9 = arith.constant 9 : index
  %n = vyre.length %b : !b
  %i = vyre.global_id x
  scf.for %k = %c0 to %n step %c1 {
    %0 = vyre.load %b[%k] : !b
  }
  scf.while (%k = %c0) : (index) -> index {
    %1 = vyre.load %b[%k] : !b
    %go = arith.cmpi ult, %k, %n : index
    scf.condition(%go) %k : index
  } do {
  ^bb0(%k: index):
    %2 = vyre.load %b[%k] : !b
    %next = arith.addi %k, %c1 : index
    scf.yield %next : index
  }
  %lt8 = arith.cmpi ult, %i, %c8 : index
  scf.if %lt8 {
    %3 = vyre.load %s[%i] : !s
  }
  %lt9 = arith.cmpi ult, %i, %c9 : index
  scf.if %lt9 {
    %4 = vyre.load %s[%i] : !s
  }
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// A check in i32 is the same check: the casts keep all 32 bits.
// CHECK-LABEL: vyre.program @checked_through_casts
// CHECK:         vyre.load %b[%{{.*}}] in_bounds
vyre.program @checked_through_casts(%b: !b, %i: i32) workgroup [64, 1, 1] {
  %n = vyre.length %b : !b
  %n32 = arith.index_cast %n : index to i32
  %in = arith.cmpi ult, %i, %n32 : i32
  scf.if %in {
    %k = arith.index_cast %i : i32 to index
    %0 = vyre.load %b[%k] : !b
  }
  vyre.return
}
