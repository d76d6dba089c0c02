// RUN: vyre-opt --vyre-to-spirv %s | FileCheck %s
// RUN: vyre-translate --vyre-to-spirv --kernel=@for_index %s -o %t1.spv
// RUN: spirv-val --target-env vulkan1.2 %t1.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@for_signed %s -o %t2.spv
// RUN: spirv-val --target-env vulkan1.2 %t2.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@for_unsigned %s -o %t3.spv
// RUN: spirv-val --target-env vulkan1.2 %t3.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@for_length %s -o %t4.spv
// RUN: spirv-val --target-env vulkan1.2 %t4.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@for_grid_stride %s -o %t8.spv
// RUN: spirv-val --target-env vulkan1.2 %t8.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@if_else %s -o %t5.spv
// RUN: spirv-val --target-env vulkan1.2 %t5.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@while %s -o %t6.spv
// RUN: spirv-val --target-env vulkan1.2 %t6.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@switch %s -o %t7.spv
// RUN: spirv-val --target-env vulkan1.2 %t7.spv

// A loop that does not run gives its initial values: they are stored before
// it. The body is not in the continue construct. Steps of 1 cannot pass the
// bound, so nothing guards the increment; an index compares unsigned.
// CHECK-LABEL: spirv.func @for_index
// CHECK-DAG:  %[[C0:.*]] = spirv.Constant 0 : i32
// CHECK-DAG:  %[[C1:.*]] = spirv.Constant 1 : i32
// CHECK-DAG:  %[[INIT:.*]] = spirv.Constant 77 : i32
// CHECK:      %[[N:.*]] = spirv.Load "PushConstant"
// CHECK:      spirv.Store "Function" %[[IV:.*]], %[[C0]] : i32
// CHECK-NEXT: spirv.Store "Function" %[[ACC:.*]], %[[INIT]] : i32
// CHECK-NEXT: spirv.mlir.loop {
// CHECK-NEXT:   spirv.Branch ^[[HEADER:.*]]
// CHECK-NEXT: ^[[HEADER]]:
// CHECK-NEXT:   %[[K:.*]] = spirv.Load "Function" %[[IV]] : i32
// CHECK-NEXT:   %[[MORE:.*]] = spirv.ULessThan %[[K]], %[[N]] : i32
// CHECK-NEXT:   spirv.BranchConditional %[[MORE]], ^[[BODY:.*]], ^[[MERGE:.*]]
// CHECK-NEXT: ^[[BODY]]:
// CHECK-NEXT:   %[[A:.*]] = spirv.Load "Function" %[[ACC]] : i32
// CHECK:        %[[S:.*]] = spirv.IAdd %[[A]], %{{.*}} : i32
// CHECK-NEXT:   spirv.Store "Function" %[[ACC]], %[[S]] : i32
// CHECK-NEXT:   spirv.Branch ^[[CONTINUE:.*]]
// CHECK-NEXT: ^[[CONTINUE]]:
// CHECK-NEXT:   %[[NEXT:.*]] = spirv.IAdd %[[K]], %[[C1]] : i32
// CHECK-NEXT:   spirv.Store "Function" %[[IV]], %[[NEXT]] : i32
// CHECK-NEXT:   spirv.Branch ^[[HEADER]]
// CHECK-NEXT: ^[[MERGE]]:
// CHECK-NEXT:   spirv.mlir.merge
// CHECK-NEXT: }
// CHECK-NEXT: %{{.*}} = spirv.Load "Function" %[[ACC]] : i32
vyre.program @for_index(%b: !vyre.buffer<?xi32, read_write>, %n: index)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %init = arith.constant 77 : i32
  %r = scf.for %k = %c0 to %n step %c1 iter_args(%acc = %init) -> (i32) {
    %v = vyre.load %b[%k] in_bounds : !vyre.buffer<?xi32, read_write>
    %s = arith.addi %acc, %v : i32
    scf.yield %s : i32
  }
  vyre.store %r, %b[%c0] in_bounds : !vyre.buffer<?xi32, read_write>
  vyre.return
}

// A step that may leave the range of the type goes at most to the bound; the
// loop would never end otherwise.
// CHECK-LABEL: spirv.func @for_signed
// CHECK:        %[[MORE:.*]] = spirv.SLessThan %[[K:.*]], %[[HI:.*]] : i32
// CHECK:        %[[LEFT:.*]] = spirv.ISub %[[HI]], %[[K]] : i32
// CHECK-NEXT:   %[[STEP:.*]] = spirv.GL.UMin %{{.*}}, %[[LEFT]] : i32
// CHECK-NEXT:   spirv.IAdd %[[K]], %[[STEP]] : i32
vyre.program @for_signed(%b: !vyre.buffer<?xi32, read_write>, %lo: i32, %hi: i32, %st: i32)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  scf.for %k = %lo to %hi step %st : i32 {
    vyre.store %k, %b[%c0] in_bounds : !vyre.buffer<?xi32, read_write>
  }
  vyre.return
}

