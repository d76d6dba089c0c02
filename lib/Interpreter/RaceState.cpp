// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parts of the race detector that most accesses do not come to.
//
//===----------------------------------------------------------------------===//

#include "RaceState.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::race;

/// Bytes of shadow that may stand for one byte of a buffer.
static constexpr uint64_t kMaxRatio = 16;
/// Of an entry of the side table, with the table's free places.
static constexpr uint64_t kOthersBytes = 128;
/// The side table may have as much as this for small buffers.
static constexpr uint64_t kMinOthers = 64 << 10;

/// True if two accesses of a kind to an element are not enough to know all
/// later races: ordered atomics order single invocations, and one that exits
/// after an access is left behind at a barrier.
static bool ordersSingleInvocations(ProgramOp program) {
  if (!program)
    return true;
  bool seenAccess = false;
  WalkResult result = program->walk([&](Operation *op) {
    if (isa<AccessOpInterface, AsyncCopyOpInterface>(op)) {
      seenAccess = true;
      for (NamedAttribute attribute : op->getAttrs())
        if (auto order = dyn_cast<OrderAttr>(attribute.getValue()))
          if (order.getValue() != Order::Relaxed)
            return WalkResult::interrupt();
    } else if (isa<ExitIfOp>(op)) {
      if (seenAccess || op->getParentOp() != program.getOperation())
        return WalkResult::interrupt();
    } else if (op->getName().getDialectNamespace() !=
                   VyreDialect::getDialectNamespace() &&
               !isMemoryEffectFree(op)) {
      seenAccess = true;
    }
    return WalkResult::advance();
  });
  return result.wasInterrupted();
}

//===----------------------------------------------------------------------===//
// Life of a dispatch
//===----------------------------------------------------------------------===//

void State::begin(const DispatchInfo &newInfo) {
  end();
  info = &newInfo;
  uint32_t lanes = newInfo.lanes();
  clocks.begin(lanes / std::max(newInfo.lanesPerWorkgroup, 1u),
               newInfo.lanesPerWorkgroup, newInfo.subgroupSize);
  for (const MemoryObject &object : newInfo.objects)
    if (!object.isWorkgroup)
      storage.emplace_back(object.bytes);

  laneBits = std::max(llvm::Log2_64_Ceil(std::max(lanes, 2u)), 1u);
  laneMask = (uint64_t(1) << laneBits) - 1;
  unsigned tagBits = std::min(8 * kSlotBytes - laneBits, 20u);
  maxTags = size_t(1) << tagBits;
  tags.push_back({0, 0});
  isExact = ordersSingleInvocations(newInfo.program);
}

void State::end() {
  if (!info)
    return;
  measure();
  info = nullptr;
  clocks.end();
  storage.clear();
  instances.clear();
  lastInstances = nullptr;
  current = nullptr;
  currentSite = nullptr;
  others.clear();
  sites.clear();
  siteNumbers.clear();
  tags.clear();
  freeTags.clear();
  tagNumbers.clear();
  reported.clear();
  pageBytes = coveredBytes = otherSlots = 0;
  copiesInFlight = 0;
}

void State::exit(uint32_t lane) {
  if (!clocks.exit(lane))
    return;
  uint32_t workgroup = lane / std::max(info->lanesPerWorkgroup, 1u);
  auto found = instances.find(workgroup);
  if (found == instances.end())
    return;
  measure();
  for (ShadowObject &object : *found->second)
    for (std::unique_ptr<ShadowPage> &page : object.pages)
      if (page)
        dropPage(*page);
  instances.erase(found);
  lastInstances = nullptr;
}

uint64_t State::shadowBytes() const {
  return pageBytes + otherSlots * sizeof(Slot) + others.size() * kOthersBytes;
}

void State::measure() {
  largest.bufferBytes = std::max(largest.bufferBytes, coveredBytes);
  largest.shadowBytes = std::max(largest.shadowBytes, shadowBytes());
}

//===----------------------------------------------------------------------===//
// Tags
//===----------------------------------------------------------------------===//

