#version 450
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// y[i] = a * x[i] + y[i], one element per invocation. The rival of saxpy.mlir.

layout(local_size_x = 64) in;

layout(std430, binding = 0) readonly restrict buffer X { float x[]; };
layout(std430, binding = 1) restrict buffer Y { float y[]; };
layout(push_constant) uniform Push {
  float a;
  uint n;
};

void main() {
  uint i = gl_GlobalInvocationID.x;
  if (i < n)
    y[i] = a * x[i] + y[i];
}
