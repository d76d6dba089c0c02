// RUN: vyre-opt --vyre-to-spirv %s | FileCheck %s
// RUN: vyre-translate --vyre-to-spirv --kernel=@floats %s -o %t1.spv
// RUN: spirv-val --target-env vulkan1.2 %t1.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@all %s -o %t2.spv
// RUN: spirv-val --target-env vulkan1.2 %t2.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@bits %s -o %t3.spv
// RUN: spirv-val --target-env vulkan1.2 %t3.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@bits64 %s -o %t4.spv
// RUN: spirv-val --target-env vulkan1.2 %t4.spv
// RUN: vyre-translate --vyre-to-spirv --kernel=@bits8 %s -o %t5.spv
// RUN: spirv-val --target-env vulkan1.2 %t5.spv

// What upstream has no pattern for (exp2, trunc), or one for OpenCL only
// (isfinite). Rounding ties go away from zero in round, to even in roundeven.
// CHECK-LABEL: spirv.func @floats
// CHECK:      %{{.*}} = spirv.GL.Exp2 %[[X:.*]] : f32
// CHECK:      %[[DOWN:.*]] = spirv.GL.Floor %[[X]] : f32
// CHECK-NEXT: %[[UP:.*]] = spirv.GL.Ceil %[[X]] : f32
// CHECK-NEXT: %[[NEG:.*]] = spirv.FOrdLessThan %[[X]], %{{.*}} : f32
// CHECK-NEXT: %{{.*}} = spirv.Select %[[NEG]], %[[UP]], %[[DOWN]] : i1, f32
// CHECK:      spirv.GL.RoundEven %[[X]] : f32
// CHECK:      %[[NAN:.*]] = spirv.IsNan %[[X]] : f32
// CHECK-NEXT: %[[INF:.*]] = spirv.IsInf %[[X]] : f32
// CHECK-NEXT: %[[OR:.*]] = spirv.LogicalOr %[[NAN]], %[[INF]] : i1
// CHECK-NEXT: %{{.*}} = spirv.LogicalNot %[[OR]] : i1
vyre.program @floats(%b: !vyre.buffer<?xf32, read_write>)
    workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %x = vyre.load %b[%i] in_bounds : !vyre.buffer<?xf32, read_write>
  %0 = math.exp2 %x : f32
  vyre.store %0, %b[%i] in_bounds : !vyre.buffer<?xf32, read_write>
  %1 = math.trunc %x : f32
  vyre.store %1, %b[%i] in_bounds : !vyre.buffer<?xf32, read_write>
  %2 = math.floor %x : f32
  vyre.store %2, %b[%i] in_bounds : !vyre.buffer<?xf32, read_write>
  %3 = math.round %x : f32
  vyre.store %3, %b[%i] in_bounds : !vyre.buffer<?xf32, read_write>
  %4 = math.roundeven %x : f32
  vyre.store %4, %b[%i] in_bounds : !vyre.buffer<?xf32, read_write>
  %5 = math.isfinite %x : f32
  %6 = math.isnan %x : f32
  %7 = math.isinf %x : f32
  %8 = arith.select %5, %1, %2 : f32
  %9 = arith.select %6, %8, %2 : f32
  %10 = arith.select %7, %9, %3 : f32
  vyre.store %10, %b[%i] in_bounds : !vyre.buffer<?xf32, read_write>
  vyre.return
}

// The rest is upstream's, for Vulkan: nothing of OpenCL may be left.
// CHECK-LABEL: spirv.func @all
// CHECK-NOT:  spirv.CL.
// CHECK:      spirv.Return
vyre.program @all(%b: !vyre.buffer<?xf32, read_write>)
    workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %x = vyre.load %b[%i] in_bounds : !vyre.buffer<?xf32, read_write>
  %0 = math.exp %x : f32
  %1 = math.log %0 : f32
  %2 = math.log2 %1 : f32
  %3 = math.sqrt %2 : f32
  %4 = math.rsqrt %3 : f32
  %5 = math.sin %4 : f32
  %6 = math.cos %5 : f32
  %7 = math.tanh %6 : f32
  %8 = math.floor %7 : f32
  %9 = math.ceil %8 : f32
  %10 = math.absf %9 : f32
  %11 = math.powf %10, %x : f32
  %12 = math.copysign %11, %x : f32
  %13 = math.atan %12 : f32
  %14 = math.expm1 %13 : f32
  %15 = math.log1p %14 : f32
  %16 = math.log10 %15 : f32
  %17 = math.tan %16 : f32
  %18 = math.asin %17 : f32
  %19 = math.acos %18 : f32
  %20 = math.sinh %19 : f32
  %21 = math.cosh %20 : f32
  vyre.store %21, %b[%i] in_bounds : !vyre.buffer<?xf32, read_write>
  vyre.return
}

