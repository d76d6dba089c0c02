#version 450
// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One step of the heat equation from one field to another; cells at the rim stay
// as they are. The host calls it for each step. The rival of
// examples/heat-grid.mlir, which has the loop over time inside.

layout(local_size_x = 32, local_size_y = 8) in;

layout(std430, binding = 0) readonly restrict buffer Old { float old[]; };
layout(std430, binding = 1) writeonly restrict buffer New { float new[]; };
layout(push_constant) uniform Push {
  uint width;
  uint height;
};

void main() {
  uint x = gl_GlobalInvocationID.x;
  uint y = gl_GlobalInvocationID.y;
  if (x >= width || y >= height)
    return;
  uint i = y * width + x;
  float here = old[i];
  if (x == 0 || x == width - 1 || y == 0 || y == height - 1) {
    new[i] = here;
    return;
  }
  precise float around =
      (old[i - 1] + old[i + 1]) + (old[i - width] + old[i + width]);
  precise float change = 0.2 * (around - 4.0 * here);
  precise float next = here + change;
  new[i] = next;
}
