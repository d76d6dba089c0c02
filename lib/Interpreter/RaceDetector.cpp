// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compares each access with those that the shadow memory remembers, after
// FastTrack (Flanagan and Freund, 2009).
//
// A store that races with nothing comes after all that was done to the element,
// so it stands for all of it. Loads and atomics do not replace each other; of
// them the two most distant are kept. That is enough where barriers alone order
// (docs/Interpreter.md, "Races"); where ordered atomics or early exits could
// tell the others apart, those are kept in a side table as well.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Interpreter/RaceDetector.h"
#include "RaceState.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::race;

RaceDetector::RaceDetector(RaceDetectorOptions options)
    : state(std::make_unique<race::State>()) {
  state->options = options;
}

RaceDetector::~RaceDetector() = default;

ArrayRef<ExecutionError> RaceDetector::races() const { return state->races; }

ShadowUsage RaceDetector::usage() const { return state->largest; }

/// Whether some barrier leaves storage buffers out.
static bool hasRestrictedBarrier(ProgramOp program) {
  if (!program)
    return false;
  return program.getBody()
      .walk([](SyncOpInterface op) {
        return op.ordersStorage() ? WalkResult::advance()
                                  : WalkResult::interrupt();
      })
      .wasInterrupted();
}

void RaceDetector::onDispatchBegin(const DispatchInfo &info) {
  state->begin(info);
  if (state->reports != State::Reports::All ||
      !hasRestrictedBarrier(info.program))
    return;
  state->reports = State::Reports::Storage;
  inWorkgroupMemory = std::make_unique<RaceDetector>(state->options);
  inWorkgroupMemory->state->reports = State::Reports::Workgroup;
  inWorkgroupMemory->onDispatchBegin(info);
}

void RaceDetector::onDispatchEnd() {
  state->end();
  if (!inWorkgroupMemory)
    return;
  inWorkgroupMemory->onDispatchEnd();
  inWorkgroupMemory.reset();
  state->reports = State::Reports::All;
}

void RaceDetector::takeRaces() {
  State &other = *inWorkgroupMemory->state;
  for (ExecutionError &race : other.races)
    if (state->races.size() < state->options.maxRaces)
      state->races.push_back(std::move(race));
  other.races.clear();
  if (ExecutionResult found = inWorkgroupMemory->takeError())
    error = std::move(found);
}

void RaceDetector::onLoad(uint32_t lane, uint32_t object, uint64_t byte,
                          unsigned bytes, const AccessSite &site) {
  State &s = *state;
  Slot self = s.newSlot(lane, site);
  s.forEachCell(lane, object, byte, bytes, [&](ShadowPage &page, unsigned at) {
    uint8_t *cell = page.cell(at);
    Slot store = readSlot(cell);
    if (store && !s.isOrdered(store, lane))
      s.report(store, AccessKind::Store, lane, AccessKind::Load, at);
    if (LLVM_UNLIKELY(page.hasAtomics()))
      s.forEachOf(page.atomicCell(at), [&](Slot write) {
        if (!s.isOrdered(write, lane))
          s.report(write, AccessKind::AtomicWrite, lane, AccessKind::Load, at);
      });
    if (s.isReadOnly && (store || page.hasAtomics()))
      s.checkReadOnlyLoad(page, store, lane, at);
    s.remember(cell + kSlotBytes, self, lane);
  });
  if (LLVM_UNLIKELY(s.copiesInFlight))
    s.compareWithCopies(lane, byte, bytes, AccessKind::Load, site);
  if (LLVM_UNLIKELY(s.pendingError.has_value()))
    error = std::exchange(s.pendingError, std::nullopt);
  if (LLVM_UNLIKELY(inWorkgroupMemory)) {
    inWorkgroupMemory->onLoad(lane, object, byte, bytes, site);
    takeRaces();
  }
}

