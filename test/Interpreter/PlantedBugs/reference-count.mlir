// RUN: vyre-run %s --backend=reference --check-races

// Owners release what they wrote when they drop their reference; who drops the
// last one acquires all of it by a load of the count.

!rw1 = !vyre.buffer<1xi32, read_write>
!rw4 = !vyre.buffer<4xi32, read_write>

vyre.program @drop(%parts: !rw4, %count: !rw1, %out: !rw1) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %i0 = arith.constant 0 : i32
  %i1 = arith.constant 1 : i32
  %i10 = arith.constant 10 : i32
  %w = vyre.workgroup_id x
  %wi = arith.index_castui %w : index to i32
  %v = arith.addi %wi, %i10 : i32
  vyre.store %v, %parts[%w] : !rw4
  %minus = arith.subi %i0, %i1 : i32
  %old = vyre.atomic_rmw add release %minus, %count[%c0] : !rw1
  %last = arith.cmpi eq, %old, %i1 : i32
  scf.if %last {
    %now = vyre.atomic_load acquire %count[%c0] : !rw1
    %sum = scf.for %i = %c0 to %c4 step %c1 iter_args(%t = %now) -> (i32) {
      %a = vyre.load %parts[%i] : !rw4
      %n = arith.addi %t, %a : i32
      scf.yield %n : i32
    }
    vyre.store %sum, %out[%c0] : !rw1
  }
  vyre.return
}

vyre.graph @main() {
  %c4 = arith.constant 4 : index
  %parts = vyre.alloc : !rw4
  %count = vyre.constant dense<4> : tensor<1xi32> -> !rw1
  %out = vyre.alloc : !rw1
  vyre.dispatch @drop groups [%c4] (%parts, %count, %out) : (!rw4, !rw1, !rw1)
  vyre.expect %out : !rw1 == dense<46> : tensor<1xi32>
  vyre.return
}
