// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Spins until somebody writes to the buffer, which nobody does.
#version 450
layout(local_size_x = 8) in;
layout(std430, set = 0, binding = 0) volatile buffer Data { uint data[]; };

void main() {
  while (atomicAdd(data[0], 0u) == 0u)
    data[1] += 1u;
}
