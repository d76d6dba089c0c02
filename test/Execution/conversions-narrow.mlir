// RUN: vyre-run %s
// REQUIRES: vulkan

// Conversions that go through another type. A bf16 has 8 bits of mantissa:
// 257 is a tie between 256 and 258 and goes to the even one, 259 to 260, 383 to
// 384, -255 stays. The i1 is true for the last two elements.

!b = !vyre.buffer<4xi32, read_write>
!h = !vyre.buffer<4xbf16, read_write>
!f = !vyre.buffer<8xf32, read_write>

vyre.program @convert(%b: !b, %h: !h, %f: !f) workgroup [4, 1, 1] {
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %i = vyre.local_id x
  %j = arith.addi %i, %c4 : index
  %x = vyre.load %b[%i] : !b
  %wide = arith.sitofp %x : i32 to f32
  %half = arith.truncf %wide : f32 to bf16
  vyre.store %half, %h[%i] : !h
  %again = vyre.load %h[%i] : !h
  %y = arith.fptosi %again : bf16 to i32
  vyre.store %y, %b[%i] : !b
  %late = arith.cmpi uge, %i, %c2 : index
  %u = arith.uitofp %late : i1 to f32
  vyre.store %u, %f[%i] : !f
  %s = arith.sitofp %late : i1 to f32
  vyre.store %s, %f[%j] : !f
  vyre.return
}

vyre.graph @main() {
  %one = arith.constant 1 : index
  %b = vyre.constant dense<[257, 259, 383, -255]> : tensor<4xi32> -> !b
  %h = vyre.alloc : !h
  %f = vyre.alloc : !f
  vyre.dispatch @convert groups [%one] (%b, %h, %f) : (!b, !h, !f)
  vyre.expect %b : !b == dense<[256, 260, 384, -255]> : tensor<4xi32>
  vyre.expect %f : !f
      == dense<[0.0, 0.0, 1.0, 1.0, 0.0, 0.0, -1.0, -1.0]> : tensor<8xf32>
  vyre.return
}
