// RUN: vyre-run %s
// REQUIRES: vulkan

// Every integer op of `arith` with two operands on i64, on twelve pairs of
// operands; expected values from Python integers. Division only sees divisors
// and shifts only amounts for which `arith` defines a result. Row r of the
// result belongs to the r-th op of the program; the last row has a bit for each
// predicate of cmpi, in the order of the program.

!operand = !vyre.buffer<12xi64, read>
!out = !vyre.buffer<252xi64, write>

vyre.program @ops(%a: !operand, %b: !operand, %divisor: !operand,
                  %amount: !operand, %out: !out) workgroup [12, 1, 1] {
  %next = arith.constant 12 : index
  %zero = arith.constant 0 : i64
  %i = vyre.global_id x
  %x = vyre.load %a[%i] : !operand
  %y = vyre.load %b[%i] : !operand
  %d = vyre.load %divisor[%i] : !operand
  %s = vyre.load %amount[%i] : !operand
  %r0 = arith.addi %x, %y : i64
  vyre.store %r0, %out[%i] : !out
  %at1 = arith.addi %i, %next : index
  %r1 = arith.subi %x, %y : i64
  vyre.store %r1, %out[%at1] : !out
  %at2 = arith.addi %at1, %next : index
  %r2 = arith.muli %x, %y : i64
  vyre.store %r2, %out[%at2] : !out
  %at3 = arith.addi %at2, %next : index
  %r3 = arith.divsi %x, %d : i64
  vyre.store %r3, %out[%at3] : !out
  %at4 = arith.addi %at3, %next : index
  %r4 = arith.remsi %x, %d : i64
  vyre.store %r4, %out[%at4] : !out
  %at5 = arith.addi %at4, %next : index
  %r5 = arith.divui %x, %d : i64
  vyre.store %r5, %out[%at5] : !out
  %at6 = arith.addi %at5, %next : index
  %r6 = arith.remui %x, %d : i64
  vyre.store %r6, %out[%at6] : !out
  %at7 = arith.addi %at6, %next : index
  %r7 = arith.ceildivsi %x, %d : i64
  vyre.store %r7, %out[%at7] : !out
  %at8 = arith.addi %at7, %next : index
  %r8 = arith.floordivsi %x, %d : i64
  vyre.store %r8, %out[%at8] : !out
  %at9 = arith.addi %at8, %next : index
  %r9 = arith.ceildivui %x, %d : i64
  vyre.store %r9, %out[%at9] : !out
  %at10 = arith.addi %at9, %next : index
  %r10 = arith.andi %x, %y : i64
  vyre.store %r10, %out[%at10] : !out
  %at11 = arith.addi %at10, %next : index
  %r11 = arith.ori %x, %y : i64
  vyre.store %r11, %out[%at11] : !out
  %at12 = arith.addi %at11, %next : index
  %r12 = arith.xori %x, %y : i64
  vyre.store %r12, %out[%at12] : !out
  %at13 = arith.addi %at12, %next : index
  %r13 = arith.shli %x, %s : i64
  vyre.store %r13, %out[%at13] : !out
  %at14 = arith.addi %at13, %next : index
  %r14 = arith.shrui %x, %s : i64
  vyre.store %r14, %out[%at14] : !out
  %at15 = arith.addi %at14, %next : index
  %r15 = arith.shrsi %x, %s : i64
  vyre.store %r15, %out[%at15] : !out
  %at16 = arith.addi %at15, %next : index
  %r16 = arith.maxsi %x, %y : i64
  vyre.store %r16, %out[%at16] : !out
  %at17 = arith.addi %at16, %next : index
  %r17 = arith.minsi %x, %y : i64
  vyre.store %r17, %out[%at17] : !out
  %at18 = arith.addi %at17, %next : index
  %r18 = arith.maxui %x, %y : i64
  vyre.store %r18, %out[%at18] : !out
  %at19 = arith.addi %at18, %next : index
  %r19 = arith.minui %x, %y : i64
  vyre.store %r19, %out[%at19] : !out
  %at20 = arith.addi %at19, %next : index
  %c0 = arith.cmpi eq, %x, %y : i64
  %bit0 = arith.constant 1 : i64
  %set0 = arith.select %c0, %bit0, %zero : i64
  %all0 = arith.ori %zero, %set0 : i64
  %c1 = arith.cmpi ne, %x, %y : i64
  %bit1 = arith.constant 2 : i64
  %set1 = arith.select %c1, %bit1, %zero : i64
  %all1 = arith.ori %all0, %set1 : i64
  %c2 = arith.cmpi slt, %x, %y : i64
  %bit2 = arith.constant 4 : i64
  %set2 = arith.select %c2, %bit2, %zero : i64
  %all2 = arith.ori %all1, %set2 : i64
  %c3 = arith.cmpi sle, %x, %y : i64
  %bit3 = arith.constant 8 : i64
  %set3 = arith.select %c3, %bit3, %zero : i64
  %all3 = arith.ori %all2, %set3 : i64
  %c4 = arith.cmpi sgt, %x, %y : i64
  %bit4 = arith.constant 16 : i64
  %set4 = arith.select %c4, %bit4, %zero : i64
  %all4 = arith.ori %all3, %set4 : i64
  %c5 = arith.cmpi sge, %x, %y : i64
  %bit5 = arith.constant 32 : i64
  %set5 = arith.select %c5, %bit5, %zero : i64
  %all5 = arith.ori %all4, %set5 : i64
  %c6 = arith.cmpi ult, %x, %y : i64
  %bit6 = arith.constant 64 : i64
  %set6 = arith.select %c6, %bit6, %zero : i64
  %all6 = arith.ori %all5, %set6 : i64
  %c7 = arith.cmpi ule, %x, %y : i64
  %bit7 = arith.constant 128 : i64
  %set7 = arith.select %c7, %bit7, %zero : i64
  %all7 = arith.ori %all6, %set7 : i64
  %c8 = arith.cmpi ugt, %x, %y : i64
  %bit8 = arith.constant 256 : i64
  %set8 = arith.select %c8, %bit8, %zero : i64
  %all8 = arith.ori %all7, %set8 : i64
  %c9 = arith.cmpi uge, %x, %y : i64
  %bit9 = arith.constant 512 : i64
  %set9 = arith.select %c9, %bit9, %zero : i64
  %all9 = arith.ori %all8, %set9 : i64
  vyre.store %all9, %out[%at20] : !out
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %a = vyre.constant dense<[
      0, 1, -1, 7, -7, 9223372036854775807, -9223372036854775808,
      1234567890123456789, -987654321987654321, 4294967296, 3, 255
    ]> : tensor<12xi64> -> !vyre.buffer<12xi64, read_write>
  %b = vyre.constant dense<[
      7, -987654321987654321, 1, -9223372036854775808, 255, -7, 4294967296, -1,
      1234567890123456789, 0, 9223372036854775807, 3
    ]> : tensor<12xi64> -> !vyre.buffer<12xi64, read_write>
  %divisor = vyre.constant dense<[
      7, -987654321987654321, 1, -9223372036854775808, 255, -7, 4294967296, -1,
      1234567890123456789, 5, 9223372036854775807, 3
    ]> : tensor<12xi64> -> !vyre.buffer<12xi64, read_write>
  %amount = vyre.constant dense<[
      0, 7, 14, 21, 28, 35, 42, 49, 56, 63, 6, 13
    ]> : tensor<12xi64> -> !vyre.buffer<12xi64, read_write>
  %out = vyre.alloc : !vyre.buffer<252xi64, read_write>
  vyre.dispatch @ops groups [%c1] (%a, %b, %divisor, %amount, %out)
      : (!vyre.buffer<12xi64, read_write>, !vyre.buffer<12xi64, read_write>,
         !vyre.buffer<12xi64, read_write>, !vyre.buffer<12xi64, read_write>,
         !vyre.buffer<252xi64, read_write>)
  vyre.expect %out : !vyre.buffer<252xi64, read_write> == dense<[
      7, -987654321987654320, 0, -9223372036854775801, 248, 9223372036854775800,
      -9223372032559808512, 1234567890123456788, 246913568135802468, 4294967296,
      -9223372036854775806, 258, -7, 987654321987654322, -2,
      -9223372036854775801, -262, -9223372036854775802, 9223372032559808512,
      1234567890123456790, -2222222212111111110, 4294967296,
      -9223372036854775804, 252, 0, -987654321987654321, -1,
      -9223372036854775808, -1785, -9223372036854775801, 0,
      -1234567890123456789, -2456329625975503237, 0, 9223372036854775805, 765,
      0, 0, -1, 0, 0, -1317624576693539401, -2147483648, -1234567890123456789,
      0, 858993459, 0, 85, 0, 1, 0, 7, -7, 0, 0, 0, -987654321987654321, 1, 3,
      0, 0, 0, -1, 0, 72340172838076672, 0, 2147483648, 0, 14, 858993459, 0, 85,
      0, 1, 0, 7, 249, 9223372036854775807, 0, 1234567890123456789,
      175139289993502249, 1, 3, 0, 0, 0, -1, 0, 0, -1317624576693539401,
      -2147483648, -1234567890123456789, 0, 858993460, 1, 85, 0, -1, -1, -1, -1,
      -1317624576693539401, -2147483648, -1234567890123456789, -1, 858993459, 0,
      85, 0, 1, -1, 1, 72340172838076673, 1, 2147483648, 1, 15, 858993460, 1,
      85, 0, 1, 1, 0, 249, 9223372036854775801, 0, 1234567890123456789,
      1153485141772435717, 0, 3, 3, 7, -987654321987654321, -1,
      -9223372036854775801, -1, -1, -9223372032559808512, -1,
      -906571573636633249, 4294967296, 9223372036854775807, 255, 7,
      -987654321987654322, -2, -9223372036854775801, -250, -9223372036854775802,
      -9223372032559808512, -1234567890123456790, -2060056715409068966,
      4294967296, 9223372036854775804, 252, 0, 128, -16384, 14680064,
      -1879048192, -34359738368, 0, 155937137097703424, 5692549928996306944, 0,
      192, 2088960, 0, 0, 1125899906842623, 0, 68719476735, 268435455, 2097152,
      2193, 242, 0, 0, 0, 0, 0, -1, 0, -1, 268435455, -2097152, 2193, -14, 0, 0,
      0, 7, 1, 1, 7, 255, 9223372036854775807, 4294967296, 1234567890123456789,
      1234567890123456789, 4294967296, 9223372036854775807, 255, 0,
      -987654321987654321, -1, -9223372036854775808, -7, -7,
      -9223372036854775808, -1, -987654321987654321, 0, 3, 3, 7,
      -987654321987654321, -1, -9223372036854775808, -7, -7,
      -9223372036854775808, -1, -987654321987654321, 4294967296,
      9223372036854775807, 255, 0, 1, 1, 7, 255, 9223372036854775807,
      4294967296, 1234567890123456789, 1234567890123456789, 0, 3, 3, 206, 242,
      782, 242, 782, 242, 782, 242, 782, 818, 206, 818
    ]> : tensor<252xi64>
  vyre.return
}
