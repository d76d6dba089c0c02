// RUN: vyre-opt --vyre-to-spirv %s | FileCheck %s
// RUN: vyre-translate --vyre-to-spirv --kernel=@bindings %s -o %t1.spv
// RUN: spirv-val --target-env vulkan1.2 %t1.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@scalars %s -o %t2.spv
// RUN: spirv-val --target-env vulkan1.2 %t2.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@ids %s -o %t3.spv
// RUN: spirv-val --target-env vulkan1.2 %t3.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@taken %s -o %t4.spv
// RUN: spirv-val --target-env vulkan1.2 %t4.spv

// Buffers are storage buffers in set 0; the binding is the position among the
// buffers. Access shows in the decorations. Two parameters may be one buffer,
// so they are aliased if one of them is written.
// CHECK:       spirv.module @bindings Logical Vulkan requires #spirv.vce<v1.5, [Shader, VulkanMemoryModel], []> attributes {vyre.abi = {
// CHECK-NEXT:  spirv.GlobalVariable @r bind(0, 0) {aliased} : !spirv.ptr<!spirv.struct<(!spirv.rtarray<f32, stride=4> [0, NonWritable])>, StorageBuffer>
// CHECK-NEXT:  spirv.GlobalVariable @w bind(0, 1) {aliased} : !spirv.ptr<!spirv.struct<(!spirv.rtarray<f32, stride=4> [0, NonReadable])>, StorageBuffer>
// CHECK-NEXT:  spirv.GlobalVariable @rw bind(0, 2) {aliased} : !spirv.ptr<!spirv.struct<(!spirv.rtarray<vector<4xf32>, stride=16> [0])>, StorageBuffer>
// CHECK-NEXT:  spirv.GlobalVariable @u bind(0, 3) {aliased} : !spirv.ptr<!spirv.struct<(!spirv.rtarray<vector<2xi32>, stride=8> [0, NonWritable])>, StorageBuffer>
// CHECK:       spirv.EntryPoint "GLCompute" @bindings, @r, @w, @rw, @u, @push_constants
// CHECK-NEXT:  spirv.ExecutionMode @bindings "LocalSize", 8, 4, 2
vyre.program @bindings(%r: !vyre.buffer<?xf32, read>,
                       %w: !vyre.buffer<4xf32, write>, %s: i32,
                       %rw: !vyre.buffer<4xvector<4xf32>, read_write>,
                       %u: !vyre.buffer<4xvector<2xi32>, uniform>)
    workgroup [8, 4, 2] {
  vyre.return
}

// Buffers that nobody writes cannot be told apart.
// CHECK-LABEL: spirv.module @read_only
// CHECK-NEXT:  spirv.GlobalVariable @a bind(0, 0) :
// CHECK-NEXT:  spirv.GlobalVariable @b bind(0, 1) :
vyre.program @read_only(%a: !vyre.buffer<4xf32, read>,
                        %b: !vyre.buffer<4xf32, read>) workgroup [1, 1, 1] {
  vyre.return
}

// Scalars are push constants at their natural alignment; the lengths of `?`
// buffers follow. Each is read once, at the top, and only if it is used.
// CHECK-LABEL: spirv.module @scalars Logical Vulkan requires #spirv.vce<v1.5, [Shader, Float64, Int64, VulkanMemoryModel], []>
// CHECK:       spirv.GlobalVariable @push_constants : !spirv.ptr<!spirv.struct<(i32 [0], f64 [8], i32 [16], i64 [24], f32 [32], i32 [36])>, PushConstant>
// CHECK:       spirv.func @scalars
// CHECK:       %[[P2:.*]] = spirv.AccessChain %push_constants_addr[%cst2_i32]
// CHECK-NEXT:  %[[N:.*]] = spirv.Load "PushConstant" %[[P2]] : i32
// CHECK-NEXT:  %[[P3:.*]] = spirv.AccessChain %push_constants_addr[%cst3_i32]
// CHECK-NEXT:  %[[L:.*]] = spirv.Load "PushConstant" %[[P3]] : i64
// CHECK-NOT:   PushConstant
// CHECK:       spirv.AccessChain %b_addr[%{{.*}}, %[[N]]]
// CHECK:       spirv.Store "StorageBuffer" %{{.*}}, %[[L]]
vyre.program @scalars(%b: !vyre.buffer<?xi64, read_write>, %i: i32, %d: f64,
                      %n: index, %l: i64, %f: f32) workgroup [1, 1, 1] {
  vyre.store %l, %b[%n] in_bounds : !vyre.buffer<?xi64, read_write>
  vyre.store %l, %b[%n] in_bounds : !vyre.buffer<?xi64, read_write>
  vyre.return
}

