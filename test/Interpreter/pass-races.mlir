// RUN: vyre-opt %s --vyre-interpret -o /dev/null
// RUN: not vyre-opt %s --vyre-interpret=check-races 2>&1 | FileCheck %s

// Which of the two writes comes last is nobody's choice; the batched order
// happens to give what is expected.
// CHECK: pass-races.mlir:[[# @LINE + 5]]:3: error: {{.*}}race
vyre.program @last(%b: !vyre.buffer<1xi32, read_write>) workgroup [2, 1, 1] {
  %c0 = arith.constant 0 : index
  %i = vyre.local_id x
  %v = arith.index_cast %i : index to i32
  vyre.store %v, %b[%c0] : !vyre.buffer<1xi32, read_write>
  vyre.return
}

vyre.graph @main() {
  %one = arith.constant 1 : index
  %b = vyre.alloc : !vyre.buffer<1xi32, read_write>
  vyre.dispatch @last groups [%one] (%b) : (!vyre.buffer<1xi32, read_write>)
  vyre.expect %b : !vyre.buffer<1xi32, read_write> == dense<1> : tensor<1xi32>
  vyre.return
}