// `unsigned` compares so. A constant bound far from the end of the range needs
// no guard.
// CHECK-LABEL: spirv.func @for_unsigned
// CHECK:        spirv.ULessThan %[[K:.*]], %cst1000_i32 : i32
// CHECK-NOT:    UMin
// CHECK:        spirv.IAdd %[[K]], %cst8_i32 : i32
vyre.program @for_unsigned(%b: !vyre.buffer<?xi32, read_write>, %lo: i32)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %hi = arith.constant 1000 : i32
  %st = arith.constant 8 : i32
  scf.for unsigned %k = %lo to %hi step %st : i32 {
    vyre.store %k, %b[%c0] in_bounds : !vyre.buffer<?xi32, read_write>
  }
  vyre.return
}

// Nor does a length: a binding is smaller than 4 GiB.
// CHECK-LABEL: spirv.func @for_length
// CHECK-NOT:    UMin
// CHECK:        spirv.IAdd %{{.*}}, %cst64_i32 : i32
vyre.program @for_length(%b: !vyre.buffer<?xi32, read_write>)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %v = arith.constant 5 : i32
  %n = vyre.length %b : !vyre.buffer<?xi32, read_write>
  scf.for %k = %c0 to %n step %c64 {
    vyre.store %v, %b[%k] in_bounds : !vyre.buffer<?xi32, read_write>
  }
  vyre.return
}

// The grid-stride idiom: a length is at most a quarter of the range, so a step
// that is clamped once, before the loop, cannot wrap: 0xC0000001 is the rest.
// CHECK-LABEL: spirv.func @for_grid_stride
// CHECK:      %[[N:.*]] = spirv.Load "PushConstant"
// CHECK:      %[[STRIDE:.*]] = spirv.IMul
// CHECK-NEXT: %[[STEP:.*]] = spirv.GL.UMin %[[STRIDE]], %cst-1073741823_i32 : i32
// CHECK:      spirv.mlir.loop {
// CHECK:        spirv.ULessThan %[[I:.*]], %[[N]] : i32
// CHECK-NOT:    UMin
// CHECK:        %[[NEXT:.*]] = spirv.IAdd %[[I]], %[[STEP]] : i32
// CHECK-NEXT:   spirv.Store "Function" %{{.*}}, %[[NEXT]]
vyre.program @for_grid_stride(%b: !vyre.buffer<?xi32, read_write>)
    workgroup [64, 1, 1] {
  %c64 = arith.constant 64 : index
  %v = arith.constant 5 : i32
  %i = vyre.global_id x
  %groups = vyre.num_workgroups x
  %stride = arith.muli %groups, %c64 : index
  %n = vyre.length %b : !vyre.buffer<?xi32, read_write>
  scf.for %k = %i to %n step %stride {
    vyre.store %v, %b[%k] in_bounds : !vyre.buffer<?xi32, read_write>
  }
  vyre.return
}

// Results go through a variable that both sides write.
// CHECK-LABEL: spirv.func @if_else
// CHECK:      %[[VAR:.*]] = spirv.Variable : !spirv.ptr<i32, Function>
// CHECK:      %[[C:.*]] = spirv.SLessThan
// CHECK-NEXT: spirv.mlir.selection {
// CHECK-NEXT:   spirv.BranchConditional %[[C]], ^[[THEN:.*]], ^[[ELSE:.*]]
// CHECK-NEXT: ^[[THEN]]:
// CHECK:        spirv.Store "Function" %[[VAR]], %{{.*}} : i32
// CHECK-NEXT:   spirv.Branch ^[[MERGE:.*]]
// CHECK-NEXT: ^[[ELSE]]:
// CHECK-NEXT:   spirv.Store "Function" %[[VAR]], %{{.*}} : i32
// CHECK-NEXT:   spirv.Branch ^[[MERGE]]
// CHECK-NEXT: ^[[MERGE]]:
// CHECK-NEXT:   spirv.mlir.merge
// CHECK-NEXT: }
// CHECK-NEXT: %{{.*}} = spirv.Load "Function" %[[VAR]] : i32
vyre.program @if_else(%b: !vyre.buffer<?xi32, read_write>, %x: i32)
    workgroup [1, 1, 1] {
  %i = vyre.global_id x
  %zero = arith.constant 0 : i32
  %c = arith.cmpi slt, %x, %zero : i32
  %r = scf.if %c -> (i32) {
    %v = vyre.load %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
    scf.yield %v : i32
  } else {
    scf.yield %x : i32
  }
  vyre.store %r, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  vyre.return
}

