// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// heat: how heat spreads on a square plate, in explicit steps of f32.
//
//   vyre-run examples/heat.mlir --entry=main \
//       --output picture=@heat.png:1024x1024
//
// runs 300 steps on 1024 x 1024 cells and writes the plate as a picture: black
// is 20 degrees, then red, yellow, and white for 100. Each step, a free cell
// becomes
//     u + 0.2 (((left + right) + (up + down)) - 4 u)
// Cells of the letters and of the rim keep their temperature. The plate starts
// cold, with warm discs that no one heats any more.
//
// The run checks itself: two sums over the bits of all cells must have the
// values that numpy finds (examples/check/heat.py), bit for bit. That works
// because a Vyre kernel never fuses a multiply and an add, and because no
// temperature comes near the subnormal numbers.
//
//   vyre-run examples/heat.mlir --entry=check
//
// does 20 steps on 96 x 80 cells (no multiple of the workgroup) and checks the
// same sums.

//===----------------------------------------------------------------------===//
// The plate at the start
//===----------------------------------------------------------------------===//

// Writes the temperatures to %u, and to %held those that never change (0 for
// a free cell). %font has the letters, a row of 23 bits each.
vyre.program @initial(%font: !vyre.buffer<7xi32, uniform>,
                      %u: !vyre.buffer<?xf32, write>,
                      %held: !vyre.buffer<?xf32, write>,
                      %width: index, %height: index) workgroup [64, 4, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c7 = arith.constant 7 : index
  %c9 = arith.constant 9 : index
  %c16 = arith.constant 16 : index
  %c23 = arith.constant 23 : index
  %c32 = arith.constant 32 : index
  %x = vyre.global_id x
  %y = vyre.global_id y
  %x_out = arith.cmpi uge, %x, %width : index
  vyre.exit_if %x_out
  %y_out = arith.cmpi uge, %y, %height : index
  vyre.exit_if %y_out

  // Discs: one in each square of a 16th of the width, of a size and warmth
  // that a hash of the square's place gives.
  %square = vyre.divui %width, %c16 : index
  %tile_x = vyre.divui %x, %square : index
  %tile_y = vyre.divui %y, %square : index
  %tile_x_word = arith.index_castui %tile_x : index to i32
  %tile_y_word = arith.index_castui %tile_y : index to i32
  %prime_x = arith.constant 73856093 : i32
  %prime_y = arith.constant 19349663 : i32
  %golden = arith.constant -1640531527 : i32
  %s8 = arith.constant 8 : i32
  %s16 = arith.constant 16 : i32
  %mixed_x = arith.muli %tile_x_word, %prime_x : i32
  %mixed_y = arith.muli %tile_y_word, %prime_y : i32
  %mixed = arith.xori %mixed_x, %mixed_y : i32
  %hash = arith.muli %mixed, %golden : i32
  %high = vyre.shrui %hash, %s16 : i32
  %hash2 = arith.xori %hash, %high : i32

  // 2 * radius = square * (hash byte 1, 0..255) / 256.
  %byte_mask = arith.constant 255 : i32
  %c256 = arith.constant 256 : index
  %size_bits = vyre.shrui %hash2, %s8 : i32
  %size_byte = arith.andi %size_bits, %byte_mask : i32
  %size = arith.index_castui %size_byte : i32 to index
  %diameter_scaled = arith.muli %square, %size : index
  %diameter = vyre.divui %diameter_scaled, %c256 : index
  // Twice the distance from the centre of the square, along each axis.
  %local_x = vyre.remui %x, %square : index
  %local_y = vyre.remui %y, %square : index
  %twice_x = arith.muli %local_x, %c2 : index
  %twice_y = arith.muli %local_y, %c2 : index
  %dx = arith.subi %twice_x, %square : index
  %dy = arith.subi %twice_y, %square : index
  %dx2 = arith.muli %dx, %dx : index
  %dy2 = arith.muli %dy, %dy : index
  %distance2 = arith.addi %dx2, %dy2 : index
  %diameter2 = arith.muli %diameter, %diameter : index
  %in_disc = arith.cmpi ult, %distance2, %diameter2 : index
  // 25 to 88 degrees.
  %warm_mask = arith.constant 63 : i32
  %warm_bits = arith.andi %hash2, %warm_mask : i32
  %warm_base = arith.constant 25 : i32
  %warm_word = arith.addi %warm_bits, %warm_base : i32
  %warm = arith.sitofp %warm_word : i32 to f32
  %cold = arith.constant 20.0 : f32
  %plate = arith.select %in_disc, %warm, %cold : f32

  // Letters: 23 x 7 dots, each a 32nd of the width, in the middle. Left of
  // and above them the differences wrap to huge numbers.
  %dot = vyre.divui %width, %c32 : index
  %letters_width = arith.muli %dot, %c23 : index
  %letters_height = arith.muli %dot, %c7 : index
  %margin_x2 = arith.subi %width, %letters_width : index
  %margin_y2 = arith.subi %height, %letters_height : index
  %margin_x = vyre.shrui %margin_x2, %c1 : index
  %margin_y = vyre.shrui %margin_y2, %c1 : index
  %from_left = arith.subi %x, %margin_x : index
  %from_top = arith.subi %y, %margin_y : index
  %dot_x = vyre.divui %from_left, %dot : index
  %dot_y = vyre.divui %from_top, %dot : index
  // No row of this number reads as zero: no dots.
  %bits = vyre.load %font[%dot_y] : !vyre.buffer<7xi32, uniform>
  %dot_in = arith.cmpi ult, %dot_x, %c23 : index
  %dot_word = arith.index_castui %dot_x : index to i32
  %last = arith.constant 22 : i32
  %one = arith.constant 1 : i32
  %zero = arith.constant 0 : i32
  %place = arith.subi %last, %dot_word : i32
  %shifted = vyre.shrui %bits, %place : i32
  %bit = arith.andi %shifted, %one : i32
  %lit = arith.cmpi ne, %bit, %zero : i32
  %in_letter = arith.andi %dot_in, %lit : i1

  // The rim.
  %last_x = arith.subi %width, %c1 : index
  %last_y = arith.subi %height, %c1 : index
  %is_left = arith.cmpi eq, %x, %c0 : index
  %is_right = arith.cmpi eq, %x, %last_x : index
  %is_top = arith.cmpi eq, %y, %c0 : index
  %is_bottom = arith.cmpi eq, %y, %last_y : index
  %is_side = arith.ori %is_left, %is_right : i1
  %is_end = arith.ori %is_top, %is_bottom : i1
  %in_rim = arith.ori %is_side, %is_end : i1

  %hot = arith.constant 100.0 : f32
  %free = arith.constant 0.0 : f32
  %with_letter = arith.select %in_letter, %hot, %plate : f32
  %start = arith.select %in_rim, %cold, %with_letter : f32
  %held_letter = arith.select %in_letter, %hot, %free : f32
  %held_value = arith.select %in_rim, %cold, %held_letter : f32
  %row = arith.muli %y, %width : index
  %i = arith.addi %row, %x : index
  vyre.store %start, %u[%i] : !vyre.buffer<?xf32, write>
  vyre.store %held_value, %held[%i] : !vyre.buffer<?xf32, write>
  vyre.return
}

