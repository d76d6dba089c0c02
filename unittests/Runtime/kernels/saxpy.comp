// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// y = a * x + y. Push constants as the compiler lays them out: scalars in
// declaration order, then the lengths of the dynamic buffers.
#version 450
layout(local_size_x = 64) in;
layout(std430, set = 0, binding = 0) readonly buffer X { float x[]; };
layout(std430, set = 0, binding = 1) buffer Y { float y[]; };
layout(push_constant) uniform Push { float a; uint lengthX; uint lengthY; };

void main() {
  uint i = gl_GlobalInvocationID.x;
  if (i < lengthX && i < lengthY)
    y[i] = a * x[i] + y[i];
}
