// RUN: vyre-opt %s --split-input-file --verify-diagnostics

vyre.graph @vyre_gr_08_element() {
  // expected-error @below {{'vyre.constant' op has elements of type 'f32' for a buffer of 'i32', expected 'i32' [VYRE-GR-08]; fix: write the elements as 'i32'}}
  %b = vyre.constant dense<1.0> : tensor<4xf32> -> !vyre.buffer<4xi32, read>
  vyre.return
}

// -----

vyre.graph @vyre_gr_08_count(%b: !vyre.buffer<4xi32, read>) {
  // expected-error @below {{'vyre.expect' op has 5 elements for a buffer of 4, expected 4 [VYRE-GR-08]; fix: give one element for each of the buffer}}
  vyre.expect %b : !vyre.buffer<4xi32, read> == dense<1> : tensor<5xi32>
  vyre.return
}

// -----

vyre.graph @vyre_gr_08_lanes(%b: !vyre.buffer<?xvector<4xf32>, read>) {
  // expected-error @below {{'vyre.expect' op has 6 elements, expected a multiple of 4 [VYRE-GR-08]; fix: give 4 numbers for each vector}}
  vyre.expect %b : !vyre.buffer<?xvector<4xf32>, read> == dense<1.0> : tensor<6xf32>
  vyre.return
}

// -----

vyre.graph @vyre_gr_08_sparse() {
  // expected-error @below {{has elements that are not dense, expected dense<...> [VYRE-GR-08]; fix: write them as dense}}
  %b = vyre.constant sparse<[[0]], [1]> : tensor<4xi32> -> !vyre.buffer<4xi32, read>
  vyre.return
}

// -----

vyre.graph @vyre_gr_08_dynamic() {
  // expected-error @below {{makes a buffer of type '!vyre.buffer<?xi32, read>', expected a storage buffer of static count [VYRE-GR-08]; fix: write the number of elements in the type}}
  %b = vyre.constant dense<1> : tensor<4xi32> -> !vyre.buffer<?xi32, read>
  vyre.return
}

// -----

vyre.graph @vyre_gr_09_type(%a: !vyre.buffer<4xi32, read>, %b: !vyre.buffer<4xf32, read_write>) {
  // expected-error @below {{copies elements of type 'i32' to elements of type 'f32', expected the same type [VYRE-GR-09]; fix: convert in a program}}
  vyre.copy %a, %b : !vyre.buffer<4xi32, read>, !vyre.buffer<4xf32, read_write>
  vyre.return
}

// -----

vyre.graph @vyre_gr_09_target(%a: !vyre.buffer<4xi32, read>, %b: !vyre.buffer<4xi32, uniform>) {
  // expected-error @below {{'vyre.copy' op writes to a buffer of access uniform, expected write or read_write [VYRE-GR-09]; fix: declare the buffer read_write}}
  vyre.copy %a, %b : !vyre.buffer<4xi32, read>, !vyre.buffer<4xi32, uniform>
  vyre.return
}

// -----

vyre.graph @vyre_gr_09_fill(%b: !vyre.buffer<4xi32, read>, %v: i32) {
  // expected-error @below {{'vyre.fill' op writes to a buffer of access read}}
  vyre.fill %v, %b : !vyre.buffer<4xi32, read>
  vyre.return
}

// -----

vyre.graph @vyre_gr_10_vector(%b: !vyre.buffer<4xvector<2xi32>, read_write>) {
  %v = arith.constant dense<0> : vector<2xi32>
  // expected-error @below {{fills a buffer of 'vector<2xi32>', expected scalar elements [VYRE-GR-10]; fix: fill it in a program}}
  vyre.fill %v, %b : !vyre.buffer<4xvector<2xi32>, read_write>
  vyre.return
}

// -----

vyre.graph @vyre_gr_11_integer(%b: !vyre.buffer<4xi32, read>) {
  // expected-error @below {{has ulp 1 for elements of type 'i32', expected a float type [VYRE-GR-11]; fix: remove 'ulp'}}
  vyre.expect %b : !vyre.buffer<4xi32, read> == dense<1> : tensor<4xi32> ulp 1
  vyre.return
}

// -----

vyre.graph @vyre_gr_11_negative(%b: !vyre.buffer<4xf32, read>) {
  // expected-error @below {{found ulp -1, expected 0 or more [VYRE-GR-11]; fix: write the distance that you accept}}
  vyre.expect %b : !vyre.buffer<4xf32, read> == dense<1.0> : tensor<4xf32> ulp -1
  vyre.return
}

// -----

vyre.graph @vyre_gr_11_negative_generic(%b: !vyre.buffer<4xf32, read>) {
  // expected-error @below {{'vyre.expect' op has ulp -1, expected 0 or more [VYRE-GR-11]}}
  "vyre.expect"(%b) <{expected = dense<1.0> : tensor<4xf32>, ulp = -1 : i32}> : (!vyre.buffer<4xf32, read>) -> ()
  vyre.return
}

// -----

vyre.graph @no_elements(%b: !vyre.buffer<4xf32, read>) {
  // expected-error @below {{found 1.000000e+00 : f32, expected dense<...> : tensor<...>; fix: write the elements as in 'dense<[1, 2]> : tensor<2xi32>'}}
  vyre.expect %b : !vyre.buffer<4xf32, read> == 1.0 : f32
  vyre.return
}

// -----

vyre.graph @vyre_gr_14_count(%b: !vyre.buffer<4xi32, read>) {
  // expected-error @below {{'vyre.read' op reads from a buffer of type '!vyre.buffer<4xi32, read>', expected one element, i32 or i64, that can be read [VYRE-GR-14]; fix: copy what decides to a buffer of one element in a program}}
  %n = vyre.read %b : !vyre.buffer<4xi32, read>
  vyre.return
}

// -----

vyre.graph @vyre_gr_14_element(%b: !vyre.buffer<1xf32, read>) {
  // expected-error @below {{expected one element, i32 or i64}}
  %n = vyre.read %b : !vyre.buffer<1xf32, read>
  vyre.return
}

// -----

vyre.graph @vyre_gr_14_access(%b: !vyre.buffer<1xi32, write>) {
  // expected-error @below {{that can be read [VYRE-GR-14]}}
  %n = vyre.read %b : !vyre.buffer<1xi32, write>
  vyre.return
}
