// RUN: vyre-run %s --backend=reference --check-races

// Inclusive sums between two buffers that change roles: one barrier per level.

!r16 = !vyre.buffer<16xi32, read>
!rw16 = !vyre.buffer<16xi32, read_write>
!w16 = !vyre.buffer<16xi32, write>
!wg32 = !vyre.buffer<32xi32, workgroup>

vyre.program @scan(%x: !r16, %out: !w16) workgroup [16, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c16 = arith.constant 16 : index
  %i0 = arith.constant 0 : i32
  %m = vyre.workgroup_alloc : !wg32
  %l = vyre.local_id x
  %v = vyre.load %x[%l] : !r16
  vyre.store %v, %m[%l] : !wg32
  %end = scf.for %level = %c0 to %c4 step %c1
      iter_args(%from = %c0) -> (index) {
    vyre.barrier workgroup acq_rel
    %to = arith.subi %c16, %from : index
    %distance = vyre.shli %c1, %level : index
    %at = arith.addi %from, %l : index
    %has = arith.cmpi uge, %l, %distance : index
    %p = arith.subi %at, %distance : index
    %a = vyre.load %m[%at] : !wg32
    %q = arith.addi %to, %l : index
    %b = scf.if %has -> (i32) {
      %w = vyre.load %m[%p] : !wg32
      scf.yield %w : i32
    } else {
      scf.yield %i0 : i32
    }
    %s = arith.addi %a, %b : i32
    vyre.store %s, %m[%q] : !wg32
    scf.yield %to : index
  }
  %at = arith.addi %end, %l : index
  %r = vyre.load %m[%at] : !wg32
  vyre.store %r, %out[%l] : !w16
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %x = vyre.constant dense<[0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121,
        144, 169, 196, 225]> : tensor<16xi32> -> !r16
  %out = vyre.alloc : !rw16
  vyre.dispatch @scan groups [%c1] (%x, %out) : (!r16, !rw16)
  vyre.expect %out : !rw16
      == dense<[0, 1, 5, 14, 30, 55, 91, 140, 204, 285, 385, 506, 650, 819,
        1015, 1240]> : tensor<16xi32>
  vyre.return
}