//===----------------------------------------------------------------------===//
// One step
//===----------------------------------------------------------------------===//

vyre.program @step(%u: !vyre.buffer<?xf32, read>,
                   %held: !vyre.buffer<?xf32, read>,
                   %next: !vyre.buffer<?xf32, write>,
                   %width: index, %height: index) workgroup [64, 4, 1] {
  %c1 = arith.constant 1 : index
  %x = vyre.global_id x
  %y = vyre.global_id y
  %x_out = arith.cmpi uge, %x, %width : index
  vyre.exit_if %x_out
  %y_out = arith.cmpi uge, %y, %height : index
  vyre.exit_if %y_out
  %row = arith.muli %y, %width : index
  %i = arith.addi %row, %x : index
  // The rim is held, so what it reads beyond the plate does not matter.
  %i_left = arith.subi %i, %c1 : index
  %i_right = arith.addi %i, %c1 : index
  %i_up = arith.subi %i, %width : index
  %i_down = arith.addi %i, %width : index
  %old = vyre.load %u[%i] : !vyre.buffer<?xf32, read>
  %left = vyre.load %u[%i_left] : !vyre.buffer<?xf32, read>
  %right = vyre.load %u[%i_right] : !vyre.buffer<?xf32, read>
  %up = vyre.load %u[%i_up] : !vyre.buffer<?xf32, read>
  %down = vyre.load %u[%i_down] : !vyre.buffer<?xf32, read>
  %fixed = vyre.load %held[%i] : !vyre.buffer<?xf32, read>
  %four = arith.constant 4.0 : f32
  %rate = arith.constant 0.2 : f32
  %free = arith.constant 0.0 : f32
  %across = arith.addf %left, %right : f32
  %along = arith.addf %up, %down : f32
  %around = arith.addf %across, %along : f32
  %old4 = arith.mulf %four, %old : f32
  %excess = arith.subf %around, %old4 : f32
  %flow = arith.mulf %rate, %excess : f32
  %moved = arith.addf %old, %flow : f32
  %is_held = arith.cmpf ogt, %fixed, %free : f32
  %value = arith.select %is_held, %fixed, %moved : f32
  vyre.store %value, %next[%i] : !vyre.buffer<?xf32, write>
  vyre.return
}

