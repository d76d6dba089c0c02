#version 450
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counts the bytes of data by value, four to a word. Each workgroup counts its
// share in shared memory and adds that to bins at the end. The rival of
// histogram.mlir.

layout(local_size_x = 256) in;

layout(std430, binding = 0) readonly restrict buffer Data { uint data[]; };
layout(std430, binding = 1) restrict buffer Bins { uint bins[]; };
layout(push_constant) uniform Push { uint n; };

shared uint counts[256];

void main() {
  uint l = gl_LocalInvocationID.x;
  counts[l] = 0;
  barrier();

  uint stride = gl_NumWorkGroups.x * 256;
  for (uint i = gl_GlobalInvocationID.x; i < n; i += stride) {
    uint word = data[i];
    atomicAdd(counts[word & 255], 1);
    atomicAdd(counts[word >> 8 & 255], 1);
    atomicAdd(counts[word >> 16 & 255], 1);
    atomicAdd(counts[word >> 24], 1);
  }
  barrier();
  atomicAdd(bins[l], counts[l]);
}