void State::newTag(uint32_t clock, const AccessSite &site) {
  auto [number, isNewSite] = siteNumbers.try_emplace(&site, sites.size());
  if (isNewSite) {
    auto type = site.buffer ? dyn_cast<BufferType>(site.buffer.getType())
                            : BufferType();
    sites.push_back({&site, type && (type.getAccess() == Access::Read ||
                                     type.getAccess() == Access::Uniform)});
  }
  uint32_t siteNumber = number->second;
  uint64_t key = uint64_t(siteNumber) << 32 | clock;
  auto tag = tagNumbers.find(key);
  if (tag == tagNumbers.end()) {
    if (freeTags.empty() && tags.size() >= maxTags)
      recycleTags();
    uint32_t fresh;
    if (freeTags.empty()) {
      fresh = tags.size();
      tags.push_back({clock, siteNumber});
    } else {
      fresh = freeTags.back();
      freeTags.pop_back();
      tags[fresh] = {clock, siteNumber};
    }
    tag = tagNumbers.try_emplace(key, fresh).first;
  }
  currentSite = &site;
  currentClock = clock;
  currentTag = Slot(tag->second) << laneBits;
  isReadOnly = sites[siteNumber].isReadOnly;
}

template <typename Visit>
void State::forEachPage(const Visit &visit) {
  auto visitAll = [&](std::vector<ShadowObject> &objects) {
    for (ShadowObject &object : objects)
      for (std::unique_ptr<ShadowPage> &page : object.pages)
        if (page)
          visit(*page);
  };
  visitAll(storage);
  for (auto &[workgroup, objects] : instances)
    visitAll(*objects);
}

/// Frees the tags that no slot has any more.
void State::recycleTags() {
  std::vector<bool> isUsed(tags.size());
  forEachPage([&](ShadowPage &page) {
    page.forEachGroup([&](uint8_t *at, unsigned slots) {
      for (unsigned i = 0; i < slots; ++i)
        isUsed[readSlot(at + i * kSlotBytes) >> laneBits] = true;
    });
  });
  for (auto &[pair, more] : others)
    for (Slot slot : more.slots)
      isUsed[slot >> laneBits] = true;
  tagNumbers.clear();
  for (uint32_t tag = 1; tag < tags.size(); ++tag) {
    if (isUsed[tag])
      tagNumbers[uint64_t(tags[tag].site) << 32 | tags[tag].clock] = tag;
    else
      freeTags.push_back(tag);
  }
  // So that this is not done again soon.
  if (freeTags.size() < tags.size() / 4)
    forgetEverything();
}

/// Misses races with what came before, but raises no false alarm.
void State::forgetEverything() {
  measure();
  forEachPage([&](ShadowPage &page) {
    std::fill(page.cells.begin(), page.cells.end(), 0);
    std::fill(page.atomics.begin(), page.atomics.end(), 0);
  });
  others.clear();
  otherSlots = 0;
  tags.resize(1);
  freeTags.clear();
  tagNumbers.clear();
}

//===----------------------------------------------------------------------===//
// Pages
//===----------------------------------------------------------------------===//

ShadowObject &State::workgroupShadow(uint32_t workgroup, uint32_t number) {
  if (!lastInstances || workgroup != lastWorkgroup) {
    std::unique_ptr<Instances> &objects = instances[workgroup];
    if (!objects) {
      objects = std::make_unique<Instances>();
      for (const MemoryObject &object :
           info->objects.drop_front(storage.size()))
        objects->emplace_back(object.bytes);
    }
    lastWorkgroup = workgroup;
    lastInstances = objects.get();
  }
  return (*lastInstances)[number];
}

/// A page whose cells are no larger than 1 << shift.
ShadowPage &State::prepare(ShadowObject &shadow, uint64_t byte,
                           unsigned shift) {
  size_t number = byte / ShadowPage::kBytes;
  if (shadow.pages.empty())
    shadow.pages.resize(llvm::divideCeil(shadow.bytes, ShadowPage::kBytes));
  std::unique_ptr<ShadowPage> &page = shadow.pages[number];
  if (page) {
    page = split(*page, shift);
    return *page;
  }
  uint64_t covered = std::min<uint64_t>(
      shadow.bytes - number * ShadowPage::kBytes, ShadowPage::kBytes);
  page = std::make_unique<ShadowPage>(covered, shift);
  pageBytes += page->bytes();
  coveredBytes += covered;
  return *page;
}

