// RUN: vyre-run %s --backend=reference

// Folders of conversions skip the conversion before, and then give no result at
// once.
vyre.graph @main() {
  %left = vyre.constant dense<65541> : tensor<1xi32>
      -> !vyre.buffer<1xi32, read_write>
  %l = vyre.read %left : !vyre.buffer<1xi32, read_write>
  %s = arith.trunci %l : i32 to i16
  %m = arith.extui %s : i16 to i32
  %b = arith.extui %m : i32 to i64
  %o = vyre.alloc : !vyre.buffer<1xi64, read_write>
  vyre.fill %b, %o : !vyre.buffer<1xi64, read_write>
  vyre.expect %o : !vyre.buffer<1xi64, read_write> == dense<5> : tensor<1xi64>
  %w = arith.extui %l : i32 to i64
  %t = arith.trunci %w : i64 to i1
  %c = arith.extui %t : i1 to i32
  vyre.fill %c, %left : !vyre.buffer<1xi32, read_write>
  vyre.expect %left : !vyre.buffer<1xi32, read_write>
      == dense<1> : tensor<1xi32>
  vyre.return
}
