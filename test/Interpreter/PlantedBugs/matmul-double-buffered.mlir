// RUN: vyre-run %s --backend=reference --check-races

// A 4 x 8 by 8 x 4 product in tiles of depth 2: the next tiles are loaded into
// the other half while these are used, with one barrier per tile.

!r32 = !vyre.buffer<32xi32, read>
!rw16 = !vyre.buffer<16xi32, read_write>
!w16 = !vyre.buffer<16xi32, write>
!wg16 = !vyre.buffer<16xi32, workgroup>

vyre.program @multiply(%a: !r32, %b: !r32, %c: !w16) workgroup [4, 4, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %i0 = arith.constant 0 : i32
  %ta = vyre.workgroup_alloc : !wg16
  %tb = vyre.workgroup_alloc : !wg16
  %x = vyre.local_id x
  %y = vyre.local_id y
  %row = arith.muli %y, %c4 : index
  %at = arith.addi %row, %x : index
  %sum = scf.for %tile = %c0 to %c4 step %c1 iter_args(%total = %i0) -> (i32) {
    // Element 0 to 7 of this tile of A (4 x 2), 8 to 15 are of B (2 x 4).
    %half = arith.andi %tile, %c1 : index
    %base = arith.muli %half, %c8 : index
    %depth = arith.muli %tile, %c2 : index
    %is_a = arith.cmpi ult, %at, %c8 : index
    scf.if %is_a {
      %r = vyre.divui %at, %c2 : index
      %k = vyre.remui %at, %c2 : index
      %r8 = arith.muli %r, %c8 : index
      %kd = arith.addi %depth, %k : index
      %i = arith.addi %r8, %kd : index
      %v = vyre.load %a[%i] : !r32
      %q = arith.addi %base, %at : index
      vyre.store %v, %ta[%q] : !wg16
    } else {
      %e = arith.subi %at, %c8 : index
      %k = vyre.divui %e, %c4 : index
      %col = vyre.remui %e, %c4 : index
      %kd = arith.addi %depth, %k : index
      %k4 = arith.muli %kd, %c4 : index
      %i = arith.addi %k4, %col : index
      %v = vyre.load %b[%i] : !r32
      %q = arith.addi %base, %e : index
      vyre.store %v, %tb[%q] : !wg16
    }
    vyre.barrier workgroup acq_rel
    %part = scf.for %k = %c0 to %c2 step %c1 iter_args(%t = %total) -> (i32) {
      %y2 = arith.muli %y, %c2 : index
      %ja = arith.addi %y2, %k : index
      %qa = arith.addi %base, %ja : index
      %k4 = arith.muli %k, %c4 : index
      %jb = arith.addi %k4, %x : index
      %qb = arith.addi %base, %jb : index
      %ea = vyre.load %ta[%qa] : !wg16
      %eb = vyre.load %tb[%qb] : !wg16
      %p = arith.muli %ea, %eb : i32
      %n = arith.addi %t, %p : i32
      scf.yield %n : i32
    }
    scf.yield %part : i32
  }
  vyre.store %sum, %c[%at] : !w16
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %a = vyre.constant dense<[1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 7, 1, 2,
        3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4]> : tensor<32xi32>
      -> !r32
  %b = vyre.constant dense<[2, 3, 4, 5, 6, 2, 3, 4, 5, 6, 2, 3, 4, 5, 6, 2,
        3, 4, 5, 6, 2, 3, 4, 5, 6, 2, 3, 4, 5, 6, 2, 3]> : tensor<32xi32>
      -> !r32
  %c = vyre.alloc : !rw16
  vyre.dispatch @multiply groups [%c1] (%a, %b, %c) : (!r32, !r32, !rw16)
  vyre.expect %c : !rw16
      == dense<[119, 103, 112, 121, 110, 120, 120, 125, 129, 130, 121, 122,
        141, 133, 115, 112]> : tensor<16xi32>
  vyre.return
}
