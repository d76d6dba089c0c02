// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// saxpy: y = 2 x + y, the smallest whole program.
//
//   vyre-run examples/saxpy.mlir --entry=main --input x=1000000xf32=iota \
//       --input y=1000000xf32=1 --output y=@y.npy
//
// y.npy then holds 2 i + 1 at position i. The two buffers may have any length;
// the shorter one wins, because access out of range reads zero and writes
// nothing. That is also why the program needs no guard for the last workgroup.
//
//   vyre-run examples/saxpy.mlir --entry=check
//
// runs the same program on 70 elements (one full workgroup and 6 more) and
// compares with values from examples/check/saxpy.py.

vyre.program @saxpy(%x: !vyre.buffer<?xf32, read>,
                    %y: !vyre.buffer<?xf32, read_write>,
                    %a: f32) workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %xv = vyre.load %x[%i] : !vyre.buffer<?xf32, read>
  %yv = vyre.load %y[%i] : !vyre.buffer<?xf32, read_write>
  %ax = arith.mulf %a, %xv : f32
  %s = arith.addf %ax, %yv : f32
  vyre.store %s, %y[%i] : !vyre.buffer<?xf32, read_write>
  vyre.return
}

vyre.graph @main(%x: !vyre.buffer<?xf32, read>,
                 %y: !vyre.buffer<?xf32, read_write>) {
  %a = arith.constant 2.0 : f32
  %n = vyre.length %y : !vyre.buffer<?xf32, read_write>
  vyre.dispatch @saxpy threads [%n] (%x, %y, %a)
      : (!vyre.buffer<?xf32, read>, !vyre.buffer<?xf32, read_write>, f32)
  vyre.return
}

vyre.graph @check() {
  %a = arith.constant 2.0 : f32
  %x = vyre.constant dense<[
      -12.5, -3.25, 6.0, -10.0, -0.75, 8.5, -7.5, 1.75, 11.0, -5.0, 4.25,
      -11.75, -2.5, 6.75, -9.25, 0.0, 9.25, -6.75, 2.5, 11.75, -4.25, 5.0,
      -11.0, -1.75, 7.5, -8.5, 0.75, 10.0, -6.0, 3.25, 12.5, -3.5, 5.75,
      -10.25, -1.0, 8.25, -7.75, 1.5, 10.75, -5.25, 4.0, -12.0, -2.75,
      6.5, -9.5, -0.25, 9.0, -7.0, 2.25, 11.5, -4.5, 4.75, -11.25, -2.0,
      7.25, -8.75, 0.5, 9.75, -6.25, 3.0, 12.25, -3.75, 5.5, -10.5, -1.25,
      8.0, -8.0, 1.25, 10.5, -5.5
    ]> : tensor<70xf32> -> !vyre.buffer<70xf32, read_write>
  %y = vyre.constant dense<[
      -13.0, -7.5, -2.0, 3.5, 9.0, -12.0, -6.5, -1.0, 4.5, 10.0, -11.0,
      -5.5, 0.0, 5.5, 11.0, -10.0, -4.5, 1.0, 6.5, 12.0, -9.0, -3.5, 2.0,
      7.5, 13.0, -8.0, -2.5, 3.0, 8.5, -12.5, -7.0, -1.5, 4.0, 9.5, -11.5,
      -6.0, -0.5, 5.0, 10.5, -10.5, -5.0, 0.5, 6.0, 11.5, -9.5, -4.0, 1.5,
      7.0, 12.5, -8.5, -3.0, 2.5, 8.0, -13.0, -7.5, -2.0, 3.5, 9.0, -12.0,
      -6.5, -1.0, 4.5, 10.0, -11.0, -5.5, 0.0, 5.5, 11.0, -10.0, -4.5
    ]> : tensor<70xf32> -> !vyre.buffer<70xf32, read_write>
  %n = vyre.length %y : !vyre.buffer<70xf32, read_write>
  vyre.dispatch @saxpy threads [%n] (%x, %y, %a)
      : (!vyre.buffer<70xf32, read_write>, !vyre.buffer<70xf32, read_write>,
         f32)
  vyre.expect %y : !vyre.buffer<70xf32, read_write> == dense<[
      -38.0, -14.0, 10.0, -16.5, 7.5, 5.0, -21.5, 2.5, 26.5, 0.0, -2.5,
      -29.0, -5.0, 19.0, -7.5, -10.0, 14.0, -12.5, 11.5, 35.5, -17.5, 6.5,
      -20.0, 4.0, 28.0, -25.0, -1.0, 23.0, -3.5, -6.0, 18.0, -8.5, 15.5,
      -11.0, -13.5, 10.5, -16.0, 8.0, 32.0, -21.0, 3.0, -23.5, 0.5, 24.5,
      -28.5, -4.5, 19.5, -7.0, 17.0, 14.5, -12.0, 12.0, -14.5, -17.0, 7.0,
      -19.5, 4.5, 28.5, -24.5, -0.5, 23.5, -3.0, 21.0, -32.0, -8.0, 16.0,
      -10.5, 13.5, 11.0, -15.5
    ]> : tensor<70xf32>
  vyre.return
}
