// RUN: vyre-opt --vyre-to-spirv %s | FileCheck %s
// RUN: vyre-translate --vyre-to-spirv --kernel=@kinds %s -o %t1.spv
// RUN: spirv-val --target-env vulkan1.2 %t1.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@orders %s -o %t2.spv
// RUN: spirv-val --target-env vulkan1.2 %t2.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@both_memories %s -o %t3.spv
// RUN: spirv-val --target-env vulkan1.2 %t3.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@load_store %s -o %t4.spv
// RUN: spirv-val --target-env vulkan1.2 %t4.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@cas %s -o %t5.spv
// RUN: spirv-val --target-env vulkan1.2 %t5.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@guarded %s -o %t6.spv
// RUN: spirv-val --target-env vulkan1.2 %t6.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@floats %s -o %t7.spv
// RUN: spirv-val --target-env vulkan1.2 %t7.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@wide %s -o %t8.spv
// RUN: spirv-val --target-env vulkan1.2 %t8.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@load_store %s -o %t9.spv
// RUN: spirv-dis %t9.spv | FileCheck %s --check-prefix=WORDS

// Every integer kind is one instruction. Relaxed stays relaxed: no semantics.
// Storage buffers have scope Device.
// CHECK:       spirv.module @kinds Logical Vulkan requires #spirv.vce<v1.5, [Shader, VulkanMemoryModel, VulkanMemoryModelDeviceScope], []>
// CHECK-LABEL: spirv.func @kinds
// CHECK:       %[[P:.*]] = spirv.AccessChain %b_addr
// CHECK-NEXT:  %{{.*}} = spirv.AtomicIAdd <Device> <None> %[[P]], %{{.*}} : !spirv.ptr<i32, StorageBuffer>
// CHECK-NEXT:  %{{.*}} = spirv.AtomicAnd <Device> <None> %[[P]], %{{.*}} : !spirv.ptr<i32, StorageBuffer>
// CHECK-NEXT:  %{{.*}} = spirv.AtomicOr <Device> <None> %[[P]], %{{.*}} : !spirv.ptr<i32, StorageBuffer>
// CHECK-NEXT:  %{{.*}} = spirv.AtomicXor <Device> <None> %[[P]], %{{.*}} : !spirv.ptr<i32, StorageBuffer>
// CHECK-NEXT:  %{{.*}} = spirv.AtomicUMin <Device> <None> %[[P]], %{{.*}} : !spirv.ptr<i32, StorageBuffer>
// CHECK-NEXT:  %{{.*}} = spirv.AtomicUMax <Device> <None> %[[P]], %{{.*}} : !spirv.ptr<i32, StorageBuffer>
// CHECK-NEXT:  %{{.*}} = spirv.AtomicSMin <Device> <None> %[[P]], %{{.*}} : !spirv.ptr<i32, StorageBuffer>
// CHECK-NEXT:  %{{.*}} = spirv.AtomicSMax <Device> <None> %[[P]], %{{.*}} : !spirv.ptr<i32, StorageBuffer>
// CHECK-NEXT:  %{{.*}} = spirv.AtomicExchange <Device> <None> %[[P]], %{{.*}} : !spirv.ptr<i32, StorageBuffer>
vyre.program @kinds(%b: !vyre.buffer<?xi32, read_write>, %v: i32)
    workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %0 = vyre.atomic_rmw add relaxed %v, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  %1 = vyre.atomic_rmw and relaxed %v, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  %2 = vyre.atomic_rmw or relaxed %v, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  %3 = vyre.atomic_rmw xor relaxed %v, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  %4 = vyre.atomic_rmw minu relaxed %v, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  %5 = vyre.atomic_rmw maxu relaxed %v, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  %6 = vyre.atomic_rmw mins relaxed %v, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  %7 = vyre.atomic_rmw maxs relaxed %v, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  %8 = vyre.atomic_rmw exchange relaxed %v, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  vyre.return
}

