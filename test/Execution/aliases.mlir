// RUN: vyre-run %s
// REQUIRES: vulkan

// One buffer for two parameters (VYRE-BF-08): what an invocation stores through
// one it loads through the other, in the order of the program. A load through
// `%in` before and one behind the store give different values; a compiler that
// thought of `read` as "never changes" would join them.

vyre.program @alias(%in: !vyre.buffer<?xi32, read>,
                    %out: !vyre.buffer<?xi32, read_write>)
    workgroup [8, 1, 1] {
  %one = arith.constant 1 : i32
  %ten = arith.constant 10 : i32
  %c8 = arith.constant 8 : index
  %i = vyre.global_id x
  %before = vyre.load %in[%i] : !vyre.buffer<?xi32, read>
  %more = arith.addi %before, %one : i32
  vyre.store %more, %out[%i] : !vyre.buffer<?xi32, read_write>
  %behind = vyre.load %in[%i] : !vyre.buffer<?xi32, read>
  %tenfold = arith.muli %behind, %ten : i32
  %j = arith.addi %i, %c8 : index
  vyre.store %tenfold, %out[%j] : !vyre.buffer<?xi32, read_write>
  vyre.return
}

// The same in a loop: the loads may not move out of it.
vyre.program @loop(%in: !vyre.buffer<?xi32, read>,
                   %out: !vyre.buffer<?xi32, read_write>)
    workgroup [8, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  scf.for %k = %c0 to %c5 step %c1 {
    %v = vyre.load %in[%i] : !vyre.buffer<?xi32, read>
    %w = arith.addi %v, %one : i32
    vyre.store %w, %out[%i] : !vyre.buffer<?xi32, read_write>
  }
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %b = vyre.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 0, 0, 0, 0, 0]>
      : tensor<16xi32> -> !vyre.buffer<16xi32, read_write>
  vyre.dispatch @alias groups [%c1] (%b, %b)
      : (!vyre.buffer<16xi32, read_write>, !vyre.buffer<16xi32, read_write>)
  vyre.expect %b : !vyre.buffer<16xi32, read_write>
      == dense<[1, 2, 3, 4, 5, 6, 7, 8, 10, 20, 30, 40, 50, 60, 70, 80]>
      : tensor<16xi32>
  // Five passes more on the first eight.
  vyre.dispatch @loop groups [%c1] (%b, %b)
      : (!vyre.buffer<16xi32, read_write>, !vyre.buffer<16xi32, read_write>)
  vyre.expect %b : !vyre.buffer<16xi32, read_write>
      == dense<[6, 7, 8, 9, 10, 11, 12, 13, 10, 20, 30, 40, 50, 60, 70, 80]>
      : tensor<16xi32>
  vyre.return
}
