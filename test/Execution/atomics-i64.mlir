// RUN: vyre-run %s
// REQUIRES: vulkan

// Every integer kind of vyre.atomic_rmw on i64, in storage buffers and in
// workgroup memory, under contention: thousands of invocations on one element
// each. A lost update changes the result, whatever the schedule. Invocation g
// brings (g + 1) * odd mod 2**64; for `and` and `or` it clears or sets bit
// g mod 20. The expected values are folds in plain Python integers.

!cells = !vyre.buffer<8xi64, read_write>
!shared = !vyre.buffer<8xi64, workgroup>

// Cell k: add, and, or, xor, minu, maxu, mins, maxs.
vyre.program @storage(%cells: !cells) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %c6 = arith.constant 6 : index
  %c7 = arith.constant 7 : index
  %one = arith.constant 1 : i64
  %twenty = arith.constant 20 : i64
  %ones = arith.constant -1 : i64
  %odd = arith.constant -7046029254386353131 : i64
  %g = vyre.global_id x
  %id = arith.index_castui %g : index to i64
  %id1 = arith.addi %id, %one : i64
  %v = arith.muli %id1, %odd : i64
  %place = vyre.remui %id, %twenty : i64
  %bit = vyre.shli %one, %place : i64
  %mask = arith.xori %bit, %ones : i64
  %o0 = vyre.atomic_rmw add relaxed %v, %cells[%c0] : !cells
  %o1 = vyre.atomic_rmw and acquire %mask, %cells[%c1] : !cells
  %o2 = vyre.atomic_rmw or release %bit, %cells[%c2] : !cells
  %o3 = vyre.atomic_rmw xor acq_rel %v, %cells[%c3] : !cells
  %o4 = vyre.atomic_rmw minu seq_cst %v, %cells[%c4] : !cells
  %o5 = vyre.atomic_rmw maxu relaxed %v, %cells[%c5] : !cells
  %o6 = vyre.atomic_rmw mins relaxed %v, %cells[%c6] : !cells
  %o7 = vyre.atomic_rmw maxs relaxed %v, %cells[%c7] : !cells
  vyre.return
}

// The same per workgroup; the cells start from %init.
vyre.program @workgroup(%init: !vyre.buffer<8xi64, read>,
                        %out: !vyre.buffer<?xi64, write>)
    workgroup [1024, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %c6 = arith.constant 6 : index
  %c7 = arith.constant 7 : index
  %one = arith.constant 1 : i64
  %twenty = arith.constant 20 : i64
  %ones = arith.constant -1 : i64
  %odd = arith.constant -7046029254386353131 : i64
  %g = vyre.global_id x
  %id = arith.index_castui %g : index to i64
  %id1 = arith.addi %id, %one : i64
  %v = arith.muli %id1, %odd : i64
  %place = vyre.remui %id, %twenty : i64
  %bit = vyre.shli %one, %place : i64
  %mask = arith.xori %bit, %ones : i64
  %c8 = arith.constant 8 : index
  %shared = vyre.workgroup_alloc : !shared
  %l = vyre.local_id x
  %start = vyre.load %init[%l] : !vyre.buffer<8xi64, read>
  vyre.store %start, %shared[%l] : !shared
  vyre.barrier workgroup acq_rel
  %o0 = vyre.atomic_rmw add relaxed %v, %shared[%c0] : !shared
  %o1 = vyre.atomic_rmw and acquire %mask, %shared[%c1] : !shared
  %o2 = vyre.atomic_rmw or release %bit, %shared[%c2] : !shared
  %o3 = vyre.atomic_rmw xor acq_rel %v, %shared[%c3] : !shared
  %o4 = vyre.atomic_rmw minu seq_cst %v, %shared[%c4] : !shared
  %o5 = vyre.atomic_rmw maxu relaxed %v, %shared[%c5] : !shared
  %o6 = vyre.atomic_rmw mins relaxed %v, %shared[%c6] : !shared
  %o7 = vyre.atomic_rmw maxs relaxed %v, %shared[%c7] : !shared
  vyre.barrier workgroup acq_rel
  %outside = arith.cmpi uge, %l, %c8 : index
  vyre.exit_if %outside
  %w = vyre.workgroup_id x
  %base = arith.muli %w, %c8 : index
  %at = arith.addi %base, %l : index
  %end = vyre.load %shared[%l] : !shared
  vyre.store %end, %out[%at] : !vyre.buffer<?xi64, write>
  vyre.return
}