// An order comes with the availability or visibility that the Vulkan memory
// model wants next to it. It has no sequential consistency: acq_rel.
// CHECK-LABEL: spirv.func @orders
// CHECK:      %{{.*}} = spirv.AtomicIAdd <Device> <Acquire|UniformMemory|MakeVisible> %
// CHECK-NEXT: %{{.*}} = spirv.AtomicIAdd <Device> <Release|UniformMemory|MakeAvailable> %
// CHECK-NEXT: %{{.*}} = spirv.AtomicIAdd <Device> <AcquireRelease|UniformMemory|MakeAvailable|MakeVisible> %
// CHECK-NEXT: %{{.*}} = spirv.AtomicIAdd <Device> <AcquireRelease|UniformMemory|MakeAvailable|MakeVisible> %
vyre.program @orders(%b: !vyre.buffer<?xi32, read_write>, %v: i32)
    workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %0 = vyre.atomic_rmw add acquire %v, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  %1 = vyre.atomic_rmw add release %v, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  %2 = vyre.atomic_rmw add acq_rel %v, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  %3 = vyre.atomic_rmw add seq_cst %v, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  vyre.return
}

// Where a kernel shares both kinds of memory, an atomic on one orders accesses
// to the other as well. Atomics on workgroup memory have scope Workgroup.
// CHECK-LABEL: spirv.func @both_memories
// CHECK: spirv.AtomicIAdd <Workgroup> <AcquireRelease|UniformMemory|WorkgroupMemory|MakeAvailable|MakeVisible> %{{.*}} : !spirv.ptr<i32, Workgroup>
// CHECK: spirv.AtomicIAdd <Device> <Release|UniformMemory|WorkgroupMemory|MakeAvailable> %{{.*}} : !spirv.ptr<i32, StorageBuffer>
vyre.program @both_memories(%b: !vyre.buffer<?xi32, read_write>, %v: i32)
    workgroup [64, 1, 1] {
  %t = vyre.workgroup_alloc : !vyre.buffer<64xi32, workgroup>
  %i = vyre.local_id x
  %0 = vyre.atomic_rmw add acq_rel %v, %t[%i] in_bounds : !vyre.buffer<64xi32, workgroup>
  %1 = vyre.atomic_rmw add release %v, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  vyre.return
}

// The spirv dialect has no atomic load and store. Two ops that nothing else
// makes carry them until the words are patched.
// CHECK-LABEL: spirv.func @load_store
// CHECK:      %[[P:.*]] = spirv.AccessChain %b_addr
// CHECK-NEXT: %[[V:.*]] = spirv.AtomicIIncrement <Device> <Acquire|UniformMemory|MakeVisible> %[[P]]
// CHECK-NEXT: %{{.*}} = spirv.AtomicISub <Device> <Release|UniformMemory|MakeAvailable> %[[P]], %[[V]]
// CHECK-NEXT: %[[W:.*]] = spirv.AtomicIIncrement <Device> <None> %[[P]]
// CHECK-NEXT: %{{.*}} = spirv.AtomicISub <Device> <None> %[[P]], %[[W]]
// CHECK-NEXT: %[[X:.*]] = spirv.AtomicIIncrement <Device> <Acquire|UniformMemory|MakeVisible> %[[P]]
// CHECK-NEXT: %{{.*}} = spirv.AtomicISub <Device> <Release|UniformMemory|MakeAvailable> %[[P]], %[[X]]
//
// 16450 is Acquire|UniformMemory|MakeVisible, 8260 Release|UniformMemory|
// MakeAvailable, scope 1 is Device.
// WORDS-DAG: %[[DEVICE:.*]] = OpConstant %uint 1
// WORDS-DAG: %[[ACQUIRE:.*]] = OpConstant %uint 16450
// WORDS-DAG: %[[RELEASE:.*]] = OpConstant %uint 8260
// WORDS-NOT: OpAtomicIIncrement
// WORDS-NOT: OpAtomicISub
// WORDS:     %[[V:.*]] = OpAtomicLoad %uint %[[P:.*]] %[[DEVICE]] %[[ACQUIRE]]
// WORDS:     OpAtomicStore %[[P]] %[[DEVICE]] %[[RELEASE]] %[[V]]
// WORDS-NOT: OpAtomicIIncrement
// WORDS-NOT: OpAtomicISub
vyre.program @load_store(%b: !vyre.buffer<?xi32, read_write>)
    workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %0 = vyre.atomic_load acquire %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  vyre.atomic_store release %0, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  %1 = vyre.atomic_load relaxed %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  vyre.atomic_store relaxed %1, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  %2 = vyre.atomic_load seq_cst %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  vyre.atomic_store seq_cst %2, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  vyre.return
}

