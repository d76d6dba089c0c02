// RUN: vyre-run %s --backend=reference --check-races

// Two subgroups of 32, the interpreter's width, each in its own half of the
// memory, need no more than barriers of the subgroup.

!rw64 = !vyre.buffer<64xi32, read_write>
!w64 = !vyre.buffer<64xi32, write>
!wg64 = !vyre.buffer<64xi32, workgroup>

vyre.program @exchange(%out: !w64) workgroup [64, 1, 1] {
  %c1 = arith.constant 1 : index
  %c31 = arith.constant 31 : index
  %m = vyre.workgroup_alloc : !wg64
  %l = vyre.local_id x
  %li = arith.index_castui %l : index to i32
  vyre.store %li, %m[%l] : !wg64
  vyre.barrier subgroup acq_rel
  %other = arith.xori %l, %c31 : index
  %v = vyre.load %m[%other] : !wg64
  vyre.barrier subgroup acq_rel
  vyre.store %v, %m[%l] : !wg64
  vyre.barrier subgroup acq_rel
  %next = arith.xori %l, %c1 : index
  %w = vyre.load %m[%next] : !wg64
  vyre.store %w, %out[%l] : !w64
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %out = vyre.alloc : !rw64
  vyre.dispatch @exchange groups [%c1] (%out) : (!rw64)
  vyre.expect %out : !rw64
      == dense<[30, 31, 28, 29, 26, 27, 24, 25, 22, 23, 20, 21, 18, 19, 16, 17,
        14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1, 62, 63, 60, 61,
        58, 59, 56, 57, 54, 55, 52, 53, 50, 51, 48, 49, 46, 47, 44, 45, 42, 43,
        40, 41, 38, 39, 36, 37, 34, 35, 32, 33]> : tensor<64xi32>
  vyre.return
}
