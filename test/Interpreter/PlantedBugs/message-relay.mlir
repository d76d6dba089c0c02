// RUN: vyre-run %s --backend=reference --check-races

// Workgroup 0 tells 1, which tells 2, which reads what 0 wrote: happens-before
// is transitive, and takes all four orders.

!rw1 = !vyre.buffer<1xi32, read_write>
!rw2 = !vyre.buffer<2xi32, read_write>

vyre.program @relay(%data: !rw1, %f: !rw2, %seen: !rw1) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %i1 = arith.constant 1 : i32
  %i42 = arith.constant 42 : i32
  %w = vyre.workgroup_id x
  %is0 = arith.cmpi eq, %w, %c0 : index
  scf.if %is0 {
    vyre.store %i42, %data[%c0] : !rw1
    vyre.atomic_store release %i1, %f[%c0] : !rw2
  }
  %is1 = arith.cmpi eq, %w, %c1 : index
  scf.if %is1 {
    %a = vyre.atomic_load acquire %f[%c0] : !rw2
    vyre.atomic_store release %a, %f[%c1] : !rw2
  }
  %is2 = arith.cmpi eq, %w, %c2 : index
  scf.if %is2 {
    %a = vyre.atomic_load acquire %f[%c1] : !rw2
    %set = arith.cmpi eq, %a, %i1 : i32
    %v = scf.if %set -> (i32) {
      %d = vyre.load %data[%c0] : !rw1
      scf.yield %d : i32
    } else {
      scf.yield %i42 : i32
    }
    vyre.store %v, %seen[%c0] : !rw1
  }
  vyre.return
}

vyre.graph @main() {
  %c3 = arith.constant 3 : index
  %data = vyre.alloc : !rw1
  %f = vyre.alloc : !rw2
  %seen = vyre.alloc : !rw1
  vyre.dispatch @relay groups [%c3] (%data, %f, %seen) : (!rw1, !rw2, !rw1)
  vyre.expect %seen : !rw1 == dense<42> : tensor<1xi32>
  vyre.return
}