// Each id vector is read once.
// CHECK-LABEL: spirv.module @ids
// CHECK-DAG:   spirv.GlobalVariable @GlobalInvocationId built_in("GlobalInvocationId") : !spirv.ptr<vector<3xi32>, Input>
// CHECK-DAG:   spirv.GlobalVariable @LocalInvocationId built_in("LocalInvocationId") : !spirv.ptr<vector<3xi32>, Input>
// CHECK-DAG:   spirv.GlobalVariable @WorkgroupId built_in("WorkgroupId") : !spirv.ptr<vector<3xi32>, Input>
// CHECK-DAG:   spirv.GlobalVariable @NumWorkgroups built_in("NumWorkgroups") : !spirv.ptr<vector<3xi32>, Input>
// CHECK:       spirv.func @ids
// CHECK:       %[[G:.*]] = spirv.Load "Input" %GlobalInvocationId_addr : vector<3xi32>
// CHECK-NEXT:  %[[GX:.*]] = spirv.CompositeExtract %[[G]][0 : i32]
// CHECK-NEXT:  %[[GZ:.*]] = spirv.CompositeExtract %[[G]][2 : i32]
// CHECK:       %[[L:.*]] = spirv.Load "Input" %LocalInvocationId_addr : vector<3xi32>
// CHECK-NEXT:  %[[LY:.*]] = spirv.CompositeExtract %[[L]][1 : i32]
// CHECK:       %[[W:.*]] = spirv.Load "Input" %WorkgroupId_addr : vector<3xi32>
// CHECK-NEXT:  %[[WX:.*]] = spirv.CompositeExtract %[[W]][0 : i32]
// CHECK:       %[[C:.*]] = spirv.Load "Input" %NumWorkgroups_addr : vector<3xi32>
// CHECK-NEXT:  %[[CX:.*]] = spirv.CompositeExtract %[[C]][0 : i32]
// CHECK-NOT:   "Input"
// CHECK:       spirv.Return
vyre.program @ids(%b: !vyre.buffer<?xi32, write>) workgroup [8, 8, 1] {
  %gx = vyre.global_id x
  %gz = vyre.global_id z
  %ly = vyre.local_id y
  %wx = vyre.workgroup_id x
  %cx = vyre.num_workgroups x
  %one = arith.constant 1 : i32
  vyre.store %one, %b[%gx] : !vyre.buffer<?xi32, write>
  vyre.store %one, %b[%gz] : !vyre.buffer<?xi32, write>
  vyre.store %one, %b[%ly] : !vyre.buffer<?xi32, write>
  vyre.store %one, %b[%wx] : !vyre.buffer<?xi32, write>
  vyre.store %one, %b[%cx] : !vyre.buffer<?xi32, write>
  vyre.return
}

// A parameter may have the name of the program, or of a variable of ours.
// CHECK-LABEL: spirv.module @taken
// CHECK:       spirv.GlobalVariable @taken_0 bind(0, 0)
// CHECK:       spirv.GlobalVariable @push_constants bind(0, 1)
// CHECK:       spirv.GlobalVariable @push_constants_0 : !spirv.ptr<{{.*}}, PushConstant>
// CHECK:       spirv.func @taken
vyre.program @taken(%taken: !vyre.buffer<?xi32, write>,
                    %push_constants: !vyre.buffer<?xi32, write>)
    workgroup [1, 1, 1] {
  vyre.return
}

// Graphs stay as they are.
// CHECK-LABEL: vyre.graph @main
// CHECK:       vyre.dispatch @taken
vyre.graph @main(%a: !vyre.buffer<?xi32, read_write>,
                 %b: !vyre.buffer<?xi32, read_write>) {
  %one = arith.constant 1 : index
  vyre.dispatch @taken groups [%one] (%a, %b) : (!vyre.buffer<?xi32, read_write>, !vyre.buffer<?xi32, read_write>)
  vyre.return
}
