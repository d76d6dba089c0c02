// RUN: vyre-opt --vyre-to-spirv %s | FileCheck %s
// RUN: vyre-translate --vyre-to-spirv --kernel=@guarded_load %s -o %t1.spv
// RUN: spirv-val --target-env vulkan1.2 %t1.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@proved %s -o %t2.spv
// RUN: spirv-val --target-env vulkan1.2 %t2.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@lengths %s -o %t3.spv
// RUN: spirv-val --target-env vulkan1.2 %t3.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@workgroup_access %s -o %t4.spv
// RUN: spirv-val --target-env vulkan1.2 %t4.spv

// Access is total: the index is compared before an address is made. A load
// reads element 0 instead and gives zero; a store is put under a condition.
// A `read` buffer is nobody's to write, so its loads are plain.
// CHECK-LABEL: spirv.func @guarded_load
// CHECK-DAG:  %[[ZERO:.*]] = spirv.Constant 0 : i32
// CHECK-DAG:  %[[ZEROF:.*]] = spirv.Constant 0.000000e+00 : f32
// CHECK-DAG:  %[[FOUR:.*]] = spirv.Constant 4 : i32
// CHECK:      %[[I:.*]] = spirv.CompositeExtract %{{.*}}[0 : i32]
// CHECK:      %[[N:.*]] = spirv.Load "PushConstant"
// CHECK:      %[[IN:.*]] = spirv.ULessThan %[[I]], %[[N]] : i32
// CHECK-NEXT: %[[SAFE:.*]] = spirv.Select %[[IN]], %[[I]], %[[ZERO]] : i1, i32
// CHECK-NEXT: %[[P:.*]] = spirv.AccessChain %{{.*}}[%[[ZERO]], %[[SAFE]]]
// CHECK-NEXT: %[[V:.*]] = spirv.Load "StorageBuffer" %[[P]] : f32
// CHECK-NEXT: %[[R:.*]] = spirv.Select %[[IN]], %[[V]], %[[ZEROF]] : i1, f32
// CHECK-NEXT: %[[OUT:.*]] = spirv.ULessThan %[[I]], %[[FOUR]] : i32
// CHECK-NEXT: spirv.mlir.selection {
// CHECK-NEXT:   spirv.BranchConditional %[[OUT]], ^[[THEN:.*]], ^[[MERGE:.*]]
// CHECK-NEXT: ^[[THEN]]:
// CHECK-NEXT:   %[[Q:.*]] = spirv.AccessChain %{{.*}}[%[[ZERO]], %[[I]]]
// CHECK-NEXT:   spirv.Store "StorageBuffer" %[[Q]], %[[R]] ["NonPrivatePointer"] : f32
// CHECK-NEXT:   spirv.Branch ^[[MERGE]]
// CHECK-NEXT: ^[[MERGE]]:
// CHECK-NEXT:   spirv.mlir.merge
// CHECK-NEXT: }
// CHECK-NEXT: spirv.Return
vyre.program @guarded_load(%b: !vyre.buffer<?xf32, read>,
                           %o: !vyre.buffer<4xf32, write>)
    workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %b[%i] : !vyre.buffer<?xf32, read>
  vyre.store %v, %o[%i] : !vyre.buffer<4xf32, write>
  vyre.return
}

// A proved access has no guard, and a length that nobody needs is not read.
// CHECK-LABEL: spirv.func @proved
// CHECK-NOT:   PushConstant
// CHECK:       %[[I:.*]] = spirv.CompositeExtract
// CHECK-NOT:   ULessThan
// CHECK:       %[[P:.*]] = spirv.AccessChain %{{.*}}[%{{.*}}, %[[I]]]
// CHECK-NEXT:  %[[V:.*]] = spirv.Load "StorageBuffer" %[[P]] : i32
// CHECK-NEXT:  %[[Q:.*]] = spirv.AccessChain %{{.*}}[%{{.*}}, %[[I]]]
// CHECK-NEXT:  spirv.Store "StorageBuffer" %[[Q]], %[[V]] ["NonPrivatePointer"] : i32
// CHECK-NEXT:  spirv.Return
vyre.program @proved(%b: !vyre.buffer<?xi32, uniform>,
                     %o: !vyre.buffer<64xi32, read_write>)
    workgroup [64, 1, 1] {
  %i = vyre.local_id x
  %v = vyre.load %b[%i] in_bounds : !vyre.buffer<?xi32, uniform>
  vyre.store %v, %o[%i] in_bounds : !vyre.buffer<64xi32, read_write>
  vyre.return
}

