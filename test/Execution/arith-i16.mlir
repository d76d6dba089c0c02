// RUN: vyre-run %s
// REQUIRES: vulkan

// Every integer op of `arith` with two operands on i16, on twelve pairs of
// operands; expected values from Python integers. Division only sees divisors
// and shifts only amounts for which `arith` defines a result. Row r of the
// result belongs to the r-th op of the program; the last row has a bit for each
// predicate of cmpi, in the order of the program.

!operand = !vyre.buffer<12xi16, read>
!out = !vyre.buffer<252xi16, write>

vyre.program @ops(%a: !operand, %b: !operand, %divisor: !operand,
                  %amount: !operand, %out: !out) workgroup [12, 1, 1] {
  %next = arith.constant 12 : index
  %zero = arith.constant 0 : i16
  %i = vyre.global_id x
  %x = vyre.load %a[%i] : !operand
  %y = vyre.load %b[%i] : !operand
  %d = vyre.load %divisor[%i] : !operand
  %s = vyre.load %amount[%i] : !operand
  %r0 = arith.addi %x, %y : i16
  vyre.store %r0, %out[%i] : !out
  %at1 = arith.addi %i, %next : index
  %r1 = arith.subi %x, %y : i16
  vyre.store %r1, %out[%at1] : !out
  %at2 = arith.addi %at1, %next : index
  %r2 = arith.muli %x, %y : i16
  vyre.store %r2, %out[%at2] : !out
  %at3 = arith.addi %at2, %next : index
  %r3 = arith.divsi %x, %d : i16
  vyre.store %r3, %out[%at3] : !out
  %at4 = arith.addi %at3, %next : index
  %r4 = arith.remsi %x, %d : i16
  vyre.store %r4, %out[%at4] : !out
  %at5 = arith.addi %at4, %next : index
  %r5 = arith.divui %x, %d : i16
  vyre.store %r5, %out[%at5] : !out
  %at6 = arith.addi %at5, %next : index
  %r6 = arith.remui %x, %d : i16
  vyre.store %r6, %out[%at6] : !out
  %at7 = arith.addi %at6, %next : index
  %r7 = arith.ceildivsi %x, %d : i16
  vyre.store %r7, %out[%at7] : !out
  %at8 = arith.addi %at7, %next : index
  %r8 = arith.floordivsi %x, %d : i16
  vyre.store %r8, %out[%at8] : !out
  %at9 = arith.addi %at8, %next : index
  %r9 = arith.ceildivui %x, %d : i16
  vyre.store %r9, %out[%at9] : !out
  %at10 = arith.addi %at9, %next : index
  %r10 = arith.andi %x, %y : i16
  vyre.store %r10, %out[%at10] : !out
  %at11 = arith.addi %at10, %next : index
  %r11 = arith.ori %x, %y : i16
  vyre.store %r11, %out[%at11] : !out
  %at12 = arith.addi %at11, %next : index
  %r12 = arith.xori %x, %y : i16
  vyre.store %r12, %out[%at12] : !out
  %at13 = arith.addi %at12, %next : index
  %r13 = arith.shli %x, %s : i16
  vyre.store %r13, %out[%at13] : !out
  %at14 = arith.addi %at13, %next : index
  %r14 = arith.shrui %x, %s : i16
  vyre.store %r14, %out[%at14] : !out
  %at15 = arith.addi %at14, %next : index
  %r15 = arith.shrsi %x, %s : i16
  vyre.store %r15, %out[%at15] : !out
  %at16 = arith.addi %at15, %next : index
  %r16 = arith.maxsi %x, %y : i16
  vyre.store %r16, %out[%at16] : !out
  %at17 = arith.addi %at16, %next : index
  %r17 = arith.minsi %x, %y : i16
  vyre.store %r17, %out[%at17] : !out
  %at18 = arith.addi %at17, %next : index
  %r18 = arith.maxui %x, %y : i16
  vyre.store %r18, %out[%at18] : !out
  %at19 = arith.addi %at18, %next : index
  %r19 = arith.minui %x, %y : i16
  vyre.store %r19, %out[%at19] : !out
  %at20 = arith.addi %at19, %next : index
  %c0 = arith.cmpi eq, %x, %y : i16
  %bit0 = arith.constant 1 : i16
  %set0 = arith.select %c0, %bit0, %zero : i16
  %all0 = arith.ori %zero, %set0 : i16
  %c1 = arith.cmpi ne, %x, %y : i16
  %bit1 = arith.constant 2 : i16
  %set1 = arith.select %c1, %bit1, %zero : i16
  %all1 = arith.ori %all0, %set1 : i16
  %c2 = arith.cmpi slt, %x, %y : i16
  %bit2 = arith.constant 4 : i16
  %set2 = arith.select %c2, %bit2, %zero : i16
  %all2 = arith.ori %all1, %set2 : i16
  %c3 = arith.cmpi sle, %x, %y : i16
  %bit3 = arith.constant 8 : i16
  %set3 = arith.select %c3, %bit3, %zero : i16
  %all3 = arith.ori %all2, %set3 : i16
  %c4 = arith.cmpi sgt, %x, %y : i16
  %bit4 = arith.constant 16 : i16
  %set4 = arith.select %c4, %bit4, %zero : i16
  %all4 = arith.ori %all3, %set4 : i16
  %c5 = arith.cmpi sge, %x, %y : i16
  %bit5 = arith.constant 32 : i16
  %set5 = arith.select %c5, %bit5, %zero : i16
  %all5 = arith.ori %all4, %set5 : i16
  %c6 = arith.cmpi ult, %x, %y : i16
  %bit6 = arith.constant 64 : i16
  %set6 = arith.select %c6, %bit6, %zero : i16
  %all6 = arith.ori %all5, %set6 : i16
  %c7 = arith.cmpi ule, %x, %y : i16
  %bit7 = arith.constant 128 : i16
  %set7 = arith.select %c7, %bit7, %zero : i16
  %all7 = arith.ori %all6, %set7 : i16
  %c8 = arith.cmpi ugt, %x, %y : i16
  %bit8 = arith.constant 256 : i16
  %set8 = arith.select %c8, %bit8, %zero : i16
  %all8 = arith.ori %all7, %set8 : i16
  %c9 = arith.cmpi uge, %x, %y : i16
  %bit9 = arith.constant 512 : i16
  %set9 = arith.select %c9, %bit9, %zero : i16
  %all9 = arith.ori %all8, %set9 : i16
  vyre.store %all9, %out[%at20] : !out
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %a = vyre.constant dense<[
      0, 1, -1, 7, -7, 32767, -32768, 12345, -9876, 256, 3, 255
    ]> : tensor<12xi16> -> !vyre.buffer<12xi16, read_write>
  %b = vyre.constant dense<[
      7, -9876, 1, -32768, 255, -7, 256, -1, 12345, 0, 32767, 3
    ]> : tensor<12xi16> -> !vyre.buffer<12xi16, read_write>
  %divisor = vyre.constant dense<[
      7, -9876, 1, -32768, 255, -7, 256, -1, 12345, 5, 32767, 3
    ]> : tensor<12xi16> -> !vyre.buffer<12xi16, read_write>
  %amount = vyre.constant dense<[
      0, 7, 14, 5, 12, 3, 10, 1, 8, 15, 6, 13
    ]> : tensor<12xi16> -> !vyre.buffer<12xi16, read_write>
  %out = vyre.alloc : !vyre.buffer<252xi16, read_write>
  vyre.dispatch @ops groups [%c1] (%a, %b, %divisor, %amount, %out)
      : (!vyre.buffer<12xi16, read_write>, !vyre.buffer<12xi16, read_write>,
         !vyre.buffer<12xi16, read_write>, !vyre.buffer<12xi16, read_write>,
         !vyre.buffer<252xi16, read_write>)
  vyre.expect %out : !vyre.buffer<252xi16, read_write> == dense<[
      7, -9875, 0, -32761, 248, 32760, -32512, 12344, 2469, 256, -32766, 258,
      -7, 9877, -2, -32761, -262, -32762, 32512, 12346, -22221, 256, -32764,
      252, 0, -9876, -1, -32768, -1785, -32761, 0, -12345, -22260, 0, 32765,
      765, 0, 0, -1, 0, 0, -4681, -128, -12345, 0, 51, 0, 85, 0, 1, 0, 7, -7, 0,
      0, 0, -9876, 1, 3, 0, 0, 0, -1, 0, 256, 0, 128, 0, 4, 51, 0, 85, 0, 1, 0,
      7, 249, 32767, 0, 12345, 6280, 1, 3, 0, 0, 0, -1, 0, 0, -4681, -128,
      -12345, 0, 52, 1, 85, 0, -1, -1, -1, -1, -4681, -128, -12345, -1, 51, 0,
      85, 0, 1, -1, 1, 257, 1, 128, 1, 5, 52, 1, 85, 0, 0, 1, 0, 249, 32761, 0,
      12345, 4136, 0, 3, 3, 7, -9875, -1, -32761, -1, -1, -32512, -1, -1667,
      256, 32767, 255, 7, -9875, -2, -32761, -250, -32762, -32512, -12346,
      -5803, 256, 32764, 252, 0, 128, -16384, 224, -28672, -8, 0, 24690, 27648,
      0, 192, -8192, 0, 0, 3, 0, 15, 4095, 32, 6172, 217, 0, 0, 0, 0, 0, -1, 0,
      -1, 4095, -32, 6172, -39, 0, 0, 0, 7, 1, 1, 7, 255, 32767, 256, 12345,
      12345, 256, 32767, 255, 0, -9876, -1, -32768, -7, -7, -32768, -1, -9876,
      0, 3, 3, 7, -9876, -1, -32768, -7, -7, -32768, -1, -9876, 256, 32767, 255,
      0, 1, 1, 7, 255, 32767, 256, 12345, 12345, 0, 3, 3, 206, 242, 782, 242,
      782, 242, 782, 242, 782, 818, 206, 818
    ]> : tensor<252xi16>
  vyre.return
}
