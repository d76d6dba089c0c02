// RUN: rm -rf %t && mkdir %t
// RUN: vyre-run %s --input "v=2xvector<2xi32>=1,2,3,4" \
// RUN:   --output f=@%t/f.npy --output v=@%t/v.npy \
// RUN:   --output f=@%t/f.bin --output f=@%t/field.png:4x2 \
// RUN:   --output i=@%t/pixels.png:2x2 --output g=@%t/grey.png:2x1
// RUN: %python -c "import numpy, sys; \
// RUN:   f = numpy.load(sys.argv[1] + '/f.npy'); \
// RUN:   v = numpy.load(sys.argv[1] + '/v.npy'); \
// RUN:   b = numpy.fromfile(sys.argv[1] + '/f.bin', numpy.float32); \
// RUN:   print(f.dtype, f.shape, f.tolist()); \
// RUN:   print(v.dtype, v.shape, v.tolist()); \
// RUN:   print((f == b).all())" %t | FileCheck %s
// RUN: od -An -tx1 -N24 %t/field.png | FileCheck %s --check-prefix=PNG
// RUN: od -An -tx1 -j16 -N10 %t/field.png | FileCheck %s --check-prefix=FIELD
// RUN: od -An -tx1 -j16 -N10 %t/pixels.png | FileCheck %s --check-prefix=PIXELS
// RUN: od -An -tx1 -j16 -N10 %t/grey.png | FileCheck %s --check-prefix=GREY

// A result goes in again, and nothing else is left in the folder.
// RUN: vyre-run %S/Inputs/saxpy.mlir --input x=@%t/f.npy --input y=@%t/f.bin \
// RUN:   --input a=f32=2 --output y | FileCheck %s --check-prefix=AGAIN
// RUN: ls %t | count 6
// REQUIRES: vulkan, numpy

// CHECK: float32 (8,) [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5]
// CHECK: int32 (2, 2) {{\[}}[1, 2], [3, 4]]
// CHECK: True
// AGAIN: y: 8xf32 = [0, 1.5, 3, 4.5, 6, 7.5, 9, 10.5]
// PNG: 89 50 4e 47 0d 0a 1a 0a
// Width, height, 8 bits, and the colour type: 2 RGB, 6 RGBA, 0 grey.
// FIELD: 00 00 00 04 00 00 00 02 08 02
// PIXELS: 00 00 00 02 00 00 00 02 08 06
// GREY: 00 00 00 02 00 00 00 01 08 00
vyre.graph @main(%f: !vyre.buffer<8xf32, write>,
                 %v: !vyre.buffer<2xvector<2xi32>, read_write>,
                 %i: !vyre.buffer<4xi32, write>,
                 %g: !vyre.buffer<2xi8, write>) {
  %fc = vyre.constant dense<[0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5]>
      : tensor<8xf32> -> !vyre.buffer<8xf32, read>
  vyre.copy %fc, %f : !vyre.buffer<8xf32, read>, !vyre.buffer<8xf32, write>
  vyre.return
}
