// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which workgroup memory lives across, see the header.
//
// Contents are saved if a segment writes them and one that may run later reads
// them. A segment that first overwrites all of the memory and waits reads only
// what is its own. One that writes a part saves all of it, so it restores the
// rest first. What is saved is right in every case: the first segment saves its
// memory, written or still zero, where it is not certain that another one does
// so before the first that restores.
//
//===----------------------------------------------------------------------===//

#include "GridWorkgroup.h"

#include "GridValues.h"
#include "Vyre/Analysis/WorkgroupCoverage.h"

using namespace mlir;
using namespace mlir::vyre;

/// Whether `before` may run, or may have run, earlier than `after`.
static bool mayPrecede(const GridSegment &before, const GridSegment &after) {
  return before.number < after.number ||
         (before.nest && before.nest == after.nest);
}

static std::optional<unsigned> getLocalIdAxis(Operation *op) {
  if (auto id = dyn_cast<LocalIdOp>(op))
    return static_cast<unsigned>(id.getDimension());
  return std::nullopt;
}

/// Whether the segment writes every element of `memory`, and waits, before any
/// of `readers` that stands in it. Exits were lowered: what only some
/// invocations would write is nested in a branch.
static bool overwritesFirst(const GridSegment &segment, WorkgroupAllocOp memory,
                            ArrayRef<Operation *> readers,
                            ArrayRef<int32_t> workgroupSize) {
  Operation *barrier = findFullWrite(memory.getResult(), workgroupSize,
                                     segment.ops, getLocalIdAxis);
  return barrier && llvm::all_of(readers, [&](Operation *reader) {
           Operation *ancestor =
               barrier->getBlock()->findAncestorOpInBlock(*reader);
           return !segment.contains(reader) ||
                  (ancestor && barrier->isBeforeInBlock(ancestor));
         });
}

GridWorkgroupMemory::GridWorkgroupMemory(const GridSchedule &schedule)
    : schedule(schedule) {
  ProgramOp program = schedule.getProgram();
  for (auto alloc : program.getBody().getOps<WorkgroupAllocOp>())
    plan(alloc);
}

void GridWorkgroupMemory::plan(WorkgroupAllocOp alloc) {
  auto segments = schedule.getSegments();
  // `reads`: what an earlier segment left, or the zeros at first.
  llvm::BitVector reads(segments.size()), writes(segments.size());
  SmallVector<Operation *> readers;
  for (Operation *user : alloc->getUsers()) {
    if (isa<LengthOp>(user))
      continue;
    auto access = dyn_cast<AccessOpInterface>(user);
    if (!access || access.readsElement())
      readers.push_back(user);
    for (const auto &segment : segments) {
      if (!segment->contains(user))
        continue;
      if (!access || access.readsElement())
        reads.set(segment->number);
      if (!access || access.writesElement())
        writes.set(segment->number);
    }
  }
  llvm::BitVector overwrites(segments.size());
  for (unsigned number : writes.set_bits())
    if (overwritesFirst(*segments[number], alloc, readers,
                        schedule.getProgram().getWorkgroupSize()))
      overwrites.set(number);
  reads.reset(overwrites);
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
    if (overwrites[number] || (!reads[number] && !save.saves[number]))
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
