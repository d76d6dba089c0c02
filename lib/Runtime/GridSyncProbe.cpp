// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "GridSyncProbe.h"

#include <algorithm>

using namespace vyre::rt;

using Clock = std::chrono::steady_clock;

// Reads of the poll without a newcomer. The first is enough for a device that
// is awake; threads of a CPU driver may still have to be scheduled.
static constexpr uint32_t kFirstPatience = 1u << 12;
static constexpr uint32_t kMaxPatience = 1u << 28;
static constexpr uint32_t kPatienceGrowth = 8;

// How long a grid that does not fit is asked again.
static constexpr double kBudgetNs = 10e6;
static constexpr double kLongBudgetNs = 1e9;

// What is measured takes at least so much longer than a submission alone; that
// varies by some 50 us.
static constexpr double kMeasurableNs = 1e6;
static constexpr uint32_t kMaxRepetitions = 1u << 12;

static constexpr uint32_t kMaxPushBytes = 256;

Status GridSyncProbe::prepare() {
  Result<std::unique_ptr<Buffer>> words =
      device_.allocate(kGridSyncWords * sizeof(uint32_t), BufferUse::Storage);
  if (!words)
    return std::move(words).takeStatus();
  words_ = std::move(*words);
  // The kernel touches no other binding when it is asked.
  std::vector<Buffer *> buffers(kernel_.kernel->bindings()->size(),
                                words_.get());
  Result<std::unique_ptr<BindingSet>> bindings =
      device_.bind(executable_, buffers);
  if (!bindings)
    return std::move(bindings).takeStatus();
  bindings_ = std::move(*bindings);
  return Status::ok();
}

Result<GridSyncProbe::Answer> GridSyncProbe::ask(GridSyncMode mode,
                                                 uint32_t patience,
                                                 uint32_t rounds,
                                                 uint32_t count) {
  uint32_t words[kGridSyncWords] = {};
  words[kGridSyncMode] = mode;
  words[kGridSyncPatience] = patience;
  words[kGridSyncRounds] = rounds;
  if (Status status =
          device_.upload({{words_.get(), words, sizeof words}}, deadline_);
      !status)
    return status;
  Result<std::unique_ptr<Recorder>> recorder =
      device_.record(/*timestamps=*/false, deadline_);
  if (!recorder)
    return std::move(recorder).takeStatus();
  const uint8_t push[kMaxPushBytes] = {};
  for (uint32_t i = 0; i < count; ++i) {
    (*recorder)->dispatch(executable_, *bindings_, push, kernel_.pushBytes,
                          groups_[0], groups_[1], groups_[2]);
    (*recorder)->barrier({kStageCompute, kStageCompute});
  }
  Clock::time_point start = Clock::now();
  Status status = (*recorder)->finish();
  Answer answer;
  answer.ns =
      std::chrono::duration<double, std::nano>(Clock::now() - start).count();
  if (status)
    status = device_.download({{words_.get(),
                                kGridSyncPoll * sizeof(uint32_t), &answer.poll,
                                sizeof answer.poll}},
                              deadline_);
  if (!status)
    return status;
  return answer;
}

Result<double> GridSyncProbe::measure(GridSyncMode mode, uint32_t n) {
  std::array<double, 3> times = {};
  for (double &time : times) {
    Result<Answer> answer = mode == kGridSyncProbe
                                ? ask(mode, kMaxPatience, n, 1)
                                : ask(mode, kMaxPatience, 0, n + 1);
    if (!answer)
      return std::move(answer).takeStatus();
    time = answer->ns;
  }
  std::sort(times.begin(), times.end());
  return times[1];
}

Status GridSyncProbe::findResident(GridSyncFinding &finding, double budgetNs) {
  for (uint32_t patience = kFirstPatience;; patience *= kPatienceGrowth) {
    Result<Answer> answer = ask(kGridSyncProbe, patience, 0, 1);
    if (!answer)
      return std::move(answer).takeStatus();
    finding.resident =
        std::max(finding.resident, answer->poll & ~kGridSyncClosed);
    budgetNs -= answer->ns;
    if (finding.fits() || budgetNs < 0 ||
        patience > kMaxPatience / kPatienceGrowth)
      return Status::ok();
  }
}

Status GridSyncProbe::findCost(GridSyncMode mode, double &cost) {
  Result<double> none = measure(mode, 0);
  if (!none)
    return std::move(none).takeStatus();
  for (uint32_t n = 4;; n *= 4) {
    Result<double> some = measure(mode, n);
    if (!some)
      return std::move(some).takeStatus();
    double more = std::max(*some - *none, 0.0);
    cost = more / n;
    if (more >= kMeasurableNs || n >= kMaxRepetitions)
      return Status::ok();
  }
}

const GridSyncFinding *
GridSyncProbe::findKnown(Executable &executable, std::array<uint32_t, 3> groups,
                         bool wantCost) {
  uint64_t count = uint64_t(groups[0]) * groups[1];
  count = std::min<uint64_t>(count, kGridSyncClosed) * groups[2];
  count = std::min<uint64_t>(count, kGridSyncClosed);
  GridSyncFinding &finding = executable.gridSync[groups];
  finding.groups = static_cast<uint32_t>(count);
  // A workgroup alone is all there is; a poll cannot count too many.
  if (count <= 1)
    finding.resident = finding.groups;
  bool isTrivial = count <= 1 || count >= kGridSyncClosed;
  bool isComplete = wantCost ? finding.wasAsked && (!finding.fits() ||
                                                    finding.hasCosts)
                             : finding.wasAsked && finding.fits();
  return isTrivial || isComplete ? &finding : nullptr;
}

Result<GridSyncFinding>
GridSyncProbe::find(std::array<uint32_t, 3> groups, bool wantCost) {
  if (const GridSyncFinding *known = findKnown(executable_, groups, wantCost))
    return *known;
  GridSyncFinding &finding = executable_.gridSync[groups];
  groups_ = groups;
  Status status = prepare();
  if (status && !finding.fits())
    status = findResident(finding, wantCost ? kBudgetNs : kLongBudgetNs);
  finding.wasAsked |= status.isOk();
  if (status && wantCost && finding.fits()) {
    status = findCost(kGridSyncProbe, finding.barrierNs);
    if (status)
      status = findCost(kGridSyncLeave, finding.dispatchNs);
    finding.hasCosts = status.isOk();
  }
  if (!status)
    return status;
  return finding;
}
