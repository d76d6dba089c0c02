// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// y[i] = a * x[i] + y[i], one element per invocation. The rival of saxpy.comp.

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
