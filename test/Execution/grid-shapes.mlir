// RUN: vyre-run %s

// Grids of one to three dimensions, whole and not, provenance regions, and
// grid barriers where nothing lives across.

!rw = !vyre.buffer<?xi32, read_write>
!b24 = !vyre.buffer<24xi32, read_write>

// Every invocation keeps a number of its own across the barrier, and must find
// it again whatever the shape of the grid.
vyre.program @keep(%b: !rw, %width: index, %height: index) workgroup [2, 3, 1] {
  %c100 = arith.constant 100 : i32
  %zero = arith.constant 0 : i32
  %x = vyre.global_id x
  %y = vyre.global_id y
  %z = vyre.global_id z
  %zy = arith.muli %z, %height : index
  %row = arith.addi %zy, %y : index
  %begin = arith.muli %row, %width : index
  %i = arith.addi %begin, %x : index
  %v = vyre.load %b[%i] : !rw
  %w = arith.addi %v, %v : i32
  vyre.barrier grid
  vyre.store %zero, %b[%i] : !rw
  vyre.barrier grid
  %r = arith.addi %w, %c100 : i32
  vyre.store %r, %b[%i] : !rw
  vyre.return
}

// The barrier stands in regions, and values leave them.
vyre.program @region(%b: !rw) workgroup [4, 1, 1] {
  %i = vyre.global_id x
  %one = arith.constant 1 : i32
  %n = vyre.length %b : !rw
  %r = vyre.region "outer" -> i32 {
    %v = vyre.load %b[%i] : !rw
    %w = vyre.region "inner" -> i32 {
      %c1 = arith.constant 1 : index
      %up = arith.addi %i, %c1 : index
      %x = arith.addi %v, %one : i32
      vyre.barrier grid
      %at = vyre.remui %up, %n : index
      vyre.store %x, %b[%at] : !rw
      vyre.barrier grid
      %y = vyre.load %b[%i] : !rw
      vyre.yield %y : i32
    }
    %z = arith.addi %w, %v : i32
    vyre.yield %z : i32
  }
  vyre.barrier grid
  vyre.store %r, %b[%i] : !rw
  vyre.return
}

// Barriers with nothing before, between and behind them.
vyre.program @empty(%b: !rw) workgroup [4, 1, 1] {
  %i = vyre.global_id x
  %five = arith.constant 5 : i32
  vyre.barrier grid
  vyre.barrier grid
  vyre.store %five, %b[%i] : !rw
  vyre.barrier grid
  vyre.barrier grid
  vyre.return
}

vyre.program @iota(%b: !rw) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = arith.index_castui %i : index to i32
  vyre.store %v, %b[%i] : !rw
  vyre.return
}

vyre.graph @main() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c6 = arith.constant 6 : index
  %c7 = arith.constant 7 : index
  %c24 = arith.constant 24 : index
  %b = vyre.alloc : !b24
  vyre.dispatch @iota threads [%c24] (%b) : (!b24)
  // Two workgroups along x, two along z.
  vyre.dispatch @keep groups [%c2, %c1, %c2] (%b, %c4, %c3) : (!b24, index, index)
  vyre.expect %b : !b24 == dense<[100, 102, 104, 106, 108, 110, 112, 114, 116, 118, 120, 122,
      124, 126, 128, 130, 132, 134, 136, 138, 140, 142, 144, 146]> : tensor<24xi32>

  // 3 by 7 threads are rounded up to 4 by 9; rows of 4, and those from the
  // seventh on have no element.
  vyre.dispatch @iota threads [%c24] (%b) : (!b24)
  vyre.dispatch @keep threads [%c3, %c7] (%b, %c4, %c6) : (!b24, index, index)
  vyre.expect %b : !b24 == dense<[100, 102, 104, 106, 108, 110, 112, 114, 116, 118, 120, 122,
      124, 126, 128, 130, 132, 134, 136, 138, 140, 142, 144, 146]> : tensor<24xi32>

  // No work at all.
  vyre.dispatch @keep threads [%c0] (%b, %c4, %c6) : (!b24, index, index)
  vyre.expect %b : !b24 == dense<[100, 102, 104, 106, 108, 110, 112, 114, 116, 118, 120, 122,
      124, 126, 128, 130, 132, 134, 136, 138, 140, 142, 144, 146]> : tensor<24xi32>

  // v + (left + 1), around the ring: 2 v, and 0 + 23 + 1 at the start.
  vyre.dispatch @iota threads [%c24] (%b) : (!b24)
  vyre.dispatch @region groups [%c6] (%b) : (!b24)
  vyre.expect %b : !b24 == dense<[24, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22,
      24, 26, 28, 30, 32, 34, 36, 38, 40, 42, 44, 46]> : tensor<24xi32>

  vyre.dispatch @empty groups [%c6] (%b) : (!b24)
  vyre.expect %b : !b24 == dense<5> : tensor<24xi32>
  vyre.return
}
