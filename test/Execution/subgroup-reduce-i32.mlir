// RUN: vyre-run %s
// REQUIRES: vulkan

// Reductions of integers (VYRE-SG-05): add, mul, and, or, xor, minu, maxu, mins,
// maxs. Each subgroup reduces, and one invocation combines what the subgroups
// have, so that the result is that of all 77 invocations for every width. It was
// computed in Python from the values: ((i + 1) * 2654435761) | 1; for `or` the
// bit 5 * i % 32 where i % 11 is 3, and for `and` the complement of that.

vyre.program @integers32(%out: !vyre.buffer<9xi32, write>) workgroup [77, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c5 = arith.constant 5 : index
  %c9 = arith.constant 9 : index
  %c11 = arith.constant 11 : index
  %width = arith.constant 32 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %ones = arith.constant -1 : i32
  %factor = arith.constant -1640531535 : i32
  %partial = vyre.workgroup_alloc : !vyre.buffer<693xi32, workgroup>
  %i = vyre.local_id x
  %next = arith.addi %i, %c1 : index
  %number = arith.index_castui %next : index to i32
  %product = arith.muli %number, %factor : i32
  %value = arith.ori %product, %one : i32
  %i5 = arith.muli %i, %c5 : index
  %at = vyre.remui %i5, %width : index
  %atBits = arith.index_castui %at : index to i32
  %bit = vyre.shli %one, %atBits : i32
  %rest = vyre.remui %i, %c11 : index
  %isFew = arith.cmpi eq, %rest, %c3 : index
  %few = arith.select %isFew, %bit, %zero : i32
  %most = arith.xori %few, %ones : i32

  %add = vyre.subgroup_reduce <add> %value : i32
  %mul = vyre.subgroup_reduce <mul> %value : i32
  %and = vyre.subgroup_reduce <and> %most : i32
  %or = vyre.subgroup_reduce <or> %few : i32
  %xor = vyre.subgroup_reduce <xor> %value : i32
  %minu = vyre.subgroup_reduce <minu> %value : i32
  %maxu = vyre.subgroup_reduce <maxu> %value : i32
  %mins = vyre.subgroup_reduce <mins> %value : i32
  %maxs = vyre.subgroup_reduce <maxs> %value : i32

  // The first of each subgroup writes down what all have.
  %lane = vyre.subgroup_local_id
  %lane32 = arith.index_castui %lane : index to i32
  %first = vyre.subgroup_reduce <minu> %lane32 : i32
  %isFirst = arith.cmpi eq, %lane32, %first : i32
  %subgroup = vyre.subgroup_id
  %row = arith.muli %subgroup, %c9 : index
  scf.if %isFirst {
    %j0 = arith.constant 0 : index
    %p0 = arith.addi %row, %j0 : index
    vyre.store %add, %partial[%p0] : !vyre.buffer<693xi32, workgroup>
    %j1 = arith.constant 1 : index
    %p1 = arith.addi %row, %j1 : index
    vyre.store %mul, %partial[%p1] : !vyre.buffer<693xi32, workgroup>
    %j2 = arith.constant 2 : index
    %p2 = arith.addi %row, %j2 : index
    vyre.store %and, %partial[%p2] : !vyre.buffer<693xi32, workgroup>
    %j3 = arith.constant 3 : index
    %p3 = arith.addi %row, %j3 : index
    vyre.store %or, %partial[%p3] : !vyre.buffer<693xi32, workgroup>
    %j4 = arith.constant 4 : index
    %p4 = arith.addi %row, %j4 : index
    vyre.store %xor, %partial[%p4] : !vyre.buffer<693xi32, workgroup>
    %j5 = arith.constant 5 : index
    %p5 = arith.addi %row, %j5 : index
    vyre.store %minu, %partial[%p5] : !vyre.buffer<693xi32, workgroup>
    %j6 = arith.constant 6 : index
    %p6 = arith.addi %row, %j6 : index
    vyre.store %maxu, %partial[%p6] : !vyre.buffer<693xi32, workgroup>
    %j7 = arith.constant 7 : index
    %p7 = arith.addi %row, %j7 : index
    vyre.store %mins, %partial[%p7] : !vyre.buffer<693xi32, workgroup>
    %j8 = arith.constant 8 : index
    %p8 = arith.addi %row, %j8 : index
    vyre.store %maxs, %partial[%p8] : !vyre.buffer<693xi32, workgroup>
  }
  vyre.barrier workgroup acq_rel
  %others = arith.cmpi ugt, %i, %c0 : index
  vyre.exit_if %others
  %count = vyre.num_subgroups
  %j0 = arith.constant 0 : index
  %n0 = arith.constant 0 : i32
  %r0 = scf.for %s = %c0 to %count step %c1 iter_args(%a = %n0) -> i32 {
    %s9 = arith.muli %s, %c9 : index
    %p = arith.addi %s9, %j0 : index
    %v = vyre.load %partial[%p] : !vyre.buffer<693xi32, workgroup>
    %b = arith.addi %a, %v : i32
    scf.yield %b : i32
  }
  vyre.store %r0, %out[%j0] : !vyre.buffer<9xi32, write>
  %j1 = arith.constant 1 : index
  %n1 = arith.constant 1 : i32
  %r1 = scf.for %s = %c0 to %count step %c1 iter_args(%a = %n1) -> i32 {
    %s9 = arith.muli %s, %c9 : index
    %p = arith.addi %s9, %j1 : index
    %v = vyre.load %partial[%p] : !vyre.buffer<693xi32, workgroup>
    %b = arith.muli %a, %v : i32
    scf.yield %b : i32
  }
  vyre.store %r1, %out[%j1] : !vyre.buffer<9xi32, write>
  %j2 = arith.constant 2 : index
  %n2 = arith.constant -1 : i32
  %r2 = scf.for %s = %c0 to %count step %c1 iter_args(%a = %n2) -> i32 {
    %s9 = arith.muli %s, %c9 : index
    %p = arith.addi %s9, %j2 : index
    %v = vyre.load %partial[%p] : !vyre.buffer<693xi32, workgroup>
    %b = arith.andi %a, %v : i32
    scf.yield %b : i32
  }
  vyre.store %r2, %out[%j2] : !vyre.buffer<9xi32, write>
  %j3 = arith.constant 3 : index
  %n3 = arith.constant 0 : i32
  %r3 = scf.for %s = %c0 to %count step %c1 iter_args(%a = %n3) -> i32 {
    %s9 = arith.muli %s, %c9 : index
    %p = arith.addi %s9, %j3 : index
    %v = vyre.load %partial[%p] : !vyre.buffer<693xi32, workgroup>
    %b = arith.ori %a, %v : i32
    scf.yield %b : i32
  }
  vyre.store %r3, %out[%j3] : !vyre.buffer<9xi32, write>
  %j4 = arith.constant 4 : index
  %n4 = arith.constant 0 : i32
  %r4 = scf.for %s = %c0 to %count step %c1 iter_args(%a = %n4) -> i32 {
    %s9 = arith.muli %s, %c9 : index
    %p = arith.addi %s9, %j4 : index
    %v = vyre.load %partial[%p] : !vyre.buffer<693xi32, workgroup>
    %b = arith.xori %a, %v : i32
    scf.yield %b : i32
  }
  vyre.store %r4, %out[%j4] : !vyre.buffer<9xi32, write>
  %j5 = arith.constant 5 : index
  %n5 = arith.constant -1 : i32
  %r5 = scf.for %s = %c0 to %count step %c1 iter_args(%a = %n5) -> i32 {
    %s9 = arith.muli %s, %c9 : index
    %p = arith.addi %s9, %j5 : index
    %v = vyre.load %partial[%p] : !vyre.buffer<693xi32, workgroup>
    %b = arith.minui %a, %v : i32
    scf.yield %b : i32
  }
  vyre.store %r5, %out[%j5] : !vyre.buffer<9xi32, write>
  %j6 = arith.constant 6 : index
  %n6 = arith.constant 0 : i32
  %r6 = scf.for %s = %c0 to %count step %c1 iter_args(%a = %n6) -> i32 {
    %s9 = arith.muli %s, %c9 : index
    %p = arith.addi %s9, %j6 : index
    %v = vyre.load %partial[%p] : !vyre.buffer<693xi32, workgroup>
    %b = arith.maxui %a, %v : i32
    scf.yield %b : i32
  }
  vyre.store %r6, %out[%j6] : !vyre.buffer<9xi32, write>
  %j7 = arith.constant 7 : index
  %n7 = arith.constant 2147483647 : i32
  %r7 = scf.for %s = %c0 to %count step %c1 iter_args(%a = %n7) -> i32 {
    %s9 = arith.muli %s, %c9 : index
    %p = arith.addi %s9, %j7 : index
    %v = vyre.load %partial[%p] : !vyre.buffer<693xi32, workgroup>
    %b = arith.minsi %a, %v : i32
    scf.yield %b : i32
  }
  vyre.store %r7, %out[%j7] : !vyre.buffer<9xi32, write>
  %j8 = arith.constant 8 : index
  %n8 = arith.constant -2147483648 : i32
  %r8 = scf.for %s = %c0 to %count step %c1 iter_args(%a = %n8) -> i32 {
    %s9 = arith.muli %s, %c9 : index
    %p = arith.addi %s9, %j8 : index
    %v = vyre.load %partial[%p] : !vyre.buffer<693xi32, workgroup>
    %b = arith.maxsi %a, %v : i32
    scf.yield %b : i32
  }
  vyre.store %r8, %out[%j8] : !vyre.buffer<9xi32, write>
  vyre.return
}

vyre.graph @main() {
  %one = arith.constant 1 : index
  %out = vyre.alloc : !vyre.buffer<9xi32, read_write>
  vyre.dispatch @integers32 groups [%one] (%out) : (!vyre.buffer<9xi32, read_write>)
  vyre.expect %out : !vyre.buffer<9xi32, read_write> == dense<[-188711055, 367494961, -571508805, 571508804, -1758476943, 56502659, -34921209, -2119232319, 2140813769]> : tensor<9xi32>
  vyre.return
}
