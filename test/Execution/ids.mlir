// RUN: vyre-run %s
// REQUIRES: vulkan

// Every id along every axis. Each invocation writes its ids, packed into
// decimal digits, to the place that its global id gives; the expected numbers
// follow from global = workgroup * size + local alone.

!out = !vyre.buffer<?xi32, write>

// global + 100 local + 1000 workgroup.
vyre.program @one(%out: !out) workgroup [4, 1, 1] {
  %c100 = arith.constant 100 : index
  %c1000 = arith.constant 1000 : index
  %g = vyre.global_id x
  %l = vyre.local_id x
  %w = vyre.workgroup_id x
  %l100 = arith.muli %l, %c100 : index
  %w1000 = arith.muli %w, %c1000 : index
  %a = arith.addi %g, %l100 : index
  %b = arith.addi %a, %w1000 : index
  %v = arith.index_castui %b : index to i32
  vyre.store %v, %out[%g] : !out
  vyre.return
}

// x + 10 y of the global id, 100 x + 1000 y of the local id, 10000 x +
// 100000 y of the workgroup; at row-major 8 y + x.
vyre.program @two(%out: !out) workgroup [4, 2, 1] {
  %c8 = arith.constant 8 : index
  %c10 = arith.constant 10 : index
  %c100 = arith.constant 100 : index
  %c1000 = arith.constant 1000 : index
  %c10000 = arith.constant 10000 : index
  %c100000 = arith.constant 100000 : index
  %gx = vyre.global_id x
  %gy = vyre.global_id y
  %lx = vyre.local_id x
  %ly = vyre.local_id y
  %wx = vyre.workgroup_id x
  %wy = vyre.workgroup_id y
  %b = arith.muli %gy, %c10 : index
  %c = arith.muli %lx, %c100 : index
  %d = arith.muli %ly, %c1000 : index
  %e = arith.muli %wx, %c10000 : index
  %f = arith.muli %wy, %c100000 : index
  %s0 = arith.addi %gx, %b : index
  %s1 = arith.addi %s0, %c : index
  %s2 = arith.addi %s1, %d : index
  %s3 = arith.addi %s2, %e : index
  %s4 = arith.addi %s3, %f : index
  %v = arith.index_castui %s4 : index to i32
  %row = arith.muli %gy, %c8 : index
  %i = arith.addi %row, %gx : index
  vyre.store %v, %out[%i] : !out
  vyre.return
}

// A decimal digit each, from the low one: global x y z, local x y z,
// workgroup x y z; at (2 z + y) 4 + x.
vyre.program @three(%out: !out) workgroup [2, 2, 2] {
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %ten = arith.constant 10 : index
  %gx = vyre.global_id x
  %gy = vyre.global_id y
  %gz = vyre.global_id z
  %lx = vyre.local_id x
  %ly = vyre.local_id y
  %lz = vyre.local_id z
  %wx = vyre.workgroup_id x
  %wy = vyre.workgroup_id y
  %wz = vyre.workgroup_id z
  %a0 = arith.muli %wz, %ten : index
  %a1 = arith.addi %a0, %wy : index
  %a2 = arith.muli %a1, %ten : index
  %a3 = arith.addi %a2, %wx : index
  %a4 = arith.muli %a3, %ten : index
  %a5 = arith.addi %a4, %lz : index
  %a6 = arith.muli %a5, %ten : index
  %a7 = arith.addi %a6, %ly : index
  %a8 = arith.muli %a7, %ten : index
  %a9 = arith.addi %a8, %lx : index
  %b0 = arith.muli %a9, %ten : index
  %b1 = arith.addi %b0, %gz : index
  %b2 = arith.muli %b1, %ten : index
  %b3 = arith.addi %b2, %gy : index
  %b4 = arith.muli %b3, %ten : index
  %b5 = arith.addi %b4, %gx : index
  %v = arith.index_castui %b5 : index to i32
  %plane = arith.muli %gz, %c2 : index
  %row = arith.addi %plane, %gy : index
  %start = arith.muli %row, %c4 : index
  %i = arith.addi %start, %gx : index
  vyre.store %v, %out[%i] : !out
  vyre.return
}

