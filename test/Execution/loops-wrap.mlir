// RUN: vyre-run %s
// REQUIRES: vulkan

// Loops whose counter would wrap around after the last pass: they end there.
// An index and `scf.for unsigned` count up to 2^32, plain i32 up to 2^31.

vyre.program @wrap(%o: !vyre.buffer<8xi32, write>, %lo: index, %hi: index,
                   %st: index, %slo: i32, %shi: i32, %sst: i32)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %z = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %n = scf.for %i = %lo to %hi step %st iter_args(%a = %z) -> (i32) {
    %b = arith.addi %a, %one : i32
    scf.yield %b : i32
  }
  vyre.store %n, %o[%c0] : !vyre.buffer<8xi32, write>
  %m = scf.for %i = %slo to %shi step %sst iter_args(%a = %z) -> (i32) : i32 {
    %b = arith.addi %a, %one : i32
    scf.yield %b : i32
  }
  vyre.store %m, %o[%c1] : !vyre.buffer<8xi32, write>
  %k = scf.for unsigned %i = %slo to %shi step %sst iter_args(%a = %z) -> (i32) : i32 {
    %b = arith.addi %a, %one : i32
    scf.yield %b : i32
  }
  vyre.store %k, %o[%c2] : !vyre.buffer<8xi32, write>
  vyre.return
}
// A step larger than the room above a length: one pass.
vyre.program @stride(%o: !vyre.buffer<?xi32, read_write>, %st: index)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %n = vyre.length %o : !vyre.buffer<?xi32, read_write>
  scf.for %i = %c0 to %n step %st {
    %old = vyre.load %o[%i] : !vyre.buffer<?xi32, read_write>
    %new = arith.addi %old, %one : i32
    vyre.store %new, %o[%i] : !vyre.buffer<?xi32, read_write>
  }
  vyre.return
}

vyre.graph @main() {
  %p = vyre.alloc : !vyre.buffer<4xi32, read_write>
  %c3 = arith.constant 3 : index
  %big = arith.constant 4294967295 : index
  %o = vyre.alloc : !vyre.buffer<8xi32, read_write>
  %one = arith.constant 1 : index
  %lo = arith.constant 4294967000 : index
  %hi = arith.constant 4294967290 : index
  %st = arith.constant 100 : index
  %slo = arith.constant 2147483000 : i32
  %shi = arith.constant 2147483640 : i32
  %sst = arith.constant 300 : i32
  vyre.dispatch @wrap groups [%one] (%o, %lo, %hi, %st, %slo, %shi, %sst)
      : (!vyre.buffer<8xi32, read_write>, index, index, index, i32, i32, i32)
  vyre.expect %o : !vyre.buffer<8xi32, read_write>
      == dense<[3, 3, 3, 0, 0, 0, 0, 0]> : tensor<8xi32>
  vyre.dispatch @stride groups [%one] (%p, %c3)
      : (!vyre.buffer<4xi32, read_write>, index)
  vyre.dispatch @stride groups [%one] (%p, %big)
      : (!vyre.buffer<4xi32, read_write>, index)
  vyre.expect %p : !vyre.buffer<4xi32, read_write>
      == dense<[2, 0, 0, 1]> : tensor<4xi32>
  vyre.return
}
