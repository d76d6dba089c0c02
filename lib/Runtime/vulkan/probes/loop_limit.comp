// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counts the trips of a long loop. A driver that gives each invocation a
// budget of loop iterations leaves early and counts too few. The length comes
// from the host, so that no compiler computes the answer.
#version 450
layout(local_size_x = 8) in;
layout(std430, set = 0, binding = 0) buffer Data { uint data[]; };
layout(push_constant) uniform Push { uint trips; };

void main() {
  uint lane = gl_LocalInvocationID.x;
  uint count = 0;
  uint state = lane;
  for (uint i = 0; i < trips; ++i) {
    state = state * 1664525u + 1013904223u;
    count += 1u + (state >> 31) * 0u;
    if (state == 0xffffffffu && i == 0xffffffffu)
      data[lane] = state;
  }
  data[lane] = count;
  data[8 + lane] = state;
}
