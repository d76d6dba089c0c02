// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Programs with grid barriers beside the same written by hand as one program
// per part. grid-bench.py compares pairs of graphs. Each checks its result.

!data = !vyre.buffer<?xi32, read_write>
!in = !vyre.buffer<?xi32, read>
!out = !vyre.buffer<?xi32, write>
!one = !vyre.buffer<1xi32, read_write>

//===----------------------------------------------------------------------===//
// A loop: x[i - 1] + x[i] + x[i + 1] + step on a ring, two fields in one buffer
//===----------------------------------------------------------------------===//

vyre.program @ring(%b: !data, %n: index, %steps: i32) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %out = arith.cmpi uge, %i, %n : index
  vyre.exit_if %out
  %last = arith.subi %n, %c1 : index
  %at_begin = arith.cmpi eq, %i, %c0 : index
  %at_end = arith.cmpi eq, %i, %last : index
  %before = arith.subi %i, %c1 : index
  %after = arith.addi %i, %c1 : index
  %left = arith.select %at_begin, %last, %before : index
  %right = arith.select %at_end, %c0, %after : index
  %x, %y = scf.for %k = %zero to %steps step %one iter_args(%from = %c0, %to = %n)
      -> (index, index) : i32 {
    %left_at = arith.addi %from, %left : index
    %here = arith.addi %from, %i : index
    %right_at = arith.addi %from, %right : index
    %there = arith.addi %to, %i : index
    %a = vyre.load %b[%left_at] : !data
    %c = vyre.load %b[%here] : !data
    %d = vyre.load %b[%right_at] : !data
    %ac = arith.addi %a, %c : i32
    %acd = arith.addi %ac, %d : i32
    %r = arith.addi %acd, %k : i32
    vyre.store %r, %b[%there] : !data
    vyre.barrier grid
    scf.yield %to, %from : index, index
  }
  vyre.return
}

vyre.program @ring_step(%b: !data, %n: index, %k: i32, %from: index, %to: index)
    workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %i = vyre.global_id x
  %out = arith.cmpi uge, %i, %n : index
  vyre.exit_if %out
  %last = arith.subi %n, %c1 : index
  %at_begin = arith.cmpi eq, %i, %c0 : index
  %at_end = arith.cmpi eq, %i, %last : index
  %before = arith.subi %i, %c1 : index
  %after = arith.addi %i, %c1 : index
  %left = arith.select %at_begin, %last, %before : index
  %right = arith.select %at_end, %c0, %after : index
  %left_at = arith.addi %from, %left : index
  %here = arith.addi %from, %i : index
  %right_at = arith.addi %from, %right : index
  %there = arith.addi %to, %i : index
  %a = vyre.load %b[%left_at] : !data
  %c = vyre.load %b[%here] : !data
  %d = vyre.load %b[%right_at] : !data
  %ac = arith.addi %a, %c : i32
  %acd = arith.addi %ac, %d : i32
  %r = arith.addi %acd, %k : i32
  vyre.store %r, %b[%there] : !data
  vyre.return
}

// All fields are zero at first, so each cell is f(k + 1) = 3 f(k) + k with
// f(0) = 0, modulo 2^32. Counts what differs in the first field.
vyre.program @check_ring(%b: !in, %n: index, %steps: i32, %wrong: !one) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %three = arith.constant 3 : i32
  %i = vyre.global_id x
  %out = arith.cmpi uge, %i, %n : index
  vyre.exit_if %out
  %expected = scf.for %k = %zero to %steps step %one iter_args(%f = %zero) -> i32 : i32 {
    %tripled = arith.muli %f, %three : i32
    %next = arith.addi %tripled, %k : i32
    scf.yield %next : i32
  }
  %v = vyre.load %b[%i] : !in
  %differs = arith.cmpi ne, %v, %expected : i32
  scf.if %differs {
    %old = vyre.atomic_rmw add relaxed %one, %wrong[%c0] : !one
  }
  vyre.return
}

