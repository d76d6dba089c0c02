// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Barriers inside a workgroup: who goes on, and what is an error (VYRE-BR-01).
//
// Barriers are looked at when no lane of the workgroup can run: that is early
// enough, because only lanes of the workgroup can come to them.
//
//===----------------------------------------------------------------------===//

#include "Workgroup.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::interp;

//===----------------------------------------------------------------------===//
// Words for messages
//===----------------------------------------------------------------------===//

std::string Workgroup::describe(ArrayRef<uint32_t> lanes) const {
  std::string text;
  unsigned ranges = 0;
  for (size_t i = 0; i < lanes.size(); ++ranges) {
    size_t end = i + 1;
    while (end < lanes.size() && lanes[end] == lanes[end - 1] + 1)
      ++end;
    if (ranges == 4) {
      text += " and " + std::to_string(lanes.size() - i) + " more";
      break;
    }
    text += i == 0 ? "" : ", ";
    text += std::to_string(lanes[i]);
    if (end - i > 1)
      text += (end - i == 2 ? ", " : " to ") + std::to_string(lanes[end - 1]);
    i = end;
  }
  const std::array<uint32_t, 3> &grid = shared.grid;
  return (lanes.size() == 1 ? "invocation " : "invocations ") + text +
         " of workgroup (" + std::to_string(current % grid[0]) + ", " +
         std::to_string(current / grid[0] % grid[1]) + ", " +
         std::to_string(current / grid[0] / grid[1]) + ")";
}

SmallVector<uint32_t> Workgroup::lanesIn(LaneState state) const {
  SmallVector<uint32_t> result;
  for (uint32_t lane = 0; lane < laneCount; ++lane)
    if (states[lane] == state)
      result.push_back(lane);
  return result;
}

Operation *Workgroup::opOf(uint32_t lane) const {
  return shared.code.origins[pcs[lane]];
}

//===----------------------------------------------------------------------===//
// Divergence
//===----------------------------------------------------------------------===//

/// Says where `lanes`, of which some wait, are instead of at one barrier.
void Workgroup::reportDivergence(ArrayRef<uint32_t> lanes, StringRef scope) {
  // Where lanes are, in the order of the source; ends come last.
  struct Place {
    uint32_t pc;
    bool isEnd;
    SmallVector<uint32_t> lanes;
  };
  SmallVector<Place> places;
  for (uint32_t lane : lanes) {
    bool isEnd = states[lane] == LaneState::Returned;
    Place *place = llvm::find_if(
        places, [&](const Place &each) { return each.pc == pcs[lane]; });
    if (place == places.end())
      place = &places.emplace_back(Place{pcs[lane], isEnd, {}});
    place->lanes.push_back(lane);
  }
  llvm::sort(places, [](const Place &a, const Place &b) {
    return std::make_pair(a.isEnd, a.pc) < std::make_pair(b.isEnd, b.pc);
  });
  const Place &first = places.front();
  Operation *op = shared.code.origins[first.pc];
  shared.fail(
      ExecutionError::Kind::DivergentBarrier, op,
      "not all invocations of the " + scope.str() +
          " come to this barrier: " + describe(first.lanes) +
          (first.lanes.size() == 1 ? " waits" : " wait") +
          " here and others do not [VYRE-BR-01]",
      "move the barrier out of the branch or loop that only some of them take");
  for (const Place &place : llvm::drop_begin(places)) {
    bool isOne = place.lanes.size() == 1;
    shared.error->notes.emplace_back(
        shared.code.origins[place.pc]->getLoc(),
        describe(place.lanes) +
            (place.isEnd ? " came to the end here without this barrier"
             : isOne     ? " waits at this barrier"
                         : " wait at this barrier"));
  }
}

/// `lanes` wait at one barrier: whether they are in the same round of each loop
/// around it. False after an error.
bool Workgroup::checkRounds(ArrayRef<uint32_t> lanes) {
  const FlatCode &code = shared.code;
  const BarrierSite &site =
      code.barriers[code.instructions[pcs[lanes.front()]].aux];
  for (Register reg : site.rounds) {
    const auto *rounds = reinterpret_cast<const uint32_t *>(registers + reg);
    uint32_t first = rounds[lanes.front()];
    SmallVector<uint32_t> same, others;
    for (uint32_t lane : lanes)
      (rounds[lane] == first ? same : others).push_back(lane);
    if (others.empty())
      continue;
    shared.fail(ExecutionError::Kind::DivergentBarrier, site.op,
                describe(same) + " came to this barrier in round " +
                    std::to_string(first) + " of the loop around it, but " +
                    describe(others) + " in round " +
                    std::to_string(rounds[others.front()]) + " [VYRE-BR-01]",
                "move the barrier out of the branch or loop that only some of "
                "them take");
    return false;
  }
  return true;
}

