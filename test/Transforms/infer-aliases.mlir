// RUN: vyre-opt %s --split-input-file --vyre-infer-aliases | FileCheck %s

!rw = !vyre.buffer<64xi32, read_write>

// Every dispatch passes three different buffers. A scalar gets no mark.
// CHECK-LABEL: vyre.program @distinct(
// CHECK-SAME:    %a: {{[^,]*}}, read_write> {vyre.noalias}
// CHECK-SAME:    %b: {{[^,]*}}, read_write> {vyre.noalias}
// CHECK-SAME:    %c: {{[^,]*}}, read_write> {vyre.noalias}
// CHECK-SAME:    %n: i32)
vyre.program @distinct(%a: !rw, %b: !rw, %c: !rw, %n: i32) workgroup [64, 1, 1] {
  vyre.return
}

// The second dispatch passes one buffer as %a and %b; %c is no other's.
// CHECK-LABEL: vyre.program @twice(
// CHECK-SAME:    %a: {{[^,]*}}, read_write>, %b: {{[^,]*}}, read_write>, %c: {{[^,]*}}, read_write> {vyre.noalias})
vyre.program @twice(%a: !rw, %b: !rw, %c: !rw) workgroup [64, 1, 1] {
  vyre.return
}

// Between them the two dispatches leave no argument that is always alone. The
// mark that stands there is computed anew.
// CHECK-LABEL: vyre.program @never(
// CHECK-NOT:     noalias
// CHECK:         vyre.return
vyre.program @never(%a: !rw, %b: !rw {vyre.noalias}, %c: !rw) workgroup [64, 1, 1] {
  vyre.return
}

// Nobody in the module dispatches it, so somebody else may.
// CHECK-LABEL: vyre.program @uncalled(
// CHECK-NOT:     noalias
// CHECK:         vyre.return
vyre.program @uncalled(%a: !rw, %b: !rw) workgroup [64, 1, 1] {
  vyre.return
}

// Arguments of a graph are different buffers (VYRE-GR-16).
vyre.graph @main(%x: !rw, %y: !rw) {
  %one = arith.constant 1 : index
  %i = arith.constant 1 : i32
  %z = vyre.alloc : !rw
  vyre.dispatch @distinct groups [%one] (%x, %y, %z, %i) : (!rw, !rw, !rw, i32)
  vyre.dispatch @distinct groups [%one] (%z, %y, %x, %i) : (!rw, !rw, !rw, i32)
  vyre.dispatch @twice groups [%one] (%x, %y, %z) : (!rw, !rw, !rw)
  vyre.dispatch @twice groups [%one] (%x, %x, %z) : (!rw, !rw, !rw)
  vyre.dispatch @never groups [%one] (%x, %x, %z) : (!rw, !rw, !rw)
  vyre.dispatch @never groups [%one] (%x, %y, %y) : (!rw, !rw, !rw)
  vyre.return
}

// -----

// Grids of one axis: sizes that are not written, or are one workgroup.
// CHECK-LABEL: vyre.program @one_axis(
// CHECK-SAME:    attributes {vyre.grid_axes = 1 : i32}
vyre.program @one_axis(%a: !vyre.buffer<64xi32, read>) workgroup [16, 4, 1] {
  vyre.return
}
// CHECK-LABEL: vyre.program @two_axes(
// CHECK-SAME:    attributes {vyre.grid_axes = 2 : i32}
vyre.program @two_axes(%a: !vyre.buffer<64xi32, read>) workgroup [16, 4, 1] {
  vyre.return
}
// The last size is not known.
// CHECK-LABEL: vyre.program @three_axes(
// CHECK-NOT:     grid_axes
// CHECK:         vyre.return
vyre.program @three_axes(%a: !vyre.buffer<64xi32, read>) workgroup [16, 4, 1] {
  vyre.return
}
vyre.graph @main(%a: !vyre.buffer<64xi32, read>, %n: index) {
  %one = arith.constant 1 : index
  %four = arith.constant 4 : index
  %five = arith.constant 5 : index
  vyre.dispatch @one_axis groups [%n] (%a) : (!vyre.buffer<64xi32, read>)
  vyre.dispatch @one_axis threads [%n, %four] (%a) : (!vyre.buffer<64xi32, read>)
  vyre.dispatch @one_axis groups [%n, %one, %one] (%a) : (!vyre.buffer<64xi32, read>)
  vyre.dispatch @two_axes threads [%n, %five, %one] (%a) : (!vyre.buffer<64xi32, read>)
  vyre.dispatch @three_axes groups [%n, %one, %n] (%a) : (!vyre.buffer<64xi32, read>)
  vyre.return
}

// -----

// A graph that was made for its program runs with any grid.
// CHECK-LABEL: vyre.program @implicit(
// CHECK-SAME:    {vyre.noalias}
// CHECK-NOT:     grid_axes
// CHECK:         vyre.return
vyre.program @implicit(%a: !vyre.buffer<64xi32, read>) workgroup [64, 1, 1] {
  vyre.return
}
vyre.graph @main(%a: !vyre.buffer<64xi32, read>) attributes {vyre.implicit} {
  %one = arith.constant 1 : index
  vyre.dispatch @implicit groups [%one] (%a) : (!vyre.buffer<64xi32, read>)
  vyre.return
}

// -----

// The only program, and no graph: the compiler's implicit graph passes its own
// arguments, which differ.
// CHECK-LABEL: vyre.program @alone(
// CHECK-SAME:    %a: {{[^,]*}}, read> {vyre.noalias}
// CHECK-SAME:    %b: {{[^,]*}}, write> {vyre.noalias}
vyre.program @alone(%a: !vyre.buffer<64xi32, read>, %b: !vyre.buffer<64xi32, write>)
    workgroup [64, 1, 1] {
  vyre.return
}

// -----

// Two programs and no graph: there is no implicit one.
// CHECK-LABEL: vyre.program @first(
// CHECK-NOT:     noalias
vyre.program @first(%a: !vyre.buffer<64xi32, read_write>, %b: !vyre.buffer<64xi32, read_write>)
    workgroup [64, 1, 1] {
  vyre.return
}
vyre.program @second(%a: !vyre.buffer<64xi32, read_write>) workgroup [64, 1, 1] {
  vyre.return
}

// -----

!rw = !vyre.buffer<64xi32, read_write>

// A dispatch whose size only the device knows passes arguments as well, and its
// grid may have any axes.
// CHECK-LABEL: vyre.program @indirect(
// CHECK-SAME:    %a: {{[^,]*}}, read_write>, %b: {{[^,]*}}, read_write>, %c: {{[^,]*}}, read_write> {vyre.noalias})
// CHECK-NOT:     grid_axes
// CHECK:         vyre.return
vyre.program @indirect(%a: !rw, %b: !rw, %c: !rw) workgroup [64, 1, 1] {
  vyre.return
}
vyre.graph @main(%x: !rw, %y: !rw, %z: !rw, %w: !rw) {
  %at = arith.constant 0 : index
  %one = arith.constant 1 : index
  vyre.dispatch @indirect groups [%one] (%x, %y, %z) : (!rw, !rw, !rw)
  vyre.indirect_dispatch @indirect from %w[%at] (%x, %x, %z) : !rw, (!rw, !rw, !rw)
  vyre.return
}
