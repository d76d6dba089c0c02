// RUN: vyre-opt %s --vyre-verify-input --split-input-file --verify-diagnostics

// Several problems of one program are all reported.
vyre.program @vyre_lw_05_grid_barrier(%b: !vyre.buffer<?xi32, read_write>) workgroup [64, 1, 1] {
  // expected-error@below {{'vyre.barrier' op of scope grid is not lowered, expected scope workgroup or subgroup [VYRE-LW-05]; fix: dispatch the program from a graph, so that vyre-split-grid-sync splits it}}
  vyre.barrier grid
  // expected-error@below {{'memref.alloca' op does not lower to Vulkan; expected vyre, arith, math, scf or vector ops that docs/Lowering.md lists [VYRE-LW-01]; fix: use a !vyre.buffer with vyre.load and vyre.store}}
  %m = memref.alloca() : memref<4xi32>
  // expected-error@below {{'vyre.barrier' op of scope grid}}
  vyre.barrier grid
  vyre.return
}

// -----

// expected-error@below {{'func.func' op stands in the module, expected vyre.program or vyre.graph [VYRE-LW-01]; fix: remove it, or make it a vyre.program}}
func.func private @callee()

vyre.program @vyre_lw_01_call(%b: !vyre.buffer<?xi32, read_write>) workgroup [64, 1, 1] {
  // expected-error@below {{'func.call' op does not lower to Vulkan; expected vyre, arith, math, scf or vector ops that docs/Lowering.md lists [VYRE-LW-01]; fix: inline the called function}}
  func.call @callee() : () -> ()
  vyre.return
}

// -----

// What is inside an op that does not lower is not looked at.
vyre.program @vyre_lw_01_parallel(%n: index) workgroup [64, 1, 1] {
  // expected-error@below {{'scf.parallel' op does not lower to Vulkan; expected vyre, arith, math, scf or vector ops that docs/Lowering.md lists [VYRE-LW-01]; fix: use scf.for, or one invocation per iteration}}
  scf.parallel (%i) = (%n) to (%n) step (%n) {
    %r = arith.constant 2 : i7
  }
  %c = arith.constant true
  // expected-error@below {{'cf.assert' op does not lower to Vulkan}}
  cf.assert %c, "never"
  vyre.return
}

// -----

vyre.program @vyre_lw_01_math(%x: f32) workgroup [64, 1, 1] {
  // expected-error@below {{'math.erf' op does not lower to Vulkan}}
  %y = math.erf %x : f32
  // expected-error@below {{'gpu.thread_id' op does not lower to Vulkan; expected vyre, arith, math, scf or vector ops that docs/Lowering.md lists [VYRE-LW-01]; fix: use the vyre op for it}}
  %i = gpu.thread_id x
  vyre.return
}

// -----

vyre.program @vyre_lw_02_types(%x: f64, %y: f32) workgroup [64, 1, 1] {
  // expected-error@below {{'arith.constant' op makes a value of type 'i128', which kernels do not have [VYRE-LW-02]; fix: use the next wider of i8, i16, i32 and i64}}
  %a = arith.constant 1 : i128
  // expected-error@below {{'arith.constant' op makes a value of type 'i4'}}
  %b = arith.constant 1 : i4
  // expected-error@below {{'arith.truncf' op makes a value of type 'f8E5M2', which kernels do not have [VYRE-LW-02]; fix: convert to f16, f32 or f64 where the value comes from}}
  %c = arith.truncf %y : f32 to f8E5M2
  // expected-error@below {{'arith.constant' op makes a value of type 'vector<8xi32>', which kernels do not have [VYRE-LW-02]; fix: use vectors of 2 to 4 numbers other than index and bf16}}
  %d = arith.constant dense<0> : vector<8xi32>
  // expected-error@below {{'arith.constant' op makes a value of type 'tensor<2xi32>', which kernels do not have [VYRE-LW-02]; fix: use numbers, vectors of 2 to 4 numbers, and !vyre.buffer}}
  %e = arith.constant dense<0> : tensor<2xi32>
  // expected-error@below {{'math.sin' op has result f64, expected f16 or f32: Vulkan has no f64 version [VYRE-LW-02]; fix: truncate to f32 with arith.truncf}}
  %f = math.sin %x : f64
  %g = arith.constant dense<1> : vector<2xi32>
  // expected-error@below {{'math.ctpop' op is on 'vector<2xi32>', expected an integer: vectors are not lowered [VYRE-LW-02]; fix: extract the elements with vector.extract}}
  %h = math.ctpop %g : vector<2xi32>
  vyre.return
}