vyre.graph @ring_split(%n: index, %steps: i32, %wrong: !one) {
  %both = arith.addi %n, %n : index
  %b = vyre.alloc(%both) : !data
  vyre.dispatch @ring threads [%n] (%b, %n, %steps) : (!data, index, i32)
  vyre.dispatch @check_ring threads [%n] (%b, %n, %steps, %wrong)
      : (!data, index, i32, !one)
  vyre.expect %wrong : !one == dense<0> : tensor<1xi32>
  vyre.return
}

vyre.graph @ring_by_hand(%n: index, %steps: i32, %wrong: !one) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %both = arith.addi %n, %n : index
  %b = vyre.alloc(%both) : !data
  %x, %y = scf.for %k = %zero to %steps step %one iter_args(%from = %c0, %to = %n)
      -> (index, index) : i32 {
    vyre.dispatch @ring_step threads [%n] (%b, %n, %k, %from, %to)
        : (!data, index, i32, index, index)
    scf.yield %to, %from : index, index
  }
  vyre.dispatch @check_ring threads [%n] (%b, %n, %steps, %wrong)
      : (!data, index, i32, !one)
  vyre.expect %wrong : !one == dense<0> : tensor<1xi32>
  vyre.return
}

// The naive way: the host waits for each step and reads something back.
vyre.graph @ring_naive(%n: index, %steps: i32, %wrong: !one) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %both = arith.addi %n, %n : index
  %b = vyre.alloc(%both) : !data
  %x, %y = scf.for %k = %zero to %steps step %one iter_args(%from = %c0, %to = %n)
      -> (index, index) : i32 {
    vyre.dispatch @ring_step threads [%n] (%b, %n, %k, %from, %to)
        : (!data, index, i32, index, index)
    %number = vyre.read %wrong : !one
    scf.yield %to, %from : index, index
  }
  vyre.dispatch @check_ring threads [%n] (%b, %n, %steps, %wrong)
      : (!data, index, i32, !one)
  vyre.expect %wrong : !one == dense<0> : tensor<1xi32>
  vyre.return
}

//===----------------------------------------------------------------------===//
// A loop that the device ends: the ring again, %left steps to go
//===----------------------------------------------------------------------===//

// %left[now] is read by all while one invocation writes the other element.
vyre.program @until(%b: !data, %n: index, %steps: i32, %left: !data) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %last = arith.subi %n, %c1 : index
  %at_begin = arith.cmpi eq, %i, %c0 : index
  %at_end = arith.cmpi eq, %i, %last : index
  %before = arith.subi %i, %c1 : index
  %after = arith.addi %i, %c1 : index
  %left_cell = arith.select %at_begin, %last, %before : index
  %right_cell = arith.select %at_end, %c0, %after : index
  %inside = arith.cmpi ult, %i, %n : index
  %f, %t, %x, %y = scf.while (%from = %c0, %to = %n, %now = %c0, %next = %c1)
      : (index, index, index, index) -> (index, index, index, index) {
    %to_go = vyre.load %left[%now] : !data
    %more = arith.cmpi ne, %to_go, %zero : i32
    scf.condition(%more) %from, %to, %now, %next : index, index, index, index
  } do {
  ^bb0(%from: index, %to: index, %now: index, %next: index):
    %to_go = vyre.load %left[%now] : !data
    %k = arith.subi %steps, %to_go : i32
    scf.if %inside {
      %left_at = arith.addi %from, %left_cell : index
      %here = arith.addi %from, %i : index
      %right_at = arith.addi %from, %right_cell : index
      %there = arith.addi %to, %i : index
      %a = vyre.load %b[%left_at] : !data
      %c = vyre.load %b[%here] : !data
      %d = vyre.load %b[%right_at] : !data
      %ac = arith.addi %a, %c : i32
      %acd = arith.addi %ac, %d : i32
      %r = arith.addi %acd, %k : i32
      vyre.store %r, %b[%there] : !data
    }
    scf.if %at_begin {
      %fewer = arith.subi %to_go, %one : i32
      vyre.store %fewer, %left[%next] : !data
    }
    vyre.barrier grid
    scf.yield %to, %from, %next, %now : index, index, index, index
  }
  vyre.return
}

