// The dialect, the passes and the pipelines work in a stock mlir-opt.

// REQUIRES: plugin
// RUN: mlir-opt --load-dialect-plugin=%vyre_plugin %s \
// RUN:   --pass-pipeline='builtin.module(vyre-optimize)' | FileCheck %s
// RUN: mlir-opt --load-dialect-plugin=%vyre_plugin %s \
// RUN:   --pass-pipeline='builtin.module(vyre-to-spirv)' \
// RUN:   | FileCheck %s --check-prefix=SPIRV

// CHECK: vyre.store %{{.*}}, %b[%{{.*}}] in_bounds
// SPIRV: spirv.module @p Logical Vulkan

vyre.program @p(%b: !vyre.buffer<4xi32, write>) workgroup [4, 1, 1] {
  %i = vyre.local_id x
  %one = arith.constant 1 : i32
  vyre.store %one, %b[%i] : !vyre.buffer<4xi32, write>
  vyre.return
}
