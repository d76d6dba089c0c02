// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names and sizes of element types.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Runtime/Element.h"

using namespace vyre::rt;

namespace {
struct ElementInfo {
  const char *name;
  const char *shortName;
  uint8_t bytes;
  uint8_t lanes;
  uint8_t bits; // of a scalar in a register; 0 for vectors
  ElementType lane;
  bool isFloat;
};
} // namespace

// In the order of the enum.
static constexpr ElementInfo kElements[kElementTypeCount] = {
    {"i8", "i8", 1, 1, 8, ElementType::I8, false},
    {"i16", "i16", 2, 1, 16, ElementType::I16, false},
    {"i32", "i32", 4, 1, 32, ElementType::I32, false},
    {"i64", "i64", 8, 1, 64, ElementType::I64, false},
    {"f16", "f16", 2, 1, 16, ElementType::F16, true},
    {"bf16", "bf16", 2, 1, 16, ElementType::BF16, true},
    {"f32", "f32", 4, 1, 32, ElementType::F32, true},
    {"f64", "f64", 8, 1, 64, ElementType::F64, true},
    {"vector<2xi32>", "v2i32", 8, 2, 0, ElementType::I32, false},
    {"vector<4xi32>", "v4i32", 16, 4, 0, ElementType::I32, false},
    {"vector<2xf32>", "v2f32", 8, 2, 0, ElementType::F32, true},
    {"vector<4xf32>", "v4f32", 16, 4, 0, ElementType::F32, true},
    {"index", "index", 4, 1, 32, ElementType::Index, false},
    {"i1", "i1", 1, 1, 1, ElementType::I1, false},
};

static const ElementInfo &info(ElementType type) {
  return kElements[static_cast<unsigned>(type) % kElementTypeCount];
}

unsigned vyre::rt::elementBytes(ElementType type) { return info(type).bytes; }

unsigned vyre::rt::elementLanes(ElementType type) { return info(type).lanes; }

ElementType vyre::rt::elementLane(ElementType type) { return info(type).lane; }

bool vyre::rt::elementIsFloat(ElementType type) { return info(type).isFloat; }

unsigned vyre::rt::elementBits(ElementType type) { return info(type).bits; }

const char *vyre::rt::elementName(ElementType type) { return info(type).name; }

std::optional<ElementType> vyre::rt::parseElement(const std::string &text) {
  for (unsigned i = 0; i < kElementTypeCount; ++i)
    if (text == kElements[i].name || text == kElements[i].shortName)
      return static_cast<ElementType>(i);
  return std::nullopt;
}
