// An error is one located line with its notes; the module is not printed.

// RUN: not vyre-translate --vyre-to-spirv %s -o %t 2>&1 | FileCheck %s
// RUN: not vyre-translate --vyre-to-artifact %s -o %t 2>&1 | FileCheck %s
// CHECK: invalid.mlir:[[#@LINE+4]]:3: error: {{.*}}[VYRE-LW-01]; fix:
// CHECK-NOT: see current operation

vyre.program @p() workgroup [1, 1, 1] {
  gpu.barrier
  vyre.return
}
