// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Control flow of a graph: loops, branches, and the read that both may need.
// See GraphRun.h, and GraphRecording.cpp for the commands inside.
//
// What is repeated is recorded again, so a graph that does not read is one
// recording, whatever it decides. A read ends the recording: the device works
// it off, and what follows becomes the next one.
//
//===----------------------------------------------------------------------===//

#include "GraphRun.h"

#include "GridSyncProbe.h"

#include <algorithm>

using namespace vyre::rt;

void GraphRun::assign(const flatbuffers::Vector<uint32_t> *targets,
                      const flatbuffers::Vector<uint32_t> *sources) {
  uint32_t count = targets ? targets->size() : 0;
  // Loops carry little; the buffer keeps its memory.
  assigned_.resize(count);
  for (uint32_t i = 0; i < count; ++i)
    assigned_[i] = registers_[sources->Get(i)];
  for (uint32_t i = 0; i < count; ++i)
    registers_[targets->Get(i)] = assigned_[i];
}

bool GraphRun::runLoop(const PlanLoop &loop) {
  const artifact::ForCommand &info = *loop.loop;
  auto type = static_cast<ElementType>(info.type());
  assign(info.carried(), info.inits());

  auto below = [&](uint64_t a, uint64_t b) {
    return info.signed_() ? signExtend(type, a) < signExtend(type, b)
                          : truncateTo(type, a) < truncateTo(type, b);
  };
  uint64_t value = truncateTo(type, registers_[info.lower()]);
  uint64_t upper = truncateTo(type, registers_[info.upper()]);
  uint64_t step = truncateTo(type, registers_[info.step()]);
  if (below(value, upper) &&
      (step == 0 || (info.signed_() && signExtend(type, step) < 0)))
    return fail(Status(Code::OutOfRange,
                       "the loop has a step of " +
                           std::to_string(signExtend(type, step)) +
                           ", expected a positive one",
                       "make the step positive"));
  while (below(value, upper)) {
    registers_[info.induction()] = value;
    if (!walk(loop.body))
      return false;
    assign(info.carried(), info.yields());
    uint64_t following = truncateTo(type, value + step);
    // An induction value that wraps around has passed the bound.
    if (!below(value, following))
      break;
    value = following;
    if ((++walked_ & 1023) == 0 && !checkDeadline())
      return false;
  }
  return true;
}

bool GraphRun::runBranch(const PlanBranch &branch) {
  const artifact::IfCommand &info = *branch.branch;
  bool holds = registers_[info.condition()] & 1;
  if (!walk(holds ? branch.thenBody : branch.elseBody))
    return false;
  assign(info.results(), holds ? info.then_yields() : info.else_yields());
  return true;
}

bool GraphRun::runWhile(const PlanWhile &loop) {
  const artifact::WhileCommand &info = *loop.loop;
  assign(info.carried(), info.inits());
  for (;;) {
    if (!walk(loop.before))
      return false;
    assign(info.after_args(), info.passed());
    if (!(registers_[info.condition()] & 1))
      return true;
    if (!walk(loop.after))
      return false;
    assign(info.carried(), info.yields());
    // A loop that records nothing must end at the deadline, too.
    if ((++walked_ & 1023) == 0 && !checkDeadline())
      return false;
  }
}

bool GraphRun::runRead(const artifact::ReadCommand &read) {
  if (!prepareBuffer(read.buffer()))
    return false;
  const BufferState &state = buffers_[read.buffer()];
  // One place serves all reads of a run: each is over before the next.
  if (!answer_.buffer) {
    Result<Snapshot> place = reserveReadback(sizeof(uint64_t));
    if (!place)
      return fail(std::move(place).takeStatus());
    answer_ = *place;
  }
  BufferAccess access = {read.buffer(), true, false};
  order(kStageTransfer, &access, 1);
  recorder_->copy(*state.device, *answer_.buffer, answer_.offset, state.bytes);
  if (Status status = recorder_->finish(); !status)
    return fail(std::move(status));
  uint64_t value = 0;
  Status status = device_.download(
      {{answer_.buffer, answer_.offset, &value, state.bytes}}, deadline_);
  if (!status)
    return fail(std::move(status));
  registers_[read.dst()] = value;
  return checkDeadline();
}

//===----------------------------------------------------------------------===//
// Grids that wait for themselves
//===----------------------------------------------------------------------===//

