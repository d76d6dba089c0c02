// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// target += source, element by element; the next link of a chain.
#version 450
layout(local_size_x = 64) in;
layout(std430, set = 0, binding = 0) readonly buffer Source { uint source[]; };
layout(std430, set = 0, binding = 1) buffer Target { uint target[]; };
layout(push_constant) uniform Push { uint lengthSource; uint lengthTarget; };

void main() {
  uint i = gl_GlobalInvocationID.x;
  if (i < lengthSource && i < lengthTarget)
    target[i] += source[i];
}
