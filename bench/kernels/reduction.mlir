// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// partial[g] = the sum of the share of workgroup g: each invocation adds up
// elements that are a grid apart, then the workgroup halves its 256 sums eight
// times. The rival of reduction.comp.

vyre.program @reduction(%x: !vyre.buffer<?xf32, read>,
                        %partial: !vyre.buffer<?xf32, write>)
    workgroup [256, 1, 1] {
  %sums = vyre.workgroup_alloc : !vyre.buffer<256xf32, workgroup>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c128 = arith.constant 128 : index
  %c256 = arith.constant 256 : index
  %zero = arith.constant 0.0 : f32
  %l = vyre.local_id x
  %g = vyre.global_id x
  %group = vyre.workgroup_id x
  %groups = vyre.num_workgroups x
  %stride = arith.muli %groups, %c256 : index
  %n = vyre.length %x : !vyre.buffer<?xf32, read>

  %sum = scf.for %i = %g to %n step %stride iter_args(%s = %zero) -> f32 {
    %v = vyre.load %x[%i] : !vyre.buffer<?xf32, read>
    %next = arith.addf %s, %v : f32
    scf.yield %next : f32
  }
  vyre.store %sum, %sums[%l] : !vyre.buffer<256xf32, workgroup>
  vyre.barrier workgroup acq_rel

  %last = scf.while (%width = %c128) : (index) -> index {
    %more = arith.cmpi ugt, %width, %c0 : index
    scf.condition(%more) %width : index
  } do {
  ^bb0(%width: index):
    %adds = arith.cmpi ult, %l, %width : index
    scf.if %adds {
      %other = arith.addi %l, %width : index
      %p = vyre.load %sums[%l] : !vyre.buffer<256xf32, workgroup>
      %q = vyre.load %sums[%other] : !vyre.buffer<256xf32, workgroup>
      %pq = arith.addf %p, %q : f32
      vyre.store %pq, %sums[%l] : !vyre.buffer<256xf32, workgroup>
    }
    vyre.barrier workgroup acq_rel
    %half = arith.shrui %width, %c1 : index
    scf.yield %half : index
  }

  %first = arith.cmpi eq, %l, %c0 : index
  scf.if %first {
    %total = vyre.load %sums[%c0] : !vyre.buffer<256xf32, workgroup>
    vyre.store %total, %partial[%group] : !vyre.buffer<?xf32, write>
  }
  vyre.return
}
