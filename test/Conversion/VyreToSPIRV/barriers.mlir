// RUN: vyre-opt --vyre-to-spirv %s | FileCheck %s
// RUN: vyre-translate --vyre-to-spirv --kernel=@orders %s -o %t1.spv
// RUN: spirv-val --target-env vulkan1.2 %t1.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@subgroup %s -o %t2.spv
// RUN: spirv-val --target-env vulkan1.2 %t2.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@workgroup_memory %s -o %t3.spv
// RUN: spirv-val --target-env vulkan1.2 %t3.spv
// RUN: spirv-dis %t1.spv | FileCheck %s --check-prefix=WORDS

// Whatever the order, a workgroup barrier is acq_rel on storage buffers and on
// workgroup memory. Upstream's gpu.barrier orders workgroup memory only.
// CHECK-LABEL: spirv.func @orders
// CHECK:      spirv.ControlBarrier <Workgroup>, <Workgroup>, <AcquireRelease|UniformMemory|WorkgroupMemory|MakeAvailable|MakeVisible>
// CHECK:      spirv.ControlBarrier <Workgroup>, <Workgroup>, <AcquireRelease|UniformMemory|WorkgroupMemory|MakeAvailable|MakeVisible>
// CHECK:      spirv.ControlBarrier <Workgroup>, <Workgroup>, <AcquireRelease|UniformMemory|WorkgroupMemory|MakeAvailable|MakeVisible>
// CHECK:      spirv.ControlBarrier <Workgroup>, <Workgroup>, <AcquireRelease|UniformMemory|WorkgroupMemory|MakeAvailable|MakeVisible>
//
// 24904 is 0x6148: AcquireRelease 0x8, UniformMemory 0x40, WorkgroupMemory
// 0x100, MakeAvailable 0x2000, MakeVisible 0x4000. Scope 2 is Workgroup.
// WORDS-DAG: %[[WORKGROUP:.*]] = OpConstant %uint 2
// WORDS-DAG: %[[BITS:.*]] = OpConstant %uint 24904
// WORDS:     OpControlBarrier %[[WORKGROUP]] %[[WORKGROUP]] %[[BITS]]
vyre.program @orders(%b: !vyre.buffer<64xi32, read_write>, %v: i32)
    workgroup [64, 1, 1] {
  %i = vyre.local_id x
  vyre.store %v, %b[%i] in_bounds : !vyre.buffer<64xi32, read_write>
  vyre.barrier workgroup acquire keep
  vyre.store %v, %b[%i] in_bounds : !vyre.buffer<64xi32, read_write>
  vyre.barrier workgroup release
  vyre.store %v, %b[%i] in_bounds : !vyre.buffer<64xi32, read_write>
  vyre.barrier workgroup acq_rel
  vyre.store %v, %b[%i] in_bounds : !vyre.buffer<64xi32, read_write>
  vyre.barrier workgroup seq_cst
  vyre.store %v, %b[%i] in_bounds : !vyre.buffer<64xi32, read_write>
  vyre.return
}

// CHECK-LABEL: spirv.func @subgroup
// CHECK:      spirv.ControlBarrier <Subgroup>, <Subgroup>, <AcquireRelease|UniformMemory|WorkgroupMemory|MakeAvailable|MakeVisible>
vyre.program @subgroup(%b: !vyre.buffer<64xi32, read_write>, %v: i32)
    workgroup [64, 1, 1] {
  %i = vyre.local_id x
  vyre.store %v, %b[%i] in_bounds : !vyre.buffer<64xi32, read_write>
  vyre.barrier subgroup acq_rel keep
  vyre.store %v, %b[%i] in_bounds : !vyre.buffer<64xi32, read_write>
  vyre.return
}

// Workgroup memory alone: without UniformMemory.
// CHECK-LABEL: spirv.func @workgroup_memory
// CHECK:      spirv.ControlBarrier <Workgroup>, <Workgroup>, <AcquireRelease|WorkgroupMemory|MakeAvailable|MakeVisible>
vyre.program @workgroup_memory(%b: !vyre.buffer<64xi32, read_write>, %v: i32)
    workgroup [64, 1, 1] {
  %i = vyre.local_id x
  vyre.store %v, %b[%i] in_bounds : !vyre.buffer<64xi32, read_write>
  vyre.barrier workgroup acq_rel workgroup_memory
  vyre.store %v, %b[%i] in_bounds : !vyre.buffer<64xi32, read_write>
  vyre.return
}
