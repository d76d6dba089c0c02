// RUN: vyre-opt --vyre-to-spirv %s | FileCheck %s
// RUN: vyre-translate --vyre-to-spirv --kernel=@narrow %s -o %t1.spv
// RUN: spirv-val --target-env vulkan1.2 %t1.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@bf16 %s -o %t2.spv
// RUN: spirv-val --target-env vulkan1.2 %t2.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@vectors %s -o %t3.spv
// RUN: spirv-val --target-env vulkan1.2 %t3.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@doubles %s -o %t4.spv
// RUN: spirv-val --target-env vulkan1.2 %t4.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@narrow_workgroup %s -o %t5.spv
// RUN: spirv-val --target-env vulkan1.2 %t5.spv

// Narrow elements are native in memory and in arithmetic; only what is used is
// asked for.
// CHECK-LABEL: spirv.module @narrow Logical Vulkan requires #spirv.vce<v1.5, [Shader, Float16, Int16, Int8, StorageBuffer16BitAccess, StorageBuffer8BitAccess, VulkanMemoryModel], []>
// CHECK:      spirv.GlobalVariable @a {{.*}}!spirv.rtarray<i8, stride=1>
// CHECK:      spirv.GlobalVariable @b {{.*}}!spirv.rtarray<i16, stride=2>
// CHECK:      spirv.GlobalVariable @c {{.*}}!spirv.rtarray<f16, stride=2>
// CHECK:      spirv.Load "StorageBuffer" %{{.*}} : i8
// CHECK:      spirv.Load "StorageBuffer" %{{.*}} : i16
// CHECK:      spirv.ConvertSToF %{{.*}} : i32 to f16
// CHECK:      spirv.Store "StorageBuffer" %{{.*}} ["NonPrivatePointer"] : f16
vyre.program @narrow(%a: !vyre.buffer<?xi8, read>, %b: !vyre.buffer<?xi16, read>, %c: !vyre.buffer<?xf16, read_write>)
    workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %va = vyre.load %a[%i] : !vyre.buffer<?xi8, read>
  %vb = vyre.load %b[%i] : !vyre.buffer<?xi16, read>
  %wa = arith.extsi %va : i8 to i32
  %wb = arith.extui %vb : i16 to i32
  %s = arith.addi %wa, %wb : i32
  %f = arith.sitofp %s : i32 to f16
  vyre.store %f, %c[%i] : !vyre.buffer<?xf16, read_write>
  vyre.return
}

// bf16 is its bits. Rounding to it is to nearest, ties to even: add 0x7FFF and
// the last kept bit. NaN is 0x7FC0.
// CHECK-LABEL: spirv.module @bf16 Logical Vulkan requires #spirv.vce<v1.5, [Shader, Int16, StorageBuffer16BitAccess, VulkanMemoryModel], []>
// CHECK-DAG:  %[[C16:.*]] = spirv.Constant 16 : i32
// CHECK-DAG:  %[[C1:.*]] = spirv.Constant 1 : i32
// CHECK-DAG:  %[[HALF:.*]] = spirv.Constant 32767 : i32
// CHECK-DAG:  %[[NAN:.*]] = spirv.Constant 32704 : i32
// CHECK:      %[[BITS:.*]] = spirv.UConvert %{{.*}} : i16 to i32
// CHECK-NEXT: %[[UP:.*]] = spirv.ShiftLeftLogical %[[BITS]], %[[C16]] : i32, i32
// CHECK-NEXT: %[[F:.*]] = spirv.Bitcast %[[UP]] : i32 to f32
// CHECK-NEXT: %[[S:.*]] = spirv.FAdd %[[F]]
// CHECK-NEXT: %[[SB:.*]] = spirv.Bitcast %[[S]] : f32 to i32
// CHECK-NEXT: %[[SH:.*]] = spirv.ShiftRightLogical %[[SB]], %[[C16]] : i32, i32
// CHECK-NEXT: %[[LAST:.*]] = spirv.BitwiseAnd %[[SH]], %[[C1]] : i32
// CHECK-NEXT: %[[A:.*]] = spirv.IAdd %[[SB]], %[[HALF]] : i32
// CHECK-NEXT: %[[R:.*]] = spirv.IAdd %[[A]], %[[LAST]] : i32
// CHECK-NEXT: %[[RS:.*]] = spirv.ShiftRightLogical %[[R]], %[[C16]] : i32, i32
// CHECK-NEXT: %[[ISNAN:.*]] = spirv.IsNan %[[S]] : f32
// CHECK-NEXT: %[[SEL:.*]] = spirv.Select %[[ISNAN]], %[[NAN]], %[[RS]] : i1, i32
// CHECK-NEXT: %{{.*}} = spirv.UConvert %[[SEL]] : i32 to i16
vyre.program @bf16(%a: !vyre.buffer<?xbf16, read_write>, %f: f32)
    workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %a[%i] : !vyre.buffer<?xbf16, read_write>
  %w = arith.extf %v : bf16 to f32
  %s = arith.addf %w, %f : f32
  %t = arith.truncf %s : f32 to bf16
  vyre.store %t, %a[%i] : !vyre.buffer<?xbf16, read_write>
  vyre.return
}

// CHECK-LABEL: spirv.func @vectors
// CHECK:      %[[IN:.*]] = spirv.ULessThan
// CHECK:      %[[V:.*]] = spirv.Load "StorageBuffer" %{{.*}} : vector<4xf32>
// CHECK:      %{{.*}} = spirv.Select %[[IN]], %[[V]], %{{.*}} : i1, vector<4xf32>
// CHECK:      %{{.*}} = spirv.FMul %{{.*}} {no_contraction} : vector<4xf32>
vyre.program @vectors(%a: !vyre.buffer<?xvector<4xf32>, read>, %b: !vyre.buffer<?xvector<4xf32>, read_write>, %f: f32)
    workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %a[%i] : !vyre.buffer<?xvector<4xf32>, read>
  %k = vector.broadcast %f : f32 to vector<4xf32>
  %s = arith.mulf %v, %k : vector<4xf32>
  %e = vector.extract %s[1] : f32 from vector<4xf32>
  %z = vector.insert %e, %s[0] : f32 into vector<4xf32>
  vyre.store %z, %b[%i] : !vyre.buffer<?xvector<4xf32>, read_write>
  vyre.return
}

// CHECK-LABEL: spirv.module @doubles Logical Vulkan requires #spirv.vce<v1.5, [Shader, Float64, VulkanMemoryModel], []>
vyre.program @doubles(%a: !vyre.buffer<?xf64, read_write>)
    workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %a[%i] : !vyre.buffer<?xf64, read_write>
  %w = arith.mulf %v, %v : f64
  vyre.store %w, %a[%i] : !vyre.buffer<?xf64, read_write>
  vyre.return
}

// Workgroup memory of bytes is no storage buffer of bytes.
// CHECK-LABEL: spirv.module @narrow_workgroup Logical Vulkan requires #spirv.vce<v1.5, [Shader, Int8, VulkanMemoryModel], []>
vyre.program @narrow_workgroup(%b: !vyre.buffer<?xi32, read_write>)
    workgroup [64, 1, 1] {
  %t = vyre.workgroup_alloc : !vyre.buffer<64xi8, workgroup>
  %i = vyre.local_id x
  %v = vyre.load %t[%i] : !vyre.buffer<64xi8, workgroup>
  %w = arith.extui %v : i8 to i32
  vyre.store %w, %b[%i] : !vyre.buffer<?xi32, read_write>
  vyre.return
}
