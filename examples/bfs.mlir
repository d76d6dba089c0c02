// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// bfs: breadth-first search, level by level, the whole search in one program.
//
//   vyre-run examples/bfs.mlir --entry=main --input rows=5xi32=0,2,3,4,4 \
//       --input edges=4xi32=1,2,3,3 --input source=index=0 \
//       --input level=4xi32=0 --input summary=2xi32=0 --output level --output summary
//
// prints the distance of each of 4 vertices from vertex 0 (0, 1, 1, 2), and
// that there are 3 levels with 4 vertices. The edges of vertex v lead to
// edges[rows[v]] .. edges[rows[v + 1] - 1]; who is not reached has level -1.
//
//   vyre-run examples/bfs.mlir --entry=check
//
// makes a mesh with a few long links and searches it. The expected numbers are
// those of examples/check/bfs.py, which also makes larger graphs.

!list = !vyre.buffer<?xi32, read>
!data = !vyre.buffer<?xi32, read_write>
!counts = !vyre.buffer<3xi32, read_write>
!summary = !vyre.buffer<2xi32, read_write>

// %queue has room for two frontiers of all vertices: a level reads one and
// writes the other, then they change places. Of the three counts, one is of the
// frontier that is read, one of the one that is made. The third is set back to
// zero: it cannot be either, because invocations still read the first, and
// already add to the second.
//
// Vertices of a frontier come in any order, but it is always the same set, so
// %level does not depend on the order in which invocations run.
vyre.program @bfs(%rows: !list, %edges: !list, %level: !data, %queue: !data,
                  %counts: !counts, %summary: !summary, %source: index)
    workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %unseen = arith.constant -1 : i32
  %first = vyre.global_id x
  %groups = vyre.num_workgroups x
  %all = arith.muli %groups, %c64 : index
  %n = vyre.length %level : !data
  %isAlone = arith.cmpi eq, %first, %c0 : index

  // The first frontier is the source, unless there is no such vertex.
  scf.for %v = %first to %n step %all {
    %isSource = arith.cmpi eq, %v, %source : index
    %start = arith.select %isSource, %zero, %unseen : i32
    vyre.store %start, %level[%v] : !data
    scf.if %isSource {
      %vertex = arith.index_castui %v : index to i32
      vyre.store %vertex, %queue[%c0] : !data
      vyre.store %one, %counts[%c0] : !counts
    }
  }
  scf.if %isAlone {
    vyre.store %zero, %summary[%c1] : !summary
  }
  vyre.barrier grid

  %levels, %f, %t, %a, %b, %c = scf.while (%depth = %zero, %from = %c0, %to = %n,
      %now = %c0, %next = %c1, %spare = %c2)
      : (i32, index, index, index, index, index)
      -> (i32, index, index, index, index, index) {
    %size = vyre.load %counts[%now] : !counts
    %more = arith.cmpi ne, %size, %zero : i32
    scf.condition(%more) %depth, %from, %to, %now, %next, %spare
        : i32, index, index, index, index, index
  } do {
  ^bb0(%depth: i32, %from: index, %to: index, %now: index, %next: index, %spare: index):
    %size = vyre.load %counts[%now] : !counts
    %end = arith.index_castui %size : i32 to index
    %deeper = arith.addi %depth, %one : i32
    scf.for %k = %first to %end step %all {
      %at = arith.addi %from, %k : index
      %vertex = vyre.load %queue[%at] : !data
      %v = arith.index_castui %vertex : i32 to index
      %following = arith.addi %v, %c1 : index
      %rowBegin = vyre.load %rows[%v] : !list
      %rowEnd = vyre.load %rows[%following] : !list
      %e0 = arith.index_castui %rowBegin : i32 to index
      %e1 = arith.index_castui %rowEnd : i32 to index
      scf.for %e = %e0 to %e1 step %c1 {
        %neighbour = vyre.load %edges[%e] : !list
        %w = arith.index_castui %neighbour : i32 to index
        // Most neighbours were seen long ago, and a load is cheaper. Of those
        // who find it unseen, one wins and appends it.
        %seen = vyre.atomic_load relaxed %level[%w] : !data
        %maybe = arith.cmpi eq, %seen, %unseen : i32
        scf.if %maybe {
          %old = vyre.atomic_cas relaxed %unseen, %deeper, %level[%w] : !data
          %isNew = arith.cmpi eq, %old, %unseen : i32
          scf.if %isNew {
            %place = vyre.atomic_rmw add relaxed %one, %counts[%next] : !counts
            %offset = arith.index_castui %place : i32 to index
            %free = arith.addi %to, %offset : index
            vyre.store %neighbour, %queue[%free] : !data
          }
        }
      }
    }
    scf.if %isAlone {
      vyre.store %zero, %counts[%spare] : !counts
      %before = vyre.load %summary[%c1] : !summary
      %reached = arith.addi %before, %size : i32
      vyre.store %reached, %summary[%c1] : !summary
    }
    vyre.barrier grid
    scf.yield %deeper, %to, %from, %next, %spare, %now
        : i32, index, index, index, index, index
  }
  scf.if %isAlone {
    vyre.store %levels, %summary[%c0] : !summary
  }
  vyre.return
}

