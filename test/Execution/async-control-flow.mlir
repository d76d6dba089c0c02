// RUN: vyre-run %s
// REQUIRES: vulkan

// Copies in flight through loops, branches and barriers. Every copy overlaps
// with work on other elements.

// Each workgroup sums 4 tiles of 64 numbers. While one tile is summed, the next
// is on its way to the other half of the memory: each invocation copies one
// element, and a barrier after the wait shows it to the others.
vyre.program @double_buffer(%in: !vyre.buffer<?xi32, read>, %out: !vyre.buffer<?xi32, write>)
    workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c63 = arith.constant 63 : index
  %c64 = arith.constant 64 : index
  %c256 = arith.constant 256 : index
  %tiles = vyre.workgroup_alloc : !vyre.buffer<128xi32, workgroup>
  %l = vyre.local_id x
  %g = vyre.global_id x
  %w = vyre.workgroup_id x
  %base = arith.muli %w, %c256 : index
  %mine = arith.addi %base, %l : index
  %mirror = arith.subi %c63, %l : index
  %zero = arith.constant 0 : i32
  %first = vyre.async_load %in[%mine], %tiles[%l], %c1
      : !vyre.buffer<?xi32, read>, !vyre.buffer<128xi32, workgroup>
  %sum, %last = scf.for %k = %c0 to %c4 step %c1
      iter_args(%acc = %zero, %here = %first) -> (i32, !vyre.token) {
    %next = arith.addi %k, %c1 : index
    %odd = arith.andi %k, %c1 : index
    %this_half = arith.muli %odd, %c64 : index
    %other_half = arith.subi %c64, %this_half : index
    %step = arith.muli %next, %c64 : index
    %from = arith.addi %mine, %step : index
    %to = arith.addi %other_half, %l : index
    // Behind the last tile there is nothing to copy.
    %is_last = arith.cmpi eq, %k, %c3 : index
    %count = arith.select %is_last, %c0, %c1 : index
    %ahead = vyre.async_load %in[%from], %tiles[%to], %count
        : !vyre.buffer<?xi32, read>, !vyre.buffer<128xi32, workgroup>
    vyre.async_wait %here
    vyre.barrier workgroup acq_rel
    // An element that another invocation copied.
    %at = arith.addi %this_half, %mirror : index
    %v = vyre.load %tiles[%at] : !vyre.buffer<128xi32, workgroup>
    %s = arith.addi %acc, %v : i32
    vyre.barrier workgroup acq_rel
    scf.yield %s, %ahead : i32, !vyre.token
  }
  vyre.async_wait %last
  vyre.store %sum, %out[%g] : !vyre.buffer<?xi32, write>
  vyre.return
}

// One invocation copies for all.
vyre.program @leader(%in: !vyre.buffer<?xi32, read>, %out: !vyre.buffer<?xi32, write>)
    workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c63 = arith.constant 63 : index
  %c64 = arith.constant 64 : index
  %tile = vyre.workgroup_alloc : !vyre.buffer<64xi32, workgroup>
  %l = vyre.local_id x
  %g = vyre.global_id x
  %w = vyre.workgroup_id x
  %base = arith.muli %w, %c64 : index
  %leads = arith.cmpi eq, %l, %c0 : index
  scf.if %leads {
    %t = vyre.async_load %in[%base], %tile[%c0], %c64
        : !vyre.buffer<?xi32, read>, !vyre.buffer<64xi32, workgroup>
    vyre.async_wait %t
  }
  vyre.barrier workgroup acq_rel
  %mirror = arith.subi %c63, %l : index
  %v = vyre.load %tile[%mirror] : !vyre.buffer<64xi32, workgroup>
  vyre.store %v, %out[%g] : !vyre.buffer<?xi32, write>
  vyre.return
}

// Tokens through everything that passes them on. Even invocations copy their
// element at once, odd ones in a loop that goes around as often as their
// number says and copies the element of each round.
vyre.program @passed_on(%in: !vyre.buffer<8xi32, read>, %out: !vyre.buffer<8xi32, write>)
    workgroup [8, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %l = vyre.local_id x
  %odd = arith.andi %l, %c1 : index
  %is_odd = arith.cmpi eq, %odd, %c1 : index
  %t = vyre.region "copy" -> !vyre.token {
    %inner = vyre.async_load %in[%c0], %out[%l], %c1
        : !vyre.buffer<8xi32, read>, !vyre.buffer<8xi32, write>
    vyre.yield %inner : !vyre.token
  }
  %u, %m = scf.if %is_odd -> (!vyre.token, index) {
    %round, %loop = scf.while (%r = %c0, %pending = %t) : (index, !vyre.token) -> (index, !vyre.token) {
      %more = arith.cmpi ult, %r, %l : index
      scf.condition(%more) %r, %pending : index, !vyre.token
    } do {
    ^bb0(%r: index, %pending: !vyre.token):
      vyre.async_wait %pending
      %n = arith.addi %r, %c1 : index
      %again = vyre.async_load %in[%n], %out[%l], %c1
          : !vyre.buffer<8xi32, read>, !vyre.buffer<8xi32, write>
      scf.yield %n, %again : index, !vyre.token
    }
    scf.yield %loop, %round : !vyre.token, index
  } else {
    vyre.async_wait %t
    %one = vyre.async_load %in[%l], %out[%l], %c1
        : !vyre.buffer<8xi32, read>, !vyre.buffer<8xi32, write>
    scf.yield %one, %l : !vyre.token, index
  }
  %v = scf.index_switch %m -> !vyre.token
  case 2 {
    vyre.async_wait %u
    %nothing = vyre.async_load %in[%c0], %out[%c0], %c0
        : !vyre.buffer<8xi32, read>, !vyre.buffer<8xi32, write>
    scf.yield %nothing : !vyre.token
  }
  default {
    scf.yield %u : !vyre.token
  }
  vyre.async_wait %v
  %big = arith.cmpi ugt, %l, %c1 : index
  vyre.exit_if %big
  %w = vyre.async_store %in[%c0], %out[%l], %c1
      : !vyre.buffer<8xi32, read>, !vyre.buffer<8xi32, write>
  vyre.async_wait %w
  vyre.return
}

