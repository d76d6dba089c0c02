// RUN: not vyre-translate --vyre-to-artifact %s -o %t.vyre 2>&1 | FileCheck %s
// RUN: not ls %t.vyre

// A loop of a graph carries scalars; which buffer a step means is fixed when the
// graph is recorded.
// CHECK: graph-invalid.mlir:[[@LINE+7]]:{{[0-9]+}}: error: {{.*}}carries a buffer through control flow, expected scalars [VYRE-GR-12]; fix: copy between two buffers, or write the two steps out
vyre.graph @vyre_gr_12_buffer(%a: !vyre.buffer<4xi32, read_write>,
                              %b: !vyre.buffer<4xi32, read_write>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %zero = arith.constant 0 : i32
  %r:2 = scf.for %k = %c0 to %c8 step %c1 iter_args(%x = %a, %y = %b)
      -> (!vyre.buffer<4xi32, read_write>, !vyre.buffer<4xi32, read_write>) {
    vyre.fill %zero, %x : !vyre.buffer<4xi32, read_write>
    scf.yield %y, %x
        : !vyre.buffer<4xi32, read_write>, !vyre.buffer<4xi32, read_write>
  }
  vyre.return
}
