// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The artifact that the reader's tests damage and the fuzzer starts from.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_UNITTESTS_RUNTIME_SAMPLEARTIFACT_H
#define VYRE_UNITTESTS_RUNTIME_SAMPLEARTIFACT_H

#include "TestArtifact.h"

namespace vyre::test {

/// Words that begin like SPIR-V; nothing here looks further.
constexpr uint32_t kSampleCode[] = {0x07230203, 0x00010500, 0, 1, 0};

/// A small artifact with one of everything.
inline std::vector<uint8_t> sampleArtifact() {
  TestArtifact t;
  uint32_t kernel =
      t.kernel("k", kSampleCode, {{ElementType::I32}}, {ElementType::F32});
  uint32_t x = t.argument("x", ElementType::I32);
  uint32_t n = t.length(x);
  uint32_t y = t.transientOf(ElementType::I32, n);
  uint32_t c = t.constant(ElementType::I32, 2, bytesOf<uint32_t>({1, 2}));
  uint32_t a = t.f32(1);
  t.at(t.location("a.mlir", 7));
  t.dispatch(kernel, {x}, {a}, n);
  t.copy(x, y);
  t.fill(c, 3);
  t.loop(t.index(0), n, t.index(1), {a},
         [&](uint32_t, const std::vector<uint32_t> &carried) {
           t.dispatch(kernel, {y}, {carried[0]}, n);
           return carried;
         });
  t.indirect(kernel, {x}, {a}, y, t.index(8));
  t.expect(c, 2, bytesOf<uint32_t>({3, 3}));
  t.trapRecord(t.transient(ElementType::I32, 6));
  t.trapSite("overflow", 1);
  return t.bytes();
}

} // namespace vyre::test

#endif // VYRE_UNITTESTS_RUNTIME_SAMPLEARTIFACT_H