// The size of the grid; only workgroup 0, 0, 0 writes in range.
vyre.program @grid(%grid: !vyre.buffer<3xi32, write>) workgroup [1, 1, 1] {
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %wx = vyre.workgroup_id x
  %wy = vyre.workgroup_id y
  %wz = vyre.workgroup_id z
  %wxy = arith.ori %wx, %wy : index
  %any = arith.ori %wxy, %wz : index
  %i0 = arith.muli %any, %c3 : index
  %i1 = arith.addi %i0, %c1 : index
  %i2 = arith.addi %i1, %c1 : index
  %nx = vyre.num_workgroups x
  %ny = vyre.num_workgroups y
  %nz = vyre.num_workgroups z
  %nx32 = arith.index_castui %nx : index to i32
  %ny32 = arith.index_castui %ny : index to i32
  %nz32 = arith.index_castui %nz : index to i32
  vyre.store %nx32, %grid[%i0] : !vyre.buffer<3xi32, write>
  vyre.store %ny32, %grid[%i1] : !vyre.buffer<3xi32, write>
  vyre.store %nz32, %grid[%i2] : !vyre.buffer<3xi32, write>
  vyre.return
}

vyre.graph @main() {
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c5 = arith.constant 5 : index
  %c7 = arith.constant 7 : index
  %c1 = arith.constant 1 : index
  %grid = vyre.alloc : !vyre.buffer<3xi32, read_write>
  %a = vyre.alloc : !vyre.buffer<12xi32, read_write>
  vyre.dispatch @one groups [%c3] (%a)
      : (!vyre.buffer<12xi32, read_write>)
  vyre.expect %a : !vyre.buffer<12xi32, read_write> == dense<[
      0, 101, 202, 303, 1004, 1105, 1206, 1307, 2008, 2109, 2210, 2311
    ]> : tensor<12xi32>
  vyre.dispatch @grid groups [%c3] (%grid)
      : (!vyre.buffer<3xi32, read_write>)
  vyre.expect %grid : !vyre.buffer<3xi32, read_write>
      == dense<[3, 1, 1]> : tensor<3xi32>

  %b = vyre.alloc : !vyre.buffer<48xi32, read_write>
  vyre.dispatch @two groups [%c2, %c3] (%b)
      : (!vyre.buffer<48xi32, read_write>)
  vyre.expect %b : !vyre.buffer<48xi32, read_write> == dense<[
      0, 101, 202, 303, 10004, 10105, 10206, 10307, 1010, 1111, 1212, 1313,
      11014, 11115, 11216, 11317, 100020, 100121, 100222, 100323, 110024,
      110125, 110226, 110327, 101030, 101131, 101232, 101333, 111034, 111135,
      111236, 111337, 200040, 200141, 200242, 200343, 210044, 210145, 210246,
      210347, 201050, 201151, 201252, 201353, 211054, 211155, 211256, 211357
    ]> : tensor<48xi32>

  %c = vyre.alloc : !vyre.buffer<48xi32, read_write>
  vyre.dispatch @three groups [%c2, %c1, %c3] (%c)
      : (!vyre.buffer<48xi32, read_write>)
  vyre.expect %c : !vyre.buffer<48xi32, read_write> == dense<[
      0, 1001, 1000002, 1001003, 10010, 11011, 1010012, 1011013, 100100, 101101,
      1100102, 1101103, 110110, 111111, 1110112, 1111113, 100000200, 100001201,
      101000202, 101001203, 100010210, 100011211, 101010212, 101011213,
      100100300, 100101301, 101100302, 101101303, 100110310, 100111311,
      101110312, 101111313, 200000400, 200001401, 201000402, 201001403,
      200010410, 200011411, 201010412, 201011413, 200100500, 200101501,
      201100502, 201101503, 200110510, 200111511, 201110512, 201111513
    ]> : tensor<48xi32>

  vyre.dispatch @grid groups [%c5, %c7, %c2] (%grid)
      : (!vyre.buffer<3xi32, read_write>)
  vyre.expect %grid : !vyre.buffer<3xi32, read_write>
      == dense<[5, 7, 2]> : tensor<3xi32>
  vyre.return
}
