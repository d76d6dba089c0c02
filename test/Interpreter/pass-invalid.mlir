// RUN: vyre-opt %s --vyre-interpret -split-input-file -verify-diagnostics
// RUN: not vyre-opt %s --vyre-interpret=schedule=sideways 2>&1 \
// RUN:   | FileCheck %s --check-prefix=SCHEDULE
// SCHEDULE: error: vyre-interpret: found the schedule 'sideways', expected batched, in-order, reverse, random:SEED, all:N or replay:TRACE; fix: use one of these

vyre.graph @first() {
  %b = vyre.constant dense<[1, 2, 3]> : tensor<3xi32>
      -> !vyre.buffer<3xi32, read_write>
  // expected-error @+1 {{is 2 (0x00000002), expected 5 (0x00000005); 1 of 3 elements differ}}
  vyre.expect %b : !vyre.buffer<3xi32, read_write>
      == dense<[1, 5, 3]> : tensor<3xi32>
  vyre.return
}

// Every graph runs, whatever an earlier one did.
vyre.graph @second() {
  %b = vyre.alloc : !vyre.buffer<2xi32, read_write>
  // expected-error @+1 {{2 of 2 elements differ}}
  vyre.expect %b : !vyre.buffer<2xi32, read_write> == dense<1> : tensor<2xi32>
  vyre.return
}
