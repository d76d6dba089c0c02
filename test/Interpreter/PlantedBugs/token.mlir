// RUN: vyre-run %s --backend=reference --check-races

// A token goes from workgroup to workgroup by compare and exchange. Its state
// is even when it is free and odd when it is taken; who has it adds that odd
// number to a plain sum.

!rw1 = !vyre.buffer<1xi32, read_write>

vyre.program @add(%state: !rw1, %sum: !rw1) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %i1 = arith.constant 1 : i32
  %i2 = arith.constant 2 : i32
  %w = vyre.workgroup_id x
  %wi = arith.index_castui %w : index to i32
  %free = arith.muli %wi, %i2 : i32
  %taken = arith.addi %free, %i1 : i32
  %next = arith.addi %free, %i2 : i32
  %was = vyre.atomic_cas acquire %free, %taken, %state[%c0] : !rw1
  %mine = arith.cmpi eq, %was, %free : i32
  scf.if %mine {
    %a = vyre.load %sum[%c0] : !rw1
    %a1 = arith.addi %a, %taken : i32
    vyre.store %a1, %sum[%c0] : !rw1
    %o = vyre.atomic_cas release %taken, %next, %state[%c0] : !rw1
  }
  vyre.return
}

// 1 + 3 + ... (k numbers) is k * k, and the state is 2 k.
vyre.program @check(%state: !rw1, %sum: !rw1, %difference: !rw1)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %i2 = arith.constant 2 : i32
  %s = vyre.load %state[%c0] : !rw1
  %k = vyre.divui %s, %i2 : i32
  %kk = arith.muli %k, %k : i32
  %a = vyre.load %sum[%c0] : !rw1
  %d = arith.subi %a, %kk : i32
  vyre.store %d, %difference[%c0] : !rw1
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %state = vyre.alloc : !rw1
  %sum = vyre.alloc : !rw1
  %difference = vyre.constant dense<99> : tensor<1xi32> -> !rw1
  vyre.dispatch @add groups [%c4] (%state, %sum) : (!rw1, !rw1)
  vyre.dispatch @check groups [%c1] (%state, %sum, %difference)
      : (!rw1, !rw1, !rw1)
  vyre.expect %difference : !rw1 == dense<0> : tensor<1xi32>
  vyre.return
}
