// RUN: vyre-run %s
// REQUIRES: vulkan

// Every invocation of a workgroup is in one subgroup and has a place of its own
// in it (VYRE-SG-01), whatever the width of the device is.

!out = !vyre.buffer<96xi32, write>
!table = !vyre.buffer<2048xi32, workgroup>

// The pair of both ids is a number below num_subgroups * subgroup_size that no
// other invocation has: each counts in the table, and finds its own count only.
vyre.program @ids(%out: !out) workgroup [24, 2, 2] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c24 = arith.constant 24 : index
  %c48 = arith.constant 48 : index
  %one = arith.constant 1 : i32
  %table = vyre.workgroup_alloc : !table
  %subgroup = vyre.subgroup_id
  %lane = vyre.subgroup_local_id
  %size = vyre.subgroup_size
  %count = vyre.num_subgroups
  %row = arith.muli %subgroup, %size : index
  %place = arith.addi %row, %lane : index
  %before = vyre.atomic_rmw add relaxed %one, %table[%place] : !table
  vyre.barrier workgroup acq_rel
  %mine = vyre.load %table[%place] : !table

  %alone = arith.cmpi eq, %mine, %one : i32
  %laneIn = arith.cmpi ult, %lane, %size : index
  %subgroupIn = arith.cmpi ult, %subgroup, %count : index
  %both = arith.andi %laneIn, %subgroupIn : i1
  // The size is a power of two.
  %less = arith.subi %size, %c1 : index
  %common = arith.andi %size, %less : index
  %isPower = arith.cmpi eq, %common, %c0 : index
  %known = arith.andi %both, %isPower : i1
  %right = arith.andi %known, %alone : i1
  %bit = arith.extui %right : i1 to i32

  %x = vyre.local_id x
  %y = vyre.local_id y
  %z = vyre.local_id z
  %rowY = arith.muli %y, %c24 : index
  %rowZ = arith.muli %z, %c48 : index
  %xy = arith.addi %x, %rowY : index
  %i = arith.addi %xy, %rowZ : index
  vyre.store %bit, %out[%i] : !out
  vyre.return
}

vyre.graph @main() {
  %one = arith.constant 1 : index
  %out = vyre.alloc : !vyre.buffer<96xi32, read_write>
  vyre.dispatch @ids groups [%one] (%out) : (!vyre.buffer<96xi32, read_write>)
  vyre.expect %out : !vyre.buffer<96xi32, read_write> == dense<1> : tensor<96xi32>
  vyre.return
}
