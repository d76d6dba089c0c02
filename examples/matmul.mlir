// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// matmul: C = A B for row-major f32 matrices of any size, in 16x16 tiles held
// in workgroup memory: every element of A and B is read from memory once per
// tile instead of 16 times.
//
//   vyre-run examples/matmul.mlir --entry=main --output c=@c.npy
//
// multiplies two 256x256 matrices of small integers that a kernel makes.
//
//   vyre-run examples/matmul.mlir --entry=product --input m=index=2 \
//       --input n=index=1 --input k=index=3 --input a=6xf32=1,2,3,4,5,6 \
//       --input b=3xf32=10,100,1000 --input c=2xf32=0 --output c
//
// multiplies matrices of your own (or @a.npy): here c is 3210, 6540.
//
//   vyre-run examples/matmul.mlir --entry=check
//
// multiplies 19x37 by 37x21 (no size is a multiple of the tile) and compares
// with values from examples/check/matmul.py.

// A is m x k, B is k x n, C is m x n. Dispatch over threads [n, m].
vyre.program @multiply(%a: !vyre.buffer<?xf32, read>,
                       %b: !vyre.buffer<?xf32, read>,
                       %c: !vyre.buffer<?xf32, write>,
                       %m: index, %n: index, %k: index)
    workgroup [16, 16, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c15 = arith.constant 15 : index
  %c16 = arith.constant 16 : index
  // No buffer is this long: a load here gives zero, a store is dropped.
  %nowhere = arith.constant 4294967295 : index
  %zero = arith.constant 0.0 : f32
  %tile_a = vyre.workgroup_alloc : !vyre.buffer<256xf32, workgroup>
  %tile_b = vyre.workgroup_alloc : !vyre.buffer<256xf32, workgroup>
  %column = vyre.global_id x
  %row = vyre.global_id y
  %x = vyre.local_id x
  %y = vyre.local_id y
  %local_row = arith.muli %y, %c16 : index
  %local = arith.addi %local_row, %x : index
  %row_in = arith.cmpi ult, %row, %m : index
  %column_in = arith.cmpi ult, %column, %n : index
  %row_start = arith.muli %row, %k : index

  %k_up = arith.addi %k, %c15 : index
  %tiles = vyre.divui %k_up, %c16 : index
  %sum = scf.for %tile = %c0 to %tiles step %c1
      iter_args(%total = %zero) -> (f32) {
    // Each invocation brings one element of A and one of B; neighbours in x
    // read neighbouring addresses.
    %offset = arith.muli %tile, %c16 : index
    %a_column = arith.addi %offset, %x : index
    %a_column_in = arith.cmpi ult, %a_column, %k : index
    %a_in = arith.andi %row_in, %a_column_in : i1
    %a_linear = arith.addi %row_start, %a_column : index
    %a_index = arith.select %a_in, %a_linear, %nowhere : index
    %a_value = vyre.load %a[%a_index] : !vyre.buffer<?xf32, read>
    vyre.store %a_value, %tile_a[%local] : !vyre.buffer<256xf32, workgroup>

    %b_row = arith.addi %offset, %y : index
    %b_row_in = arith.cmpi ult, %b_row, %k : index
    %b_in = arith.andi %column_in, %b_row_in : i1
    %b_start = arith.muli %b_row, %n : index
    %b_linear = arith.addi %b_start, %column : index
    %b_index = arith.select %b_in, %b_linear, %nowhere : index
    %b_value = vyre.load %b[%b_index] : !vyre.buffer<?xf32, read>
    vyre.store %b_value, %tile_b[%local] : !vyre.buffer<256xf32, workgroup>
    vyre.barrier workgroup acq_rel

    %next = scf.for %l = %c0 to %c16 step %c1
        iter_args(%acc = %total) -> (f32) {
      %ia = arith.addi %local_row, %l : index
      %av = vyre.load %tile_a[%ia] : !vyre.buffer<256xf32, workgroup>
      %bl = arith.muli %l, %c16 : index
      %ib = arith.addi %bl, %x : index
      %bv = vyre.load %tile_b[%ib] : !vyre.buffer<256xf32, workgroup>
      %product = arith.mulf %av, %bv : f32
      %acc_next = arith.addf %acc, %product : f32
      scf.yield %acc_next : f32
    }
    // Nobody may overwrite the tiles before all have read them.
    vyre.barrier workgroup acq_rel
    scf.yield %next : f32
  }

  // Not exit_if before the loop: these invocations still carry tiles.
  %c_in = arith.andi %row_in, %column_in : i1
  %c_start = arith.muli %row, %n : index
  %c_linear = arith.addi %c_start, %column : index
  %c_index = arith.select %c_in, %c_linear, %nowhere : index
  vyre.store %sum, %c[%c_index] : !vyre.buffer<?xf32, write>
  vyre.return
}