// The length of a `?` buffer is a push constant of its own, read once; a known
// length is a constant.
// CHECK-LABEL: spirv.func @lengths
// CHECK-DAG:   %[[SEVEN:.*]] = spirv.Constant 7 : i32
// CHECK-DAG:   %[[C0:.*]] = spirv.Constant 0 : i32
// CHECK-DAG:   %[[C1:.*]] = spirv.Constant 1 : i32
// CHECK:       %[[PA:.*]] = spirv.AccessChain %push_constants_addr[%[[C0]]]
// CHECK-NEXT:  %[[A:.*]] = spirv.Load "PushConstant" %[[PA]] : i32
// CHECK-NEXT:  %[[PB:.*]] = spirv.AccessChain %push_constants_addr[%[[C1]]]
// CHECK-NEXT:  %[[B:.*]] = spirv.Load "PushConstant" %[[PB]] : i32
// CHECK-NOT:   PushConstant
// CHECK:       spirv.Store "StorageBuffer" %{{.*}}, %[[A]]
// CHECK:       spirv.Store "StorageBuffer" %{{.*}}, %[[B]]
// CHECK:       spirv.Store "StorageBuffer" %{{.*}}, %[[SEVEN]]
// CHECK:       spirv.Return
vyre.program @lengths(%a: !vyre.buffer<?xi32, read>,
                      %b: !vyre.buffer<?xi32, read>,
                      %o: !vyre.buffer<7xi32, write>)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %na = vyre.length %a : !vyre.buffer<?xi32, read>
  %na2 = vyre.length %a : !vyre.buffer<?xi32, read>
  %nb = vyre.length %b : !vyre.buffer<?xi32, read>
  %no = vyre.length %o : !vyre.buffer<7xi32, write>
  %va = arith.index_cast %na2 : index to i32
  %vb = arith.index_cast %nb : index to i32
  %vo = arith.index_cast %no : index to i32
  vyre.store %va, %o[%c0] in_bounds : !vyre.buffer<7xi32, write>
  vyre.store %vb, %o[%c1] in_bounds : !vyre.buffer<7xi32, write>
  vyre.store %vo, %o[%c2] in_bounds : !vyre.buffer<7xi32, write>
  vyre.return
}

// Workgroup memory is a variable of the module; other invocations write it.
// CHECK:       spirv.GlobalVariable @[[T:.*]] : !spirv.ptr<!spirv.array<64 x f32>, Workgroup>
// CHECK-LABEL: spirv.func @workgroup_access
// CHECK:       %[[TA:.*]] = spirv.mlir.addressof @[[T]]
// CHECK:       %[[P:.*]] = spirv.AccessChain %[[TA]][%{{.*}}]
// CHECK:       spirv.Store "Workgroup" %[[P]], %{{.*}} ["NonPrivatePointer"] : f32
// CHECK:       spirv.Load "Workgroup" %{{.*}} ["NonPrivatePointer"] : f32
vyre.program @workgroup_access(%b: !vyre.buffer<?xf32, read_write>)
    workgroup [64, 1, 1] {
  %t = vyre.workgroup_alloc : !vyre.buffer<64xf32, workgroup>
  %i = vyre.local_id x
  %c1 = arith.constant 1 : index
  %j = arith.xori %i, %c1 : index
  %v = vyre.load %b[%i] : !vyre.buffer<?xf32, read_write>
  vyre.store %v, %t[%i] in_bounds : !vyre.buffer<64xf32, workgroup>
  vyre.barrier workgroup acq_rel
  %w = vyre.load %t[%j] : !vyre.buffer<64xf32, workgroup>
  vyre.store %w, %b[%i] : !vyre.buffer<?xf32, read_write>
  vyre.return
}