// Counting zeros in zero gives the width: FindILsb and FindUMsb give -1.
// CHECK-LABEL: spirv.func @bits
// CHECK:      %{{.*}} = spirv.BitCount %[[X:.*]] : i32
// CHECK:      %[[LSB:.*]] = spirv.GL.FindILsb %[[X]] : i32
// CHECK-NEXT: %{{.*}} = spirv.GL.UMin %[[LSB]], %cst32_i32 : i32
// CHECK:      %[[MSB:.*]] = spirv.GL.FindUMsb %[[X]] : i32
// CHECK-NEXT: %{{.*}} = spirv.ISub %cst31_i32, %[[MSB]] : i32
vyre.program @bits(%b: !vyre.buffer<?xi32, read_write>)
    workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %x = vyre.load %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  %0 = math.ctpop %x : i32
  vyre.store %0, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  %1 = math.cttz %x : i32
  vyre.store %1, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  %2 = math.ctlz %x : i32
  vyre.store %2, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  %3 = math.absi %x : i32
  vyre.store %3, %b[%i] in_bounds : !vyre.buffer<?xi32, read_write>
  vyre.return
}

// The instructions know 32 bits only: wider numbers are two halves, ...
// CHECK-LABEL: spirv.func @bits64
// CHECK:      %[[S:.*]] = spirv.ShiftRightLogical %[[X:.*]], %{{.*}} : i64, i64
// CHECK-NEXT: %[[LOW:.*]] = spirv.UConvert %[[X]] : i64 to i32
// CHECK-NEXT: %[[HIGH:.*]] = spirv.UConvert %[[S]] : i64 to i32
// CHECK-NEXT: %[[CL:.*]] = spirv.BitCount %[[LOW]] : i32
// CHECK-NEXT: %[[CH:.*]] = spirv.BitCount %[[HIGH]] : i32
// CHECK-NEXT: %[[C:.*]] = spirv.IAdd %[[CL]], %[[CH]] : i32
// CHECK-NEXT: %{{.*}} = spirv.UConvert %[[C]] : i32 to i64
vyre.program @bits64(%b: !vyre.buffer<?xi64, read_write>)
    workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %x = vyre.load %b[%i] in_bounds : !vyre.buffer<?xi64, read_write>
  %0 = math.ctpop %x : i64
  vyre.store %0, %b[%i] in_bounds : !vyre.buffer<?xi64, read_write>
  %1 = math.cttz %x : i64
  vyre.store %1, %b[%i] in_bounds : !vyre.buffer<?xi64, read_write>
  %2 = math.ctlz %x : i64
  vyre.store %2, %b[%i] in_bounds : !vyre.buffer<?xi64, read_write>
  vyre.return
}

// ... narrower ones are widened with zeros.
// CHECK-LABEL: spirv.func @bits8
// CHECK:      %[[X:.*]] = spirv.UConvert %{{.*}} : i8 to i32
// CHECK-NEXT: %{{.*}} = spirv.BitCount %[[X]] : i32
// CHECK:      spirv.GL.UMin %{{.*}}, %cst8_i32
// CHECK:      spirv.ISub %cst7_i32
vyre.program @bits8(%b: !vyre.buffer<?xi8, read_write>)
    workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %x = vyre.load %b[%i] in_bounds : !vyre.buffer<?xi8, read_write>
  %0 = math.ctpop %x : i8
  %1 = math.cttz %0 : i8
  %2 = math.ctlz %1 : i8
  vyre.store %2, %b[%i] in_bounds : !vyre.buffer<?xi8, read_write>
  vyre.return
}
