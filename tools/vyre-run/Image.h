// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A buffer as a picture that one can look at.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUN_IMAGE_H
#define VYRE_RUN_IMAGE_H

#include "Vyre/Runtime/Graph.h"
#include "Vyre/Runtime/Status.h"

#include <array>
#include <cstdint>
#include <vector>

namespace vyre::run {

/// The largest side of a picture.
constexpr uint32_t kMaxImageSide = 65535;

/// Colour of `t` in [0, 1]: from dark violet over green to yellow, lightness
/// rising evenly, so that it also reads in grey. NaN is magenta.
std::array<uint8_t, 3> fieldColour(double t);

/// True for element types that encodePng() knows: floats, i32 and i8.
bool hasPicture(rt::ElementType element);

/// A PNG of `width` x `height` elements, rows from the top. Floats are scaled
/// from their smallest to their largest finite value through fieldColour();
/// i32 are pixels 0xAABBGGRR; i8 are levels of grey.
rt::Result<std::vector<uint8_t>> encodePng(const rt::BufferValue &buffer,
                                           uint32_t width, uint32_t height);

} // namespace vyre::run

#endif // VYRE_RUN_IMAGE_H
