// RUN: vyre-run %s --backend=reference --check-races

// Workgroup w acts if it is its turn, and passes the turn on. The number of
// turns that were taken is what was counted.

!rw1 = !vyre.buffer<1xi32, read_write>

vyre.program @act(%turn: !rw1, %n: !rw1) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %i1 = arith.constant 1 : i32
  %w = vyre.workgroup_id x
  %wi = arith.index_castui %w : index to i32
  %t = vyre.atomic_load acquire %turn[%c0] : !rw1
  %mine = arith.cmpi eq, %t, %wi : i32
  scf.if %mine {
    %a = vyre.load %n[%c0] : !rw1
    %a1 = arith.addi %a, %i1 : i32
    vyre.store %a1, %n[%c0] : !rw1
    %next = arith.addi %wi, %i1 : i32
    vyre.atomic_store release %next, %turn[%c0] : !rw1
  }
  vyre.return
}

vyre.program @check(%turn: !rw1, %n: !rw1, %difference: !rw1)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %a = vyre.load %n[%c0] : !rw1
  %b = vyre.load %turn[%c0] : !rw1
  %d = arith.subi %a, %b : i32
  vyre.store %d, %difference[%c0] : !rw1
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %turn = vyre.alloc : !rw1
  %n = vyre.alloc : !rw1
  %difference = vyre.constant dense<99> : tensor<1xi32> -> !rw1
  vyre.dispatch @act groups [%c4] (%turn, %n) : (!rw1, !rw1)
  vyre.dispatch @check groups [%c1] (%turn, %n, %difference)
      : (!rw1, !rw1, !rw1)
  vyre.expect %difference : !rw1 == dense<0> : tensor<1xi32>
  vyre.return
}
