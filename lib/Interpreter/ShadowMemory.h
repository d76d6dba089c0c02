// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the race detector remembers about each element of a buffer.
//
// An access is a slot of 40 bits: the invocation, and a tag that stands for its
// clock and its place in the program. A cell is three slots: the last plain
// store, and two plain loads. A page has one cell for each 8, 4, 2 or 1 bytes,
// as its accesses need. Words with atomics have four more slots.
//
// So a byte of i8 takes 15 bytes, one of i32 takes 3.75, or 8.75 with atomics. A
// buffer has one element type, and atomics have words, so no byte has both.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_INTERPRETER_SHADOWMEMORY_H
#define VYRE_LIB_INTERPRETER_SHADOWMEMORY_H

#include "SparseClock.h"
#include "mlir/Support/LLVM.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

namespace mlir::vyre {
struct AccessSite;
} // namespace mlir::vyre

namespace mlir::vyre::race {

/// The tag above the invocation, in 40 bits; 0 for none.
using Slot = uint64_t;
constexpr unsigned kSlotBytes = 5;

inline Slot readSlot(const uint8_t *at) {
  uint64_t bits;
  std::memcpy(&bits, at, sizeof(bits));
  return bits & ((uint64_t(1) << 40) - 1);
}
inline void writeSlot(uint8_t *at, Slot slot) {
  uint32_t low = static_cast<uint32_t>(slot);
  std::memcpy(at, &low, sizeof(low));
  at[4] = static_cast<uint8_t>(slot >> 32);
}

/// Up to two accesses next to each other, none of which happens before another
/// that came later. More are in a side table, see RaceDetector.
constexpr unsigned kPairBytes = 2 * kSlotBytes;
/// The store, then the pair of loads.
constexpr unsigned kCellBytes = 3 * kSlotBytes;
/// The pair of writing atomics, then that of reading ones.
constexpr unsigned kAtomicCellBytes = 2 * kPairBytes;
constexpr unsigned kAtomicWord = 4;

class ShadowPage {
public:
  /// Bytes of the buffer that a page covers, fewer at the end of a buffer.
  static constexpr unsigned kBytes = 4096;

  ShadowPage(unsigned covered, unsigned shift);

  unsigned granule() const { return 1u << shift; }
  /// The cell of a byte of the page.
  uint8_t *cell(unsigned byte) { return &cells[(byte >> shift) * kCellBytes]; }
  bool hasAtomics() const { return !atomics.empty(); }
  uint8_t *atomicCell(unsigned byte) {
    return &atomics[byte / kAtomicWord * kAtomicCellBytes];
  }
  void makeAtomics();

  /// Calls visit(pairOrStore, slots) for all slots in use.
  template <typename Visit>
  void forEachGroup(const Visit &visit);

  unsigned covered;
  unsigned shift;
  /// With room to read a slot as 8 bytes.
  std::vector<uint8_t> cells;
  std::vector<uint8_t> atomics;

  uint64_t bytes() const {
    return sizeof(*this) + sizeof(void *) + cells.size() + atomics.size();
  }
};

/// A range that an async copy reads or writes now.
struct CopyInFlight {
  uint32_t lane;
  uint64_t byte;
  uint64_t bytes;
  bool writes;
  const AccessSite *site;
};

/// All pages of one buffer, or of one instance of workgroup memory.
struct ShadowObject {
  explicit ShadowObject(uint64_t bytes) : bytes(bytes) {}
  ShadowObject(ShadowObject &&) noexcept = default;

  ShadowPage *find(uint64_t byte) const {
    uint64_t number = byte / ShadowPage::kBytes;
    return number < pages.size() ? pages[number].get() : nullptr;
  }

  uint64_t bytes;
  std::vector<std::unique_ptr<ShadowPage>> pages;
  /// What an acquire of a word (by number) would learn.
  llvm::DenseMap<uint64_t, SparseClock> released;
  std::vector<CopyInFlight> copies;
};

template <typename Visit>
void ShadowPage::forEachGroup(const Visit &visit) {
  for (size_t at = 0; at + kCellBytes <= cells.size(); at += kCellBytes) {
    visit(&cells[at], 1u);
    visit(&cells[at + kSlotBytes], 2u);
  }
  for (size_t at = 0; at + kAtomicCellBytes <= atomics.size();
       at += kAtomicCellBytes) {
    visit(&atomics[at], 2u);
    visit(&atomics[at + kPairBytes], 2u);
  }
}

} // namespace mlir::vyre::race

#endif // VYRE_LIB_INTERPRETER_SHADOWMEMORY_H
