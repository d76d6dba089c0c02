// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// histogram: how often each byte value occurs in a file.
//
//   vyre-run examples/histogram.mlir --entry=main --input data=@FILE \
//       --output counts=@counts.npy
//
// counts.npy then holds 256 numbers. `python3 examples/check/histogram.py FILE
// counts.npy` counts again and compares.
//
// A workgroup counts into its own table in workgroup memory, where contention
// is cheap, and adds the table to the result once at the end. The atomics are
// relaxed: only the sums matter, and the end of the dispatch publishes them.
//
//   vyre-run examples/histogram.mlir --entry=check
//
// counts 10007 bytes that a kernel makes and compares with values from
// examples/check/histogram.py.

vyre.program @count(%data: !vyre.buffer<?xi8, read>,
                    %counts: !vyre.buffer<256xi32, read_write>)
    workgroup [256, 1, 1] {
  %one = arith.constant 1 : i32
  %c256 = arith.constant 256 : index
  %table = vyre.workgroup_alloc : !vyre.buffer<256xi32, workgroup>
  %first = vyre.global_id x
  %lane = vyre.local_id x
  %groups = vyre.num_workgroups x
  // Neighbours read neighbouring bytes, all step by the size of the grid.
  %stride = arith.muli %groups, %c256 : index
  %length = vyre.length %data : !vyre.buffer<?xi8, read>
  scf.for %i = %first to %length step %stride {
    %byte = vyre.load %data[%i] : !vyre.buffer<?xi8, read>
    %value = arith.index_castui %byte : i8 to index
    %old = vyre.atomic_rmw add relaxed %one, %table[%value]
        : !vyre.buffer<256xi32, workgroup>
  }
  vyre.barrier workgroup acq_rel
  %mine = vyre.load %table[%lane] : !vyre.buffer<256xi32, workgroup>
  %sum = vyre.atomic_rmw add relaxed %mine, %counts[%lane]
      : !vyre.buffer<256xi32, read_write>
  vyre.return
}

// data[i] = (i * i + (i >> 4)) mod 256.
vyre.program @bytes(%data: !vyre.buffer<?xi8, write>) workgroup [64, 1, 1] {
  %four = arith.constant 4 : i32
  %i = vyre.global_id x
  %word = arith.index_castui %i : index to i32
  %square = arith.muli %word, %word : i32
  %high = vyre.shrui %word, %four : i32
  %sum = arith.addi %square, %high : i32
  %byte = arith.trunci %sum : i32 to i8
  vyre.store %byte, %data[%i] : !vyre.buffer<?xi8, write>
  vyre.return
}

vyre.graph @main(%data: !vyre.buffer<?xi8, read>,
                 %counts: !vyre.buffer<256xi32, write>) {
  // 64 bytes per invocation, but at least one workgroup and at most 1024.
  %one = arith.constant 1 : index
  %most = arith.constant 1024 : index
  %chunk = arith.constant 16384 : index
  %n = vyre.length %data : !vyre.buffer<?xi8, read>
  %whole = vyre.divui %n, %chunk : index
  %more = arith.addi %whole, %one : index
  %groups = arith.minui %more, %most : index
  // Starts at zero.
  %table = vyre.alloc : !vyre.buffer<256xi32, read_write>
  vyre.dispatch @count groups [%groups] (%data, %table)
      : (!vyre.buffer<?xi8, read>, !vyre.buffer<256xi32, read_write>)
  vyre.copy %table, %counts
      : !vyre.buffer<256xi32, read_write>, !vyre.buffer<256xi32, write>
  vyre.return
}

vyre.graph @check() {
  %groups = arith.constant 3 : index
  %n = arith.constant 10007 : index
  %data = vyre.alloc(%n) : !vyre.buffer<?xi8, read_write>
  %counts = vyre.alloc : !vyre.buffer<256xi32, read_write>
  vyre.dispatch @bytes threads [%n] (%data)
      : (!vyre.buffer<?xi8, read_write>)
  vyre.dispatch @count groups [%groups] (%data, %counts)
      : (!vyre.buffer<?xi8, read_write>, !vyre.buffer<256xi32, read_write>)
  vyre.expect %counts : !vyre.buffer<256xi32, read_write> == dense<[
      37, 39, 38, 38, 39, 39, 39, 38, 38, 39, 38, 39, 38, 38, 39, 38, 40, 40,
      40, 39, 39, 38, 38, 40, 40, 40, 39, 39, 39, 38, 38, 40, 40, 39, 40, 39,
      39, 37, 38, 42, 41, 39, 40, 40, 40, 38, 38, 41, 41, 40, 38, 40, 40, 38,
      38, 39, 41, 40, 38, 39, 39, 38, 38, 39, 42, 41, 39, 41, 39, 39, 41, 40,
      42, 42, 40, 41, 39, 39, 41, 40, 42, 43, 40, 41, 39, 39, 40, 40, 42, 41,
      39, 41, 39, 38, 40, 40, 42, 41, 39, 40, 41, 39, 39, 41, 43, 41, 40, 41,
      40, 38, 39, 42, 43, 41, 40, 40, 39, 37, 38, 41, 40, 40, 40, 39, 38, 37,
      38, 41, 40, 38, 38, 38, 38, 38, 38, 39, 39, 39, 39, 38, 39, 39, 38, 39,
      39, 39, 40, 40, 40, 40, 40, 38, 38, 39, 39, 39, 39, 40, 40, 38, 38, 39,
      39, 40, 39, 41, 42, 38, 37, 40, 40, 39, 39, 41, 41, 38, 38, 39, 39, 37,
      39, 41, 38, 37, 37, 38, 38, 37, 39, 40, 38, 37, 37, 38, 39, 37, 40, 40,
      38, 39, 37, 37, 39, 38, 40, 40, 38, 39, 37, 37, 39, 38, 40, 40, 38, 38,
      36, 37, 40, 37, 39, 40, 38, 38, 36, 38, 38, 37, 39, 41, 39, 37, 37, 39,
      39, 38, 39, 41, 40, 37, 36, 38, 39, 39, 38, 39, 40, 37, 36, 37, 38, 39,
      38, 39, 40, 37
    ]> : tensor<256xi32>
  vyre.return
}
