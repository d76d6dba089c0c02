// RUN: vyre-run %s --backend=reference --check-races

// A tree of sums over neighbours: the distance doubles, the barrier stands at
// the start of each level, and lane 0 has the sum in the end by itself.

!r16 = !vyre.buffer<16xi32, read>
!rw1 = !vyre.buffer<1xi32, read_write>
!w1 = !vyre.buffer<1xi32, write>
!wg16 = !vyre.buffer<16xi32, workgroup>

vyre.program @tree(%x: !r16, %out: !w1) workgroup [16, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %m = vyre.workgroup_alloc : !wg16
  %l = vyre.local_id x
  %v = vyre.load %x[%l] : !r16
  vyre.store %v, %m[%l] : !wg16
  scf.for %level = %c0 to %c4 step %c1 {
    vyre.barrier workgroup acq_rel
    %distance = vyre.shli %c1, %level : index
    %period = vyre.shli %c2, %level : index
    %place = vyre.remui %l, %period : index
    %active = arith.cmpi eq, %place, %c0 : index
    scf.if %active {
      %p = arith.addi %l, %distance : index
      %a = vyre.load %m[%l] : !wg16
      %b = vyre.load %m[%p] : !wg16
      %s = arith.addi %a, %b : i32
      vyre.store %s, %m[%l] : !wg16
    }
  }
  %first = arith.cmpi eq, %l, %c0 : index
  scf.if %first {
    %sum = vyre.load %m[%c0] : !wg16
    vyre.store %sum, %out[%c0] : !w1
  }
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %x = vyre.constant dense<[0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121,
        144, 169, 196, 225]> : tensor<16xi32> -> !r16
  %out = vyre.alloc : !rw1
  vyre.dispatch @tree groups [%c1] (%x, %out) : (!r16, !rw1)
  vyre.expect %out : !rw1 == dense<1240> : tensor<1xi32>
  vyre.return
}
