// RUN: vyre-run %s --backend=reference --check-races

// The largest of 16 numbers by halving, from one half of the memory to the
// other and back: one barrier per level is enough.

!r16 = !vyre.buffer<16xi32, read>
!rw1 = !vyre.buffer<1xi32, read_write>
!w1 = !vyre.buffer<1xi32, write>
!wg32 = !vyre.buffer<32xi32, workgroup>

vyre.program @largest(%x: !r16, %out: !w1) workgroup [16, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %c16 = arith.constant 16 : index
  %m = vyre.workgroup_alloc : !wg32
  %l = vyre.local_id x
  %v = vyre.load %x[%l] : !r16
  vyre.store %v, %m[%l] : !wg32
  %end = scf.for %level = %c0 to %c4 step %c1
      iter_args(%from = %c0) -> (index) {
    vyre.barrier workgroup acq_rel
    %to = arith.subi %c16, %from : index
    %half = vyre.shrui %c8, %level : index
    %active = arith.cmpi ult, %l, %half : index
    scf.if %active {
      %pa = arith.addi %from, %l : index
      %pb = arith.addi %pa, %half : index
      %a = vyre.load %m[%pa] : !wg32
      %b = vyre.load %m[%pb] : !wg32
      %s = arith.maxui %a, %b : i32
      %q = arith.addi %to, %l : index
      vyre.store %s, %m[%q] : !wg32
    }
    scf.yield %to : index
  }
  vyre.barrier workgroup acq_rel
  %r = vyre.load %m[%end] : !wg32
  vyre.store %r, %out[%l] : !w1
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %x = vyre.constant dense<[5, 42, 79, 15, 52, 89, 25, 62, 99, 35, 72, 8, 45,
        82, 18, 55]> : tensor<16xi32> -> !r16
  %out = vyre.alloc : !rw1
  vyre.dispatch @largest groups [%c1] (%x, %out) : (!r16, !rw1)
  vyre.expect %out : !rw1 == dense<99> : tensor<1xi32>
  vyre.return
}
