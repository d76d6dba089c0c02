// RUN: vyre-run %s
// REQUIRES: vulkan

// Compare and exchange: the value that comes back, success and failure, loops
// that retry until they win, and a lock that is taken once.

// One invocation: a match writes, a mismatch does not, both give the old one.
vyre.program @single(%cells: !vyre.buffer<2xi32, read_write>,
                     %old: !vyre.buffer<2xi32, write>) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %five = arith.constant 5 : i32
  %nine = arith.constant 9 : i32
  %a = vyre.atomic_cas acq_rel %five, %nine, %cells[%c0]
      : !vyre.buffer<2xi32, read_write>
  %b = vyre.atomic_cas relaxed %five, %nine, %cells[%c1]
      : !vyre.buffer<2xi32, read_write>
  vyre.store %a, %old[%c0] : !vyre.buffer<2xi32, write>
  vyre.store %b, %old[%c1] : !vyre.buffer<2xi32, write>
  vyre.return
}

// Everybody adds its id + 1 by retrying: read, compute, compare and exchange.
vyre.program @retry(%sum: !vyre.buffer<1xi32, read_write>)
    workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : i32
  %g = vyre.global_id x
  %id = arith.index_castui %g : index to i32
  %mine = arith.addi %id, %one : i32
  %first = vyre.atomic_load relaxed %sum[%c0]
      : !vyre.buffer<1xi32, read_write>
  %end = scf.while (%seen = %first) : (i32) -> i32 {
    %new = arith.addi %seen, %mine : i32
    %was = vyre.atomic_cas acq_rel %seen, %new, %sum[%c0]
        : !vyre.buffer<1xi32, read_write>
    %lost = arith.cmpi ne, %was, %seen : i32
    scf.condition(%lost) %was : i32
  } do {
  ^bb0(%was: i32):
    scf.yield %was : i32
  }
  vyre.return
}

// The same on i64 in workgroup memory, 256 invocations.
vyre.program @retry_shared(%out: !vyre.buffer<1xi64, write>)
    workgroup [256, 1, 1] {
  %c0 = arith.constant 0 : index
  %big = arith.constant 4294967297 : i64
  %m = vyre.workgroup_alloc : !vyre.buffer<1xi64, workgroup>
  %zero = arith.constant 0 : i64
  %end = scf.while (%seen = %zero) : (i64) -> i64 {
    %new = arith.addi %seen, %big : i64
    %was = vyre.atomic_cas relaxed %seen, %new, %m[%c0]
        : !vyre.buffer<1xi64, workgroup>
    %lost = arith.cmpi ne, %was, %seen : i64
    scf.condition(%lost) %was : i64
  } do {
  ^bb0(%was: i64):
    scf.yield %was : i64
  }
  vyre.barrier workgroup acq_rel
  %l = vyre.local_id x
  %sum = vyre.load %m[%c0] : !vyre.buffer<1xi64, workgroup>
  vyre.store %sum, %out[%l] : !vyre.buffer<1xi64, write>
  vyre.return
}

// 1024 cells, 4 invocations want each: exactly one finds it free.
vyre.program @once(%locks: !vyre.buffer<1024xi32, read_write>,
                   %winners: !vyre.buffer<1024xi32, read_write>)
    workgroup [64, 1, 1] {
  %c1024 = arith.constant 1024 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %g = vyre.global_id x
  %at = vyre.remui %g, %c1024 : index
  %was = vyre.atomic_cas acq_rel %zero, %one, %locks[%at]
      : !vyre.buffer<1024xi32, read_write>
  %won = arith.cmpi eq, %was, %zero : i32
  scf.if %won {
    %old = vyre.atomic_rmw add relaxed %one, %winners[%at]
        : !vyre.buffer<1024xi32, read_write>
  }
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %c64 = arith.constant 64 : index
  %cells = vyre.constant dense<[5, 6]> : tensor<2xi32>
      -> !vyre.buffer<2xi32, read_write>
  %old = vyre.alloc : !vyre.buffer<2xi32, read_write>
  vyre.dispatch @single groups [%c1] (%cells, %old)
      : (!vyre.buffer<2xi32, read_write>, !vyre.buffer<2xi32, read_write>)
  vyre.expect %cells : !vyre.buffer<2xi32, read_write>
      == dense<[9, 6]> : tensor<2xi32>
  vyre.expect %old : !vyre.buffer<2xi32, read_write>
      == dense<[5, 6]> : tensor<2xi32>

  // 1 + 2 + .. + 1024.
  %sum = vyre.alloc : !vyre.buffer<1xi32, read_write>
  vyre.dispatch @retry groups [%c16] (%sum) : (!vyre.buffer<1xi32, read_write>)
  vyre.expect %sum : !vyre.buffer<1xi32, read_write>
      == dense<[524800]> : tensor<1xi32>

  // 256 (2**32 + 1).
  %shared = vyre.alloc : !vyre.buffer<1xi64, read_write>
  vyre.dispatch @retry_shared groups [%c1] (%shared)
      : (!vyre.buffer<1xi64, read_write>)
  vyre.expect %shared : !vyre.buffer<1xi64, read_write>
      == dense<[1099511628032]> : tensor<1xi64>

  %locks = vyre.alloc : !vyre.buffer<1024xi32, read_write>
  %winners = vyre.alloc : !vyre.buffer<1024xi32, read_write>
  vyre.dispatch @once groups [%c64] (%locks, %winners)
      : (!vyre.buffer<1024xi32, read_write>,
         !vyre.buffer<1024xi32, read_write>)
  vyre.expect %winners : !vyre.buffer<1024xi32, read_write>
      == dense<1> : tensor<1024xi32>
  vyre.return
}
