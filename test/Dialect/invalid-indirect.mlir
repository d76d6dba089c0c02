// RUN: vyre-opt %s --split-input-file --verify-diagnostics

vyre.program @vyre_gr_02_program(%c: !vyre.buffer<3xi32, read>, %at: index) workgroup [1, 1, 1] {
  // expected-error @below {{'vyre.indirect_dispatch' op stands outside of a graph, expected inside a vyre.graph [VYRE-GR-02]; fix: move it into one}}
  vyre.indirect_dispatch @p from %c[%at] () : !vyre.buffer<3xi32, read>, ()
  vyre.return
}

// -----

// expected-note @below {{the program is defined here}}
vyre.program @p(%x: !vyre.buffer<8xi32, write>) workgroup [1, 1, 1] {
  vyre.return
}
vyre.graph @vyre_gr_03_indirect(%c: !vyre.buffer<3xi32, read>, %at: index) {
  // expected-error @below {{'vyre.indirect_dispatch' op passes argument #0 ('%x') with a wrong type: found '!vyre.buffer<3xi32, read>', expected '!vyre.buffer<8xi32, write>' [VYRE-GR-03]}}
  vyre.indirect_dispatch @p from %c[%at] (%c) : !vyre.buffer<3xi32, read>, (!vyre.buffer<3xi32, read>)
  vyre.return
}

// -----

vyre.graph @vyre_gr_05_indirect(%c: !vyre.buffer<3xi32, read>, %at: index) {
  // expected-error @below {{'vyre.indirect_dispatch' op names @nobody, which is not in this module, expected a vyre.program [VYRE-GR-05]; fix: define it or correct the name}}
  vyre.indirect_dispatch @nobody from %c[%at] () : !vyre.buffer<3xi32, read>, ()
  vyre.return
}

// -----

vyre.program @p() workgroup [1, 1, 1] {
  vyre.return
}
vyre.graph @vyre_gr_17_float(%c: !vyre.buffer<3xf32, read>, %at: index) {
  // expected-error @below {{'vyre.indirect_dispatch' op takes its counts from a buffer of type '!vyre.buffer<3xf32, read>', expected elements of i32 that can be read [VYRE-GR-17]; fix: write the counts to a buffer of i32}}
  vyre.indirect_dispatch @p from %c[%at] () : !vyre.buffer<3xf32, read>, ()
  vyre.return
}

// -----

vyre.program @p() workgroup [1, 1, 1] {
  vyre.return
}
vyre.graph @vyre_gr_17_access(%c: !vyre.buffer<3xi32, write>, %at: index) {
  // expected-error @below {{expected elements of i32 that can be read [VYRE-GR-17]}}
  vyre.indirect_dispatch @p from %c[%at] () : !vyre.buffer<3xi32, write>, ()
  vyre.return
}

// -----

vyre.program @p() workgroup [1, 1, 1] {
  vyre.return
}
vyre.graph @vyre_gr_18_misaligned(%c: !vyre.buffer<?xi32, read>) {
  %at = arith.constant 6 : index
  // expected-error @below {{'vyre.indirect_dispatch' op takes its counts from byte 6, expected a multiple of 4 [VYRE-GR-18]; fix: give the offset in bytes, four for each number}}
  vyre.indirect_dispatch @p from %c[%at] () : !vyre.buffer<?xi32, read>, ()
  vyre.return
}

// -----

vyre.program @p() workgroup [1, 1, 1] {
  vyre.return
}
vyre.graph @vyre_gr_18_short(%c: !vyre.buffer<1xvector<4xi32>, read>) {
  %at = arith.constant 8 : index
  // expected-error @below {{'vyre.indirect_dispatch' op takes its counts from bytes 8 to 20 of a buffer of 16 bytes [VYRE-GR-18]; fix: make the buffer larger, or the offset smaller}}
  vyre.indirect_dispatch @p from %c[%at] () : !vyre.buffer<1xvector<4xi32>, read>, ()
  vyre.return
}

// -----

// expected-note @below {{the program is defined here}}
vyre.program @p(%a: !vyre.buffer<3xi32, read>, %b: !vyre.buffer<3xi32, write>) workgroup [1, 1, 1] {
  vyre.return
}
vyre.graph @vyre_gr_22_written(%c: !vyre.buffer<3xi32, read_write>) {
  %at = arith.constant 0 : index
  // expected-error @below {{'vyre.indirect_dispatch' op passes the buffer of its counts as argument #1 ('%b') of access write, expected read [VYRE-GR-22]; fix: take the counts from a copy}}
  vyre.indirect_dispatch @p from %c[%at] (%c, %c)
      : !vyre.buffer<3xi32, read_write>, (!vyre.buffer<3xi32, read_write>, !vyre.buffer<3xi32, read_write>)
  vyre.return
}
