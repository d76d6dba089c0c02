// RUN: vyre-run %s
// RUN: vyre-run %s --backend=reference
// RUN: vyre-opt %s --vyre-split-grid-sync \
// RUN:   | vyre-run - --backend=reference --check-uninitialized

// A dispatch of no invocations whose loop the device would end: nobody tells the
// host, and the host must not take a number that nobody wrote for an answer.

!rw = !vyre.buffer<?xi32, read_write>
!one = !vyre.buffer<1xi32, read_write>

vyre.program @until(%b: !rw, %flag: !one) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %k = scf.while (%n = %zero) : (i32) -> i32 {
    %f = vyre.load %flag[%c0] : !one
    %more = arith.cmpi eq, %f, %zero : i32
    scf.condition(%more) %n : i32
  } do {
  ^bb0(%n: i32):
    %m = arith.addi %n, %one : i32
    vyre.barrier grid
    %alone = arith.cmpi eq, %i, %c0 : index
    scf.if %alone {
      vyre.store %one, %flag[%c0] : !one
    }
    vyre.barrier grid
    scf.yield %m : i32
  }
  vyre.store %k, %b[%i] : !rw
  vyre.return
}

vyre.graph @main() {
  %none = arith.constant 0 : index
  %some = arith.constant 70 : index
  %b = vyre.constant dense<7> : tensor<100xi32> -> !vyre.buffer<100xi32, read_write>
  %flag = vyre.constant dense<0> : tensor<1xi32> -> !one
  vyre.dispatch @until threads [%none] (%b, %flag)
      : (!vyre.buffer<100xi32, read_write>, !one)
  vyre.expect %flag : !one == dense<0> : tensor<1xi32>
  vyre.expect %b : !vyre.buffer<100xi32, read_write> == dense<7> : tensor<100xi32>
  // With invocations, all have made one round. The grid is rounded up to whole
  // workgroups.
  vyre.dispatch @until threads [%some] (%b, %flag)
      : (!vyre.buffer<100xi32, read_write>, !one)
  vyre.expect %b : !vyre.buffer<100xi32, read_write> == dense<1> : tensor<100xi32>
  vyre.return
}
