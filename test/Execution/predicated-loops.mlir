// RUN: vyre-run %s
// RUN: vyre-opt %s --vyre-predicate-loops -o %t.mlir
// RUN: FileCheck %s --input-file=%t.mlir
// RUN: vyre-run %t.mlir --backend=reference
// RUN: vyre-run %t.mlir --backend=reference --schedule=random:1 --check-races

// Loops whose end the device decides. The host lets several iterations run
// before it asks, and those behind the end must do nothing: every step counts
// how often it ran.

!one = !vyre.buffer<1xi32, read_write>
!wide = !vyre.buffer<1xi64, read_write>
!any = !vyre.buffer<?xi32, read_write>
!b100 = !vyre.buffer<100xi32, read_write>
!f70 = !vyre.buffer<70xf32, read_write>

// CHECK-COUNT-7: vyre.program @main_decide
// CHECK:         vyre.graph @main

// Counts itself, and says whether it has to run again.
vyre.program @down(%left: !one, %runs: !one, %more: !one) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %r = vyre.load %runs[%c0] : !one
  %r1 = arith.addi %r, %one : i32
  vyre.store %r1, %runs[%c0] : !one
  %l = vyre.load %left[%c0] : !one
  %l1 = arith.subi %l, %one : i32
  vyre.store %l1, %left[%c0] : !one
  %goesOn = arith.cmpi sgt, %l1, %zero : i32
  %m = arith.extui %goesOn : i1 to i32
  vyre.store %m, %more[%c0] : !one
  vyre.return
}

vyre.program @down64(%left: !wide, %runs: !one) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %wide = arith.constant 1 : i64
  %r = vyre.load %runs[%c0] : !one
  %r1 = arith.addi %r, %one : i32
  vyre.store %r1, %runs[%c0] : !one
  %l = vyre.load %left[%c0] : !wide
  %l1 = arith.subi %l, %wide : i64
  vyre.store %l1, %left[%c0] : !wide
  vyre.return
}

vyre.program @add(%b: !any, %x: i32) workgroup [32, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %b[%i] : !any
  %w = arith.addi %v, %x : i32
  vyre.store %w, %b[%i] : !any
  vyre.return
}

vyre.program @scale(%from: !vyre.buffer<?xf32, read>,
                    %to: !vyre.buffer<?xf32, write>) workgroup [32, 1, 1] {
  %two = arith.constant 2.0 : f32
  %i = vyre.global_id x
  %v = vyre.load %from[%i] : !vyre.buffer<?xf32, read>
  %w = arith.mulf %v, %two : f32
  vyre.store %w, %to[%i] : !vyre.buffer<?xf32, write>
  vyre.return
}