// Tickets: what `add` gives back is unique, so each of 4096 flags is raised
// once.
vyre.program @tickets(%next: !vyre.buffer<1xi64, read_write>,
                      %flags: !vyre.buffer<4096xi32, read_write>)
    workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i64
  %one32 = arith.constant 1 : i32
  %ticket = vyre.atomic_rmw add relaxed %one, %next[%c0]
      : !vyre.buffer<1xi64, read_write>
  %at = arith.index_castui %ticket : i64 to index
  %old = vyre.atomic_rmw add relaxed %one32, %flags[%at]
      : !vyre.buffer<4096xi32, read_write>
  vyre.return
}

// A chain of exchanges keeps every value: what all got back plus what is left
// is what all brought plus the start, mod 2**64.
vyre.program @exchange(%cell: !vyre.buffer<1xi64, read_write>,
                       %sum: !vyre.buffer<1xi64, read_write>)
    workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %g = vyre.global_id x
  %id = arith.index_castui %g : index to i64
  %was = vyre.atomic_rmw exchange relaxed %id, %cell[%c0]
      : !vyre.buffer<1xi64, read_write>
  %old = vyre.atomic_rmw add relaxed %was, %sum[%c0]
      : !vyre.buffer<1xi64, read_write>
  vyre.return
}

vyre.program @add(%from: !vyre.buffer<1xi64, read>,
                  %to: !vyre.buffer<1xi64, read_write>) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %a = vyre.load %from[%c0] : !vyre.buffer<1xi64, read>
  %b = vyre.load %to[%c0] : !vyre.buffer<1xi64, read_write>
  %s = arith.addi %a, %b : i64
  vyre.store %s, %to[%c0] : !vyre.buffer<1xi64, read_write>
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  %cells = vyre.constant dense<[
      5, -1, 4611686018427387904, 99, -1, 0, 9223372036854775807,
      -9223372036854775808
    ]> : tensor<8xi64> -> !vyre.buffer<8xi64, read_write>
  %init = vyre.constant dense<[
      5, -1, 4611686018427387904, 99, -1, 0, 9223372036854775807,
      -9223372036854775808
    ]> : tensor<8xi64> -> !vyre.buffer<8xi64, read_write>
  vyre.dispatch @storage groups [%c64] (%cells) : (!cells)
  vyre.expect %cells : !vyre.buffer<8xi64, read_write> == dense<[
      -7454177321312802811, -1048576, 4611686018428436479, 421985369999954019,
      5165707820535553, -3192583009045512, -9219802620538763011,
      9221775745350253052
    ]> : tensor<8xi64>

  %out = vyre.alloc : !vyre.buffer<32xi64, read_write>
  vyre.dispatch @workgroup groups [%c4] (%init, %out)
      : (!cells, !vyre.buffer<32xi64, read_write>)
  vyre.expect %out : !vyre.buffer<32xi64, read_write> == dense<[
      4377337563755588101, -1048576, 4611686018428436479, -6268992774661340061,
      13523998650116618, -8358290829581065, -9216610037529717499,
      9208251746700136434, -2857707711251863035, -1048576, 4611686018428436479,
      -6279416749661946781, 5165707820535553, -16716581659162130,
      -9211444329709181946, 9221775745350253052, 8353991087450237445, -1048576,
      4611686018428436479, -5466228315119418269, 18689706470652171,
      -3192583009045512, -9219802620538763011, 9213417454520671987,
      1118945812442786309, -1048576, 4611686018428436479, -5754429553972695965,
      10331415641071106, -11550873838626577, -9206278621888646393,
      9218583162341207540
    ]> : tensor<32xi64>

  %next = vyre.alloc : !vyre.buffer<1xi64, read_write>
  %flags = vyre.alloc : !vyre.buffer<4096xi32, read_write>
  vyre.dispatch @tickets groups [%c64] (%next, %flags)
      : (!vyre.buffer<1xi64, read_write>, !vyre.buffer<4096xi32, read_write>)
  vyre.expect %next : !vyre.buffer<1xi64, read_write>
      == dense<4096> : tensor<1xi64>
  vyre.expect %flags : !vyre.buffer<4096xi32, read_write>
      == dense<1> : tensor<4096xi32>

  // 0 + 1 + .. + 4095 plus the start, 1000.
  %cell = vyre.constant dense<1000> : tensor<1xi64>
      -> !vyre.buffer<1xi64, read_write>
  %sum = vyre.alloc : !vyre.buffer<1xi64, read_write>
  vyre.dispatch @exchange groups [%c64] (%cell, %sum)
      : (!vyre.buffer<1xi64, read_write>, !vyre.buffer<1xi64, read_write>)
  vyre.dispatch @add groups [%c1] (%cell, %sum)
      : (!vyre.buffer<1xi64, read_write>, !vyre.buffer<1xi64, read_write>)
  vyre.expect %sum : !vyre.buffer<1xi64, read_write>
      == dense<8387560> : tensor<1xi64>
  vyre.return
}