// 1, 2, 3, ...
vyre.program @count(%out: !vyre.buffer<?xi32, write>) workgroup [64, 1, 1] {
  %c1 = arith.constant 1 : index
  %g = vyre.global_id x
  %n = arith.addi %g, %c1 : index
  %v = arith.index_castui %n : index to i32
  vyre.store %v, %out[%g] : !vyre.buffer<?xi32, write>
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c512 = arith.constant 512 : index
  %in = vyre.alloc : !vyre.buffer<512xi32, read_write>
  vyre.dispatch @count threads [%c512] (%in) : (!vyre.buffer<512xi32, read_write>)
  %out = vyre.alloc : !vyre.buffer<128xi32, read_write>
  vyre.dispatch @double_buffer groups [%c2] (%in, %out)
      : (!vyre.buffer<512xi32, read_write>, !vyre.buffer<128xi32, read_write>)
  // Of tile k, number w * 256 + k * 64 + 64 - l: in all 4 * (w * 256 + 64 - l)
  // + 384.
  vyre.expect %out : !vyre.buffer<128xi32, read_write> == dense<[
    640, 636, 632, 628, 624, 620, 616, 612, 608, 604, 600, 596, 592, 588, 584, 580, 576, 572,
    568, 564, 560, 556, 552, 548, 544, 540, 536, 532, 528, 524, 520, 516, 512, 508, 504, 500,
    496, 492, 488, 484, 480, 476, 472, 468, 464, 460, 456, 452, 448, 444, 440, 436, 432, 428,
    424, 420, 416, 412, 408, 404, 400, 396, 392, 388, 1664, 1660, 1656, 1652, 1648, 1644, 1640,
    1636, 1632, 1628, 1624, 1620, 1616, 1612, 1608, 1604, 1600, 1596, 1592, 1588, 1584, 1580,
    1576, 1572, 1568, 1564, 1560, 1556, 1552, 1548, 1544, 1540, 1536, 1532, 1528, 1524, 1520,
    1516, 1512, 1508, 1504, 1500, 1496, 1492, 1488, 1484, 1480, 1476, 1472, 1468, 1464, 1460,
    1456, 1452, 1448, 1444, 1440, 1436, 1432, 1428, 1424, 1420, 1416, 1412
  ]> : tensor<128xi32>

  %led = vyre.alloc : !vyre.buffer<128xi32, read_write>
  vyre.dispatch @leader groups [%c2] (%in, %led)
      : (!vyre.buffer<512xi32, read_write>, !vyre.buffer<128xi32, read_write>)
  // Number w * 64 + 64 - l.
  vyre.expect %led : !vyre.buffer<128xi32, read_write> == dense<[
    64, 63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42,
    41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19,
    18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 128, 127, 126, 125, 124, 123,
    122, 121, 120, 119, 118, 117, 116, 115, 114, 113, 112, 111, 110, 109, 108, 107, 106, 105,
    104, 103, 102, 101, 100, 99, 98, 97, 96, 95, 94, 93, 92, 91, 90, 89, 88, 87, 86, 85, 84, 83,
    82, 81, 80, 79, 78, 77, 76, 75, 74, 73, 72, 71, 70, 69, 68, 67, 66, 65
  ]> : tensor<128xi32>

  %few = vyre.constant dense<[10, 11, 12, 13, 14, 15, 16, 17]> : tensor<8xi32> -> !vyre.buffer<8xi32, read_write>
  %copies = vyre.alloc : !vyre.buffer<8xi32, read_write>
  vyre.dispatch @passed_on groups [%c1] (%few, %copies)
      : (!vyre.buffer<8xi32, read_write>, !vyre.buffer<8xi32, read_write>)
  // Invocations 0 and 1 stay and copy element 0 in the end.
  vyre.expect %copies : !vyre.buffer<8xi32, read_write> == dense<[10, 10, 12, 13, 14, 15, 16, 17]> : tensor<8xi32>
  vyre.return
}
