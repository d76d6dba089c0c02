// The same kernel as source for three other compilers. The workgroup size and
// the guard of the access must survive in each.

// RUN: vyre-translate --vyre-to-glsl %s | FileCheck %s --check-prefix=GLSL
// GLSL: #version 460
// GLSL: layout(local_size_x = 32, local_size_y = 1, local_size_z = 1) in;
// GLSL: gl_GlobalInvocationID.x < {{.*}}push_constants

// RUN: vyre-translate --vyre-to-glsl %s -o %t.comp
// RUN: glslangValidator -V --target-env vulkan1.2 %t.comp -o %t.spv

// RUN: vyre-translate --vyre-to-msl %s | FileCheck %s --check-prefix=MSL
// MSL: kernel void
// MSL-SAME: thread_position_in_grid

// RUN: vyre-translate --vyre-to-hlsl %s | FileCheck %s --check-prefix=HLSL
// HLSL: [numthreads(32, 1, 1)]

vyre.program @scale(%b: !vyre.buffer<?xf32, read_write>, %s: f32)
    workgroup [32, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %b[%i] : !vyre.buffer<?xf32, read_write>
  %w = arith.mulf %v, %s : f32
  vyre.store %w, %b[%i] : !vyre.buffer<?xf32, read_write>
  vyre.return
}
