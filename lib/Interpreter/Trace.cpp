// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Traces as text.
//
//===----------------------------------------------------------------------===//

#include "Trace.h"

#include "llvm/ADT/SmallVector.h"

using namespace mlir;

static constexpr uint64_t kMaxChoices = uint64_t(1) << 20;

std::optional<std::vector<uint32_t>> vyre::parseTrace(llvm::StringRef text) {
  std::vector<uint32_t> lanes;
  if (text == "-")
    return lanes;
  llvm::SmallVector<llvm::StringRef> parts;
  text.split(parts, '.');
  for (llvm::StringRef part : parts) {
    auto [lane, times] = part.split('r');
    uint32_t number, count = 1;
    if (lane.getAsInteger(10, number))
      return std::nullopt;
    if (lane.size() != part.size() &&
        (times.getAsInteger(10, count) || count == 0))
      return std::nullopt;
    if (count > kMaxChoices - lanes.size())
      return std::nullopt;
    lanes.insert(lanes.end(), count, number);
  }
  return lanes;
}

std::string vyre::formatTrace(const std::vector<uint32_t> &lanes) {
  if (lanes.empty())
    return "-";
  std::string text;
  for (size_t i = 0; i < lanes.size();) {
    size_t end = i + 1;
    while (end < lanes.size() && lanes[end] == lanes[i])
      ++end;
    text += (i ? "." : "") + std::to_string(lanes[i]);
    if (end - i > 1)
      text += "r" + std::to_string(end - i);
    i = end;
  }
  return text;
}
