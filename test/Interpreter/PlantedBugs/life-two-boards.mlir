// RUN: vyre-run %s --backend=reference --check-races

// The cellular automaton of rule 90 on a ring of 8 cells, three generations,
// between two boards.

!rw8 = !vyre.buffer<8xi32, read_write>
!wg16 = !vyre.buffer<16xi32, workgroup>

vyre.program @life(%b: !rw8) workgroup [8, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c7 = arith.constant 7 : index
  %c8 = arith.constant 8 : index
  %m = vyre.workgroup_alloc : !wg16
  %l = vyre.local_id x
  %up = arith.addi %l, %c1 : index
  %down = arith.addi %l, %c7 : index
  %right = vyre.remui %up, %c8 : index
  %left = vyre.remui %down, %c8 : index
  %v = vyre.load %b[%l] : !rw8
  vyre.store %v, %m[%l] : !wg16
  %end = scf.for %i = %c0 to %c3 step %c1 iter_args(%from = %c0) -> (index) {
    vyre.barrier workgroup acq_rel
    %to = arith.subi %c8, %from : index
    %pr = arith.addi %from, %right : index
    %pl = arith.addi %from, %left : index
    %vr = vyre.load %m[%pr] : !wg16
    %vl = vyre.load %m[%pl] : !wg16
    %n = arith.xori %vr, %vl : i32
    %q = arith.addi %to, %l : index
    vyre.store %n, %m[%q] : !wg16
    scf.yield %to : index
  }
  %q = arith.addi %end, %l : index
  %r = vyre.load %m[%q] : !wg16
  vyre.store %r, %b[%l] : !rw8
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %b = vyre.constant dense<[1, 1, 0, 0, 1, 0, 0, 0]> : tensor<8xi32> -> !rw8
  vyre.dispatch @life groups [%c1] (%b) : (!rw8)
  vyre.expect %b : !rw8 == dense<[1, 0, 1, 0, 1, 0, 1, 0]> : tensor<8xi32>
  vyre.return
}
