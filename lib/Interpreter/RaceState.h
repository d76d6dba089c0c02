// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The state of the race detector during one dispatch, and what is done with it
// at every access.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_INTERPRETER_RACESTATE_H
#define VYRE_LIB_INTERPRETER_RACESTATE_H

#include "InvocationClocks.h"
#include "RaceReport.h"
#include "ShadowMemory.h"
#include "Vyre/Interpreter/RaceDetector.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/bit.h"

namespace mlir::vyre::race {

struct State {
  //===--- Life of a dispatch --------------------------------------------===//

  void begin(const DispatchInfo &info);
  void end();
  void exit(uint32_t lane);

  //===--- Slots ---------------------------------------------------------===//

  /// For an access by `lane` now. Also sets `isReadOnly` and `currentSite`.
  Slot newSlot(uint32_t lane, const AccessSite &site) {
    uint32_t clock = clocks.clock(lane);
    if (LLVM_UNLIKELY(&site != currentSite || clock != currentClock))
      newTag(clock, site);
    return currentTag | lane;
  }
  uint32_t laneOf(Slot slot) const {
    return static_cast<uint32_t>(slot & laneMask);
  }
  bool isOrdered(Slot earlier, uint32_t lane) {
    uint32_t other = laneOf(earlier);
    return other == lane ||
           clocks.isOrdered(other, tags[earlier >> laneBits].clock, lane);
  }

  //===--- Shadow --------------------------------------------------------===//

  /// Calls visit(page, byte of the page) for each cell that the access covers,
  /// in cells that are no larger than it.
  template <typename Visit>
  void forEachCell(uint32_t lane, uint32_t object, uint64_t byte,
                   unsigned bytes, const Visit &visit) {
    current = nullptr;
    if (LLVM_UNLIKELY(object >= info->objects.size()))
      return;
    ShadowObject &shadow = shadowOf(lane, object);
    if (LLVM_UNLIKELY(!bytes || byte >= shadow.bytes ||
                      bytes > shadow.bytes - byte))
      return;
    current = &shadow;
    currentObject = object;
    uint64_t end = byte + bytes;
    unsigned shift = std::min(llvm::countr_zero(byte | bytes), 3);
    while (byte < end) {
      ShadowPage *page = shadow.find(byte);
      if (LLVM_UNLIKELY(!page || page->shift > shift))
        page = &prepare(shadow, byte, shift);
      currentPageStart = byte / ShadowPage::kBytes * ShadowPage::kBytes;
      uint64_t stop =
          std::min<uint64_t>(end, currentPageStart + ShadowPage::kBytes);
      for (; byte < stop; byte += page->granule())
        visit(*page, static_cast<unsigned>(byte - currentPageStart));
    }
  }

  /// Calls visit(slot) for the accesses of a pair and its side table.
  template <typename Visit>
  void forEachOf(const uint8_t *pair, const Visit &visit) {
    Slot first = readSlot(pair);
    if (!first)
      return;
    visit(first);
    Slot second = readSlot(pair + kSlotBytes);
    if (!second)
      return;
    visit(second);
    if (LLVM_UNLIKELY(!others.empty()))
      if (auto found = others.find(pair); found != others.end())
        for (Slot slot : found->second.slots)
          visit(slot);
  }

  void checkPlainLoads(const uint8_t *cell, uint32_t lane, AccessKind kind,
                       unsigned at) {
    forEachOf(cell + kSlotBytes, [&](Slot load) {
      if (!isOrdered(load, lane))
        report(load, AccessKind::Load, lane, kind, at);
    });
  }

  /// Through a `read` or `uniform` argument nothing makes a write of another
  /// invocation visible (VYRE-MM-18). One is no more seen only when it happens
  /// before a write of this one.
  void checkReadOnlyLoad(ShadowPage &page, Slot store, uint32_t lane,
                         unsigned at);

  /// Adds an access to a pair, and takes out those that happen before it: no
  /// access of a pair happens before the other.
  void remember(uint8_t *pair, Slot self, uint32_t lane) {
    Slot first = readSlot(pair);
    if (!first || first == self || laneOf(first) == lane) {
      writeSlot(pair, self);
      Slot second = readSlot(pair + kSlotBytes);
      if (LLVM_UNLIKELY(second && first != self) && isOrdered(second, lane))
        refill(pair + kSlotBytes, pair, lane);
      return;
    }
    rememberBesides(pair, first, self, lane);
  }
  /// A store stands for all that came before it.
  void rememberStore(ShadowPage &page, unsigned at, Slot self, unsigned bytes) {
    uint8_t *cell = page.cell(at);
    forget(cell + kSlotBytes);
    // A word also covers bytes that this store may not touch.
    if (LLVM_UNLIKELY(page.hasAtomics()) &&
        (page.granule() >= kAtomicWord || bytes >= kAtomicWord)) {
      forget(page.atomicCell(at));
      forget(page.atomicCell(at) + kPairBytes);
    }
    writeSlot(cell, self);
  }
  void forget(uint8_t *pair) {
    if (!readSlot(pair))
      return;
    std::memset(pair, 0, kPairBytes);
    if (LLVM_UNLIKELY(!others.empty()))
      dropOthers(pair);
  }

