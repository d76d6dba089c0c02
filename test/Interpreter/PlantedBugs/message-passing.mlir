// RUN: vyre-run %s --backend=reference --check-races

// Workgroup 0 writes a number and then a flag; workgroup 1 looks at the flag
// once and reads the number only if it is set.

!rw1 = !vyre.buffer<1xi32, read_write>

vyre.program @pass(%data: !rw1, %flag: !rw1, %seen: !rw1) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %i1 = arith.constant 1 : i32
  %i42 = arith.constant 42 : i32
  %w = vyre.workgroup_id x
  %sender = arith.cmpi eq, %w, %c0 : index
  scf.if %sender {
    vyre.store %i42, %data[%c0] : !rw1
    vyre.atomic_store release %i1, %flag[%c0] : !rw1
  } else {
    %f = vyre.atomic_load acquire %flag[%c0] : !rw1
    %set = arith.cmpi eq, %f, %i1 : i32
    scf.if %set {
      %v = vyre.load %data[%c0] : !rw1
      vyre.store %v, %seen[%c0] : !rw1
    } else {
      vyre.store %i42, %seen[%c0] : !rw1
    }
  }
  vyre.return
}

vyre.graph @main() {
  %c2 = arith.constant 2 : index
  %data = vyre.alloc : !rw1
  %flag = vyre.alloc : !rw1
  %seen = vyre.alloc : !rw1
  vyre.dispatch @pass groups [%c2] (%data, %flag, %seen) : (!rw1, !rw1, !rw1)
  vyre.expect %seen : !rw1 == dense<42> : tensor<1xi32>
  vyre.return
}
