// RUN: vyre-opt %s --split-input-file --verify-diagnostics

vyre.program @vyre_bf_02_alloc_access() workgroup [1, 1, 1] {
  // expected-error @below {{'vyre.workgroup_alloc' op makes a buffer of access read_write, expected workgroup [VYRE-BF-02]; fix: write '!vyre.buffer<4xi32, workgroup>'}}
  %s = vyre.workgroup_alloc : !vyre.buffer<4xi32, read_write>
  vyre.return
}

// -----

vyre.program @vyre_bf_03_load(%b: !vyre.buffer<4xi32, write>) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  // expected-error @below {{'vyre.load' op reads from a buffer of access write, expected read, read_write, uniform or workgroup [VYRE-BF-03]; fix: declare the buffer read_write}}
  %v = vyre.load %b[%i] : !vyre.buffer<4xi32, write>
  vyre.return
}

// -----

vyre.program @vyre_bf_04_store(%b: !vyre.buffer<4xi32, read>, %v: i32) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  // expected-error @below {{'vyre.store' op writes to a buffer of access read, expected write, read_write or workgroup [VYRE-BF-04]; fix: declare the buffer read_write}}
  vyre.store %v, %b[%i] : !vyre.buffer<4xi32, read>
  vyre.return
}

// -----

vyre.program @vyre_bf_04_uniform(%b: !vyre.buffer<4xi32, uniform>, %v: i32) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  // expected-error @below {{writes to a buffer of access uniform}}
  vyre.store %v, %b[%i] : !vyre.buffer<4xi32, uniform>
  vyre.return
}

// -----

vyre.program @vyre_bf_05_nested(%n: i32) workgroup [1, 1, 1] {
  %c = arith.cmpi eq, %n, %n : i32
  scf.if %c {
    // expected-error @below {{'vyre.workgroup_alloc' op stands in 'scf.if', expected the top level of a program [VYRE-BF-05]; fix: move it to the start of the program}}
    %s = vyre.workgroup_alloc : !vyre.buffer<4xi32, workgroup>
  }
  vyre.return
}

// -----

// Bindings are fixed at compile time, so an access names its buffer.
vyre.program @vyre_bf_06_choice(%a: !vyre.buffer<4xi32, read>,
                                %b: !vyre.buffer<4xi32, read>, %n: i32) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  %c = arith.cmpi eq, %n, %n : i32
  %either = arith.select %c, %a, %b : !vyre.buffer<4xi32, read>
  // expected-error @below {{'vyre.load' op accesses a buffer that is the result of control flow or of another op, expected an argument of the program or a vyre.workgroup_alloc [VYRE-BF-06]; fix: access the buffer in each branch instead}}
  %v = vyre.load %either[%i] : !vyre.buffer<4xi32, read>
  vyre.return
}

// -----

vyre.program @element(%b: !vyre.buffer<4xi32, read_write>, %v: f32) workgroup [1, 1, 1] {
  // expected-note @above {{prior use here}}
  %i = vyre.global_id x
  // expected-error @below {{use of value '%v' expects different type than prior uses: 'i32' vs 'f32'}}
  vyre.store %v, %b[%i] : !vyre.buffer<4xi32, read_write>
  vyre.return
}

// -----

vyre.program @element_generic(%b: !vyre.buffer<4xi32, read_write>, %v: f32) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  // expected-error @below {{'vyre.store' op failed to verify that 'value' is an element of the buffer}}
  "vyre.store"(%v, %b, %i) : (f32, !vyre.buffer<4xi32, read_write>, index) -> ()
  vyre.return
}

// -----

vyre.program @no_buffer(%v: i32) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  // expected-error @below {{found type 'i32', expected a buffer; fix: write it as in '!vyre.buffer<4xf32, read>'}}
  %x = vyre.load %v[%i] : i32
  vyre.return
}

// -----

vyre.program @no_buffer_generic(%v: i32) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  // expected-error @below {{'vyre.load' op operand #0 must be buffer, but got 'i32'}}
  %x = "vyre.load"(%v, %i) : (i32, index) -> i32
  vyre.return
}

// -----

vyre.program @index_type(%b: !vyre.buffer<4xi32, read>, %i: i32) workgroup [1, 1, 1] {
  // expected-note @above {{prior use here}}
  // expected-error @below {{expects different type than prior uses: 'index' vs 'i32'}}
  %v = vyre.load %b[%i] : !vyre.buffer<4xi32, read>
  vyre.return
}
