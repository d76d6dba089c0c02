// RUN: vyre-run %s --backend=reference --check-races

// Workgroup 0 releases bit 0 of the flag, workgroup 1 adds bit 1 with a relaxed
// read-modify-write, which continues the release sequence, and workgroup 2
// acquires what became of it.

!rw1 = !vyre.buffer<1xi32, read_write>

vyre.program @pass(%data: !rw1, %flag: !rw1, %seen: !rw1) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %i1 = arith.constant 1 : i32
  %i2 = arith.constant 2 : i32
  %i42 = arith.constant 42 : i32
  %w = vyre.workgroup_id x
  %is0 = arith.cmpi eq, %w, %c0 : index
  scf.if %is0 {
    vyre.store %i42, %data[%c0] : !rw1
    %o = vyre.atomic_rmw or release %i1, %flag[%c0] : !rw1
  }
  %is1 = arith.cmpi eq, %w, %c1 : index
  scf.if %is1 {
    %o = vyre.atomic_rmw or relaxed %i2, %flag[%c0] : !rw1
  }
  %is2 = arith.cmpi eq, %w, %c2 : index
  scf.if %is2 {
    %f = vyre.atomic_load acquire %flag[%c0] : !rw1
    %bit = arith.andi %f, %i1 : i32
    %set = arith.cmpi eq, %bit, %i1 : i32
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
  %flag = vyre.alloc : !rw1
  %seen = vyre.alloc : !rw1
  vyre.dispatch @pass groups [%c3] (%data, %flag, %seen) : (!rw1, !rw1, !rw1)
  vyre.expect %seen : !rw1 == dense<42> : tensor<1xi32>
  vyre.return
}
