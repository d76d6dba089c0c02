// RUN: vyre-run %s --backend=reference --check-races

// One slot that is full (1) or empty (0): the same word hands it over in both
// directions. Even workgroups send if it is empty, odd ones receive if it is
// full; the word is busy (2) in between, so that only one of them uses the
// slot. Both halves of what is received were sent together.

!rw1 = !vyre.buffer<1xi32, read_write>
!rw2 = !vyre.buffer<2xi32, read_write>

vyre.program @mail(%full: !rw1, %slot: !rw2, %bad: !rw1) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %i0 = arith.constant 0 : i32
  %i1 = arith.constant 1 : i32
  %i2 = arith.constant 2 : i32
  %w = vyre.workgroup_id x
  %parity = arith.andi %w, %c1 : index
  %own = arith.index_castui %parity : index to i32
  %other = arith.subi %i1, %own : i32
  %sends = arith.cmpi eq, %own, %i0 : i32
  %wi = arith.index_castui %w : index to i32
  %was = vyre.atomic_cas acquire %own, %i2, %full[%c0] : !rw1
  %mine = arith.cmpi eq, %was, %own : i32
  scf.if %mine {
    scf.if %sends {
      %twice = arith.muli %wi, %i2 : i32
      vyre.store %wi, %slot[%c0] : !rw2
      vyre.store %twice, %slot[%c1] : !rw2
    } else {
      %a = vyre.load %slot[%c0] : !rw2
      %b = vyre.load %slot[%c1] : !rw2
      %twice = arith.muli %a, %i2 : i32
      %wrong = arith.cmpi ne, %b, %twice : i32
      scf.if %wrong {
        vyre.store %i1, %bad[%c0] : !rw1
      }
    }
    %o = vyre.atomic_rmw exchange release %other, %full[%c0] : !rw1
  }
  vyre.return
}

vyre.graph @main() {
  %c6 = arith.constant 6 : index
  %full = vyre.alloc : !rw1
  %slot = vyre.alloc : !rw2
  %bad = vyre.alloc : !rw1
  vyre.dispatch @mail groups [%c6] (%full, %slot, %bad) : (!rw1, !rw2, !rw1)
  vyre.expect %bad : !rw1 == dense<0> : tensor<1xi32>
  vyre.return
}
