// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The words for a data race.
//
//===----------------------------------------------------------------------===//

#include "RaceReport.h"
#include "llvm/ADT/Twine.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::race;

static bool isWrite(AccessKind kind) {
  return kind == AccessKind::Store || kind == AccessKind::AtomicWrite;
}
static bool isAtomic(AccessKind kind) {
  return kind == AccessKind::AtomicRead || kind == AccessKind::AtomicWrite;
}

static StringRef verb(const Party &party) {
  bool isCopy = party.site->isCopy;
  switch (party.kind) {
  case AccessKind::Load:
    return isCopy ? "reads by an async copy" : "loads";
  case AccessKind::Store:
    return isCopy ? "writes by an async copy" : "stores";
  case AccessKind::AtomicRead:
    return "loads atomically";
  case AccessKind::AtomicWrite:
    return "writes atomically";
  }
  return "accesses";
}

static std::string triple(uint64_t x, uint64_t y, uint64_t z) {
  return ("(" + Twine(x) + ", " + Twine(y) + ", " + Twine(z) + ")").str();
}

/// "invocation (x, y, z) of workgroup (x, y, z)", by global id.
static std::string nameInvocation(uint32_t lane, const DispatchInfo &info) {
  uint64_t size[3] = {info.lanesPerWorkgroup, 1, 1};
  if (info.program) {
    ProgramOp program = info.program;
    for (auto [axis, extent] : llvm::enumerate(program.getWorkgroupSize()))
      size[axis] = extent;
  }
  uint64_t group = lane / info.lanesPerWorkgroup;
  uint64_t local = lane % info.lanesPerWorkgroup;
  uint64_t groupX = group % info.workgroups[0];
  uint64_t groupY = group / info.workgroups[0] % info.workgroups[1];
  uint64_t groupZ = group / info.workgroups[0] / info.workgroups[1];
  return "invocation " +
         triple(groupX * size[0] + local % size[0],
                groupY * size[1] + local / size[0] % size[1],
                groupZ * size[2] + local / size[0] / size[1]) +
         " of workgroup " + triple(groupX, groupY, groupZ);
}

static std::string nameBuffer(const AccessSite &site,
                              const MemoryObject &object) {
  Value value = site.buffer ? site.buffer : object.value;
  if (auto argument = dyn_cast_if_present<BlockArgument>(value))
    if (auto program =
            dyn_cast_if_present<ProgramOp>(argument.getOwner()->getParentOp()))
      return ("'" + program.getArgName(argument.getArgNumber()) + "'").str();
  return object.isWorkgroup ? "workgroup memory" : "a buffer";
}

static std::string nameElement(const AccessSite &site, uint64_t byte,
                               const MemoryObject &object) {
  return ("element " + Twine(byte / std::max(site.elementBytes, 1u)) + " of " +
          nameBuffer(site, object))
      .str();
}

static std::string fixFor(const Race &race, const DispatchInfo &info) {
  const MemoryObject &object = info.objects[race.object];
  if (race.isInFlight) {
    if (race.earlier.site->op == race.later.site->op)
      return "let each copy write elements of its own, apart from what it "
             "reads";
    if (race.earlier.lane == race.later.lane)
      return "move this behind the 'vyre.async_wait' of the copy, or the copy "
             "to other elements";
    return "wait for the copy, then put a barrier between it and this access";
  }
  if (race.throughReadOnly)
    return "declare " + nameBuffer(*race.later.site, object) +
           " read_write, and order the accesses with a barrier";
  bool isCopy = race.earlier.site->isCopy || race.later.site->isCopy;
  if (!isCopy && isAtomic(race.earlier.kind) != isAtomic(race.later.kind))
    return "access the element atomically in both places, or put a barrier "
           "between them";
  if (race.earlier.site->op == race.later.site->op && !race.missedBarrier)
    return "give each invocation an element of its own, use an atomic, or, in "
           "a loop, put a barrier between its rounds";
  if (race.earlier.lane / info.lanesPerWorkgroup !=
      race.later.lane / info.lanesPerWorkgroup)
    return "split the program there and dispatch both parts, or order the "
           "accesses by an atomic write with release and an atomic read with "
           "acquire that reads it";
  if (race.missedBarrier)
    return "let the invocation come to the barrier and exit after it; a "
           "barrier orders only what its members did";
  if (race.earlier.site->isCopy)
    return "put 'vyre.barrier workgroup acq_rel' between the wait for the copy "
           "and this access";
  return "put 'vyre.barrier workgroup acq_rel' between the two accesses";
}

static StringRef expectedOf(const Race &race) {
  if (race.isInFlight)
    return "the wait for the async copy between the two [VYRE-MM-20]";
  if (race.throughReadOnly)
    return "a read_write argument: one that is only read shows no writes of "
           "other invocations [VYRE-MM-18]";
  return "a barrier, or a release and an acquire, after the earlier access "
         "[VYRE-MM-15]";
}

ExecutionError mlir::vyre::race::describe(const Race &race,
                                          const DispatchInfo &info) {
  const MemoryObject &object = info.objects[race.object];
  const Party &earlier = race.earlier, &later = race.later;
  std::string message =
      ("data race on " + nameElement(*later.site, race.byte, object) + ", " +
       (isWrite(later.kind) ? "write" : "read") + " after " +
       (isWrite(earlier.kind) ? "write" : "read") + ": " +
       nameInvocation(later.lane, info) + " " + verb(later) + ", expected " +
       expectedOf(race))
          .str();
  ExecutionError error{ExecutionError::Kind::Race, later.site->location,
                       std::move(message), fixFor(race, info)};
  error.notes.emplace_back(
      earlier.site->location,
      ("earlier, " + nameInvocation(earlier.lane, info) + " " + verb(earlier) +
       " " + nameElement(*earlier.site, race.byte, object) + " here")
          .str());
  if (object.isWorkgroup && object.value)
    error.notes.emplace_back(object.value.getLoc(),
                             "the workgroup memory is allocated here");
  return error;
}

ExecutionError
mlir::vyre::race::describeUninitialized(uint32_t lane, uint32_t number,
                                        uint64_t byte, const AccessSite &site,
                                        const DispatchInfo &info) {
  const MemoryObject &object = info.objects[number];
  ExecutionError error{
      ExecutionError::Kind::Race, site.location,
      nameInvocation(lane, info) + " loads " + nameElement(site, byte, object) +
          ", expected a write before that: it is zero only because memory " +
          (object.isWorkgroup ? "starts as zeros [VYRE-MM-03]"
                              : "starts as zeros [VYRE-GR-06]"),
      "store to the element first, also if what is stored is zero"};
  if (object.isWorkgroup && object.value)
    error.notes.emplace_back(object.value.getLoc(),
                             "the workgroup memory is allocated here");
  return error;
}