// The condition may hold control flow, so it is a block behind the header, and
// leaves the loop from there.
// CHECK-LABEL: spirv.func @while
// CHECK:      spirv.Store "Function" %[[IN:.*]], %cst0_i32 : i32
// CHECK-NEXT: spirv.mlir.loop {
// CHECK-NEXT:   spirv.Branch ^[[HEADER:.*]]
// CHECK-NEXT: ^[[HEADER]]:
// CHECK-NEXT:   spirv.Branch ^[[BEFORE:.*]]
// CHECK-NEXT: ^[[BEFORE]]:
// CHECK-NEXT:   %[[K:.*]] = spirv.Load "Function" %[[IN]] : i32
// CHECK:        %[[C:.*]] = spirv.INotEqual
// CHECK:        spirv.mlir.selection {
// CHECK:        }
// CHECK-NEXT:   spirv.Store "Function" %[[OUTK:.*]], %[[K]] : i32
// CHECK-NEXT:   spirv.Store "Function" %[[OUTV:.*]], %{{.*}} : i32
// CHECK-NEXT:   spirv.BranchConditional %[[C]], ^[[AFTER:.*]], ^[[MERGE:.*]]
// CHECK-NEXT: ^[[AFTER]]:
// CHECK-NEXT:   %[[K2:.*]] = spirv.Load "Function" %[[OUTK]] : i32
// CHECK:        %[[NEXT:.*]] = spirv.IAdd %[[K2]], %cst1_i32 : i32
// CHECK:        spirv.mlir.loop {
// CHECK:        }
// CHECK:        spirv.Store "Function" %[[IN]], %[[NEXT]] : i32
// CHECK-NEXT:   spirv.Branch ^[[CONTINUE:.*]]
// CHECK-NEXT: ^[[CONTINUE]]:
// CHECK-NEXT:   spirv.Branch ^[[HEADER]]
// CHECK-NEXT: ^[[MERGE]]:
// CHECK-NEXT:   spirv.mlir.merge
// CHECK-NEXT: }
// CHECK-NEXT: %{{.*}} = spirv.Load "Function" %[[OUTK]] : i32
// CHECK-NEXT: %{{.*}} = spirv.Load "Function" %[[OUTV]] : i32
vyre.program @while(%b: !vyre.buffer<?xi32, read_write>)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1 : index
  %r:2 = scf.while (%k = %c0) : (index) -> (index, i32) {
    %v = vyre.load %b[%k] : !vyre.buffer<?xi32, read_write>
    %zero = arith.constant 0 : i32
    %c = arith.cmpi ne, %v, %zero : i32
    %negative = arith.cmpi slt, %v, %zero : i32
    scf.if %negative {
      vyre.store %zero, %b[%k] in_bounds : !vyre.buffer<?xi32, read_write>
    }
    scf.condition(%c) %k, %v : index, i32
  } do {
  ^bb0(%k: index, %v: i32):
    %next = arith.addi %k, %one : index
    scf.for %j = %c0 to %next step %one {
      vyre.store %v, %b[%j] : !vyre.buffer<?xi32, read_write>
    }
    scf.yield %next : index
  }
  vyre.store %r#1, %b[%r#0] : !vyre.buffer<?xi32, read_write>
  vyre.return
}

// A chain of selections, one for each case.
// CHECK-LABEL: spirv.func @switch
// CHECK:      %[[C2:.*]] = spirv.IEqual %[[I:.*]], %cst2_i32 : i32
// CHECK-NEXT: spirv.mlir.selection {
// CHECK-NEXT:   spirv.BranchConditional %[[C2]], ^[[THEN:.*]], ^[[ELSE:.*]]
// CHECK-NEXT: ^[[THEN]]:
// CHECK-NEXT:   spirv.Store "Function" %[[VAR:.*]], %cst10_i32
// CHECK-NEXT:   spirv.Branch
// CHECK-NEXT: ^[[ELSE]]:
// CHECK:        %[[C5:.*]] = spirv.IEqual %[[I]], %cst5_i32 : i32
// CHECK-NEXT:   spirv.mlir.selection {
// CHECK-NEXT:     spirv.BranchConditional %[[C5]]
// CHECK:          spirv.Store "Function" %[[VAR]], %[[V20:.*]] : i32
// CHECK:          spirv.Store "Function" %[[VAR]], %cst30_i32
// CHECK:        }
// CHECK-NEXT:   spirv.Branch
vyre.program @switch(%b: !vyre.buffer<?xi32, read_write>)
    workgroup [1, 1, 1] {
  %i = vyre.global_id x
  %c10 = arith.constant 10 : i32
  %c30 = arith.constant 30 : i32
  %r = scf.index_switch %i -> i32
  case 2 {
    scf.yield %c10 : i32
  }
  case 5 {
    %v = vyre.load %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
    scf.yield %v : i32
  }
  default {
    scf.yield %c30 : i32
  }
  vyre.store %r, %b[%i] : !vyre.buffer<?xi32, read_write>
  vyre.return
}
