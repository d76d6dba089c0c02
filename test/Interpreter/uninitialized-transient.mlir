// RUN: split-file %s %t
// RUN: vyre-opt %t/written.mlir --vyre-interpret='check-uninitialized' \
// RUN:   -o /dev/null
// RUN: vyre-opt %t/unwritten.mlir --vyre-interpret='check-races' -o /dev/null
// RUN: not vyre-opt %t/unwritten.mlir --vyre-interpret='check-uninitialized' \
// RUN:   -o /dev/null 2>&1 | FileCheck %s --check-prefix=UNWRITTEN
// RUN: not vyre-run %t/unwritten.mlir --backend=reference \
// RUN:   --check-uninitialized 2>&1 | FileCheck %s --check-prefix=UNWRITTEN
// RUN: not vyre-opt %t/copied.mlir --vyre-interpret='check-uninitialized' \
// RUN:   -o /dev/null 2>&1 | FileCheck %s --check-prefix=COPIED

// Dispatches, fills and copies write; a copy of a copy of what is written is
// written. The second dispatch loads all elements of all buffers.
//--- written.mlir
vyre.program @set(%x: !vyre.buffer<8xi32, write>) workgroup [8, 1, 1] {
  %one = arith.constant 1 : i32
  %i = vyre.local_id x
  vyre.store %one, %x[%i] : !vyre.buffer<8xi32, write>
  vyre.return
}
vyre.program @sum(%x: !vyre.buffer<8xi32, read>, %y: !vyre.buffer<8xi32, read>,
                  %z: !vyre.buffer<8xi32, read>,
                  %out: !vyre.buffer<8xi32, write>) workgroup [8, 1, 1] {
  %i = vyre.local_id x
  %a = vyre.load %x[%i] : !vyre.buffer<8xi32, read>
  %b = vyre.load %y[%i] : !vyre.buffer<8xi32, read>
  %c = vyre.load %z[%i] : !vyre.buffer<8xi32, read>
  %ab = arith.addi %a, %b : i32
  %abc = arith.addi %ab, %c : i32
  vyre.store %abc, %out[%i] : !vyre.buffer<8xi32, write>
  vyre.return
}
vyre.graph @main() {
  %groups = arith.constant 1 : index
  %two = arith.constant 2 : i32
  %x = vyre.alloc : !vyre.buffer<8xi32, read_write>
  %y = vyre.alloc : !vyre.buffer<8xi32, read_write>
  %z = vyre.alloc : !vyre.buffer<8xi32, read_write>
  %out = vyre.alloc : !vyre.buffer<8xi32, read_write>
  vyre.dispatch @set groups [%groups] (%x) : (!vyre.buffer<8xi32, read_write>)
  vyre.fill %two, %y : !vyre.buffer<8xi32, read_write>
  vyre.copy %x, %z : !vyre.buffer<8xi32, read_write>, !vyre.buffer<8xi32, read_write>
  vyre.dispatch @sum groups [%groups] (%x, %y, %z, %out)
      : (!vyre.buffer<8xi32, read_write>, !vyre.buffer<8xi32, read_write>,
         !vyre.buffer<8xi32, read_write>, !vyre.buffer<8xi32, read_write>)
  vyre.expect %out : !vyre.buffer<8xi32, read_write>
      == dense<4> : tensor<8xi32>
  vyre.return
}

// The result is right, since a transient buffer starts as zeros.
//--- unwritten.mlir
vyre.program @vyre_gr_06_increment(%x: !vyre.buffer<8xi32, read_write>)
    workgroup [8, 1, 1] {
  %one = arith.constant 1 : i32
  %i = vyre.local_id x
  // UNWRITTEN: unwritten.mlir:6:8: error: invocation ({{[0-7]}}, 0, 0) of workgroup (0, 0, 0) loads element {{[0-7]}} of 'x', expected a write before that: it is zero only because memory starts as zeros [VYRE-GR-06]{{.*}}; fix: store to the element first, also if what is stored is zero
  %v = vyre.load %x[%i] : !vyre.buffer<8xi32, read_write>
  %w = arith.addi %v, %one : i32
  vyre.store %w, %x[%i] : !vyre.buffer<8xi32, read_write>
  vyre.return
}
vyre.graph @main() {
  %groups = arith.constant 1 : index
  %x = vyre.alloc : !vyre.buffer<8xi32, read_write>
  vyre.dispatch @vyre_gr_06_increment groups [%groups] (%x)
      : (!vyre.buffer<8xi32, read_write>)
  vyre.expect %x : !vyre.buffer<8xi32, read_write>
      == dense<1> : tensor<8xi32>
  vyre.return
}

// The copy is no read, but what it copied was never written.
//--- copied.mlir
vyre.program @vyre_gr_06_read(%x: !vyre.buffer<8xi32, read_write>)
    workgroup [8, 1, 1] {
  %i = vyre.local_id x
  // COPIED: copied.mlir:5:8: error: {{.*}} loads element 4 of 'x', {{.*}}[VYRE-GR-06]
  %v = vyre.load %x[%i] : !vyre.buffer<8xi32, read_write>
  vyre.store %v, %x[%i] : !vyre.buffer<8xi32, read_write>
  vyre.return
}
vyre.graph @main() {
  %groups = arith.constant 1 : index
  %x = vyre.constant dense<7> : tensor<8xi32> -> !vyre.buffer<8xi32, read_write>
  %half = vyre.constant dense<9> : tensor<4xi32>
      -> !vyre.buffer<4xi32, read_write>
  %empty = vyre.alloc : !vyre.buffer<8xi32, read_write>
  vyre.copy %empty, %x : !vyre.buffer<8xi32, read_write>, !vyre.buffer<8xi32, read_write>
  vyre.copy %half, %x : !vyre.buffer<4xi32, read_write>, !vyre.buffer<8xi32, read_write>
  vyre.dispatch @vyre_gr_06_read groups [%groups] (%x)
      : (!vyre.buffer<8xi32, read_write>)
  vyre.return
}
