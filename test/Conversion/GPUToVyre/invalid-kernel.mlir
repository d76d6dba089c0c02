// RUN: vyre-opt %s --convert-gpu-to-vyre --split-input-file --verify-diagnostics

// Control flow between blocks.
gpu.module @kernels {
  // expected-error@below {{'gpu.func' op has branches between blocks, expected structured control flow [VYRE-GI-01]; fix: run --lift-cf-to-scf before}}
  gpu.func @vyre_gi_01_branches(%c: i32)
      kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
    cf.br ^end
  ^end:
    gpu.return
  }
}

// -----

gpu.module @kernels {
  // expected-error@below {{'gpu.func' op has no 'known_block_size', expected three numbers [VYRE-GI-02]; fix: add the attribute, or give workgroup-size=X,Y,Z to the pass}}
  gpu.func @vyre_gi_02_no_size() kernel {
    gpu.return
  }
  // expected-error@below {{'gpu.func' op has a workgroup size that is zero or negative along an axis, expected three positive numbers [VYRE-GI-02]; fix: use 1 for an axis without extent}}
  gpu.func @vyre_gi_02_zero()
      kernel attributes {known_block_size = array<i32: 64, 0, 1>} {
    gpu.return
  }
}

// -----

// Every argument is reported.
gpu.module @kernels {
  // expected-error@below {{'gpu.func' op argument #0 is 'f16', expected a memref or i32, i64, f32, f64 or index [VYRE-GI-03]; fix: pass it in a memref or convert it}}
  // expected-error@below {{'gpu.func' op argument #1 is 'memref<8xf32, #gpu.address_space<workgroup>>', expected global memory [VYRE-GI-03]; fix: use the default memory space, or an attribution of the kernel for workgroup memory}}
  // expected-error@below {{'gpu.func' op argument #2 is 'memref<*xf32>', expected a memref or i32, i64, f32, f64 or index [VYRE-GI-03]}}
  gpu.func @vyre_gi_03_arguments(
      %x: f16, %m: memref<8xf32, #gpu.address_space<workgroup>>,
      %u: memref<*xf32>)
      kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
    gpu.return
  }
}

// -----

gpu.module @kernels {
  // expected-error@below {{'gpu.func' op argument #0 has elements of type 'i1', expected i8, i16, i32, i64, f16, bf16, f32, f64, or a vector of 2 or 4 i32 or f32 [VYRE-GI-04]; fix: store another type and convert}}
  // expected-error@below {{'gpu.func' op argument #1 is 'memref<4x4xf32, strided<[8, 1]>>', expected dense rows without offset [VYRE-GI-04]; fix: pass the memory that it is a view of, and compute the index}}
  // expected-error@below {{'gpu.func' op argument #2 is 'memref<65536x65536xf32>', expected at most 2^31 bytes [VYRE-GI-04]; fix: split it}}
  gpu.func @vyre_gi_04_memrefs(
      %a: memref<8xi1>, %b: memref<4x4xf32, strided<[8, 1]>>,
      %c: memref<65536x65536xf32>, %d: memref<8xf32>)
      kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
    // expected-error@below {{'memref.cast' op makes 'memref<?xf32, strided<[?], offset: ?>>', expected dense rows without offset [VYRE-GI-04]; fix: use the operand}}
    %v = memref.cast %d : memref<8xf32> to memref<?xf32, strided<[?], offset: ?>>
    gpu.return
  }
}

// -----

gpu.module @kernels {
  gpu.func @vyre_gi_05_accesses(%a: memref<8xf32>, %n: index)
      kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
    %c0 = arith.constant 0 : index
    %true = arith.constant true
    // expected-error@below {{'memref.subview' op makes, passes on or accesses a memref in a way that a buffer does not have, expected memref.load, store, atomic_rmw, dim or cast [VYRE-GI-05]; fix: run --fold-memref-alias-ops before}}
    %s = memref.subview %a[0] [4] [1] : memref<8xf32> to memref<4xf32, strided<[1]>>
    // expected-error@below {{'vector.load' op makes, passes on or accesses a memref in a way that a buffer does not have, expected memref.load, store, atomic_rmw, dim or cast [VYRE-GI-05]; fix: run --convert-vector-to-scf before, or access single elements}}
    %v = vector.load %a[%c0] : memref<8xf32>, vector<4xf32>
    // expected-error@below {{'memref.dim' op asks for a dimension that is not known, expected a constant below the rank [VYRE-GI-05]; fix: run --canonicalize before}}
    %d = memref.dim %a, %n : memref<8xf32>
    // Memory is chosen by values in no way.
    // expected-error@below {{'arith.select' op makes, passes on or accesses a memref}}
    %b = arith.select %true, %a, %a : memref<8xf32>
    // What is in an op that is refused is not looked at.
    // expected-error@below {{'scf.if' op makes, passes on or accesses a memref}}
    %c = scf.if %true -> memref<8xf32> {
      scf.yield %a : memref<8xf32>
    } else {
      scf.yield %b : memref<8xf32>
    }
    gpu.return
  }
}

