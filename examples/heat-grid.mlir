// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// heat-grid: the heat equation with the loop over time inside of the kernel.
// The whole grid waits after each step.
//
//   vyre-run examples/heat-grid.mlir --entry=main --output picture=@heat.png:256x256
//
// runs 1000 steps on 256 x 256 cells. Each step, a cell that is not at the rim
// becomes
//     u + 0.2 (((left + right) + (up + down)) - 4 u)
//
//   vyre-run examples/heat-grid.mlir --entry=simulate --input u=@u.npy \
//       --input width=index=64 --input height=index=32 --input steps=index=10 \
//       --output u=@u.npy
//
// goes on from a field of your own, which u.npy holds twice.
//
//   vyre-run examples/heat-grid.mlir --entry=check
//
// does 50 steps on 70 x 45 cells (no multiple of the workgroup), and the same
// with one dispatch per step, and compares all bits.

!field = !vyre.buffer<?xf32, read_write>
!count = !vyre.buffer<1xi32, read_write>

// %u holds two fields, one behind the other: a step reads one and writes the
// other, then they change places.
vyre.program @heat(%u: !field, %width: index, %height: index, %steps: index)
    workgroup [32, 8, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %rate = arith.constant 0.2 : f32
  %four = arith.constant 4.0 : f32
  %x = vyre.global_id x
  %y = vyre.global_id y
  %x_out = arith.cmpi uge, %x, %width : index
  vyre.exit_if %x_out
  %y_out = arith.cmpi uge, %y, %height : index
  vyre.exit_if %y_out
  %x_last = arith.subi %width, %c1 : index
  %y_last = arith.subi %height, %c1 : index
  %at_left = arith.cmpi eq, %x, %c0 : index
  %at_right = arith.cmpi eq, %x, %x_last : index
  %at_top = arith.cmpi eq, %y, %c0 : index
  %at_bottom = arith.cmpi eq, %y, %y_last : index
  %at_side = arith.ori %at_left, %at_right : i1
  %at_end = arith.ori %at_top, %at_bottom : i1
  %at_rim = arith.ori %at_side, %at_end : i1
  %row = arith.muli %y, %width : index
  %i = arith.addi %row, %x : index
  %cells = arith.muli %width, %height : index
  %a, %b = scf.for %t = %c0 to %steps step %c1
      iter_args(%from = %c0, %to = %cells) -> (index, index) {
    %here = arith.addi %from, %i : index
    %left_at = arith.subi %here, %c1 : index
    %right_at = arith.addi %here, %c1 : index
    %up_at = arith.subi %here, %width : index
    %down_at = arith.addi %here, %width : index
    %old = vyre.load %u[%here] : !field
    %left = vyre.load %u[%left_at] : !field
    %right = vyre.load %u[%right_at] : !field
    %up = vyre.load %u[%up_at] : !field
    %down = vyre.load %u[%down_at] : !field
    %sides = arith.addf %left, %right : f32
    %ends = arith.addf %up, %down : f32
    %around = arith.addf %sides, %ends : f32
    %four_old = arith.mulf %four, %old : f32
    %flow = arith.subf %around, %four_old : f32
    %change = arith.mulf %rate, %flow : f32
    %changed = arith.addf %old, %change : f32
    %new = arith.select %at_rim, %old, %changed : f32
    %there = arith.addi %to, %i : index
    vyre.store %new, %u[%there] : !field
    vyre.barrier grid
    scf.yield %to, %from : index, index
  }
  vyre.return
}

// Both fields: (37 i) mod 101 in cell i.
vyre.program @initial(%u: !vyre.buffer<?xf32, write>, %cells: index) workgroup [64, 1, 1] {
  %c37 = arith.constant 37 : index
  %c101 = arith.constant 101 : index
  %i = vyre.global_id x
  %cell = vyre.remui %i, %cells : index
  %product = arith.muli %cell, %c37 : index
  %rest = vyre.remui %product, %c101 : index
  %word = arith.index_castui %rest : index to i32
  %value = arith.sitofp %word : i32 to f32
  vyre.store %value, %u[%i] : !vyre.buffer<?xf32, write>
  vyre.return
}

// Counts cells whose bits differ.
vyre.program @compare(%a: !vyre.buffer<?xf32, read>, %b: !vyre.buffer<?xf32, read>,
                      %wrong: !count) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %x = vyre.load %a[%i] : !vyre.buffer<?xf32, read>
  %y = vyre.load %b[%i] : !vyre.buffer<?xf32, read>
  %x_bits = arith.bitcast %x : f32 to i32
  %y_bits = arith.bitcast %y : f32 to i32
  %differs = arith.cmpi ne, %x_bits, %y_bits : i32
  scf.if %differs {
    %old = vyre.atomic_rmw add relaxed %one, %wrong[%c0] : !count
  }
  vyre.return
}

