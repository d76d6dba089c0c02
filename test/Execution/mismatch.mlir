// RUN: not vyre-run %s --entry=integers 2>&1 \
// RUN:   | FileCheck %s --check-prefix=INTEGERS
// RUN: not vyre-run %s --entry=floats 2>&1 | FileCheck %s --check-prefix=FLOATS
// RUN: not vyre-run %s --entry=zeros 2>&1 | FileCheck %s --check-prefix=NAN
// RUN: not vyre-run %s --entry=vectors 2>&1 \
// RUN:   | FileCheck %s --check-prefix=VECTORS
// RUN: not vyre-run %s --entry=splat 2>&1 | FileCheck %s --check-prefix=SPLAT
// RUN: not vyre-run %s --entry=first 2>&1 | FileCheck %s --check-prefix=FIRST
// RUN: not vyre-run %s --entry=count 2>&1 | FileCheck %s --check-prefix=COUNT
// RUN: %python %S/Inputs/exit-code.py 8 vyre-run %s --entry=integers
// RUN: %python %S/Inputs/exit-code.py 8 vyre-run %s --entry=count
// RUN: rm -f %t.npy
// RUN: not vyre-run %s --entry=output --output b=@%t.npy
// RUN: not ls %t.npy
// REQUIRES: vulkan

// A vyre.expect that does not hold ends the run with exit code 8, no output
// file, and one line that gives the place, the first element that differs,
// both values, and how many differ.

vyre.graph @integers() {
  %b = vyre.constant dense<[1, 2, -3, 4]> : tensor<4xi32>
      -> !vyre.buffer<4xi32, read_write>
  // INTEGERS: mismatch.mlir:[[#@LINE+1]]:3: error: element 2 of buffer {{.*}} is -3 (0xFFFFFFFD), expected 3 (0x00000003); 2 of 4 elements differ; fix: {{.+}}
  vyre.expect %b : !vyre.buffer<4xi32, read_write>
      == dense<[1, 2, 3, 5]> : tensor<4xi32>
  vyre.return
}

// Three steps apart where two are allowed; and none allowed.
vyre.graph @floats() {
  %b = vyre.constant dense<[1.0, 0x3F800003]> : tensor<2xf32>
      -> !vyre.buffer<2xf32, read_write>
  // FLOATS: mismatch.mlir:[[#@LINE+1]]:3: error: element 1 of buffer {{.*}} is 1.00000036 (0x3F800003), expected 1 (0x3F800000), 3 ULP apart with 2 allowed; 1 of 2 elements differ; fix: {{.+}}
  vyre.expect %b : !vyre.buffer<2xf32, read_write>
      == dense<1.0> : tensor<2xf32> ulp 2
  vyre.return
}

// NaN is not zero, however wide the distance.
vyre.graph @zeros() {
  %b = vyre.constant dense<[0x7FC00000]> : tensor<1xf32>
      -> !vyre.buffer<1xf32, read_write>
  // NAN: error: element 0 of buffer {{.*}} is nan (0x7FC00000), expected 0 (0x00000000){{.*}}1 of 1 element{{.*}}fix: {{.+}}
  vyre.expect %b : !vyre.buffer<1xf32, read_write>
      == dense<0.0> : tensor<1xf32> ulp 2147483647
  vyre.return
}

vyre.graph @vectors() {
  %b = vyre.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi32>
      -> !vyre.buffer<2xvector<2xi32>, read_write>
  // VECTORS: error: element 1{{.*}}is 4 (0x00000004), expected 5 (0x00000005); 1 of 2 elements differ; fix: {{.+}}
  vyre.expect %b : !vyre.buffer<2xvector<2xi32>, read_write>
      == dense<[[1, 2], [3, 5]]> : tensor<2x2xi32>
  vyre.return
}

vyre.graph @splat() {
  %b = vyre.constant dense<[7, 7, 7, 8]> : tensor<4xi64>
      -> !vyre.buffer<4xi64, read_write>
  // SPLAT: error: element 3 of buffer {{.*}} is 8 (0x0000000000000008), expected 7 (0x0000000000000007); 1 of 4 elements differ; fix: {{.+}}
  vyre.expect %b : !vyre.buffer<4xi64, read_write> == dense<7> : tensor<4xi64>
  vyre.return
}

// Of two that fail, the first one in the graph is reported, although the
// buffer is right again at the end.
vyre.graph @first() {
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %b = vyre.alloc : !vyre.buffer<1xi32, read_write>
  vyre.fill %one, %b : !vyre.buffer<1xi32, read_write>
  // FIRST: mismatch.mlir:[[#@LINE+1]]:3: error: element 0 of buffer {{.*}} is 1 (0x00000001), expected 2 (0x00000002)
  vyre.expect %b : !vyre.buffer<1xi32, read_write> == dense<2> : tensor<1xi32>
  vyre.fill %two, %b : !vyre.buffer<1xi32, read_write>
  vyre.expect %b : !vyre.buffer<1xi32, read_write> == dense<2> : tensor<1xi32>
  vyre.expect %b : !vyre.buffer<1xi32, read_write> == dense<3> : tensor<1xi32>
  vyre.return
}

// A buffer that is longer than what is expected.
vyre.graph @count() {
  %n = arith.constant 3 : index
  %b = vyre.alloc(%n) : !vyre.buffer<?xi32, read_write>
  // COUNT: mismatch.mlir:[[#@LINE+1]]:3: error: buffer {{.*}} has 3 elements, expected 2; fix: {{.+}}
  vyre.expect %b : !vyre.buffer<?xi32, read_write> == dense<0> : tensor<2xi32>
  vyre.return
}

vyre.program @write(%b: !vyre.buffer<2xi32, write>) workgroup [2, 1, 1] {
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  vyre.store %one, %b[%i] : !vyre.buffer<2xi32, write>
  vyre.return
}

vyre.graph @output(%b: !vyre.buffer<2xi32, write>) {
  %c1 = arith.constant 1 : index
  vyre.dispatch @write groups [%c1] (%b) : (!vyre.buffer<2xi32, write>)
  vyre.expect %b : !vyre.buffer<2xi32, write> == dense<2> : tensor<2xi32>
  vyre.return
}
