// RUN: vyre-run %s
// REQUIRES: vulkan

// scf.for in a graph runs on the host: the carried values, the bounds and the
// sizes of dispatches are computed there.

!b = !vyre.buffer<?xi32, read_write>

// b[i] = b[i] * factor + i, for i below n only.
vyre.program @step(%b: !b, %factor: i32, %n: index) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %out = arith.cmpi uge, %i, %n : index
  vyre.exit_if %out
  %v = vyre.load %b[%i] : !b
  %p = arith.muli %v, %factor : i32
  %id = arith.index_castui %i : index to i32
  %s = arith.addi %p, %id : i32
  vyre.store %s, %b[%i] : !b
  vyre.return
}

vyre.program @append(%b: !b, %value: i32, %at: index) workgroup [1, 1, 1] {
  vyre.store %value, %b[%at] : !b
  vyre.return
}

vyre.graph @main() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %zero = arith.constant 0 : i32

  // Powers: the carried value goes to the program and to the next pass. The
  // second carried value counts.
  %powers = vyre.alloc : !vyre.buffer<6xi32, read_write>
  %r:2 = scf.for %i = %c0 to %c4 step %c1 iter_args(%p = %one, %n = %zero)
      -> (i32, i32) {
    vyre.dispatch @append groups [%c1] (%powers, %p, %i)
        : (!vyre.buffer<6xi32, read_write>, i32, index)
    %next = arith.muli %p, %two : i32
    %count = arith.addi %n, %one : i32
    scf.yield %next, %count : i32, i32
  }
  %c5 = arith.constant 5 : index
  vyre.dispatch @append groups [%c1] (%powers, %r#0, %c4)
      : (!vyre.buffer<6xi32, read_write>, i32, index)
  vyre.dispatch @append groups [%c1] (%powers, %r#1, %c5)
      : (!vyre.buffer<6xi32, read_write>, i32, index)
  vyre.expect %powers : !vyre.buffer<6xi32, read_write>
      == dense<[1, 2, 4, 8, 16, 4]> : tensor<6xi32>

  // Sizes from a length that halves: 16, 8, 4, 2, 1 elements become 2 b + i.
  %b = vyre.alloc : !vyre.buffer<16xi32, read_write>
  %n = vyre.length %b : !vyre.buffer<16xi32, read_write>
  %c5i = arith.constant 5 : index
  %left = scf.for %k = %c0 to %c5i step %c1 iter_args(%m = %n) -> (index) {
    vyre.dispatch @step threads [%m] (%b, %two, %m)
        : (!vyre.buffer<16xi32, read_write>, i32, index)
    %half = vyre.divui %m, %c2 : index
    scf.yield %half : index
  }
  // Element i takes part while i < 16 / 2**k, that is t(i) times, and becomes
  // i (2**t - 1): t is 5 for 0, 4 for 1, 3 for 2 and 3, 2 up to 7, 1 up to 15.
  vyre.expect %b : !vyre.buffer<16xi32, read_write>
      == dense<[0, 15, 14, 21, 12, 15, 18, 21, 8, 9, 10, 11, 12, 13, 14, 15]>
      : tensor<16xi32>

  // A nest, an inner loop without a pass (k = 0), and a result that is used
  // behind it: 0 + 1 + 2 + 3 + 4 passes in all.
  %c6 = arith.constant 6 : index
  %passes = scf.for %k = %c0 to %c5i step %c1 iter_args(%s = %zero) -> (i32) {
    %t = scf.for %j = %c0 to %k step %c1 iter_args(%u = %s) -> (i32) {
      %v = arith.addi %u, %one : i32
      scf.yield %v : i32
    }
    scf.yield %t : i32
  }
  vyre.dispatch @append groups [%c1] (%b, %passes, %c0)
      : (!vyre.buffer<16xi32, read_write>, i32, index)
  %never = scf.for %k = %c6 to %c2 step %c1 iter_args(%s = %two) -> (i32) {
    scf.yield %zero : i32
  }
  vyre.dispatch @append groups [%c1] (%b, %never, %c1)
      : (!vyre.buffer<16xi32, read_write>, i32, index)
  vyre.expect %b : !vyre.buffer<16xi32, read_write>
      == dense<[10, 2, 14, 21, 12, 15, 18, 21, 8, 9, 10, 11, 12, 13, 14, 15]>
      : tensor<16xi32>
  vyre.return
}
