// RUN: vyre-run %s
// REQUIRES: vulkan

// Every integer op of `arith` with two operands on i32, on twelve pairs of
// operands; expected values from Python integers. Division only sees divisors
// and shifts only amounts for which `arith` defines a result. Row r of the
// result belongs to the r-th op of the program; the last row has a bit for each
// predicate of cmpi, in the order of the program.

!operand = !vyre.buffer<12xi32, read>
!out = !vyre.buffer<252xi32, write>

vyre.program @ops(%a: !operand, %b: !operand, %divisor: !operand,
                  %amount: !operand, %out: !out) workgroup [12, 1, 1] {
  %next = arith.constant 12 : index
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  %x = vyre.load %a[%i] : !operand
  %y = vyre.load %b[%i] : !operand
  %d = vyre.load %divisor[%i] : !operand
  %s = vyre.load %amount[%i] : !operand
  %r0 = arith.addi %x, %y : i32
  vyre.store %r0, %out[%i] : !out
  %at1 = arith.addi %i, %next : index
  %r1 = arith.subi %x, %y : i32
  vyre.store %r1, %out[%at1] : !out
  %at2 = arith.addi %at1, %next : index
  %r2 = arith.muli %x, %y : i32
  vyre.store %r2, %out[%at2] : !out
  %at3 = arith.addi %at2, %next : index
  %r3 = arith.divsi %x, %d : i32
  vyre.store %r3, %out[%at3] : !out
  %at4 = arith.addi %at3, %next : index
  %r4 = arith.remsi %x, %d : i32
  vyre.store %r4, %out[%at4] : !out
  %at5 = arith.addi %at4, %next : index
  %r5 = arith.divui %x, %d : i32
  vyre.store %r5, %out[%at5] : !out
  %at6 = arith.addi %at5, %next : index
  %r6 = arith.remui %x, %d : i32
  vyre.store %r6, %out[%at6] : !out
  %at7 = arith.addi %at6, %next : index
  %r7 = arith.ceildivsi %x, %d : i32
  vyre.store %r7, %out[%at7] : !out
  %at8 = arith.addi %at7, %next : index
  %r8 = arith.floordivsi %x, %d : i32
  vyre.store %r8, %out[%at8] : !out
  %at9 = arith.addi %at8, %next : index
  %r9 = arith.ceildivui %x, %d : i32
  vyre.store %r9, %out[%at9] : !out
  %at10 = arith.addi %at9, %next : index
  %r10 = arith.andi %x, %y : i32
  vyre.store %r10, %out[%at10] : !out
  %at11 = arith.addi %at10, %next : index
  %r11 = arith.ori %x, %y : i32
  vyre.store %r11, %out[%at11] : !out
  %at12 = arith.addi %at11, %next : index
  %r12 = arith.xori %x, %y : i32
  vyre.store %r12, %out[%at12] : !out
  %at13 = arith.addi %at12, %next : index
  %r13 = arith.shli %x, %s : i32
  vyre.store %r13, %out[%at13] : !out
  %at14 = arith.addi %at13, %next : index
  %r14 = arith.shrui %x, %s : i32
  vyre.store %r14, %out[%at14] : !out
  %at15 = arith.addi %at14, %next : index
  %r15 = arith.shrsi %x, %s : i32
  vyre.store %r15, %out[%at15] : !out
  %at16 = arith.addi %at15, %next : index
  %r16 = arith.maxsi %x, %y : i32
  vyre.store %r16, %out[%at16] : !out
  %at17 = arith.addi %at16, %next : index
  %r17 = arith.minsi %x, %y : i32
  vyre.store %r17, %out[%at17] : !out
  %at18 = arith.addi %at17, %next : index
  %r18 = arith.maxui %x, %y : i32
  vyre.store %r18, %out[%at18] : !out
  %at19 = arith.addi %at18, %next : index
  %r19 = arith.minui %x, %y : i32
  vyre.store %r19, %out[%at19] : !out
  %at20 = arith.addi %at19, %next : index
  %c0 = arith.cmpi eq, %x, %y : i32
  %bit0 = arith.constant 1 : i32
  %set0 = arith.select %c0, %bit0, %zero : i32
  %all0 = arith.ori %zero, %set0 : i32
  %c1 = arith.cmpi ne, %x, %y : i32
  %bit1 = arith.constant 2 : i32
  %set1 = arith.select %c1, %bit1, %zero : i32
  %all1 = arith.ori %all0, %set1 : i32
  %c2 = arith.cmpi slt, %x, %y : i32
  %bit2 = arith.constant 4 : i32
  %set2 = arith.select %c2, %bit2, %zero : i32
  %all2 = arith.ori %all1, %set2 : i32
  %c3 = arith.cmpi sle, %x, %y : i32
  %bit3 = arith.constant 8 : i32
  %set3 = arith.select %c3, %bit3, %zero : i32
  %all3 = arith.ori %all2, %set3 : i32
  %c4 = arith.cmpi sgt, %x, %y : i32
  %bit4 = arith.constant 16 : i32
  %set4 = arith.select %c4, %bit4, %zero : i32
  %all4 = arith.ori %all3, %set4 : i32
  %c5 = arith.cmpi sge, %x, %y : i32
  %bit5 = arith.constant 32 : i32
  %set5 = arith.select %c5, %bit5, %zero : i32
  %all5 = arith.ori %all4, %set5 : i32
  %c6 = arith.cmpi ult, %x, %y : i32
  %bit6 = arith.constant 64 : i32
  %set6 = arith.select %c6, %bit6, %zero : i32
  %all6 = arith.ori %all5, %set6 : i32
  %c7 = arith.cmpi ule, %x, %y : i32
  %bit7 = arith.constant 128 : i32
  %set7 = arith.select %c7, %bit7, %zero : i32
  %all7 = arith.ori %all6, %set7 : i32
  %c8 = arith.cmpi ugt, %x, %y : i32
  %bit8 = arith.constant 256 : i32
  %set8 = arith.select %c8, %bit8, %zero : i32
  %all8 = arith.ori %all7, %set8 : i32
  %c9 = arith.cmpi uge, %x, %y : i32
  %bit9 = arith.constant 512 : i32
  %set9 = arith.select %c9, %bit9, %zero : i32
  %all9 = arith.ori %all8, %set9 : i32
  vyre.store %all9, %out[%at20] : !out
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %a = vyre.constant dense<[
      0, 1, -1, 7, -7, 2147483647, -2147483648, 123456789, -98765432, 65536, 3,
      255
    ]> : tensor<12xi32> -> !vyre.buffer<12xi32, read_write>
  %b = vyre.constant dense<[
      7, -98765432, 1, -2147483648, 255, -7, 65536, -1, 123456789, 0,
      2147483647, 3
    ]> : tensor<12xi32> -> !vyre.buffer<12xi32, read_write>
  %divisor = vyre.constant dense<[
      7, -98765432, 1, -2147483648, 255, -7, 65536, -1, 123456789, 5,
      2147483647, 3
    ]> : tensor<12xi32> -> !vyre.buffer<12xi32, read_write>
  %amount = vyre.constant dense<[
      0, 7, 14, 21, 28, 3, 10, 17, 24, 31, 6, 13
    ]> : tensor<12xi32> -> !vyre.buffer<12xi32, read_write>
  %out = vyre.alloc : !vyre.buffer<252xi32, read_write>
  vyre.dispatch @ops groups [%c1] (%a, %b, %divisor, %amount, %out)
      : (!vyre.buffer<12xi32, read_write>, !vyre.buffer<12xi32, read_write>,
         !vyre.buffer<12xi32, read_write>, !vyre.buffer<12xi32, read_write>,
         !vyre.buffer<252xi32, read_write>)
  vyre.expect %out : !vyre.buffer<252xi32, read_write> == dense<[
      7, -98765431, 0, -2147483641, 248, 2147483640, -2147418112, 123456788,
      24691357, 65536, -2147483646, 258, -7, 98765433, -2, -2147483641, -262,
      -2147483642, 2147418112, 123456790, -222222221, 65536, -2147483644, 252,
      0, -98765432, -1, -2147483648, -1785, -2147483641, 0, -123456789,
      -1269429208, 0, 2147483645, 765, 0, 0, -1, 0, 0, -306783378, -32768,
      -123456789, 0, 13107, 0, 85, 0, 1, 0, 7, -7, 1, 0, 0, -98765432, 1, 3, 0,
      0, 0, -1, 0, 16843008, 0, 32768, 0, 33, 13107, 0, 85, 0, 1, 0, 7, 249,
      2147483647, 0, 123456789, 122127827, 1, 3, 0, 0, 0, -1, 0, 0, -306783378,
      -32768, -123456789, 0, 13108, 1, 85, 0, -1, -1, -1, -1, -306783379,
      -32768, -123456789, -1, 13107, 0, 85, 0, 1, -1, 1, 16843009, 1, 32768, 1,
      34, 13108, 1, 85, 0, 0, 1, 0, 249, 2147483641, 0, 123456789, 35177728, 0,
      3, 3, 7, -98765431, -1, -2147483641, -1, -1, -2147418112, -1, -10486371,
      65536, 2147483647, 255, 7, -98765431, -2, -2147483641, -250, -2147483642,
      -2147418112, -123456790, -45664099, 65536, 2147483644, 252, 0, 128,
      -16384, 14680064, -1879048192, -8, 0, -1708523520, -2013265920, 0, 192,
      2088960, 0, 0, 262143, 0, 15, 268435455, 2097152, 941, 250, 0, 0, 0, 0, 0,
      -1, 0, -1, 268435455, -2097152, 941, -6, 0, 0, 0, 7, 1, 1, 7, 255,
      2147483647, 65536, 123456789, 123456789, 65536, 2147483647, 255, 0,
      -98765432, -1, -2147483648, -7, -7, -2147483648, -1, -98765432, 0, 3, 3,
      7, -98765432, -1, -2147483648, -7, -7, -2147483648, -1, -98765432, 65536,
      2147483647, 255, 0, 1, 1, 7, 255, 2147483647, 65536, 123456789, 123456789,
      0, 3, 3, 206, 242, 782, 242, 782, 242, 782, 242, 782, 818, 206, 818
    ]> : tensor<252xi32>
  vyre.return
}
