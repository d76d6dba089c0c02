// RUN: vyre-run %s --backend=reference --check-races

// All lanes of workgroup 0 write, a barrier gathers their writes, one lane
// releases them; one lane of workgroup 1 acquires them, a barrier spreads them.

!rw1 = !vyre.buffer<1xi32, read_write>
!rw4 = !vyre.buffer<4xi32, read_write>
!wg1 = !vyre.buffer<1xi32, workgroup>

vyre.program @pass(%data: !rw4, %flag: !rw1, %seen: !rw4) workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %i1 = arith.constant 1 : i32
  %i5 = arith.constant 5 : i32
  %heard = vyre.workgroup_alloc : !wg1
  %l = vyre.local_id x
  %w = vyre.workgroup_id x
  %first = arith.cmpi eq, %l, %c0 : index
  %li = arith.index_castui %l : index to i32
  %value = arith.addi %li, %i5 : i32
  %sender = arith.cmpi eq, %w, %c0 : index
  scf.if %sender {
    vyre.store %value, %data[%l] : !rw4
    vyre.barrier workgroup acq_rel
    scf.if %first {
      vyre.atomic_store release %i1, %flag[%c0] : !rw1
    }
  } else {
    scf.if %first {
      %f = vyre.atomic_load acquire %flag[%c0] : !rw1
      vyre.store %f, %heard[%c0] : !wg1
    }
    vyre.barrier workgroup acq_rel
    %h = vyre.load %heard[%c0] : !wg1
    %set = arith.cmpi eq, %h, %i1 : i32
    %mirror = arith.subi %c3, %l : index
    %v = scf.if %set -> (i32) {
      %d = vyre.load %data[%mirror] : !rw4
      scf.yield %d : i32
    } else {
      %mi = arith.index_castui %mirror : index to i32
      %d = arith.addi %mi, %i5 : i32
      scf.yield %d : i32
    }
    vyre.store %v, %seen[%l] : !rw4
  }
  vyre.return
}

vyre.graph @main() {
  %c2 = arith.constant 2 : index
  %data = vyre.alloc : !rw4
  %flag = vyre.alloc : !rw1
  %seen = vyre.alloc : !rw4
  vyre.dispatch @pass groups [%c2] (%data, %flag, %seen) : (!rw4, !rw1, !rw4)
  vyre.expect %seen : !rw4 == dense<[8, 7, 6, 5]> : tensor<4xi32>
  vyre.return
}
