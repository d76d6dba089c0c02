// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The algorithm of ../kernels/reduction.mlir in OpenCL C, for Oclgrind:
// partial[g] = the sum of the share of workgroup g. OpenCL C has no length of a
// buffer, so it is an argument.

__kernel __attribute__((reqd_work_group_size(256, 1, 1)))
void reduction(__global const float *x, __global float *partial, uint n) {
  __local float sums[256];
  uint l = get_local_id(0), group = get_group_id(0);
  uint stride = get_num_groups(0) * 256;
  float sum = 0.0f;
  for (uint i = get_global_id(0); i < n; i += stride)
    sum += x[i];
  sums[l] = sum;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (uint width = 128; width > 0; width >>= 1) {
    if (l < width)
      sums[l] += sums[l + width];
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  if (l == 0)
    partial[group] = sums[0];
}
