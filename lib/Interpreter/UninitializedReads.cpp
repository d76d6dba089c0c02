// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One bit for each byte.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Interpreter/UninitializedReads.h"
#include "RaceReport.h"

using namespace mlir;
using namespace mlir::vyre;

void UninitializedReads::onBuffer(const uint8_t *data, uint64_t bytes,
                                  bool isWritten) {
  transients.erase(data);
  if (!isWritten)
    transients[data] = Bits(bytes);
  if (next)
    next->onBuffer(data, bytes, isWritten);
}

void UninitializedReads::onFill(const uint8_t *data, uint64_t bytes) {
  transients.erase(data);
  if (next)
    next->onFill(data, bytes);
}

void UninitializedReads::onCopy(const uint8_t *source, const uint8_t *target,
                                uint64_t bytes) {
  // Bytes of a buffer that has no bits, or none so far back, are written.
  Bits copied = transients.lookup(source);
  copied.resize(bytes, true);
  Bits &written = transients[target];
  if (written.size() < bytes)
    written.resize(bytes, true);
  std::copy(copied.begin(), copied.end(), written.begin());
  if (next)
    next->onCopy(source, target, bytes);
}

void UninitializedReads::onDispatchBegin(const DispatchInfo &newInfo) {
  info = &newInfo;
  groups.clear();
  firstLocal = llvm::count_if(newInfo.objects, [](const MemoryObject &object) {
    return !object.isWorkgroup;
  });
  if (next)
    next->onDispatchBegin(newInfo);
}

void UninitializedReads::onDispatchEnd() {
  groups.clear();
  info = nullptr;
  if (next)
    next->onDispatchEnd();
}

UninitializedReads::Bits *UninitializedReads::find(uint32_t lane,
                                                   uint32_t object) {
  if (object >= info->objects.size())
    return nullptr;
  if (object < firstLocal) {
    auto found = transients.find(info->objects[object].data);
    return found == transients.end() ? nullptr : &found->second;
  }
  std::unique_ptr<Group> &group = groups[lane / info->lanesPerWorkgroup];
  if (!group) {
    group = std::make_unique<Group>();
    group->live = info->lanesPerWorkgroup;
    for (const MemoryObject &local : info->objects.drop_front(firstLocal))
      group->written.emplace_back(local.bytes);
  }
  return &group->written[object - firstLocal];
}

void UninitializedReads::check(uint32_t lane, uint32_t object, uint64_t byte,
                               uint64_t bytes, const AccessSite &site) {
  Bits *written = find(lane, object);
  if (!written || error)
    return;
  for (uint64_t at = byte;
       at < std::min<uint64_t>(byte + bytes, written->size()); ++at)
    if (!(*written)[at]) {
      error = race::describeUninitialized(lane, object, at, site, *info);
      return;
    }
}

void UninitializedReads::write(uint32_t lane, uint32_t object, uint64_t byte,
                               uint64_t bytes) {
  if (Bits *written = find(lane, object))
    for (uint64_t at = byte;
         at < std::min<uint64_t>(byte + bytes, written->size()); ++at)
      (*written)[at] = true;
}

void UninitializedReads::passOnError() {
  if (next && next->hasError() && !error)
    error = next->takeError();
}

void UninitializedReads::onLoad(uint32_t lane, uint32_t object, uint64_t byte,
                                unsigned bytes, const AccessSite &site) {
  check(lane, object, byte, bytes, site);
  if (next)
    next->onLoad(lane, object, byte, bytes, site);
  passOnError();
}

void UninitializedReads::onStore(uint32_t lane, uint32_t object, uint64_t byte,
                                 unsigned bytes, const AccessSite &site) {
  write(lane, object, byte, bytes);
  if (next)
    next->onStore(lane, object, byte, bytes, site);
  passOnError();
}

void UninitializedReads::onAtomic(uint32_t lane, uint32_t object, uint64_t byte,
                                  unsigned bytes, AtomicEffect effect,
                                  const AccessSite &site) {
  if (effect.reads)
    check(lane, object, byte, bytes, site);
  if (effect.writes)
    write(lane, object, byte, bytes);
  if (next)
    next->onAtomic(lane, object, byte, bytes, effect, site);
  passOnError();
}

void UninitializedReads::onOutOfRange(uint32_t lane, uint32_t object,
                                      uint64_t index, uint64_t length,
                                      const AccessSite &site) {
  if (next)
    next->onOutOfRange(lane, object, index, length, site);
  passOnError();
}

void UninitializedReads::onCopyStart(uint32_t lane, const CopyEffect &copy) {
  const CopyRange &source = copy.source;
  check(lane, source.object, source.byte, source.bytes, *source.site);
  if (next)
    next->onCopyStart(lane, copy);
  passOnError();
}

void UninitializedReads::onCopyWait(uint32_t lane, const CopyEffect &copy) {
  write(lane, copy.target.object, copy.target.byte, copy.target.bytes);
  if (next)
    next->onCopyWait(lane, copy);
  passOnError();
}

void UninitializedReads::onBarrier(Scope scope, ArrayRef<uint32_t> members,
                                   Operation *barrier) {
  if (next)
    next->onBarrier(scope, members, barrier);
  passOnError();
}

void UninitializedReads::onExit(uint32_t lane) {
  auto group = groups.find(lane / info->lanesPerWorkgroup);
  // A workgroup that exits without an access leaves nothing; one that begins
  // to access late has fewer to wait for, and lives until the dispatch ends.
  if (group != groups.end() && --group->second->live == 0)
    groups.erase(group);
  if (next)
    next->onExit(lane);
  passOnError();
}
