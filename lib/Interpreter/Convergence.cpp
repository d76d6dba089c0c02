// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Barriers and subgroup ops inside a workgroup: who goes on, and what is an
// error (VYRE-BR-01, VYRE-SG-02).
//
// They are looked at when no lane of the workgroup can run: that is early
// enough, because only lanes of the workgroup can come to them. Subgroups do
// not wait for each other, so those that came together also go on when the
// others go round a loop.
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

/// What a convergent op is called, and the rule that it stands under.
static StringRef nameOf(Operation *op) {
  return isa<SyncOpInterface>(op) ? "barrier" : "subgroup op";
}
static StringRef ruleOf(Operation *op) {
  return isa<SyncOpInterface>(op) ? "VYRE-BR-01" : "VYRE-SG-02";
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
  std::string name = nameOf(op).str();
  shared.fail(ExecutionError::Kind::DivergentBarrier, op,
              "not all invocations of the " + scope.str() + " come to this " +
                  name + ": " + describe(first.lanes) +
                  (first.lanes.size() == 1 ? " waits" : " wait") +
                  " here and others do not [" + ruleOf(op).str() + "]",
              "move the " + name +
                  " out of the branch or loop that only some of them take");
  for (const Place &place : llvm::drop_begin(places)) {
    Operation *other = shared.code.origins[place.pc];
    std::string what =
        place.isEnd               ? " came to the end here without this " + name
        : place.lanes.size() == 1 ? " waits at this " + nameOf(other).str()
                                  : " wait at this " + nameOf(other).str();
    shared.error->notes.emplace_back(other->getLoc(),
                                     describe(place.lanes) + what);
  }
}

/// `lanes` wait at one op: whether they are in the same round of each loop
/// around it. False after an error.
bool Workgroup::checkRounds(ArrayRef<uint32_t> lanes) {
  const ConvergentSite &site = siteOf(lanes.front());
  for (Register reg : site.rounds) {
    const auto *rounds = reinterpret_cast<const uint32_t *>(registers + reg);
    uint32_t first = rounds[lanes.front()];
    SmallVector<uint32_t> same, others;
    for (uint32_t lane : lanes)
      (rounds[lane] == first ? same : others).push_back(lane);
    if (others.empty())
      continue;
    std::string name = nameOf(site.op).str();
    shared.fail(ExecutionError::Kind::DivergentBarrier, site.op,
                describe(same) + " came to this " + name + " in round " +
                    std::to_string(first) + " of the loop around it, but " +
                    describe(others) + " in round " +
                    std::to_string(rounds[others.front()]) + " [" +
                    ruleOf(site.op).str() + "]",
                "move the " + name +
                    " out of the branch or loop that only some of them take");
    return false;
  }
  return true;
}

const ConvergentSite &Workgroup::siteOf(uint32_t lane) const {
  const FlatCode &code = shared.code;
  return code.convergentSites[code.instructions[pcs[lane]].aux];
}

/// `members` wait at one op: they execute it and go on. False after an error.
bool Workgroup::release(ArrayRef<uint32_t> members) {
  if (!checkRounds(members))
    return false;
  uint32_t pc = pcs[members.front()];
  const ConvergentSite &site = siteOf(members.front());
  for (uint32_t lane : members) {
    pcs[lane] = pc + 1;
    states[lane] = LaneState::Ready;
  }
  Frame &frame = shared.frame;
  const Instruction &in = shared.code.instructions[pc];
  if (in.run)
    in.run(in, frame,
           {members.data(), members.front(), uint32_t(members.size())});
  // Only a barrier orders memory.
  if (!frame.hooks || !isa<SyncOpInterface>(site.op))
    return true;
  SmallVector<uint32_t> inGrid(members);
  for (uint32_t &lane : inGrid)
    lane += current * laneCount;
  frame.hooks->onBarrier(site.scope, inGrid, site.op);
  if (!frame.hooks->hasError())
    return true;
  shared.error = frame.hooks->takeError();
  return false;
}

//===----------------------------------------------------------------------===//
// Resolution
//===----------------------------------------------------------------------===//

bool Workgroup::waitsForSubgroup(uint32_t lane) const {
  return states[lane] == LaneState::Waiting &&
         siteOf(lane).scope == Scope::Subgroup;
}

SmallVector<uint32_t> Workgroup::subgroupFrom(uint32_t first) const {
  SmallVector<uint32_t> members;
  uint32_t end = std::min(laneCount, first + shared.options.subgroupSize);
  for (uint32_t lane = first; lane < end; ++lane)
    if (states[lane] != LaneState::Exited)
      members.push_back(lane);
  return members;
}

bool Workgroup::releaseSubgroups(SmallVectorImpl<uint32_t> &released) {
  for (uint32_t first = 0; first < laneCount;
       first += shared.options.subgroupSize) {
    SmallVector<uint32_t> members = subgroupFrom(first);
    bool isTogether = llvm::all_of(members, [&](uint32_t lane) {
      return waitsForSubgroup(lane) && pcs[lane] == pcs[members.front()];
    });
    if (!isTogether || members.empty())
      continue;
    if (!release(members))
      return false;
    released.push_back(first);
  }
  return true;
}

Outcome Workgroup::resolveWaiting() {
  SmallVector<uint32_t> waiting = lanesIn(LaneState::Waiting);
  if (waiting.empty())
    return Outcome::Done;
  SmallVector<uint32_t> released;
  if (!releaseSubgroups(released))
    return Outcome::Failed;
  if (!released.empty())
    return Outcome::Yielded;
  for (uint32_t lane : waiting)
    if (waitsForSubgroup(lane)) {
      uint32_t size = shared.options.subgroupSize;
      reportDivergence(subgroupFrom(lane / size * size), "subgroup");
      return Outcome::Failed;
    }

  uint32_t pc = pcs[waiting.front()];
  bool isTogether =
      llvm::all_of(waiting, [&](uint32_t lane) { return pcs[lane] == pc; });
  SmallVector<uint32_t> returned = lanesIn(LaneState::Returned);
  Scope scope = siteOf(waiting.front()).scope;
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
  for (Register reg : siteOf(lane).rounds)
    result.push_back(reinterpret_cast<const uint32_t *>(registers + reg)[lane]);
  return result;
}
