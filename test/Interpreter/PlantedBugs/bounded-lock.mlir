// RUN: vyre-run %s --backend=reference --check-races

// A lock by exchange, tried 16 times by each of four lanes. Who gets it adds to
// a plain number; all successes are counted with an atomic, too.

!rw1 = !vyre.buffer<1xi32, read_write>
!wg1 = !vyre.buffer<1xi32, workgroup>

vyre.program @count(%n: !rw1, %wins: !rw1) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %i0 = arith.constant 0 : i32
  %i1 = arith.constant 1 : i32
  %lock = vyre.workgroup_alloc : !wg1
  %mine = scf.for %i = %c0 to %c16 step %c1 iter_args(%t = %i0) -> (i32) {
    %was = vyre.atomic_rmw exchange acquire %i1, %lock[%c0] : !wg1
    %won = arith.cmpi eq, %was, %i0 : i32
    %next = scf.if %won -> (i32) {
      %a = vyre.load %n[%c0] : !rw1
      %a1 = arith.addi %a, %i1 : i32
      vyre.store %a1, %n[%c0] : !rw1
      vyre.atomic_store release %i0, %lock[%c0] : !wg1
      %t1 = arith.addi %t, %i1 : i32
      scf.yield %t1 : i32
    } else {
      scf.yield %t : i32
    }
    scf.yield %next : i32
  }
  %o = vyre.atomic_rmw add relaxed %mine, %wins[%c0] : !rw1
  vyre.return
}

vyre.program @check(%n: !rw1, %wins: !rw1, %difference: !rw1)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %a = vyre.load %n[%c0] : !rw1
  %b = vyre.load %wins[%c0] : !rw1
  %d = arith.subi %a, %b : i32
  vyre.store %d, %difference[%c0] : !rw1
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %n = vyre.alloc : !rw1
  %wins = vyre.alloc : !rw1
  %difference = vyre.constant dense<99> : tensor<1xi32> -> !rw1
  vyre.dispatch @count groups [%c1] (%n, %wins) : (!rw1, !rw1)
  vyre.dispatch @check groups [%c1] (%n, %wins, %difference)
      : (!rw1, !rw1, !rw1)
  vyre.expect %difference : !rw1 == dense<0> : tensor<1xi32>
  vyre.return
}
