// RUN: vyre-opt --vyre-to-spirv %s | FileCheck %s
// RUN: vyre-translate --vyre-to-spirv --kernel=@ids %s -o %t1.spv
// RUN: spirv-val --target-env vulkan1.2 %t1.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@ballot %s -o %t2.spv
// RUN: spirv-val --target-env vulkan1.2 %t2.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@shuffle %s -o %t3.spv
// RUN: spirv-val --target-env vulkan1.2 %t3.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@integers %s -o %t4.spv
// RUN: spirv-val --target-env vulkan1.2 %t4.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@wide %s -o %t5.spv
// RUN: spirv-val --target-env vulkan1.2 %t5.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@floats %s -o %t6.spv
// RUN: spirv-val --target-env vulkan1.2 %t6.spv

!b = !vyre.buffer<64xi32, read_write>

// Built-ins that are scalars, each read once; upstream's update-vce forgets
// their capability.
// CHECK:       spirv.module @ids Logical Vulkan requires #spirv.vce<v1.5, [Shader, GroupNonUniform, VulkanMemoryModel], []>
// CHECK-DAG:   spirv.GlobalVariable @SubgroupId built_in("SubgroupId") : !spirv.ptr<i32, Input>
// CHECK-DAG:   spirv.GlobalVariable @SubgroupLocalInvocationId built_in("SubgroupLocalInvocationId") : !spirv.ptr<i32, Input>
// CHECK-DAG:   spirv.GlobalVariable @SubgroupSize built_in("SubgroupSize") : !spirv.ptr<i32, Input>
// CHECK-DAG:   spirv.GlobalVariable @NumSubgroups built_in("NumSubgroups") : !spirv.ptr<i32, Input>
// CHECK:       spirv.func @ids
vyre.program @ids(%b: !b) workgroup [64, 1, 1] {
  %s = vyre.subgroup_id
  %l = vyre.subgroup_local_id
  %n = vyre.subgroup_size
  %g = vyre.num_subgroups
  %sl = arith.addi %s, %l : index
  %ng = arith.addi %n, %g : index
  %v = arith.index_castui %ng : index to i32
  vyre.store %v, %b[%sl] : !b
  vyre.return
}

// CHECK-LABEL: spirv.module @ballot Logical Vulkan requires #spirv.vce<v1.5, [Shader, GroupNonUniformBallot, VulkanMemoryModel], []>
// CHECK:       spirv.func @ballot
// CHECK:         %[[C:.*]] = spirv.ULessThan
// CHECK:         %[[BITS:.*]] = spirv.GroupNonUniformBallot <Subgroup> %[[C]] : vector<4xi32>
// CHECK:         spirv.CompositeExtract %[[BITS]][0 : i32]
vyre.program @ballot(%b: !b, %n: index) workgroup [64, 1, 1] {
  %i = vyre.local_id x
  %c = arith.cmpi ult, %i, %n : index
  %bits = vyre.subgroup_ballot %c
  %word = vector.extract %bits[0] : i32 from vector<4xi32>
  vyre.store %word, %b[%i] : !b
  vyre.return
}

// A lane that is not there is found by a ballot of all, and its value is not
// asked for: SPIR-V leaves it undefined.
// CHECK-LABEL: spirv.module @shuffle Logical Vulkan requires #spirv.vce<v1.5, [Shader, GroupNonUniform, GroupNonUniformBallot, GroupNonUniformShuffle, VulkanMemoryModel], []>
// CHECK:       spirv.func @shuffle
// CHECK-DAG:     %[[C128:.*]] = spirv.Constant 128 : i32
// CHECK-DAG:     %[[TRUE:.*]] = spirv.Constant true
// CHECK:         %[[ALL:.*]] = spirv.GroupNonUniformBallot <Subgroup> %[[TRUE]] : vector<4xi32>
// CHECK:         %[[IN:.*]] = spirv.ULessThan %[[LANE:.*]], %[[C128]] : i32
// CHECK:         %[[NUMBER:.*]] = spirv.ShiftRightLogical %[[LANE]]
// CHECK:         %[[CLAMPED:.*]] = spirv.BitwiseAnd %[[NUMBER]]
// CHECK:         %[[WORD:.*]] = spirv.VectorExtractDynamic %[[ALL]][%[[CLAMPED]]]
// CHECK:         %[[SET:.*]] = spirv.INotEqual
// CHECK:         %[[PRESENT:.*]] = spirv.LogicalAnd %[[IN]], %[[SET]]
// CHECK:         %[[FROM:.*]] = spirv.Select %[[PRESENT]], %[[LANE]], %[[SELF:.*]] : i1, i32
// CHECK:         %[[VALUE:.*]] = spirv.GroupNonUniformShuffle <Subgroup> %{{.*}}, %[[FROM]] : f32, i32
// CHECK:         spirv.Select %[[PRESENT]], %[[VALUE]], %{{.*}} : i1, f32
vyre.program @shuffle(%f: !vyre.buffer<64xf32, read_write>, %lane: index) workgroup [64, 1, 1] {
  %i = vyre.local_id x
  %v = vyre.load %f[%i] : !vyre.buffer<64xf32, read_write>
  %w = vyre.subgroup_shuffle %v, %lane : f32
  vyre.store %w, %f[%i] : !vyre.buffer<64xf32, read_write>
  vyre.return
}

