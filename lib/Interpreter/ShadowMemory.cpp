// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pages of shadow memory.
//
//===----------------------------------------------------------------------===//

#include "ShadowMemory.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir::vyre::race;

/// A slot is read as eight bytes.
static constexpr unsigned kPadding = sizeof(uint64_t) - kSlotBytes;

ShadowPage::ShadowPage(unsigned covered, unsigned shift)
    : covered(covered), shift(shift),
      cells(llvm::divideCeil(covered, 1u << shift) * kCellBytes + kPadding) {}

void ShadowPage::makeAtomics() {
  atomics.resize(llvm::divideCeil(covered, kAtomicWord) * kAtomicCellBytes +
                 kPadding);
}
