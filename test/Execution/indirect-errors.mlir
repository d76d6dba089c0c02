// RUN: not vyre-run %s --entry=vyre_gr_18_misaligned --backend=reference 2>&1 \
// RUN:   | FileCheck %s --check-prefix=MISALIGNED
// RUN: not vyre-run %s --entry=vyre_gr_18_misaligned 2>&1 \
// RUN:   | FileCheck %s --check-prefix=MISALIGNED
// RUN: not vyre-run %s --entry=vyre_gr_18_short --backend=reference 2>&1 \
// RUN:   | FileCheck %s --check-prefix=SHORT
// RUN: not vyre-run %s --entry=vyre_gr_18_short 2>&1 \
// RUN:   | FileCheck %s --check-prefix=SHORT
// RUN: %python %S/Inputs/exit-code.py 6 vyre-run %s --entry=vyre_gr_18_short
// RUN: not vyre-run %s --entry=vyre_gr_19_many --backend=reference 2>&1 \
// RUN:   | FileCheck %s --check-prefix=MANY
// RUN: not vyre-run %s --entry=trap --backend=reference 2>&1 \
// RUN:   | FileCheck %s --check-prefix=TRAP
// RUN: not vyre-run %s --entry=trap 2>&1 | FileCheck %s --check-prefix=TRAP
// RUN: %python %S/Inputs/exit-code.py 9 vyre-run %s --entry=trap
// REQUIRES: vulkan

// What a compiler cannot see of counts is checked when the graph runs: where
// they are by both backends, what they are by the interpreter, as the host of a
// device never sees them.

!any = !vyre.buffer<?xi32, read_write>

vyre.program @nothing() workgroup [1, 1, 1] {
  vyre.return
}

vyre.program @traps() workgroup [1, 1, 1] {
  %i = vyre.workgroup_id x
  vyre.trap "reached", %i : index
  vyre.return
}

vyre.graph @vyre_gr_18_misaligned() {
  %c6 = arith.constant 6 : index
  %counts = vyre.alloc(%c6) : !any
  %n = vyre.length %counts : !any
  // MISALIGNED: indirect-errors.mlir:[[#@LINE+1]]:3: error: {{.*}}the indirect dispatch of 'nothing' takes its counts from byte 6, expected a multiple of 4{{.*}}; fix: give the offset in bytes, four for each number
  vyre.indirect_dispatch @nothing from %counts[%n] () : !any, ()
  vyre.return
}

vyre.graph @vyre_gr_18_short() {
  %c8 = arith.constant 8 : index
  %c4 = arith.constant 4 : index
  %counts = vyre.alloc(%c4) : !any
  // SHORT: indirect-errors.mlir:[[#@LINE+1]]:3: error: {{.*}}the indirect dispatch of 'nothing' takes its counts from bytes 8 to 20 of {{.*}}16{{.*}}; fix: make the buffer larger, or the offset smaller
  vyre.indirect_dispatch @nothing from %counts[%c8] () : !any, ()
  vyre.return
}

vyre.graph @vyre_gr_19_many() {
  %c0 = arith.constant 0 : index
  %counts = vyre.constant dense<[1, 65536, 0]> : tensor<3xi32>
      -> !vyre.buffer<3xi32, read>
  // MANY: indirect-errors.mlir:[[#@LINE+1]]:3: error: {{.*}}the indirect dispatch of 'nothing' has 65536 workgroups in y, expected at most 65535 [VYRE-GR-19]; fix: {{.+}}
  vyre.indirect_dispatch @nothing from %counts[%c0] ()
      : !vyre.buffer<3xi32, read>, ()
  vyre.return
}

// A trap is found behind an indirect dispatch as behind another.
vyre.graph @trap() {
  %c0 = arith.constant 0 : index
  %counts = vyre.constant dense<1> : tensor<3xi32> -> !vyre.buffer<3xi32, read>
  // TRAP: traps with tag 'reached'
  vyre.indirect_dispatch @traps from %counts[%c0] ()
      : !vyre.buffer<3xi32, read>, ()
  vyre.return
}
