// RUN: vyre-opt --vyre-to-spirv %s | FileCheck %s
// RUN: vyre-translate --vyre-to-spirv --kernel=@contraction %s -o %t1.spv
// RUN: spirv-val --target-env vulkan1.2 %t1.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@minmax %s -o %t2.spv
// RUN: spirv-val --target-env vulkan1.2 %t2.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@index_casts %s -o %t3.spv
// RUN: spirv-val --target-env vulkan1.2 %t3.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@index_arith %s -o %t4.spv
// RUN: spirv-val --target-env vulkan1.2 %t4.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@extended %s -o %t5.spv
// RUN: spirv-val --target-env vulkan1.2 %t5.spv
// RUN: spirv-dis %t1.spv | FileCheck %s --check-prefix=WORDS

// Multiply and add are two operations with two roundings on every device:
// NoContraction. Flags that allow more than one result are dropped.
// CHECK-LABEL: spirv.func @contraction
// CHECK:      %[[M:.*]] = spirv.FMul %{{.*}}, %{{.*}} {no_contraction} : f32
// CHECK-NEXT: %[[A:.*]] = spirv.FAdd %[[M]], %{{.*}} {no_contraction} : f32
// CHECK-NEXT: %[[S:.*]] = spirv.FSub %[[A]], %{{.*}} {no_contraction} : f32
// CHECK-NEXT: %[[N:.*]] = spirv.FNegate %[[S]] : f32
// CHECK-NEXT: %[[D:.*]] = spirv.FDiv %[[N]], %{{.*}} : f32
// CHECK:      %{{.*}} = spirv.IAdd %{{[^ ]*}}, %{{[^ ]*}} : i32
// WORDS-DAG:  OpDecorate %[[MUL:.*]] NoContraction
// WORDS-DAG:  OpDecorate %[[ADD:.*]] NoContraction
// WORDS-DAG:  OpDecorate %[[SUB:.*]] NoContraction
// WORDS-NOT:  FPFastMathMode
// WORDS-NOT:  NoSignedWrap
// WORDS:      %[[MUL]] = OpFMul
// WORDS:      %[[ADD]] = OpFAdd
// WORDS:      %[[SUB]] = OpFSub
vyre.program @contraction(%b: !vyre.buffer<4xf32, read_write>,
                          %o: !vyre.buffer<4xi32, write>, %x: f32, %y: f32,
                          %i: i32) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %m = arith.mulf %x, %y fastmath<fast> : f32
  %a = arith.addf %m, %x fastmath<contract> : f32
  %s = arith.subf %a, %y : f32
  %n = arith.negf %s : f32
  %d = arith.divf %n, %y fastmath<arcp> : f32
  %j = arith.addi %i, %i overflow<nsw> : i32
  vyre.store %d, %b[%c0] in_bounds : !vyre.buffer<4xf32, read_write>
  vyre.store %j, %o[%c0] in_bounds : !vyre.buffer<4xi32, write>
  vyre.return
}

// What GLSL leaves open for NaN is chosen: maximumf gives NaN, minnumf the
// number.
// CHECK-LABEL: spirv.func @minmax
// CHECK:      %[[MAX:.*]] = spirv.GL.FMax %[[X:.*]], %[[Y:.*]] : f32
// CHECK-NEXT: %[[XNAN:.*]] = spirv.IsNan %[[X]] : f32
// CHECK-NEXT: %[[YNAN:.*]] = spirv.IsNan %[[Y]] : f32
// CHECK-NEXT: %[[S:.*]] = spirv.Select %[[XNAN]], %[[X]], %[[MAX]]
// CHECK-NEXT: %{{.*}} = spirv.Select %[[YNAN]], %[[Y]], %[[S]]
// CHECK-NEXT: %[[MIN:.*]] = spirv.GL.FMin %[[X]], %[[Y]] : f32
// CHECK-NEXT: %[[T:.*]] = spirv.Select %[[XNAN]], %[[Y]], %[[MIN]]
// CHECK-NEXT: %{{.*}} = spirv.Select %[[YNAN]], %[[X]], %[[T]]
vyre.program @minmax(%b: !vyre.buffer<4xf32, read_write>, %x: f32, %y: f32)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = arith.maximumf %x, %y : f32
  %c = arith.minnumf %x, %y : f32
  vyre.store %a, %b[%c0] in_bounds : !vyre.buffer<4xf32, read_write>
  vyre.store %c, %b[%c1] in_bounds : !vyre.buffer<4xf32, read_write>
  vyre.return
}

