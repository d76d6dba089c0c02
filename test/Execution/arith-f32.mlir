// RUN: vyre-run %s
// REQUIRES: vulkan

// Float ops of `arith` on f32, with infinities and NaN among the operands.
// Expected values from Python doubles, rounded (twice, which does no harm: a
// double has more than twice the digits). Every result is compared by its bits,
// once any NaN is made the canonical one. Division may be 2.5 units off by the
// rules of Vulkan.

!operand = !vyre.buffer<12xf32, read>
!out = !vyre.buffer<96xf32, write>

vyre.program @ops(%a: !operand, %b: !operand, %out: !out)
    workgroup [12, 1, 1] {
  %next = arith.constant 12 : index
  %nan = arith.constant 0x7FC00000 : f32
  %i = vyre.global_id x
  %x = vyre.load %a[%i] : !operand
  %y = vyre.load %b[%i] : !operand
  %r0 = arith.addf %x, %y : f32
  %n0 = arith.cmpf uno, %r0, %r0 : f32
  %s0 = arith.select %n0, %nan, %r0 : f32
  vyre.store %s0, %out[%i] : !out
  %at1 = arith.addi %i, %next : index
  %r1 = arith.subf %x, %y : f32
  %n1 = arith.cmpf uno, %r1, %r1 : f32
  %s1 = arith.select %n1, %nan, %r1 : f32
  vyre.store %s1, %out[%at1] : !out
  %at2 = arith.addi %at1, %next : index
  %r2 = arith.mulf %x, %y : f32
  %n2 = arith.cmpf uno, %r2, %r2 : f32
  %s2 = arith.select %n2, %nan, %r2 : f32
  vyre.store %s2, %out[%at2] : !out
  %at3 = arith.addi %at2, %next : index
  %r3 = arith.minimumf %x, %y : f32
  %n3 = arith.cmpf uno, %r3, %r3 : f32
  %s3 = arith.select %n3, %nan, %r3 : f32
  vyre.store %s3, %out[%at3] : !out
  %at4 = arith.addi %at3, %next : index
  %r4 = arith.maximumf %x, %y : f32
  %n4 = arith.cmpf uno, %r4, %r4 : f32
  %s4 = arith.select %n4, %nan, %r4 : f32
  vyre.store %s4, %out[%at4] : !out
  %at5 = arith.addi %at4, %next : index
  %r5 = arith.minnumf %x, %y : f32
  %n5 = arith.cmpf uno, %r5, %r5 : f32
  %s5 = arith.select %n5, %nan, %r5 : f32
  vyre.store %s5, %out[%at5] : !out
  %at6 = arith.addi %at5, %next : index
  %r6 = arith.maxnumf %x, %y : f32
  %n6 = arith.cmpf uno, %r6, %r6 : f32
  %s6 = arith.select %n6, %nan, %r6 : f32
  vyre.store %s6, %out[%at6] : !out
  %at7 = arith.addi %at6, %next : index
  %neg = arith.negf %x : f32
  %neg_nan = arith.cmpf uno, %neg, %neg : f32
  %neg_one = arith.select %neg_nan, %nan, %neg : f32
  vyre.store %neg_one, %out[%at7] : !out
  vyre.return
}

