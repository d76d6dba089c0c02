// RUN: vyre-opt %s --split-input-file --verify-diagnostics

// expected-error @below {{'vyre.graph' op argument '%x' has type 'f16', expected a buffer or i32, i64, f32, f64 or index [VYRE-GR-01]}}
vyre.graph @vyre_gr_01_argument(%x: f16) {
  vyre.return
}

// -----

vyre.program @vyre_gr_02_step(%b: !vyre.buffer<4xi32, read_write>) workgroup [1, 1, 1] {
  %zero = arith.constant 0 : i32
  // expected-error @below {{'vyre.fill' op stands outside of a graph, expected inside a vyre.graph [VYRE-GR-02]; fix: move it into one}}
  vyre.fill %zero, %b : !vyre.buffer<4xi32, read_write>
  vyre.return
}

// -----

// expected-note @below {{the program is defined here}}
vyre.program @p(%b: !vyre.buffer<4xi32, read>) workgroup [1, 1, 1] {
  vyre.return
}
vyre.graph @vyre_gr_03_number(%n: index) {
  // expected-error @below {{'vyre.dispatch' op passes 0 arguments to '@p', expected 1 [VYRE-GR-03]}}
  vyre.dispatch @p groups [%n] () : ()
  vyre.return
}

// -----

// expected-note @below {{the program is defined here}}
vyre.program @p(%b: !vyre.buffer<?xi32, read_write>) workgroup [1, 1, 1] {
  vyre.return
}
vyre.graph @vyre_gr_03_access(%b: !vyre.buffer<4xi32, read>, %n: index) {
  // A read buffer does not become writable.
  // expected-error @below {{passes argument #0 ('%b') with a wrong type: found '!vyre.buffer<4xi32, read>', expected '!vyre.buffer<?xi32, read_write>' [VYRE-GR-03]}}
  vyre.dispatch @p groups [%n] (%b) : (!vyre.buffer<4xi32, read>)
  vyre.return
}

// -----

// expected-note @below {{the program is defined here}}
vyre.program @p(%b: !vyre.buffer<4xi32, read>) workgroup [1, 1, 1] {
  vyre.return
}
vyre.graph @vyre_gr_03_count(%b: !vyre.buffer<?xi32, read>, %n: index) {
  // An unknown count is not the count that is asked.
  // expected-error @below {{found '!vyre.buffer<?xi32, read>', expected '!vyre.buffer<4xi32, read>' [VYRE-GR-03]}}
  vyre.dispatch @p groups [%n] (%b) : (!vyre.buffer<?xi32, read>)
  vyre.return
}

// -----

// expected-note @below {{the program is defined here}}
vyre.program @p(%a: f32) workgroup [1, 1, 1] {
  vyre.return
}
vyre.graph @vyre_gr_03_scalar(%n: index) {
  // expected-error @below {{passes argument #0 ('%a') with a wrong type: found 'index', expected 'f32' [VYRE-GR-03]}}
  vyre.dispatch @p groups [%n] (%n) : (index)
  vyre.return
}

// -----

vyre.program @p() workgroup [1, 1, 1] {
  vyre.return
}
vyre.graph @vyre_gr_04_sizes() {
  // expected-error @below {{has 0 sizes, expected one to three [VYRE-GR-04]; fix: write 'threads [%x]', with up to three sizes}}
  vyre.dispatch @p groups [] () : ()
  vyre.return
}

// -----

vyre.program @p() workgroup [1, 1, 1] {
  vyre.return
}
vyre.graph @vyre_gr_04_four(%n: index) {
  // expected-error @below {{has 4 sizes, expected one to three [VYRE-GR-04]}}
  vyre.dispatch @p groups [%n, %n, %n, %n] () : ()
  vyre.return
}

// -----

vyre.graph @vyre_gr_05_missing(%n: index) {
  // expected-error @below {{names @q, which is not in this module, expected a vyre.program [VYRE-GR-05]; fix: define it or correct the name}}
  vyre.dispatch @q groups [%n] () : ()
  vyre.return
}

// -----

// expected-note @below {{this is 'vyre.graph'}}
vyre.graph @g() {
  vyre.return
}
vyre.graph @vyre_gr_05_graph(%n: index) {
  // expected-error @below {{names @g, expected a vyre.program [VYRE-GR-05]; fix: name a program}}
  vyre.dispatch @g groups [%n] () : ()
  vyre.return
}

// -----

vyre.program @p() workgroup [1, 1, 1] {
  vyre.return
}
vyre.graph @unit(%n: index) {
  // expected-error @below {{found 'blocks', expected 'groups' or 'threads'}}
  vyre.dispatch @p blocks [%n] () : ()
  vyre.return
}

// -----

vyre.graph @vyre_gr_06_access() {
  // expected-error @below {{'vyre.alloc' op makes a buffer of access read, expected read_write [VYRE-GR-06]; fix: declare it read_write; it can be passed where read or write is asked}}
  %b = vyre.alloc : !vyre.buffer<4xi32, read>
  vyre.return
}

// -----

vyre.graph @vyre_gr_06_no_count() {
  // expected-error @below {{has no count operand for a buffer of count '?', expected one [VYRE-GR-06]; fix: write 'vyre.alloc(%n)'}}
  %b = vyre.alloc : !vyre.buffer<?xi32, read_write>
  vyre.return
}