// matrix[row, column] = (7 row + 3 column + salt) mod 11 - 5.
vyre.program @fill(%matrix: !vyre.buffer<?xf32, write>, %columns: index,
                   %salt: index) workgroup [64, 1, 1] {
  %c3 = arith.constant 3 : index
  %c7 = arith.constant 7 : index
  %c11 = arith.constant 11 : index
  %five = arith.constant 5 : i32
  %i = vyre.global_id x
  %row = vyre.divui %i, %columns : index
  %column = vyre.remui %i, %columns : index
  %row7 = arith.muli %row, %c7 : index
  %column3 = arith.muli %column, %c3 : index
  %sum = arith.addi %row7, %column3 : index
  %salted = arith.addi %sum, %salt : index
  %rest = vyre.remui %salted, %c11 : index
  %word = arith.index_cast %rest : index to i32
  %centred = arith.subi %word, %five : i32
  %value = arith.sitofp %centred : i32 to f32
  vyre.store %value, %matrix[%i] : !vyre.buffer<?xf32, write>
  vyre.return
}

vyre.graph @product(%a: !vyre.buffer<?xf32, read>,
                    %b: !vyre.buffer<?xf32, read>,
                    %c: !vyre.buffer<?xf32, read_write>,
                    %m: index, %n: index, %k: index) {
  vyre.dispatch @multiply threads [%n, %m] (%a, %b, %c, %m, %n, %k)
      : (!vyre.buffer<?xf32, read>, !vyre.buffer<?xf32, read>,
         !vyre.buffer<?xf32, read_write>, index, index, index)
  vyre.return
}

vyre.graph @main(%c: !vyre.buffer<65536xf32, write>) {
  %size = arith.constant 256 : index
  %elements = arith.constant 65536 : index
  %salt_a = arith.constant 0 : index
  %salt_b = arith.constant 4 : index
  %a = vyre.alloc : !vyre.buffer<65536xf32, read_write>
  %b = vyre.alloc : !vyre.buffer<65536xf32, read_write>
  vyre.dispatch @fill threads [%elements] (%a, %size, %salt_a)
      : (!vyre.buffer<65536xf32, read_write>, index, index)
  vyre.dispatch @fill threads [%elements] (%b, %size, %salt_b)
      : (!vyre.buffer<65536xf32, read_write>, index, index)
  vyre.dispatch @multiply threads [%size, %size] (%a, %b, %c, %size, %size,
                                                  %size)
      : (!vyre.buffer<65536xf32, read_write>,
         !vyre.buffer<65536xf32, read_write>,
         !vyre.buffer<65536xf32, write>, index, index, index)
  vyre.return
}

