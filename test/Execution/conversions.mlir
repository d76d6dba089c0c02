// RUN: vyre-run %s
// REQUIRES: vulkan

// Saturating conversions (VYRE-AR-10) and canonical floats (VYRE-FP-02) of f32
// given by its bits: zeros, fractions next to one, the limits of every integer
// type and their neighbours, infinities, NaNs, subnormals. Expected: the exact
// rational number of the bits, truncated and cut with Python's integers, and the
// rules for NaN and subnormals applied to the bits.

!bits = !vyre.buffer<32xi32, read_write>
!o8 = !vyre.buffer<64xi8, read_write>
!o16 = !vyre.buffer<64xi16, read_write>
!o32 = !vyre.buffer<64xi32, read_write>
!o64 = !vyre.buffer<64xi64, read_write>

vyre.program @narrow(%bits: !bits, %o8: !o8, %o16: !o16) workgroup [32, 1, 1] {
  %n = arith.constant 32 : index
  %i = vyre.local_id x
  %j = arith.addi %i, %n : index
  %b = vyre.load %bits[%i] : !bits
  %x = arith.bitcast %b : i32 to f32
  %u8 = vyre.fptoui_sat %x : f32 to i8
  vyre.store %u8, %o8[%i] : !o8
  %s8 = vyre.fptosi_sat %x : f32 to i8
  vyre.store %s8, %o8[%j] : !o8
  %u16 = vyre.fptoui_sat %x : f32 to i16
  vyre.store %u16, %o16[%i] : !o16
  %s16 = vyre.fptosi_sat %x : f32 to i16
  vyre.store %s16, %o16[%j] : !o16
  vyre.return
}

vyre.program @wide(%bits: !bits, %o32: !o32, %o64: !o64, %canonical: !bits) workgroup [32, 1, 1] {
  %n = arith.constant 32 : index
  %i = vyre.local_id x
  %j = arith.addi %i, %n : index
  %b = vyre.load %bits[%i] : !bits
  %x = arith.bitcast %b : i32 to f32
  %u32 = vyre.fptoui_sat %x : f32 to i32
  vyre.store %u32, %o32[%i] : !o32
  %s32 = vyre.fptosi_sat %x : f32 to i32
  vyre.store %s32, %o32[%j] : !o32
  %u64 = vyre.fptoui_sat %x : f32 to i64
  vyre.store %u64, %o64[%i] : !o64
  %s64 = vyre.fptosi_sat %x : f32 to i64
  vyre.store %s64, %o64[%j] : !o64
  %c = vyre.canonicalize %x : f32
  %cb = arith.bitcast %c : f32 to i32
  vyre.store %cb, %canonical[%i] : !bits
  vyre.return
}

vyre.graph @main() {
  %one = arith.constant 1 : index
  %bits = vyre.constant dense<[
    0x0, 0x80000000, 0x3f7fffff, 0xbf7fffff, 0x3fc00000, 0xbfc00000, 0x437f8000,
    0x43800000, 0xc3008000, 0x4effffff, 0x4f000000, 0xcf000000, 0xcf000001,
    0x4f7fffff, 0x4f800000, 0x5f000000, 0xdf000000, 0x5f7fffff, 0x5f800000,
    0x7f7fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00001, 0x1, 0x80400000,
    0x7fffff, 0x800000, 0x7f800001, 0x42fe0000, 0xc7000000, 0x47800000
  ]> : tensor<32xi32> -> !bits
  %o8 = vyre.alloc : !o8
  %o16 = vyre.alloc : !o16
  %o32 = vyre.alloc : !o32
  %o64 = vyre.alloc : !o64
  %canonical = vyre.alloc : !bits
  vyre.dispatch @narrow groups [%one] (%bits, %o8, %o16) : (!bits, !o8, !o16)
  vyre.dispatch @wide groups [%one] (%bits, %o32, %o64, %canonical)
      : (!bits, !o32, !o64, !bits)
  vyre.expect %o8 : !o8 == dense<[
    // unsigned
    0, 0, 0, 0, 1, 0, -1, -1, 0, -1, -1, 0, 0, -1, -1, -1, 0, -1, -1, -1, -1, 0,
    0, 0, 0, 0, 0, 0, 0, 127, 0, -1,
    // signed
    0, 0, 0, 0, 1, -1, 127, 127, -128, 127, 127, -128, -128, 127, 127, 127,
    -128, 127, 127, 127, 127, -128, 0, 0, 0, 0, 0, 0, 0, 127, -128, 127
  ]> : tensor<64xi8>
  vyre.expect %o16 : !o16 == dense<[
    // unsigned
    0, 0, 0, 0, 1, 0, 255, 256, 0, -1, -1, 0, 0, -1, -1, -1, 0, -1, -1, -1, -1,
    0, 0, 0, 0, 0, 0, 0, 0, 127, 0, -1,
    // signed
    0, 0, 0, 0, 1, -1, 255, 256, -128, 32767, 32767, -32768, -32768, 32767,
    32767, 32767, -32768, 32767, 32767, 32767, 32767, -32768, 0, 0, 0, 0, 0, 0,
    0, 127, -32768, 32767
  ]> : tensor<64xi16>
  vyre.expect %o32 : !o32 == dense<[
    // unsigned
    0, 0, 0, 0, 1, 0, 255, 256, 0, 2147483520, -2147483648, 0, 0, -256, -1, -1,
    0, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 127, 0, 65536,
    // signed
    0, 0, 0, 0, 1, -1, 255, 256, -128, 2147483520, 2147483647, -2147483648,
    -2147483648, 2147483647, 2147483647, 2147483647, -2147483648, 2147483647,
    2147483647, 2147483647, 2147483647, -2147483648, 0, 0, 0, 0, 0, 0, 0, 127,
    -32768, 65536
  ]> : tensor<64xi32>
  vyre.expect %o64 : !o64 == dense<[
    // unsigned
    0, 0, 0, 0, 1, 0, 255, 256, 0, 2147483520, 2147483648, 0, 0, 4294967040,
    4294967296, -9223372036854775808, 0, -1099511627776, -1, -1, -1, 0, 0, 0, 0,
    0, 0, 0, 0, 127, 0, 65536,
    // signed
    0, 0, 0, 0, 1, -1, 255, 256, -128, 2147483520, 2147483648, -2147483648,
    -2147483904, 4294967040, 4294967296, 9223372036854775807,
    -9223372036854775808, 9223372036854775807, 9223372036854775807,
    9223372036854775807, 9223372036854775807, -9223372036854775808, 0, 0, 0, 0,
    0, 0, 0, 127, -32768, 65536
  ]> : tensor<64xi64>
  vyre.expect %canonical : !bits == dense<[
    0x0, 0x80000000, 0x3f7fffff, 0xbf7fffff, 0x3fc00000, 0xbfc00000, 0x437f8000,
    0x43800000, 0xc3008000, 0x4effffff, 0x4f000000, 0xcf000000, 0xcf000001,
    0x4f7fffff, 0x4f800000, 0x5f000000, 0xdf000000, 0x5f7fffff, 0x5f800000,
    0x7f7fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0x7fc00000, 0x0, 0x80000000,
    0x0, 0x800000, 0x7fc00000, 0x42fe0000, 0xc7000000, 0x47800000
  ]> : tensor<32xi32>
  vyre.return
}
