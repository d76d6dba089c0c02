// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre.program(vyre-lower-exits,canonicalize))' --split-input-file | FileCheck %s
// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre.program(vyre-lower-exits))' --split-input-file | FileCheck %s --check-prefix=GONE

// Whatever the shape of the program, no exit is left.
// GONE-NOT: vyre.exit_if

!b = !vyre.buffer<?xi32, read_write>

// The rest of the block goes under the negated condition.
// CHECK-LABEL: vyre.program @wraps_the_rest
// CHECK:         %[[ACTIVE:.*]] = arith.cmpi ult, %global_x, %{{.*}} : index
// CHECK-NEXT:    scf.if %[[ACTIVE]] {
// CHECK-NEXT:      %[[OLD:.*]] = vyre.load %b[%global_x]
// CHECK-NEXT:      %[[NEW:.*]] = arith.addi %[[OLD]]
// CHECK-NEXT:      vyre.store %[[NEW]], %b[%global_x]
// CHECK-NEXT:    }
// CHECK-NEXT:    vyre.return
vyre.program @wraps_the_rest(%b: !b) workgroup [64, 1, 1] {
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %n = vyre.length %b : !b
  %out = arith.cmpi uge, %i, %n : index
  vyre.exit_if %out
  %v = vyre.load %b[%i] : !b
  %w = arith.addi %v, %one : i32
  vyre.store %w, %b[%i] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// Neighbouring exits become one condition, later ones nest.
// CHECK-LABEL: vyre.program @joins_neighbours
// CHECK:         %[[BOTH:.*]] = arith.andi
// CHECK-NEXT:    scf.if %[[BOTH]] {
// CHECK-NEXT:      %[[V:.*]] = vyre.load
// CHECK:           scf.if %{{.*}} {
// CHECK-NEXT:        vyre.store %[[V]]
// CHECK-NEXT:      }
// CHECK-NEXT:    }
vyre.program @joins_neighbours(%b: !b, %p: i32, %q: i32) workgroup [64, 1, 1] {
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  %np = arith.cmpi eq, %p, %zero : i32
  vyre.exit_if %np
  %nq = arith.cmpi eq, %q, %zero : i32
  vyre.exit_if %nq
  %v = vyre.load %b[%i] : !b
  %nv = arith.cmpi eq, %v, %zero : i32
  vyre.exit_if %nv
  vyre.store %v, %b[%i] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// An exit inside a branch gives a result that guards what follows; a missing
// else counts as staying. Values that are used later become results, zero for
// who left.
// CHECK-LABEL: vyre.program @exit_in_branch
// CHECK:         %[[IF:.*]]:2 = scf.if %{{.*}} -> (i32, i1) {
// CHECK:           %[[STAYS:.*]] = arith.cmpi ne
// CHECK:           scf.yield %{{.*}}, %[[STAYS]] : i32, i1
// CHECK-NEXT:    } else {
// CHECK-NEXT:      scf.yield %{{.*}}, %true : i32, i1
// CHECK:         scf.if %[[IF]]#1 {
// CHECK-NEXT:      vyre.store %[[IF]]#0
vyre.program @exit_in_branch(%b: !b, %p: i32) workgroup [64, 1, 1] {
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  %c = arith.cmpi slt, %p, %zero : i32
  %r = scf.if %c -> i32 {
    %v = vyre.load %b[%i] : !b
    %is = arith.cmpi eq, %v, %zero : i32
    vyre.exit_if %is
    scf.yield %v : i32
  } else {
    scf.yield %zero : i32
  }
  vyre.store %r, %b[%i] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// A region runs once, so it passes on whether its invocation stays.
// CHECK-LABEL: vyre.program @exit_in_region
// CHECK:         %[[REGION:.*]]:2 = vyre.region "gen" -> i32, i1 {
// CHECK:           vyre.yield %{{.*}}, %{{.*}} : i32, i1
// CHECK:         scf.if %[[REGION]]#1 {
// CHECK-NEXT:      vyre.store %[[REGION]]#0
vyre.program @exit_in_region(%b: !b) workgroup [64, 1, 1] {
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  %r = vyre.region "gen" -> i32 {
    %v = vyre.load %b[%i] : !b
    %is = arith.cmpi eq, %v, %zero : i32
    vyre.exit_if %is
    %w = vyre.load %b[%i] : !b
    vyre.yield %w : i32
  }
  vyre.store %r, %b[%i] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// Each case says whether it stays; the default does.
// CHECK-LABEL: vyre.program @exit_in_switch
// CHECK:         %[[STAYS:.*]] = scf.index_switch %k -> i1
// CHECK-NEXT:    case 2 {
// CHECK-NEXT:      %[[CASE:.*]] = arith.cmpi ne
// CHECK-NEXT:      scf.yield %[[CASE]] : i1
// CHECK:         default {
// CHECK-NEXT:      scf.yield %true : i1
// CHECK:         scf.if %[[STAYS]] {
// CHECK-NEXT:      vyre.store
vyre.program @exit_in_switch(%b: !b, %k: index, %c: i32) workgroup [64, 1, 1] {
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  %is = arith.cmpi eq, %c, %zero : i32
  scf.index_switch %k
  case 2 {
    vyre.exit_if %is
    scf.yield
  }
  default {
  }
  vyre.store %c, %b[%i] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// A counted loop that holds an exit and no barrier becomes a while loop that
// ends as soon as its invocation leaves. There is a next iteration if more than
// a step is left: iv + step may wrap. A loop over index compares unsigned. The
// first comparison makes a loop without iterations give its initial values.
// CHECK-LABEL: vyre.program @exit_in_loop
// CHECK:         %[[ENTERS:.*]] = arith.cmpi ult, %from, %to : index
// CHECK:         %[[LOOP:.*]]:3 = scf.while (%[[IV:.*]] = %from, %[[MORE:.*]] = %[[ENTERS]], %[[ACC:.*]] = %{{.*}}, %[[ALIVE:.*]] = %true)
// CHECK-NEXT:      %[[GOES:.*]] = arith.andi %[[MORE]], %[[ALIVE]] : i1
// CHECK-NEXT:      scf.condition(%[[GOES]]) %[[IV]], %[[ACC]], %[[ALIVE]]
// CHECK:         ^bb0(%[[I:.*]]: index, %[[A:.*]]: i32, %{{.*}}: i1):
// CHECK:           %[[STAYS:.*]] = arith.cmpi ne
// CHECK:           scf.if %[[STAYS]]
// CHECK:           %[[LEFT:.*]] = arith.subi %to, %[[I]] : index
// CHECK-NEXT:      %[[AGAIN:.*]] = arith.cmpi ugt, %[[LEFT]], %step : index
// CHECK-NEXT:      %[[NEXT:.*]] = arith.addi %[[I]], %step : index
// CHECK-NEXT:      scf.yield %[[NEXT]], %[[AGAIN]], %{{.*}}, %[[STAYS]]
// CHECK:         scf.if %[[LOOP]]#2 {
// CHECK-NEXT:      vyre.store %[[LOOP]]#1
vyre.program @exit_in_loop(%b: !b, %from: index, %to: index, %step: index) workgroup [64, 1, 1] {
  %zero = arith.constant 0 : i32
  %sum = scf.for %i = %from to %to step %step iter_args(%a = %zero) -> i32 {
    %v = vyre.load %b[%i] : !b
    %is = arith.cmpi eq, %v, %zero : i32
    vyre.exit_if %is
    %s = arith.addi %a, %v : i32
    vyre.store %s, %b[%i] : !b
    scf.yield %s : i32
  }
  %g = vyre.global_id x
  vyre.store %sum, %b[%g] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// Loops over other integers compare signed, unless they say otherwise.
// CHECK-LABEL: vyre.program @signed_loop
// CHECK:         arith.cmpi slt, %from, %to : i32
// CHECK:         scf.while
// CHECK:         arith.cmpi ult, %from, %to : i32
// CHECK:         scf.while
vyre.program @signed_loop(%b: !b, %from: i32, %to: i32, %c: i32) workgroup [64, 1, 1] {
  %g = vyre.global_id x
  %step = arith.constant 2 : i32
  scf.for %i = %from to %to step %step : i32 {
    %is = arith.cmpi eq, %i, %c : i32
    vyre.exit_if %is
    vyre.store %i, %b[%g] : !b
  }
  scf.for unsigned %i = %from to %to step %step : i32 {
    %is = arith.cmpi eq, %i, %c : i32
    vyre.exit_if %is
    vyre.store %i, %b[%g] : !b
  }
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// In a loop in a loop, leaving the inner one ends the outer one as well.
// CHECK-LABEL: vyre.program @nested_loops
// CHECK:         scf.while
// CHECK:         do
// CHECK:           %[[INNER:.*]]:2 = scf.while
// CHECK:           scf.if %[[INNER]]#1 {
// CHECK-NEXT:        vyre.store
// CHECK:           scf.yield %{{.*}}, %{{.*}}, %[[INNER]]#1 : index, i1, i1
vyre.program @nested_loops(%b: !b, %n: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  scf.for %i = %c0 to %n step %c1 {
    scf.for %j = %c0 to %n step %c1 {
      %v = vyre.load %b[%j] : !b
      %is = arith.cmpi eq, %v, %zero : i32
      vyre.exit_if %is
    }
    vyre.store %zero, %b[%i] : !b
  }
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// An exit in the body of a while loop ends it at the next condition.
// CHECK-LABEL: vyre.program @exit_in_while_body
// CHECK:         scf.while (%[[A:.*]] = %{{.*}}, %[[ALIVE:.*]] = %true)
// CHECK-NEXT:      %[[COND:.*]] = arith.cmpi slt, %[[A]]
// CHECK-NEXT:      %[[GOES:.*]] = arith.andi %[[COND]], %[[ALIVE]]
// CHECK-NEXT:      scf.condition(%[[GOES]])
vyre.program @exit_in_while_body(%b: !b) workgroup [64, 1, 1] {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %nine = arith.constant 9 : i32
  %g = vyre.global_id x
  %r = scf.while (%a = %zero) : (i32) -> i32 {
    %go = arith.cmpi slt, %a, %nine : i32
    scf.condition(%go) %a : i32
  } do {
  ^bb0(%a: i32):
    %v = vyre.load %b[%g] : !b
    %is = arith.cmpi eq, %v, %a : i32
    vyre.exit_if %is
    vyre.store %a, %b[%g] : !b
    %next = arith.addi %a, %one : i32
    scf.yield %next : i32
  }
  vyre.store %r, %b[%g] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<?xi32, read_write>

// An exit in front of the condition makes it false.
// CHECK-LABEL: vyre.program @exit_in_while_condition
// CHECK:         %[[LOOP:.*]]:2 = scf.while
// CHECK:           %[[STAYS:.*]] = arith.cmpi ne
// CHECK-NEXT:      %[[REST:.*]]:2 = scf.if %[[STAYS]] -> (i32, i1)
// CHECK:           %[[GOES:.*]] = arith.andi %[[REST]]#1, %[[STAYS]]
// CHECK-NEXT:      scf.condition(%[[GOES]]) %[[REST]]#0, %[[STAYS]]
// CHECK:         scf.if %[[LOOP]]#1 {
vyre.program @exit_in_while_condition(%b: !b) workgroup [64, 1, 1] {
  %zero = arith.constant 0 : i32
  %nine = arith.constant 9 : i32
  %g = vyre.global_id x
  %r = scf.while (%a = %zero) : (i32) -> i32 {
    %v = vyre.load %b[%g] : !b
    %is = arith.cmpi eq, %v, %a : i32
    vyre.exit_if %is
    %w = vyre.load %b[%g] : !b
    %go = arith.cmpi slt, %w, %nine : i32
    scf.condition(%go) %w : i32
  } do {
  ^bb0(%a: i32):
    vyre.store %a, %b[%g] : !b
    scf.yield %a : i32
  }
  vyre.store %r, %b[%g] : !b
  vyre.return
}
