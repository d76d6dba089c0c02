// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stores far behind the end of a small buffer, at a byte offset of 2^32. A
// driver that computes offsets in 32 bits writes to the start instead. Only
// run on a device with robustBufferAccess.
#version 450
layout(local_size_x = 1) in;
layout(std430, set = 0, binding = 0) buffer Data { uint data[]; };
layout(push_constant) uniform Push { uint index; };

void main() { data[index] = 0xdeadu; }
