// RUN: vyre-run %s --backend=reference --check-races

// Floyd and Warshall on 4 nodes: nobody writes row and column k in step k, so
// one barrier per step is enough.

!rw16 = !vyre.buffer<16xi32, read_write>
!wg16 = !vyre.buffer<16xi32, workgroup>

vyre.program @paths(%d: !rw16) workgroup [4, 4, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %m = vyre.workgroup_alloc : !wg16
  %j = vyre.local_id x
  %i = vyre.local_id y
  %row = arith.muli %i, %c4 : index
  %at = arith.addi %row, %j : index
  %v = vyre.load %d[%at] : !rw16
  vyre.store %v, %m[%at] : !wg16
  scf.for %k = %c0 to %c4 step %c1 {
    vyre.barrier workgroup acq_rel
    %ni = arith.cmpi ne, %i, %k : index
    %nj = arith.cmpi ne, %j, %k : index
    %other = arith.andi %ni, %nj : i1
    scf.if %other {
      %ik = arith.addi %row, %k : index
      %krow = arith.muli %k, %c4 : index
      %kj = arith.addi %krow, %j : index
      %old = vyre.load %m[%at] : !wg16
      %a = vyre.load %m[%ik] : !wg16
      %b = vyre.load %m[%kj] : !wg16
      %s = arith.addi %a, %b : i32
      %n = arith.minui %old, %s : i32
      vyre.store %n, %m[%at] : !wg16
    }
  }
  %r = vyre.load %m[%at] : !wg16
  vyre.store %r, %d[%at] : !rw16
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %d = vyre.constant dense<[0, 3, 50, 7, 8, 0, 2, 50, 5, 50, 0, 1, 2, 50, 50,
        0]> : tensor<16xi32> -> !rw16
  vyre.dispatch @paths groups [%c1] (%d) : (!rw16)
  vyre.expect %d : !rw16
      == dense<[0, 3, 5, 6, 5, 0, 2, 3, 3, 6, 0, 1, 2, 5, 7, 0]>
        : tensor<16xi32>
  vyre.return
}
