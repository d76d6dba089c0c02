// RUN: not vyre-opt %s --vyre-interpret -o /dev/null 2>&1 | FileCheck %s
// RUN: not vyre-run %s --backend=reference 2>&1 | FileCheck %s

// A host loop that would run for minutes and do nothing ends with an error.
// CHECK: host-loop-invalid.mlir:[[#@LINE+5]]:3: error: the graph was still running on the host after 4194304 steps; {{.*}}fix: let the loop do fewer rounds, or allow more steps
vyre.graph @main() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %all = arith.constant 4294967295 : index
  scf.for %i = %c0 to %all step %c1 {
  }
  vyre.return
}