// An index is a u32. Casting it to a wider integer adds zeros, by index_cast
// as well; casting a narrower integer to it extends as the op says.
// CHECK-LABEL: spirv.func @index_casts
// CHECK:      %{{.*}} = spirv.UConvert %{{.*}} : i32 to i64
// CHECK:      %{{.*}} = spirv.UConvert %{{.*}} : i64 to i32
// CHECK:      %[[BYTE:.*]] = spirv.SConvert %{{.*}} : i32 to i8
// CHECK:      %{{.*}} = spirv.SConvert %[[BYTE]] : i8 to i32
// CHECK:      %{{.*}} = spirv.UConvert %[[BYTE]] : i8 to i32
// CHECK:      %[[BIT:.*]] = spirv.SLessThan
// CHECK-NEXT: %{{.*}} = spirv.Select %[[BIT]], %cst1_i32, %cst0_i32 : i1, i32
vyre.program @index_casts(%b: !vyre.buffer<8xi64, read_write>, %n: index,
                          %i: i32, %l: i64) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %wide = arith.index_cast %n : index to i64
  vyre.store %wide, %b[%c0] in_bounds : !vyre.buffer<8xi64, read_write>
  %narrow = arith.index_cast %l : i64 to index
  vyre.store %l, %b[%narrow] : !vyre.buffer<8xi64, read_write>
  %byte = arith.trunci %i : i32 to i8
  %signed = arith.index_cast %byte : i8 to index
  vyre.store %l, %b[%signed] : !vyre.buffer<8xi64, read_write>
  %unsigned = arith.index_castui %byte : i8 to index
  vyre.store %l, %b[%unsigned] : !vyre.buffer<8xi64, read_write>
  %bit = arith.cmpi slt, %i, %zero : i32
  %number = arith.index_castui %bit : i1 to index
  vyre.store %l, %b[%number] in_bounds : !vyre.buffer<8xi64, read_write>
  vyre.return
}

// CHECK-LABEL: spirv.func @index_arith
// CHECK:      spirv.UDiv
// CHECK:      spirv.GL.UMax
// CHECK:      spirv.ULessThan
vyre.program @index_arith(%b: !vyre.buffer<8xi32, read_write>, %n: index,
                          %m: index) workgroup [1, 1, 1] {
  %one = arith.constant 1 : i32
  %q = arith.ceildivui %n, %m : index
  vyre.store %one, %b[%q] : !vyre.buffer<8xi32, read_write>
  %max = arith.maxui %n, %m : index
  vyre.store %one, %b[%max] : !vyre.buffer<8xi32, read_write>
  vyre.return
}

// CHECK-LABEL: spirv.func @extended
// CHECK:      %[[U:.*]] = spirv.UMulExtended
// CHECK:      spirv.CompositeExtract %[[U]][1 : i32]
// CHECK:      %[[S:.*]] = spirv.SMulExtended
// CHECK:      spirv.CompositeExtract %[[S]][1 : i32]
// CHECK:      spirv.SDiv
vyre.program @extended(%b: !vyre.buffer<8xi32, read_write>, %x: i32, %y: i32)
    workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %ulow, %uhigh = arith.mului_extended %x, %y : i32
  %slow, %shigh = arith.mulsi_extended %x, %y : i32
  %floor = arith.floordivsi %x, %y : i32
  %ceil = arith.ceildivsi %x, %y : i32
  vyre.store %uhigh, %b[%c0] in_bounds : !vyre.buffer<8xi32, read_write>
  vyre.store %shigh, %b[%c0] in_bounds : !vyre.buffer<8xi32, read_write>
  vyre.store %floor, %b[%c0] in_bounds : !vyre.buffer<8xi32, read_write>
  vyre.store %ceil, %b[%c0] in_bounds : !vyre.buffer<8xi32, read_write>
  vyre.return
}
