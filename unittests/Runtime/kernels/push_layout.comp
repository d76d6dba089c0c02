// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes its push constants back, to show that host and kernel agree on where
// each of them lies.
#version 450
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
layout(local_size_x = 1) in;
layout(std430, set = 0, binding = 0) writeonly buffer Out { uint64_t result[]; };
layout(push_constant) uniform Push {
  int i32;
  int64_t i64;
  float f32;
  double f64;
  uint index;
  uint count;
};

void main() {
  if (count < 6u)
    return;
  result[0] = uint64_t(uint(i32));
  result[1] = uint64_t(i64);
  result[2] = uint64_t(floatBitsToUint(f32));
  result[3] = packUint2x32(unpackDouble2x32(f64));
  result[4] = uint64_t(index);
  result[5] = uint64_t(count);
}
