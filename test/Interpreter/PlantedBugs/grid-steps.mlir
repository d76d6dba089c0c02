// RUN: vyre-run %s --backend=reference --check-races

// Steps of x[i - 1] + x[i + 1] on a ring that two workgroups share.

!rw8 = !vyre.buffer<8xi32, read_write>

vyre.program @steps(%b: !rw8) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c7 = arith.constant 7 : index
  %c8 = arith.constant 8 : index
  %g = vyre.global_id x
  %up = arith.addi %g, %c1 : index
  %down = arith.addi %g, %c7 : index
  %right = vyre.remui %up, %c8 : index
  %left = vyre.remui %down, %c8 : index
  scf.for %i = %c0 to %c3 step %c1 {
    %a = vyre.load %b[%left] : !rw8
    %c = vyre.load %b[%right] : !rw8
    %s = arith.addi %a, %c : i32
    vyre.barrier grid
    vyre.store %s, %b[%g] : !rw8
    vyre.barrier grid
  }
  vyre.return
}

vyre.graph @main() {
  %c2 = arith.constant 2 : index
  %b = vyre.constant dense<[1, 0, 0, 0, 0, 2, 0, 0]> : tensor<8xi32> -> !rw8
  vyre.dispatch @steps groups [%c2] (%b) : (!rw8)
  vyre.expect %b : !rw8 == dense<[2, 3, 2, 1, 6, 1, 6, 3]> : tensor<8xi32>
  vyre.return
}
