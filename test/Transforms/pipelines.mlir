// RUN: vyre-opt %s --vyre-optimize | FileCheck %s --check-prefix=OPT
// RUN: vyre-opt %s --vyre-to-spirv | FileCheck %s --check-prefix=SPIRV
// RUN: vyre-opt %s --vyre-optimize --vyre-to-spirv | FileCheck %s --check-prefix=BOTH

!b = !vyre.buffer<?xi32, read_write>

// vyre-optimize folds, hoists what is pure out of loops, merges, and proves;
// the load stays in the loop, and nothing passes the exit. Folding twice must
// not make an index constant that the second pipeline rejects.
// OPT-LABEL: vyre.program @p
// OPT:         %[[LEN:.*]] = vyre.length %b
// OPT-NOT:     vyre.length
// OPT:         %[[OUT:.*]] = arith.cmpi uge, %global_x, %[[LEN]]
// OPT-NEXT:    vyre.exit_if %[[OUT]]
// OPT:         %[[X:.*]] = arith.muli %p, %p : i32
// OPT:         scf.for
// OPT-NOT:       arith.muli
// OPT:           vyre.load %b[%global_x] in_bounds
// OPT:           vyre.store %{{.*}}, %b[%global_x] in_bounds
// OPT:         vyre.return

// vyre-to-spirv leaves graphs and no programs.
// SPIRV-NOT: vyre.program
// SPIRV:     spirv.module @p Logical Vulkan requires
// SPIRV:       spirv.EntryPoint "GLCompute" @p
// SPIRV:     vyre.graph @main
// SPIRV:       vyre.dispatch @p

// BOTH:      spirv.module @p
// BOTH:      vyre.graph @main
vyre.program @p(%b: !b, %p: i32) workgroup [64, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %i = vyre.global_id x
  %n = vyre.length %b : !b
  %out = arith.cmpi uge, %i, %n : index
  vyre.exit_if %out
  %m = vyre.length %b : !b
  %less = arith.subi %m, %c4 : index
  %more = arith.addi %less, %c1 : index
  %gone = arith.cmpi eq, %i, %more : index
  vyre.exit_if %gone
  scf.for %k = %c0 to %c4 step %c1 {
    %square = arith.muli %p, %p : i32
    %v = vyre.load %b[%i] : !b
    %w = arith.addi %v, %square : i32
    vyre.store %w, %b[%i] : !b
  }
  vyre.return
}
// Redundant barriers go, and the loads that were on both sides become one.
// OPT-LABEL: vyre.program @barrier
// OPT:         vyre.load
// OPT-NOT:     vyre.barrier
// OPT-NOT:     vyre.load
// OPT:         vyre.return
vyre.program @barrier(%b: !b, %c: !b) workgroup [64, 1, 1] {
  %l = vyre.local_id x
  %v = vyre.load %b[%l] : !b
  vyre.barrier workgroup acq_rel
  %w = vyre.load %b[%l] : !b
  %s = arith.addi %v, %w : i32
  vyre.store %s, %c[%l] : !b
  vyre.return
}
vyre.graph @main(%b: !b, %c: !b) {
  %p = arith.constant 3 : i32
  %n = vyre.length %b : !b
  vyre.dispatch @p threads [%n] (%b, %p) : (!b, i32)
  vyre.dispatch @barrier threads [%n] (%b, %c) : (!b, !b)
  vyre.return
}
