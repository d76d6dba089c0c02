// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parses and prints whole values.
//
//===----------------------------------------------------------------------===//

#include "Values.h"

#include "FileIO.h"
#include "Message.h"
#include "Number.h"

using namespace vyre;
using namespace vyre::run;
using rt::ElementType;

static constexpr const char *kForms =
    "4xf32=1,2,3,4 or 1024xi32=0 or 1024xf32=iota or 1024xf32=random:SEED or "
    "f32=2.5 or @FILE";

namespace {
/// What stands before the '='.
struct ValueType {
  ElementType element = ElementType::F32;
  bool isScalar = false;
  uint64_t count = 1;
};
} // namespace

static rt::Status typeError(const std::string &text) {
  return rt::Status(rt::Code::InvalidArgument,
                    "found type " + quoted(text) +
                        ", expected one like 4xf32, 16xvector<4xf32> or i32",
                    "element types are i8, i16, i32, i64, f16, bf16, f32, f64, "
                    "vector<2xf32>, vector<4xf32>, vector<2xi32>, "
                    "vector<4xi32>; scalars may also be index");
}

static rt::Result<ValueType> parseType(const std::string &text) {
  ValueType type;
  size_t digits = text.find_first_not_of("0123456789");
  std::string name = text;
  type.isScalar = digits == 0;
  if (!type.isScalar) {
    if (digits == std::string::npos || text[digits] != 'x')
      return typeError(text);
    rt::Result<uint64_t> count =
        parseUnsigned(text.substr(0, digits), UINT64_MAX);
    if (!count)
      return std::move(count).takeStatus();
    type.count = *count;
    name = text.substr(digits + 1);
  }
  std::optional<ElementType> element = rt::parseElement(name);
  if (!element)
    return typeError(text);
  type.element = *element;
  const bool onlyScalar =
      *element == ElementType::Index || *element == ElementType::I1;
  if (type.isScalar ? rt::elementLanes(*element) > 1 : onlyScalar)
    return typeError(text);
  const unsigned size = rt::elementBytes(type.element);
  if (type.count > UINT64_MAX / size)
    return rt::Status(rt::Code::InvalidArgument,
                      "found " + std::to_string(type.count) +
                          " elements, expected less than 2^64 bytes",
                      "use fewer elements");
  if (rt::Status memory = checkMemory(type.count * size, "a buffer"); !memory)
    return memory;
  return type;
}

/// The bits of component `index` of `iota`.
static uint64_t iotaBits(uint64_t index, ElementType lane) {
  return rt::elementIsFloat(lane)
             ? encodeFloat(static_cast<double>(index), lane)
             : index;
}

/// One number for all, or one for each of the `lanes` components.
static rt::Status parseList(const std::string &text, ElementType lane,
                            uint64_t lanes, std::vector<uint8_t> &bytes) {
  const unsigned size = rt::elementBytes(lane);
  uint64_t given = 0;
  uint64_t bits = 0;
  size_t begin = 0;
  while (begin <= text.size() && !(text.empty() && lanes == 0)) {
    size_t end = std::min(text.find(',', begin), text.size());
    size_t first = text.find_first_not_of(' ', begin);
    size_t last = text.find_last_not_of(' ', end - (end > 0));
    std::string word;
    if (first < end && last != std::string::npos && last >= first)
      word = text.substr(first, last - first + 1);
    rt::Result<uint64_t> number = parseNumber(word, lane);
    if (!number)
      return std::move(number).takeStatus();
    bits = *number;
    if (given < lanes)
      storeBits(&bytes[given * size], size, bits);
    ++given;
    begin = end + 1;
  }
  if (given == lanes)
    return rt::Status::ok();
  if (given != 1)
    return rt::Status(rt::Code::InvalidArgument,
                      "found " + std::to_string(given) + " numbers, expected " +
                          std::to_string(lanes) + ", or one for all",
                      "make the count and the list agree");
  for (uint64_t i = 0; i < lanes; ++i)
    storeBits(&bytes[i * size], size, bits);
  return rt::Status::ok();
}

