// RUN: vyre-run %s --backend=reference --check-races

// A lock that is tried once: who gets it adds to two plain numbers. Who does
// not counts that; all together they are as many as there are workgroups.

!rw1 = !vyre.buffer<1xi32, read_write>
!rw2 = !vyre.buffer<2xi32, read_write>

vyre.program @count(%lock: !rw1, %n: !rw2, %missed: !rw1) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %i0 = arith.constant 0 : i32
  %i1 = arith.constant 1 : i32
  %was = vyre.atomic_cas acquire %i0, %i1, %lock[%c0] : !rw1
  %won = arith.cmpi eq, %was, %i0 : i32
  scf.if %won {
    %a = vyre.load %n[%c0] : !rw2
    %a1 = arith.addi %a, %i1 : i32
    vyre.store %a1, %n[%c0] : !rw2
    %b = vyre.load %n[%c1] : !rw2
    %b1 = arith.addi %b, %i1 : i32
    vyre.store %b1, %n[%c1] : !rw2
    vyre.atomic_store release %i0, %lock[%c0] : !rw1
  } else {
    %o = vyre.atomic_rmw add relaxed %i1, %missed[%c0] : !rw1
  }
  vyre.return
}

vyre.program @check(%n: !rw2, %missed: !rw1, %total: !rw2) workgroup [2, 1, 1] {
  %c0 = arith.constant 0 : index
  %l = vyre.local_id x
  %a = vyre.load %n[%l] : !rw2
  %b = vyre.load %missed[%c0] : !rw1
  %s = arith.addi %a, %b : i32
  vyre.store %s, %total[%l] : !rw2
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %lock = vyre.alloc : !rw1
  %n = vyre.alloc : !rw2
  %missed = vyre.alloc : !rw1
  %total = vyre.alloc : !rw2
  vyre.dispatch @count groups [%c6] (%lock, %n, %missed) : (!rw1, !rw2, !rw1)
  vyre.dispatch @check groups [%c1] (%n, %missed, %total) : (!rw2, !rw1, !rw2)
  vyre.expect %total : !rw2 == dense<[6, 6]> : tensor<2xi32>
  vyre.return
}