// -----

gpu.module @kernels {
  memref.global "private" constant @table : memref<2xf32> = dense<[1.0, 2.0]>
  // expected-error@below {{'gpu.func' op has memory of a single invocation, expected none [VYRE-GI-06]; fix: run --sroa --mem2reg on an alloca, or use values that loops carry}}
  gpu.func @vyre_gi_06_memory(%n: index) private(%p: memref<1xf32, 5>)
      kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    // expected-error@below {{'memref.alloca' op makes memory of a single invocation, expected the memory space #gpu.address_space<workgroup> [VYRE-GI-06]; fix: run --sroa --mem2reg, or use values that loops carry}}
    %a = memref.alloca() : memref<4xf32>
    // expected-error@below {{'memref.alloc' op allocates 'memref<?xf32, #gpu.address_space<workgroup>>', expected a static size greater than zero [VYRE-GI-06]; fix: allocate the largest size}}
    %b = memref.alloc(%n) : memref<?xf32, #gpu.address_space<workgroup>>
    scf.for %i = %c0 to %n step %c1 {
      // expected-error@below {{'memref.alloca' op stands in control flow, expected at the top level of the kernel [VYRE-GI-06]; fix: move it to the start of the kernel}}
      %c = memref.alloca() : memref<4xf32, #gpu.address_space<workgroup>>
    }
    // expected-error@below {{'memref.get_global' op names '@table', expected an uninitialised memref.global in #gpu.address_space<workgroup> [VYRE-GI-06]; fix: pass the data as an argument of the kernel}}
    %t = memref.get_global @table : memref<2xf32>
    gpu.return
  }
}

// -----

gpu.module @kernels {
  gpu.func @vyre_gi_07_atomics(%a: memref<8xf32>, %b: memref<8xi16>,
                               %x: f32, %y: i32)
      kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
    %i = gpu.thread_id x
    // NaN would have to win, and vyre's maximum prefers the number.
    // expected-error@below {{'memref.atomic_rmw' op 'maximumf' on 'f32' has no atomic, expected addi, andi, ori, xori, mins, maxs, minu, maxu or assign on i32 or i64, or addf, minnumf, maxnumf or assign on f32 [VYRE-GI-07]; fix: use one of these, or reduce in workgroup memory}}
    %0 = memref.atomic_rmw maximumf %x, %a[%i] : (f32, memref<8xf32>) -> f32
    %z = arith.trunci %y : i32 to i16
    // expected-error@below {{'memref.atomic_rmw' op 'addi' on 'i16' has no atomic}}
    %1 = memref.atomic_rmw addi %z, %b[%i] : (i16, memref<8xi16>) -> i16
    gpu.return
  }
}

// -----

gpu.module @kernels {
  func.func private @callee()
  gpu.func @vyre_gi_08_other(%a: memref<8xf32>, %x: f32)
      kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
    // expected-error@below {{'func.call' op has no counterpart in a program, expected arith, math, scf, memref and gpu ops that docs/FromGPU.md lists [VYRE-GI-08]; fix: run --inline before}}
    func.call @callee() : () -> ()
    // expected-error@below {{'gpu.all_reduce' op has no counterpart in a program, expected arith, math, scf, memref and gpu ops that docs/FromGPU.md lists [VYRE-GI-08]; fix: reduce in workgroup memory}}
    %s = gpu.all_reduce add %x uniform {} : (f32) -> (f32)
    // expected-error@below {{'affine.for' op has no counterpart in a program, expected arith, math, scf, memref and gpu ops that docs/FromGPU.md lists [VYRE-GI-08]; fix: run --lower-affine before}}
    affine.for %i = 0 to 8 {
      affine.store %x, %a[%i] : memref<8xf32>
    }
    // expected-error@below {{'gpu.printf' op has no counterpart in a program}}
    gpu.printf "hello"
    gpu.return
  }
}

// -----

gpu.module @kernels {
  gpu.func @vyre_gi_09_constant(%a: memref<8xf32>)
      kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
    // expected-error@below {{'arith.constant' op is 4294967296, expected a signed number of 32 bits: so wide is an index [VYRE-GI-09]; fix: use i64}}
    %c = arith.constant 4294967296 : index
    gpu.return
  }
}
