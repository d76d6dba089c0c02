// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counts the bytes of data by value, four to a word. Each workgroup counts its
// share in workgroup memory, which starts as zero, and adds that to bins at the
// end. The rival of histogram.comp.

vyre.program @histogram(%data: !vyre.buffer<?xi32, read>,
                        %bins: !vyre.buffer<256xi32, read_write>)
    workgroup [256, 1, 1] {
  %counts = vyre.workgroup_alloc : !vyre.buffer<256xi32, workgroup>
  %c256 = arith.constant 256 : index
  %one = arith.constant 1 : i32
  %s8 = arith.constant 8 : i32
  %s16 = arith.constant 16 : i32
  %s24 = arith.constant 24 : i32
  %mask = arith.constant 255 : i32
  %l = vyre.local_id x
  %g = vyre.global_id x
  %groups = vyre.num_workgroups x
  %stride = arith.muli %groups, %c256 : index
  %n = vyre.length %data : !vyre.buffer<?xi32, read>

  scf.for %i = %g to %n step %stride {
    %word = vyre.load %data[%i] : !vyre.buffer<?xi32, read>
    %byte0 = arith.andi %word, %mask : i32
    %word1 = arith.shrui %word, %s8 : i32
    %byte1 = arith.andi %word1, %mask : i32
    %word2 = arith.shrui %word, %s16 : i32
    %byte2 = arith.andi %word2, %mask : i32
    %byte3 = arith.shrui %word, %s24 : i32
    %bin0 = arith.index_castui %byte0 : i32 to index
    %bin1 = arith.index_castui %byte1 : i32 to index
    %bin2 = arith.index_castui %byte2 : i32 to index
    %bin3 = arith.index_castui %byte3 : i32 to index
    %old0 = vyre.atomic_rmw add relaxed %one, %counts[%bin0]
        : !vyre.buffer<256xi32, workgroup>
    %old1 = vyre.atomic_rmw add relaxed %one, %counts[%bin1]
        : !vyre.buffer<256xi32, workgroup>
    %old2 = vyre.atomic_rmw add relaxed %one, %counts[%bin2]
        : !vyre.buffer<256xi32, workgroup>
    %old3 = vyre.atomic_rmw add relaxed %one, %counts[%bin3]
        : !vyre.buffer<256xi32, workgroup>
  }
  vyre.barrier workgroup acq_rel
  %count = vyre.load %counts[%l] : !vyre.buffer<256xi32, workgroup>
  %old = vyre.atomic_rmw add relaxed %count, %bins[%l]
      : !vyre.buffer<256xi32, read_write>
  vyre.return
}
