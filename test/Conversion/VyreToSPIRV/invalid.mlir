// RUN: vyre-opt --convert-vyre-to-spirv --split-input-file --verify-diagnostics %s -o /dev/null

// Kernels that are not made from programs meet these errors first. Nothing
// here may reach the legaliser's own message.

// A dispatch has no barrier for the whole grid.
gpu.module @grid_barrier attributes {vyre.abi = {arg_names = [], arg_types = [], workgroup_size = array<i32: 64, 1, 1>}} {
  gpu.func @grid_barrier() kernel {
    // expected-error @below {{'vyre.barrier' op has scope grid, expected workgroup or subgroup: one Vulkan dispatch cannot wait for the whole grid; fix: split the program at this point into two and dispatch them one after the other}}
    vyre.barrier grid
    gpu.return
  }
}

// -----

// An op that no pattern takes is named with its types.
gpu.module @unknown_op attributes {vyre.abi = {arg_names = ["b"], arg_types = [!vyre.buffer<?xf32, read_write>], workgroup_size = array<i32: 64, 1, 1>}} {
  gpu.func @unknown_op(%b: !vyre.buffer<?xf32, read_write>) kernel {
    %i = gpu.global_id x
    %v = vyre.load %b[%i] : !vyre.buffer<?xf32, read_write>
    // expected-error @below {{'math.erf' on 'f32' has no lowering to SPIR-V for Vulkan; fix: write it with ops and types that docs/Lowering.md lists}}
    %w = math.erf %v : f32
    // expected-error @below {{'gpu.barrier' has no lowering to SPIR-V for Vulkan}}
    gpu.barrier
    vyre.store %w, %b[%i] : !vyre.buffer<?xf32, read_write>
    gpu.return
  }
}

// -----

// Total ops are expanded by convert-vyre-to-gpu.
gpu.module @total_op attributes {vyre.abi = {arg_names = ["x"], arg_types = [i32], workgroup_size = array<i32: 1, 1, 1>}} {
  gpu.func @total_op(%x: i32) kernel {
    // expected-error @below {{'vyre.divui' on 'i32', 'i32' has no lowering to SPIR-V for Vulkan}}
    %q = vyre.divui %x, %x : i32
    gpu.return
  }
}

// -----

// expected-error @below {{'gpu.module' op with vyre.abi has 0 functions, expected exactly one kernel; fix: put each kernel into a gpu.module of its own}}
gpu.module @no_kernel attributes {vyre.abi = {arg_names = [], arg_types = [], workgroup_size = array<i32: 1, 1, 1>}} {
}

// -----

gpu.module @names attributes {vyre.abi = {arg_names = [], arg_types = [], workgroup_size = array<i32: 1, 1, 1>}} {
  // expected-error @below {{'gpu.func' op has a malformed vyre.abi attribute, expected arg_names with 1 strings and workgroup_size with 3 positive numbers; fix: make the kernel with convert-vyre-to-gpu}}
  gpu.func @names(%x: i32) kernel {
    gpu.return
  }
}

// -----

gpu.module @no_threads attributes {vyre.abi = {arg_names = [], arg_types = [], workgroup_size = array<i32: 0, 1, 1>}} {
  // expected-error @below {{'gpu.func' op has a malformed vyre.abi attribute, expected arg_names with 0 strings and workgroup_size with 3 positive numbers}}
  gpu.func @no_threads() kernel {
    gpu.return
  }
}

// -----

gpu.module @memref attributes {vyre.abi = {arg_names = ["m"], arg_types = [memref<4xf32>], workgroup_size = array<i32: 1, 1, 1>}} {
  // expected-error @below {{'gpu.func' op has argument #0 of type 'memref<4xf32>', expected a buffer of storage, i32, i64, f32, f64 or index; fix: pass it in a !vyre.buffer}}
  gpu.func @memref(%m: memref<4xf32>) kernel {
    gpu.return
  }
}

// -----

gpu.module @blocks attributes {vyre.abi = {arg_names = [], arg_types = [], workgroup_size = array<i32: 1, 1, 1>}} {
  // expected-error @below {{'gpu.func' op has 2 blocks, expected structured control flow; fix: run lift-cf-to-scf first}}
  gpu.func @blocks() kernel {
    cf.br ^next
  ^next:
    gpu.return
  }
}

// -----

// A gpu.module that is not ours is left alone.
gpu.module @foreign {
  gpu.func @foreign() kernel {
    gpu.barrier
    gpu.return
  }
}