/// `lanes` wait at one barrier: they go on. False after an error.
bool Workgroup::release(ArrayRef<uint32_t> lanes) {
  if (!checkRounds(lanes))
    return false;
  const FlatCode &code = shared.code;
  uint32_t pc = pcs[lanes.front()];
  const BarrierSite &site = code.barriers[code.instructions[pc].aux];
  for (uint32_t lane : lanes) {
    pcs[lane] = pc + 1;
    states[lane] = LaneState::Ready;
  }
  shared.quietRounds = 0;
  if (MemoryHooks *hooks = shared.frame.hooks) {
    SmallVector<uint32_t> members(lanes);
    for (uint32_t &lane : members)
      lane += current * laneCount;
    hooks->onBarrier(site.scope, members, site.op);
    if (hooks->hasError()) {
      shared.error = hooks->takeError();
      return false;
    }
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Resolution
//===----------------------------------------------------------------------===//

/// False after an error.
bool Workgroup::releaseSubgroups(bool &released) {
  const FlatCode &code = shared.code;
  uint32_t size = shared.options.subgroupSize;
  for (uint32_t first = 0; first < laneCount; first += size) {
    SmallVector<uint32_t> members;
    bool isAtSubgroupBarrier = false, isTogether = true;
    for (uint32_t lane = first; lane < std::min(laneCount, first + size);
         ++lane) {
      if (states[lane] == LaneState::Exited)
        continue;
      members.push_back(lane);
      isTogether &= states[lane] == LaneState::Waiting &&
                    pcs[lane] == pcs[members.front()];
      isAtSubgroupBarrier |=
          states[lane] == LaneState::Waiting &&
          code.barriers[code.instructions[pcs[lane]].aux].scope ==
              Scope::Subgroup;
    }
    if (!isAtSubgroupBarrier)
      continue;
    if (!isTogether) {
      reportDivergence(members, "subgroup");
      return false;
    }
    if (!release(members))
      return false;
    released = true;
  }
  return true;
}

Outcome Workgroup::resolveBarriers() {
  const FlatCode &code = shared.code;
  SmallVector<uint32_t> waiting = lanesIn(LaneState::Waiting);
  if (waiting.empty())
    return Outcome::Done;
  bool released = false;
  if (!releaseSubgroups(released))
    return Outcome::Failed;
  if (released)
    return Outcome::Yielded;

  uint32_t pc = pcs[waiting.front()];
  bool isTogether =
      llvm::all_of(waiting, [&](uint32_t lane) { return pcs[lane] == pc; });
  SmallVector<uint32_t> returned = lanesIn(LaneState::Returned);
  Scope scope = code.barriers[code.instructions[pc].aux].scope;
  if (!isTogether || !returned.empty()) {
    SmallVector<uint32_t> members(waiting);
    llvm::append_range(members, returned);
    llvm::sort(members);
    reportDivergence(members,
                     isTogether && scope == Scope::Grid ? "grid" : "workgroup");
    return Outcome::Failed;
  }
  if (scope == Scope::Grid)
    return checkRounds(waiting) ? Outcome::AtGridBarrier : Outcome::Failed;
  return release(waiting) ? Outcome::Yielded : Outcome::Failed;
}

//===----------------------------------------------------------------------===//
// Grid barriers, for Execute.cpp
//===----------------------------------------------------------------------===//

uint32_t Workgroup::barrierPC() const {
  return pcs[lanesIn(LaneState::Waiting).front()];
}

void Workgroup::releaseAll() {
  for (uint32_t lane : lanesIn(LaneState::Waiting)) {
    states[lane] = LaneState::Ready;
    ++pcs[lane];
  }
}

void Workgroup::appendWaiting(SmallVectorImpl<uint32_t> &globalLanes) const {
  for (uint32_t lane : lanesIn(LaneState::Waiting))
    globalLanes.push_back(current * laneCount + lane);
}

std::optional<uint32_t> Workgroup::returnedLane() const {
  SmallVector<uint32_t> lanes = lanesIn(LaneState::Returned);
  if (lanes.empty())
    return std::nullopt;
  return lanes.front();
}

SmallVector<uint32_t> Workgroup::waitingRounds() const {
  SmallVector<uint32_t> result;
  uint32_t lane = lanesIn(LaneState::Waiting).front();
  const FlatCode &code = shared.code;
  for (Register reg : code.barriers[code.instructions[pcs[lane]].aux].rounds)
    result.push_back(reinterpret_cast<const uint32_t *>(registers + reg)[lane]);
  return result;
}