// CHECK-LABEL: spirv.module @integers Logical Vulkan requires #spirv.vce<v1.5, [Shader, GroupNonUniformArithmetic, VulkanMemoryModel], []>
// CHECK:         spirv.GroupNonUniformIAdd <Subgroup> <Reduce> %{{.*}} : i32 -> i32
// CHECK:         spirv.GroupNonUniformIMul <Subgroup> <Reduce> %{{.*}} : i32 -> i32
// CHECK:         spirv.GroupNonUniformBitwiseAnd <Subgroup> <Reduce> %{{.*}} : i32 -> i32
// CHECK:         spirv.GroupNonUniformBitwiseOr <Subgroup> <Reduce> %{{.*}} : i32 -> i32
// CHECK:         spirv.GroupNonUniformBitwiseXor <Subgroup> <Reduce> %{{.*}} : i32 -> i32
// CHECK:         spirv.GroupNonUniformUMin <Subgroup> <Reduce> %{{.*}} : i32 -> i32
// CHECK:         spirv.GroupNonUniformUMax <Subgroup> <Reduce> %{{.*}} : i32 -> i32
// CHECK:         spirv.GroupNonUniformSMin <Subgroup> <Reduce> %{{.*}} : i32 -> i32
// CHECK:         spirv.GroupNonUniformSMax <Subgroup> <Reduce> %{{.*}} : i32 -> i32
vyre.program @integers(%b: !b) workgroup [64, 1, 1] {
  %i = vyre.local_id x
  %0 = vyre.load %b[%i] : !b
  %1 = vyre.subgroup_reduce <add> %0 : i32
  %2 = vyre.subgroup_reduce <mul> %1 : i32
  %3 = vyre.subgroup_reduce <and> %2 : i32
  %4 = vyre.subgroup_reduce <or> %3 : i32
  %5 = vyre.subgroup_reduce <xor> %4 : i32
  %6 = vyre.subgroup_reduce <minu> %5 : i32
  %7 = vyre.subgroup_reduce <maxu> %6 : i32
  %8 = vyre.subgroup_reduce <mins> %7 : i32
  %9 = vyre.subgroup_reduce <maxs> %8 : i32
  vyre.store %9, %b[%i] : !b
  vyre.return
}

// CHECK-LABEL: spirv.module @wide Logical Vulkan requires #spirv.vce<v1.5, [Shader, Int64, GroupNonUniformArithmetic, VulkanMemoryModel], []>
// CHECK:         spirv.GroupNonUniformIAdd <Subgroup> <Reduce> %{{.*}} : i64 -> i64
vyre.program @wide(%b: !vyre.buffer<64xi64, read_write>) workgroup [64, 1, 1] {
  %i = vyre.local_id x
  %0 = vyre.load %b[%i] : !vyre.buffer<64xi64, read_write>
  %1 = vyre.subgroup_reduce <add> %0 : i64
  vyre.store %1, %b[%i] : !vyre.buffer<64xi64, read_write>
  vyre.return
}

// Minima and maxima do not meet a NaN, for which SPIR-V has no rule.
// CHECK-LABEL: spirv.module @floats Logical Vulkan requires #spirv.vce<v1.5, [Shader, GroupNonUniformArithmetic, VulkanMemoryModel], []>
// CHECK-DAG:     %[[INF:.*]] = spirv.Constant 0x7F800000 : f32
// CHECK-DAG:     %[[NEGINF:.*]] = spirv.Constant 0xFF800000 : f32
// CHECK:         %[[SUM:.*]] = spirv.GroupNonUniformFAdd <Subgroup> <Reduce> %{{.*}} : f32 -> f32
// CHECK:         %[[PRODUCT:.*]] = spirv.GroupNonUniformFMul <Subgroup> <Reduce> %[[SUM]] : f32 -> f32
// CHECK:         %[[IS:.*]] = spirv.IsNan %[[PRODUCT]] : f32
// CHECK:         %[[SOME:.*]] = spirv.Select %[[IS]], %[[INF]], %[[PRODUCT]] : i1, f32
// CHECK:         %[[MIN:.*]] = spirv.GroupNonUniformFMin <Subgroup> <Reduce> %[[SOME]] : f32 -> f32
// CHECK:         %[[NAN:.*]] = spirv.IsNan %[[MIN]] : f32
// CHECK:         spirv.Select %[[NAN]], %[[NEGINF]], %[[MIN]]
// CHECK:         spirv.GroupNonUniformFMax <Subgroup> <Reduce> %{{.*}} : f32 -> f32
vyre.program @floats(%f: !vyre.buffer<64xf32, read_write>) workgroup [64, 1, 1] {
  %i = vyre.local_id x
  %0 = vyre.load %f[%i] : !vyre.buffer<64xf32, read_write>
  %1 = vyre.subgroup_reduce <addf> %0 : f32
  %2 = vyre.subgroup_reduce <mulf> %1 : f32
  %3 = vyre.subgroup_reduce <minf> %2 : f32
  %4 = vyre.subgroup_reduce <maxf> %3 : f32
  vyre.store %4, %f[%i] : !vyre.buffer<64xf32, read_write>
  vyre.return
}