//===----------------------------------------------------------------------===//
// Looking at the result
//===----------------------------------------------------------------------===//

// Adds to %sums, modulo 2**32, the bits of all cells, and the bits of cell i
// times 2 i + 1, which notices cells that changed places.
vyre.program @checksum(%u: !vyre.buffer<?xf32, read>,
                       %sums: !vyre.buffer<2xi32, read_write>)
    workgroup [256, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c256 = arith.constant 256 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %shared = vyre.workgroup_alloc : !vyre.buffer<2xi32, workgroup>
  %first = vyre.global_id x
  %lane = vyre.local_id x
  %groups = vyre.num_workgroups x
  %stride = arith.muli %groups, %c256 : index
  %length = vyre.length %u : !vyre.buffer<?xf32, read>
  %own:2 = scf.for %i = %first to %length step %stride
      iter_args(%plain = %zero, %weighted = %zero) -> (i32, i32) {
    %value = vyre.load %u[%i] : !vyre.buffer<?xf32, read>
    %bits = arith.bitcast %value : f32 to i32
    %word = arith.index_castui %i : index to i32
    %twice = arith.muli %word, %two : i32
    %weight = arith.addi %twice, %one : i32
    %product = arith.muli %bits, %weight : i32
    %plain_next = arith.addi %plain, %bits : i32
    %weighted_next = arith.addi %weighted, %product : i32
    scf.yield %plain_next, %weighted_next : i32, i32
  }
  %old0 = vyre.atomic_rmw add relaxed %own#0, %shared[%c0]
      : !vyre.buffer<2xi32, workgroup>
  %old1 = vyre.atomic_rmw add relaxed %own#1, %shared[%c1]
      : !vyre.buffer<2xi32, workgroup>
  vyre.barrier workgroup acq_rel
  // Lanes 0 and 1 take one sum each; the others read and write nothing.
  %sum = vyre.load %shared[%lane] : !vyre.buffer<2xi32, workgroup>
  %old = vyre.atomic_rmw add relaxed %sum, %sums[%lane]
      : !vyre.buffer<2xi32, read_write>
  vyre.return
}

// Temperature to colour: red, green, blue and opaque, from the low byte on.
vyre.program @render(%u: !vyre.buffer<?xf32, read>,
                     %picture: !vyre.buffer<?xi32, write>)
    workgroup [256, 1, 1] {
  %i = vyre.global_id x
  %value = vyre.load %u[%i] : !vyre.buffer<?xf32, read>
  // 20 to 100 degrees become 0 to 765: 255 levels for each of the colours.
  %cold = arith.constant 20.0 : f32
  %scale = arith.constant 9.5625 : f32
  %above = arith.subf %value, %cold : f32
  %scaled = arith.mulf %above, %scale : f32
  %level = vyre.fptosi_sat %scaled : f32 to i32
  %none = arith.constant 0 : i32
  %full = arith.constant 255 : i32
  %red_top = arith.minsi %level, %full : i32
  %red = arith.maxsi %red_top, %none : i32
  %after_red = arith.subi %level, %full : i32
  %green_top = arith.minsi %after_red, %full : i32
  %green = arith.maxsi %green_top, %none : i32
  %after_green = arith.subi %after_red, %full : i32
  %blue_top = arith.minsi %after_green, %full : i32
  %blue = arith.maxsi %blue_top, %none : i32
  %s8 = arith.constant 8 : i32
  %s16 = arith.constant 16 : i32
  %green_byte = vyre.shli %green, %s8 : i32
  %blue_byte = vyre.shli %blue, %s16 : i32
  %red_green = arith.ori %red, %green_byte : i32
  %colour = arith.ori %red_green, %blue_byte : i32
  %opaque = arith.constant 0xFF000000 : i32
  %pixel = arith.ori %colour, %opaque : i32
  vyre.store %pixel, %picture[%i] : !vyre.buffer<?xi32, write>
  vyre.return
}

