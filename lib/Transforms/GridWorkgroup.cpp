// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which workgroup memory lives across, see the header.
//
// Contents are saved if a segment writes them and one that may run later reads
// them. A segment that writes a part saves all of it, so it restores the rest
// first. What is saved is right in every case: the first segment saves its
// memory, written or still zero, where it is not certain that another one does
// so before the first that restores.
//
//===----------------------------------------------------------------------===//

#include "GridWorkgroup.h"

#include "GridValues.h"

using namespace mlir;
using namespace mlir::vyre;

/// Whether `before` may run, or may have run, earlier than `after`.
static bool mayPrecede(const GridSegment &before, const GridSegment &after) {
  return before.number < after.number ||
         (before.nest && before.nest == after.nest);
}

GridWorkgroupMemory::GridWorkgroupMemory(const GridSchedule &schedule)
    : schedule(schedule) {
  ProgramOp program = schedule.getProgram();
  for (auto alloc : program.getBody().getOps<WorkgroupAllocOp>())
    plan(alloc);
}

void GridWorkgroupMemory::plan(WorkgroupAllocOp alloc) {
  auto segments = schedule.getSegments();
  llvm::BitVector reads(segments.size()), writes(segments.size());
  for (Operation *user : alloc->getUsers()) {
    if (isa<LengthOp>(user))
      continue;
    auto access = dyn_cast<AccessOpInterface>(user);
    for (const auto &segment : segments) {
      if (!segment->contains(user))
        continue;
      if (!access || access.readsElement())
        reads.set(segment->number);
      if (!access || access.writesElement())
        writes.set(segment->number);
    }
  }
  GridWorkgroupSave save{alloc, numWords, llvm::BitVector(segments.size()),
                         llvm::BitVector(segments.size())};
  for (unsigned writer : writes.set_bits())
    for (unsigned reader : reads.set_bits())
      if (mayPrecede(*segments[writer], *segments[reader]))
        save.saves.set(writer);
  if (save.saves.none())
    return;
  std::optional<unsigned> firstRestore;
  for (const auto &segment : segments) {
    unsigned number = segment->number;
    if (!reads[number] && !save.saves[number])
      continue;
    bool restores = llvm::any_of(writes.set_bits(), [&](unsigned writer) {
      return mayPrecede(*segments[writer], *segment);
    });
    if (!restores)
      continue;
    save.restores.set(number);
    if (!firstRestore)
      firstRestore = number;
  }
  bool isCertain = llvm::any_of(save.saves.set_bits(), [&](unsigned writer) {
    return !segments[writer]->nest && writer < *firstRestore;
  });
  if (!isCertain)
    save.saves.set(0);

  auto type = cast<BufferType>(alloc.getResult().getType());
  numWords += getPieceWidths(type.getElementType()).size() * type.getCount();
  saves.push_back(std::move(save));
}
