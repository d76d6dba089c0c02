// RUN: vyre-run %s
// REQUIRES: vulkan

// Every integer kind of vyre.atomic_rmw on i32, in storage buffers and in
// workgroup memory, under contention: thousands of invocations on one element
// each. A lost update changes the result, whatever the schedule. Invocation g
// brings (g + 1) * odd mod 2**32; for `and` and `or` it clears or sets bit
// g mod 20. The expected values are folds in plain Python integers.

!cells = !vyre.buffer<8xi32, read_write>
!shared = !vyre.buffer<8xi32, workgroup>

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
  %one = arith.constant 1 : i32
  %twenty = arith.constant 20 : i32
  %ones = arith.constant -1 : i32
  %odd = arith.constant -1640531535 : i32
  %g = vyre.global_id x
  %id = arith.index_castui %g : index to i32
  %id1 = arith.addi %id, %one : i32
  %v = arith.muli %id1, %odd : i32
  %place = vyre.remui %id, %twenty : i32
  %bit = vyre.shli %one, %place : i32
  %mask = arith.xori %bit, %ones : i32
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
vyre.program @workgroup(%init: !vyre.buffer<8xi32, read>,
                        %out: !vyre.buffer<?xi32, write>)
    workgroup [1024, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %c6 = arith.constant 6 : index
  %c7 = arith.constant 7 : index
  %one = arith.constant 1 : i32
  %twenty = arith.constant 20 : i32
  %ones = arith.constant -1 : i32
  %odd = arith.constant -1640531535 : i32
  %g = vyre.global_id x
  %id = arith.index_castui %g : index to i32
  %id1 = arith.addi %id, %one : i32
  %v = arith.muli %id1, %odd : i32
  %place = vyre.remui %id, %twenty : i32
  %bit = vyre.shli %one, %place : i32
  %mask = arith.xori %bit, %ones : i32
  %c8 = arith.constant 8 : index
  %shared = vyre.workgroup_alloc : !shared
  %l = vyre.local_id x
  %start = vyre.load %init[%l] : !vyre.buffer<8xi32, read>
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
  vyre.store %end, %out[%at] : !vyre.buffer<?xi32, write>
  vyre.return
}

// Tickets: what `add` gives back is unique, so each of 4096 flags is raised
// once.
vyre.program @tickets(%next: !vyre.buffer<1xi32, read_write>,
                      %flags: !vyre.buffer<4096xi32, read_write>)
    workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %one32 = arith.constant 1 : i32
  %ticket = vyre.atomic_rmw add relaxed %one, %next[%c0]
      : !vyre.buffer<1xi32, read_write>
  %at = arith.index_castui %ticket : i32 to index
  %old = vyre.atomic_rmw add relaxed %one32, %flags[%at]
      : !vyre.buffer<4096xi32, read_write>
  vyre.return
}

// A chain of exchanges keeps every value: what all got back plus what is left
// is what all brought plus the start, mod 2**32.
vyre.program @exchange(%cell: !vyre.buffer<1xi32, read_write>,
                       %sum: !vyre.buffer<1xi32, read_write>)
    workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %g = vyre.global_id x
  %id = arith.index_castui %g : index to i32
  %was = vyre.atomic_rmw exchange relaxed %id, %cell[%c0]
      : !vyre.buffer<1xi32, read_write>
  %old = vyre.atomic_rmw add relaxed %was, %sum[%c0]
      : !vyre.buffer<1xi32, read_write>
  vyre.return
}

vyre.program @add(%from: !vyre.buffer<1xi32, read>,
                  %to: !vyre.buffer<1xi32, read_write>) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %a = vyre.load %from[%c0] : !vyre.buffer<1xi32, read>
  %b = vyre.load %to[%c0] : !vyre.buffer<1xi32, read_write>
  %s = arith.addi %a, %b : i32
  vyre.store %s, %to[%c0] : !vyre.buffer<1xi32, read_write>
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  %cells = vyre.constant dense<[
      5, -1, 1073741824, 99, -1, 0, 2147483647, -2147483648
    ]> : tensor<8xi32> -> !vyre.buffer<8xi32, read_write>
  %init = vyre.constant dense<[
      5, -1, 1073741824, 99, -1, 0, 2147483647, -2147483648
    ]> : tensor<8xi32> -> !vyre.buffer<8xi32, read_write>
  vyre.dispatch @storage groups [%c64] (%cells) : (!cells)
  vyre.expect %cells : !vyre.buffer<8xi32, read_write> == dense<[
      -1806858235, -1048576, 1074790399, 112709731, 1189165, -765288,
      -2146677127, 2147101004
    ]> : tensor<8xi32>

  %out = vyre.alloc : !vyre.buffer<32xi32, read_write>
  vyre.dispatch @workgroup groups [%c4] (%init, %out)
      : (!cells, !vyre.buffer<32xi32, read_write>)
  vyre.expect %out : !vyre.buffer<32xi32, read_write> == dense<[
      1014718981, -1048576, 1074790399, -1450912669, 3143618, -1954453,
      -2145911839, 2143957386, -678731259, -1048576, 1074790399, -1455940509,
      1189165, -3908906, -2144722674, 2147101004, 1922785797, -1048576,
      1074790399, -1267354525, 4332783, -765288, -2146677127, 2145146551,
      229335557, -1048576, 1074790399, -1300321181, 2378330, -2719741,
      -2143533509, 2146335716
    ]> : tensor<32xi32>

  %next = vyre.alloc : !vyre.buffer<1xi32, read_write>
  %flags = vyre.alloc : !vyre.buffer<4096xi32, read_write>
  vyre.dispatch @tickets groups [%c64] (%next, %flags)
      : (!vyre.buffer<1xi32, read_write>, !vyre.buffer<4096xi32, read_write>)
  vyre.expect %next : !vyre.buffer<1xi32, read_write>
      == dense<4096> : tensor<1xi32>
  vyre.expect %flags : !vyre.buffer<4096xi32, read_write>
      == dense<1> : tensor<4096xi32>

  // 0 + 1 + .. + 4095 plus the start, 1000.
  %cell = vyre.constant dense<1000> : tensor<1xi32>
      -> !vyre.buffer<1xi32, read_write>
  %sum = vyre.alloc : !vyre.buffer<1xi32, read_write>
  vyre.dispatch @exchange groups [%c64] (%cell, %sum)
      : (!vyre.buffer<1xi32, read_write>, !vyre.buffer<1xi32, read_write>)
  vyre.dispatch @add groups [%c1] (%cell, %sum)
      : (!vyre.buffer<1xi32, read_write>, !vyre.buffer<1xi32, read_write>)
  vyre.expect %sum : !vyre.buffer<1xi32, read_write>
      == dense<8387560> : tensor<1xi32>
  vyre.return
}
