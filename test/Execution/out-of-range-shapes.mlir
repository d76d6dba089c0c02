// RUN: vyre-run %s
// REQUIRES: vulkan

// Access out of range of vectors, of workgroup memory, of buffers without any
// element, and through index arithmetic that wraps. VYRE-MM-01, VYRE-MM-02.

!at = !vyre.buffer<8xi32, read>
!vectors = !vyre.buffer<?xvector<4xf32>, read_write>
!pairs = !vyre.buffer<?xvector<2xi32>, read_write>

// A vec4 has 16 bytes, so index 0x10000000 is byte 2**32; a vec2 wraps at
// 0x20000000.
vyre.program @vectors(%at: !at, %b: !vectors, %loaded: !vectors, %c: !pairs,
                      %loaded_pairs: !pairs) workgroup [8, 1, 1] {
  %four = arith.constant dense<[9.0, 8.0, 7.0, 6.0]> : vector<4xf32>
  %two = arith.constant dense<[-9, -8]> : vector<2xi32>
  %lane = vyre.global_id x
  %word = vyre.load %at[%lane] : !at
  %i = arith.index_castui %word : i32 to index
  %v = vyre.load %b[%i] : !vectors
  %w = vyre.load %c[%i] : !pairs
  vyre.store %v, %loaded[%lane] : !vectors
  vyre.store %w, %loaded_pairs[%lane] : !pairs
  vyre.barrier workgroup acq_rel
  vyre.store %four, %b[%i] : !vectors
  vyre.store %two, %c[%i] : !pairs
  vyre.return
}

// Workgroup memory of 8 words: lane i stores 100 + i at %at[i] and then reads
// there.
vyre.program @shared(%at: !at, %loaded: !vyre.buffer<8xi32, write>,
                     %content: !vyre.buffer<8xi32, write>)
    workgroup [8, 1, 1] {
  %c100 = arith.constant 100 : i32
  %shared = vyre.workgroup_alloc : !vyre.buffer<8xi32, workgroup>
  %lane = vyre.local_id x
  %lane32 = arith.index_castui %lane : index to i32
  %word = vyre.load %at[%lane] : !at
  %i = arith.index_castui %word : i32 to index
  %v = arith.addi %lane32, %c100 : i32
  vyre.store %v, %shared[%i] : !vyre.buffer<8xi32, workgroup>
  vyre.barrier workgroup acq_rel
  %back = vyre.load %shared[%i] : !vyre.buffer<8xi32, workgroup>
  vyre.store %back, %loaded[%lane] : !vyre.buffer<8xi32, write>
  %mine = vyre.load %shared[%lane] : !vyre.buffer<8xi32, workgroup>
  vyre.store %mine, %content[%lane] : !vyre.buffer<8xi32, write>
  vyre.return
}

// Everything is out of range of a buffer of length 0, index 0 too.
vyre.program @empty(%b: !vyre.buffer<?xi32, read_write>,
                    %out: !vyre.buffer<16xi32, write>) workgroup [8, 1, 1] {
  %c8 = arith.constant 8 : index
  %seven = arith.constant 7 : i32
  %lane = vyre.global_id x
  vyre.store %seven, %b[%lane] : !vyre.buffer<?xi32, read_write>
  %old = vyre.atomic_rmw add relaxed %seven, %b[%lane]
      : !vyre.buffer<?xi32, read_write>
  %v = vyre.load %b[%lane] : !vyre.buffer<?xi32, read_write>
  %sum = arith.addi %old, %v : i32
  vyre.store %sum, %out[%lane] : !vyre.buffer<16xi32, write>
  %n = vyre.length %b : !vyre.buffer<?xi32, read_write>
  %n32 = arith.index_castui %n : index to i32
  %behind = arith.addi %lane, %c8 : index
  vyre.store %n32, %out[%behind] : !vyre.buffer<16xi32, write>
  vyre.return
}

// i - 1 for i = 0 is 2**32 - 1, and out of range; i + 0xFFFFFFFF is i - 1
// again, and in range for i > 0.
vyre.program @wrap(%b: !vyre.buffer<8xi32, read>,
                   %before: !vyre.buffer<8xi32, write>,
                   %around: !vyre.buffer<8xi32, write>) workgroup [8, 1, 1] {
  %c1 = arith.constant 1 : index
  %most = arith.constant 4294967295 : index
  %i = vyre.global_id x
  %minus = arith.subi %i, %c1 : index
  %plus = arith.addi %i, %most : index
  %v = vyre.load %b[%minus] : !vyre.buffer<8xi32, read>
  %w = vyre.load %b[%plus] : !vyre.buffer<8xi32, read>
  vyre.store %v, %before[%i] : !vyre.buffer<8xi32, write>
  vyre.store %w, %around[%i] : !vyre.buffer<8xi32, write>
  vyre.return
}

