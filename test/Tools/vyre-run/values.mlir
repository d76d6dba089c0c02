// RUN: vyre-run %s --entry=@floats --input b=4xf32=1,2.5,-3,1e10 --output b \
// RUN:   2>%t.err | FileCheck %s --check-prefix=LIST
// RUN: FileCheck %s --check-prefix=DEVICE --input-file=%t.err
// RUN: vyre-run %s --entry=floats --input b=4xf32=iota --output b \
// RUN:   | FileCheck %s --check-prefix=IOTA
// RUN: vyre-run %s --entry=@floats --input %%b=4xf32=random:0 --output %%b \
// RUN:   | FileCheck %s --check-prefix=RANDOM
// RUN: vyre-run %s --entry=@floats --input b=65xf32=7 --output b \
// RUN:   | FileCheck %s --check-prefix=LONG
// RUN: vyre-run %s --entry=@floats --input b=0xf32= --output b \
// RUN:   | FileCheck %s --check-prefix=EMPTY
// RUN: vyre-run %s --entry=@bytes --input b=4xi8=0x7F,-1,255,-128 --output b \
// RUN:   | FileCheck %s --check-prefix=BYTES
// RUN: vyre-run %s --entry=@vectors --input "b=2xvector<4xf32>=iota" \
// RUN:   --output b | FileCheck %s --check-prefix=VECTORS
// RUN: vyre-run %s --entry=@scalars --input i=i32=-3 --input l=i64=0x10 \
// RUN:   --input f=f32=2.5 --input d=f64=-1e300 --input n=index=7 \
// RUN:   --output i32 --output i64 --output f32 --output f64 --output index \
// RUN:   | FileCheck %s --check-prefix=SCALARS
// REQUIRES: vulkan

// Every way to write a value, and how each type prints.

// The device is named on stderr, results are all that is on stdout.
// DEVICE: {{^}}device: {{.+}} ({{.+}}){{$}}
// LIST: {{^}}b: 4xf32 = [1, 2.5, -3, 1e+10]{{$}}
// IOTA: b: 4xf32 = [0, 1, 2, 3]
// The generator is documented, so its numbers may not change.
// RANDOM: b: 4xf32 = [0.8833108, 0.43152797,
// LONG: b: 65xf32 = [7, {{.*}}7, ..., 7, {{.*}}7] (64 of 65 elements shown)
// EMPTY: b: 0xf32 = []
vyre.graph @floats(%b: !vyre.buffer<?xf32, read_write>) {
  vyre.return
}

// BYTES: b: 4xi8 = [127, -1, -1, -128]
vyre.graph @bytes(%b: !vyre.buffer<4xi8, read_write>) {
  vyre.return
}

// VECTORS: {{^}}b: 2xvector<4xf32> = {{\[}}[0, 1, 2, 3], [4, 5, 6, 7]]{{$}}
vyre.graph @vectors(%b: !vyre.buffer<?xvector<4xf32>, read_write>) {
  vyre.return
}

vyre.program @store(%i: i32, %l: i64, %f: f32, %d: f64, %n: index,
                    %i32: !vyre.buffer<1xi32, write>,
                    %i64: !vyre.buffer<1xi64, write>,
                    %f32: !vyre.buffer<1xf32, write>,
                    %f64: !vyre.buffer<1xf64, write>,
                    %index: !vyre.buffer<1xi32, write>) workgroup [1, 1, 1] {
  %c0 = arith.constant 0 : index
  %n32 = arith.index_castui %n : index to i32
  vyre.store %i, %i32[%c0] : !vyre.buffer<1xi32, write>
  vyre.store %l, %i64[%c0] : !vyre.buffer<1xi64, write>
  vyre.store %f, %f32[%c0] : !vyre.buffer<1xf32, write>
  vyre.store %d, %f64[%c0] : !vyre.buffer<1xf64, write>
  vyre.store %n32, %index[%c0] : !vyre.buffer<1xi32, write>
  vyre.return
}

// Buffers of a fixed size that are only written need no input.
// SCALARS:      i32: 1xi32 = [-3]
// SCALARS-NEXT: i64: 1xi64 = [16]
// SCALARS-NEXT: f32: 1xf32 = [2.5]
// SCALARS-NEXT: f64: 1xf64 = [-1e+300]
// SCALARS-NEXT: index: 1xi32 = [7]
vyre.graph @scalars(%i: i32, %l: i64, %f: f32, %d: f64, %n: index,
                    %i32: !vyre.buffer<1xi32, write>,
                    %i64: !vyre.buffer<1xi64, write>,
                    %f32: !vyre.buffer<1xf32, write>,
                    %f64: !vyre.buffer<1xf64, write>,
                    %index: !vyre.buffer<1xi32, write>) {
  %c1 = arith.constant 1 : index
  vyre.dispatch @store groups [%c1]
      (%i, %l, %f, %d, %n, %i32, %i64, %f32, %f64, %index)
      : (i32, i64, f32, f64, index, !vyre.buffer<1xi32, write>,
         !vyre.buffer<1xi64, write>, !vyre.buffer<1xf32, write>,
         !vyre.buffer<1xf64, write>, !vyre.buffer<1xi32, write>)
  vyre.return
}
