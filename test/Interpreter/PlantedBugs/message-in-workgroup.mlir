// RUN: vyre-run %s --backend=reference --check-races

// Two lanes of one workgroup pass a message through workgroup memory.

!rw1 = !vyre.buffer<1xi32, read_write>
!w1 = !vyre.buffer<1xi32, write>
!wg1 = !vyre.buffer<1xi32, workgroup>

vyre.program @pass(%seen: !w1) workgroup [2, 1, 1] {
  %c0 = arith.constant 0 : index
  %i1 = arith.constant 1 : i32
  %i7 = arith.constant 7 : i32
  %data = vyre.workgroup_alloc : !wg1
  %flag = vyre.workgroup_alloc : !wg1
  %l = vyre.local_id x
  %sender = arith.cmpi eq, %l, %c0 : index
  scf.if %sender {
    vyre.store %i7, %data[%c0] : !wg1
    vyre.atomic_store release %i1, %flag[%c0] : !wg1
  } else {
    %f = vyre.atomic_load acquire %flag[%c0] : !wg1
    %set = arith.cmpi eq, %f, %i1 : i32
    scf.if %set {
      %v = vyre.load %data[%c0] : !wg1
      vyre.store %v, %seen[%c0] : !w1
    } else {
      vyre.store %i7, %seen[%c0] : !w1
    }
  }
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %seen = vyre.alloc : !rw1
  vyre.dispatch @pass groups [%c1] (%seen) : (!rw1)
  vyre.expect %seen : !rw1 == dense<7> : tensor<1xi32>
  vyre.return
}
