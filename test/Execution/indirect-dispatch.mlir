// RUN: vyre-run %s

// Dispatches whose size the device computed.

!b1 = !vyre.buffer<1xi32, read_write>
!b8 = !vyre.buffer<8xi32, read_write>
!any = !vyre.buffer<?xi32, read_write>
!v = !vyre.buffer<2xvector<4xi32>, read_write>

// Writes x, y and z behind the first `at` elements.
vyre.program @plan(%counts: !any, %at: index, %x: i32, %y: i32, %z: i32)
    workgroup [1, 1, 1] {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %at1 = arith.addi %at, %c1 : index
  %at2 = arith.addi %at, %c2 : index
  vyre.store %x, %counts[%at] : !any
  vyre.store %y, %counts[%at1] : !any
  vyre.store %z, %counts[%at2] : !any
  vyre.return
}

// Counts invocations, and keeps the largest grid that it was run on.
vyre.program @count(%total: !b1, %size: !b8) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %one = arith.constant 1 : i32
  %old = vyre.atomic_rmw add relaxed %one, %total[%c0] : !b1
  %gx = vyre.num_workgroups x
  %gy = vyre.num_workgroups y
  %gz = vyre.num_workgroups z
  %x = arith.index_castui %gx : index to i32
  %y = arith.index_castui %gy : index to i32
  %z = arith.index_castui %gz : index to i32
  %ox = vyre.atomic_rmw maxu relaxed %x, %size[%c0] : !b8
  %oy = vyre.atomic_rmw maxu relaxed %y, %size[%c1] : !b8
  %oz = vyre.atomic_rmw maxu relaxed %z, %size[%c2] : !b8
  vyre.return
}

// As many workgroups come as before, less one, the next time.
vyre.program @fewer(%counts: !any, %total: !b1) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %old = vyre.atomic_rmw add relaxed %one, %total[%c0] : !b1
  %g = vyre.workgroup_id x
  %isFirst = arith.cmpi eq, %g, %c0 : index
  scf.if %isFirst {
    %n = vyre.num_workgroups x
    %n32 = arith.index_castui %n : index to i32
    %less = arith.subi %n32, %one : i32
    vyre.store %less, %counts[%c0] : !any
  }
  vyre.return
}

vyre.graph @main() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %c12 = arith.constant 12 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %three = arith.constant 3 : i32
  %many = arith.constant 65535 : i32

  // 2 x 3 x 1 workgroups of 4, from the middle of a buffer.
  %a = vyre.alloc(%c8) : !any
  %total = vyre.alloc : !b1
  %size = vyre.alloc : !b8
  vyre.dispatch @plan groups [%c1] (%a, %c1, %two, %three, %one)
      : (!any, index, i32, i32, i32)
  vyre.indirect_dispatch @count from %a[%c4] (%total, %size)
      : !any, (!b1, !b8)
  vyre.expect %total : !b1 == dense<24> : tensor<1xi32>
  vyre.expect %size : !b8 == dense<[2, 3, 1, 0, 0, 0, 0, 0]> : tensor<8xi32>

  // Zero along any axis is no work; the numbers that a step reads are those that
  // are there when its turn comes.
  vyre.dispatch @plan groups [%c1] (%a, %c0, %zero, %three, %one)
      : (!any, index, i32, i32, i32)
  vyre.indirect_dispatch @count from %a[%c0] (%total, %size)
      : !any, (!b1, !b8)
  vyre.dispatch @plan groups [%c1] (%a, %c0, %two, %zero, %one)
      : (!any, index, i32, i32, i32)
  vyre.indirect_dispatch @count from %a[%c0] (%total, %size)
      : !any, (!b1, !b8)
  vyre.dispatch @plan groups [%c1] (%a, %c0, %two, %three, %zero)
      : (!any, index, i32, i32, i32)
  vyre.indirect_dispatch @count from %a[%c0] (%total, %size)
      : !any, (!b1, !b8)
  vyre.expect %total : !b1 == dense<24> : tensor<1xi32>

  // Counts that a fill, a copy and nobody wrote: 1 x 1 x 1, again, and none.
  %b = vyre.alloc(%c8) : !any
  %c = vyre.alloc(%c8) : !any
  %none = vyre.alloc(%c8) : !any
  vyre.fill %one, %b : !any
  vyre.indirect_dispatch @count from %b[%c0] (%total, %size)
      : !any, (!b1, !b8)
  vyre.copy %b, %c : !any, !any
  vyre.indirect_dispatch @count from %c[%c12] (%total, %size)
      : !any, (!b1, !b8)
  vyre.indirect_dispatch @count from %none[%c0] (%total, %size)
      : !any, (!b1, !b8)
  vyre.expect %total : !b1 == dense<32> : tensor<1xi32>

  // Counts in vectors, and an offset that the loop changes: 1 x 2 x 3 workgroups,
  // then 2 x 3 x 4, then 3 x 4 x 1.
  %v = vyre.constant dense<[[1, 2, 3, 4], [1, 1, 1, 1]]> : tensor<2x4xi32> -> !v
  %sum = vyre.alloc : !b1
  scf.for %at = %c0 to %c12 step %c4 {
    vyre.indirect_dispatch @count from %v[%at] (%sum, %size)
        : !v, (!b1, !b8)
  }
  vyre.expect %sum : !b1 == dense<168> : tensor<1xi32>

  // A program that writes the counts of its next run: 3 + 2 + 1 workgroups, and
  // nothing in the rounds after that.
  %d = vyre.constant dense<[3, 1, 1]> : tensor<3xi32>
      -> !vyre.buffer<3xi32, read_write>
  %next = vyre.alloc(%c8) : !any
  %shrinking = vyre.alloc(%c8) : !any
  vyre.copy %d, %next : !vyre.buffer<3xi32, read_write>, !any
  %runs = vyre.alloc : !b1
  scf.for %k = %c0 to %c8 step %c1 {
    vyre.copy %next, %shrinking : !any, !any
    vyre.indirect_dispatch @fewer from %shrinking[%c0] (%next, %runs)
        : !any, (!any, !b1)
  }
  vyre.expect %runs : !b1 == dense<6> : tensor<1xi32>
  vyre.expect %shrinking : !any == dense<[0, 1, 1, 0, 0, 0, 0, 0]> : tensor<8xi32>

  // As many as every device takes along an axis.
  %all = vyre.alloc : !b1
  vyre.dispatch @plan groups [%c1] (%a, %c0, %one, %many, %one)
      : (!any, index, i32, i32, i32)
  vyre.indirect_dispatch @count from %a[%c0] (%all, %size)
      : !any, (!b1, !b8)
  vyre.expect %all : !b1 == dense<262140> : tensor<1xi32>
  vyre.return
}
