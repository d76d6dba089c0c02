// RUN: vyre-opt %s --convert-vyre-to-gpu --verify-diagnostics

// An exit has no equivalent; a pass must have removed it.
vyre.program @exit_left(%p: i32) workgroup [8, 1, 1] {
  %zero = arith.constant 0 : i32
  %is = arith.cmpi eq, %p, %zero : i32
  // expected-error@below {{'vyre.exit_if' op is left in the program, expected none; fix: run vyre-lower-exits before convert-vyre-to-gpu}}
  vyre.exit_if %is
  vyre.return
}