static rt::Status generate(const std::string &text, const ValueType &type,
                           std::vector<uint8_t> &bytes) {
  const ElementType lane = rt::elementLane(type.element);
  const unsigned size = rt::elementBytes(lane);
  const uint64_t lanes = type.count * rt::elementLanes(type.element);
  bytes.resize(lanes * size);
  if (text == "iota") {
    for (uint64_t i = 0; i < lanes; ++i)
      storeBits(&bytes[i * size], size, iotaBits(i, lane));
    return rt::Status::ok();
  }
  if (text.rfind("random", 0) == 0) {
    if (text.size() < 8 || text[6] != ':')
      return rt::Status(rt::Code::InvalidArgument,
                        "found " + quoted(text) + ", expected random:SEED",
                        "write a seed, as in random:1");
    rt::Result<uint64_t> seed = parseUnsigned(text.substr(7), UINT64_MAX);
    if (!seed)
      return within(seed.status(), "seed");
    for (uint64_t i = 0; i < lanes; ++i)
      storeBits(&bytes[i * size], size, randomBits(*seed, i, lane));
    return rt::Status::ok();
  }
  return parseList(text, lane, lanes, bytes);
}

rt::Result<Value> run::parseValue(const std::string &text) {
  size_t equals = text.find('=');
  if (equals == std::string::npos)
    return rt::Status(rt::Code::InvalidArgument,
                      "found value " + quoted(text) + ", expected TYPE=NUMBERS",
                      std::string("write it as ") + kForms);
  rt::Result<ValueType> type = parseType(text.substr(0, equals));
  if (!type)
    return std::move(type).takeStatus();
  std::string data = text.substr(equals + 1);

  Value value;
  value.isScalar = type->isScalar;
  if (type->isScalar) {
    rt::Result<uint64_t> bits = parseNumber(data, type->element);
    if (!bits)
      return std::move(bits).takeStatus();
    value.scalar = {type->element, *bits};
    return value;
  }
  value.buffer.element = type->element;
  value.buffer.count = type->count;
  if (rt::Status status = generate(data, *type, value.buffer.bytes); !status)
    return status;
  return value;
}

std::string run::valueTypeName(ElementType element, uint64_t count) {
  return std::to_string(count) + "x" + rt::elementName(element);
}

static void formatElement(const rt::BufferValue &buffer, uint64_t index,
                          std::string &text) {
  const ElementType lane = rt::elementLane(buffer.element);
  const unsigned lanes = rt::elementLanes(buffer.element);
  const unsigned size = rt::elementBytes(lane);
  const uint8_t *bytes =
      buffer.bytes.data() + index * rt::elementBytes(buffer.element);
  if (lanes > 1)
    text += '[';
  for (unsigned i = 0; i < lanes; ++i) {
    text += i ? ", " : "";
    text += formatNumber(loadBits(bytes + i * size, size), lane);
  }
  if (lanes > 1)
    text += ']';
}

std::string run::formatBuffer(const rt::BufferValue &buffer, uint64_t limit) {
  // Believe the bytes, not the count, should they ever differ.
  const uint64_t count = std::min<uint64_t>(
      buffer.count, buffer.bytes.size() / rt::elementBytes(buffer.element));
  const bool all = count <= limit;
  const uint64_t head = all ? count : limit / 2;
  const uint64_t tail = all ? 0 : limit - head;

  std::string text = valueTypeName(buffer.element, buffer.count) + " = [";
  for (uint64_t i = 0; i < head; ++i) {
    text += i ? ", " : "";
    formatElement(buffer, i, text);
  }
  if (!all)
    text += ", ...";
  for (uint64_t i = count - tail; i < count; ++i) {
    text += ", ";
    formatElement(buffer, i, text);
  }
  text += "]";
  if (!all)
    text += " (" + std::to_string(head + tail) + " of " +
            std::to_string(count) + " elements shown)";
  return text;
}