vyre.graph @main() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index

  %at = vyre.constant dense<[
      1, 2, 0x10000000, 0x10000001, 0x20000000, 0x40000000, 0x80000000,
      0xFFFFFFFF
    ]> : tensor<8xi32> -> !vyre.buffer<8xi32, read_write>
  %vectors = vyre.constant dense<[[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]>
      : tensor<2x4xf32> -> !vyre.buffer<2xvector<4xf32>, read_write>
  %loaded = vyre.alloc : !vyre.buffer<8xvector<4xf32>, read_write>
  %pairs = vyre.constant dense<[[1, 2], [3, 4]]>
      : tensor<2x2xi32> -> !vyre.buffer<2xvector<2xi32>, read_write>
  %loaded_pairs = vyre.alloc : !vyre.buffer<8xvector<2xi32>, read_write>
  vyre.dispatch @vectors groups [%c1] (%at, %vectors, %loaded, %pairs,
                                       %loaded_pairs)
      : (!vyre.buffer<8xi32, read_write>,
         !vyre.buffer<2xvector<4xf32>, read_write>,
         !vyre.buffer<8xvector<4xf32>, read_write>,
         !vyre.buffer<2xvector<2xi32>, read_write>,
         !vyre.buffer<8xvector<2xi32>, read_write>)
  vyre.expect %loaded : !vyre.buffer<8xvector<4xf32>, read_write> == dense<[
      [5.0, 6.0, 7.0, 8.0], [0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0],
      [0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0],
      [0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]
    ]> : tensor<8x4xf32>
  vyre.expect %vectors : !vyre.buffer<2xvector<4xf32>, read_write> == dense<[
      [1.0, 2.0, 3.0, 4.0], [9.0, 8.0, 7.0, 6.0]
    ]> : tensor<2x4xf32>
  vyre.expect %loaded_pairs : !vyre.buffer<8xvector<2xi32>, read_write>
      == dense<[[3, 4], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0]]>
      : tensor<8x2xi32>
  vyre.expect %pairs : !vyre.buffer<2xvector<2xi32>, read_write>
      == dense<[[1, 2], [-9, -8]]> : tensor<2x2xi32>

  // Only indices 3 and 7 are inside; lane 1 stores to 3, lane 2 to 7.
  %at_shared = vyre.constant dense<[
      8, 3, 7, 0x40000000, 0x40000003, 0x80000000, 0xC0000007, 0xFFFFFFFF
    ]> : tensor<8xi32> -> !vyre.buffer<8xi32, read_write>
  %loaded_shared = vyre.alloc : !vyre.buffer<8xi32, read_write>
  %content = vyre.alloc : !vyre.buffer<8xi32, read_write>
  vyre.dispatch @shared groups [%c1] (%at_shared, %loaded_shared, %content)
      : (!vyre.buffer<8xi32, read_write>, !vyre.buffer<8xi32, read_write>,
         !vyre.buffer<8xi32, read_write>)
  vyre.expect %loaded_shared : !vyre.buffer<8xi32, read_write>
      == dense<[0, 101, 102, 0, 0, 0, 0, 0]> : tensor<8xi32>
  vyre.expect %content : !vyre.buffer<8xi32, read_write>
      == dense<[0, 0, 0, 101, 0, 0, 0, 102]> : tensor<8xi32>

  %empty = vyre.alloc(%c0) : !vyre.buffer<?xi32, read_write>
  %seen = vyre.constant dense<-1> : tensor<16xi32>
      -> !vyre.buffer<16xi32, read_write>
  vyre.dispatch @empty groups [%c1] (%empty, %seen)
      : (!vyre.buffer<?xi32, read_write>, !vyre.buffer<16xi32, read_write>)
  vyre.expect %seen : !vyre.buffer<16xi32, read_write>
      == dense<0> : tensor<16xi32>

  %numbers = vyre.constant dense<[1, 2, 3, 4, 5, 6, 7, 8]> : tensor<8xi32>
      -> !vyre.buffer<8xi32, read_write>
  %before = vyre.alloc : !vyre.buffer<8xi32, read_write>
  %around = vyre.alloc : !vyre.buffer<8xi32, read_write>
  vyre.dispatch @wrap groups [%c1] (%numbers, %before, %around)
      : (!vyre.buffer<8xi32, read_write>, !vyre.buffer<8xi32, read_write>,
         !vyre.buffer<8xi32, read_write>)
  vyre.expect %before : !vyre.buffer<8xi32, read_write>
      == dense<[0, 1, 2, 3, 4, 5, 6, 7]> : tensor<8xi32>
  vyre.expect %around : !vyre.buffer<8xi32, read_write>
      == dense<[0, 1, 2, 3, 4, 5, 6, 7]> : tensor<8xi32>
  vyre.return
}
