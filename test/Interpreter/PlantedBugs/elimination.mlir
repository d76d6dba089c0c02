// RUN: vyre-run %s --backend=reference --check-races

// Makes a 4 x 4 integer matrix triangular without divisions: row i becomes
// a[k][k] row i - a[i][k] row k. All read, then all write.

!rw16 = !vyre.buffer<16xi32, read_write>
!wg16 = !vyre.buffer<16xi32, workgroup>

vyre.program @eliminate(%a: !rw16) workgroup [4, 4, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %m = vyre.workgroup_alloc : !wg16
  %j = vyre.local_id x
  %i = vyre.local_id y
  %row = arith.muli %i, %c4 : index
  %at = arith.addi %row, %j : index
  %v = vyre.load %a[%at] : !rw16
  vyre.store %v, %m[%at] : !wg16
  scf.for %k = %c0 to %c3 step %c1 {
    vyre.barrier workgroup acq_rel
    %krow = arith.muli %k, %c4 : index
    %kk = arith.addi %krow, %k : index
    %kj = arith.addi %krow, %j : index
    %ik = arith.addi %row, %k : index
    %own = vyre.load %m[%at] : !wg16
    %pivot = vyre.load %m[%kk] : !wg16
    %above = vyre.load %m[%kj] : !wg16
    %factor = vyre.load %m[%ik] : !wg16
    vyre.barrier workgroup acq_rel
    %below = arith.cmpi ugt, %i, %k : index
    scf.if %below {
      %p = arith.muli %pivot, %own : i32
      %q = arith.muli %factor, %above : i32
      %n = arith.subi %p, %q : i32
      vyre.store %n, %m[%at] : !wg16
    }
  }
  %r = vyre.load %m[%at] : !wg16
  vyre.store %r, %a[%at] : !rw16
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %a = vyre.constant dense<[2, 1, 1, 0, 4, 3, 3, 1, 8, 7, 9, 5, 6, 7, 9, 8]>
        : tensor<16xi32> -> !rw16
  vyre.dispatch @eliminate groups [%c1] (%a) : (!rw16)
  vyre.expect %a : !rw16
      == dense<[2, 1, 1, 0, 0, 2, 2, 2, 0, 0, 8, 8, 0, 0, 0, 64]>
        : tensor<16xi32>
  vyre.return
}
