// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A thousand dispatches that do almost nothing, for overhead-bench: what is
// left is what the runtime adds.

vyre.program @step(%b: !vyre.buffer<?xi32, read_write>) workgroup [64, 1, 1] {
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %v = vyre.load %b[%i] : !vyre.buffer<?xi32, read_write>
  %next = arith.addi %v, %one : i32
  vyre.store %next, %b[%i] : !vyre.buffer<?xi32, read_write>
  vyre.return
}

// Each dispatch needs the one before: 999 barriers.
vyre.graph @chain(%a: !vyre.buffer<?xi32, read_write>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c1000 = arith.constant 1000 : index
  scf.for %k = %c0 to %c1000 step %c1 {
    vyre.dispatch @step groups [%c1] (%a) : (!vyre.buffer<?xi32, read_write>)
  }
  vyre.return
}

// Two chains side by side: one barrier for two dispatches.
vyre.graph @pairs(%a: !vyre.buffer<?xi32, read_write>,
                  %b: !vyre.buffer<?xi32, read_write>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c500 = arith.constant 500 : index
  scf.for %k = %c0 to %c500 step %c1 {
    vyre.dispatch @step groups [%c1] (%a) : (!vyre.buffer<?xi32, read_write>)
    vyre.dispatch @step groups [%c1] (%b) : (!vyre.buffer<?xi32, read_write>)
  }
  vyre.return
}