vyre.graph @check() {
  %m = arith.constant 19 : index
  %n = arith.constant 21 : index
  %k = arith.constant 37 : index
  %salt_a = arith.constant 0 : index
  %salt_b = arith.constant 4 : index
  %size_a = arith.muli %m, %k : index
  %size_b = arith.muli %k, %n : index
  %a = vyre.alloc(%size_a) : !vyre.buffer<?xf32, read_write>
  %b = vyre.alloc(%size_b) : !vyre.buffer<?xf32, read_write>
  %c = vyre.alloc : !vyre.buffer<399xf32, read_write>
  vyre.dispatch @fill threads [%size_a] (%a, %k, %salt_a)
      : (!vyre.buffer<?xf32, read_write>, index, index)
  vyre.dispatch @fill threads [%size_b] (%b, %n, %salt_b)
      : (!vyre.buffer<?xf32, read_write>, index, index)
  vyre.dispatch @multiply threads [%n, %m] (%a, %b, %c, %m, %n, %k)
      : (!vyre.buffer<?xf32, read_write>, !vyre.buffer<?xf32, read_write>,
         !vyre.buffer<399xf32, read_write>, index, index, index)
  vyre.expect %c : !vyre.buffer<399xf32, read_write> == dense<[
      42.0, -96.0, -14.0, -42.0, 172.0, -142.0, 204.0, -44.0, 5.0, -111.0, 26.0,
      42.0, -96.0, -14.0, -42.0, 172.0, -142.0, 204.0, -44.0, 5.0, -111.0,
      -33.0, -120.0, 57.0, 47.0, -128.0, 16.0, -27.0, 183.0, -157.0, 185.0,
      -23.0, -33.0, -120.0, 57.0, 47.0, -128.0, 16.0, -27.0, 183.0, -157.0,
      185.0, -119.0, 175.0, -70.0, 26.0, -87.0, -2.0, 17.0, -74.0, 11.0, -69.0,
      192.0, -119.0, 175.0, -70.0, 26.0, -87.0, -2.0, 17.0, -74.0, 11.0, -69.0,
      4.0, -14.0, 199.0, -171.0, 174.0, -9.0, -16.0, -133.0, 47.0, 62.0, -143.0,
      4.0, -14.0, 199.0, -171.0, 174.0, -9.0, -16.0, -133.0, 47.0, 62.0, 6.0,
      6.0, -82.0, 17.0, -60.0, 182.0, -126.0, 182.0, -60.0, 17.0, -82.0, 6.0,
      6.0, -82.0, 17.0, -60.0, 182.0, -126.0, 182.0, -60.0, 17.0, -14.0, 4.0,
      -143.0, 62.0, 47.0, -133.0, -16.0, -9.0, 174.0, -171.0, 199.0, -14.0, 4.0,
      -143.0, 62.0, 47.0, -133.0, -16.0, -9.0, 174.0, -171.0, 175.0, -119.0,
      192.0, -69.0, 11.0, -74.0, 17.0, -2.0, -87.0, 26.0, -70.0, 175.0, -119.0,
      192.0, -69.0, 11.0, -74.0, 17.0, -2.0, -87.0, 26.0, -120.0, -33.0, -23.0,
      185.0, -157.0, 183.0, -27.0, 16.0, -128.0, 47.0, 57.0, -120.0, -33.0,
      -23.0, 185.0, -157.0, 183.0, -27.0, 16.0, -128.0, 47.0, -96.0, 42.0, 26.0,
      -111.0, 5.0, -44.0, 204.0, -142.0, 172.0, -42.0, -14.0, -96.0, 42.0, 26.0,
      -111.0, 5.0, -44.0, 204.0, -142.0, 172.0, -42.0, 181.0, -26.0, 20.0,
      -132.0, 46.0, 59.0, -115.0, -36.0, -23.0, 188.0, -162.0, 181.0, -26.0,
      20.0, -132.0, 46.0, 59.0, -115.0, -36.0, -23.0, 188.0, -26.0, 181.0,
      -162.0, 188.0, -23.0, -36.0, -115.0, 59.0, 46.0, -132.0, 20.0, -26.0,
      181.0, -162.0, 188.0, -23.0, -36.0, -115.0, 59.0, 46.0, -132.0, 42.0,
      -96.0, -14.0, -42.0, 172.0, -142.0, 204.0, -44.0, 5.0, -111.0, 26.0, 42.0,
      -96.0, -14.0, -42.0, 172.0, -142.0, 204.0, -44.0, 5.0, -111.0, -33.0,
      -120.0, 57.0, 47.0, -128.0, 16.0, -27.0, 183.0, -157.0, 185.0, -23.0,
      -33.0, -120.0, 57.0, 47.0, -128.0, 16.0, -27.0, 183.0, -157.0, 185.0,
      -119.0, 175.0, -70.0, 26.0, -87.0, -2.0, 17.0, -74.0, 11.0, -69.0, 192.0,
      -119.0, 175.0, -70.0, 26.0, -87.0, -2.0, 17.0, -74.0, 11.0, -69.0, 4.0,
      -14.0, 199.0, -171.0, 174.0, -9.0, -16.0, -133.0, 47.0, 62.0, -143.0, 4.0,
      -14.0, 199.0, -171.0, 174.0, -9.0, -16.0, -133.0, 47.0, 62.0, 6.0, 6.0,
      -82.0, 17.0, -60.0, 182.0, -126.0, 182.0, -60.0, 17.0, -82.0, 6.0, 6.0,
      -82.0, 17.0, -60.0, 182.0, -126.0, 182.0, -60.0, 17.0, -14.0, 4.0, -143.0,
      62.0, 47.0, -133.0, -16.0, -9.0, 174.0, -171.0, 199.0, -14.0, 4.0, -143.0,
      62.0, 47.0, -133.0, -16.0, -9.0, 174.0, -171.0, 175.0, -119.0, 192.0,
      -69.0, 11.0, -74.0, 17.0, -2.0, -87.0, 26.0, -70.0, 175.0, -119.0, 192.0,
      -69.0, 11.0, -74.0, 17.0, -2.0, -87.0, 26.0, -120.0, -33.0, -23.0, 185.0,
      -157.0, 183.0, -27.0, 16.0, -128.0, 47.0, 57.0, -120.0, -33.0, -23.0,
      185.0, -157.0, 183.0, -27.0, 16.0, -128.0, 47.0
    ]> : tensor<399xf32>
  vyre.return
}
