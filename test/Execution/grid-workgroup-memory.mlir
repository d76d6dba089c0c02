// RUN: vyre-run %s

// Workgroup memory keeps its contents across grid barriers.

!ring = !vyre.buffer<12xi32, read_write>
!rw = !vyre.buffer<?xi32, read_write>
!s4 = !vyre.buffer<4xi32, workgroup>
!s6 = !vyre.buffer<6xi8, workgroup>
!h5 = !vyre.buffer<5xf64, workgroup>

// Written before, read behind by another invocation of the workgroup. Only the
// first two invocations write, the rest of the memory stays zero.
vyre.program @tile(%b: !rw) workgroup [4, 1, 1] {
  %s = vyre.workgroup_alloc : !s4
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  %l = vyre.local_id x
  %v = vyre.load %b[%i] : !rw
  %low = arith.cmpi ult, %l, %c2 : index
  scf.if %low {
    vyre.store %v, %s[%l] : !s4
  }
  vyre.store %zero, %b[%i] : !rw
  vyre.barrier grid
  %other = arith.subi %c3, %l : index
  %w = vyre.load %s[%other] : !s4
  vyre.store %w, %b[%i] : !rw
  vyre.return
}

// Memory of other types and of a size that is not that of the workgroup, filled
// by invocations some of which have left when it is read. They leave behind a
// barrier, so what they wrote stays.
vyre.program @left(%b: !rw) workgroup [2, 2, 1] {
  %s = vyre.workgroup_alloc : !s6
  %h = vyre.workgroup_alloc : !h5
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %x = vyre.local_id x
  %y = vyre.local_id y
  %g = vyre.workgroup_id x
  %row = arith.muli %y, %c2 : index
  %l = arith.addi %row, %x : index
  %first = arith.constant 4 : index
  %base = arith.muli %g, %first : index
  %i = arith.addi %base, %l : index
  %v = vyre.load %b[%i] : !rw
  %narrow = arith.trunci %v : i32 to i8
  %at = arith.addi %l, %c2 : index
  vyre.store %narrow, %s[%at] : !s6
  %f = arith.sitofp %v : i32 to f64
  %at1 = arith.addi %l, %c1 : index
  vyre.store %f, %h[%at1] : !h5
  // What it wrote counts only if it comes to a barrier before it leaves.
  vyre.barrier workgroup acq_rel
  %odd = arith.trunci %v : i32 to i1
  vyre.exit_if %odd
  vyre.barrier grid
  // The even invocation reads what the odd one after it left.
  %a = vyre.load %s[%at1] : !s6
  %next = arith.addi %at, %c1 : index
  %n = vyre.load %s[%next] : !s6
  %d = vyre.load %h[%at] : !h5
  %a32 = arith.extsi %a : i8 to i32
  %n32 = arith.extsi %n : i8 to i32
  %d32 = arith.fptosi %d : f64 to i32
  %c100 = arith.constant 100 : i32
  %c10000 = arith.constant 10000 : i32
  %n100 = arith.muli %n32, %c100 : i32
  %d10000 = arith.muli %d32, %c10000 : i32
  %t = arith.addi %a32, %n100 : i32
  %r = arith.addi %t, %d10000 : i32
  vyre.store %r, %b[%i] : !rw
  vyre.return
}

// Memory that a loop writes in one half and reads in the other, so that each
// iteration sees the one before. Zero at first.
vyre.program @loop(%b: !rw) workgroup [4, 1, 1] {
  %s = vyre.workgroup_alloc : !s4
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %l = vyre.local_id x
  %other = arith.subi %c3, %l : index
  scf.for %k = %c0 to %c3 step %c1 {
    %v = vyre.load %s[%l] : !s4
    vyre.barrier grid
    %w = arith.addi %v, %one : i32
    vyre.store %w, %s[%other] : !s4
    vyre.barrier workgroup acq_rel
    %x = vyre.load %s[%l] : !s4
    %y = vyre.load %b[%i] : !rw
    %z = arith.addi %x, %y : i32
    vyre.store %z, %b[%i] : !rw
    vyre.barrier grid
  }
  vyre.return
}

