// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The algorithm of ../kernels/matmul.mlir in OpenCL C, for Oclgrind: c = a * b
// for n x n matrices in row order, n a multiple of 16.

__kernel __attribute__((reqd_work_group_size(16, 16, 1)))
void matmul(__global const float *a, __global const float *b,
            __global float *c, uint n) {
  __local float tile_a[256];
  __local float tile_b[256];
  uint lx = get_local_id(0), ly = get_local_id(1);
  uint column = get_global_id(0), row = get_global_id(1);
  uint first = row * n, tile_row = ly * 16, slot = tile_row + lx;
  float sum = 0.0f;
  for (uint t = 0; t < n; t += 16) {
    tile_a[slot] = a[first + t + lx];
    tile_b[slot] = b[(t + ly) * n + column];
    barrier(CLK_LOCAL_MEM_FENCE);
    for (uint k = 0; k < 16; ++k)
      sum += tile_a[tile_row + k] * tile_b[k * 16 + lx];
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  c[first + column] = sum;
}
