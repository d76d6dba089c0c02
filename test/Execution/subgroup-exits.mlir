// RUN: vyre-run %s
// REQUIRES: vulkan

// Invocations that left take no part in subgroup ops (VYRE-SG-02), though on a
// device they may be there.

!out = !vyre.buffer<77xi32, write>
!table = !vyre.buffer<2048xi32, workgroup>

// As in subgroup-shuffle.mlir. Who left writes nothing, so its place is zero.
vyre.program @shuffle(%out: !out) workgroup [77, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %c13 = arith.constant 13 : index
  %c128 = arith.constant 128 : index
  %huge = arith.constant 4294967295 : index
  %zero32 = arith.constant 0 : i32
  %one32 = arith.constant 1 : i32
  %table = vyre.workgroup_alloc : !table
  %i = vyre.local_id x
  // Some of most subgroups leave, and all of the last.
  %c5 = arith.constant 5 : index
  %c60 = arith.constant 60 : index
  %mod = vyre.remui %i, %c5 : index
  %isSome = arith.cmpi eq, %mod, %c1 : index
  %isLast = arith.cmpi uge, %i, %c60 : index
  %leaves = arith.ori %isSome, %isLast : i1
  vyre.exit_if %leaves
  %next = arith.addi %i, %c1 : index
  %number = arith.index_castui %next : index to i32
  %subgroup = vyre.subgroup_id
  %lane = vyre.subgroup_local_id
  %size = vyre.subgroup_size
  %row = arith.muli %subgroup, %size : index
  %place = arith.addi %row, %lane : index
  vyre.store %number, %table[%place] : !table
  vyre.barrier workgroup acq_rel
  %numberT = arith.ori %number, %zero32 : i32
  %last = arith.subi %size, %c1 : index
  %up = arith.addi %lane, %c1 : index
  %down = arith.subi %lane, %c1 : index
  %beside = arith.xori %lane, %c1 : index
  %mirror = arith.subi %last, %lane : index
  %spread7 = arith.muli %lane, %c7 : index
  %spread = arith.addi %spread7, %c13 : index
  %s0 = vyre.subgroup_shuffle %numberT, %up : i32
  %t0 = arith.ori %s0, %zero32 : i32
  %at0 = arith.addi %row, %up : index
  %in0 = arith.cmpi ult, %up, %size : index
  %is0 = vyre.load %table[%at0] : !table
  %exp0 = arith.select %in0, %is0, %zero32 : i32
  %eq0 = arith.cmpi ne, %t0, %exp0 : i32
  %bad0 = arith.extui %eq0 : i1 to i32
  %sum0 = arith.addi %zero32, %bad0 : i32
  %s1 = vyre.subgroup_shuffle %numberT, %down : i32
  %t1 = arith.ori %s1, %zero32 : i32
  %at1 = arith.addi %row, %down : index
  %in1 = arith.cmpi ult, %down, %size : index
  %is1 = vyre.load %table[%at1] : !table
  %exp1 = arith.select %in1, %is1, %zero32 : i32
  %eq1 = arith.cmpi ne, %t1, %exp1 : i32
  %bad1 = arith.extui %eq1 : i1 to i32
  %sum1 = arith.addi %sum0, %bad1 : i32
  %s2 = vyre.subgroup_shuffle %numberT, %beside : i32
  %t2 = arith.ori %s2, %zero32 : i32
  %at2 = arith.addi %row, %beside : index
  %in2 = arith.cmpi ult, %beside, %size : index
  %is2 = vyre.load %table[%at2] : !table
  %exp2 = arith.select %in2, %is2, %zero32 : i32
  %eq2 = arith.cmpi ne, %t2, %exp2 : i32
  %bad2 = arith.extui %eq2 : i1 to i32
  %sum2 = arith.addi %sum1, %bad2 : i32
  %s3 = vyre.subgroup_shuffle %numberT, %mirror : i32
  %t3 = arith.ori %s3, %zero32 : i32
  %at3 = arith.addi %row, %mirror : index
  %in3 = arith.cmpi ult, %mirror, %size : index
  %is3 = vyre.load %table[%at3] : !table
  %exp3 = arith.select %in3, %is3, %zero32 : i32
  %eq3 = arith.cmpi ne, %t3, %exp3 : i32
  %bad3 = arith.extui %eq3 : i1 to i32
  %sum3 = arith.addi %sum2, %bad3 : i32
  %s4 = vyre.subgroup_shuffle %numberT, %spread : i32
  %t4 = arith.ori %s4, %zero32 : i32
  %at4 = arith.addi %row, %spread : index
  %in4 = arith.cmpi ult, %spread, %size : index
  %is4 = vyre.load %table[%at4] : !table
  %exp4 = arith.select %in4, %is4, %zero32 : i32
  %eq4 = arith.cmpi ne, %t4, %exp4 : i32
  %bad4 = arith.extui %eq4 : i1 to i32
  %sum4 = arith.addi %sum3, %bad4 : i32
  %s5 = vyre.subgroup_shuffle %numberT, %c0 : i32
  %t5 = arith.ori %s5, %zero32 : i32
  %at5 = arith.addi %row, %c0 : index
  %in5 = arith.cmpi ult, %c0, %size : index
  %is5 = vyre.load %table[%at5] : !table
  %exp5 = arith.select %in5, %is5, %zero32 : i32
  %eq5 = arith.cmpi ne, %t5, %exp5 : i32
  %bad5 = arith.extui %eq5 : i1 to i32
  %sum5 = arith.addi %sum4, %bad5 : i32
  %s6 = vyre.subgroup_shuffle %numberT, %last : i32
  %t6 = arith.ori %s6, %zero32 : i32
  %at6 = arith.addi %row, %last : index
  %in6 = arith.cmpi ult, %last, %size : index
  %is6 = vyre.load %table[%at6] : !table
  %exp6 = arith.select %in6, %is6, %zero32 : i32
  %eq6 = arith.cmpi ne, %t6, %exp6 : i32
  %bad6 = arith.extui %eq6 : i1 to i32
  %sum6 = arith.addi %sum5, %bad6 : i32
  %s7 = vyre.subgroup_shuffle %numberT, %size : i32
  %t7 = arith.ori %s7, %zero32 : i32
  %at7 = arith.addi %row, %size : index
  %in7 = arith.cmpi ult, %size, %size : index
  %is7 = vyre.load %table[%at7] : !table
  %exp7 = arith.select %in7, %is7, %zero32 : i32
  %eq7 = arith.cmpi ne, %t7, %exp7 : i32
  %bad7 = arith.extui %eq7 : i1 to i32
  %sum7 = arith.addi %sum6, %bad7 : i32
  %s8 = vyre.subgroup_shuffle %numberT, %c128 : i32
  %t8 = arith.ori %s8, %zero32 : i32
  %at8 = arith.addi %row, %c128 : index
  %in8 = arith.cmpi ult, %c128, %size : index
  %is8 = vyre.load %table[%at8] : !table
  %exp8 = arith.select %in8, %is8, %zero32 : i32
  %eq8 = arith.cmpi ne, %t8, %exp8 : i32
  %bad8 = arith.extui %eq8 : i1 to i32
  %sum8 = arith.addi %sum7, %bad8 : i32
  %s9 = vyre.subgroup_shuffle %numberT, %huge : i32
  %t9 = arith.ori %s9, %zero32 : i32
  %at9 = arith.addi %row, %huge : index
  %in9 = arith.cmpi ult, %huge, %size : index
  %is9 = vyre.load %table[%at9] : !table
  %exp9 = arith.select %in9, %is9, %zero32 : i32
  %eq9 = arith.cmpi ne, %t9, %exp9 : i32
  %bad9 = arith.extui %eq9 : i1 to i32
  %sum9 = arith.addi %sum8, %bad9 : i32
  %right = arith.cmpi eq, %sum9, %zero32 : i32
  %result = arith.extui %right : i1 to i32
  vyre.store %result, %out[%i] : !out
  vyre.return
}