// Filled again behind the barrier, and waited for: what it held is not needed.
vyre.program @fresh(%b: !rw) workgroup [4, 1, 1] {
  %s = vyre.workgroup_alloc : !s4
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %ten = arith.constant 10 : i32
  %i = vyre.global_id x
  %l = vyre.local_id x
  %v = vyre.load %b[%i] : !rw
  vyre.store %v, %s[%l] : !s4
  vyre.barrier workgroup acq_rel
  %other = arith.subi %c3, %l : index
  %w = vyre.load %s[%other] : !s4
  vyre.barrier grid
  %w10 = arith.muli %w, %ten : i32
  vyre.store %w10, %s[%l] : !s4
  vyre.barrier workgroup acq_rel
  %right = arith.addi %l, %c1 : index
  %x = vyre.load %s[%right] : !s4
  %r = arith.addi %x, %w : i32
  vyre.store %r, %b[%i] : !rw
  vyre.return
}

// Read behind the barrier before it is filled again.
vyre.program @late(%b: !rw) workgroup [4, 1, 1] {
  %s = vyre.workgroup_alloc : !s4
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %ten = arith.constant 10 : i32
  %i = vyre.global_id x
  %l = vyre.local_id x
  %v = vyre.load %b[%i] : !rw
  vyre.store %v, %s[%l] : !s4
  vyre.barrier grid
  %other = arith.subi %c3, %l : index
  %x = vyre.load %s[%other] : !s4
  vyre.barrier workgroup acq_rel
  vyre.store %x, %s[%l] : !s4
  vyre.barrier workgroup acq_rel
  %right = arith.addi %l, %c1 : index
  %y = vyre.load %s[%right] : !s4
  %x10 = arith.muli %x, %ten : i32
  %r = arith.addi %x10, %y : i32
  vyre.store %r, %b[%i] : !rw
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %a = vyre.constant dense<[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]> : tensor<12xi32> -> !ring
  vyre.dispatch @tile groups [%c3] (%a) : (!ring)
  vyre.expect %a : !ring == dense<[0, 0, 2, 1, 0, 0, 6, 5, 0, 0, 10, 9]> : tensor<12xi32>

  %b = vyre.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]> : tensor<12xi32> -> !ring
  vyre.dispatch @left groups [%c3] (%b) : (!ring)
  // The element before, the odd value after it, and that as a float: at
  // l = 0, element 1 of %s is zero; at l = 2 it is the odd value of l = 1.
  vyre.expect %b : !ring
      == dense<[10100, 1, 30301, 3, 50500, 5, 70705, 7, 90900, 9, 111109, 11]> : tensor<12xi32>

  %c = vyre.alloc : !ring
  vyre.dispatch @loop groups [%c3] (%c) : (!ring)
  // 1 + 2 + 3.
  vyre.expect %c : !ring == dense<6> : tensor<12xi32>
  // Another dispatch starts from zero again.
  vyre.dispatch @loop groups [%c1] (%c) : (!ring)
  vyre.expect %c : !ring == dense<[12, 12, 12, 12, 6, 6, 6, 6, 6, 6, 6, 6]> : tensor<12xi32>

  %d = vyre.constant dense<[1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 9, 0]> : tensor<12xi32> -> !ring
  vyre.dispatch @fresh groups [%c3] (%d) : (!ring)
  // In the first workgroup, w is 4, 3, 2, 1, and x is ten times its neighbour.
  vyre.expect %d : !ring == dense<[34, 23, 12, 1, 78, 67, 56, 5, 90, 9, 0, 0]> : tensor<12xi32>

  %e = vyre.constant dense<[1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 9, 0]> : tensor<12xi32> -> !ring
  vyre.dispatch @late groups [%c3] (%e) : (!ring)
  // x is 4, 3, 2, 1, and y that of the neighbour.
  vyre.expect %e : !ring == dense<[43, 32, 21, 10, 87, 76, 65, 50, 9, 90, 0, 0]> : tensor<12xi32>
  vyre.return
}