// A compare and exchange that fails is a load: its order is the load's half.
// Operands: pointer, new value, expected value.
// CHECK-LABEL: spirv.func @cas
// CHECK:      %[[E:.*]] = spirv.Load "PushConstant"
// CHECK:      %[[D:.*]] = spirv.Load "PushConstant"
// CHECK:      spirv.AtomicCompareExchange <Device> <AcquireRelease|UniformMemory|MakeAvailable|MakeVisible> <Acquire|UniformMemory|MakeVisible> %[[P:.*]], %[[D]], %[[E]]
// CHECK-NEXT: %{{.*}} = spirv.AtomicCompareExchange <Device> <Release|UniformMemory|MakeAvailable> <None> %[[P]], %[[D]], %[[E]]
// CHECK-NEXT: %{{.*}} = spirv.AtomicCompareExchange <Device> <None> <None> %[[P]], %[[D]], %[[E]]
vyre.program @cas(%b: !vyre.buffer<?xi32, read_write>, %e: i32, %d: i32)
    workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %0 = vyre.atomic_cas acq_rel %e, %d, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  %1 = vyre.atomic_cas release %e, %d, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  %2 = vyre.atomic_cas relaxed %e, %d, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  vyre.return
}

// Out of range nothing happens, and a result that is used is zero.
// CHECK-LABEL: spirv.func @guarded
// CHECK:      %[[VAR:.*]] = spirv.Variable : !spirv.ptr<i32, Function>
// CHECK:      %[[IN:.*]] = spirv.ULessThan
// CHECK-NEXT: spirv.mlir.selection {
// CHECK-NEXT:   spirv.BranchConditional %[[IN]]
// CHECK:        spirv.AtomicIAdd
// CHECK-NEXT:   spirv.Branch
// CHECK:      }
// CHECK-NEXT: spirv.Store "Function" %[[VAR]], %cst0_i32
// CHECK-NEXT: spirv.mlir.selection {
// CHECK-NEXT:   spirv.BranchConditional %[[IN]]
// CHECK:        %[[OLD:.*]] = spirv.AtomicIAdd
// CHECK-NEXT:   spirv.Store "Function" %[[VAR]], %[[OLD]]
// CHECK-NEXT:   spirv.Branch
// CHECK:      }
// CHECK-NEXT: %{{.*}} = spirv.Load "Function" %[[VAR]]
vyre.program @guarded(%b: !vyre.buffer<?xi32, read_write>, %v: i32)
    workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %unused = vyre.atomic_rmw add relaxed %v, %b[%i] : !vyre.buffer<?xi32, read_write>
  %old = vyre.atomic_rmw add relaxed %v, %b[%i] : !vyre.buffer<?xi32, read_write>
  vyre.store %old, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  vyre.return
}