std::unique_ptr<ShadowPage> State::split(ShadowPage &page, unsigned shift) {
  auto finer = std::make_unique<ShadowPage>(page.covered, shift);
  auto copy = [&](const uint8_t *from, uint8_t *to, unsigned bytes,
                  unsigned pairAt) {
    std::memcpy(to, from, bytes);
    if (auto more = others.find(from + pairAt); more != others.end()) {
      Others copied = more->second;
      otherSlots += copied.slots.size();
      others[to + pairAt] = std::move(copied);
    }
  };
  for (unsigned byte = 0; byte < page.covered; byte += finer->granule())
    copy(page.cell(byte), finer->cell(byte), kCellBytes, kSlotBytes);
  if (page.hasAtomics()) {
    finer->makeAtomics();
    for (unsigned byte = 0; byte < page.covered; byte += kAtomicWord)
      for (unsigned pair : {0u, kPairBytes})
        copy(page.atomicCell(byte) + pair, finer->atomicCell(byte) + pair,
             kPairBytes, 0);
  }
  pageBytes += finer->bytes();
  coveredBytes += page.covered;
  dropPage(page);
  return finer;
}

void State::dropPage(ShadowPage &page) {
  pageBytes -= page.bytes();
  coveredBytes -= page.covered;
  if (!others.empty())
    page.forEachGroup([&](uint8_t *pair, unsigned slots) {
      if (slots == 2)
        dropOthers(pair);
    });
}

void State::addAtomics(ShadowPage &page) {
  pageBytes -= page.bytes();
  page.makeAtomics();
  pageBytes += page.bytes();
}

//===----------------------------------------------------------------------===//
// Pairs
//===----------------------------------------------------------------------===//

void State::rememberBesides(uint8_t *pair, Slot first, Slot self,
                            uint32_t lane) {
  uint8_t *next = pair + kSlotBytes;
  Slot second = readSlot(next);
  bool keepsFirst = !isOrdered(first, lane);
  if (!second) {
    writeSlot(keepsFirst ? next : pair, self);
    return;
  }
  bool keepsSecond = !isOrdered(second, lane);
  if (!keepsFirst) {
    writeSlot(pair, self);
    if (!keepsSecond)
      refill(next, pair, lane);
    return;
  }
  if (!keepsSecond) {
    writeSlot(next, self);
    return;
  }
  if (isExact && addOther(pair, self, lane))
    return;
  // Keep the two that are the furthest apart.
  uint32_t a = laneOf(first), b = laneOf(second);
  Distance apart = clocks.distance(a, b);
  if (apart == Distance::Grid)
    return;
  if (clocks.distance(a, lane) > apart)
    writeSlot(next, self);
  else if (clocks.distance(b, lane) > apart)
    writeSlot(pair, self);
}

/// False if there is no memory for it.
bool State::addOther(uint8_t *pair, Slot self, uint32_t lane) {
  uint64_t used = shadowBytes() - pageBytes + kOthersBytes;
  if (used > kMinOthers && pageBytes + used > kMaxRatio * coveredBytes)
    return false;
  Others &more = others[pair];
  if (!more.slots.empty() && more.slots.back() == self)
    return true;
  if (more.slots.size() >= more.limit) {
    otherSlots -= more.slots.size();
    llvm::erase_if(more.slots,
                   [&](Slot slot) { return isOrdered(slot, lane); });
    otherSlots += more.slots.size();
    more.limit = std::max<uint32_t>(8, 2 * more.slots.size());
  }
  more.slots.push_back(self);
  ++otherSlots;
  return true;
}