// 37 invocations stay. The first that stayed of each subgroup adds what it has:
// how many stayed, by a sum and by a ballot, the sum of their ids, and the
// greatest complement of an id, which is that of 0.
vyre.program @reduce(%sums: !vyre.buffer<4xi32, read_write>) workgroup [77, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c37 = arith.constant 37 : index
  %one = arith.constant 1 : i32
  %true = arith.constant true
  %ones = arith.constant -1 : i32
  %i = vyre.local_id x
  %leaves = arith.cmpi uge, %i, %c37 : index
  vyre.exit_if %leaves
  %number = arith.index_castui %i : index to i32
  %complement = arith.xori %number, %ones : i32
  %count = vyre.subgroup_reduce <add> %one : i32
  %sum = vyre.subgroup_reduce <add> %number : i32
  %greatest = vyre.subgroup_reduce <maxu> %complement : i32
  %bits = vyre.subgroup_ballot %true
  %w0 = vector.extract %bits[0] : i32 from vector<4xi32>
  %w1 = vector.extract %bits[1] : i32 from vector<4xi32>
  %w2 = vector.extract %bits[2] : i32 from vector<4xi32>
  %w3 = vector.extract %bits[3] : i32 from vector<4xi32>
  %p0 = math.ctpop %w0 : i32
  %p1 = math.ctpop %w1 : i32
  %p2 = math.ctpop %w2 : i32
  %p3 = math.ctpop %w3 : i32
  %p01 = arith.addi %p0, %p1 : i32
  %p23 = arith.addi %p2, %p3 : i32
  %set = arith.addi %p01, %p23 : i32
  %lane = vyre.subgroup_local_id
  %lane32 = arith.index_castui %lane : index to i32
  %first = vyre.subgroup_reduce <minu> %lane32 : i32
  %isFirst = arith.cmpi eq, %lane32, %first : i32
  scf.if %isFirst {
    %o0 = vyre.atomic_rmw add relaxed %count, %sums[%c0] : !vyre.buffer<4xi32, read_write>
    %o1 = vyre.atomic_rmw add relaxed %set, %sums[%c1] : !vyre.buffer<4xi32, read_write>
    %o2 = vyre.atomic_rmw add relaxed %sum, %sums[%c2] : !vyre.buffer<4xi32, read_write>
    %o3 = vyre.atomic_rmw maxu relaxed %greatest, %sums[%c3] : !vyre.buffer<4xi32, read_write>
  }
  vyre.return
}