// A buffer that an atomic touches holds integer words; other accesses cast.
// Float kinds are a loop around a compare and exchange of the bits. A number
// wins over NaN.
// CHECK:      spirv.GlobalVariable @b bind(0, 0) : !spirv.ptr<!spirv.struct<(!spirv.rtarray<i32, stride=4> [0])>, StorageBuffer>
// CHECK-LABEL: spirv.func @floats
// CHECK:      %[[V:.*]] = spirv.Load "PushConstant" %{{.*}} : f32
// CHECK:      %[[FIRST:.*]] = spirv.AtomicIIncrement <Device> <None> %[[P:.*]] : !spirv.ptr<i32, StorageBuffer>
// CHECK-NEXT: spirv.Store "Function" %[[VAR:.*]], %[[FIRST]]
// CHECK-NEXT: spirv.mlir.loop {
// CHECK-NEXT:   spirv.Branch ^[[HEADER:.*]]
// CHECK-NEXT: ^[[HEADER]]:
// CHECK-NEXT:   spirv.Branch ^[[BODY:.*]]
// CHECK-NEXT: ^[[BODY]]:
// CHECK-NEXT:   %[[OLD:.*]] = spirv.Load "Function" %[[VAR]] : i32
// CHECK-NEXT:   %[[OLDF:.*]] = spirv.Bitcast %[[OLD]] : i32 to f32
// CHECK-NEXT:   %[[SUM:.*]] = spirv.FAdd %[[OLDF]], %[[V]] {no_contraction} : f32
// CHECK-NEXT:   %[[NEW:.*]] = spirv.Bitcast %[[SUM]] : f32 to i32
// CHECK-NEXT:   %[[WAS:.*]] = spirv.AtomicCompareExchange <Device> <Release|UniformMemory|MakeAvailable> <None> %[[P]], %[[NEW]], %[[OLD]]
// CHECK-NEXT:   spirv.Store "Function" %[[VAR]], %[[WAS]]
// CHECK-NEXT:   %[[DONE:.*]] = spirv.IEqual %[[WAS]], %[[OLD]]
// CHECK-NEXT:   spirv.BranchConditional %[[DONE]], ^[[MERGE:.*]], ^[[CONTINUE:.*]]
// CHECK-NEXT: ^[[CONTINUE]]:
// CHECK-NEXT:   spirv.Branch ^[[HEADER]]
// CHECK-NEXT: ^[[MERGE]]:
// CHECK:      }
// CHECK:      spirv.mlir.loop {
// CHECK:        %[[MIN:.*]] = spirv.GL.FMin %[[OLDF:.*]], %[[V]]
// CHECK-DAG:    %[[OLDNAN:.*]] = spirv.IsNan %[[OLDF]]
// CHECK-DAG:    %[[NAN:.*]] = spirv.IsNan %[[V]]
// CHECK:        %[[S:.*]] = spirv.Select %[[NAN]], %[[OLDF]], %[[MIN]]
// CHECK-NEXT:   %{{.*}} = spirv.Select %[[OLDNAN]], %[[V]], %[[S]]
// CHECK:      }
// CHECK:      %[[BITS:.*]] = spirv.Bitcast %[[V]] : f32 to i32
// CHECK-NEXT: %{{.*}} = spirv.AtomicExchange <Device> <None> %{{.*}}, %[[BITS]]
// CHECK:      %[[L:.*]] = spirv.Load "StorageBuffer" %{{.*}} ["NonPrivatePointer"] : i32
// CHECK-NEXT: %[[LF:.*]] = spirv.Bitcast %[[L]] : i32 to f32
// CHECK:      spirv.Bitcast %{{.*}} : f32 to i32
// CHECK:      spirv.Store "StorageBuffer" %{{.*}} ["NonPrivatePointer"] : i32
vyre.program @floats(%b: !vyre.buffer<?xf32, read_write>, %v: f32)
    workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %0 = vyre.atomic_rmw addf release %v, %b[%i] in_bounds : !vyre.buffer<?xf32, read_write>
  %1 = vyre.atomic_rmw minf relaxed %v, %b[%i] in_bounds : !vyre.buffer<?xf32, read_write>
  %2 = vyre.atomic_rmw exchange relaxed %v, %b[%i] in_bounds : !vyre.buffer<?xf32, read_write>
  %3 = vyre.load %b[%i] in_bounds : !vyre.buffer<?xf32, read_write>
  %4 = arith.addf %3, %v : f32
  vyre.store %4, %b[%i] in_bounds : !vyre.buffer<?xf32, read_write>
  vyre.return
}

// Words of 64 bits need Int64Atomics, which upstream's update-vce forgets.
// CHECK:      spirv.module @wide Logical Vulkan requires #spirv.vce<v1.5, [Shader, Int64, Int64Atomics, VulkanMemoryModel, VulkanMemoryModelDeviceScope], []>
// CHECK:      spirv.AtomicIAdd <Device> <None> %{{.*}} : !spirv.ptr<i64, StorageBuffer>
vyre.program @wide(%b: !vyre.buffer<?xi64, read_write>, %v: i64)
    workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %0 = vyre.atomic_rmw add relaxed %v, %b[%i] in_bounds : !vyre.buffer<?xi64, read_write>
  vyre.return
}
