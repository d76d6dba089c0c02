// RUN: vyre-run %s --backend=reference --check-races

// Compares neighbours, even pairs and odd pairs in turn, in storage: a barrier
// behind each phase. The last lane has no pair in odd phases.

!rw8 = !vyre.buffer<8xi32, read_write>

vyre.program @sort(%b: !rw8) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c8 = arith.constant 8 : index
  %l = vyre.local_id x
  scf.for %phase = %c0 to %c8 step %c1 {
    %odd = arith.andi %phase, %c1 : index
    %l2 = arith.muli %l, %c2 : index
    %p = arith.addi %l2, %odd : index
    %q = arith.addi %p, %c1 : index
    %in = arith.cmpi ult, %q, %c8 : index
    scf.if %in {
      %vp = vyre.load %b[%p] : !rw8
      %vq = vyre.load %b[%q] : !rw8
      %small = arith.minui %vp, %vq : i32
      %large = arith.maxui %vp, %vq : i32
      vyre.store %small, %b[%p] : !rw8
      vyre.store %large, %b[%q] : !rw8
    }
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %b = vyre.constant dense<[7, 6, 5, 4, 3, 2, 1, 0]> : tensor<8xi32> -> !rw8
  vyre.dispatch @sort groups [%c1] (%b) : (!rw8)
  vyre.expect %b : !rw8 == dense<[0, 1, 2, 3, 4, 5, 6, 7]> : tensor<8xi32>
  vyre.return
}
