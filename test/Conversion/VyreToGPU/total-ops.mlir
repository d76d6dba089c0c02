// RUN: vyre-opt %s --convert-vyre-to-gpu --split-input-file | FileCheck %s
// RUN: vyre-opt %s --vyre-to-spirv --split-input-file -o /dev/null

// Results are stored, so that nothing is dead.

!b = !vyre.buffer<8xi32, read_write>

// Division: the divisor is replaced where arith is undefined, and the quotient
// where it is not right by itself.
// CHECK-LABEL: gpu.func @division
// CHECK:         %[[UZERO:.*]] = arith.cmpi eq, %[[Y:.*]], %{{.*}} : i32
// CHECK:         %[[USAFE:.*]] = arith.select %[[UZERO]], %{{.*}}, %[[Y]] : i32
// CHECK:         %[[UQ:.*]] = arith.divui %[[X:.*]], %[[USAFE]] : i32
// CHECK:         %[[ONES:.*]] = arith.constant -1 : i32
// CHECK:         arith.select %[[UZERO]], %[[ONES]], %[[UQ]] : i32
// CHECK:         arith.remui %[[X]], %{{.*}} : i32
// CHECK:         %[[ZERO:.*]] = arith.cmpi eq, %[[Y]]
// CHECK:         %[[MINUS:.*]] = arith.cmpi eq, %[[Y]]
// CHECK:         %[[MIN:.*]] = arith.cmpi eq, %[[X]]
// CHECK:         %[[OVER:.*]] = arith.andi %[[MINUS]], %[[MIN]] : i1
// CHECK:         %[[UNSAFE:.*]] = arith.ori %[[ZERO]], %[[OVER]] : i1
// CHECK:         %[[SAFE:.*]] = arith.select %[[UNSAFE]], %{{.*}}, %[[Y]] : i32
// CHECK:         %[[Q:.*]] = arith.divsi %[[X]], %[[SAFE]] : i32
// CHECK:         arith.select %[[ZERO]], %{{.*}}, %[[Q]] : i32
// Remainders of negative numbers are undefined in Vulkan: by division.
// CHECK-NOT:     arith.remsi
// CHECK:         %[[RQ:.*]] = arith.divsi %[[X]], %[[RSAFE:.*]] : i32
// CHECK:         %[[PRODUCT:.*]] = arith.muli %[[RQ]], %[[RSAFE]] : i32
// CHECK:         arith.subi %[[X]], %[[PRODUCT]] : i32
vyre.program @division(%b: !b, %x: i32, %y: i32) workgroup [1, 1, 1] {
  %i = vyre.global_id y
  %0 = vyre.divui %x, %y : i32
  vyre.store %0, %b[%i] : !b
  %1 = vyre.remui %x, %y : i32
  vyre.store %1, %b[%i] : !b
  %2 = vyre.divsi %x, %y : i32
  vyre.store %2, %b[%i] : !b
  %3 = vyre.remsi %x, %y : i32
  vyre.store %3, %b[%i] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<8xi32, read_write>

// A constant divisor, or a count of workgroups, needs no guard. Division by -1
// is a negation.
// CHECK-LABEL: gpu.func @needless_guards
// CHECK-NOT:     arith.select
// CHECK:         arith.divui
// CHECK:         arith.remui
// CHECK:         arith.divsi
// CHECK:         arith.subi
// CHECK:         arith.divui %{{.*}}, %grid_dim_x : index
// CHECK-NOT:     arith.select
// CHECK:         gpu.return
vyre.program @needless_guards(%b: !b, %x: i32) workgroup [1, 1, 1] {
  %i = vyre.global_id y
  %three = arith.constant 3 : i32
  %minus = arith.constant -1 : i32
  %groups = vyre.num_workgroups x
  %0 = vyre.divui %x, %three : i32
  vyre.store %0, %b[%i] : !b
  %1 = vyre.remui %x, %three : i32
  vyre.store %1, %b[%i] : !b
  %2 = vyre.divsi %x, %three : i32
  vyre.store %2, %b[%i] : !b
  %3 = vyre.divsi %x, %minus : i32
  vyre.store %3, %b[%i] : !b
  %4 = vyre.divui %i, %groups : index
  vyre.store %x, %b[%4] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<8xi32, read_write>

// An index is 32 bits wide: all ones is 4294967295, amounts are modulo 32.
// CHECK-LABEL: gpu.func @index_is_32_bits
// CHECK:         arith.constant 4294967295 : index
// CHECK:         %[[MASK:.*]] = arith.constant 31 : index
// CHECK:         %[[AMOUNT:.*]] = arith.andi %{{.*}}, %[[MASK]] : index
// CHECK:         arith.shli %{{.*}}, %[[AMOUNT]] : index
vyre.program @index_is_32_bits(%b: !b, %p: index, %x: i32) workgroup [1, 1, 1] {
  %i = vyre.global_id y
  %0 = vyre.divui %i, %p : index
  vyre.store %x, %b[%0] : !b
  %1 = vyre.shli %i, %p : index
  vyre.store %x, %b[%1] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<8xi64, read_write>

// Amounts are masked, constant ones at compile time.
// CHECK-LABEL: gpu.func @shifts
// CHECK:         %[[MASK:.*]] = arith.constant 63 : i64
// CHECK:         %[[WRAPPED:.*]] = arith.andi %{{.*}}, %[[MASK]] : i64
// CHECK:         arith.shrsi %{{.*}}, %[[WRAPPED]] : i64
// CHECK:         %[[ONE:.*]] = arith.constant 1 : i64
// CHECK:         arith.shrui %{{.*}}, %[[ONE]] : i64
// CHECK:         %[[FORTH:.*]] = arith.andi
// CHECK:         %[[NEGATED:.*]] = arith.subi %{{.*}}, %[[FORTH]] : i64
// CHECK:         %[[BACK:.*]] = arith.andi %[[NEGATED]]
// CHECK:         %[[HIGH:.*]] = arith.shli %[[X:.*]], %[[FORTH]] : i64
// CHECK:         %[[LOW:.*]] = arith.shrui %[[X]], %[[BACK]] : i64
// CHECK:         arith.ori %[[HIGH]], %[[LOW]] : i64
vyre.program @shifts(%b: !b, %x: i64, %y: i64) workgroup [1, 1, 1] {
  %c65 = arith.constant 65 : i64
  %i = vyre.global_id y
  %0 = vyre.shrsi %x, %y : i64
  vyre.store %0, %b[%i] : !b
  %1 = vyre.shrui %x, %c65 : i64
  vyre.store %1, %b[%i] : !b
  %2 = vyre.rotl %x, %y : i64
  vyre.store %2, %b[%i] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<8xi32, read_write>

// Saturation by comparing; products by their high half.
// CHECK-LABEL: gpu.func @saturation
// CHECK:         %[[SUM:.*]] = arith.addi %[[X:.*]], %[[Y:.*]] : i32
// CHECK:         %[[WRAPS:.*]] = arith.cmpi ult, %[[SUM]], %[[X]] : i32
// CHECK:         arith.select %[[WRAPS]]
// CHECK:         arith.cmpi ult, %[[X]], %[[Y]] : i32
// CHECK:         arith.cmpi slt
// CHECK:         arith.cmpi slt
// CHECK:         %[[ULOW:.*]], %[[UHIGH:.*]] = arith.mului_extended %[[X]], %[[Y]] : i32
// CHECK:         arith.cmpi eq, %[[UHIGH]]
// CHECK:         %[[SLOW:.*]], %[[SHIGH:.*]] = arith.mulsi_extended %[[X]], %[[Y]] : i32
// CHECK:         %[[SIGN:.*]] = arith.shrsi %[[SLOW]]
// CHECK:         arith.cmpi eq, %[[SHIGH]], %[[SIGN]] : i32
vyre.program @saturation(%b: !b, %x: i32, %y: i32) workgroup [1, 1, 1] {
  %i = vyre.global_id y
  %0 = vyre.uadd_sat %x, %y : i32
  vyre.store %0, %b[%i] : !b
  %1 = vyre.usub_sat %x, %y : i32
  vyre.store %1, %b[%i] : !b
  %2 = vyre.sadd_sat %x, %y : i32
  vyre.store %2, %b[%i] : !b
  %3 = vyre.ssub_sat %x, %y : i32
  vyre.store %3, %b[%i] : !b
  %4 = vyre.umul_sat %x, %y : i32
  vyre.store %4, %b[%i] : !b
  %5 = vyre.smul_sat %x, %y : i32
  vyre.store %5, %b[%i] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<8xi8, read_write>

// Products of narrow types are exact in i32.
// CHECK-LABEL: gpu.func @narrow_product
// CHECK:         arith.extsi %{{.*}} : i8 to i32
// CHECK:         arith.muli %{{.*}} : i32
// CHECK:         arith.constant 127 : i32
// CHECK:         arith.minsi
// CHECK:         arith.constant -128 : i32
// CHECK:         arith.maxsi
// CHECK:         arith.trunci %{{.*}} : i32 to i8
vyre.program @narrow_product(%b: !b) workgroup [1, 1, 1] {
  %i = vyre.global_id y
  %x = vyre.load %b[%i] : !b
  %0 = vyre.smul_sat %x, %x : i8
  vyre.store %0, %b[%i] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<8xi32, read_write>

// A distance is the greater minus the smaller; bits are reversed by swapping
// groups of 1, 2, 4, 8 and 16.
// CHECK-LABEL: gpu.func @distance_and_bits
// CHECK:         %[[MAX:.*]] = arith.maxui
// CHECK:         %[[MIN:.*]] = arith.minui
// CHECK:         arith.subi %[[MAX]], %[[MIN]]
// CHECK:         arith.constant 1431655765 : i32
// CHECK:         arith.constant 858993459 : i32
// CHECK:         arith.constant 252645135 : i32
// CHECK:         arith.constant 16711935 : i32
// CHECK:         arith.constant 16 : i32
// CHECK-NOT:     arith.andi
// CHECK:         arith.ori
vyre.program @distance_and_bits(%b: !b, %x: i32, %y: i32) workgroup [1, 1, 1] {
  %i = vyre.global_id y
  %0 = vyre.absdiffui %x, %y : i32
  vyre.store %0, %b[%i] : !b
  %1 = vyre.bitreverse %x : i32
  vyre.store %1, %b[%i] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<8xi32, read_write>

// The conversion sees only numbers in range; NaN fails every comparison.
// CHECK-LABEL: gpu.func @conversions
// CHECK:         arith.constant 0.000000e+00 : f32
// CHECK:         arith.cmpf ole
// CHECK:         arith.constant 4.2949673E+9 : f32
// CHECK:         arith.cmpf oge
// CHECK:         arith.cmpf ogt
// CHECK:         arith.cmpf olt
// CHECK:         %[[INSIDE:.*]] = arith.andi
// CHECK:         %[[SAFE:.*]] = arith.select %[[INSIDE]]
// CHECK:         arith.fptoui %[[SAFE]] : f32 to i32
// CHECK:         arith.fptosi %{{.*}} : f32 to i32
// CHECK:         arith.trunci %{{.*}} : i32 to i8
// Canonical floats by bit tests only.
// CHECK:         %[[BITS:.*]] = arith.bitcast %{{.*}} : f32 to i32
// CHECK-NOT:     arith.cmpf
// CHECK:         arith.constant 2143289344 : i32
// CHECK:         arith.bitcast %{{.*}} : i32 to f32
vyre.program @conversions(%b: !b, %x: f32) workgroup [1, 1, 1] {
  %i = vyre.global_id y
  %0 = vyre.fptoui_sat %x : f32 to i32
  vyre.store %0, %b[%i] : !b
  %1 = vyre.fptosi_sat %x : f32 to i8
  %2 = arith.extsi %1 : i8 to i32
  vyre.store %2, %b[%i] : !b
  %3 = vyre.canonicalize %x : f32
  %4 = arith.bitcast %3 : f32 to i32
  vyre.store %4, %b[%i] : !b
  vyre.return
}

// -----

!b = !vyre.buffer<8xf16, read_write>
!c = !vyre.buffer<8xi32, read_write>

// f16 does not reach 2^31: only its infinities are out of range.
// CHECK-LABEL: gpu.func @half_conversion
// CHECK:         arith.constant 0xFC00 : f16
// CHECK:         arith.constant 0x7C00 : f16
// CHECK:         arith.fptosi %{{.*}} : f16 to i32
vyre.program @half_conversion(%b: !b, %c: !c) workgroup [1, 1, 1] {
  %i = vyre.global_id y
  %x = vyre.load %b[%i] : !b
  %0 = vyre.fptosi_sat %x : f16 to i32
  vyre.store %0, %c[%i] : !c
  vyre.return
}

// -----

!b = !vyre.buffer<8xvector<4xi32>, read_write>

// Vectors elementwise, with splat constants.
// CHECK-LABEL: gpu.func @vectors
// CHECK:         arith.constant dense<-1> : vector<4xi32>
// CHECK:         arith.constant dense<31> : vector<4xi32>
vyre.program @vectors(%b: !b) workgroup [1, 1, 1] {
  %i = vyre.global_id y
  %x = vyre.load %b[%i] : !b
  %0 = vyre.divui %x, %x : vector<4xi32>
  vyre.store %0, %b[%i] : !b
  %1 = vyre.rotr %x, %x : vector<4xi32>
  vyre.store %1, %b[%i] : !b
  vyre.return
}