vyre.graph @main() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c16 = arith.constant 16 : index
  %c100 = arith.constant 100 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %three = arith.constant 3 : i32
  %seven = arith.constant 7 : i32
  %many = arith.constant 1000 : i32
  %long = arith.constant 0 : i64
  %true = arith.constant true

  // 1 to 16 iterations end in every place of chunks of 1 to 4, and 70 in one of
  // 16 or more: 1 + 2 + .. + 16 + 70 runs of the first part, one less each time of
  // the second.
  %left = vyre.alloc : !one
  %runs = vyre.alloc : !one
  %more = vyre.alloc : !one
  %others = vyre.alloc(%c100) : !any
  scf.for %k = %c0 to %c16 step %c1 {
    %k1 = arith.addi %k, %c1 : index
    %k32 = arith.index_cast %k1 : index to i32
    vyre.fill %k32, %left : !one
    scf.while : () -> () {
      vyre.dispatch @down groups [%c1] (%left, %runs, %more) : (!one, !one, !one)
      %m = vyre.read %more : !one
      %again = arith.cmpi ne, %m, %zero : i32
      scf.condition(%again)
    } do {
      vyre.dispatch @add threads [%c100] (%others, %two) : (!any, i32)
      scf.yield
    }
  }
  vyre.expect %runs : !one == dense<136> : tensor<1xi32>
  vyre.expect %others : !any == dense<240> : tensor<100xi32>
  %seventy = arith.constant 70 : i32
  vyre.fill %seventy, %left : !one
  scf.while : () -> () {
    vyre.dispatch @down groups [%c1] (%left, %runs, %more) : (!one, !one, !one)
    %m = vyre.read %more : !one
    %again = arith.cmpi eq, %m, %one : i32
    scf.condition(%again)
  } do {
    vyre.dispatch @add threads [%c100] (%others, %one) : (!any, i32)
    scf.yield
  }
  vyre.expect %runs : !one == dense<206> : tensor<1xi32>
  vyre.expect %others : !any == dense<309> : tensor<100xi32>

  // Two numbers are read, and the host has a number of its own: it ends this
  // loop at 7, long before the device would.
  %left1 = vyre.alloc : !one
  %runs1 = vyre.alloc : !one
  vyre.fill %many, %left1 : !one
  scf.while (%i = %zero) : (i32) -> (i32) {
    vyre.dispatch @down groups [%c1] (%left1, %runs1, %more) : (!one, !one, !one)
    %m = vyre.read %more : !one
    %l = vyre.read %left1 : !one
    %again = arith.cmpi eq, %m, %one : i32
    %much = arith.cmpi ugt, %l, %one : i32
    %both = arith.andi %again, %much : i1
    %few = arith.cmpi ult, %i, %seven : i32
    %all = arith.andi %few, %both : i1
    %i1 = arith.addi %i, %one : i32
    scf.condition(%all) %i1 : i32
  } do {
  ^bb0(%i1: i32):
    scf.yield %i1 : i32
  }
  vyre.expect %runs1 : !one == dense<8> : tensor<1xi32>

  // A number of the host that each iteration passes on: adds 1, 2, .. 9 while
  // the device counts down from 10.
  %ten = arith.constant 10 : i32
  %sum = vyre.alloc(%c3) : !any
  vyre.fill %ten, %left1 : !one
  scf.while (%i = %zero) : (i32) -> (i32) {
    vyre.dispatch @down groups [%c1] (%left1, %runs1, %more) : (!one, !one, !one)
    %m = vyre.read %more : !one
    %again = arith.trunci %m : i32 to i1
    %i1 = arith.addi %i, %one : i32
    scf.condition(%again) %i1 : i32
  } do {
  ^bb0(%i1: i32):
    vyre.dispatch @add groups [%c1] (%sum, %i1) : (!any, i32)
    scf.yield %i1 : i32
  }
  vyre.expect %sum : !any == dense<45> : tensor<3xi32>

  // A number of 64 bits.
  %left64 = vyre.alloc : !wide
  %runs64 = vyre.alloc : !one
  %start = arith.constant 21 : i64
  vyre.fill %start, %left64 : !wide
  scf.while : () -> () {
    vyre.dispatch @down64 groups [%c1] (%left64, %runs64) : (!wide, !one)
    %l = vyre.read %left64 : !wide
    %again = arith.cmpi sgt, %l, %long : i64
    scf.condition(%again)
  } do {
    scf.yield
  }
  vyre.expect %runs64 : !one == dense<21> : tensor<1xi32>

  // Loops and branches of the host inside: 2 is added 5 times, and 4 times 3 + 2
  // ones are.
  %five = arith.constant 5 : i32
  %nested = vyre.alloc(%c100) : !any
  vyre.fill %five, %left1 : !one
  scf.while : () -> () {
    scf.if %true {
      vyre.dispatch @add threads [%c100] (%nested, %two) : (!any, i32)
    } else {
      vyre.dispatch @add threads [%c100] (%nested, %many) : (!any, i32)
    }
    vyre.dispatch @down groups [%c1] (%left1, %runs1, %more) : (!one, !one, !one)
    %m = vyre.read %more : !one
    %again = arith.cmpi ne, %m, %zero : i32
    scf.condition(%again)
  } do {
    scf.for %i = %c0 to %c2 step %c1 {
      scf.for %j = %i to %c3 step %c1 {
        vyre.dispatch @add threads [%c100] (%nested, %one) : (!any, i32)
      }
    }
    scf.yield
  }
  vyre.expect %nested : !any == dense<30> : tensor<100xi32>

  // Fills and copies are skipped as well: x doubles 6 times, the last fill comes
  // in the 7th iteration, and the copy of the whole buffer to itself is nothing.
  %x = vyre.alloc : !f70
  %y = vyre.alloc : !f70
  %mark = vyre.alloc : !b100
  %fone = arith.constant 1.0 : f32
  %c70 = arith.constant 70 : index
  vyre.fill %fone, %x : !f70
  vyre.fill %seven, %left1 : !one
  scf.while (%i = %zero) : (i32) -> (i32) {
    vyre.fill %i, %mark : !b100
    vyre.dispatch @down groups [%c1] (%left1, %runs1, %more) : (!one, !one, !one)
    %m = vyre.read %more : !one
    %again = arith.cmpi ne, %m, %zero : i32
    %i1 = arith.addi %i, %three : i32
    scf.condition(%again) %i1 : i32
  } do {
  ^bb0(%i1: i32):
    vyre.dispatch @scale threads [%c70] (%x, %y) : (!f70, !f70)
    vyre.copy %y, %x : !f70, !f70
    vyre.copy %x, %x : !f70, !f70
    scf.yield %i1 : i32
  }
  vyre.expect %mark : !b100 == dense<18> : tensor<100xi32>
  vyre.expect %x : !f70 == dense<64.0> : tensor<70xf32>
  vyre.return
}
