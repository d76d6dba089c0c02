// RUN: vyre-run %s
// REQUIRES: vulkan

// Every integer op of `arith` with two operands on i8, on twelve pairs of
// operands; expected values from Python integers. Division only sees divisors
// and shifts only amounts for which `arith` defines a result. Row r of the
// result belongs to the r-th op of the program; the last row has a bit for each
// predicate of cmpi, in the order of the program.

!operand = !vyre.buffer<12xi8, read>
!out = !vyre.buffer<252xi8, write>

vyre.program @ops(%a: !operand, %b: !operand, %divisor: !operand,
                  %amount: !operand, %out: !out) workgroup [12, 1, 1] {
  %next = arith.constant 12 : index
  %zero = arith.constant 0 : i8
  %i = vyre.global_id x
  %x = vyre.load %a[%i] : !operand
  %y = vyre.load %b[%i] : !operand
  %d = vyre.load %divisor[%i] : !operand
  %s = vyre.load %amount[%i] : !operand
  %r0 = arith.addi %x, %y : i8
  vyre.store %r0, %out[%i] : !out
  %at1 = arith.addi %i, %next : index
  %r1 = arith.subi %x, %y : i8
  vyre.store %r1, %out[%at1] : !out
  %at2 = arith.addi %at1, %next : index
  %r2 = arith.muli %x, %y : i8
  vyre.store %r2, %out[%at2] : !out
  %at3 = arith.addi %at2, %next : index
  %r3 = arith.divsi %x, %d : i8
  vyre.store %r3, %out[%at3] : !out
  %at4 = arith.addi %at3, %next : index
  %r4 = arith.remsi %x, %d : i8
  vyre.store %r4, %out[%at4] : !out
  %at5 = arith.addi %at4, %next : index
  %r5 = arith.divui %x, %d : i8
  vyre.store %r5, %out[%at5] : !out
  %at6 = arith.addi %at5, %next : index
  %r6 = arith.remui %x, %d : i8
  vyre.store %r6, %out[%at6] : !out
  %at7 = arith.addi %at6, %next : index
  %r7 = arith.ceildivsi %x, %d : i8
  vyre.store %r7, %out[%at7] : !out
  %at8 = arith.addi %at7, %next : index
  %r8 = arith.floordivsi %x, %d : i8
  vyre.store %r8, %out[%at8] : !out
  %at9 = arith.addi %at8, %next : index
  %r9 = arith.ceildivui %x, %d : i8
  vyre.store %r9, %out[%at9] : !out
  %at10 = arith.addi %at9, %next : index
  %r10 = arith.andi %x, %y : i8
  vyre.store %r10, %out[%at10] : !out
  %at11 = arith.addi %at10, %next : index
  %r11 = arith.ori %x, %y : i8
  vyre.store %r11, %out[%at11] : !out
  %at12 = arith.addi %at11, %next : index
  %r12 = arith.xori %x, %y : i8
  vyre.store %r12, %out[%at12] : !out
  %at13 = arith.addi %at12, %next : index
  %r13 = arith.shli %x, %s : i8
  vyre.store %r13, %out[%at13] : !out
  %at14 = arith.addi %at13, %next : index
  %r14 = arith.shrui %x, %s : i8
  vyre.store %r14, %out[%at14] : !out
  %at15 = arith.addi %at14, %next : index
  %r15 = arith.shrsi %x, %s : i8
  vyre.store %r15, %out[%at15] : !out
  %at16 = arith.addi %at15, %next : index
  %r16 = arith.maxsi %x, %y : i8
  vyre.store %r16, %out[%at16] : !out
  %at17 = arith.addi %at16, %next : index
  %r17 = arith.minsi %x, %y : i8
  vyre.store %r17, %out[%at17] : !out
  %at18 = arith.addi %at17, %next : index
  %r18 = arith.maxui %x, %y : i8
  vyre.store %r18, %out[%at18] : !out
  %at19 = arith.addi %at18, %next : index
  %r19 = arith.minui %x, %y : i8
  vyre.store %r19, %out[%at19] : !out
  %at20 = arith.addi %at19, %next : index
  %c0 = arith.cmpi eq, %x, %y : i8
  %bit0 = arith.constant 1 : i8
  %set0 = arith.select %c0, %bit0, %zero : i8
  %all0 = arith.ori %zero, %set0 : i8
  %c1 = arith.cmpi ne, %x, %y : i8
  %bit1 = arith.constant 2 : i8
  %set1 = arith.select %c1, %bit1, %zero : i8
  %all1 = arith.ori %all0, %set1 : i8
  %c2 = arith.cmpi slt, %x, %y : i8
  %bit2 = arith.constant 4 : i8
  %set2 = arith.select %c2, %bit2, %zero : i8
  %all2 = arith.ori %all1, %set2 : i8
  %c3 = arith.cmpi sle, %x, %y : i8
  %bit3 = arith.constant 8 : i8
  %set3 = arith.select %c3, %bit3, %zero : i8
  %all3 = arith.ori %all2, %set3 : i8
  %c4 = arith.cmpi sgt, %x, %y : i8
  %bit4 = arith.constant 16 : i8
  %set4 = arith.select %c4, %bit4, %zero : i8
  %all4 = arith.ori %all3, %set4 : i8
  %c5 = arith.cmpi sge, %x, %y : i8
  %bit5 = arith.constant 32 : i8
  %set5 = arith.select %c5, %bit5, %zero : i8
  %all5 = arith.ori %all4, %set5 : i8
  %c6 = arith.cmpi ult, %x, %y : i8
  %bit6 = arith.constant 64 : i8
  %set6 = arith.select %c6, %bit6, %zero : i8
  %all6 = arith.ori %all5, %set6 : i8
  vyre.store %all6, %out[%at20] : !out
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %a = vyre.constant dense<[
      0, 1, -1, 7, -7, 127, -128, 99, -77, 16, 3, 85
    ]> : tensor<12xi8> -> !vyre.buffer<12xi8, read_write>
  %b = vyre.constant dense<[
      7, -77, 1, -128, 85, -7, 16, -1, 99, 0, 127, 3
    ]> : tensor<12xi8> -> !vyre.buffer<12xi8, read_write>
  %divisor = vyre.constant dense<[
      7, -77, 1, -128, 85, -7, 16, -1, 99, 5, 127, 3
    ]> : tensor<12xi8> -> !vyre.buffer<12xi8, read_write>
  %amount = vyre.constant dense<[
      0, 7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5
    ]> : tensor<12xi8> -> !vyre.buffer<12xi8, read_write>
  %out = vyre.alloc : !vyre.buffer<252xi8, read_write>
  vyre.dispatch @ops groups [%c1] (%a, %b, %divisor, %amount, %out)
      : (!vyre.buffer<12xi8, read_write>, !vyre.buffer<12xi8, read_write>,
         !vyre.buffer<12xi8, read_write>, !vyre.buffer<12xi8, read_write>,
         !vyre.buffer<252xi8, read_write>)
  vyre.expect %out : !vyre.buffer<252xi8, read_write> == dense<[
      7, -76, 0, -121, 78, 120, -112, 98, 22, 16, -126, 88, -7, 78, -2, -121,
      -92, -122, 112, 100, 80, 16, -124, 82, 0, -77, -1, -128, -83, -121, 0,
      -99, 57, 0, 125, -1, 0, 0, -1, 0, 0, -18, -8, -99, 0, 3, 0, 28, 0, 1, 0,
      7, -7, 1, 0, 0, -77, 1, 3, 1, 0, 0, -1, 0, 2, 0, 8, 0, 1, 3, 0, 28, 0, 1,
      0, 7, 79, 127, 0, 99, 80, 1, 3, 1, 0, 0, -1, 0, 0, -18, -8, -99, 0, 4, 1,
      29, 0, -1, -1, -1, -1, -19, -8, -99, -1, 3, 0, 28, 0, 1, -1, 1, 3, 1, 8,
      1, 2, 4, 1, 29, 0, 1, 1, 0, 81, 121, 0, 99, 35, 0, 3, 1, 7, -77, -1, -121,
      -3, -1, -112, -1, -13, 16, 127, 87, 7, -78, -2, -121, -84, -122, -112,
      -100, -48, 16, 124, 86, 0, -128, -64, -32, -112, -8, 0, -58, -77, 0, -64,
      -96, 0, 0, 3, 0, 15, 15, 32, 49, -77, 0, 0, 2, 0, 0, -1, 0, -1, 15, -32,
      49, -77, 0, 0, 2, 7, 1, 1, 7, 85, 127, 16, 99, 99, 16, 127, 85, 0, -77,
      -1, -128, -7, -7, -128, -1, -77, 0, 3, 3, 7, -77, -1, -128, -7, -7, -128,
      -1, -77, 16, 127, 85, 0, 1, 1, 7, 85, 127, 16, 99, 99, 0, 3, 3, 78, 114,
      14, 114, 14, 114, 14, 114, 14, 50, 78, 50
    ]> : tensor<252xi8>
  vyre.return
}