// -----

// Ops that keep the low 32 bits only do not care about the others.
vyre.program @vyre_lw_03_index_constants() workgroup [64, 1, 1] {
  %i = vyre.global_id x
  // expected-error@below {{'arith.constant' op is 4294967296, expected 0 to 4294967295: an index has 32 bits [VYRE-LW-03]; fix: use i64 for large or negative numbers}}
  %big = arith.constant 4294967296 : index
  %a = arith.cmpi ult, %i, %big : index
  // expected-error@below {{'arith.constant' op is -1, expected 0 to 4294967295}}
  %negative = arith.constant -1 : index
  %b = arith.divui %i, %negative : index
  %fine = arith.constant -1 : index
  %c = arith.addi %i, %fine : index
  vyre.return
}

// -----

// 16 i64 fill the 128 bytes; the count of a `?` buffer is 4 more.
// expected-error@below {{'vyre.program' op takes 132 bytes of push constants for its scalars and '?' counts, expected at most 128 [VYRE-LW-04]; fix: pass scalars in a buffer, or write counts into the buffer types}}
vyre.program @vyre_lw_04_push_constants(%x: !vyre.buffer<?xi32, read_write>,
    %a: i64, %b: i64, %c: i64, %d: i64, %e: i64, %f: i64, %g: i64, %h: i64,
    %i: i64, %j: i64, %k: i64, %l: i64, %m: i64, %n: i64, %o: i64, %p: i64)
    workgroup [64, 1, 1] {
  vyre.return
}

// -----

vyre.program @vyre_lw_06_bf16(%b: !vyre.buffer<4xbf16, read_write>) workgroup [4, 1, 1] {
  %i = vyre.local_id x
  %x = vyre.load %b[%i] : !vyre.buffer<4xbf16, read_write>
  // expected-error@below {{'arith.addf' op computes with bf16, which kernels only load, store and convert [VYRE-LW-06]; fix: extend to f32 with arith.extf, compute, and truncate with arith.truncf}}
  %y = arith.addf %x, %x : bf16
  %z = arith.extf %x : bf16 to f32
  %w = arith.truncf %z : f32 to bf16
  vyre.store %w, %b[%i] : !vyre.buffer<4xbf16, read_write>
  vyre.return
}

// -----

vyre.graph @vyre_gr_02_graph(%b: !vyre.buffer<4xf32, read_write>, %x: f32) {
  // expected-error@below {{'math.sqrt' op stands in a graph, expected steps such as vyre.dispatch, scf.for, and scalar arith [VYRE-GR-02]; fix: compute it in a program, or pass it to the graph as an argument}}
  %y = math.sqrt %x : f32
  // The host computes the maximum of numbers only, arith.maxnumf.
  // expected-error@below {{'arith.maximumf' op stands in a graph, expected steps such as vyre.dispatch, scf.for, and scalar arith [VYRE-GR-02]; fix: compute it in a program, or pass it to the graph as an argument}}
  %m = arith.maximumf %x, %x : f32
  // expected-error@below {{'arith.constant' op makes a value of type 'vector<2xi32>' in a graph, expected a number or a buffer [VYRE-GR-02]; fix: compute it in a program}}
  %v = arith.constant dense<0> : vector<2xi32>
  vyre.return
}

// -----

vyre.program @vyre_lw_08_resume() workgroup [1, 1, 1] {
  // expected-error @below {{'vyre.resume' op needs a runtime that repeats a run from its trap, and Vulkan has none [VYRE-LW-08]; fix: remove it}}
  vyre.resume "overflow"
  vyre.return
}
