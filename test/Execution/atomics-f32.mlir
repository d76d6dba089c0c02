// RUN: vyre-run %s
// REQUIRES: vulkan

// Float atomics: add, min, max and exchange on f32, under contention, in
// storage buffers and in workgroup memory. All sums are multiples of 1/2 below
// 2**23, so f32 is exact in every order.

!cells = !vyre.buffer<4xf32, read_write>

// 4096 invocations: 0.5 each makes 2048; g - 2000.5 has least -2000.5 and
// most 2094.5. Cell 3 exchanges the same value with everybody.
vyre.program @storage(%cells: !cells) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %half = arith.constant 0.5 : f32
  %shift = arith.constant 2000.5 : f32
  %g = vyre.global_id x
  %word = arith.index_castui %g : index to i32
  %id = arith.sitofp %word : i32 to f32
  %v = arith.subf %id, %shift : f32
  %a = vyre.atomic_rmw addf relaxed %half, %cells[%c0] : !cells
  %b = vyre.atomic_rmw minf relaxed %v, %cells[%c1] : !cells
  %c = vyre.atomic_rmw maxf relaxed %v, %cells[%c2] : !cells
  %d = vyre.atomic_rmw exchange relaxed %half, %cells[%c3] : !cells
  vyre.return
}

// 1024 invocations on workgroup memory, which starts at zero.
vyre.program @workgroup(%out: !cells) workgroup [1024, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %half = arith.constant 0.5 : f32
  %shift = arith.constant 500.5 : f32
  %m = vyre.workgroup_alloc : !vyre.buffer<4xf32, workgroup>
  %l = vyre.local_id x
  %word = arith.index_castui %l : index to i32
  %id = arith.sitofp %word : i32 to f32
  %v = arith.subf %id, %shift : f32
  %a = vyre.atomic_rmw addf relaxed %v, %m[%c0]
      : !vyre.buffer<4xf32, workgroup>
  %b = vyre.atomic_rmw minf acq_rel %v, %m[%c1]
      : !vyre.buffer<4xf32, workgroup>
  %c = vyre.atomic_rmw maxf relaxed %v, %m[%c2]
      : !vyre.buffer<4xf32, workgroup>
  %d = vyre.atomic_rmw exchange relaxed %half, %m[%c3]
      : !vyre.buffer<4xf32, workgroup>
  vyre.barrier workgroup acq_rel
  %end = vyre.load %m[%l] : !vyre.buffer<4xf32, workgroup>
  vyre.store %end, %out[%l] : !cells
  vyre.return
}

// What comes back is the old element. And a number wins over a NaN, whichever
// of the two is in memory.
vyre.program @single(%cells: !vyre.buffer<6xf32, read_write>,
                     %old: !vyre.buffer<6xf32, write>) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %nan = arith.constant 0x7FC00000 : f32
  %v = arith.constant -3.5 : f32
  %a = vyre.atomic_rmw addf relaxed %v, %cells[%c0]
      : !vyre.buffer<6xf32, read_write>
  %b = vyre.atomic_rmw minf relaxed %nan, %cells[%c1]
      : !vyre.buffer<6xf32, read_write>
  %c = vyre.atomic_rmw maxf relaxed %nan, %cells[%c2]
      : !vyre.buffer<6xf32, read_write>
  %d = vyre.atomic_rmw minf relaxed %v, %cells[%c3]
      : !vyre.buffer<6xf32, read_write>
  %e = vyre.atomic_rmw maxf relaxed %v, %cells[%c4]
      : !vyre.buffer<6xf32, read_write>
  %f = vyre.atomic_rmw exchange relaxed %v, %cells[%c5]
      : !vyre.buffer<6xf32, read_write>
  vyre.store %a, %old[%c0] : !vyre.buffer<6xf32, write>
  vyre.store %b, %old[%c1] : !vyre.buffer<6xf32, write>
  vyre.store %c, %old[%c2] : !vyre.buffer<6xf32, write>
  vyre.store %d, %old[%c3] : !vyre.buffer<6xf32, write>
  vyre.store %e, %old[%c4] : !vyre.buffer<6xf32, write>
  vyre.store %f, %old[%c5] : !vyre.buffer<6xf32, write>
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %cells = vyre.alloc : !cells
  vyre.dispatch @storage groups [%c64] (%cells) : (!cells)
  vyre.expect %cells : !cells
      == dense<[2048.0, -2000.5, 2094.5, 0.5]> : tensor<4xf32>

  // The sum of l - 500.5 for l below 1024: 523776 - 512512 = 11264.
  %out = vyre.alloc : !cells
  vyre.dispatch @workgroup groups [%c1] (%out) : (!cells)
  vyre.expect %out : !cells
      == dense<[11264.0, -500.5, 522.5, 0.5]> : tensor<4xf32>

  %six = vyre.constant dense<[1.25, 7.0, 8.0, 0x7FC00000, 0x7FC00000, 9.0]>
      : tensor<6xf32> -> !vyre.buffer<6xf32, read_write>
  %old = vyre.alloc : !vyre.buffer<6xf32, read_write>
  vyre.dispatch @single groups [%c1] (%six, %old)
      : (!vyre.buffer<6xf32, read_write>, !vyre.buffer<6xf32, read_write>)
  vyre.expect %six : !vyre.buffer<6xf32, read_write>
      == dense<[-2.25, 7.0, 8.0, -3.5, -3.5, -3.5]> : tensor<6xf32>
  vyre.expect %old : !vyre.buffer<6xf32, read_write>
      == dense<[1.25, 7.0, 8.0, 0x7FC00000, 0x7FC00000, 9.0]> : tensor<6xf32>
  vyre.return
}
