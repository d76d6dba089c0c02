// RUN: vyre-opt %s --convert-gpu-to-vyre --split-input-file --verify-diagnostics
// RUN: not vyre-opt %s --convert-gpu-to-vyre='workgroup-size=64,1' 2>&1 \
// RUN:   | FileCheck --check-prefix=SIZE %s
// SIZE: error: workgroup-size has 2 numbers, expected three [VYRE-GI-02]; fix: use 1 for an axis without extent

func.func @vyre_gi_10_launch() {
  %c1 = arith.constant 1 : index
  // expected-error@below {{'gpu.launch' op holds its kernel, expected a gpu.launch_func [VYRE-GI-10]; fix: run --gpu-kernel-outlining before}}
  gpu.launch blocks(%bx, %by, %bz) in (%gx = %c1, %gy = %c1, %gz = %c1)
             threads(%tx, %ty, %tz) in (%sx = %c1, %sy = %c1, %sz = %c1) {
    gpu.terminator
  }
  return
}

// -----

module attributes {gpu.container_module} {
  gpu.module @kernels {
    gpu.func @k(%m: memref<8xi32>)
        kernel attributes {known_block_size = array<i32: 8, 1, 1>} {
      gpu.return
    }
  }

  // expected-error@below {{'func.func' op argument #1 is 'i1', expected a memref or i32, i64, f32, f64 or index [VYRE-GI-03]; fix: pass it in a memref or convert it}}
  // expected-error@below {{'func.func' op has results, expected none: a graph has none [VYRE-GI-10]; fix: write to a memref argument}}
  func.func @vyre_gi_10_host(%m: memref<8xi32>, %b: i1, %n: index)
      -> index {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %c8 = arith.constant 8 : index
    // expected-error@below {{'gpu.launch_func' op launches workgroups whose size along axis 0 is not the constant 8 of the kernel, expected the same [VYRE-GI-10]; fix: correct the size, or the 'known_block_size' of the kernel}}
    gpu.launch_func @kernels::@k blocks in (%c1, %c1, %c1)
        threads in (%n, %c1, %c1) args(%m : memref<8xi32>)
    // expected-error@below {{'gpu.launch_func' op launches workgroups whose size along axis 1 is not the constant 1 of the kernel}}
    gpu.launch_func @kernels::@k blocks in (%c1, %c1, %c1)
        threads in (%c8, %c4, %c1) args(%m : memref<8xi32>)
    // expected-error@below {{'gpu.wait' op has no counterpart in a graph, expected gpu.launch_func, memref.alloc, copy and dim, scf.for and arith [VYRE-GI-10]; fix: move it to a function of its own that is not imported}}
    %t = gpu.wait async
    // expected-error@below {{'gpu.launch_func' op is asynchronous, expected a launch that the host waits for: the runtime finds what may overlap [VYRE-GI-10]; fix: import before --gpu-async-region}}
    %u = gpu.launch_func async [%t] @kernels::@k blocks in (%c1, %c1, %c1)
        threads in (%c8, %c1, %c1) args(%m : memref<8xi32>)
    %size = arith.constant 64 : i32
    // expected-error@below {{'gpu.launch_func' op has clusters or dynamic workgroup memory, expected neither [VYRE-GI-10]; fix: allocate workgroup memory of a static size}}
    gpu.launch_func @kernels::@k blocks in (%c1, %c1, %c1)
        threads in (%c8, %c1, %c1) dynamic_shared_memory_size %size
        args(%m : memref<8xi32>)
    scf.for %i = %c0 to %n step %c1 {
      // expected-error@below {{'memref.alloc' op stands in control flow, expected at the top level: a graph makes its buffers once [VYRE-GI-10]; fix: move it to the start of the function}}
      %a = memref.alloc() : memref<8xi32>
    }
    // expected-error@below {{'memref.alloc' op allocates workgroup memory on the host, expected global memory [VYRE-GI-10]; fix: allocate it in the kernel}}
    %w = memref.alloc() : memref<8xi32, #gpu.address_space<workgroup>>
    // expected-error@below {{'memref.load' op has no counterpart in a graph}}
    %v = memref.load %m[%c0] : memref<8xi32>
    return %n : index
  }
}
