// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Colours a field and compresses it with libpng.
//
//===----------------------------------------------------------------------===//

#include "Image.h"

#include "FileIO.h"
#include "Number.h"
#include "Values.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <png.h>

using namespace vyre;
using namespace vyre::run;
using rt::ElementType;

// Steps of equal lightness; between two of them colours mix linearly.
static constexpr uint8_t kColours[][3] = {
    {58, 12, 88},   {66, 47, 122},  {62, 80, 141},
    {49, 110, 146}, {33, 139, 142}, {44, 167, 125},
    {98, 194, 93},  {166, 215, 62}, {244, 232, 60},
};
static constexpr size_t kLastColour =
    sizeof(kColours) / sizeof(kColours[0]) - 1;

std::array<uint8_t, 3> run::fieldColour(double t) {
  if (std::isnan(t))
    return {255, 0, 255};
  double at = std::clamp(t, 0.0, 1.0) * kLastColour;
  auto low = std::min(static_cast<size_t>(at), kLastColour - 1);
  double part = at - static_cast<double>(low);
  std::array<uint8_t, 3> colour;
  for (unsigned i = 0; i < 3; ++i)
    colour[i] = static_cast<uint8_t>(std::lround(
        kColours[low][i] + part * (kColours[low + 1][i] - kColours[low][i])));
  return colour;
}

bool run::hasPicture(ElementType element) {
  return rt::elementLanes(element) == 1 &&
         (rt::elementIsFloat(element) || element == ElementType::I32 ||
          element == ElementType::I8);
}

static std::vector<uint8_t> colourField(const rt::BufferValue &buffer) {
  const unsigned size = rt::elementBytes(buffer.element);
  auto at = [&](uint64_t i) {
    return decodeFloat(loadBits(&buffer.bytes[i * size], size), buffer.element);
  };
  double low = HUGE_VAL, high = -HUGE_VAL;
  for (uint64_t i = 0; i < buffer.count; ++i) {
    double value = at(i);
    if (std::isfinite(value)) {
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  std::vector<uint8_t> pixels(buffer.count * 3);
  for (uint64_t i = 0; i < buffer.count; ++i) {
    double value = at(i);
    double t = high > low ? (value - low) / (high - low) : 0.0;
    if (std::isnan(value))
      t = value;
    std::array<uint8_t, 3> colour = fieldColour(t);
    std::copy(colour.begin(), colour.end(), &pixels[i * 3]);
  }
  return pixels;
}

rt::Result<std::vector<uint8_t>>
run::encodePng(const rt::BufferValue &buffer, uint32_t width, uint32_t height) {
  if (!hasPicture(buffer.element))
    return rt::Status(rt::Code::InvalidArgument,
                      std::string("found a picture of ") +
                          rt::elementName(buffer.element) +
                          " elements, expected f16, bf16, f32, f64, i32 or i8",
                      "write it as .npy");
  const uint64_t expected = uint64_t(width) * height;
  if (buffer.count != expected || expected == 0)
    return rt::Status(rt::Code::InvalidArgument,
                      "found " + std::to_string(buffer.count) +
                          " elements, expected " + std::to_string(width) + "x" +
                          std::to_string(height) + " = " +
                          std::to_string(expected),
                      "give the width and height of the field");

  png_image image;
  std::memset(&image, 0, sizeof image);
  image.version = PNG_IMAGE_VERSION;
  image.width = width;
  image.height = height;
  std::vector<uint8_t> field;
  const uint8_t *pixels = buffer.bytes.data();
  if (rt::elementIsFloat(buffer.element)) {
    image.format = PNG_FORMAT_RGB;
    field = colourField(buffer);
    pixels = field.data();
  } else {
    // Little-endian 0xAABBGGRR is R, G, B, A in memory.
    image.format =
        buffer.element == ElementType::I32 ? PNG_FORMAT_RGBA : PNG_FORMAT_GRAY;
  }

  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  if (rt::Status memory = checkMemory(size, "a picture"); !memory)
    return memory;
  std::vector<uint8_t> file(size);
  if (!png_image_write_to_memory(&image, file.data(), &size,
                                 /*convert_to_8_bit=*/0, pixels,
                                 /*row_stride=*/0, /*colormap=*/nullptr))
    return rt::Status(rt::Code::Internal,
                      std::string("libpng failed: ") + image.message,
                      "write the buffer as .npy");
  file.resize(size);
  return file;
}
