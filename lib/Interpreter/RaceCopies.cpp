// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Async copies in the race detector (VYRE-MM-20).
//
// A copy is a thread of its own that begins at its start and ends at its wait.
// An access is before the copy if it is before the start, and after it if it is
// after the wait. So three comparisons are exact, and the shadow memory needs
// no more lanes:
//
// 1. At the start the copy is compared with all before, as if its invocation
//    made the accesses there: what is not before the start is not before the
//    copy, and nothing that has come yet is after it.
// 2. What comes between the two calls, also from the same invocation, is
//    neither before the start nor after the wait: each conflict is a race.
// 3. From the wait on the accesses count as made there: what comes later and is
//    not after the wait is not after the copy.
//
// An access that was remembered at the start stays right: who conflicts with it
// later and is not after the start is not after the wait.
//
//===----------------------------------------------------------------------===//

#include "RaceState.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::race;

/// Calls visit(first byte) for each element of the range.
template <typename Visit>
static void forEachElement(const CopyRange &range, const Visit &visit) {
  unsigned step = std::max(range.site->elementBytes, 1u);
  for (uint64_t byte = range.byte; byte < range.byte + range.bytes;
       byte += step)
    visit(byte, step);
}

void State::compareWithCopies(uint32_t lane, uint64_t byte, uint64_t bytes,
                              AccessKind kind, const AccessSite &site) {
  if (!current)
    return;
  bool writes = kind == AccessKind::Store || kind == AccessKind::AtomicWrite;
  for (const CopyInFlight &copy : current->copies) {
    uint64_t first = std::max(byte, copy.byte);
    if (first >= std::min(byte + bytes, copy.byte + copy.bytes) ||
        (!writes && !copy.writes))
      continue;
    report({{copy.lane, copy.writes ? AccessKind::Store : AccessKind::Load,
             copy.site},
            {lane, kind, &site},
            currentObject,
            first,
            /*throughReadOnly=*/false,
            /*missedBarrier=*/false,
            /*isInFlight=*/true});
  }
}

void State::takeOff(uint32_t lane, const CopyRange &range, bool writes) {
  if (!range.bytes || range.object >= info->objects.size())
    return;
  shadowOf(lane, range.object)
      .copies.push_back({lane, range.byte, range.bytes, writes, range.site});
  ++copiesInFlight;
}

bool State::arrive(uint32_t lane, const CopyRange &range, bool writes) {
  if (!range.bytes || range.object >= info->objects.size())
    return false;
  auto &copies = shadowOf(lane, range.object).copies;
  auto found = llvm::find_if(copies, [&](const CopyInFlight &copy) {
    return copy.lane == lane && copy.byte == range.byte &&
           copy.bytes == range.bytes && copy.writes == writes &&
           copy.site == range.site;
  });
  if (found == copies.end())
    return false;
  copies.erase(found);
  --copiesInFlight;
  return true;
}

void RaceDetector::onCopyStart(uint32_t lane, const CopyEffect &copy) {
  State &s = *state;
  const CopyRange &source = copy.source, &target = copy.target;
  forEachElement(source, [&](uint64_t byte, unsigned bytes) {
    onLoad(lane, source.object, byte, bytes, *source.site);
  });
  s.takeOff(lane, source, /*writes=*/false);
  // Comes after the reads of the same copy, which it may overlap.
  forEachElement(target, [&](uint64_t byte, unsigned bytes) {
    onStore(lane, target.object, byte, bytes, *target.site);
  });
  s.takeOff(lane, target, /*writes=*/true);
  // The accesses have gone on to it already.
  if (inWorkgroupMemory) {
    State &other = *inWorkgroupMemory->state;
    other.takeOff(lane, source, /*writes=*/false);
    other.takeOff(lane, target, /*writes=*/true);
  }
}

void RaceDetector::onCopyWait(uint32_t lane, const CopyEffect &copy) {
  State &s = *state;
  const CopyRange &source = copy.source, &target = copy.target;
  if (s.arrive(lane, source, /*writes=*/false))
    forEachElement(source, [&](uint64_t byte, unsigned bytes) {
      Slot self = s.newSlot(lane, *source.site);
      s.forEachCell(lane, source.object, byte, bytes,
                    [&](ShadowPage &page, unsigned at) {
                      s.remember(page.cell(at) + kSlotBytes, self, lane);
                    });
    });
  if (s.arrive(lane, target, /*writes=*/true))
    forEachElement(target, [&](uint64_t byte, unsigned bytes) {
      Slot self = s.newSlot(lane, *target.site);
      s.forEachCell(lane, target.object, byte, bytes,
                    [&](ShadowPage &page, unsigned at) {
                      s.rememberStore(page, at, self, bytes);
                    });
      s.endReleases(byte, bytes);
    });
  if (inWorkgroupMemory)
    inWorkgroupMemory->onCopyWait(lane, copy);
}