vyre.graph @main(%picture: !vyre.buffer<65536xf32, write>) {
  %side = arith.constant 256 : index
  %cells = arith.constant 65536 : index
  %both = arith.constant 131072 : index
  %steps = arith.constant 1000 : index
  %u = vyre.alloc(%both) : !field
  vyre.dispatch @initial threads [%both] (%u, %cells) : (!field, index)
  vyre.dispatch @heat threads [%side, %side] (%u, %side, %side, %steps)
      : (!field, index, index, index)
  vyre.copy %u, %picture : !field, !vyre.buffer<65536xf32, write>
  vyre.return
}

// After an odd number of steps, the result is the second field.
vyre.graph @simulate(%u: !field, %width: index, %height: index, %steps: index) {
  vyre.dispatch @heat threads [%width, %height] (%u, %width, %height, %steps)
      : (!field, index, index, index)
  vyre.return
}

vyre.graph @check() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %width = arith.constant 70 : index
  %height = arith.constant 45 : index
  %cells = arith.constant 3150 : index
  %both = arith.constant 6300 : index
  %steps = arith.constant 50 : index
  %pairs = arith.constant 25 : index
  %u = vyre.alloc(%both) : !field
  vyre.dispatch @initial threads [%both] (%u, %cells) : (!field, index)
  vyre.dispatch @heat threads [%width, %height] (%u, %width, %height, %steps)
      : (!field, index, index, index)

  // One step at a time: there and, with a second field that holds the first,
  // back again.
  %v = vyre.alloc(%both) : !field
  vyre.dispatch @initial threads [%both] (%v, %cells) : (!field, index)
  scf.for %pair = %c0 to %pairs step %c1 {
    vyre.dispatch @step threads [%width, %height] (%v, %width, %height, %c0, %cells)
        : (!field, index, index, index, index)
    vyre.dispatch @step threads [%width, %height] (%v, %width, %height, %cells, %c0)
        : (!field, index, index, index, index)
  }
  %wrong = vyre.alloc : !count
  vyre.dispatch @compare threads [%both] (%u, %v, %wrong) : (!field, !field, !count)
  vyre.expect %wrong : !count == dense<0> : tensor<1xi32>
  vyre.return
}

// One step, as a program of its own.
vyre.program @step(%u: !field, %width: index, %height: index, %from: index, %to: index)
    workgroup [32, 8, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %rate = arith.constant 0.2 : f32
  %four = arith.constant 4.0 : f32
  %x = vyre.global_id x
  %y = vyre.global_id y
  %x_out = arith.cmpi uge, %x, %width : index
  vyre.exit_if %x_out
  %y_out = arith.cmpi uge, %y, %height : index
  vyre.exit_if %y_out
  %x_last = arith.subi %width, %c1 : index
  %y_last = arith.subi %height, %c1 : index
  %at_left = arith.cmpi eq, %x, %c0 : index
  %at_right = arith.cmpi eq, %x, %x_last : index
  %at_top = arith.cmpi eq, %y, %c0 : index
  %at_bottom = arith.cmpi eq, %y, %y_last : index
  %at_side = arith.ori %at_left, %at_right : i1
  %at_end = arith.ori %at_top, %at_bottom : i1
  %at_rim = arith.ori %at_side, %at_end : i1
  %row = arith.muli %y, %width : index
  %i = arith.addi %row, %x : index
  %here = arith.addi %from, %i : index
  %left_at = arith.subi %here, %c1 : index
  %right_at = arith.addi %here, %c1 : index
  %up_at = arith.subi %here, %width : index
  %down_at = arith.addi %here, %width : index
  %old = vyre.load %u[%here] : !field
  %left = vyre.load %u[%left_at] : !field
  %right = vyre.load %u[%right_at] : !field
  %up = vyre.load %u[%up_at] : !field
  %down = vyre.load %u[%down_at] : !field
  %sides = arith.addf %left, %right : f32
  %ends = arith.addf %up, %down : f32
  %around = arith.addf %sides, %ends : f32
  %four_old = arith.mulf %four, %old : f32
  %flow = arith.subf %around, %four_old : f32
  %change = arith.mulf %rate, %flow : f32
  %changed = arith.addf %old, %change : f32
  %new = arith.select %at_rim, %old, %changed : f32
  %there = arith.addi %to, %i : index
  vyre.store %new, %u[%there] : !field
  vyre.return
}