// The host knows how many steps there are to go, and the device finds out how
// many there are then.
vyre.program @until_step(%b: !data, %n: index, %steps: i32, %from: index, %to: index,
                         %to_go: i32, %left: !one) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %last = arith.subi %n, %c1 : index
  %at_begin = arith.cmpi eq, %i, %c0 : index
  %at_end = arith.cmpi eq, %i, %last : index
  %before = arith.subi %i, %c1 : index
  %after = arith.addi %i, %c1 : index
  %left_cell = arith.select %at_begin, %last, %before : index
  %right_cell = arith.select %at_end, %c0, %after : index
  %inside = arith.cmpi ult, %i, %n : index
  %k = arith.subi %steps, %to_go : i32
  scf.if %inside {
    %left_at = arith.addi %from, %left_cell : index
    %here = arith.addi %from, %i : index
    %right_at = arith.addi %from, %right_cell : index
    %there = arith.addi %to, %i : index
    %a = vyre.load %b[%left_at] : !data
    %c = vyre.load %b[%here] : !data
    %d = vyre.load %b[%right_at] : !data
    %ac = arith.addi %a, %c : i32
    %acd = arith.addi %ac, %d : i32
    %r = arith.addi %acd, %k : i32
    vyre.store %r, %b[%there] : !data
  }
  scf.if %at_begin {
    %old = vyre.load %left[%c0] : !one
    %fewer = arith.subi %old, %one : i32
    vyre.store %fewer, %left[%c0] : !one
  }
  vyre.return
}

vyre.graph @until_split(%n: index, %steps: i32, %wrong: !one) {
  %c2 = arith.constant 2 : index
  %both = arith.addi %n, %n : index
  %b = vyre.alloc(%both) : !data
  %left = vyre.alloc(%c2) : !data
  vyre.fill %steps, %left : !data
  vyre.dispatch @until threads [%n] (%b, %n, %steps, %left) : (!data, index, i32, !data)
  vyre.dispatch @check_ring threads [%n] (%b, %n, %steps, %wrong)
      : (!data, index, i32, !one)
  vyre.expect %wrong : !one == dense<0> : tensor<1xi32>
  vyre.return
}

vyre.graph @until_by_hand(%n: index, %steps: i32, %wrong: !one) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %both = arith.addi %n, %n : index
  %b = vyre.alloc(%both) : !data
  %left = vyre.alloc : !one
  vyre.fill %steps, %left : !one
  %f, %t, %l = scf.while (%from = %c0, %to = %n) : (index, index) -> (index, index, i32) {
    %to_go = vyre.read %left : !one
    %more = arith.cmpi ne, %to_go, %zero : i32
    scf.condition(%more) %from, %to, %to_go : index, index, i32
  } do {
  ^bb0(%from: index, %to: index, %to_go: i32):
    vyre.dispatch @until_step threads [%n] (%b, %n, %steps, %from, %to, %to_go, %left)
        : (!data, index, i32, index, index, i32, !one)
    scf.yield %to, %from : index, index
  }
  vyre.dispatch @check_ring threads [%n] (%b, %n, %steps, %wrong)
      : (!data, index, i32, !one)
  vyre.expect %wrong : !one == dense<0> : tensor<1xi32>
  vyre.return
}

//===----------------------------------------------------------------------===//
// Straight on, with a value that lives across
//===----------------------------------------------------------------------===//

// Everybody takes a place in the bucket of its number, then, behind the
// barrier, writes the number there. %old cannot be computed again.
vyre.program @sort(%source: !in, %counts: !data, %target: !out) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %n = vyre.length %source : !in
  %out = arith.cmpi uge, %i, %n : index
  vyre.exit_if %out
  %v = vyre.load %source[%i] : !in
  %bucket = arith.index_castui %v : i32 to index
  %old = vyre.atomic_rmw add relaxed %one, %counts[%bucket] : !data
  vyre.barrier grid
  %begin = scf.for %k = %c0 to %bucket step %c1 iter_args(%sum = %zero) -> i32 {
    %count = vyre.load %counts[%k] : !data
    %next = arith.addi %sum, %count : i32
    scf.yield %next : i32
  }
  %at = arith.addi %begin, %old : i32
  %place = arith.index_castui %at : i32 to index
  vyre.store %v, %target[%place] : !out
  vyre.return
}

