// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pictures: colours, formats, and sizes.
//
//===----------------------------------------------------------------------===//

#include "Image.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <png.h>

using namespace vyre;
using namespace vyre::run;
using rt::ElementType;

using Bytes = std::vector<uint8_t>;

/// Pixels of a PNG as R, G, B, A.
static Bytes decode(const Bytes &file, uint32_t &width, uint32_t &height) {
  png_image image;
  std::memset(&image, 0, sizeof image);
  image.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&image, file.data(), file.size()))
    return {};
  image.format = PNG_FORMAT_RGBA;
  Bytes pixels(PNG_IMAGE_SIZE(image));
  png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr);
  width = image.width;
  height = image.height;
  return pixels;
}

static rt::BufferValue floats(const std::vector<float> &values) {
  Bytes bytes(values.size() * 4);
  if (!values.empty())
    std::memcpy(bytes.data(), values.data(), bytes.size());
  return {ElementType::F32, values.size(), bytes};
}

TEST(ImageTest, LightnessRises) {
  double last = -1;
  for (int i = 0; i <= 100; ++i) {
    auto colour = fieldColour(i / 100.0);
    double lightness = 0.2126 * std::pow(colour[0] / 255.0, 2.2) +
                       0.7152 * std::pow(colour[1] / 255.0, 2.2) +
                       0.0722 * std::pow(colour[2] / 255.0, 2.2);
    EXPECT_GT(lightness, last) << i;
    last = lightness;
  }
}

TEST(ImageTest, FloatsAreScaled) {
  uint32_t width = 0, height = 0;
  rt::Result<Bytes> file =
      encodePng(floats({-3, 5, NAN, INFINITY, -INFINITY, 1}), 3, 2);
  ASSERT_TRUE(file) << file.status().message();
  Bytes pixels = decode(*file, width, height);
  ASSERT_EQ(pixels.size(), 24u);
  EXPECT_EQ(width, 3u);
  EXPECT_EQ(height, 2u);
  auto expectColour = [&](size_t pixel, std::array<uint8_t, 3> colour) {
    for (int i = 0; i < 3; ++i)
      EXPECT_EQ(pixels[pixel * 4 + i], colour[i]) << pixel;
  };
  expectColour(0, fieldColour(0));
  expectColour(1, fieldColour(1));
  expectColour(2, {255, 0, 255});
  expectColour(3, fieldColour(1));
  expectColour(4, fieldColour(0));
  expectColour(5, fieldColour(0.5));
}

TEST(ImageTest, ConstantField) {
  uint32_t width = 0, height = 0;
  rt::Result<Bytes> file = encodePng(floats({2, 2}), 2, 1);
  ASSERT_TRUE(file);
  EXPECT_EQ(decode(*file, width, height)[0], fieldColour(0)[0]);
}

TEST(ImageTest, PackedPixels) {
  uint32_t width = 0, height = 0;
  // 0xAABBGGRR = 0xFF332211.
  rt::Result<Bytes> file =
      encodePng({ElementType::I32, 1, {0x11, 0x22, 0x33, 0xFF}}, 1, 1);
  ASSERT_TRUE(file);
  EXPECT_EQ(decode(*file, width, height), (Bytes{0x11, 0x22, 0x33, 0xFF}));
}

TEST(ImageTest, Grey) {
  uint32_t width = 0, height = 0;
  rt::Result<Bytes> file = encodePng({ElementType::I8, 2, {0, 200}}, 2, 1);
  ASSERT_TRUE(file);
  EXPECT_EQ(decode(*file, width, height),
            (Bytes{0, 0, 0, 255, 200, 200, 200, 255}));
}

TEST(ImageTest, Refuses) {
  EXPECT_FALSE(encodePng(floats({1, 2}), 3, 1));
  EXPECT_FALSE(encodePng(floats({}), 0, 0));
  EXPECT_FALSE(encodePng({ElementType::I64, 1, Bytes(8)}, 1, 1));
  EXPECT_FALSE(encodePng({ElementType::V4F32, 1, Bytes(16)}, 1, 1));
}
