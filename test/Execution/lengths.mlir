// RUN: vyre-run %s
// REQUIRES: vulkan

// vyre.length of static and dynamic buffers, in programs and in graphs: a
// dynamic parameter sees the length of the buffer that is passed.

vyre.program @lengths(%a: !vyre.buffer<?xi8, read>,
                      %b: !vyre.buffer<5xf32, read>,
                      %c: !vyre.buffer<?xi64, read>,
                      %d: !vyre.buffer<?xvector<4xf32>, read>,
                      %out: !vyre.buffer<?xi32, write>) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %la = vyre.length %a : !vyre.buffer<?xi8, read>
  %lb = vyre.length %b : !vyre.buffer<5xf32, read>
  %lc = vyre.length %c : !vyre.buffer<?xi64, read>
  %ld = vyre.length %d : !vyre.buffer<?xvector<4xf32>, read>
  %lout = vyre.length %out : !vyre.buffer<?xi32, write>
  %a32 = arith.index_castui %la : index to i32
  %b32 = arith.index_castui %lb : index to i32
  %c32 = arith.index_castui %lc : index to i32
  %d32 = arith.index_castui %ld : index to i32
  %out32 = arith.index_castui %lout : index to i32
  vyre.store %a32, %out[%c0] : !vyre.buffer<?xi32, write>
  vyre.store %b32, %out[%c1] : !vyre.buffer<?xi32, write>
  vyre.store %c32, %out[%c2] : !vyre.buffer<?xi32, write>
  vyre.store %d32, %out[%c3] : !vyre.buffer<?xi32, write>
  vyre.store %out32, %out[%c4] : !vyre.buffer<?xi32, write>
  vyre.return
}

// The length of a graph's buffers as a dispatch size: one add per element.
vyre.program @count(%out: !vyre.buffer<1xi32, read_write>) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %old = vyre.atomic_rmw add relaxed %one, %out[%c0]
      : !vyre.buffer<1xi32, read_write>
  vyre.return
}

vyre.graph @main() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c1001 = arith.constant 1001 : index
  %bytes = vyre.alloc(%c1001) : !vyre.buffer<?xi8, read_write>
  %floats = vyre.alloc : !vyre.buffer<5xf32, read_write>
  %none = vyre.alloc(%c0) : !vyre.buffer<?xi64, read_write>
  %some = vyre.alloc(%c3) : !vyre.buffer<?xi64, read_write>
  %vectors = vyre.alloc : !vyre.buffer<17xvector<4xf32>, read_write>
  %out = vyre.alloc : !vyre.buffer<6xi32, read_write>

  vyre.dispatch @lengths groups [%c1] (%bytes, %floats, %none, %vectors, %out)
      : (!vyre.buffer<?xi8, read_write>, !vyre.buffer<5xf32, read_write>,
         !vyre.buffer<?xi64, read_write>,
         !vyre.buffer<17xvector<4xf32>, read_write>,
         !vyre.buffer<6xi32, read_write>)
  vyre.expect %out : !vyre.buffer<6xi32, read_write>
      == dense<[1001, 5, 0, 17, 6, 0]> : tensor<6xi32>

  vyre.dispatch @lengths groups [%c1] (%bytes, %floats, %some, %vectors, %out)
      : (!vyre.buffer<?xi8, read_write>, !vyre.buffer<5xf32, read_write>,
         !vyre.buffer<?xi64, read_write>,
         !vyre.buffer<17xvector<4xf32>, read_write>,
         !vyre.buffer<6xi32, read_write>)
  vyre.expect %out : !vyre.buffer<6xi32, read_write>
      == dense<[1001, 5, 3, 17, 6, 0]> : tensor<6xi32>

  // 1001 bytes and 17 vectors: 1018.
  %sum = vyre.alloc : !vyre.buffer<1xi32, read_write>
  %n_bytes = vyre.length %bytes : !vyre.buffer<?xi8, read_write>
  %n_vectors = vyre.length %vectors : !vyre.buffer<17xvector<4xf32>, read_write>
  %n = arith.addi %n_bytes, %n_vectors : index
  vyre.dispatch @count groups [%n] (%sum) : (!vyre.buffer<1xi32, read_write>)
  vyre.expect %sum : !vyre.buffer<1xi32, read_write>
      == dense<[1018]> : tensor<1xi32>
  vyre.return
}