// A bit for each predicate, in the order of the program.
vyre.program @compare(%a: !operand, %b: !operand,
                      %flags: !vyre.buffer<12xi32, write>)
    workgroup [12, 1, 1] {
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  %x = vyre.load %a[%i] : !operand
  %y = vyre.load %b[%i] : !operand
  %c0 = arith.cmpf oeq, %x, %y : f32
  %bit0 = arith.constant 1 : i32
  %set0 = arith.select %c0, %bit0, %zero : i32
  %all0 = arith.ori %zero, %set0 : i32
  %c1 = arith.cmpf ogt, %x, %y : f32
  %bit1 = arith.constant 2 : i32
  %set1 = arith.select %c1, %bit1, %zero : i32
  %all1 = arith.ori %all0, %set1 : i32
  %c2 = arith.cmpf oge, %x, %y : f32
  %bit2 = arith.constant 4 : i32
  %set2 = arith.select %c2, %bit2, %zero : i32
  %all2 = arith.ori %all1, %set2 : i32
  %c3 = arith.cmpf olt, %x, %y : f32
  %bit3 = arith.constant 8 : i32
  %set3 = arith.select %c3, %bit3, %zero : i32
  %all3 = arith.ori %all2, %set3 : i32
  %c4 = arith.cmpf ole, %x, %y : f32
  %bit4 = arith.constant 16 : i32
  %set4 = arith.select %c4, %bit4, %zero : i32
  %all4 = arith.ori %all3, %set4 : i32
  %c5 = arith.cmpf one, %x, %y : f32
  %bit5 = arith.constant 32 : i32
  %set5 = arith.select %c5, %bit5, %zero : i32
  %all5 = arith.ori %all4, %set5 : i32
  %c6 = arith.cmpf ord, %x, %y : f32
  %bit6 = arith.constant 64 : i32
  %set6 = arith.select %c6, %bit6, %zero : i32
  %all6 = arith.ori %all5, %set6 : i32
  %c7 = arith.cmpf ueq, %x, %y : f32
  %bit7 = arith.constant 128 : i32
  %set7 = arith.select %c7, %bit7, %zero : i32
  %all7 = arith.ori %all6, %set7 : i32
  %c8 = arith.cmpf ugt, %x, %y : f32
  %bit8 = arith.constant 256 : i32
  %set8 = arith.select %c8, %bit8, %zero : i32
  %all8 = arith.ori %all7, %set8 : i32
  %c9 = arith.cmpf uge, %x, %y : f32
  %bit9 = arith.constant 512 : i32
  %set9 = arith.select %c9, %bit9, %zero : i32
  %all9 = arith.ori %all8, %set9 : i32
  %c10 = arith.cmpf ult, %x, %y : f32
  %bit10 = arith.constant 1024 : i32
  %set10 = arith.select %c10, %bit10, %zero : i32
  %all10 = arith.ori %all9, %set10 : i32
  %c11 = arith.cmpf ule, %x, %y : f32
  %bit11 = arith.constant 2048 : i32
  %set11 = arith.select %c11, %bit11, %zero : i32
  %all11 = arith.ori %all10, %set11 : i32
  %c12 = arith.cmpf une, %x, %y : f32
  %bit12 = arith.constant 4096 : i32
  %set12 = arith.select %c12, %bit12, %zero : i32
  %all12 = arith.ori %all11, %set12 : i32
  %c13 = arith.cmpf uno, %x, %y : f32
  %bit13 = arith.constant 8192 : i32
  %set13 = arith.select %c13, %bit13, %zero : i32
  %all13 = arith.ori %all12, %set13 : i32
  vyre.store %all13, %flags[%i] : !vyre.buffer<12xi32, write>
  vyre.return
}

