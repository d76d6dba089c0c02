// RUN: vyre-run %s --backend=reference --check-races

// One workgroup wins the right to fill a table; the others use it if it is
// ready by then. The claim itself orders nothing, the publication does.

!rw1 = !vyre.buffer<1xi32, read_write>
!rw4 = !vyre.buffer<4xi32, read_write>

vyre.program @once(%state: !rw1, %table: !rw4, %seen: !rw4)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %i0 = arith.constant 0 : i32
  %i1 = arith.constant 1 : i32
  %i2 = arith.constant 2 : i32
  %w = vyre.workgroup_id x
  %wi = arith.index_castui %w : index to i32
  %square = arith.muli %wi, %wi : i32
  %was = vyre.atomic_cas relaxed %i0, %i1, %state[%c0] : !rw1
  %won = arith.cmpi eq, %was, %i0 : i32
  scf.if %won {
    scf.for %i = %c0 to %c4 step %c1 {
      %ii = arith.index_castui %i : index to i32
      %v = arith.muli %ii, %ii : i32
      vyre.store %v, %table[%i] : !rw4
    }
    vyre.atomic_store release %i2, %state[%c0] : !rw1
    vyre.store %square, %seen[%w] : !rw4
  } else {
    %s = vyre.atomic_load acquire %state[%c0] : !rw1
    %ready = arith.cmpi eq, %s, %i2 : i32
    %v = scf.if %ready -> (i32) {
      %t = vyre.load %table[%w] : !rw4
      scf.yield %t : i32
    } else {
      scf.yield %square : i32
    }
    vyre.store %v, %seen[%w] : !rw4
  }
  vyre.return
}

vyre.graph @main() {
  %c4 = arith.constant 4 : index
  %state = vyre.alloc : !rw1
  %table = vyre.alloc : !rw4
  %seen = vyre.alloc : !rw4
  vyre.dispatch @once groups [%c4] (%state, %table, %seen) : (!rw1, !rw4, !rw4)
  vyre.expect %seen : !rw4 == dense<[0, 1, 4, 9]> : tensor<4xi32>
  vyre.return
}
