#version 450
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// partial[g] = the sum of the share of workgroup g: each invocation adds up
// elements that are a grid apart, then the workgroup halves its 256 sums eight
// times. The rival of reduction.mlir.

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly restrict buffer X { float x[]; };
layout(std430, binding = 1) writeonly restrict buffer Partial {
  float partial[];
};
layout(push_constant) uniform Push { uint n; };

shared float sums[256];

void main() {
  uint l = gl_LocalInvocationID.x;
  uint stride = gl_NumWorkGroups.x * 256;
  float sum = 0;
  for (uint i = gl_GlobalInvocationID.x; i < n; i += stride)
    sum += x[i];
  sums[l] = sum;
  barrier();

  for (uint width = 128; width > 0; width >>= 1) {
    if (l < width)
      sums[l] += sums[l + width];
    barrier();
  }
  if (l == 0)
    partial[gl_WorkGroupID.x] = sums[0];
}