  //===--- Async copies, RaceCopies.cpp ----------------------------------===//

  /// Reports conflicts of an access to the current object with those in flight.
  void compareWithCopies(uint32_t lane, uint64_t byte, uint64_t bytes,
                         AccessKind kind, const AccessSite &site);
  /// A range of a copy is in flight from now on.
  void takeOff(uint32_t lane, const CopyRange &range, bool writes);
  /// And no more. False if it was not.
  bool arrive(uint32_t lane, const CopyRange &range, bool writes);

  //===--- Order ---------------------------------------------------------===//

  /// A plain store ends what atomics released at these bytes.
  void endReleases(uint64_t byte, unsigned bytes) {
    if (LLVM_LIKELY(!current || current->released.empty()))
      return;
    for (uint64_t word = byte / kAtomicWord;
         word <= (byte + bytes - 1) / kAtomicWord; ++word)
      current->released.erase(word);
  }
  void synchronise(uint32_t lane, uint64_t byte, unsigned bytes,
                   AtomicEffect effect);

  void addAtomics(ShadowPage &page);
  void report(Slot earlier, AccessKind earlierKind, uint32_t lane,
              AccessKind kind, unsigned at);
  void report(const Race &race);

  //===--- Members -------------------------------------------------------===//

  RaceDetectorOptions options;
  SmallVector<ExecutionError, 0> races;
  ExecutionResult pendingError;
  /// Of which memory races are reported.
  enum class Reports { All, Storage, Workgroup };
  Reports reports = Reports::All;
  ShadowUsage largest;
  const DispatchInfo *info = nullptr;
  InvocationClocks clocks;

  /// Of the last access.
  ShadowObject *current = nullptr;
  uint32_t currentObject = 0;
  uint64_t currentPageStart = 0;
  uint64_t copiesInFlight = 0;
  const AccessSite *currentSite = nullptr;
  uint32_t currentClock = 0;
  Slot currentTag = 0;
  bool isReadOnly = false;

private:
  struct Site {
    const AccessSite *site;
    bool isReadOnly;
  };
  struct Tag {
    uint32_t clock;
    uint32_t site;
  };
  struct Others {
    SmallVector<Slot, 2> slots;
    /// Look for what happened before when there are this many.
    uint32_t limit = 8;
  };

  void newTag(uint32_t clock, const AccessSite &site);
  void recycleTags();
  void forgetEverything();
  ShadowObject &shadowOf(uint32_t lane, uint32_t object) {
    if (LLVM_LIKELY(object < storage.size()))
      return storage[object];
    return workgroupShadow(clocks.workgroupOf(lane), object - storage.size());
  }
  ShadowObject &workgroupShadow(uint32_t workgroup, uint32_t number);
  ShadowPage &prepare(ShadowObject &shadow, uint64_t byte, unsigned shift);
  std::unique_ptr<ShadowPage> split(ShadowPage &page, unsigned shift);
  void rememberBesides(uint8_t *pair, Slot first, Slot self, uint32_t lane);
  bool addOther(uint8_t *pair, Slot self, uint32_t lane);
  void refill(uint8_t *slot, uint8_t *pair, uint32_t lane);
  void dropOthers(const uint8_t *pair);
  void dropPage(ShadowPage &page);
  void measure();
  uint64_t shadowBytes() const;
  template <typename Visit>
  void forEachPage(const Visit &visit);

  /// The buffers, then by workgroup the instances of workgroup memory.
  std::vector<ShadowObject> storage;
  using Instances = std::vector<ShadowObject>;
  llvm::DenseMap<uint32_t, std::unique_ptr<Instances>> instances;
  uint32_t lastWorkgroup = 0;
  Instances *lastInstances = nullptr;

  /// By pair: what it has no room for. Only if `isExact`.
  llvm::DenseMap<const uint8_t *, Others> others;
  bool isExact = false;

  unsigned laneBits = 1;
  uint64_t laneMask = 1;
  size_t maxTags = 0;
  std::vector<Site> sites;
  llvm::DenseMap<const AccessSite *, uint32_t> siteNumbers;
  std::vector<Tag> tags;
  std::vector<uint32_t> freeTags;
  llvm::DenseMap<uint64_t, uint32_t> tagNumbers;

  uint64_t pageBytes = 0;
  uint64_t coveredBytes = 0;
  uint64_t otherSlots = 0;
  llvm::DenseSet<std::pair<Operation *, Operation *>> reported;
};

} // namespace mlir::vyre::race

#endif // VYRE_LIB_INTERPRETER_RACESTATE_H
