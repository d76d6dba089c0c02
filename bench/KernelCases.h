// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What kernel-bench runs: sizes, contents of buffers, and results that the host
// computed on its own.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_BENCH_KERNELCASES_H
#define VYRE_BENCH_KERNELCASES_H

#include <cstdint>
#include <string>
#include <vector>

namespace vyre::bench {

struct KernelBuffer {
  std::vector<uint8_t> contents;
  /// What it must hold after a run; empty when the kernel does not write it.
  std::vector<uint8_t> expected;
};

struct KernelCase {
  std::string name; ///< Also the entry point of ours.
  std::string size; ///< For people.
  uint32_t groups[3] = {1, 1, 1};
  std::vector<KernelBuffer> buffers; ///< In binding order.
  /// Push constants: ours as in Dialect/KernelABI.h, theirs as in the GLSL.
  std::vector<uint32_t> vyrePush, glslPush;
  double work = 0; ///< Bytes or floating-point operations of one run.
  const char *unit = "";
};

/// False when there is no such kernel.
bool makeKernelCase(const std::string &name, bool quick, KernelCase &result);

} // namespace vyre::bench

#endif // VYRE_BENCH_KERNELCASES_H
