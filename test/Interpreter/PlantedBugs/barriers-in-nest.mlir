// RUN: vyre-run %s --backend=reference --check-races

// A wavefront, a diagonal at a time, and a second one over it: each element is
// the sum of its upper and left neighbours, which other lanes wrote.

!rw16 = !vyre.buffer<16xi32, read_write>

vyre.program @wave(%out: !rw16) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %c7 = arith.constant 7 : index
  %i0 = arith.constant 0 : i32
  %i1 = arith.constant 1 : i32
  %l = vyre.local_id x
  scf.for %round = %c0 to %c2 step %c1 {
    scf.for %d = %c0 to %c7 step %c1 {
      %j = arith.subi %d, %l : index
      %in = arith.cmpi ult, %j, %c4 : index
      scf.if %in {
        %row = arith.muli %l, %c4 : index
        %at = arith.addi %row, %j : index
        %ri = arith.index_castui %round : index to i32
        %seed = arith.addi %ri, %i1 : i32
        %has_up = arith.cmpi ne, %l, %c0 : index
        %has_left = arith.cmpi ne, %j, %c0 : index
        %up = scf.if %has_up -> (i32) {
          %p = arith.subi %at, %c4 : index
          %v = vyre.load %out[%p] : !rw16
          scf.yield %v : i32
        } else {
          scf.yield %seed : i32
        }
        %left = scf.if %has_left -> (i32) {
          %p = arith.subi %at, %c1 : index
          %v = vyre.load %out[%p] : !rw16
          scf.yield %v : i32
        } else {
          scf.yield %i0 : i32
        }
        %s = arith.addi %up, %left : i32
        vyre.store %s, %out[%at] : !rw16
      }
      vyre.barrier workgroup acq_rel
    }
  }
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %out = vyre.alloc : !rw16
  vyre.dispatch @wave groups [%c1] (%out) : (!rw16)
  vyre.expect %out : !rw16
      == dense<[2, 4, 6, 8, 2, 6, 12, 20, 2, 8, 20, 40, 2, 10, 30, 70]>
        : tensor<16xi32>
  vyre.return
}
