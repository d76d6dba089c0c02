// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// c = a * b for n x n matrices in row order, n a multiple of 16. Each workgroup
// makes one 16 x 16 tile of c from tiles of a and b that it shares. The rival
// of matmul.comp.

vyre.program @matmul(%a: !vyre.buffer<?xf32, read>,
                     %b: !vyre.buffer<?xf32, read>,
                     %c: !vyre.buffer<?xf32, write>,
                     %n: index) workgroup [16, 16, 1] {
  %tile_a = vyre.workgroup_alloc : !vyre.buffer<256xf32, workgroup>
  %tile_b = vyre.workgroup_alloc : !vyre.buffer<256xf32, workgroup>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %zero = arith.constant 0.0 : f32
  %lx = vyre.local_id x
  %ly = vyre.local_id y
  %column = vyre.global_id x
  %row = vyre.global_id y

  %first = arith.muli %row, %n : index
  %tile_row = arith.muli %ly, %c16 : index
  %slot = arith.addi %tile_row, %lx : index
  %sum = scf.for %t = %c0 to %n step %c16 iter_args(%outer = %zero) -> f32 {
    %ka = arith.addi %t, %lx : index
    %ia = arith.addi %first, %ka : index
    %av = vyre.load %a[%ia] : !vyre.buffer<?xf32, read>
    vyre.store %av, %tile_a[%slot] : !vyre.buffer<256xf32, workgroup>
    %kb = arith.addi %t, %ly : index
    %row_b = arith.muli %kb, %n : index
    %ib = arith.addi %row_b, %column : index
    %bv = vyre.load %b[%ib] : !vyre.buffer<?xf32, read>
    vyre.store %bv, %tile_b[%slot] : !vyre.buffer<256xf32, workgroup>
    vyre.barrier workgroup acq_rel
    %part = scf.for %k = %c0 to %c16 step %c1 iter_args(%inner = %outer) -> f32 {
      %ja = arith.addi %tile_row, %k : index
      %jk = arith.muli %k, %c16 : index
      %jb = arith.addi %jk, %lx : index
      %p = vyre.load %tile_a[%ja] : !vyre.buffer<256xf32, workgroup>
      %q = vyre.load %tile_b[%jb] : !vyre.buffer<256xf32, workgroup>
      %pq = arith.mulf %p, %q : f32
      %next = arith.addf %inner, %pq : f32
      scf.yield %next : f32
    }
    vyre.barrier workgroup acq_rel
    scf.yield %part : f32
  }
  %ic = arith.addi %first, %column : index
  vyre.store %sum, %c[%ic] : !vyre.buffer<?xf32, write>
  vyre.return
}
