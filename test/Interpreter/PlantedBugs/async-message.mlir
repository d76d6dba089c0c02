// RUN: vyre-run %s --backend=reference --check-races

// Workgroup 0 copies a block, waits for the copy and sends a flag. Who hears the
// flag copies the block from there, and makes it up otherwise.

!r4 = !vyre.buffer<4xi32, read>
!rw1 = !vyre.buffer<1xi32, read_write>
!rw4 = !vyre.buffer<4xi32, read_write>

vyre.program @pass(%in: !r4, %data: !rw4, %flag: !rw1, %seen: !rw4) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %i1 = arith.constant 1 : i32
  %w = vyre.workgroup_id x
  %sender = arith.cmpi eq, %w, %c0 : index
  scf.if %sender {
    %t = vyre.async_store %in[%c0], %data[%c0], %c4 : !r4, !rw4
    vyre.async_wait %t
    vyre.atomic_store release %i1, %flag[%c0] : !rw1
  } else {
    %f = vyre.atomic_load acquire %flag[%c0] : !rw1
    %set = arith.cmpi eq, %f, %i1 : i32
    %t = scf.if %set -> (!vyre.token) {
      %u = vyre.async_load %data[%c0], %seen[%c0], %c4 : !rw4, !rw4
      scf.yield %u : !vyre.token
    } else {
      %u = vyre.async_load %in[%c0], %seen[%c0], %c4 : !r4, !rw4
      scf.yield %u : !vyre.token
    }
    vyre.async_wait %t
  }
  vyre.return
}

vyre.graph @main() {
  %c2 = arith.constant 2 : index
  %in = vyre.constant dense<[4, 3, 2, 1]> : tensor<4xi32> -> !rw4
  %data = vyre.alloc : !rw4
  %flag = vyre.alloc : !rw1
  %seen = vyre.alloc : !rw4
  vyre.dispatch @pass groups [%c2] (%in, %data, %flag, %seen) : (!rw4, !rw4, !rw1, !rw4)
  vyre.expect %seen : !rw4 == dense<[4, 3, 2, 1]> : tensor<4xi32>
  vyre.return
}
