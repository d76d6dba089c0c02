// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// reduction: the sum of an f32 buffer of any length, in two levels.
//
//   vyre-run examples/reduction.mlir --entry=main \
//       --input data=1000000xf32=0.5 --output sum
//
// prints one number, 5e+05. First every workgroup sums its share to one
// partial sum, then one workgroup sums those with the same program. The order
// of the additions depends on the length only, so the bits are reproducible.
//
//   vyre-run examples/reduction.mlir --entry=check
//
// sums 100003, 257, 1 and 0 numbers and compares with values from
// examples/check/reduction.py.

vyre.program @sum(%data: !vyre.buffer<?xf32, read>,
                  %partial: !vyre.buffer<?xf32, write>)
    workgroup [256, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %c128 = arith.constant 128 : index
  %c256 = arith.constant 256 : index
  %zero = arith.constant 0.0 : f32
  %shared = vyre.workgroup_alloc : !vyre.buffer<256xf32, workgroup>
  %first = vyre.global_id x
  %lane = vyre.local_id x
  %group = vyre.workgroup_id x
  %groups = vyre.num_workgroups x
  %stride = arith.muli %groups, %c256 : index
  %length = vyre.length %data : !vyre.buffer<?xf32, read>
  // Neighbours read neighbouring elements, all step by the size of the grid.
  %own = scf.for %i = %first to %length step %stride
      iter_args(%total = %zero) -> (f32) {
    %value = vyre.load %data[%i] : !vyre.buffer<?xf32, read>
    %next = arith.addf %total, %value : f32
    scf.yield %next : f32
  }
  vyre.store %own, %shared[%lane] : !vyre.buffer<256xf32, workgroup>
  vyre.barrier workgroup acq_rel

  // Halve the number of sums until one is left: 128, 64, ... 1.
  scf.for %level = %c0 to %c8 step %c1 {
    %half = vyre.shrui %c128, %level : index
    %active = arith.cmpi ult, %lane, %half : index
    scf.if %active {
      %partner = arith.addi %lane, %half : index
      %a = vyre.load %shared[%lane] : !vyre.buffer<256xf32, workgroup>
      %b = vyre.load %shared[%partner] : !vyre.buffer<256xf32, workgroup>
      %sum = arith.addf %a, %b : f32
      vyre.store %sum, %shared[%lane] : !vyre.buffer<256xf32, workgroup>
    }
    vyre.barrier workgroup acq_rel
  }
  %others = arith.cmpi ne, %lane, %c0 : index
  vyre.exit_if %others
  %result = vyre.load %shared[%c0] : !vyre.buffer<256xf32, workgroup>
  vyre.store %result, %partial[%group] : !vyre.buffer<?xf32, write>
  vyre.return
}

// data[i] = (37 i) mod 101 - 40.
vyre.program @numbers(%data: !vyre.buffer<?xf32, write>)
    workgroup [64, 1, 1] {
  %c37 = arith.constant 37 : index
  %c101 = arith.constant 101 : index
  %forty = arith.constant 40 : i32
  %i = vyre.global_id x
  %product = arith.muli %i, %c37 : index
  %rest = vyre.remui %product, %c101 : index
  %word = arith.index_castui %rest : index to i32
  %centred = arith.subi %word, %forty : i32
  %value = arith.sitofp %centred : i32 to f32
  vyre.store %value, %data[%i] : !vyre.buffer<?xf32, write>
  vyre.return
}

vyre.graph @main(%data: !vyre.buffer<?xf32, read>,
                 %sum: !vyre.buffer<1xf32, write>) {
  // 16 elements per invocation, but at least one workgroup and at most 1024.
  %one = arith.constant 1 : index
  %most = arith.constant 1024 : index
  %chunk = arith.constant 4096 : index
  %n = vyre.length %data : !vyre.buffer<?xf32, read>
  %whole = vyre.divui %n, %chunk : index
  %more = arith.addi %whole, %one : index
  %groups = arith.minui %more, %most : index
  %partial = vyre.alloc(%groups) : !vyre.buffer<?xf32, read_write>
  vyre.dispatch @sum groups [%groups] (%data, %partial)
      : (!vyre.buffer<?xf32, read>, !vyre.buffer<?xf32, read_write>)
  vyre.dispatch @sum groups [%one] (%partial, %sum)
      : (!vyre.buffer<?xf32, read_write>, !vyre.buffer<1xf32, write>)
  vyre.return
}

vyre.graph @check() {
  %one = arith.constant 1 : index
  %groups = arith.constant 7 : index
  %many = arith.constant 100003 : index
  %some = arith.constant 257 : index
  %none = arith.constant 0 : index
  %partial = vyre.alloc : !vyre.buffer<7xf32, read_write>
  %sum = vyre.alloc : !vyre.buffer<1xf32, read_write>

  %data_many = vyre.alloc(%many) : !vyre.buffer<?xf32, read_write>
  vyre.dispatch @numbers threads [%many] (%data_many)
      : (!vyre.buffer<?xf32, read_write>)
  vyre.dispatch @sum groups [%groups] (%data_many, %partial)
      : (!vyre.buffer<?xf32, read_write>, !vyre.buffer<7xf32, read_write>)
  vyre.dispatch @sum groups [%one] (%partial, %sum)
      : (!vyre.buffer<7xf32, read_write>, !vyre.buffer<1xf32, read_write>)
  vyre.expect %sum : !vyre.buffer<1xf32, read_write>
      == dense<999943.0> : tensor<1xf32>

  %data_some = vyre.alloc(%some) : !vyre.buffer<?xf32, read_write>
  vyre.dispatch @numbers threads [%some] (%data_some)
      : (!vyre.buffer<?xf32, read_write>)
  vyre.dispatch @sum groups [%groups] (%data_some, %partial)
      : (!vyre.buffer<?xf32, read_write>, !vyre.buffer<7xf32, read_write>)
  vyre.dispatch @sum groups [%one] (%partial, %sum)
      : (!vyre.buffer<7xf32, read_write>, !vyre.buffer<1xf32, read_write>)
  vyre.expect %sum : !vyre.buffer<1xf32, read_write>
      == dense<2548.0> : tensor<1xf32>

  %data_one = vyre.alloc(%one) : !vyre.buffer<?xf32, read_write>
  vyre.dispatch @numbers threads [%one] (%data_one)
      : (!vyre.buffer<?xf32, read_write>)
  vyre.dispatch @sum groups [%groups] (%data_one, %partial)
      : (!vyre.buffer<?xf32, read_write>, !vyre.buffer<7xf32, read_write>)
  vyre.dispatch @sum groups [%one] (%partial, %sum)
      : (!vyre.buffer<7xf32, read_write>, !vyre.buffer<1xf32, read_write>)
  vyre.expect %sum : !vyre.buffer<1xf32, read_write>
      == dense<-40.0> : tensor<1xf32>

  %data_none = vyre.alloc(%none) : !vyre.buffer<?xf32, read_write>
  vyre.dispatch @numbers threads [%one] (%data_none)
      : (!vyre.buffer<?xf32, read_write>)
  vyre.dispatch @sum groups [%groups] (%data_none, %partial)
      : (!vyre.buffer<?xf32, read_write>, !vyre.buffer<7xf32, read_write>)
  vyre.dispatch @sum groups [%one] (%partial, %sum)
      : (!vyre.buffer<7xf32, read_write>, !vyre.buffer<1xf32, read_write>)
  vyre.expect %sum : !vyre.buffer<1xf32, read_write>
      == dense<0.0> : tensor<1xf32>
  vyre.return
}