vyre.program @divide(%a: !operand, %b: !operand,
                     %out: !vyre.buffer<12xf32, write>) workgroup [12, 1, 1] {
  %i = vyre.global_id x
  %x = vyre.load %a[%i] : !operand
  %y = vyre.load %b[%i] : !operand
  %q = arith.divf %x, %y : f32
  vyre.store %q, %out[%i] : !vyre.buffer<12xf32, write>
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %a = vyre.constant dense<[
      0x3FC00000, 0xC0100000, 0x3DCCCCCD, 0x00000000, 0x7F61B1E6, 0x7F800000,
      0x7FC00000, 0x40E00000, 0xC0F00000, 0x3F800000, 0xFF800000, 0x40400000
    ]> : tensor<12xf32> -> !vyre.buffer<12xf32, read_write>
  %b = vyre.constant dense<[
      0x40200000, 0xC0100000, 0x3E4CCCCD, 0x40A00000, 0x7F61B1E6, 0x3F800000,
      0x3F800000, 0xC0400000, 0x40000000, 0x3E99999A, 0xFF800000, 0x7FC00000
    ]> : tensor<12xf32> -> !vyre.buffer<12xf32, read_write>
  %out = vyre.alloc : !vyre.buffer<96xf32, read_write>
  vyre.dispatch @ops groups [%c1] (%a, %b, %out)
      : (!vyre.buffer<12xf32, read_write>, !vyre.buffer<12xf32, read_write>,
         !vyre.buffer<96xf32, read_write>)
  vyre.expect %out : !vyre.buffer<96xf32, read_write> == dense<[
      0x40800000, 0xC0900000, 0x3E99999A, 0x40A00000, 0x7F800000, 0x7F800000,
      0x7FC00000, 0x40800000, 0xC0B00000, 0x3FA66666, 0xFF800000, 0x7FC00000,
      0xBF800000, 0x00000000, 0xBDCCCCCD, 0xC0A00000, 0x00000000, 0x7F800000,
      0x7FC00000, 0x41200000, 0xC1180000, 0x3F333333, 0x7FC00000, 0x7FC00000,
      0x40700000, 0x40A20000, 0x3CA3D70B, 0x00000000, 0x7F800000, 0x7F800000,
      0x7FC00000, 0xC1A80000, 0xC1700000, 0x3E99999A, 0x7F800000, 0x7FC00000,
      0x3FC00000, 0xC0100000, 0x3DCCCCCD, 0x00000000, 0x7F61B1E6, 0x3F800000,
      0x7FC00000, 0xC0400000, 0xC0F00000, 0x3E99999A, 0xFF800000, 0x7FC00000,
      0x40200000, 0xC0100000, 0x3E4CCCCD, 0x40A00000, 0x7F61B1E6, 0x7F800000,
      0x7FC00000, 0x40E00000, 0x40000000, 0x3F800000, 0xFF800000, 0x7FC00000,
      0x3FC00000, 0xC0100000, 0x3DCCCCCD, 0x00000000, 0x7F61B1E6, 0x3F800000,
      0x3F800000, 0xC0400000, 0xC0F00000, 0x3E99999A, 0xFF800000, 0x40400000,
      0x40200000, 0xC0100000, 0x3E4CCCCD, 0x40A00000, 0x7F61B1E6, 0x7F800000,
      0x3F800000, 0x40E00000, 0x40000000, 0x3F800000, 0xFF800000, 0x40400000,
      0xBFC00000, 0x40100000, 0xBDCCCCCD, 0x80000000, 0xFF61B1E6, 0xFF800000,
      0x7FC00000, 0xC0E00000, 0x40F00000, 0xBF800000, 0x7F800000, 0xC0400000
    ]> : tensor<96xf32>
  %flags = vyre.alloc : !vyre.buffer<12xi32, read_write>
  vyre.dispatch @compare groups [%c1] (%a, %b, %flags)
      : (!vyre.buffer<12xf32, read_write>, !vyre.buffer<12xf32, read_write>,
         !vyre.buffer<12xi32, read_write>)
  vyre.expect %flags : !vyre.buffer<12xi32, read_write> == dense<[
      7288, 2773, 7288, 7288, 2773, 4966, 16256, 4966, 7288, 4966, 2773, 16256
    ]> : tensor<12xi32>
  %quotient = vyre.alloc : !vyre.buffer<12xf32, read_write>
  vyre.dispatch @divide groups [%c1] (%a, %b, %quotient)
      : (!vyre.buffer<12xf32, read_write>, !vyre.buffer<12xf32, read_write>,
         !vyre.buffer<12xf32, read_write>)
  vyre.expect %quotient : !vyre.buffer<12xf32, read_write> == dense<[
      0x3F19999A, 0x3F800000, 0x3F000000, 0x00000000, 0x3F800000, 0x7F800000,
      0x7FC00000, 0xC0155555, 0xC0700000, 0x40555555, 0x7FC00000, 0x7FC00000
    ]> : tensor<12xf32> ulp 3
  vyre.return
}
