// RUN: vyre-run %s
// REQUIRES: vulkan

// Loops that are longer than the limit that some drivers set without a word:
// Mesa's CPU drivers before 25.0 leave every loop of an invocation after 65535
// passes in total. A runtime must refuse such a device, and on a good one the
// numbers below come out.

!out = !vyre.buffer<16xi32, write>

// One loop of 70000 + lane passes.
vyre.program @one(%out: !out) workgroup [16, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 70000 : index
  %zero = arith.constant 0 : i32
  %l = vyre.global_id x
  %end = arith.addi %n, %l : index
  %sum = scf.for %i = %c0 to %end step %c1 iter_args(%s = %zero) -> (i32) {
    %v = arith.index_castui %i : index to i32
    %s1 = arith.addi %s, %v : i32
    // Not a closed form for an optimiser.
    %s2 = arith.xori %s1, %v : i32
    scf.yield %s2 : i32
  }
  vyre.store %sum, %out[%l] : !out
  vyre.return
}

// 300 x 300 passes: none of the loops is long, together they are.
vyre.program @nested(%out: !out) workgroup [16, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 300 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %l = vyre.global_id x
  %sum = scf.for %i = %c0 to %n step %c1 iter_args(%s = %zero) -> (i32) {
    %t = scf.for %j = %c0 to %n step %c1 iter_args(%u = %s) -> (i32) {
      %ij = arith.muli %i, %j : index
      %v = arith.index_castui %ij : index to i32
      %u1 = arith.addi %u, %v : i32
      %u2 = arith.addi %u1, %one : i32
      scf.yield %u2 : i32
    }
    scf.yield %t : i32
  }
  vyre.store %sum, %out[%l] : !out
  vyre.return
}

// Two loops in a row of 40000 passes, the second a while loop.
vyre.program @row(%out: !out) workgroup [16, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 40000 : index
  %n32 = arith.constant 40000 : i32
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %three = arith.constant 3 : i32
  %l = vyre.global_id x
  %first = scf.for %i = %c0 to %n step %c1 iter_args(%s = %zero) -> (i32) {
    %s3 = arith.muli %s, %three : i32
    %s1 = arith.addi %s3, %one : i32
    scf.yield %s1 : i32
  }
  %r:2 = scf.while (%k = %zero, %s = %first) : (i32, i32) -> (i32, i32) {
    %more = arith.cmpi ult, %k, %n32 : i32
    scf.condition(%more) %k, %s : i32, i32
  } do {
  ^bb0(%k: i32, %s: i32):
    %k1 = arith.addi %k, %one : i32
    %s3 = arith.muli %s, %three : i32
    %s1 = arith.addi %s3, %one : i32
    scf.yield %k1, %s1 : i32, i32
  }
  vyre.store %r#1, %out[%l] : !out
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %out = vyre.alloc : !vyre.buffer<16xi32, read_write>
  vyre.dispatch @one groups [%c1] (%out) : (!vyre.buffer<16xi32, read_write>)
  // The recurrence s = (s + i) ^ i, in plain Python.
  vyre.expect %out : !vyre.buffer<16xi32, read_write> == dense<[
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    ]> : tensor<16xi32>

  // The sum of i j is (300 * 299 / 2) squared, and 90000 ones.
  vyre.dispatch @nested groups [%c1] (%out) : (!vyre.buffer<16xi32, read_write>)
  vyre.expect %out : !vyre.buffer<16xi32, read_write>
      == dense<2011612500> : tensor<16xi32>
  // s = 3 s + 1, 80000 times from 0: (3**80000 - 1) / 2 mod 2**32.
  vyre.dispatch @row groups [%c1] (%out) : (!vyre.buffer<16xi32, read_write>)
  vyre.expect %out : !vyre.buffer<16xi32, read_write>
      == dense<1568000> : tensor<16xi32>
  vyre.return
}
