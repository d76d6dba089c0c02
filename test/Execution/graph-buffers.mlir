// RUN: vyre-run %s
// REQUIRES: vulkan

// What a graph does to buffers without a program: alloc is zero, constant has
// its contents, copy moves as many elements as both have, fill sets all of
// them, in every type; expect compares by bits or within a distance.

vyre.graph @main() {
  %c0 = arith.constant 0 : index
  %c5 = arith.constant 5 : index

  // Zeros, static and dynamic, and also where the same memory was used before.
  %a = vyre.alloc : !vyre.buffer<1000xi32, read_write>
  vyre.expect %a : !vyre.buffer<1000xi32, read_write>
      == dense<0> : tensor<1000xi32>
  %b = vyre.alloc(%c5) : !vyre.buffer<?xf64, read_write>
  vyre.expect %b : !vyre.buffer<?xf64, read_write>
      == dense<0.0> : tensor<5xf64>

  // A copy of 3 elements into 5 leaves two; of 5 into 3 takes three; from and
  // to nothing does nothing.
  %three = vyre.constant dense<[1, 2, 3]> : tensor<3xi16>
      -> !vyre.buffer<3xi16, read_write>
  %five = vyre.constant dense<[10, 20, 30, 40, 50]> : tensor<5xi16>
      -> !vyre.buffer<5xi16, read_write>
  %none = vyre.alloc(%c0) : !vyre.buffer<?xi16, read_write>
  vyre.copy %none, %three
      : !vyre.buffer<?xi16, read_write>, !vyre.buffer<3xi16, read_write>
  vyre.copy %three, %none
      : !vyre.buffer<3xi16, read_write>, !vyre.buffer<?xi16, read_write>
  vyre.expect %three : !vyre.buffer<3xi16, read_write>
      == dense<[1, 2, 3]> : tensor<3xi16>
  vyre.copy %three, %five
      : !vyre.buffer<3xi16, read_write>, !vyre.buffer<5xi16, read_write>
  vyre.expect %five : !vyre.buffer<5xi16, read_write>
      == dense<[1, 2, 3, 40, 50]> : tensor<5xi16>
  %other = vyre.constant dense<[-1, -2, -3, -4, -5]> : tensor<5xi16>
      -> !vyre.buffer<5xi16, read_write>
  vyre.copy %other, %three
      : !vyre.buffer<5xi16, read_write>, !vyre.buffer<3xi16, read_write>
  vyre.expect %three : !vyre.buffer<3xi16, read_write>
      == dense<[-1, -2, -3]> : tensor<3xi16>
  // 3 bytes: not a multiple of 4.
  %bytes = vyre.constant dense<[7, 8, 9]> : tensor<3xi8>
      -> !vyre.buffer<3xi8, read_write>
  %target = vyre.constant dense<[1, 2, 3, 4, 5]> : tensor<5xi8>
      -> !vyre.buffer<5xi8, read_write>
  vyre.copy %bytes, %target
      : !vyre.buffer<3xi8, read_write>, !vyre.buffer<5xi8, read_write>
  vyre.expect %target : !vyre.buffer<5xi8, read_write>
      == dense<[7, 8, 9, 4, 5]> : tensor<5xi8>

  // Fills. The counts make byte sizes that are no multiple of 4.
  %v8 = arith.constant -77 : i8
  %v16 = arith.constant 12345 : i16
  %v32 = arith.constant -123456789 : i32
  %v64 = arith.constant 1234567890123456789 : i64
  %vh = arith.constant 1.5 : f16
  %vb = arith.constant -2.5 : bf16
  %vf = arith.constant 0.1 : f32
  %vd = arith.constant 0.1 : f64
  %f8 = vyre.alloc : !vyre.buffer<7xi8, read_write>
  %f16 = vyre.alloc : !vyre.buffer<7xi16, read_write>
  %f32 = vyre.alloc : !vyre.buffer<7xi32, read_write>
  %f64 = vyre.alloc : !vyre.buffer<7xi64, read_write>
  %fh = vyre.alloc : !vyre.buffer<7xf16, read_write>
  %fb = vyre.alloc : !vyre.buffer<7xbf16, read_write>
  %ff = vyre.alloc : !vyre.buffer<7xf32, read_write>
  %fd = vyre.alloc : !vyre.buffer<7xf64, read_write>
  vyre.fill %v8, %f8 : !vyre.buffer<7xi8, read_write>
  vyre.fill %v16, %f16 : !vyre.buffer<7xi16, read_write>
  vyre.fill %v32, %f32 : !vyre.buffer<7xi32, read_write>
  vyre.fill %v64, %f64 : !vyre.buffer<7xi64, read_write>
  vyre.fill %vh, %fh : !vyre.buffer<7xf16, read_write>
  vyre.fill %vb, %fb : !vyre.buffer<7xbf16, read_write>
  vyre.fill %vf, %ff : !vyre.buffer<7xf32, read_write>
  vyre.fill %vd, %fd : !vyre.buffer<7xf64, read_write>
  vyre.fill %v16, %none : !vyre.buffer<?xi16, read_write>
  vyre.expect %f8 : !vyre.buffer<7xi8, read_write> == dense<-77> : tensor<7xi8>
  vyre.expect %f16 : !vyre.buffer<7xi16, read_write>
      == dense<12345> : tensor<7xi16>
  vyre.expect %f32 : !vyre.buffer<7xi32, read_write>
      == dense<-123456789> : tensor<7xi32>
  vyre.expect %f64 : !vyre.buffer<7xi64, read_write>
      == dense<1234567890123456789> : tensor<7xi64>
  vyre.expect %fh : !vyre.buffer<7xf16, read_write>
      == dense<1.5> : tensor<7xf16>
  vyre.expect %fb : !vyre.buffer<7xbf16, read_write>
      == dense<-2.5> : tensor<7xbf16>
  vyre.expect %ff : !vyre.buffer<7xf32, read_write>
      == dense<0.1> : tensor<7xf32>
  vyre.expect %fd : !vyre.buffer<7xf64, read_write>
      == dense<0.1> : tensor<7xf64>

  // Distances: 1.0 is 0x3F800000; one and two steps away, on both sides of
  // zero too. With a distance, zeros of both signs and NaNs of all kinds
  // agree; test/Execution/mismatch.mlir has what does not.
  %near = vyre.constant dense<[0x3F800001, 0x3F7FFFFE, 0x00000001, 0x80000001]>
      : tensor<4xf32> -> !vyre.buffer<4xf32, read_write>
  vyre.expect %near : !vyre.buffer<4xf32, read_write>
      == dense<[1.0, 1.0, 0x80000001, 0x00000001]> : tensor<4xf32> ulp 2
  %equal = vyre.constant dense<[-0.0, 0.0, 0x7FC00000, 0xFFC12345]>
      : tensor<4xf32> -> !vyre.buffer<4xf32, read_write>
  vyre.expect %equal : !vyre.buffer<4xf32, read_write>
      == dense<[0.0, -0.0, 0x7FC12345, 0x7FC00000]> : tensor<4xf32> ulp 1
  vyre.return
}
