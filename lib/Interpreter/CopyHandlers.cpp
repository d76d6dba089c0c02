// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Async copies (VYRE-AS-02): read when they start, written when they are waited
// for. A program that can tell has a race (VYRE-MM-20).
//
//===----------------------------------------------------------------------===//

#include "Handlers.h"

#include <algorithm>

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::interp;

/// What copies in flight may hold at the same time, in one workgroup.
static constexpr uint64_t kMaxPendingBytes = uint64_t(256) << 20;

//===----------------------------------------------------------------------===//
// Copies in flight
//===----------------------------------------------------------------------===//

uint32_t PendingCopies::add(PendingCopy copy) {
  heldBytes += copy.payload.size();
  uint32_t token = copies.size();
  if (free.empty()) {
    copies.push_back(std::move(copy));
    return token;
  }
  token = free.back();
  free.pop_back();
  copies[token] = std::move(copy);
  return token;
}

PendingCopy PendingCopies::take(uint32_t token) {
  heldBytes -= copies[token].payload.size();
  free.push_back(token);
  return std::exchange(copies[token], PendingCopy());
}

void PendingCopies::clear() {
  copies.clear();
  free.clear();
  heldBytes = 0;
}

CopyEffect interp::copyEffect(const Instruction &in, const FlatCode &code,
                              const uint8_t *registers,
                              const BufferView *buffers, uint32_t lane) {
  const CopySite &site = code.copySites[in.aux];
  auto value = [&](Register reg) -> uint64_t {
    return reinterpret_cast<const uint32_t *>(registers + reg)[lane];
  };
  const BufferView &from = buffers[site.sourceBuffer];
  const BufferView &to = buffers[site.targetBuffer];
  auto left = [](uint64_t length, uint64_t index) {
    return index < length ? length - index : 0;
  };
  uint64_t size = site.target.elementBytes;
  uint64_t first = value(in.a), start = value(in.b);
  uint64_t written = std::min(value(in.c), left(to.length, start));
  uint64_t read = std::min(written, left(from.length, first));
  return {{from.object, first * size, read * size, &site.source},
          {to.object, start * size, written * size, &site.target}};
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

static void runStart(const Instruction &in, Frame &frame, const Lanes &lanes) {
  const CopySite &site = frame.code->copySites[in.aux];
  const BufferView &from = frame.buffers[site.sourceBuffer];
  const BufferView &to = frame.buffers[site.targetBuffer];
  uint32_t *token = frame.reg<uint32_t>(in.dst);
  forLanesInOrder(lanes, [&](uint32_t lane) {
    if (frame.fault)
      return;
    CopyEffect effect =
        copyEffect(in, *frame.code, frame.registers, frame.buffers, lane);
    const CopyRange &source = effect.source, &target = effect.target;
    if (target.bytes > kMaxPendingBytes - frame.copies->bytes()) {
      frame.fault = Fault{Fault::Kind::TooManyCopies, lane};
      return;
    }
    PendingCopy copy{effect, nullptr, std::vector<uint8_t>(target.bytes)};
    if (source.bytes)
      std::copy_n(from.data + source.byte, source.bytes, copy.payload.begin());
    if (target.bytes)
      copy.target = to.data + target.byte;
    frame.copiedElements += target.bytes / site.target.elementBytes;
    token[lane] = frame.copies->add(std::move(copy));
    if (frame.hooks)
      frame.hooks->onCopyStart(frame.firstLane + lane, effect);
  });
}

static void runWait(const Instruction &in, Frame &frame, const Lanes &lanes) {
  const uint32_t *token = frame.reg<uint32_t>(in.a);
  bool changed = false;
  forLanesInOrder(lanes, [&](uint32_t lane) {
    PendingCopy copy = frame.copies->take(token[lane]);
    changed |=
        !std::equal(copy.payload.begin(), copy.payload.end(), copy.target);
    std::copy(copy.payload.begin(), copy.payload.end(), copy.target);
    frame.copiedElements +=
        copy.payload.size() / copy.effect.target.site->elementBytes;
    if (frame.hooks)
      frame.hooks->onCopyWait(frame.firstLane + lane, copy.effect);
  });
  frame.changes += changed;
}

Handler interp::startCopy() { return &runStart; }
Handler interp::waitCopy() { return &runWait; }
