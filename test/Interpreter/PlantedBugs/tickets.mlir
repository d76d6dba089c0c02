// RUN: vyre-run %s --backend=reference --check-races

// A ticket gives each workgroup a slot of its own, which it fills and marks.
// The last workgroup of the grid adds up the marked slots, without waiting.

!rw1 = !vyre.buffer<1xi32, read_write>
!rw4 = !vyre.buffer<4xi32, read_write>

vyre.program @fill(%ticket: !rw1, %slots: !rw4, %ready: !rw4, %bad: !rw1)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %i1 = arith.constant 1 : i32
  %i100 = arith.constant 100 : i32
  %w = vyre.workgroup_id x
  %t = vyre.atomic_rmw add relaxed %i1, %ticket[%c0] : !rw1
  %slot = arith.index_castui %t : i32 to index
  %v = arith.addi %t, %i100 : i32
  vyre.store %v, %slots[%slot] : !rw4
  vyre.atomic_store release %i1, %ready[%slot] : !rw4
  %last = arith.cmpi eq, %w, %c3 : index
  scf.if %last {
    scf.for %i = %c0 to %c4 step %c1 {
      %r = vyre.atomic_load acquire %ready[%i] : !rw4
      %set = arith.cmpi eq, %r, %i1 : i32
      scf.if %set {
        %got = vyre.load %slots[%i] : !rw4
        %ii = arith.index_castui %i : index to i32
        %want = arith.addi %ii, %i100 : i32
        %wrong = arith.cmpi ne, %got, %want : i32
        scf.if %wrong {
          vyre.store %i1, %bad[%c0] : !rw1
        }
      }
    }
  }
  vyre.return
}

vyre.graph @main() {
  %c4 = arith.constant 4 : index
  %ticket = vyre.alloc : !rw1
  %slots = vyre.alloc : !rw4
  %ready = vyre.alloc : !rw4
  %bad = vyre.alloc : !rw1
  vyre.dispatch @fill groups [%c4] (%ticket, %slots, %ready, %bad)
      : (!rw1, !rw4, !rw4, !rw1)
  vyre.expect %slots : !rw4 == dense<[100, 101, 102, 103]> : tensor<4xi32>
  vyre.expect %bad : !rw1 == dense<0> : tensor<1xi32>
  vyre.return
}
