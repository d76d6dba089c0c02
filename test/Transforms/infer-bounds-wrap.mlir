// RUN: vyre-opt %s --pass-pipeline='builtin.module(vyre.program(vyre-infer-bounds))' --split-input-file | FileCheck %s

// An index has 32 bits on the device, the range analysis computes with 64.
// What differs must not become a proof.

!s = !vyre.buffer<64xi32, read_write>

// With 64 bits max(id, 1) + (2^32 - 1) is at least 2^32, the smaller of it and
// 2^32 - 1 is that constant, and the difference is 0. On the device the sum is
// max(id, 1) - 1, and the difference nearly anything.
// CHECK-LABEL: vyre.program @sum_may_wrap
// CHECK:         vyre.load %s[%{{.*}}] :
vyre.program @sum_may_wrap(%s: !s) workgroup [64, 1, 1] {
  %c1 = arith.constant 1 : index
  %ones = arith.constant 4294967295 : index
  %i = vyre.global_id x
  %positive = arith.maxui %i, %c1 : index
  %sum = arith.addi %positive, %ones : index
  %low = arith.minui %sum, %ones : index
  %q = arith.subi %ones, %low : index
  %0 = vyre.load %s[%q] : !s
  vyre.return
}

// -----

!s = !vyre.buffer<64xi32, read_write>

// With 64 bits max(id, 2) * 2^31 is at least 2^32, the smaller of it and 2^31 is
// 2^31, and the difference 0. On the device the product of an even id is 0.
// CHECK-LABEL: vyre.program @product_may_wrap
// CHECK:         vyre.load %s[%{{.*}}] :
vyre.program @product_may_wrap(%s: !s) workgroup [64, 1, 1] {
  %c2 = arith.constant 2 : index
  %half = arith.constant 2147483648 : index
  %i = vyre.global_id x
  %atLeast2 = arith.maxui %i, %c2 : index
  %product = arith.muli %atLeast2, %half : index
  %low = arith.minui %product, %half : index
  %q = arith.subi %half, %low : index
  %0 = vyre.load %s[%q] : !s
  vyre.return
}

// -----

!s = !vyre.buffer<64xi32, read_write>

// A mask brings every number into range, wrapped or not.
// CHECK-LABEL: vyre.program @mask_after_wrap
// CHECK:         vyre.load %s[%{{.*}}] in_bounds
// CHECK:         vyre.load %s[%{{.*}}] in_bounds
vyre.program @mask_after_wrap(%s: !s, %p: index) workgroup [64, 1, 1] {
  %c63 = arith.constant 63 : index
  %c64 = arith.constant 64 : index
  %i = vyre.global_id x
  %m = arith.muli %i, %p : index
  %a = arith.andi %m, %c63 : index
  %0 = vyre.load %s[%a] : !s
  %r = arith.remui %p, %c64 : index
  %1 = vyre.load %s[%r] : !s
  vyre.return
}

// -----

!s = !vyre.buffer<64xi32, read_write>

// The branch that the analysis believes dead can run on the device: id + 1 is
// 0 there for the last id.
// CHECK-LABEL: vyre.program @branch_on_wrapped
// CHECK:         vyre.load %s[%{{.*}}] :
vyre.program @branch_on_wrapped(%s: !s) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %i = vyre.global_id x
  %sum = arith.addi %i, %c1 : index
  %is = arith.cmpi eq, %sum, %c0 : index
  %k = scf.if %is -> index {
    scf.yield %c64 : index
  } else {
    scf.yield %c0 : index
  }
  %0 = vyre.load %s[%k] : !s
  vyre.return
}

// -----

!s = !vyre.buffer<64xi32, read_write>

// A shift by 32 gives 0 with 64 bits and anything on the device; a remainder by
// zero likewise.
// CHECK-LABEL: vyre.program @undefined_ops
// CHECK-NOT:     in_bounds
// CHECK:         vyre.return
vyre.program @undefined_ops(%s: !s, %p: index) workgroup [64, 1, 1] {
  %c32 = arith.constant 32 : index
  %c63 = arith.constant 63 : index
  %i = vyre.global_id x
  %q = arith.shrui %i, %c32 : index
  %0 = vyre.load %s[%q] : !s
  %d = arith.andi %p, %c63 : index
  %r = arith.remui %i, %d : index
  %1 = vyre.load %s[%r] : !s
  vyre.return
}

// -----

!s = !vyre.buffer<64xi32, read_write>

// What a load gives can be anything, however its index was computed; the total
// remainder brings it into range.
// CHECK-LABEL: vyre.program @loaded_index
// CHECK:         vyre.load %s[%{{.*}}] :
// CHECK:         vyre.load %s[%{{.*}}] :
// CHECK:         vyre.load %s[%{{.*}}] in_bounds
vyre.program @loaded_index(%s: !s) workgroup [64, 1, 1] {
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %i = vyre.global_id x
  %sum = arith.addi %i, %c1 : index
  %v = vyre.load %s[%sum] : !s
  %k = arith.index_castui %v : i32 to index
  %0 = vyre.load %s[%k] : !s
  %r = vyre.remui %k, %c64 : index
  %1 = vyre.load %s[%r] : !s
  vyre.return
}
