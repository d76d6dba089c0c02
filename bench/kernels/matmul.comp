#version 450
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// c = a * b for n x n matrices in row order, n a multiple of 16. Each workgroup
// makes one 16 x 16 tile of c from tiles of a and b that it shares. The rival
// of matmul.mlir.

layout(local_size_x = 16, local_size_y = 16) in;

layout(std430, binding = 0) readonly restrict buffer A { float a[]; };
layout(std430, binding = 1) readonly restrict buffer B { float b[]; };
layout(std430, binding = 2) writeonly restrict buffer C { float c[]; };
layout(push_constant) uniform Push { uint n; };

shared float tileA[16][16];
shared float tileB[16][16];

void main() {
  uint lx = gl_LocalInvocationID.x;
  uint ly = gl_LocalInvocationID.y;
  uint column = gl_GlobalInvocationID.x;
  uint row = gl_GlobalInvocationID.y;

  float sum = 0;
  for (uint t = 0; t < n; t += 16) {
    tileA[ly][lx] = a[row * n + t + lx];
    tileB[ly][lx] = b[(t + ly) * n + column];
    barrier();
    for (uint k = 0; k < 16; ++k)
      sum += tileA[ly][k] * tileB[k][lx];
    barrier();
  }
  c[row * n + column] = sum;
}