/// Gives a slot of the pair, which `lane` just made free, to one of the others
/// that did not happen before.
void State::refill(uint8_t *slot, uint8_t *pair, uint32_t lane) {
  writeSlot(slot, 0);
  auto found = others.empty() ? others.end() : others.find(pair);
  if (found == others.end())
    return;
  SmallVectorImpl<Slot> &slots = found->second.slots;
  otherSlots -= slots.size();
  llvm::erase_if(slots, [&](Slot other) { return isOrdered(other, lane); });
  otherSlots += slots.size();
  if (!slots.empty()) {
    writeSlot(slot, slots.pop_back_val());
    --otherSlots;
  }
  if (slots.empty())
    others.erase(found);
}

void State::checkReadOnlyLoad(ShadowPage &page, Slot store, uint32_t lane,
                              unsigned at) {
  bool wroteLast = store && laneOf(store) == lane;
  if (page.hasAtomics()) {
    // A word does not know that one of its bytes was stored to since.
    if (wroteLast && page.granule() < kAtomicWord)
      return;
    uint8_t *pair = page.atomicCell(at);
    for (uint8_t *slot : {pair, pair + kSlotBytes}) {
      Slot write = readSlot(slot);
      if (write && laneOf(write) != lane)
        report(write, AccessKind::AtomicWrite, lane, AccessKind::Load, at);
    }
    forEachOf(pair, [&](Slot write) { wroteLast |= laneOf(write) == lane; });
  }
  if (store && !wroteLast)
    report(store, AccessKind::Store, lane, AccessKind::Load, at);
}

void State::dropOthers(const uint8_t *pair) {
  if (auto found = others.find(pair); found != others.end()) {
    otherSlots -= found->second.slots.size();
    others.erase(found);
  }
}

//===----------------------------------------------------------------------===//
// Order and reports
//===----------------------------------------------------------------------===//

void State::synchronise(uint32_t lane, uint64_t byte, unsigned bytes,
                        AtomicEffect effect) {
  if (!current)
    return;
  Order order = effect.order == Order::SeqCst ? Order::AcqRel : effect.order;
  bool acquires =
      effect.reads && (order == Order::Acquire || order == Order::AcqRel);
  bool releases =
      effect.writes && (order == Order::Release || order == Order::AcqRel);
  llvm::DenseMap<uint64_t, SparseClock> &released = current->released;
  uint64_t first = byte / kAtomicWord, last = (byte + bytes - 1) / kAtomicWord;
  if (acquires && !released.empty())
    for (uint64_t word = first; word <= last; ++word)
      if (auto found = released.find(word); found != released.end())
        clocks.acquire(lane, found->second);
  // A write that reads nothing ends what was released before; what a read-
  // modify-write makes of it still carries it (VYRE-MM-12).
  if (effect.writes && !effect.reads && !released.empty())
    for (uint64_t word = first; word <= last; ++word)
      released.erase(word);
  if (!releases)
    return;
  SparseClock own;
  clocks.release(lane, own);
  for (uint64_t word = first; word <= last; ++word)
    released[word].join(own);
}

void State::report(Slot earlier, AccessKind earlierKind, uint32_t lane,
                   AccessKind kind, unsigned at) {
  const AccessSite *earlierSite = sites[tags[earlier >> laneBits].site].site;
  uint32_t other = laneOf(earlier);
  bool throughReadOnly = kind == AccessKind::Load && isReadOnly;
  report({{other, earlierKind, earlierSite},
          {lane, kind, currentSite},
          currentObject,
          currentPageStart + at,
          throughReadOnly,
          clocks.missedBarrier(other, tags[earlier >> laneBits].clock, lane)});
}

void State::report(const Race &race) {
  bool isWorkgroup = info->objects[race.object].isWorkgroup;
  if (reports == (isWorkgroup ? Reports::Storage : Reports::Workgroup))
    return;
  if (races.size() >= options.maxRaces ||
      !reported.insert({race.earlier.site->op, race.later.site->op}).second)
    return;
  races.push_back(describe(race, *info));
  if (races.size() >= options.maxRaces)
    pendingError = races.front();
}