void RaceDetector::onStore(uint32_t lane, uint32_t object, uint64_t byte,
                           unsigned bytes, const AccessSite &site) {
  State &s = *state;
  Slot self = s.newSlot(lane, site);
  s.forEachCell(lane, object, byte, bytes, [&](ShadowPage &page, unsigned at) {
    uint8_t *cell = page.cell(at);
    Slot store = readSlot(cell);
    if (store && !s.isOrdered(store, lane))
      s.report(store, AccessKind::Store, lane, AccessKind::Store, at);
    s.checkPlainLoads(cell, lane, AccessKind::Store, at);
    if (LLVM_UNLIKELY(page.hasAtomics())) {
      uint8_t *writes = page.atomicCell(at), *reads = writes + kPairBytes;
      s.forEachOf(writes, [&](Slot slot) {
        if (!s.isOrdered(slot, lane))
          s.report(slot, AccessKind::AtomicWrite, lane, AccessKind::Store, at);
      });
      s.forEachOf(reads, [&](Slot slot) {
        if (!s.isOrdered(slot, lane))
          s.report(slot, AccessKind::AtomicRead, lane, AccessKind::Store, at);
      });
    }
    s.rememberStore(page, at, self, bytes);
  });
  s.endReleases(byte, bytes);
  if (LLVM_UNLIKELY(s.copiesInFlight))
    s.compareWithCopies(lane, byte, bytes, AccessKind::Store, site);
  if (LLVM_UNLIKELY(s.pendingError.has_value()))
    error = std::exchange(s.pendingError, std::nullopt);
  if (LLVM_UNLIKELY(inWorkgroupMemory)) {
    inWorkgroupMemory->onStore(lane, object, byte, bytes, site);
    takeRaces();
  }
}

void RaceDetector::onAtomic(uint32_t lane, uint32_t object, uint64_t byte,
                            unsigned bytes, AtomicEffect effect,
                            const AccessSite &site) {
  State &s = *state;
  Slot self = s.newSlot(lane, site);
  AccessKind kind =
      effect.writes ? AccessKind::AtomicWrite : AccessKind::AtomicRead;
  s.forEachCell(lane, object, byte, bytes, [&](ShadowPage &page, unsigned at) {
    uint8_t *cell = page.cell(at);
    Slot store = readSlot(cell);
    if (store && !s.isOrdered(store, lane))
      s.report(store, AccessKind::Store, lane, kind, at);
    if (effect.writes)
      s.checkPlainLoads(cell, lane, kind, at);
    if (at % kAtomicWord)
      return;
    if (!page.hasAtomics())
      s.addAtomics(page);
    for (unsigned word = at; word < at + page.granule(); word += kAtomicWord)
      s.remember(page.atomicCell(word) + (effect.writes ? 0 : kPairBytes), self,
                 lane);
  });
  s.synchronise(lane, byte, bytes, effect);
  if (LLVM_UNLIKELY(s.copiesInFlight))
    s.compareWithCopies(lane, byte, bytes, kind, site);
  if (LLVM_UNLIKELY(s.pendingError.has_value()))
    error = std::exchange(s.pendingError, std::nullopt);
  if (LLVM_UNLIKELY(inWorkgroupMemory)) {
    inWorkgroupMemory->onAtomic(lane, object, byte, bytes, effect, site);
    takeRaces();
  }
}

void RaceDetector::onBarrier(Scope scope, ArrayRef<uint32_t> members,
                             Operation *barrier) {
  auto sync = dyn_cast_or_null<SyncOpInterface>(barrier);
  if (!sync || sync.ordersStorage() || !inWorkgroupMemory)
    state->clocks.barrier(scope, members);
  if (inWorkgroupMemory)
    inWorkgroupMemory->onBarrier(scope, members, barrier);
}

void RaceDetector::onExit(uint32_t lane) {
  state->exit(lane);
  if (inWorkgroupMemory)
    inWorkgroupMemory->onExit(lane);
}
