// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the fuzz targets share: how a target tells libFuzzer that an input did
// something new. Libraries need no instrumentation for it: each kind of message
// counts as covered code.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_FUZZ_FUZZ_H
#define VYRE_FUZZ_FUZZ_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <vector>

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maxSize);

namespace vyre::fuzz {

constexpr size_t kFeatures = 1 << 14;
/// libFuzzer looks at this section after every input.
__attribute__((section("__libfuzzer_extra_counters"), used)) inline uint8_t
    features[kFeatures];

inline void sawFeature(uint64_t hash) {
  features[(hash * 0x9E3779B97F4A7C15u) >> 50] = 1;
}

/// Messages that differ in names and numbers only are one kind. Names are in
/// quotes. With `isTrusted` false they may hold quotes themselves: all between
/// the first and the last is left out then, and what comes late in the text.
inline void sawMessage(const std::string &message, bool isTrusted = false) {
  size_t first = std::min(message.find('\''), message.size());
  size_t last = message.rfind('\'');
  uint64_t hash = 14695981039346656037u;
  bool inQuotes = false;
  for (size_t i = 0, left = isTrusted ? 100 : 40;
       i < message.size() && left; ++i) {
    char c = message[i];
    inQuotes = c == '\'' ? !inQuotes : inQuotes;
    bool isName = isTrusted ? inQuotes : i >= first && i <= last;
    if (isName || (c >= '0' && c <= '9'))
      continue;
    hash = (hash ^ static_cast<uint8_t>(c)) * 1099511628211u;
    --left;
  }
  sawFeature(hash);
}

/// Printed at the end, so that one sees how deep the inputs came.
class Count {
public:
  explicit Count(const char *what) : what(what) {}
  ~Count() { std::fprintf(stderr, "fuzz: %s: %llu\n", what, number); }
  void operator++() { ++number; }

private:
  const char *what;
  unsigned long long number = 0;
};

/// An input that must not exist, with the reason.
[[noreturn]] inline void fail(const std::string &reason) {
  std::fprintf(stderr, "fuzz: %s\n", reason.c_str());
  std::abort();
}

inline size_t mutateBytes(uint8_t *data, size_t size, size_t maxSize) {
  return LLVMFuzzerMutate(data, size, maxSize);
}

} // namespace vyre::fuzz

#endif // VYRE_FUZZ_FUZZ_H