Result<GridSyncFinding> GraphRun::findGridSync(uint32_t kernel,
                                               const uint32_t (&groups)[3],
                                               bool wantCost) {
  std::array<uint32_t, 3> grid = {groups[0], groups[1], groups[2]};
  if (const GridSyncFinding *known =
          GridSyncProbe::findKnown(*executables_[kernel], grid, wantCost))
    return *known;
  // What runs at the same time would take room.
  if (Status status = recorder_->finish(); !status)
    return status;
  return GridSyncProbe(device_, *executables_[kernel], plan_.kernels[kernel],
                       deadline_)
      .find(grid, wantCost);
}

bool GraphRun::checkGridFits(uint32_t number, const uint32_t (&groups)[3]) {
  Result<GridSyncFinding> finding = findGridSync(number, groups, false);
  if (!finding)
    return fail(std::move(finding).takeStatus());
  if (finding->fits())
    return true;
  const PlanKernel &kernel = plan_.kernels[number];
  uint64_t extent = uint64_t(kernel.workgroupSize[0]) *
                    kernel.workgroupSize[1] * kernel.workgroupSize[2];
  return fail(Status(
      Code::Unsupported,
      "the dispatch of '" + kernel.kernel->name()->str() + "' has " +
          std::to_string(finding->groups) + " workgroups of " +
          std::to_string(extent) +
          " invocations, which wait for each other, device '" +
          device_.profile().name + "' was seen to hold " +
          std::to_string(finding->resident) + " at once [VYRE-GS-04]",
      "compile with --grid-sync=split or --grid-sync=auto, or dispatch fewer "
      "workgroups"));
}

bool GraphRun::runPreferResident(const PlanQuestion &question) {
  const PlanKernel &kernel = plan_.kernels[question.kernel];
  uint32_t groups[3] = {};
  bool isEmpty = false, isTooLarge = false;
  for (unsigned axis = 0; axis < 3; ++axis) {
    uint64_t count = 0;
    if (!axisOf(question, axis, count))
      return false;
    isEmpty |= count == 0;
    isTooLarge |= count > device_.profile().limits.maxWorkgroupCount[axis];
    groups[axis] = static_cast<uint32_t>(count);
  }
  // Without its barriers, nothing waits for anything.
  registers_[question.dst] = isEmpty || !kernel.syncsGrid;
  if (isEmpty || !kernel.syncsGrid || isTooLarge ||
      !executables_[question.kernel])
    return true;
  Result<GridSyncFinding> finding =
      findGridSync(question.kernel, groups, /*wantCost=*/true);
  if (!finding)
    return fail(std::move(finding).takeStatus());
  registers_[question.dst] = finding->prefersResident();
  GridSyncChoice choice = {kernel.kernel->name()->str(), *finding,
                           finding->prefersResident()};
  auto isSame = [&](const GridSyncChoice &other) {
    return other.kernel == choice.kernel &&
           other.finding.groups == choice.finding.groups;
  };
  if (std::none_of(gridSyncs_.begin(), gridSyncs_.end(), isSame))
    gridSyncs_.push_back(std::move(choice));
  return true;
}

//===----------------------------------------------------------------------===//
// Grids that few workgroups work off
//===----------------------------------------------------------------------===//

// A kernel that loops over its grid counts with 32 bits, and adds what is
// started before it compares.
static constexpr uint64_t kMaxStrideTotal = uint64_t(1) << 31;

// A driver on a CPU pays some 0.3 us for each workgroup. Done by one in
// sixteen, that no longer matters. More rounds would hurt: lavapipe does all
// rounds of a subgroup before those of the next, so what a workgroup touches has
// to stay in the cache. A GPU hides the cost, and wants all it can get.
static constexpr uint64_t kRoundsOnCPU = 16;
static constexpr uint64_t kLeastOnCPU = 64;

bool GraphRun::runStrideGroups(const PlanQuestion &question) {
  const DeviceProfile &profile = device_.profile();
  uint64_t total = 1;
  for (unsigned axis = 0; axis < 3; ++axis) {
    uint64_t groups = 0;
    if (!axisOf(question, axis, groups))
      return false;
    total *= groups;
    if (total >= kMaxStrideTotal)
      return fail(Status(
          Code::OutOfRange,
          "the dispatch of '" +
              plan_.kernels[question.kernel].kernel->name()->str() + "' has " +
              std::to_string(total) + " workgroups, expected fewer than " +
              std::to_string(kMaxStrideTotal),
          "use larger workgroups"));
  }
  uint64_t most = profile.kind == "cpu"
                      ? std::max(total / kRoundsOnCPU, kLeastOnCPU)
                      : profile.limits.maxWorkgroupCount[0];
  most = std::min<uint64_t>(most, profile.limits.maxWorkgroupCount[0]);
  registers_[question.dst] = std::min(total, most);
  return true;
}
