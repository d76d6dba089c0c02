// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The element types of buffers and host scalars, as the runtime knows them.
// The values are those of `ElementType` in Artifact.fbs, so a cast converts.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUNTIME_ELEMENT_H
#define VYRE_RUNTIME_ELEMENT_H

#include <cstdint>
#include <optional>
#include <string>

namespace vyre::rt {

enum class ElementType : uint8_t {
  I8 = 0,
  I16,
  I32,
  I64,
  F16,
  BF16,
  F32,
  F64,
  V2I32,
  V4I32,
  V2F32,
  V4F32,
  /// Scalars only: a 32-bit unsigned index, and a truth value.
  Index,
  I1
};

constexpr unsigned kElementTypeCount = 14;

/// Bytes of one element in memory. `index` is 4, `i1` is 1.
unsigned elementBytes(ElementType type);

/// Components of a vector element, 1 for scalars.
unsigned elementLanes(ElementType type);

/// The type of one component: `f32` for `vector<4xf32>`, itself for scalars.
ElementType elementLane(ElementType type);

/// True for f16, bf16, f32, f64 and vectors of f32.
bool elementIsFloat(ElementType type);

/// Bits that a scalar of this type uses in a host register (index: 32).
unsigned elementBits(ElementType type);

/// As in source: "f32", "vector<4xf32>", "index".
const char *elementName(ElementType type);

/// The inverse of elementName. Vectors also parse without the wrapper, as
/// "v4f32". Nothing when the text names no element type.
std::optional<ElementType> parseElement(const std::string &text);

} // namespace vyre::rt

#endif // VYRE_RUNTIME_ELEMENT_H
