// RUN: vyre-opt %s --vyre-interpret | FileCheck %s
// RUN: vyre-opt %s --vyre-interpret="schedule=random:7 check-races" \
// RUN:   | FileCheck %s
// RUN: vyre-opt %s --pass-pipeline="builtin.module(vyre-interpret,vyre-optimize,vyre-interpret{schedule=reverse})" -o /dev/null

// The pass runs the graph, and changes nothing. A graph with arguments is left
// alone: nobody could say what they are.

vyre.program @double(%b: !vyre.buffer<?xi32, read_write>) workgroup [4, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %b[%i] : !vyre.buffer<?xi32, read_write>
  %w = arith.addi %v, %v : i32
  vyre.store %w, %b[%i] : !vyre.buffer<?xi32, read_write>
  vyre.return
}

// CHECK: vyre.graph @main()
// CHECK: vyre.dispatch @double
vyre.graph @main() {
  %b = vyre.constant dense<[1, 2, 3, 4, 5]> : tensor<5xi32>
      -> !vyre.buffer<5xi32, read_write>
  %n = vyre.length %b : !vyre.buffer<5xi32, read_write>
  vyre.dispatch @double threads [%n] (%b) : (!vyre.buffer<5xi32, read_write>)
  vyre.expect %b : !vyre.buffer<5xi32, read_write>
      == dense<[2, 4, 6, 8, 10]> : tensor<5xi32>
  vyre.return
}

vyre.graph @other(%b: !vyre.buffer<1xi32, read>) {
  vyre.expect %b : !vyre.buffer<1xi32, read> == dense<7> : tensor<1xi32>
  vyre.return
}