vyre.program @sort_count(%source: !in, %counts: !data, %rank: !out) workgroup [64, 1, 1] {
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %n = vyre.length %source : !in
  %out = arith.cmpi uge, %i, %n : index
  vyre.exit_if %out
  %v = vyre.load %source[%i] : !in
  %bucket = arith.index_castui %v : i32 to index
  %old = vyre.atomic_rmw add relaxed %one, %counts[%bucket] : !data
  vyre.store %old, %rank[%i] : !out
  vyre.return
}

vyre.program @sort_place(%source: !in, %counts: !in, %rank: !in, %target: !out)
    workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  %n = vyre.length %source : !in
  %out = arith.cmpi uge, %i, %n : index
  vyre.exit_if %out
  %v = vyre.load %source[%i] : !in
  %bucket = arith.index_castui %v : i32 to index
  %begin = scf.for %k = %c0 to %bucket step %c1 iter_args(%sum = %zero) -> i32 {
    %count = vyre.load %counts[%k] : !in
    %next = arith.addi %sum, %count : i32
    scf.yield %next : i32
  }
  %old = vyre.load %rank[%i] : !in
  %at = arith.addi %begin, %old : i32
  %place = arith.index_castui %at : i32 to index
  vyre.store %v, %target[%place] : !out
  vyre.return
}

// (37 i) mod 16.
vyre.program @numbers(%b: !out) workgroup [64, 1, 1] {
  %c37 = arith.constant 37 : index
  %c16 = arith.constant 16 : index
  %i = vyre.global_id x
  %p = arith.muli %i, %c37 : index
  %r = vyre.remui %p, %c16 : index
  %v = arith.index_castui %r : index to i32
  vyre.store %v, %b[%i] : !out
  vyre.return
}

// Counts neighbours in the wrong order.
vyre.program @check_sorted(%b: !in, %wrong: !one) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %next = arith.addi %i, %c1 : index
  %n = vyre.length %b : !in
  %out = arith.cmpi uge, %next, %n : index
  vyre.exit_if %out
  %v = vyre.load %b[%i] : !in
  %w = vyre.load %b[%next] : !in
  %differs = arith.cmpi ugt, %v, %w : i32
  scf.if %differs {
    %old = vyre.atomic_rmw add relaxed %one, %wrong[%c0] : !one
  }
  vyre.return
}

vyre.graph @sort_split(%n: index, %steps: i32, %wrong: !one) {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %source = vyre.alloc(%n) : !data
  %target = vyre.alloc(%n) : !data
  %counts = vyre.alloc : !vyre.buffer<16xi32, read_write>
  vyre.dispatch @numbers threads [%n] (%source) : (!data)
  scf.for %k = %zero to %steps step %one : i32 {
    vyre.fill %zero, %counts : !vyre.buffer<16xi32, read_write>
    vyre.dispatch @sort threads [%n] (%source, %counts, %target)
        : (!data, !vyre.buffer<16xi32, read_write>, !data)
  }
  vyre.dispatch @check_sorted threads [%n] (%target, %wrong) : (!data, !one)
  vyre.expect %wrong : !one == dense<0> : tensor<1xi32>
  vyre.return
}

vyre.graph @sort_by_hand(%n: index, %steps: i32, %wrong: !one) {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %source = vyre.alloc(%n) : !data
  %target = vyre.alloc(%n) : !data
  %rank = vyre.alloc(%n) : !data
  %counts = vyre.alloc : !vyre.buffer<16xi32, read_write>
  vyre.dispatch @numbers threads [%n] (%source) : (!data)
  scf.for %k = %zero to %steps step %one : i32 {
    vyre.fill %zero, %counts : !vyre.buffer<16xi32, read_write>
    vyre.dispatch @sort_count threads [%n] (%source, %counts, %rank)
        : (!data, !vyre.buffer<16xi32, read_write>, !data)
    vyre.dispatch @sort_place threads [%n] (%source, %counts, %rank, %target)
        : (!data, !vyre.buffer<16xi32, read_write>, !data, !data)
  }
  vyre.dispatch @check_sorted threads [%n] (%target, %wrong) : (!data, !one)
  vyre.expect %wrong : !one == dense<0> : tensor<1xi32>
  vyre.return
}
