// RUN: vyre-run %s
// REQUIRES: vulkan

// Ops of `vector` inside a program: taking apart, putting together, shuffling,
// also with a position that is only known at run time.

!in = !vyre.buffer<2xvector<4xf32>, read>
!out = !vyre.buffer<2xvector<4xf32>, write>

// (a, b, c, d) becomes (d, c, b, a).
vyre.program @reverse(%in: !in, %out: !out) workgroup [2, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %in[%i] : !in
  %r = vector.shuffle %v, %v [3, 2, 1, 0] : vector<4xf32>, vector<4xf32>
  vyre.store %r, %out[%i] : !out
  vyre.return
}

// (a, b, c, d) becomes (a + d, b, 9, b).
vyre.program @rebuild(%in: !in, %out: !out) workgroup [2, 1, 1] {
  %nine = arith.constant 9.0 : f32
  %i = vyre.global_id x
  %v = vyre.load %in[%i] : !in
  %a = vector.extract %v[0] : f32 from vector<4xf32>
  %b = vector.extract %v[1] : f32 from vector<4xf32>
  %d = vector.extract %v[3] : f32 from vector<4xf32>
  %sum = arith.addf %a, %d : f32
  %new = vector.from_elements %sum, %a, %nine, %b : vector<4xf32>
  %r = vector.insert %b, %new [1] : f32 into vector<4xf32>
  vyre.store %r, %out[%i] : !out
  vyre.return
}

// Multiplies by the splat of element number i.
vyre.program @scale(%in: !in, %out: !out) workgroup [2, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %in[%i] : !in
  %s = vector.extract %v[%i] : f32 from vector<4xf32>
  %splat = vector.broadcast %s : f32 to vector<4xf32>
  %r = arith.mulf %v, %splat : vector<4xf32>
  vyre.store %r, %out[%i] : !out
  vyre.return
}

// Integer vectors with comparisons and selects: the larger of v and (2, -2),
// by element, plus total division.
vyre.program @integers(%b: !vyre.buffer<3xvector<2xi32>, read_write>)
    workgroup [4, 1, 1] {
  %bound = arith.constant dense<[2, -2]> : vector<2xi32>
  %i = vyre.global_id x
  %v = vyre.load %b[%i] : !vyre.buffer<3xvector<2xi32>, read_write>
  %greater = arith.cmpi sgt, %v, %bound : vector<2xi32>
  %m = arith.select %greater, %v, %bound : vector<2xi1>, vector<2xi32>
  %q = vyre.divsi %m, %v : vector<2xi32>
  %r = arith.addi %m, %q : vector<2xi32>
  vyre.store %r, %b[%i] : !vyre.buffer<3xvector<2xi32>, read_write>
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %in = vyre.constant dense<[[1.0, 2.0, 3.0, 4.0], [-5.0, 6.0, -7.0, 8.0]]>
      : tensor<2x4xf32> -> !vyre.buffer<2xvector<4xf32>, read_write>
  %out = vyre.alloc : !vyre.buffer<2xvector<4xf32>, read_write>
  vyre.dispatch @reverse groups [%c1] (%in, %out)
      : (!vyre.buffer<2xvector<4xf32>, read_write>,
         !vyre.buffer<2xvector<4xf32>, read_write>)
  vyre.expect %out : !vyre.buffer<2xvector<4xf32>, read_write>
      == dense<[[4.0, 3.0, 2.0, 1.0], [8.0, -7.0, 6.0, -5.0]]> : tensor<2x4xf32>
  vyre.dispatch @rebuild groups [%c1] (%in, %out)
      : (!vyre.buffer<2xvector<4xf32>, read_write>,
         !vyre.buffer<2xvector<4xf32>, read_write>)
  vyre.expect %out : !vyre.buffer<2xvector<4xf32>, read_write>
      == dense<[[5.0, 2.0, 9.0, 2.0], [3.0, 6.0, 9.0, 6.0]]> : tensor<2x4xf32>
  vyre.dispatch @scale groups [%c1] (%in, %out)
      : (!vyre.buffer<2xvector<4xf32>, read_write>,
         !vyre.buffer<2xvector<4xf32>, read_write>)
  vyre.expect %out : !vyre.buffer<2xvector<4xf32>, read_write>
      == dense<[[1.0, 2.0, 3.0, 4.0], [-30.0, 36.0, -42.0, 48.0]]>
      : tensor<2x4xf32>

  // (5, 1): (5, 1) + (1, 1). (0, -7): (2, -2) + (2 / 0 = -1, 0). (-4, -1):
  // (2, -1) + (0, 1).
  %n = vyre.constant dense<[[5, 1], [0, -7], [-4, -1]]> : tensor<3x2xi32>
      -> !vyre.buffer<3xvector<2xi32>, read_write>
  vyre.dispatch @integers groups [%c1] (%n)
      : (!vyre.buffer<3xvector<2xi32>, read_write>)
  vyre.expect %n : !vyre.buffer<3xvector<2xi32>, read_write>
      == dense<[[6, 2], [1, -2], [2, 0]]> : tensor<3x2xi32>
  vyre.return
}
