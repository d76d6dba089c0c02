// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See KernelCases.h. All floats are small whole numbers, so every order of
// adding gives the same bits and results are compared bit for bit.
//
//===----------------------------------------------------------------------===//

#include "KernelCases.h"

#include <cstring>

using namespace vyre::bench;

template <typename T>
static std::vector<uint8_t> bytesOf(const std::vector<T> &values) {
  std::vector<uint8_t> bytes(values.size() * sizeof(T));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

static uint32_t bitsOf(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

/// Well mixed bits of an index.
static uint32_t noise(uint32_t index) {
  uint32_t x = index * 2654435761u;
  x = (x ^ x >> 15) * 2246822519u;
  x = (x ^ x >> 13) * 3266489917u;
  return x ^ x >> 16;
}

static std::string counted(uint32_t count, const char *what) {
  return std::to_string(count) + " " + what;
}

static void makeSaxpy(bool quick, KernelCase &result) {
  // Three short of whole workgroups, so that the guards have work.
  const uint32_t n = (quick ? 1u << 12 : 1u << 22) - 3;
  constexpr uint32_t workgroup = 64;
  constexpr float a = 3;
  std::vector<float> x(n), y(n), expected(n);
  for (uint32_t i = 0; i < n; ++i) {
    x[i] = noise(i) % 1024;
    y[i] = i % 512;
    expected[i] = a * x[i] + y[i];
  }
  result.size = counted(n, "f32");
  result.groups[0] = (n + workgroup - 1) / workgroup;
  result.buffers = {{bytesOf(x), {}}, {bytesOf(y), bytesOf(expected)}};
  result.vyrePush = {bitsOf(a), n, n};
  result.glslPush = {bitsOf(a), n};
  result.work = 3.0 * n * sizeof(float);
  result.unit = "GB/s";
}

static void makeMatmul(bool quick, KernelCase &result) {
  const uint32_t n = quick ? 32 : 256;
  constexpr uint32_t tile = 16;
  std::vector<float> a(n * n), b(n * n), c(n * n), expected(n * n);
  for (uint32_t i = 0; i < n * n; ++i) {
    a[i] = noise(i) % 16;
    b[i] = noise(~i) % 16;
  }
  for (uint32_t i = 0; i < n; ++i)
    for (uint32_t k = 0; k < n; ++k)
      for (uint32_t j = 0; j < n; ++j)
        expected[i * n + j] += a[i * n + k] * b[k * n + j];
  result.size = std::to_string(n) + " x " + std::to_string(n) + " f32";
  result.groups[0] = result.groups[1] = n / tile;
  result.buffers = {
      {bytesOf(a), {}}, {bytesOf(b), {}}, {bytesOf(c), bytesOf(expected)}};
  result.vyrePush = {n, n * n, n * n, n * n};
  result.glslPush = {n};
  result.work = 2.0 * n * n * n;
  result.unit = "GFLOP/s";
}

static void makeHistogram(bool quick, KernelCase &result) {
  const uint32_t words = (quick ? 1u << 12 : 1u << 20) - 3;
  std::vector<uint32_t> data(words), bins(256), expected(256);
  for (uint32_t i = 0; i < words; ++i) {
    data[i] = noise(i);
    for (unsigned shift = 0; shift < 32; shift += 8)
      ++expected[data[i] >> shift & 255];
  }
  result.size = counted(words * 4, "bytes");
  result.groups[0] = quick ? 4 : 64;
  result.buffers = {{bytesOf(data), {}}, {bytesOf(bins), bytesOf(expected)}};
  result.vyrePush = {words};
  result.glslPush = {words};
  result.work = 4.0 * words;
  result.unit = "GB/s";
}

static void makeReduction(bool quick, KernelCase &result) {
  const uint32_t n = (quick ? 1u << 12 : 1u << 24) - 3;
  const uint32_t groups = quick ? 4 : 64;
  constexpr uint32_t workgroup = 256;
  std::vector<float> x(n), partial(groups), expected(groups);
  for (uint32_t i = 0; i < n; ++i) {
    x[i] = noise(i) % 64;
    expected[i / workgroup % groups] += x[i];
  }
  result.size = counted(n, "f32");
  result.groups[0] = groups;
  result.buffers = {{bytesOf(x), {}}, {bytesOf(partial), bytesOf(expected)}};
  result.vyrePush = {n, groups};
  result.glslPush = {n};
  result.work = 4.0 * n;
  result.unit = "GB/s";
}

bool vyre::bench::makeKernelCase(const std::string &name, bool quick,
                                 KernelCase &result) {
  result.name = name;
  if (name == "saxpy")
    makeSaxpy(quick, result);
  else if (name == "matmul")
    makeMatmul(quick, result);
  else if (name == "histogram")
    makeHistogram(quick, result);
  else if (name == "reduction")
    makeReduction(quick, result);
  else
    return false;
  return true;
}
