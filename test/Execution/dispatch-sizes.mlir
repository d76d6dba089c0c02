// RUN: vyre-run %s
// REQUIRES: vulkan

// `threads` rounds up to whole workgroups, `groups` counts them. Every
// invocation adds one to out[0]; workgroup 0 writes the grid behind it. The
// expected numbers are ceil(threads / size) per axis, and the product of all.

!out = !vyre.buffer<4xi32, read_write>

vyre.program @row(%out: !out) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i32
  %old = vyre.atomic_rmw add relaxed %one, %out[%c0] : !out
  %g = vyre.global_id x
  %other = arith.cmpi ne, %g, %c0 : index
  vyre.exit_if %other
  %nx = vyre.num_workgroups x
  %nx32 = arith.index_castui %nx : index to i32
  vyre.store %nx32, %out[%c1] : !out
  vyre.return
}

vyre.program @box(%out: !out) workgroup [4, 2, 3] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %one = arith.constant 1 : i32
  %old = vyre.atomic_rmw add relaxed %one, %out[%c0] : !out
  %x = vyre.global_id x
  %y = vyre.global_id y
  %z = vyre.global_id z
  %xy = arith.ori %x, %y : index
  %xyz = arith.ori %xy, %z : index
  %other = arith.cmpi ne, %xyz, %c0 : index
  vyre.exit_if %other
  %nx = vyre.num_workgroups x
  %ny = vyre.num_workgroups y
  %nz = vyre.num_workgroups z
  %nx32 = arith.index_castui %nx : index to i32
  %ny32 = arith.index_castui %ny : index to i32
  %nz32 = arith.index_castui %nz : index to i32
  vyre.store %nx32, %out[%c1] : !out
  vyre.store %ny32, %out[%c2] : !out
  vyre.store %nz32, %out[%c3] : !out
  vyre.return
}

vyre.graph @main() {
  %zero = arith.constant 0 : i32
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %c64 = arith.constant 64 : index
  %c65 = arith.constant 65 : index
  %c6400 = arith.constant 6400 : index
  %b = vyre.alloc : !out

  vyre.fill %zero, %b : !out
  vyre.dispatch @row threads [%c1] (%b) : (!out)
  vyre.expect %b : !out == dense<[64, 1, 0, 0]> : tensor<4xi32>

  vyre.fill %zero, %b : !out
  vyre.dispatch @row threads [%c64] (%b) : (!out)
  vyre.expect %b : !out == dense<[64, 1, 0, 0]> : tensor<4xi32>

  vyre.fill %zero, %b : !out
  vyre.dispatch @row threads [%c65] (%b) : (!out)
  vyre.expect %b : !out == dense<[128, 2, 0, 0]> : tensor<4xi32>

  vyre.fill %zero, %b : !out
  vyre.dispatch @row threads [%c6400] (%b) : (!out)
  vyre.expect %b : !out == dense<[6400, 100, 0, 0]> : tensor<4xi32>

  vyre.fill %zero, %b : !out
  vyre.dispatch @row groups [%c65] (%b) : (!out)
  vyre.expect %b : !out == dense<[4160, 65, 0, 0]> : tensor<4xi32>

  vyre.fill %zero, %b : !out
  vyre.dispatch @box threads [%c5, %c3, %c4] (%b) : (!out)
  vyre.expect %b : !out == dense<[192, 2, 2, 2]> : tensor<4xi32>

  vyre.fill %zero, %b : !out
  vyre.dispatch @box threads [%c4, %c2, %c3] (%b) : (!out)
  vyre.expect %b : !out == dense<[24, 1, 1, 1]> : tensor<4xi32>

  vyre.fill %zero, %b : !out
  vyre.dispatch @box threads [%c5] (%b) : (!out)
  vyre.expect %b : !out == dense<[48, 2, 1, 1]> : tensor<4xi32>

  vyre.fill %zero, %b : !out
  vyre.dispatch @box threads [%c1, %c5] (%b) : (!out)
  vyre.expect %b : !out == dense<[72, 1, 3, 1]> : tensor<4xi32>

  vyre.fill %zero, %b : !out
  vyre.dispatch @box groups [%c5, %c3, %c2] (%b) : (!out)
  vyre.expect %b : !out == dense<[720, 5, 3, 2]> : tensor<4xi32>

  vyre.fill %zero, %b : !out
  vyre.dispatch @box groups [%c2, %c3] (%b) : (!out)
  vyre.expect %b : !out == dense<[144, 2, 3, 1]> : tensor<4xi32>
  vyre.return
}
