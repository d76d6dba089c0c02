// RUN: vyre-run %s
// REQUIRES: vulkan

// vyre.region runs its body once, in place: results leave it, barriers inside
// it count, memory written inside is seen outside, and regions nest in loops.

vyre.program @p(%out: !vyre.buffer<32xi32, write>) workgroup [32, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c31 = arith.constant 31 : index
  %zero = arith.constant 0 : i32
  %m = vyre.workgroup_alloc : !vyre.buffer<32xi32, workgroup>
  %l = vyre.local_id x
  vyre.region "front end.store" {
    %v = arith.index_castui %l : index to i32
    vyre.store %v, %m[%l] : !vyre.buffer<32xi32, workgroup>
    vyre.barrier workgroup acq_rel
  }
  %pair:2 = vyre.region "front end.load" -> i32, i32 {
    %other = arith.subi %c31, %l : index
    %mirrored = vyre.load %m[%other] : !vyre.buffer<32xi32, workgroup>
    %mine = vyre.load %m[%l] : !vyre.buffer<32xi32, workgroup>
    vyre.yield %mirrored, %mine : i32, i32
  }
  %sum = scf.for %i = %c0 to %c3 step %c1 iter_args(%s = %zero) -> (i32) {
    %t = vyre.region "outer" -> i32 {
      %u = vyre.region "inner" -> i32 {
        %a = arith.addi %s, %pair#0 : i32
        vyre.yield %a : i32
      }
      vyre.yield %u : i32
    }
    scf.yield %t : i32
  }
  %r = arith.addi %sum, %pair#1 : i32
  vyre.store %r, %out[%l] : !vyre.buffer<32xi32, write>
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %out = vyre.alloc : !vyre.buffer<32xi32, read_write>
  vyre.dispatch @p groups [%c1] (%out) : (!vyre.buffer<32xi32, read_write>)
  // 3 (31 - l) + l = 93 - 2 l.
  vyre.expect %out : !vyre.buffer<32xi32, read_write> == dense<[
      93, 91, 89, 87, 85, 83, 81, 79, 77, 75, 73, 71, 69, 67, 65, 63, 61, 59,
      57, 55, 53, 51, 49, 47, 45, 43, 41, 39, 37, 35, 33, 31
    ]> : tensor<32xi32>
  vyre.return
}