// A loop that goes on while its subgroup has somebody: invocation i leaves in
// round i, and each round counts who is left before. Nobody stays in the last:
// the loop ends although its condition does not. Sum of i + 1 for 77: 3003.
vyre.program @until_all_left(%sums: !vyre.buffer<1xi32, read_write>) workgroup [77, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i32
  %true = arith.constant true
  %i = vyre.local_id x
  %end = scf.while (%round = %c0) : (index) -> index {
    scf.condition(%true) %round : index
  } do {
  ^bb0(%round: index):
    %lane = vyre.subgroup_local_id
    %lane32 = arith.index_castui %lane : index to i32
    %first = vyre.subgroup_reduce <minu> %lane32 : i32
    %here = vyre.subgroup_reduce <add> %one : i32
    %isFirst = arith.cmpi eq, %lane32, %first : i32
    scf.if %isFirst {
      %old = vyre.atomic_rmw add relaxed %here, %sums[%c0] : !vyre.buffer<1xi32, read_write>
    }
    %leaves = arith.cmpi eq, %round, %i : index
    vyre.exit_if %leaves
    %next = arith.addi %round, %c1 : index
    scf.yield %next : index
  }
  vyre.return
}

// Only one subgroup comes to the op behind the exit, and those that left know
// which. Its sum goes to element 0, and the ids of its invocations, added one by
// one, to element 1: equal, whatever it is.
vyre.program @one_subgroup(%sums: !vyre.buffer<2xi32, read_write>) workgroup [77, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c40 = arith.constant 40 : index
  %i = vyre.local_id x
  %leaves = arith.cmpi uge, %i, %c40 : index
  vyre.exit_if %leaves
  %number = arith.index_castui %i : index to i32
  %subgroup = vyre.subgroup_id
  %isZero = arith.cmpi eq, %subgroup, %c0 : index
  scf.if %isZero {
    %sum = vyre.subgroup_reduce <add> %number : i32
    %o0 = vyre.atomic_rmw maxu relaxed %sum, %sums[%c0] : !vyre.buffer<2xi32, read_write>
    %o1 = vyre.atomic_rmw add relaxed %number, %sums[%c1] : !vyre.buffer<2xi32, read_write>
  }
  vyre.return
}

vyre.program @difference(%sums: !vyre.buffer<2xi32, read_write>) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %a = vyre.load %sums[%c0] : !vyre.buffer<2xi32, read_write>
  %b = vyre.load %sums[%c1] : !vyre.buffer<2xi32, read_write>
  %d = arith.subi %a, %b : i32
  vyre.store %d, %sums[%c0] : !vyre.buffer<2xi32, read_write>
  vyre.store %zero, %sums[%c1] : !vyre.buffer<2xi32, read_write>
  vyre.return
}

vyre.graph @main() {
  %one = arith.constant 1 : index
  %a = vyre.alloc : !vyre.buffer<77xi32, read_write>
  %b = vyre.alloc : !vyre.buffer<4xi32, read_write>
  %c = vyre.alloc : !vyre.buffer<1xi32, read_write>
  %d = vyre.alloc : !vyre.buffer<2xi32, read_write>
  vyre.dispatch @shuffle groups [%one] (%a) : (!vyre.buffer<77xi32, read_write>)
  vyre.dispatch @reduce groups [%one] (%b) : (!vyre.buffer<4xi32, read_write>)
  vyre.dispatch @until_all_left groups [%one] (%c) : (!vyre.buffer<1xi32, read_write>)
  vyre.dispatch @one_subgroup groups [%one] (%d) : (!vyre.buffer<2xi32, read_write>)
  vyre.dispatch @difference groups [%one] (%d) : (!vyre.buffer<2xi32, read_write>)
  vyre.expect %a : !vyre.buffer<77xi32, read_write> == dense<[1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]> : tensor<77xi32>
  vyre.expect %b : !vyre.buffer<4xi32, read_write> == dense<[37, 37, 666, -1]> : tensor<4xi32>
  vyre.expect %c : !vyre.buffer<1xi32, read_write> == dense<3003> : tensor<1xi32>
  vyre.expect %d : !vyre.buffer<2xi32, read_write> == dense<0> : tensor<2xi32>
  vyre.return
}
