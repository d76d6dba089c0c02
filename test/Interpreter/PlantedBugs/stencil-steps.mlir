// RUN: vyre-run %s --backend=reference --check-races

// Four steps of x[i - 1] + x[i + 1] in place on a closed ring of 8.

!rw8 = !vyre.buffer<8xi32, read_write>
!wg8 = !vyre.buffer<8xi32, workgroup>

vyre.program @steps(%b: !rw8) workgroup [8, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c7 = arith.constant 7 : index
  %c8 = arith.constant 8 : index
  %m = vyre.workgroup_alloc : !wg8
  %l = vyre.local_id x
  %up = arith.addi %l, %c1 : index
  %down = arith.addi %l, %c7 : index
  %right = vyre.remui %up, %c8 : index
  %left = vyre.remui %down, %c8 : index
  %v = vyre.load %b[%l] : !rw8
  vyre.store %v, %m[%l] : !wg8
  scf.for %i = %c0 to %c4 step %c1 {
    vyre.barrier workgroup acq_rel
    %a = vyre.load %m[%left] : !wg8
    %c = vyre.load %m[%right] : !wg8
    %s = arith.addi %a, %c : i32
    vyre.barrier workgroup acq_rel
    vyre.store %s, %m[%l] : !wg8
  }
  %r = vyre.load %m[%l] : !wg8
  vyre.store %r, %b[%l] : !rw8
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %b = vyre.constant dense<[1, 0, 0, 0, 0, 0, 0, 0]> : tensor<8xi32> -> !rw8
  vyre.dispatch @steps groups [%c1] (%b) : (!rw8)
  vyre.expect %b : !rw8 == dense<[6, 0, 4, 0, 2, 0, 4, 0]> : tensor<8xi32>
  vyre.return
}