// -----

vyre.graph @vyre_gr_06_two_counts(%n: index) {
  // expected-error @below {{has a count operand for a buffer of static count, expected none [VYRE-GR-06]; fix: remove the operand or write '?' in the type}}
  %b = vyre.alloc(%n) : !vyre.buffer<4xi32, read_write>
  vyre.return
}

// -----

vyre.graph @vyre_gr_07_loop(%n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %k = %c0 to %n step %c1 {
    // expected-error @below {{'vyre.alloc' op stands in 'scf.for', expected the top level of a graph [VYRE-GR-07]; fix: make the buffer before the loop}}
    %b = vyre.alloc : !vyre.buffer<4xi32, read_write>
  }
  vyre.return
}

// -----

vyre.program @vyre_gr_02_launch_groups(%n: index) workgroup [1, 1, 1] {
  // expected-error @below {{'vyre.launch_groups' op stands outside of a graph, expected inside a vyre.graph [VYRE-GR-02]}}
  %g = vyre.launch_groups x else %n
  vyre.return
}

// -----

vyre.program @vyre_gr_02_prefer_resident(%n: index) workgroup [1, 1, 1] {
  // expected-error @below {{'vyre.prefer_resident' op stands outside of a graph, expected inside a vyre.graph [VYRE-GR-02]}}
  %one = vyre.prefer_resident @vyre_gr_02_prefer_resident groups [%n]
  vyre.return
}

// -----

vyre.program @p() workgroup [1, 1, 1] {
  vyre.return
}
vyre.graph @vyre_gr_04_prefer_resident(%n: index) {
  // expected-error @below {{has 4 sizes, expected one to three [VYRE-GR-04]; fix: write 'groups [%x]', with up to three sizes}}
  %one = vyre.prefer_resident @p groups [%n, %n, %n, %n]
  vyre.return
}

// -----

vyre.graph @vyre_gr_05_prefer_resident(%n: index) {
  // expected-error @below {{names @q, which is not in this module, expected a vyre.program [VYRE-GR-05]; fix: define it or correct the name}}
  %one = vyre.prefer_resident @q groups [%n]
  vyre.return
}

// -----

vyre.program @vyre_gr_02_stride_groups(%n: index) workgroup [1, 1, 1] {
  // expected-error @below {{'vyre.stride_groups' op stands outside of a graph, expected inside a vyre.graph [VYRE-GR-02]}}
  %few = vyre.stride_groups @vyre_gr_02_stride_groups groups [%n]
  vyre.return
}

// -----

vyre.graph @vyre_gr_05_stride_groups(%n: index) {
  // expected-error @below {{names @q, which is not in this module, expected a vyre.program [VYRE-GR-05]; fix: define it or correct the name}}
  %few = vyre.stride_groups @q groups [%n]
  vyre.return
}

// -----

vyre.program @vyre_gr_02_read(%b: !vyre.buffer<1xi32, read>) workgroup [1, 1, 1] {
  // expected-error @below {{'vyre.read' op stands outside of a graph, expected inside a vyre.graph [VYRE-GR-02]}}
  %n = vyre.read %b : !vyre.buffer<1xi32, read>
  vyre.return
}

// -----

vyre.program @vyre_gr_02_fixpoint(%b: !vyre.buffer<4xi32, read_write>) workgroup [1, 1, 1] {
  // expected-error @below {{'vyre.fixpoint' op stands outside of a graph, expected inside a vyre.graph [VYRE-GR-02]; fix: move it into one}}
  vyre.fixpoint (%b) at_most 2 : (!vyre.buffer<4xi32, read_write>) {
  }
  vyre.return
}

// -----

vyre.graph @vyre_gr_20_none() {
  // expected-error @below {{'vyre.fixpoint' op has no buffers, expected those that have to settle [VYRE-GR-20]; fix: list at least one, or use scf.for}}
  vyre.fixpoint () at_most 2 : () {
  }
  vyre.return
}

// -----

vyre.graph @vyre_gr_20_access(%a: !vyre.buffer<4xi32, read_write>, %b: !vyre.buffer<4xi32, read>) {
  // expected-error @below {{'vyre.fixpoint' op has buffer #1 of access read, expected read_write [VYRE-GR-20]; fix: list the buffers that the steps read and write}}
  vyre.fixpoint (%a, %b) at_most 2 : (!vyre.buffer<4xi32, read_write>, !vyre.buffer<4xi32, read>) {
  }
  vyre.return
}

// -----

vyre.graph @vyre_gr_21_zero(%a: !vyre.buffer<4xi32, read_write>) {
  // expected-error @below {{'vyre.fixpoint' op may run 0 passes, expected 1 to 4294967295 [VYRE-GR-21]; fix: write the number of passes that are enough}}
  vyre.fixpoint (%a) at_most 0 : (!vyre.buffer<4xi32, read_write>) {
  }
  vyre.return
}

// -----

vyre.graph @vyre_gr_21_large(%a: !vyre.buffer<4xi32, read_write>) {
  // expected-error @below {{'vyre.fixpoint' op may run 4294967296 passes, expected 1 to 4294967295 [VYRE-GR-21]}}
  vyre.fixpoint (%a) at_most 4294967296 : (!vyre.buffer<4xi32, read_write>) {
  }
  vyre.return
}