// A mesh with 5 links at each vertex: the neighbours, and one that is far away
// from every 97th vertex. A link that would leave the mesh leads to the vertex
// itself, and so do all links of vertices behind the last row.
vyre.program @mesh(%rows: !vyre.buffer<?xi32, write>, %edges: !vyre.buffer<?xi32, write>,
                   %n: index, %width: index, %height: index) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %c97 = arith.constant 97 : index
  %prime = arith.constant 7919 : index
  %v = vyre.global_id x
  %row = arith.muli %v, %c5 : index
  %rowWord = arith.index_castui %row : index to i32
  vyre.store %rowWord, %rows[%v] : !vyre.buffer<?xi32, write>
  %isOut = arith.cmpi uge, %v, %n : index
  vyre.exit_if %isOut

  %cells = arith.muli %width, %height : index
  %isCell = arith.cmpi ult, %v, %cells : index
  %x = vyre.remui %v, %width : index
  %y = vyre.divui %v, %width : index
  %lastX = arith.subi %width, %c1 : index
  %lastY = arith.subi %height, %c1 : index
  %notLeft = arith.cmpi ne, %x, %c0 : index
  %notRight = arith.cmpi ne, %x, %lastX : index
  %notTop = arith.cmpi ne, %y, %c0 : index
  %notBottom = arith.cmpi ult, %y, %lastY : index
  %turn = vyre.remui %v, %c97 : index
  %isLinked = arith.cmpi eq, %turn, %c0 : index
  %product = arith.muli %v, %prime : index
  %left = arith.subi %v, %c1 : index
  %right = arith.addi %v, %c1 : index
  %up = arith.subi %v, %width : index
  %down = arith.addi %v, %width : index
  %far = vyre.remui %product, %cells : index

  %hasLeft = arith.andi %isCell, %notLeft : i1
  %hasRight = arith.andi %isCell, %notRight : i1
  %hasUp = arith.andi %isCell, %notTop : i1
  %hasDown = arith.andi %isCell, %notBottom : i1
  %hasFar = arith.andi %isCell, %isLinked : i1
  %w0 = arith.select %hasLeft, %left, %v : index
  %w1 = arith.select %hasRight, %right, %v : index
  %w2 = arith.select %hasUp, %up, %v : index
  %w3 = arith.select %hasDown, %down, %v : index
  %w4 = arith.select %hasFar, %far, %v : index
  %i0 = arith.index_castui %w0 : index to i32
  %i1 = arith.index_castui %w1 : index to i32
  %i2 = arith.index_castui %w2 : index to i32
  %i3 = arith.index_castui %w3 : index to i32
  %i4 = arith.index_castui %w4 : index to i32
  %e1 = arith.addi %row, %c1 : index
  %e2 = arith.addi %row, %c2 : index
  %e3 = arith.addi %row, %c3 : index
  %e4 = arith.addi %row, %c4 : index
  vyre.store %i0, %edges[%row] : !vyre.buffer<?xi32, write>
  vyre.store %i1, %edges[%e1] : !vyre.buffer<?xi32, write>
  vyre.store %i2, %edges[%e2] : !vyre.buffer<?xi32, write>
  vyre.store %i3, %edges[%e3] : !vyre.buffer<?xi32, write>
  vyre.store %i4, %edges[%e4] : !vyre.buffer<?xi32, write>
  vyre.return
}

// The sum of all levels, and the sum with the weights 1, 3, 5 ..
vyre.program @sums(%level: !list, %sums: !summary) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %i = vyre.global_id x
  %twice = arith.addi %i, %i : index
  %odd = arith.addi %twice, %c1 : index
  %weight = arith.index_castui %odd : index to i32
  %value = vyre.load %level[%i] : !list
  %weighted = arith.muli %value, %weight : i32
  %old0 = vyre.atomic_rmw add relaxed %value, %sums[%c0] : !summary
  %old1 = vyre.atomic_rmw add relaxed %weighted, %sums[%c1] : !summary
  vyre.return
}

vyre.graph @main(%rows: !list, %edges: !list, %source: index, %level: !data,
                 %summary: !summary) {
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %c256 = arith.constant 256 : index
  %n = vyre.length %level : !data
  %both = arith.addi %n, %n : index
  %queue = vyre.alloc(%both) : !data
  %counts = vyre.alloc : !counts
  %needed = arith.ceildivui %n, %c64 : index
  %some = arith.maxui %needed, %c1 : index
  %groups = arith.minui %some, %c256 : index
  vyre.dispatch @bfs groups [%groups] (%rows, %edges, %level, %queue, %counts, %summary, %source)
      : (!list, !list, !data, !data, !counts, !summary, index)
  vyre.return
}

vyre.graph @check() {
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %groups = arith.constant 16 : index
  %source = arith.constant 1234 : index
  %width = arith.constant 96 : index
  %height = arith.constant 70 : index
  // 7 vertices more than the mesh has.
  %n = arith.constant 6727 : index
  %n1 = arith.addi %n, %c1 : index
  %links = arith.muli %n, %c5 : index
  %both = arith.addi %n, %n : index
  %rows = vyre.alloc(%n1) : !data
  %edges = vyre.alloc(%links) : !data
  %level = vyre.alloc(%n) : !data
  %queue = vyre.alloc(%both) : !data
  %counts = vyre.alloc : !counts
  %summary = vyre.alloc : !summary
  %sums = vyre.alloc : !summary
  vyre.dispatch @mesh threads [%n1] (%rows, %edges, %n, %width, %height)
      : (!data, !data, index, index, index)
  vyre.dispatch @bfs groups [%groups] (%rows, %edges, %level, %queue, %counts, %summary, %source)
      : (!data, !data, !data, !data, !counts, !summary, index)
  vyre.dispatch @sums threads [%n] (%level, %sums) : (!data, !summary)
  vyre.expect %summary : !summary == dense<[91, 6720]> : tensor<2xi32>
  vyre.expect %sums : !summary == dense<[367692, -1547965130]> : tensor<2xi32>
  vyre.return
}
