// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A memory barrier inside a loop whose trip count differs between the
// subgroups of a workgroup. A driver that compiles the barrier as a point
// where subgroups are switched loses the rest of some of them.
#version 450
layout(local_size_x = 64) in;
layout(std430, set = 0, binding = 0) buffer Data { uint data[]; };
layout(push_constant) uniform Push { uint divisor; };

void main() {
  uint lane = gl_LocalInvocationID.x;
  uint trips = 1u + lane / divisor;
  for (uint i = 0; i < trips; ++i) {
    data[64u + lane] = i + 1u;
    memoryBarrierBuffer();
  }
  data[lane] = 1000u + data[64u + lane];
}
