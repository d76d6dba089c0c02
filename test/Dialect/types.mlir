// RUN: vyre-opt %s --verify-roundtrip | FileCheck %s
// RUN: vyre-opt %s --emit-bytecode | vyre-opt | FileCheck %s

// Every element type and every access, static and dynamic counts.
// CHECK-LABEL: vyre.program @elements(
// CHECK-SAME:    %a: !vyre.buffer<1xi8, read>, %b: !vyre.buffer<?xi16, write>,
// CHECK-SAME:    %c: !vyre.buffer<3xi32, read_write>, %d: !vyre.buffer<?xi64, uniform>,
// CHECK-SAME:    %e: !vyre.buffer<?xf16, read>, %f: !vyre.buffer<?xbf16, read>,
// CHECK-SAME:    %g: !vyre.buffer<?xf32, read>, %h: !vyre.buffer<?xf64, read>,
// CHECK-SAME:    %i: !vyre.buffer<?xvector<2xi32>, read>, %j: !vyre.buffer<?xvector<4xi32>, read>,
// CHECK-SAME:    %k: !vyre.buffer<?xvector<2xf32>, read>, %l: !vyre.buffer<8xvector<4xf32>, read>)
vyre.program @elements(
    %a: !vyre.buffer<1xi8, read>, %b: !vyre.buffer<?xi16, write>,
    %c: !vyre.buffer<3xi32, read_write>, %d: !vyre.buffer<?xi64, uniform>,
    %e: !vyre.buffer<?xf16, read>, %f: !vyre.buffer<?xbf16, read>,
    %g: !vyre.buffer<?xf32, read>, %h: !vyre.buffer<?xf64, read>,
    %i: !vyre.buffer<?xvector<2xi32>, read>, %j: !vyre.buffer<?xvector<4xi32>, read>,
    %k: !vyre.buffer<?xvector<2xf32>, read>, %l: !vyre.buffer<8xvector<4xf32>, read>)
    workgroup [1, 1, 1] {
  vyre.return
}

// The bounds of a count: none at all is a buffer too, and 2^31 is the largest.
// CHECK-LABEL: vyre.program @counts(
// CHECK-SAME:    %none: !vyre.buffer<0xi32, read_write>,
// CHECK-SAME:    %most: !vyre.buffer<2147483648xi8, read>)
vyre.program @counts(%none: !vyre.buffer<0xi32, read_write>,
                     %most: !vyre.buffer<2147483648xi8, read>)
    workgroup [1, 1, 1] {
  vyre.return
}