//===----------------------------------------------------------------------===//
// Graphs
//===----------------------------------------------------------------------===//

vyre.graph @main(%picture: !vyre.buffer<1048576xi32, write>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %pairs = arith.constant 150 : index
  %size = arith.constant 1024 : index
  %groups = arith.constant 256 : index
  // The letters VYRE, one row of dots each.
  %font = vyre.constant dense<[
    0x45179F, 0x451450, 0x44A450, 0x44479E, 0x444510, 0x284490, 0x10445F
  ]> : tensor<7xi32> -> !vyre.buffer<7xi32, read_write>
  %a = vyre.alloc : !vyre.buffer<1048576xf32, read_write>
  %b = vyre.alloc : !vyre.buffer<1048576xf32, read_write>
  %held = vyre.alloc : !vyre.buffer<1048576xf32, read_write>
  %sums = vyre.alloc : !vyre.buffer<2xi32, read_write>
  vyre.dispatch @initial threads [%size, %size] (%font, %a, %held, %size, %size)
      : (!vyre.buffer<7xi32, read_write>,
         !vyre.buffer<1048576xf32, read_write>,
         !vyre.buffer<1048576xf32, read_write>, index, index)
  // Two steps at a time: from %a to %b and back.
  scf.for %pair = %c0 to %pairs step %c1 {
    vyre.dispatch @step threads [%size, %size] (%a, %held, %b, %size, %size)
        : (!vyre.buffer<1048576xf32, read_write>,
           !vyre.buffer<1048576xf32, read_write>,
           !vyre.buffer<1048576xf32, read_write>, index, index)
    vyre.dispatch @step threads [%size, %size] (%b, %held, %a, %size, %size)
        : (!vyre.buffer<1048576xf32, read_write>,
           !vyre.buffer<1048576xf32, read_write>,
           !vyre.buffer<1048576xf32, read_write>, index, index)
  }
  vyre.dispatch @checksum groups [%groups] (%a, %sums)
      : (!vyre.buffer<1048576xf32, read_write>,
         !vyre.buffer<2xi32, read_write>)
  vyre.expect %sums : !vyre.buffer<2xi32, read_write>
      == dense<[-805569039, -862306257]> : tensor<2xi32>
  %cells = arith.muli %size, %size : index
  vyre.dispatch @render threads [%cells] (%a, %picture)
      : (!vyre.buffer<1048576xf32, read_write>,
         !vyre.buffer<1048576xi32, write>)
  vyre.return
}

vyre.graph @check() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %pairs = arith.constant 10 : index
  %width = arith.constant 96 : index
  %height = arith.constant 80 : index
  %groups = arith.constant 3 : index
  %font = vyre.constant dense<[
    0x45179F, 0x451450, 0x44A450, 0x44479E, 0x444510, 0x284490, 0x10445F
  ]> : tensor<7xi32> -> !vyre.buffer<7xi32, read_write>
  %a = vyre.alloc : !vyre.buffer<7680xf32, read_write>
  %b = vyre.alloc : !vyre.buffer<7680xf32, read_write>
  %held = vyre.alloc : !vyre.buffer<7680xf32, read_write>
  %sums = vyre.alloc : !vyre.buffer<2xi32, read_write>
  vyre.dispatch @initial threads [%width, %height] (%font, %a, %held, %width,
                                                    %height)
      : (!vyre.buffer<7xi32, read_write>, !vyre.buffer<7680xf32, read_write>,
         !vyre.buffer<7680xf32, read_write>, index, index)
  scf.for %pair = %c0 to %pairs step %c1 {
    vyre.dispatch @step threads [%width, %height] (%a, %held, %b, %width,
                                                   %height)
        : (!vyre.buffer<7680xf32, read_write>,
           !vyre.buffer<7680xf32, read_write>,
           !vyre.buffer<7680xf32, read_write>, index, index)
    vyre.dispatch @step threads [%width, %height] (%b, %held, %a, %width,
                                                   %height)
        : (!vyre.buffer<7680xf32, read_write>,
           !vyre.buffer<7680xf32, read_write>,
           !vyre.buffer<7680xf32, read_write>, index, index)
  }
  vyre.dispatch @checksum groups [%groups] (%a, %sums)
      : (!vyre.buffer<7680xf32, read_write>, !vyre.buffer<2xi32, read_write>)
  vyre.expect %sums : !vyre.buffer<2xi32, read_write>
      == dense<[1449981701, -2076654769]> : tensor<2xi32>
  vyre.return
}
